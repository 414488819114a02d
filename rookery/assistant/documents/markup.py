"""XML and HTML of strangers, into trees: no entity is resolved and nothing is fetched."""

from __future__ import annotations

from typing import Any

from lxml import etree


def xml(data: bytes) -> Any:
    """Raises ValueError where it is broken, or declares what no document needs."""
    root = _tree(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.doctype:  # Word writes none; entities are declared there
        raise ValueError("DOCTYPE")
    return root


def html(data: bytes) -> Any:
    """Of UTF-8; `None` where there is no element in it, ValueError where nothing can be made."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    return _tree(data, parser)


def _tree(data: bytes, parser: Any) -> Any:
    try:
        return etree.fromstring(data, parser)
    except etree.LxmlError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise ValueError(str(error)) from None
