"""Answers as JSON, for the terminal, the API and files alike."""

from __future__ import annotations

from typing import Any

from rookery.answer.answered import Answer, Statement
from rookery.answer.claims.against import Remark
from rookery.answer.claims.behind import Behind
from rookery.answer.evidence import Evidence


def cites_json(statement: Statement) -> list[Any]:
    """Ids of posts, and `{"search": QUERY}` for a figure."""
    return [*statement.cites, *({"search": query} for query in statement.searches)]


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as the terminal, the API and files have it."""
    return {
        "question": answer.question,
        "sentences": [
            {
                "text": s.text, "cites": cites_json(s), "quoted": s.quoted,
                "otherwise": s.otherwise,
            }
            for s in answer.statements
        ],
        "posts": [evidence_json(post) for post in answer.posts],
        "declined": answer.declined is not None,
        "why": answer.declined,
        "near": [evidence_json(post) for post in answer.near],
        "made_by": answer.made_by,
        "searched": list(answer.searched),
    }  # fmt: skip


def behind_json(found: Behind) -> dict[str, Any]:
    """What is behind a post, in the same way."""
    return {
        "post": evidence_json(found.post),
        "above": [evidence_json(post) for post in found.above],
        "quotes": evidence_json(found.quotes) if found.quotes else None,
        "earliest": _remark(found.earliest) if found.earliest else None,
        "repeated": [_remark(r) for r in found.repeated],
        "otherwise": [_remark(r) for r in found.otherwise],
        "corrections": [_remark(r) for r in found.corrections],
        "doubted": [_remark(r) for r in found.doubted],
        "more": found.more,
    }


def evidence_json(post: Evidence) -> dict[str, Any]:
    """A post, without what is not known of it."""
    at = post.at.isoformat().replace("+00:00", "Z") if post.at else None
    said = {
        "id": post.id, "text": post.text, "author": post.author, "created_at": at,
        "community": post.community, "url": post.url, "source": post.source,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def _remark(remark: Remark) -> dict[str, Any]:
    return {"words": remark.words, "post": evidence_json(remark.post)}
