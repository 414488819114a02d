"""Other people's words on a page: escaped, kept apart from ours, and linked where it is safe.

Bidirectional controls are taken out (`rookery.text.visible`) and each text stands in an element
of its own direction, so that no post can reorder what is around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from rookery.search.results import Span
from rookery.text import visible

OUTWARD = Markup('rel="nofollow ugc noopener noreferrer"')
_LINKS = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]}»”])"
    r"|(?<![\w/@])@(?P<who>\w[\w.-]*(?:@[\w-]+(?:\.[\w-]+)+)?(?<![.-]))"
    r"|(?<![\w/&])#(?P<tag>\w*[^\W\d_]\w*)"
    r"|(?<![\w$])\$(?P<cash>[A-Za-z]{1,6})\b"
)
_SHOWN = 48  # characters of an address


def user(text: str | None) -> Markup:
    """A name or other short text of somebody's, in an element of its own direction."""
    return Markup("<bdi>{}</bdi>").format(visible(text or ""))


def prose(text: str) -> Markup:
    """The words of a post, its links, names and tags linked."""
    return marked((Span(text),))


def marked(spans: Sequence[Span]) -> Markup:
    """A snippet: its hits in `<mark>`, its links, names and tags linked."""
    parts = [(visible(s.text), s.hit) for s in spans]
    text = "".join(t for t, _ in parts)
    hits: list[tuple[int, int]] = []
    at = 0
    for part, hit in parts:
        if hit:
            hits.append((at, at + len(part)))
        at += len(part)
    return Markup("").join(_pieces(text, hits))


def plain(spans: Sequence[Span]) -> Markup:
    """A snippet with its hits in `<mark>` and no links: for what is in a link itself."""
    return Markup("").join(
        Markup("<mark>{}</mark>" if s.hit else "{}").format(visible(s.text)) for s in spans
    )


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> Iterator[Markup]:
    at = 0
    for found in _LINKS.finditer(text):
        yield _with_marks(text, at, found.start(), hits)
        yield _link(found, _with_marks(text, found.start(), found.end(), hits))
        at = found.end()
    yield _with_marks(text, at, len(text), hits)


def _with_marks(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> Markup:
    out, at = Markup(""), start
    for low, high in hits:
        low, high = max(low, start), min(high, end)  # noqa: PLW2901  the part of it in here
        if low >= high:
            continue
        out += escape(text[at:low]) + Markup("<mark>{}</mark>").format(text[low:high])
        at = high
    return out + escape(text[at:end])


def _link(found: re.Match[str], shown: Markup) -> Markup:
    if url := found["url"]:
        if not safe_link(url):
            return shown
        short = shown if len(url) <= _SHOWN else escape(url[: _SHOWN - 1] + "…")
        return Markup('<a href="{}" {}>{}</a>').format(url, OUTWARD, short)
    if who := found["who"]:
        return Markup('<a href="{}">{}</a>').format(author_path(who), shown)
    tag = f"#{found['tag']}" if found["tag"] else f"${found['cash']}"
    return Markup('<a href="/search?q={}">{}</a>').format(quote(tag), shown)


def safe_link(url: str) -> bool:
    """Only the web: no `javascript:`, no `data:`, no address without a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def host_of(url: str) -> str:
    """The host of an address, for showing where a link leads."""
    try:
        return visible(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def author_path(handle: str) -> str:
    """The address of an author's page."""
    return f"/author/{quote(handle.removeprefix('@'), safe='')}"


def post_path(id: str) -> str:
    """The address of a post's thread."""
    return f"/post/{quote(id, safe='')}"


def community_path(name: str) -> str:
    """The address of a community's page."""
    return f"/community/{quote(name, safe='')}"
