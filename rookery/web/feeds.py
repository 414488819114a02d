"""A search as a table (CSV) and as a feed (Atom), for other programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as xml

from rookery.post import Post
from rookery.search.reposts import ABSENT, bare, repeated
from rookery.search.results import Hit, Results
from rookery.text import visible
from rookery.web.prose import post_path, safe_link

COLUMNS = (
    "id", "created_at", "author", "community", "title", "text", "lang", "likes", "reposts",
    "replies", "quotes", "views", "reply_to", "quote_of", "url", "score", "copies",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_TITLE = 90  # characters


def to_csv(results: Results) -> str:
    """One row a result under `COLUMNS`.

    A text that a spreadsheet would run as a formula has an apostrophe before it (OWASP, CSV
    injection); the JSON form has it as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_row(hit) for hit in results.hits)
    return out.getvalue()


def _row(hit: Hit) -> list[object]:
    p, c = hit.post, hit.post.counts
    texts = (p.author.handle if p.author else None, p.community, p.title, p.text, p.lang)
    return [
        _plain(p.id),
        p.created_at.isoformat().replace("+00:00", "Z") if p.created_at else "",
        *map(_plain, texts),
        *("" if n is None else n for n in (c.likes, c.reposts, c.replies, c.quotes, c.views)),
        *map(_plain, (p.reply_to, p.quote_of, p.url if p.url and safe_link(p.url) else None)),
        round(hit.score, 6),
        hit.copy_count,
    ]


def _plain(text: str | None) -> str:
    text = visible(text or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def to_atom(
    results: Results, originals: Mapping[str, Post], *, name: str, base: str, address: str
) -> bytes:
    """A feed (RFC 4287) whose entries link to their threads under `base`.

    `originals` has by their ids the posts that bare reposts among the results repeat.
    """
    xml.register_namespace("", _ATOM)
    feed = xml.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", address)
    _add(feed, "title", f"{results.query or '*'} — {name}")
    _add(feed, "link", None, rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", None, rel="alternate", type="text/html", href=_page(address))
    _add(feed, "updated", _stamp(_newest([hit.post for hit in results.hits])))
    _add(feed, "generator", "Rookery")
    for hit in results.hits:
        _entry(feed, hit.post, originals.get(hit.post.repost_of or ""), base)
    body: bytes = xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(feed: xml.Element, post: Post, original: Post | None, base: str) -> None:
    entry = xml.SubElement(feed, f"{{{_ATOM}}}entry")
    address = f"{base}{post_path(post.id)}"
    _add(entry, "id", f"urn:rookery:post:{quote(post.id, safe='')}")
    _add(entry, "title", _title(post, original))
    _add(entry, "link", None, rel="alternate", type="text/html", href=address)
    _add(entry, "updated", _stamp(post.edited_at or post.created_at))
    if post.created_at:
        _add(entry, "published", _stamp(post.created_at))
    author = xml.SubElement(entry, f"{{{_ATOM}}}author")
    _add(author, "name", f"@{post.author.handle}" if post.author else "?")
    if post.community:
        _add(entry, "category", None, term=post.community)
    shown = original or post
    said = ABSENT if bare(shown) else shown.text or shown.title or ""
    _add(entry, "content", said, type="text")


def _add(parent: xml.Element, tag: str, text: str | None, **attributes: str) -> None:
    element = xml.SubElement(parent, f"{{{_ATOM}}}{tag}")
    for key, value in attributes.items():
        element.set(key, _clean(value))
    if text is not None:
        element.text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", visible(text))


def _title(post: Post, original: Post | None) -> str:
    said = repeated(post, original) or post.title or post.text or "…"
    text = " ".join(said.split())
    return text if len(text) <= _TITLE else text[: _TITLE - 1].rstrip() + "…"


def _newest(posts: Sequence[Post]) -> datetime | None:
    times = [t for p in posts if (t := p.edited_at or p.created_at)]
    return max(times, default=None)


def _stamp(time: datetime | None) -> str:
    moment = time or datetime.fromtimestamp(0, UTC)  # the form demands a time: nobody knows it
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _page(address: str) -> str:
    return re.sub(r"/search\.atom\b", "/search", re.sub(r"([?&])format=atom(&|$)", r"\1", address))
