"""What can be summed up: a thread, a trend, a community's week; and the posts it is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import MOST, Allowed, Gathered
from rookery.answer.hearing import author_of, community_of, heat_of, in_turn, thread_of
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.errors import BadInput, Said, short
from rookery.people import Reader
from rookery.post import Post
from rookery.search.query import with_operator
from rookery.search.service import Search
from rookery.search.times import shifted
from rookery.text import words

_READ = 40  # posts that are compared with each other
_FOUND = 200  # results of a search that are looked at
_CLIMB = 20  # replies from a post to the first of its thread
_DAYS = re.compile(r"within:(\d+)([dh])")
_TITLE = 80  # characters of a thread's beginning that name it


@dataclass(frozen=True, slots=True)
class Material:
    """What a summary is made of: posts, those that matter most first."""

    of: Literal["thread", "trend"]  # how a model is told of it
    about: str  # a title or a word
    gathered: Gathered
    matter: tuple[float, ...]  # of each, by what people did with it: 0 to 1
    begins: bool = False  # the first of them is what the others answer
    lang: str | None = None  # of most of them


@dataclass(frozen=True, slots=True)
class ThreadOf:
    """The conversation that a post stands in."""

    kind: ClassVar[str] = "thread"
    id: str

    @property
    def name(self) -> str:
        return self.id

    def material(
        self, search: Search, reader: Reader, allowed: Allowed, as_of: datetime | None = None
    ) -> Material:
        """Its first post, then replies by what people did with them, and each author in turn.

        Raises NotFound, also for what the reader may not read.
        """
        thread = search.thread(self.id, reader)
        posts = [p for _, p in thread.posts if as_of is None or _by(p, as_of)]
        replies = Counter(p.reply_to for p in posts)
        heat = {p.id: heat_of(p, replies[p.id]) for p in posts}
        first = [p for p in posts if p.id == thread.root]
        rest = in_turn([p for p in posts if p.id != thread.root], heat, (author_of,))
        begun = first[0] if first else posts[0] if posts else None
        about = short(" ".join(evidence_of(begun).text.split()), _TITLE) if begun else self.id
        found, only_shown = _parted([*first, *rest], allowed)
        begins = bool(first and found and found[0].id == thread.root)
        return _material("thread", about, found, only_shown, heat, begins=begins)


@dataclass(frozen=True, slots=True)
class TrendOf:
    """A word or a few that rise, over the hours before the newest post that has them."""

    kind: ClassVar[str] = "trend"
    term: str
    hours: float = 24

    def __post_init__(self) -> None:
        if not words(self.term):
            raise BadInput(Said("A trend is a word or a few: name one, such as ferry."))

    @property
    def name(self) -> str:
        return self.term

    def material(
        self, search: Search, reader: Reader, allowed: Allowed, as_of: datetime | None = None
    ) -> Material:
        """What a search for it finds, by different authors and of different threads."""
        said = words(self.term)  # whatever was typed, no operators
        query = f'"{" ".join(said)}"' if len(said) > 1 else said[0]
        posts, query = _within(search, query, reader, as_of, timedelta(hours=self.hours))
        heat = {p.id: heat_of(p) for p in posts}
        chosen = in_turn(posts, heat, (author_of, thread_of), community_of)
        found, only_shown = _parted(chosen, allowed)
        return _material("trend", self.term, found, only_shown, heat, queries=(query,))


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The seven days of a community before its newest post."""

    kind: ClassVar[str] = "community"
    community: str

    @property
    def name(self) -> str:
        return self.community

    def material(
        self, search: Search, reader: Reader, allowed: Allowed, as_of: datetime | None = None
    ) -> Material:
        """The posts that people did most with, one a thread.

        Raises NotFound, also where the reader may read none of it.
        """
        community, _ = search.community(self.community, reader)
        query = with_operator("", "community", community.name)
        posts, query = _within(search, query, reader, as_of, timedelta(days=7))
        # what answers somebody tells less by itself
        heat = {p.id: heat_of(p) / (2 if p.reply_to else 1) for p in posts}
        best = sorted(posts, key=lambda p: -heat[p.id])[:_READ]
        roots = _roots(best, search, reader)
        one_each = {roots[p.id]: p for p in reversed(best)}.values()
        chosen = in_turn(list(one_each)[::-1], heat, (author_of,))
        found, only_shown = _parted(chosen, allowed)
        # the task has no word for a week: its posts are summed up as those of a word are
        return _material("trend", community.name, found, only_shown, heat, queries=(query,))


