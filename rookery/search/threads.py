"""Conversations, authors and communities, as one reader may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from rookery.errors import NotFound, Said
from rookery.post import Author, Post
from rookery.search.conversation import conversation
from rookery.search.results import Community, Profile, Thread
from rookery.store import View
from rookery.store.rows import NOWHEN, Addresses
from rookery.store.where import EVERYTHING, Is

_MOST = 500  # posts of a conversation that one page shows
_CLIMB = 50  # replies from a post to the first of its thread
_RECENT = 20
_TOLD = 1_000  # newest posts of an author that are asked what they tell of the author


def latest(addresses: Addresses, times: npt.NDArray[np.int64], limit: int) -> Addresses:
    """The newest of `addresses` by their `times`, newest first and undated last."""
    known = np.maximum(times, NOWHEN + 1)  # NOWHEN has no opposite in 64 bits
    order = np.argsort(-known, kind="stable")
    return addresses[order[:limit]]


def thread(view: View, id: str) -> Thread:
    """The conversation that `id` stands in, in reading order: each post before its replies.

    Of a long one, the posts around `id`; `more` counts those that are left out.

    `missing` counts ids that readable posts say they answer. One that is closed, deleted or was
    never here is counted alike, so it tells no more than those posts do.
    """
    here = one(view, id)
    root = _root(view, here)
    whole = conversation(view, root, here.id)
    shown = whole.around(here.id, _MOST)
    posts = view.posts(whole.addresses[shown])
    quoting = view.find(Is("quote_of", (id,)))
    quotes = view.posts(latest(quoting, view.times(quoting), _RECENT))
    return Thread(
        root,
        tuple((whole.depths[place], post) for place, post in zip(shown, posts, strict=True)),
        whole.missing,
        tuple(quotes),
        more=len(whole.ids) - len(shown),
        replied=len(view.find(Is("reply_to", (id,)))),
        quoted=len(quoting),
        reposted=len(view.find(Is("repost_of", (id,)))),
    )


def one(view: View, id: str) -> Post:
    found = view.ids([id])
    if id not in found:
        raise NotFound(Said("There is no post %(id)r here that you may read.", id=id))
    return view.posts(np.array([found[id]], np.uint64))[0]


def _root(view: View, post: Post) -> str:
    if post.conversation:
        return post.conversation
    seen = {post.id}
    for _ in range(_CLIMB):
        if not post.reply_to or post.reply_to in seen:
            break
        seen.add(post.reply_to)
        found = view.ids([post.reply_to])
        if post.reply_to not in found:
            return post.reply_to
        post = view.posts(np.array([found[post.reply_to]], np.uint64))[0]
        if post.conversation:
            return post.conversation
    return post.id


def seen_authors(view: View, handles: Sequence[str]) -> set[str]:
    """Those of `handles` (lower case) of whom the reader may read at least one post."""
    if not handles:
        return set()
    return {name for name, _ in view.count_by("author_key", Is("author_key", tuple(handles)))}


def profile(view: View, handle: str, follows: tuple[list[str], list[str]]) -> Profile:
    """An author, as the newest post that says something of each thing shows them."""
    key = handle.lower().removeprefix("@")
    rows = view.find(Is("author_key", (key, f"@{key}")))
    if not len(rows):
        raise NotFound(
            Said("There is no author @%(author)s here whose posts you may read.", author=key)
        )
    times = view.times(rows)
    recent = view.posts(latest(rows, times, _RECENT))
    known = times[times != NOWHEN]
    communities = Counter(
        c for c in view.column(rows, ["community"]).column("community").to_pylist() if c
    )
    return Profile(
        author=_author(view, rows) or Author(key),
        posts=len(rows),
        first=_moment(known.min()) if len(known) else None,
        last=_moment(known.max()) if len(known) else None,
        communities=tuple(Community(n, c) for n, c in communities.most_common(10)),
        recent=tuple(recent),
        followers=tuple(follows[0]),
        following=tuple(follows[1]),
    )


def _author(view: View, rows: Addresses) -> Author | None:
    """Sources differ in what they tell of an author: a field that the newest leaves out stays."""
    columns = [f"author_{f.name}" for f in fields(Author)[1:]]
    table = view.column(latest(rows, view.times(rows), _TOLD), ["author", *columns])
    newest = (next((v for v in c.to_pylist() if v is not None), None) for c in table.columns)
    handle, *rest = newest
    return Author(handle, *rest) if handle else None


def _moment(micros: np.int64) -> datetime:
    return datetime.fromtimestamp(int(micros) / 1e6, UTC)


def community(view: View, name: str) -> tuple[Community, list[Post]]:
    """A community and its newest posts."""
    rows = view.find(Is("community_key", (name.lower(),)))
    if not len(rows):
        raise NotFound(
            Said("There is no community %(name)r here whose posts you may read.", name=name)
        )
    recent = view.posts(latest(rows, view.times(rows), _RECENT))
    return Community(recent[0].community or name, len(rows)), recent


def communities(view: View) -> list[Community]:
    """All of them, those with most posts first, each as it is oftenest spelt."""
    counts: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for name, n in view.count_by("community", EVERYTHING):  # the commonest spelling comes first
        counts[spelt.setdefault(name.lower(), name)] += n
    return [Community(name, n) for name, n in counts.most_common()]
