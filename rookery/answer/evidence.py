"""What an answer may rest on: a post as it is quoted, whatever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rookery.post import Post


@dataclass(frozen=True, slots=True)
class Evidence:
    """One post. What nobody said of it is `None`."""

    id: str
    text: str
    author: str | None = None  # a handle
    at: datetime | None = None
    community: str | None = None
    thread: str | None = None  # the id of its conversation
    reply_to: str | None = None  # the id of the post that it answers
    lang: str | None = None
    url: str | None = None
    source: str | None = None  # what it is a page of, where it is no post
    page: int | None = None  # which page of it, from 1
    titled: bool = False  # its first line is a title


def evidence_of(post: Post) -> Evidence:
    """A post as evidence: its title stands before its text."""
    return Evidence(
        post.id,
        f"{post.title}\n{post.text}" if post.title else post.text,
        author=post.author.handle if post.author else None,
        at=post.created_at,
        community=post.community,
        thread=post.conversation or post.reply_to or post.id,
        reply_to=post.reply_to,
        lang=post.lang,
        url=post.url,
        titled=bool(post.title),
    )