@dataclass(frozen=True, slots=True)
class SpanOf:
    """A time of the whole network, by operators; the last days are those before its newest post."""

    kind: ClassVar[str] = "time"
    name: str
    span: str

    def material(
        self, search: Search, reader: Reader, allowed: Allowed, as_of: datetime | None = None
    ) -> Material:
        """The posts that people did most with, one a thread, of several communities."""
        if days := _DAYS.fullmatch(self.span):
            length = (
                timedelta(days=int(days[1])) if days[2] == "d" else timedelta(hours=int(days[1]))
            )
            posts, query = _within(search, "", reader, as_of, length)
        else:
            end, query = as_of or datetime.now(UTC), self.span
            posts = [h.post for h in search.search(query, reader, as_of=end, limit=_FOUND).hits]
        heat = {p.id: heat_of(p) / (2 if p.reply_to else 1) for p in posts}
        best = sorted(posts, key=lambda p: -heat[p.id])[:_READ]
        roots = _roots(best, search, reader)
        one_each = {roots[p.id]: p for p in reversed(best)}.values()
        chosen = in_turn(list(one_each)[::-1], heat, (author_of,), community_of)
        found, only_shown = _parted(chosen, allowed)
        return _material("trend", self.name, found, only_shown, heat, queries=(query,))


Subject = ThreadOf | TrendOf | WeekOf | SpanOf


def subject_of(
    thread: str | None = None,
    trend: str | None = None,
    community: str | None = None,
    hours: float = 24,
) -> Subject:
    """The one that is named; raises BadInput where it is none, or several."""
    made: list[Subject] = []
    if thread is not None:
        made.append(ThreadOf(thread))
    if trend is not None:
        made.append(TrendOf(trend, hours))
    if community is not None:
        made.append(WeekOf(community))
    if len(made) != 1:
        raise BadInput(
            Said("A summary is of one thing: name a thread, a trend or a community, and no other.")
        )
    return made[0]


def _within(
    search: Search, query: str, reader: Reader, as_of: datetime | None, span: timedelta
) -> tuple[list[Post], str]:
    """Posts of the span before the newest that a query finds, the best first, and its query."""
    end = as_of or datetime.now(UTC)  # what is dated ahead is of no week yet
    newest = search.search(query, reader, order="latest", as_of=end, limit=1).hits
    at = newest[0].post.created_at if newest else None
    if at is None:
        return [], query
    query = f"{query} since:{shifted(at, -span).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".strip()
    hits = search.search(query, reader, as_of=end, limit=_FOUND).hits
    return [hit.post for hit in hits if not hit.partial], query


def _parted(posts: Iterable[Post], allowed: Allowed) -> tuple[list[Evidence], list[Evidence]]:
    """What a summary may rest on, each text once; and what may be read but not answered from."""
    found: dict[str, Evidence] = {}
    closed: list[Evidence] = []
    for post in posts:
        read = evidence_of(post)
        if not any(map(str.isalnum, read.text)):  # nothing, or a row of pictures
            continue
        if allowed(post) and not speaks_to_a_machine(read.text):
            found.setdefault(" ".join(read.text.lower().split()), read)
        else:
            closed.append(read)
    return list(found.values())[:_READ], closed[:MOST]


def _material(
    of: Literal["thread", "trend"],
    about: str,
    found: Sequence[Evidence],
    only_shown: Sequence[Evidence],
    heat: dict[str, float],
    *,
    queries: tuple[str, ...] = (),
    begins: bool = False,
) -> Material:
    most = max((heat[p.id] for p in found), default=0) or 1
    spoken = Counter(p.lang for p in found if p.lang).most_common(1)
    return Material(
        of,
        about,
        Gathered(queries, tuple(found), tuple(only_shown)),
        tuple(heat[p.id] / most for p in found),
        begins,
        spoken[0][0] if spoken else None,
    )


def _by(post: Post, as_of: datetime) -> bool:
    return post.created_at is not None and post.created_at <= as_of


def _roots(posts: Sequence[Post], search: Search, reader: Reader) -> dict[str, str]:
    """The first post of each one's thread, which not every source names; all climb at once."""
    top = {p.id: p for p in posts}
    for _ in range(_CLIMB):
        above = {p.reply_to for p in top.values() if p.reply_to and not p.conversation}
        found = {p.id: p for p in search.posts(sorted(above), reader)} if above else {}
        if not found:
            break
        top = {id: found.get(p.reply_to or "", p) for id, p in top.items()}
    return {id: thread_of(p) for id, p in top.items()}
