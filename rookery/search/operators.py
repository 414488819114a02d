"""Every operator of the query language in one table: its spellings and what it asks of a post.

The spellings of X, X's API, Mastodon, Bluesky and Reddit are equals. How a value is read lies in
`values.py`; the page for users is made from this table in `reference.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rookery.errors import Said
from rookery.search import values
from rookery.search.values import HAS, IS, REFUSED, Make, least, one_of


@dataclass(frozen=True, slots=True)
class Operator:
    name: str
    also: tuple[str, ...]  # spellings that mean the same
    make: Make
    says: str  # completes "finds …"
    example: str
    repeats: bool = False  # two of it narrow together; else a second one replaces the first

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.also)


OPERATORS = (
    Operator("from", ("author",), values.by, "posts by this author", "from:ferrymaster"),
    Operator(
        "to", (), values.to,
        "replies that mention this author (what is answered is known only by its id)",
        "to:ferrymaster",
    ),
    Operator(
        "mention", ("mentions",), values.mention, "posts that name this account; the same as @name",
        "mention:ferrymaster", True,
    ),
    Operator(
        "community", ("subreddit",), values.community, "posts in this community",
        "community:harbour",
    ),
    Operator(
        "in", (), values.within, "posts in this community; in:public and in:all leave nothing out",
        "in:harbour",
    ),
    Operator("lang", ("language",), values.lang, "posts in this language, by its ISO 639-1 code",
             "lang:it"),
    Operator("since", ("since_time",), values.from_time,
             "posts from this moment on; a day begins at 0:00 UTC", "since:2026-11-20"),
    Operator("until", ("until_time", "before"), values.until_time,
             "posts before this moment: a day named is not in it", "until:2026-11-24"),
    Operator("after", (), values.after, "posts after the end of this day, month or year",
             "after:2026-11-20"),
    Operator("during", ("on",), values.during, "posts within this day, month or year",
             "during:2026-11"),
    Operator("within", ("within_time",), values.lately, "posts of the last hours or days",
             "within:12h"),
    Operator("hashtag", ("tag",), values.marked("hashtags", "#"),
             "posts with this tag; the same as #tag", "hashtag:stormida", True),
    Operator("cashtag", (), values.marked("cashtags", "$"),
             "posts with this share's sign; the same as $TAG", "cashtag:BWF", True),
    Operator(
        "url", ("domain", "site", "url_contains", "card_domain", "card_url"), values.url,
        "posts that link to an address which holds this; a whole address needs no url: before it",
        "url:estuarypost.example", True,
    ),
    Operator("has", (), one_of(HAS, REFUSED),
             "posts with links, media, images, videos, audio, hashtags, cashtags, mentions, place",
             "has:images", True),
    Operator("is", (), one_of(IS, REFUSED),
             "what is a reply, repost, quote, sensitive, safe, edited; by verified, by bot authors",
             "is:quote", True),
    Operator("filter", (), one_of(values.FILTER, REFUSED),
             "what has: and is: find, as X writes it", "filter:links", True),
    Operator("exclude", (), values.opposite(one_of(values.FILTER, REFUSED)),
             "the opposite of filter:", "exclude:retweets", True),
    Operator("include", (), one_of(values.INCLUDE),
             "nothing more, as no kind of post is left out unless asked", "include:nativeretweets",
             True),
    Operator("nsfw", ("over_18",), values.SENSITIVE, "posts marked as sensitive (yes), or not (no)",
             "nsfw:no"),
    Operator("self", ("self_post",), values.TEXT_ONLY, "posts without a link (yes), or with (no)",
             "self:yes"),
    Operator("flair", ("label",), values.marked("labels"), "posts with this label",
             "flair:question", True),
    Operator("min_likes", ("min_faves", "min_score"), least("likes"), "at least so many likes",
             "min_likes:50"),
    Operator("min_reposts", ("min_retweets",), least("reposts"), "at least so many reposts",
             "min_reposts:10"),
    Operator("min_replies", (), least("replies"), "at least so many replies", "min_replies:5"),
    Operator("min_quotes", (), least("quotes"), "at least so many quotes", "min_quotes:2"),
    Operator("min_views", (), least("views"), "at least so many views", "min_views:1000"),
    Operator("min_followers", (), least("author_followers"),
             "posts by authors with at least so many followers", "min_followers:500"),
    Operator("conversation", ("conversation_id", "thread"), values.thread, "posts of one thread",
             "conversation:h001"),
    Operator("reply_to", ("in_reply_to_tweet_id", "in_reply_to_status_id"),
             values.column("reply_to"), "replies to this post", "reply_to:h001"),
    Operator("quote_of", ("quoted_tweet_id", "quotes_of_tweet_id"), values.column("quote_of"),
             "quotes of this post", "quote_of:h005"),
    Operator("repost_of", ("retweets_of_tweet_id",), values.column("repost_of"),
             "reposts of this post", "repost_of:h005"),
    Operator("source", (), values.column("source"), "posts that came from this source",
             "source:sample"),
)  # fmt: skip

BY_SPELLING: dict[str, Operator] = {s: o for o in OPERATORS for s in o.spellings}

_MAP = Said("posts are not on a map here: use the place's name as a word")
_PROFILE = Said("what authors say of themselves is not searched: use from:")
_ABOUT = Said("nothing here has said what a post is about: use words")
_COUNTS = Said("ranges of an author's counts are not searched: use min_followers:")
_LINKED = Said("link titles are searched together with the text: leave it out")
UNSUPPORTED: dict[str, Said] = {
    "near": _MAP, "geocode": _MAP, "place": _MAP, "place_country": _MAP, "point_radius": _MAP,
    "bounding_box": _MAP,
    "since_id": Said("ids do not tell time here: use since:"),
    "max_id": Said("ids do not tell time here: use until:"),
    "list": Said("lists of accounts are not kept: use (from:one OR from:another)"),
    "card_name": Said("cards are not kept: use has:links or has:media"),
    "retweets_of": Said(
        "a repost names the post and not its author: use repost_of: with the post's id"
    ),
    "quoted_user_id": Said(
        "a quote names the post and not its author: use quote_of: with a post's id"
    ),
    "context": _ABOUT, "entity": _ABOUT,
    "bio": _PROFILE, "bio_name": _PROFILE, "bio_location": _PROFILE,
    "followers_count": _COUNTS, "following_count": _COUNTS, "tweets_count": _COUNTS,
    "listed_count": _COUNTS,
    "url_description": _LINKED,
    "title": Said("titles are searched together with the text: leave it out"),
    "selftext": Said("texts are searched together with titles: leave it out"),
    "url_title": _LINKED,
    "sort": Said("the order is chosen beside the query"),
}  # fmt: skip
"""Operators of others that cannot be answered here: why, and what to use instead."""
