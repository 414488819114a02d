"""What the value of an operator asks of a post: each function reads one kind of value.

All take the value as typed and the time of asking, and raise Unfit with the reason. Which
operator uses which lies in `operators.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Literal

from rookery.errors import Said, Unfit
from rookery.search.times import instant, period
from rookery.store.where import (
    EVERYTHING,
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
from rookery.text import main_code, names_none

Make = Callable[[str, datetime], Where]

_MOST = 10**12  # a count above is a slip of the keyboard; also well inside 64 bits
ME, OWN, VIEWS = "me", "library", ("public", "all")  # of whoever asks; what everyone sees
_IDENTITY = Said(
    "nobody is signed in here, so write the handle instead of me (@me is the account of that name)"
)
_NO_LIBRARY = Said(
    "nobody is signed in here, so there is no library of one's own: the community of that name is "
    "community:library"
)


def handle(value: str) -> str:
    """A handle as the store keys it; a Mastodon address (@name@server) stays whole."""
    low = value.lower()
    if low == ME:
        raise Unfit(_IDENTITY)
    bare = low.removeprefix("@")
    if not bare:
        raise Unfit(Said("the handle is missing after @"))
    return bare


def authors(value: str) -> tuple[str, ...]:
    """The keys of an author, the plain one first: sources write the sign with a handle or not."""
    return handle(value), f"@{handle(value)}"


def by(value: str, now: datetime) -> Where:
    return Is("author_key", authors(value))


def to(value: str, now: datetime) -> Where:
    return And((Present("reply_to"), Contains("mentions", handle(value))))


def mention(value: str, now: datetime) -> Where:
    return Contains("mentions", handle(value))


def community(value: str, now: datetime) -> Where:
    """Reddit writes r/name, others name; both are the same community, however it is kept."""
    low = value.lower()
    bare = low.removeprefix("/").removeprefix("r/")
    return Is("community_key", tuple(dict.fromkeys((bare, f"r/{bare}", f"/r/{bare}", low))))


def within(value: str, now: datetime) -> Where:
    """Mastodon's `in:public` holds for all that a reader can see; else it is a community."""
    if value.lower() in VIEWS:
        return EVERYTHING
    if value.lower() == OWN:
        raise Unfit(_NO_LIBRARY)
    return community(value, now)


def lang(value: str, now: datetime) -> Where:
    code = main_code(value)
    if code is None:
        raise Unfit(Said("%(value)s is no language code such as en or it", value=value))
    if names_none(code):
        raise Unfit(
            Said("%(value)s names no language, and posts without one have no filter", value=value)
        )
    return Is("lang_key", (code,))


def column(name: str) -> Make:
    return lambda value, now: Is(name, (value,))


def marked(column: Literal["hashtags", "cashtags", "labels"], sign: str = "") -> Make:
    """A list column holds the value; a sign before it is left out."""

    def make(value: str, now: datetime) -> Where:
        bare = value.lower().removeprefix(sign)
        if not bare:
            raise Unfit(Said("a name is missing after %(sign)s", sign=sign))
        return Contains(column, bare)

    return make


def from_time(value: str, now: datetime) -> Where:
    return Range("created_at", low=instant(value, now))


def until_time(value: str, now: datetime) -> Where:
    return Range("created_at", high=instant(value, now))


def after(value: str, now: datetime) -> Where:
    return Range("created_at", low=period(value, now)[1])


def during(value: str, now: datetime) -> Where:
    low, high = period(value, now)
    if low == high:
        raise Unfit(
            Said(
                "%(value)s is no day, month or year such as 2026-11-20, 2026-11 or today",
                value=value,
            )
        )
    return Range("created_at", low, high)


def lately(value: str, now: datetime) -> Where:
    return Range("created_at", low=instant(value, now), high=now + timedelta(microseconds=1))


def least(name: str) -> Make:
    def make(value: str, now: datetime) -> Where:
        if not (value.isascii() and value.isdecimal()) or int(value) > _MOST:
            raise Unfit(
                Said("%(value)s is no whole number from 0 to %(most)s", value=value, most=_MOST)
            )
        return Range(name, low=int(value))

    return make


def url(value: str, now: datetime) -> Where:
    bare = value.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if not bare.strip("/"):
        raise Unfit(Said("%(value)s is no address such as example.org/page", value=value))
    return LinkTo(bare.rstrip("/"))


