"""Every operator of the query language in one table: its spellings and what it asks of a post.

The spellings of X, X's API, Mastodon, Bluesky and Reddit are equals. `docs/reference/
query-language.md` is made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rookery.search.times import instant, period
from rookery.store.where import (
    And,
    Contains,
    HasMedia,
    Is,
    LinkTo,
    Not,
    Or,
    Present,
    Range,
    Where,
)

Make = Callable[[str, datetime], Where]
"""A value and the time of asking to what must hold; raises ValueError with the reason."""


@dataclass(frozen=True, slots=True)
class Operator:
    name: str
    spellings: tuple[str, ...]  # the first is ours
    make: Make
    says: str
    example: str


def _handle(value: str) -> str:
    handle = value.lower().removeprefix("@")
    if handle == "me":
        raise ValueError("nobody is signed in here, so write the handle instead of me")
    return handle


def _from(value: str, now: datetime) -> Where:
    return Is("author_key", (_handle(value),))


def _to(value: str, now: datetime) -> Where:
    return And((Present("reply_to"), Contains("mentions", _handle(value))))


def _lang(value: str, now: datetime) -> Where:
    code = value.lower().split("-")[0]
    if not code.isalpha() or len(code) not in (2, 3):
        raise ValueError(f"{value} is no language code such as en or it")
    return Is("lang_key", (code,))


def _column(column: str, *, lower: bool = False) -> Make:
    return lambda value, now: Is(column, (value.lower() if lower else value,))


def _from_time(value: str, now: datetime) -> Where:
    return Range("created_at", low=instant(value, now))


def _until_time(value: str, now: datetime) -> Where:
    return Range("created_at", high=instant(value, now))


def _after(value: str, now: datetime) -> Where:
    return Range("created_at", low=period(value, now)[1])


def _during(value: str, now: datetime) -> Where:
    low, high = period(value, now)
    return Range("created_at", low, high)


def _within(value: str, now: datetime) -> Where:
    return Range("created_at", low=instant(value, now), high=now + timedelta(microseconds=1))


def _least(column: str) -> Make:
    def make(value: str, now: datetime) -> Where:
        if not value.isdecimal() or len(value) > 12:
            raise ValueError(f"{value} is no whole number")
        return Range(column, low=int(value))

    return make


def _url(value: str, now: datetime) -> Where:
    bare = value.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return LinkTo(bare.rstrip("/"))


def _one_of(named: Mapping[str, Where]) -> Make:
    def make(value: str, now: datetime) -> Where:
        found = named.get(value.lower())
        if found is None:
            raise ValueError(f"{value} is not one of {', '.join(named)}")
        return found

    return make


_MEDIA: dict[str, Where] = {
    "media": HasMedia(),
    "images": HasMedia("image"),
    "image": HasMedia("image"),
    "photos": HasMedia("image"),
    "twimg": HasMedia("image"),
    "videos": HasMedia("video"),
    "video": HasMedia("video"),
    "native_video": HasMedia("video"),
    "video_link": HasMedia("video"),
    "audio": HasMedia("audio"),
    "links": Present("links"),
    "link": Present("links"),
    "embed": Present("links"),
    "hashtags": Present("hashtags"),
    "cashtags": Present("cashtags"),
    "mentions": Present("mentions"),
}
_IS: dict[str, Where] = {
    "reply": Present("reply_to"),
    "replies": Present("reply_to"),
    "repost": Present("repost_of"),
    "retweet": Present("repost_of"),
    "retweets": Present("repost_of"),
    "nativeretweets": Present("repost_of"),
    "reblog": Present("repost_of"),
    "quote": Present("quote_of"),
    "quotes": Present("quote_of"),
    "verified": Is("author_verified", (True,)),
    "bot": Is("author_bot", (True,)),
    "sensitive": Is("sensitive", (True,)),
    "nsfw": Is("sensitive", (True,)),
    "safe": Not(Is("sensitive", (True,))),
    "edited": Present("edited_at"),
    "self_threads": And((Present("reply_to"), Present("conversation"))),
}
_YES_NO: dict[str, Where] = {
    "yes": Is("sensitive", (True,)),
    "true": Is("sensitive", (True,)),
    "1": Is("sensitive", (True,)),
    "no": Not(Is("sensitive", (True,))),
    "false": Not(Is("sensitive", (True,))),
    "0": Not(Is("sensitive", (True,))),
}

OPERATORS = (
    Operator("from", ("from", "author"), _from, "posts by this author", "from:ferrymaster"),
    Operator("to", ("to",), _to, "replies that mention this author", "to:portauthority"),
    Operator(
        "mention", ("mention", "mentions"),
        lambda v, now: Contains("mentions", _handle(v)), "posts that name this account",
        "mention:drsoto",
    ),
    Operator(
        "community", ("community", "subreddit", "in", "list"),
        _column("community_key", lower=True), "posts in this community", "community:harbour",
    ),
    Operator("lang", ("lang", "language"), _lang, "posts in this language, ISO 639-1", "lang:it"),
    Operator(
        "since", ("since", "since_time"), _from_time,
        "from this moment on; a day begins at 0:00 UTC", "since:2026-11-20",
    ),
    Operator(
        "until", ("until", "until_time", "before"), _until_time,
        "before this moment: the day named is not in it", "until:2026-11-24",
    ),
    Operator("after", ("after",), _after, "after the end of this day, month or year",
             "after:2026-11-20"),
    Operator("during", ("during", "on"), _during, "within this day, month or year",
             "during:2026-11"),
    Operator("within_time", ("within_time", "within"), _within, "in the last hours or days",
             "within:12h"),
    Operator(
        "hashtag", ("hashtag", "tag"),
        lambda v, now: Contains("hashtags", v.lower().removeprefix("#")), "the same as #tag",
        "hashtag:stormida",
    ),
    Operator("url", ("url", "domain", "site"), _url, "posts that link to an address with this in",
             "url:estuarypost.example"),
    Operator("has", ("has",), _one_of(_MEDIA), "posts with links, images, video, audio, hashtags …",
             "has:images"),
    Operator("is", ("is",), _one_of(_IS), "replies, reposts, quotes, verified authors …",
             "is:quote"),
    Operator("filter", ("filter", "include"), _one_of(_MEDIA | _IS), "X's spelling of has: and is:",
             "filter:links"),
    Operator("nsfw", ("nsfw", "over_18"), _one_of(_YES_NO), "marked as sensitive, yes or no",
             "nsfw:no"),
    Operator(
        "flair", ("flair", "label"),
        lambda v, now: Contains("labels", v.lower()), "posts with this label", "flair:question",
    ),
    Operator("min_likes", ("min_likes", "min_faves", "min_score"), _least("likes"),
             "at least so many likes", "min_likes:50"),
    Operator("min_reposts", ("min_reposts", "min_retweets"), _least("reposts"),
             "at least so many reposts", "min_reposts:10"),
    Operator("min_replies", ("min_replies",), _least("replies"), "at least so many replies",
             "min_replies:5"),
    Operator("min_quotes", ("min_quotes",), _least("quotes"), "at least so many quotes",
             "min_quotes:2"),
    Operator("min_views", ("min_views",), _least("views"), "at least so many views",
             "min_views:1000"),
    Operator(
        "conversation", ("conversation", "conversation_id", "thread"),
        lambda v, now: Or((Is("conversation", (v,)), Is("id", (v,)))), "posts of one thread",
        "conversation:h001",
    ),
    Operator(
        "reply_to", ("reply_to", "in_reply_to_tweet_id"), _column("reply_to"),
        "replies to this post", "reply_to:h001",
    ),
    Operator(
        "quote_of", ("quote_of", "quoted_tweet_id", "quotes_of_tweet_id"), _column("quote_of"),
        "quotes of this post", "quote_of:h001",
    ),
    Operator("source", ("source",), _column("source"), "posts from this source", "source:x-api"),
)  # fmt: skip

BY_SPELLING: dict[str, Operator] = {s: o for o in OPERATORS for s in o.spellings}

UNSUPPORTED: dict[str, str] = {
    "near": "places are not on a map here: use place words in the text",
    "geocode": "places are not on a map here: use place words in the text",
    "place": "places are not on a map here: use place words in the text",
    "since_id": "ids do not tell time here: use since:",
    "max_id": "ids do not tell time here: use until:",
    "card_name": "cards are not kept: use has:links",
    "library": "every post here is in the library",
}
"""Operators of others that cannot be answered, and what to use instead."""


def reference() -> str:
    """The table of operators as Markdown."""
    rows = ["| operator | also | finds | example |", "|---|---|---|---|"]
    for o in OPERATORS:
        also = " ".join(f"`{s}:`" for s in o.spellings[1:]) or ""
        rows.append(f"| `{o.name}:` | {also} | {o.says} | `{o.example}` |")
    return "\n".join(rows) + "\n"
