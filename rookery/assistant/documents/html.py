"""HTML: what a reader of the page sees, and no more.

Text that is hidden from readers is a known way to give a model orders: by attribute, by style in
place or by a simple rule of the page's own style sheet, it is left out. HTML has no pages: see
paged.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rookery.assistant.documents import markup
from rookery.assistant.documents.document import Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import broken, decoded
from rookery.assistant.documents.layout import CELLS
from rookery.assistant.documents.paged import paged
from rookery.errors import Said

_UNSEEN = {
    "script", "style", "noscript", "template", "head", "iframe", "object", "canvas", "audio",
    "video", "datalist",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul",
}  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:[;!}]|$)"
    r"|font-size\s*:\s*0(?:\.0*)?[a-z%]*\s*(?:[;!}]|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DEEP = 200  # elements in elements: no page that people wrote goes so far


def read(name: str, data: bytes, limits: Limits) -> Draft:
    """Raises BadInput where nothing can be made of it."""
    try:
        root = markup.html(_text(data).encode("utf-8", "replace"))
    except ValueError:
        raise broken(name, Said("an HTML page")) from None
    draft = Draft(limits)
    if root is None:
        return draft
    title = " ".join((root.findtext(".//head/title") or "").split())
    body = "".join(_Seen(root).text(root, 0))
    body = re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", body))
    draft.add_all(paged(re.sub(r"\n{3,}", "\n\n", f"{title}\n\n{body}").strip()))
    return draft


def _text(data: bytes) -> str:
    """By what the page itself says of its characters, where it is not UTF-8."""
    form = _CHARSET.search(data[:2048])
    if form and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(form[1].decode("ascii"), "replace")
            except (LookupError, UnicodeDecodeError):
                pass
    return decoded(data) or ""


class _Seen:
    """The seen text of a page whose style sheet hides some elements by tag, class or id."""

    def __init__(self, root: Any) -> None:
        self._hidden = set(_hidden_by(root))

    def text(self, element: Any, depth: int) -> Iterator[str]:
        """With line ends for blocks, items and rows; white space is not yet joined."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or depth > _DEEP or self._is_hidden(element, tag):
            return
        before, after = _around(element, tag)
        yield before
        # line ends in the source are spaces, except where they are kept
        yield (element.text or "") if tag == "pre" else _flat(element.text)
        for child in element:
            yield from self.text(child, depth + 1)
            yield (child.tail or "") if tag == "pre" else _flat(child.tail)
        yield after

    def _is_hidden(self, element: Any, tag: str) -> bool:
        get = element.get
        if tag in _UNSEEN or get("hidden") is not None or (get("aria-hidden") or "") == "true":
            return True
        if tag == "dialog" and get("open") is None:
            return True
        if _HIDING.search(get("style") or ""):
            return True
        names = [f".{name}" for name in (get("class") or "").split()]
        names += [f"#{get('id')}"] if get("id") else []
        return any((t, n) in self._hidden for t in ("", tag) for n in (*names, ""))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _around(element: Any, tag: str) -> tuple[str, str]:
    if tag == "br":
        return "\n", ""
    if tag == "li":
        return "\n- ", ""
    if tag == "tr":
        return "\n", ""
    if tag in ("td", "th"):
        first = element.getprevious() is None
        return ("" if first else CELLS), ""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return f"\n\n{'#' * int(tag[1])} ", "\n\n"
    return ("\n\n", "\n\n") if tag in _BLOCKS else ("", "")


def _hidden_by(root: Any) -> Iterator[tuple[str, str]]:
    """(tag, class or id) of the simple rules that hide; either may be empty."""
    for sheet in root.iter("style"):
        for selectors, rules in _rules((sheet.text or "")[:200_000]):
            if not _HIDING.search(rules):
                continue
            for selector in selectors.split(","):
                form = _SIMPLE.fullmatch(selector.strip())
                if form and form[0]:
                    yield (form[1] or "").lower(), form[2] or ""


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and what they set; not what stands in @media and its like, which may not hold."""
    first, *others = sheet.split("/*")
    sheet = first + "".join(part.partition("*/")[2] for part in others)
    depth = begin = 0
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        words = sheet[begin : brace.start()]
        begin = brace.end()
        if brace[0] == "{":
            depth += 1
            selectors = words
        else:
            if depth == 1:
                yield selectors, words
            depth = max(0, depth - 1)