def thread(value: str, now: datetime) -> Where:
    return Or((Is("conversation", (value,)), Is("id", (value,))))


def one_of(named: Mapping[str, Where], refused: Mapping[str, Said] | None = None) -> Make:
    """One of a table's names; `refused` says why a name of others is not among them."""

    def make(value: str, now: datetime) -> Where:
        name = value.lower()
        if name in named:
            return named[name]
        if refused and name in refused:
            raise Unfit(
                Said("%(value)s is not answered here, as %(why)s", value=value, why=refused[name])
            )
        close = get_close_matches(name, named, 1, 0.7)
        if close:
            raise Unfit(
                Said("there is no %(value)s, did you mean %(close)s", value=value, close=close[0])
            )
        raise Unfit(Said("%(value)s is not one of %(known)s", value=value, known=tuple(named)))

    return make


_IMAGE, _VIDEO, _LINKS = HasMedia("image"), HasMedia("video"), Present("links")
_SENSITIVE, _REPOST = Is("sensitive", (True,)), Present("repost_of")
_REPLY, _QUOTE = Present("reply_to"), Present("quote_of")

HAS: dict[str, Where] = {
    "links": _LINKS, "images": _IMAGE, "media": HasMedia(), "videos": _VIDEO,
    "audio": HasMedia("audio"), "hashtags": Present("hashtags"),
    "cashtags": Present("cashtags"), "mentions": Present("mentions"), "place": Present("place"),
    # the same by other names
    "link": _LINKS, "embed": _LINKS, "image": _IMAGE, "photos": _IMAGE, "twimg": _IMAGE,
    "video": _VIDEO, "video_link": _VIDEO, "native_video": _VIDEO, "consumer_video": _VIDEO,
    "pro_video": _VIDEO, "hashtag": Present("hashtags"), "geo": Present("place"),
    "engagement": Or((Range("likes", 1), Range("reposts", 1), Range("replies", 1))),
}  # fmt: skip

IS: dict[str, Where] = {
    "reply": _REPLY, "repost": _REPOST, "quote": _QUOTE,
    "verified": Is("author_verified", (True,)), "bot": Is("author_bot", (True,)),
    "sensitive": _SENSITIVE, "safe": Not(_SENSITIVE), "edited": Present("edited_at"),
    # the same by other names
    "replies": _REPLY, "retweet": _REPOST, "retweets": _REPOST, "nativeretweets": _REPOST,
    "reblog": _REPOST, "reposts": _REPOST, "quotes": _QUOTE, "nsfw": _SENSITIVE,
    "blue_verified": Is("author_verified", (True,)),
}  # fmt: skip

FILTER: dict[str, Where] = {
    **HAS,
    **IS,
    "has_engagement": HAS["engagement"],
}

INCLUDE: dict[str, Where] = dict.fromkeys(
    ("nativeretweets", "retweets", "reposts", "replies", "quote", "quotes"), EVERYTHING
)

_SIGNED_IN = Said("nobody is signed in here")
REFUSED: dict[str, Said] = {
    "poll": Said("polls are not kept"),
    "polls": Said("polls are not kept"),
    "spaces": Said("live audio is not kept"),
    "periscope": Said("live video is not kept"),
    "vine": Said("no source tells these videos from others: use has:videos"),
    "news": Said("no list of news sites is kept: use url: with a site"),
    "follows": _SIGNED_IN,
    "social": _SIGNED_IN,
    "trusted": _SIGNED_IN,
    "following": _SIGNED_IN,
    "self_threads": Said("replies to oneself are not marked: use is:reply with from:"),
    "local": Said("a post's server is not kept"),
    "nullcast": Said("promoted posts are not kept"),
}
"""What others' `has:`, `is:` and `filter:` can name and no post here can answer."""


def opposite(make: Make) -> Make:
    return lambda value, now: Not(make(value, now))


def yes_or_no(yes: Where) -> Make:
    """`yes`, `true` and `1`, or `no`, `false` and `0`."""
    return one_of(
        dict.fromkeys(("yes", "true", "1"), yes) | dict.fromkeys(("no", "false", "0"), Not(yes))
    )


SENSITIVE, TEXT_ONLY = yes_or_no(_SENSITIVE), yes_or_no(Not(_LINKS))
