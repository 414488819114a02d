"""The assistant's tools: what can be looked up, with typed arguments.

Each gives what a program is told as JSON, the posts that an answer may rest on, and sentences that
the store's own figures make. Who calls them, and how often, others decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rookery.answer.answered import Statement
from rookery.answer.as_json import evidence_json
from rookery.answer.counted.author import looked_up, profiled
from rookery.answer.counted.figures import Figure, Lang, counted_as, settled
from rookery.answer.counted.rising import rising
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Allowed
from rookery.answer.reading.likeness import Likeness
from rookery.assistant.attached import Attached, passages
from rookery.errors import BadInput, NotFound, Said
from rookery.people import Reader
from rookery.post import Post
from rookery.search.results import By, Order, Unit
from rookery.search.service import Search

_POSTS = 20  # that one call gives at most
_LONGEST = 1_000  # characters of a post or a page that a program is told


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchPosts(_Arguments):
    """Find posts. Operators work: from:HANDLE, since:2026-03-01, within:7d, "a phrase"."""

    query: str = Field(min_length=1, max_length=500, description="words that the posts would have")
    order: Order = Field("relevance", description="the best first, or the latest")
    limit: int = Field(8, ge=1, le=_POSTS)


class CountPosts(_Arguments):
    """Count all posts that match a query, or their authors; tells the first and the last too."""

    query: str = Field("", max_length=500, description="as for a search; empty for all posts")
    of: Unit = Field("posts", description="posts, or the people who wrote them")
    by: By | None = Field(
        None, description="also the count of each day, community, language or author"
    )
    end: Literal["first", "last"] | None = Field(
        None, description="only when the first or the last of them was posted"
    )


class ReadThread(_Arguments):
    """Read the conversation that a post stands in, from its first post on."""

    post: str = Field(min_length=1, max_length=500, description="the id of any of its posts")


class LookUpAuthor(_Arguments):
    """What an author is here: how many posts, from when to when, where, and the latest."""

    handle: str = Field(min_length=1, max_length=200, description="with or without @")


class Trending(_Arguments):
    """What is written about much more than it used to be."""

    hours: int = Field(24, ge=1, le=720, description="the window that is compared with its past")
    limit: int = Field(5, ge=1, le=_POSTS)
    community: str | None = Field(
        None, max_length=200, pattern=r"^\S+$", description="only what is written there of it"
    )


class ReadDocument(_Arguments):
    """Read what a file of the person's says about something, or one of its pages."""

    document: str = Field(min_length=1, max_length=40, description="its id")
    about: str = Field("", max_length=2_000, description="what is looked for in it")
    page: int | None = Field(None, ge=1, description="only this page")


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What tools work on, for one reader and one conversation."""

    search: Search
    reader: Reader
    allowed: Allowed
    likeness: Likeness
    lang: Lang = "en"  # of the sentences that figures make
    documents: Sequence[Attached] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What a call gave."""

    told: Mapping[str, Any]  # as JSON, for a program or a model
    kept: Mapping[str, Any] = field(default_factory=dict)  # the same without anybody's words
    evidence: tuple[Evidence, ...] = ()  # that an answer may rest on
    statements: tuple[Statement, ...] = ()  # made by the store


Arguments = TypeVar("Arguments", bound=_Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments]):
    """One that can be called by name."""

    name: str
    takes: type[Arguments]
    run: Callable[[Toolbox, Arguments], Looked]

    @property
    def description(self) -> str:
        return " ".join((self.takes.__doc__ or "").split())

    def read(self, arguments: Mapping[str, Any]) -> Arguments:
        return checked(self.name, self.takes, arguments)


Taken = TypeVar("Taken", bound=BaseModel)


def checked(tool: str, takes: type[Taken], arguments: Mapping[str, Any]) -> Taken:
    """The arguments of a tool; raises BadInput that names the first that is wrong."""
    try:
        return takes.model_validate(arguments)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or tool
        raise BadInput(
            Said(
                "%(tool)s cannot be called so: %(where)s: %(why)s.",
                tool=tool, where=where, why=first["msg"],
            )
        ) from None  # fmt: skip


