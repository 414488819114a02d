"""Files that a person gives the assistant: each as pages of text, so that an answer can cite one.

`read` decodes in a process of its own, which may die: the server does not.
"""

from typing import TYPE_CHECKING, Any

from rookery.assistant.documents.document import Document, Kind, Limits, Page

if TYPE_CHECKING:
    from rookery.assistant.documents.reading import read

__all__ = ["Document", "Kind", "Limits", "Page", "read"]


def __getattr__(name: str) -> Any:
    # the process that decodes imports this package too, and has no use for asyncio
    if name == "read":
        from rookery.assistant.documents.reading import read

        return read
    raise AttributeError(f"module 'rookery.assistant.documents' has no attribute {name!r}")
