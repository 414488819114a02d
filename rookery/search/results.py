"""What a search gives back: values that the terminal, the API and the pages show as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rookery.errors import Said
from rookery.post import Author, Post

Order = Literal["relevance", "latest"]
Unit = Literal["posts", "authors"]
By = Literal["day", "community", "language", "author"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a snippet; `hit` pieces hold words of the query."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: the post, and what it stands for."""

    post: Post
    score: float
    snippet: tuple[Span, ...]  # the best part of the text, plain text: escape it on a page
    title: tuple[Span, ...] = ()
    copies: tuple[Post, ...] = ()  # near-duplicates and reposts folded into this one (first few)
    copy_count: int = 0  # how many there are in all
    partial: bool = False  # lacks some word of the query
    parts: dict[str, float] = field(default_factory=dict)  # what each part gave; sums to score


@dataclass(frozen=True, slots=True)
class Bin:
    start: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many posts match by time; `step` is the width of a bin in seconds."""

    step: int
    bins: tuple[Bin, ...]
    newest: datetime | None = None  # the last that is not dated ahead


@dataclass(frozen=True, slots=True)
class Person:
    author: Author
    posts: int


@dataclass(frozen=True, slots=True)
class Community:
    name: str
    posts: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter that narrows the search: its query form, such as `lang:it`."""

    operator: str  # lang, community, from
    value: str
    count: int  # posts that it leaves of the newest matches


@dataclass(frozen=True, slots=True)
class Results:
    query: str
    order: Order
    as_of: datetime | None
    hits: tuple[Hit, ...]
    # posts that have every word and meet every filter, each copy counted; by relevance and without
    # what stands beside, of the best 2,000 alone
    total: int
    did_you_mean: str | None = None
    related: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    communities: tuple[Community, ...] = ()
    histogram: Histogram | None = None
    facets: tuple[Facet, ...] = ()
    facets_of: int = 0  # how many of the newest matches the facets' counts are of
    took_ms: float = 0.0
    semantic: bool = False  # whether the best were re-ranked by the transformer
    next_offset: int | None = None
    notices: tuple[Said, ...] = ()  # filters by which nothing could be found


@dataclass(frozen=True, slots=True)
class Gained:
    """Posts that came to a query or changed, each once, and the ids of the newest of them."""

    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    name: str  # a day as 2026-03-14, a community, a language
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure over all posts that match, and its parts where they were asked for."""

    total: int
    groups: tuple[Group, ...] = ()  # days in their order, others by their count
    left_out: int = 0  # groups beyond those
    first: datetime | None = None  # the earliest post that matches
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A term that rises now against its own past, with posts that show it."""

    term: str
    now: int  # posts in the window
    usual: float  # posts expected in a window of that length, from its own past
    score: float
    posts: tuple[Post, ...]
    lines: tuple[tuple[Span, ...], ...] = ()  # of each of the posts what holds the term


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation: each post with its depth, in reading order; `missing` were not readable."""

    root: str
    posts: tuple[tuple[int, Post], ...]
    missing: int
    quotes: tuple[Post, ...] = ()  # posts elsewhere that quote the one asked for, the newest
    replied: int = 0  # replies to the one asked for that are here
    quoted: int = 0  # quotes of it in all
    reposted: int = 0
    more: int = 0  # posts of it that are too many to show: those read farthest from the one asked


@dataclass(frozen=True, slots=True)
class Profile:
    """An author as their latest post shows them."""

    author: Author
    posts: int
    first: datetime | None
    last: datetime | None
    communities: tuple[Community, ...]
    recent: tuple[Post, ...]
    followers: tuple[str, ...] = ()  # where the source gives follows
    following: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    text: str  # the whole query with its end completed
    kind: Literal["word", "person", "community", "hashtag", "cashtag", "filter"]
    count: int | None  # posts; `None` for a filter, which is not counted