def _posts(box: Toolbox, posts: Iterable[Post]) -> Looked:
    """Those that may be answered from are told; of the others only how many they are."""
    found = list(posts)
    may = [evidence_of(post) for post in found if box.allowed(post)]
    told: dict[str, Any] = {"posts": [_short(post) for post in may]}
    if len(may) < len(found):
        told["not_to_be_quoted"] = len(found) - len(may)
    return Looked(told, {"posts": [post.id for post in found]}, tuple(may))


def _short(post: Evidence) -> dict[str, Any]:
    row = evidence_json(post)
    return row | {"text": row["text"][:_LONGEST]}


def _search_posts(box: Toolbox, asked: SearchPosts) -> Looked:
    found = box.search.search(asked.query, box.reader, order=asked.order, limit=asked.limit)
    looked = _posts(box, (hit.post for hit in found.hits))
    return Looked(
        {"total": found.total, **looked.told}, {"total": found.total, **looked.kept},
        looked.evidence,
    )  # fmt: skip


def _count_posts(box: Toolbox, asked: CountPosts) -> Looked:
    named = Figure(asked.query, asked.of, box.lang, asked.by, asked.end)
    figure = settled(named, box.search, box.reader)
    found, statement = counted_as(figure, box.search, box.reader)
    told = {
        "total": found.total,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "groups": [[group.name, group.count] for group in found.groups],
    }
    return Looked(told, told, statements=(statement,))


def _read_thread(box: Toolbox, asked: ReadThread) -> Looked:
    found = box.search.thread(asked.post, box.reader)
    return _posts(box, (post for _, post in found.posts[:_POSTS]))


def _look_up_author(box: Toolbox, asked: LookUpAuthor) -> Looked:
    profile = looked_up(asked.handle, box.search, box.reader)
    author = profile.author
    told = {
        "handle": author.handle, "name": author.name, "posts": profile.posts,
        "first": profile.first.isoformat() if profile.first else None,
        "last": profile.last.isoformat() if profile.last else None,
        "communities": [[c.name, c.posts] for c in profile.communities[:5]],
    }  # fmt: skip
    recent = _posts(box, profile.recent[:5])
    return Looked(
        told | {"recent": recent.told["posts"]},
        {"total": profile.posts, "author": author.handle, **recent.kept},
        recent.evidence,
        (profiled(profile, box.lang),),
    )


def _trending(box: Toolbox, asked: Trending) -> Looked:
    found, statements = rising(
        box.search,
        box.reader,
        box.lang,
        hours=asked.hours,
        limit=asked.limit,
        community=asked.community,
    )
    groups = [[rise.term, rise.posts] for rise in found]
    told = [asdict(rise) for rise in found]
    return Looked({"trends": told}, {"groups": groups}, statements=statements)


def _read_document(box: Toolbox, asked: ReadDocument) -> Looked:
    found = next((one for one in box.documents if one.id == asked.document), None)
    if found is None:
        raise NotFound(Said("There is no file %(id)r in this conversation.", id=asked.document))
    read = passages(found, asked.about, box.likeness, page=asked.page)
    told = [{"page": passage.page, "text": passage.text} for passage in read]
    pages = sorted({passage.page for passage in read if passage.page})
    return Looked(
        {"document": found.name, "passages": told},
        {"document": found.id, "name": found.name, "pages": pages},
        tuple(read),
    )


TOOLS: Mapping[str, Tool[Any]] = {
    tool.name: tool
    for tool in (
        Tool("search_posts", SearchPosts, _search_posts),
        Tool("count_posts", CountPosts, _count_posts),
        Tool("read_thread", ReadThread, _read_thread),
        Tool("look_up_author", LookUpAuthor, _look_up_author),
        Tool("trending", Trending, _trending),
        Tool("read_document", ReadDocument, _read_document),
    )
}
