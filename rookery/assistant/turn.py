"""A turn of a conversation: what a person said, or an answer as it is kept, without its posts.

Posts are kept by id and read when a page is made: who may no longer read one is not shown it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from rookery.answer.answered import Answer, Statement, joined
from rookery.assistant.attached import page_of

Kind = Literal["answer", "talk", "written"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's turn."""

    text: str

    @property
    def words(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Called:
    """A tool that was called for an answer, and what it gave, without anybody's words."""

    tool: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any] = field(default_factory=dict)  # ids of posts, figures, pages
    took_ms: int | None = None  # where it was timed by itself
    wrong: str | None = None  # why it gave nothing

    @property
    def posts(self) -> tuple[str, ...]:
        """The ids of the posts that it found."""
        return tuple(self.result.get("posts", ()))


@dataclass(frozen=True, slots=True)
class Rating:
    """What its owner thinks of an answer."""

    good: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The assistant's turn."""

    statements: tuple[Statement, ...]
    made_by: str
    declined: str | None = None
    near: tuple[str, ...] = ()  # ids of the posts nearest to it
    searched: tuple[str, ...] = ()
    dropped: int = 0  # sentences that were left out
    gone: int = 0  # sentences that rested on posts that are deleted since
    kind: Kind = "answer"  # talk and what is written for the person rest on no post, and say so
    calls: tuple[Called, ...] = ()
    lang: str | None = None  # the question's

    @property
    def words(self) -> str:
        """All that it says."""
        return "\n".join(statement.text for statement in self.statements)

    @property
    def cites(self) -> frozenset[str]:
        """Every post that it names."""
        return frozenset(self.near).union(*(s.cites for s in self.statements))

    @property
    def from_files(self) -> bool:
        """Whether it rests on the person's own files, and on no post."""
        cites = [id for s in self.statements for id in s.cites]
        return bool(cites) and all(page_of(id) for id in cites)

    @property
    def label(self) -> str:
        """What tells a reader how it was made, beside by whom."""
        if self.from_files:
            return "files"
        return "joined" if self.kind == "answer" and joined(self.statements) else self.kind

    def without_searches(self, query: str) -> Answered:
        """The same without what rests on that search: an account's, which is gone."""
        of_it, named = query.lower(), f"@{query.partition(':')[2]} (".lower()
        kept = tuple(
            s
            for s in self.statements
            if of_it not in map(str.lower, s.searches)
            and not (s.searches and named in s.text.lower())
        )
        lost = len(self.statements) - len(kept)
        return replace(self, statements=kept, gone=self.gone + lost)

    def without(self, posts: Collection[str]) -> Answered:
        """The same without these posts, and without every sentence that rests on them alone.

        Words that are quoted from one go with it, whatever else the sentence cites.
        """
        kept = []
        for statement in self.statements:
            left = tuple(id for id in statement.cites if id not in posts)
            if left == statement.cites:
                kept.append(statement)
            elif self.kind == "written":
                continue  # made of all that was given, and nobody can tell what of which
            elif (left or statement.searches) and statement.quoted is None:
                kept.append(replace(statement, cites=left))
        lost = len(self.statements) - len(kept)
        near = tuple(id for id in self.near if id not in posts)
        return replace(self, statements=tuple(kept), near=near, gone=self.gone + lost)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with its place and time."""

    id: int
    place: int
    at: datetime
    body: Asked | Answered
    rating: Rating | None = None

    @property
    def role(self) -> Literal["person", "assistant"]:
        return "person" if isinstance(self.body, Asked) else "assistant"


def answered(answer: Answer, calls: Sequence[Called] = ()) -> Answered:
    """An answer as it is kept, with the calls that it was made after."""
    return Answered(
        answer.statements,
        answer.made_by,
        declined=answer.declined,
        near=tuple(post.id for post in answer.near),
        searched=answer.searched,
        dropped=len(answer.dropped),
        calls=tuple(calls),
        lang=answer.lang,
    )


def written(body: Asked | Answered) -> str:
    """As JSON."""
    if isinstance(body, Asked):
        return json.dumps({"text": body.text}, ensure_ascii=False)
    row = {
        "statements": [
            {
                "text": s.text, "cites": s.cites, "searches": s.searches, "quoted": s.quoted,
                "otherwise": s.otherwise,
            }
            for s in body.statements
        ],
        "made_by": body.made_by, "declined": body.declined, "near": body.near,
        "searched": body.searched, "dropped": body.dropped, "gone": body.gone,
        "kind": body.kind, "lang": body.lang,
        "calls": [
            {
                "tool": c.tool, "arguments": dict(c.arguments), "result": dict(c.result),
                "took_ms": c.took_ms, "wrong": c.wrong,
            }
            for c in body.calls
        ],
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def read(text: str) -> Asked | Answered:
    """What `written` wrote."""
    row: dict[str, Any] = json.loads(text)
    if "statements" not in row:
        return Asked(row["text"])
    statements = tuple(
        Statement(s["text"], tuple(s["cites"]), tuple(s["searches"]), s["quoted"], s["otherwise"])
        for s in row["statements"]
    )
    return Answered(
        statements,
        row["made_by"],
        declined=row["declined"],
        near=tuple(row["near"]),
        searched=tuple(row["searched"]),
        dropped=row["dropped"],
        gone=row["gone"],
        kind=row["kind"],
        calls=tuple(Called(**call) for call in row.get("calls", ())),
        lang=row.get("lang"),
    )
