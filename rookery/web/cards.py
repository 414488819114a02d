"""Posts as cards: each with the posts that it quotes or reposts, read with the same reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rookery.people import Reader
from rookery.post import Post
from rookery.search.reposts import bare
from rookery.search.results import Hit
from rookery.search.service import Search


@dataclass(frozen=True, slots=True)
class Card:
    """A post on a page; `within` is what it quotes or reposts, where the reader may read it."""

    post: Post
    within: Post | None = None
    hidden: bool = False  # it quotes a post that is gone, or closed to this reader
    hit: Hit | None = None
    depth: int = 0

    @property
    def bare(self) -> bool:
        """Whether it is a repost without words of its own."""
        return bare(self.post)


def cards(
    search: Search,
    reader: Reader,
    posts: Iterable[Post],
    *,
    hits: Sequence[Hit] = (),
    depths: Sequence[int] = (),
) -> list[Card]:
    """Cards in the posts' order; one question to the store for all that they quote."""
    posts = list(posts)
    wanted = list(dict.fromkeys(filter(None, (p.quote_of or p.repost_of for p in posts))))
    found = {p.id: p for p in search.posts(wanted, reader)} if wanted else {}
    return [
        Card(
            post,
            within=found.get(inner) if (inner := post.quote_of or post.repost_of) else None,
            hidden=bool(inner) and inner not in found,
            hit=hits[i] if hits else None,
            depth=depths[i] if depths else 0,
        )
        for i, post in enumerate(posts)
    ]
