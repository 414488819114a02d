"""The one schema: what a post, an author, a follow and a consent are, and their Arrow form.

Every source maps into these values and nothing downstream knows where they came from. What a
source does not say is `None`, never zero or an empty guess. Parsing lies in `ingest/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pyarrow as pa

Choice = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the author allows; `None` is unstated and is settled by the operator's table."""

    search: Choice | None = None  # may be found
    answer: Choice | None = None  # may be quoted in an answer
    train: Choice | None = None  # may go into a model
    ads: Choice | None = None  # may shape an audience

    def or_else(self, default: Consent) -> Consent:
        """Fill what is unstated from `default`; what is stated stays."""
        return Consent(
            self.search or default.search,
            self.answer or default.answer,
            self.train or default.train,
            self.ads or default.ads,
        )


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post, as the source showed them when the post was read."""

    handle: str
    id: str | None = None  # the source's own id, which a change of handle keeps
    name: str | None = None
    bio: str | None = None
    followers: int | None = None
    verified: bool | None = None
    bot: bool | None = None


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    kind: str  # image, video, audio or other
    url: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `text` may be empty where there is a title, media or a repost. Times are UTC."""

    id: str  # unique in a store
    text: str = ""
    source: str = "jsonl"
    author: Author | None = None
    title: str | None = None  # forums, Reddit
    place: str | None = None
    lang: str | None = None  # ISO 639-1
    created_at: datetime | None = None
    edited_at: datetime | None = None
    observed_at: datetime | None = None  # when the source showed this state, where it says
    url: str | None = None
    community: str | None = None
    conversation: str | None = None  # id of the thread's first post
    reply_to: str | None = None
    quote_of: str | None = None
    repost_of: str | None = None
    mentions: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    cashtags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    counts: Counts = Counts()
    sensitive: bool | None = None
    labels: tuple[str, ...] = ()
    consent: Consent = Consent()
    visibility: tuple[str, ...] | None = (
        None  # the groups that may read it; None is everybody, none nobody
    )

    @property
    def version(self) -> datetime | None:
        """The moment whose state this is: a later one replaces an earlier one."""
        times = [t for t in (self.created_at, self.edited_at, self.observed_at) if t]
        return max(times) if times else None


@dataclass(frozen=True, slots=True)
class Upsert:
    post: Post


@dataclass(frozen=True, slots=True)
class Delete:
    id: str


@dataclass(frozen=True, slots=True)
class AccountGone:
    author: str  # a handle or the source's own id


@dataclass(frozen=True, slots=True)
class Follow:
    who: str
    whom: str


Event = Upsert | Delete | AccountGone | Follow

_TIME = pa.timestamp("us", "UTC")
_STRINGS = pa.list_(pa.string())

ARROW: pa.Schema = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        ("source", pa.string()),
        ("author", pa.string()),
        ("author_id", pa.string()),
        ("author_name", pa.string()),
        ("author_bio", pa.string()),
        ("author_followers", pa.int64()),
        ("author_verified", pa.bool_()),
        ("author_bot", pa.bool_()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("place", pa.string()),
        ("lang", pa.string()),
        ("created_at", _TIME),
        ("edited_at", _TIME),
        ("observed_at", _TIME),
        ("url", pa.string()),
        ("community", pa.string()),
        ("conversation", pa.string()),
        ("reply_to", pa.string()),
        ("quote_of", pa.string()),
        ("repost_of", pa.string()),
        ("mentions", _STRINGS),
        ("hashtags", _STRINGS),
        ("cashtags", _STRINGS),
        ("links", pa.list_(pa.struct([("url", pa.string()), ("title", pa.string())]))),
        (
            "media",
            pa.list_(
                pa.struct([("kind", pa.string()), ("url", pa.string()), ("alt", pa.string())])
            ),
        ),
        ("likes", pa.int64()),
        ("reposts", pa.int64()),
        ("replies", pa.int64()),
        ("quotes", pa.int64()),
        ("views", pa.int64()),
        ("sensitive", pa.bool_()),
        ("labels", _STRINGS),
        ("consent_search", pa.string()),
        ("consent_answer", pa.string()),
        ("consent_train", pa.string()),
        ("consent_ads", pa.string()),
        ("visibility", _STRINGS),
    ]
)
"""The Arrow form of a post; a list column is null where the post has none."""


_NOBODY = Author("")


def _row(p: Post) -> tuple[Any, ...]:
    a, c, k = p.author or _NOBODY, p.counts, p.consent
    return (
        p.id, p.source, a.handle or None, a.id, a.name, a.bio, a.followers, a.verified, a.bot,
        p.title, p.text, p.place, p.lang, p.created_at, p.edited_at, p.observed_at, p.url,
        p.community, p.conversation, p.reply_to, p.quote_of, p.repost_of,
        p.mentions or None, p.hashtags or None, p.cashtags or None,
        [{"url": x.url, "title": x.title} for x in p.links] or None,
        [{"kind": m.kind, "url": m.url, "alt": m.alt} for m in p.media] or None,
        c.likes, c.reposts, c.replies, c.quotes, c.views, p.sensitive, p.labels or None,
        k.search, k.answer, k.train, k.ads, _groups(p.visibility),
    )  # fmt: skip


