"""Who is heard first among many posts: those that people did most with, but everybody in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import log1p

from rookery.post import Post

_OF_COMMUNITY = 3  # posts of one before another is heard

Whose = Callable[[Post], str]


def in_turn(
    posts: Sequence[Post],
    heat: Mapping[str, float],
    whose: Sequence[Whose],
    community: Whose | None = None,
) -> list[Post]:
    """By heat, but everybody's first before anybody's second."""
    heard = Counter[tuple[int, str]]()
    turns: dict[str, int] = {}
    for post in sorted(posts, key=lambda p: -heat[p.id]):
        names = [(number, who(post)) for number, who in enumerate(whose)]
        held = [heard[name] for name in names]
        if community:
            name = (len(whose), community(post))
            held.append(heard[name] // _OF_COMMUNITY)
            names.append(name)
        heard.update(names)
        turns[post.id] = max(held)
    return sorted(posts, key=lambda p: (turns[p.id], -heat[p.id]))


def heat_of(post: Post, replies: int = 0) -> float:
    """What people did with it, damped as in ranking; `replies` are those that are here."""
    c = post.counts
    return log1p((c.likes or 0) + 2 * (c.reposts or 0) + max(c.replies or 0, replies))


def author_of(post: Post) -> str:
    return post.author.handle if post.author else post.id


def thread_of(post: Post) -> str:
    return post.conversation or post.reply_to or post.id


def community_of(post: Post) -> str:
    return post.community or ""
