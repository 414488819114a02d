"""Reposts without words of their own: each shows the post that it repeats, where that is here."""

from __future__ import annotations

from collections.abc import Iterable

from rookery.people import ANONYMOUS, Reader
from rookery.post import Post
from rookery.search.service import Search

ABSENT = "Reposted a post that is not here, or not open to you."


def bare(post: Post) -> bool:
    """Whether a post says nothing itself and only repeats another."""
    return bool(post.repost_of) and not (post.text or post.title or post.media)


def originals(search: Search, posts: Iterable[Post], reader: Reader = ANONYMOUS) -> dict[str, Post]:
    """By its id each post that a bare one of `posts` repeats and `reader` may read."""
    wanted = list(dict.fromkeys(p.repost_of for p in posts if p.repost_of and bare(p)))
    return {p.id: p for p in search.posts(wanted, reader)} if wanted else {}


def repeated(post: Post, original: Post | None) -> str:
    """What a bare repost has to say in one text; nothing of any other post."""
    if not bare(post):
        return ""
    if original is None:
        return ABSENT
    who = f" @{original.author.handle}" if original.author else ""
    return f"Reposted{who}: {original.title or original.text}"
