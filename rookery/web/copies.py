"""Posts with the words of another one, as the search that finds them."""

from __future__ import annotations

from dataclasses import dataclass

from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import words

_FEWEST, _ENOUGH = 6, 12  # words in a row: fewer are a phrase that people use, more tell no more


@dataclass(frozen=True, slots=True)
class Copies:
    """How many other posts hold the first words of a post, and the search for them."""

    count: int
    query: str


def copies(search: Search, reader: Reader, post: Post) -> Copies | None:
    """`None` where a post is too short to tell, or nobody else says the same."""
    first = words(post.text)[:_ENOUGH]
    if len(first) < _FEWEST:
        return None
    query = f'"{" ".join(first)}"'
    found = search.search(query, reader, order="latest", limit=1).total
    return Copies(found - 1, query) if found > 1 else None
