"""Which column of a source fills which field of a post: what was named, then usual names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rookery.errors import BadInput

_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("_id", "id_str", "post_id", "tweet_id", "status_id", "message_id", "comment_id"),
    "text": ("body", "content", "full_text", "selftext", "message", "tweet", "tweet_text",
             "post_text", "post", "comment"),
    "title": ("subject", "headline"),
    "author": ("username", "user_name", "screen_name", "handle", "author_handle", "user",
               "account", "author_username", "user_screen_name", "acct"),
    "author_id": ("user_id", "account_id"),
    "author_name": ("display_name", "user_display_name"),
    "author_bio": ("bio",),
    "author_followers": ("followers", "followers_count", "user_followers"),
    "author_verified": ("verified", "user_verified"),
    "author_bot": ("bot", "is_bot"),
    "created_at": ("created", "created_utc", "date", "timestamp", "time", "published_at",
                   "published", "datetime", "posted_at", "tweet_created"),
    "edited_at": ("edited", "updated_at", "modified_at"),
    "observed_at": ("retrieved_at", "retrieved_on", "crawled_at"),
    "community": ("subreddit", "group", "forum", "channel", "category", "board"),
    "lang": ("language",),
    "url": ("permalink", "link", "uri"),
    "place": ("location",),
    "conversation": ("conversation_id", "thread_id", "thread"),
    "reply_to": ("in_reply_to", "in_reply_to_id", "in_reply_to_status_id", "reply_to_id",
                 "parent_id"),
    "quote_of": ("quoted_status_id", "quote_id"),
    "repost_of": ("reblog_of", "retweet_of", "retweeted_status_id"),
    "mentions": (),
    "hashtags": ("tags",),
    "cashtags": ("symbols",),
    "links": ("urls",),
    "media": ("media_attachments",),
    "counts": (),
    "likes": ("like_count", "favorite_count", "favourites_count", "favorites", "score", "ups"),
    "reposts": ("retweets", "retweet_count", "repost_count", "reblogs_count", "shares"),
    "replies": ("reply_count", "replies_count", "comments", "num_comments", "comment_count"),
    "quotes": ("quote_count",),
    "views": ("view_count", "impressions", "impression_count"),
    "sensitive": ("nsfw", "over_18", "possibly_sensitive"),
    "labels": ("flair", "link_flair_text"),
    "consent": (),
    "consent_search": (),
    "consent_answer": (),
    "consent_train": (),
    "consent_ads": (),
    "visibility": (),
    "protected": ("user_protected", "is_protected", "author_protected", "followers_only",
                  "friends_only"),
    "private": ("is_private",),
    "public": ("is_public",),
    "scope": (),
    "privacy": ("privacy_level",),
    "audience": (),
    "to": (),
    "source": (),
}  # fmt: skip
BESIDE = " beside "
"""Between a field and a column that has a name of the field's and does not fill it: it may say all
the same that not everybody may read the post."""
_MAY_CLOSE = (
    "author", "visibility", "protected", "private", "public", "scope", "privacy", "audience", "to",
)  # fmt: skip
_CLOSING = {name: field for field in _MAY_CLOSE for name in (field, *_USUAL[field])}
# A guessed column of another meaning (a "score" between 0 and 1) must not cost the post.
_MAY_MISS = frozenset(
    ("likes", "reposts", "replies", "quotes", "views", "sensitive", "author_followers",
     "author_verified", "author_bot")
)  # fmt: skip
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9A-Za-z_]+")
_SHOWN = 30  # columns in a message


@dataclass(frozen=True, slots=True)
class Plan:
    """Which field each column fills."""

    fields: Mapping[str, str]  # by column
    guessed: frozenset[str]  # fields whose values are left out where they do not fit


def plan(columns: Sequence[str], mapping: Mapping[str, str]) -> Plan:
    """The plan for these columns; raises BadInput where `mapping` names one that is not there."""
    check(mapping)
    for field, column in mapping.items():
        if column not in columns:
            raise BadInput(
                f"--map {field}={column}: there is no column {column!r}, only {listed(columns)}."
            )
    return guess(columns, mapping)


def check(mapping: Mapping[str, str]) -> None:
    """Raises BadInput where `mapping` names a field that posts do not have."""
    for field, column in mapping.items():
        if field not in _USUAL:
            raise BadInput(
                f"--map {field}={column}: a post has no field {field!r}; its fields are "
                f"{', '.join(_USUAL)}."
            )


def guess(columns: Sequence[str], mapping: Mapping[str, str]) -> Plan:
    """The plan for these columns, without what `mapping` names and they do not have."""
    there = set(columns)
    found = {column: field for field, column in mapping.items() if column in there}
    chosen = set(found.values())
    by_name = {plain(c): c for c in reversed(columns) if c not in found}
    guessed = set()
    for field, usual in _USUAL.items():
        if field in mapping:
            continue
        for name in (field, *usual):
            column = by_name.get(name)
            if column is not None and column not in found:
                found[column] = field
                if name != field and field in _MAY_MISS:
                    guessed.add(field)
                break
    for column in columns:
        closing = _CLOSING.get(plain(column))
        # one that is named for a field that only closes stands alone: somebody chose it
        if column not in found and closing and (closing == "author" or closing not in chosen):
            found[column] = f"{closing}{BESIDE}{column}"
    return Plan(found, frozenset(guessed))


def closes(field: str, column: str) -> bool:
    """Whether a column has a name of that field, which may close a post."""
    return _CLOSING.get(plain(column)) == field


def plan_table(columns: Sequence[str], mapping: Mapping[str, str], name: str) -> Plan:
    """The plan for a table; raises BadInput where no column of `name` could hold the words."""
    found = plan(columns, mapping)
    if not {"text", "title"} & set(found.fields.values()):
        raise BadInput(
            f"{name} has no column that looks like the text; its columns are {listed(columns)}: "
            "say which with --map text=COLUMN."
        )
    refuse_twice(columns, found, name)
    return found


def refuse_twice(columns: Sequence[str], found: Plan, name: str) -> None:
    """Raises BadInput where a column that is asked for is not the only one of its name."""
    for column, times in Counter(columns).items():
        if times > 1 and column in found.fields:
            raise BadInput(
                f"{name} has several columns that are named {column!r}: give each a name of its "
                "own."
            )


def listed(columns: Sequence[str]) -> str:
    """Columns for a message, cut where they are many."""
    shown = ", ".join(c[:60] for c in columns[:_SHOWN])
    return f"{shown} and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else shown


def plain(column: str) -> str:
    """`createdAt`, `Created At` and `created-at` are `created_at`."""
    return _WORDS.sub("_", column.strip()).strip("_ ").lower() if column != "_id" else column