def _groups(visibility: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """What names the public among its groups is open to everybody, as the door of ingest has it."""
    return None if "public" in (group.lower() for group in visibility or ()) else visibility


def to_arrow(posts: Sequence[Post]) -> pa.RecordBatch:
    """Posts as one Arrow batch with the schema `ARROW`."""
    columns = list(zip(*map(_row, posts), strict=True)) or [()] * len(ARROW)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, ARROW, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=ARROW)


def from_row(r: dict[str, Any]) -> Post:
    """A post from one row of the Arrow form; columns that are not there are taken as unstated."""
    get = r.get
    author = get("author")
    return Post(
        id=r["id"],
        text=get("text") or "",
        source=get("source") or "jsonl",
        author=Author(
            author,
            get("author_id"),
            get("author_name"),
            get("author_bio"),
            get("author_followers"),
            get("author_verified"),
            get("author_bot"),
        )
        if author
        else None,
        title=get("title"),
        place=get("place"),
        lang=get("lang"),
        created_at=_utc(get("created_at")),
        edited_at=_utc(get("edited_at")),
        observed_at=_utc(get("observed_at")),
        url=get("url"),
        community=get("community"),
        conversation=get("conversation"),
        reply_to=get("reply_to"),
        quote_of=get("quote_of"),
        repost_of=get("repost_of"),
        mentions=tuple(get("mentions") or ()),
        hashtags=tuple(get("hashtags") or ()),
        cashtags=tuple(get("cashtags") or ()),
        links=tuple(Link(x["url"], x["title"]) for x in get("links") or ()),
        media=tuple(Media(m["kind"], m["url"], m["alt"]) for m in get("media") or ()),
        counts=Counts(get("likes"), get("reposts"), get("replies"), get("quotes"), get("views")),
        sensitive=get("sensitive"),
        labels=tuple(get("labels") or ()),
        consent=Consent(
            get("consent_search"), get("consent_answer"), get("consent_train"), get("consent_ads")
        ),
        visibility=None if get("visibility") is None else tuple(r["visibility"]),
    )


def from_arrow(table: pa.Table | pa.RecordBatch) -> list[Post]:
    """Posts from rows of the Arrow form; further columns are ignored."""
    return [from_row(r) for r in table.to_pylist()]


def _utc(t: datetime | None) -> datetime | None:
    return t.astimezone(UTC) if t else None


def to_json(post: Post) -> dict[str, Any]:
    """The plain JSON form that `ingest jsonl` reads back: unstated fields are left out."""
    a = post.author
    out: dict[str, Any] = {"id": post.id, "text": post.text, "source": post.source}
    if a:
        out["author"] = _stated(
            handle=a.handle, id=a.id, name=a.name, bio=a.bio,
            followers=a.followers, verified=a.verified, bot=a.bot,
        )  # fmt: skip
    for name in ("created_at", "edited_at", "observed_at"):
        if t := getattr(post, name):
            out[name] = t.isoformat().replace("+00:00", "Z")
    out |= _stated(
        title=post.title, place=post.place, lang=post.lang, url=post.url,
        community=post.community, conversation=post.conversation, reply_to=post.reply_to,
        quote_of=post.quote_of, repost_of=post.repost_of, sensitive=post.sensitive,
        mentions=list(post.mentions) or None, hashtags=list(post.hashtags) or None,
        cashtags=list(post.cashtags) or None, labels=list(post.labels) or None,
        links=[_stated(url=x.url, title=x.title) for x in post.links] or None,
        media=[_stated(kind=m.kind, url=m.url, alt=m.alt) for m in post.media] or None,
        visibility=None if post.visibility is None else list(post.visibility),
    )  # fmt: skip
    c, k = post.counts, post.consent
    counts = _stated(
        likes=c.likes, reposts=c.reposts, replies=c.replies, quotes=c.quotes, views=c.views
    )
    consent = _stated(search=k.search, answer=k.answer, train=k.train, ads=k.ads)
    return out | ({"counts": counts} if counts else {}) | ({"consent": consent} if consent else {})


def _stated(**values: Any) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v is not None}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed of changes; `seq` rises by commit and orders everything."""

    seq: int
    kind: Literal["upsert", "delete", "gone", "consent"]
    id: str  # a post's id, or the author's for `gone`


@dataclass(frozen=True, slots=True)
class Applied:
    """What one batch of events did."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0  # the same version again, or an older one
    deleted: int = 0
    held: int = 0  # upserts that an earlier delete or gone account keeps out
    follows: int = 0
    granted: int = 0  # upserts whose silence the operator's ground filled
    elsewhere: int = 0  # upserts whose id another source had brought
    refused: tuple[tuple[str, str], ...] = field(default=())  # (post id, reason)

    def __add__(self, other: Applied) -> Applied:
        return Applied(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.held + other.held,
            self.follows + other.follows,
            self.granted + other.granted,
            self.elsewhere + other.elsewhere,
            self.refused + other.refused,
        )
