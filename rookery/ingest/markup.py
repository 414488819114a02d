"""HTML of a post as plain text: paragraphs and breaks to line feeds, links to their text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table",
     "tr", "hr", "section", "article")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "head"))
_WRAPPED = re.compile(r"\s*<p[\s>].*</p>\s*", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\n]+")


def plain(html: str) -> str:
    """The text that a reader would see; raises ValueError where the parser gives up.

    >>> plain("<p>Fish &amp; chips<br>today</p><p>at noon</p>")
    'Fish & chips\\ntoday\\n\\nat noon'
    """
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # how the parser ends at a declaration that is none
        raise ValueError("its content is no HTML that can be read") from None
    text = "".join(reader.pieces)
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return _BREAKS.sub("\n\n", text).strip()


def is_wrapped(text: str) -> bool:
    """Whether a text is paragraphs of HTML from its beginning to its end."""
    return _WRAPPED.fullmatch(text) is not None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = self._as_typed = 0  # elements that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._as_typed += tag == "pre"
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self._end_block()

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self._as_typed -= tag == "pre" and self._as_typed > 0
        if tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self._as_typed:
            data = _SPACES.sub(" ", data)
            if not self.pieces or self.pieces[-1].endswith("\n"):
                data = data.lstrip(" ")
        if data:
            self.pieces.append(data)

    def _end_block(self) -> None:
        if self.pieces:
            self.pieces.append("\n\n")
