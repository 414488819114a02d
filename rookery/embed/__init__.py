"""Text to vectors: `load_static()` ships and is quick, `load_semantic()` is better and slow,
`EndpointEmbedder` asks any OpenAI-compatible server. All are an `Embedder`.
"""

from typing import TYPE_CHECKING, Any

from rookery.embed.protocol import Embedder, Vectors

if TYPE_CHECKING:
    from rookery.embed.endpoint import EndpointEmbedder
    from rookery.embed.semantic import SemanticEmbedder, load_semantic
    from rookery.embed.static import StaticEmbedder, load_static

__all__ = [
    "Embedder",
    "EndpointEmbedder",
    "SemanticEmbedder",
    "StaticEmbedder",
    "Vectors",
    "load_semantic",
    "load_static",
]

_HOMES = {
    "EndpointEmbedder": "endpoint",
    "SemanticEmbedder": "semantic",
    "StaticEmbedder": "static",
    "load_semantic": "semantic",
    "load_static": "static",
}


def __getattr__(name: str) -> Any:
    """Each embedder's libraries are imported when it is first asked for, not before."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
