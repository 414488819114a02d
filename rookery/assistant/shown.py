"""A kept turn as its owner may see it now: posts are read again, by who they are.

What rests on posts that were deleted since, or are no longer open to them, is left out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rookery.answer.answered import Statement
from rookery.answer.as_json import cites_json, evidence_json
from rookery.answer.ask import Answering
from rookery.answer.evidence import Evidence, evidence_of
from rookery.assistant.attached import Attached, page_id, page_of
from rookery.assistant.turn import Answered, Asked, Called, Turn
from rookery.people import Reader

_LONGEST = 280  # characters of a page beside its cite

Readable = Mapping[str, Evidence]
"""Posts and pages by id, of those that may be read."""


def readable(
    turns: Iterable[Turn],
    answering: Answering,
    reader: Reader,
    files: Sequence[Attached],
) -> Readable:
    """All that these turns cite, and what their calls found, of what may be quoted now."""
    wanted = set[str]()
    for turn in turns:
        if isinstance(turn.body, Answered):
            wanted |= turn.body.cites
            wanted.update(id for call in turn.body.calls for id in call.posts)
    posts = sorted(id for id in wanted if page_of(id) is None)
    there = answering.search().posts(posts, reader) if posts else []
    found = {post.id: evidence_of(post) for post in there if answering.allowed(post)}
    for file in files:
        for number, text in enumerate(file.pages, 1):
            if (id := page_id(file.id, number)) in wanted:
                found[id] = Evidence(id, text[:_LONGEST], source=file.name)
    return found


def shown(body: Answered, may_read: Readable) -> Answered:
    """The same, of what may be read."""
    return body.without([id for id in body.cites if id not in may_read])


def turn_json(turn: Turn, may_read: Readable) -> dict[str, Any]:
    """A turn for programs."""
    row: dict[str, Any] = {"role": turn.role, "at": turn.at.isoformat(), "id": turn.id}
    if isinstance(turn.body, Asked):
        return row | {"text": turn.body.text}
    body = shown(turn.body, may_read)
    cited = dict.fromkeys(id for s in body.statements for id in s.cites)
    return row | {
        "kind": body.kind,
        "sentences": [_statement(s) for s in body.statements],
        "posts": [evidence_json(may_read[id]) for id in cited if id in may_read],
        "declined": body.declined is not None,
        "why": body.declined,
        "near": [evidence_json(may_read[id]) for id in body.near],
        "made_by": body.made_by,
        "gone": body.gone,
        "calls": [call_json(call) for call in body.calls],
        "rating": {"good": turn.rating.good, "reason": turn.rating.reason} if turn.rating else None,
    }


def call_json(call: Called) -> dict[str, Any]:
    """A call for programs."""
    return {
        "tool": call.tool, "arguments": dict(call.arguments), "result": dict(call.result),
        "took_ms": call.took_ms, "wrong": call.wrong,
    }  # fmt: skip


def _statement(s: Statement) -> dict[str, Any]:
    return {
        "text": s.text, "cites": cites_json(s), "quoted": s.quoted, "otherwise": s.otherwise,
    }  # fmt: skip
