"""Search, ads and an assistant for any social network, on a language model that its operator owns.

`Rookery.open(path)` is the door for Python programs; everything else is reached through it or
through the `rookery` command.
"""

from typing import TYPE_CHECKING, Any

from rookery.version import VERSION

__version__ = VERSION
__all__ = ["Rookery", "__version__"]

if TYPE_CHECKING:
    from rookery.app import Rookery


def __getattr__(name: str) -> Any:
    # `import rookery` must stay light: the store and its engines load when the door is opened.
    if name == "Rookery":
        from rookery.app import Rookery

        return Rookery
    raise AttributeError(f"module 'rookery' has no attribute {name!r}")
