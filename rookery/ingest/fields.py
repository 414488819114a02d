"""A record's fields to a post: usual names, and values as sources write them.

A value that cannot be what its field needs is a `ValueError` with the reason, and the record is
rejected; a field that is not known is left aside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from rookery.errors import BadInput
from rookery.ingest import entities
from rookery.post import Author, Choice, Consent, Counts, Link, Media, Post

LONGEST = 1_000_000  # characters of a text
_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("_id", "post_id", "tweet_id", "status_id", "id_str"),
    "text": ("body", "content", "full_text", "selftext", "message", "tweet", "post"),
    "title": ("subject", "headline"),
    "author": ("username", "user", "handle", "screen_name", "author_handle", "account"),
    "author_name": ("display_name",),
    "author_id": ("user_id",),
    "author_bio": ("bio",),
    "author_followers": ("followers", "followers_count"),
    "author_verified": ("verified",),
    "author_bot": ("bot",),
    "created_at": ("created", "created_utc", "date", "timestamp", "time", "published_at",
                   "published", "datetime"),
    "edited_at": ("edited", "updated_at"),
    "community": ("subreddit", "group", "forum", "channel", "category", "board"),
    "lang": ("language",),
    "url": ("permalink", "link", "uri"),
    "place": ("location",),
    "conversation": ("conversation_id", "thread_id", "thread"),
    "reply_to": ("in_reply_to", "in_reply_to_id", "in_reply_to_status_id", "parent_id"),
    "quote_of": ("quoted_status_id",),
    "repost_of": ("reblog_of", "retweet_of"),
    "likes": ("like_count", "favorite_count", "favourites_count", "score", "ups", "favorites"),
    "reposts": ("retweets", "retweet_count", "reblogs_count", "shares"),
    "replies": ("reply_count", "comments", "num_comments", "comment_count"),
    "quotes": ("quote_count",),
    "views": ("view_count", "impressions"),
    "sensitive": ("nsfw", "over_18", "possibly_sensitive"),
    "labels": ("flair",),
    "hashtags": ("tags",),
}  # fmt: skip
FIELDS = (
    *_USUAL, "observed_at", "mentions", "cashtags", "links", "media", "counts", "consent",
    "visibility", "source", "consent_search", "consent_answer", "consent_train", "consent_ads",
)  # fmt: skip
_NOT_OPEN = {"private", "direct", "followers", "followers-only", "limited", "protected"}
# NUL and the other C0 controls, but tab and line feed: nobody writes them
_C0 = re.compile("[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def plan(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Which field each column fills: those that were named, then usual names, the first of each."""
    lower = {c.lower(): c for c in reversed(columns)}
    for field, column in mapping.items():
        if field not in FIELDS:
            raise BadInput(f"--map {field}={column}: there is no field {field!r} in a post.")
        if columns and column not in columns:
            raise BadInput(f"--map {field}={column}: there is no column {column!r}.")
    found = {column: field for field, column in mapping.items()}
    for field in FIELDS:
        if field in mapping:
            continue
        for name in (field, *_USUAL.get(field, ())):
            if name in lower and lower[name] not in found:
                found[lower[name]] = field
                break
    return found


def post_from(row: Mapping[str, Any], source: str | None = None) -> Post:
    """A post from fields of the schema, flat or nested; raises ValueError with the reason."""
    get = row.get
    text, title = _text(get("text")), _text(get("title")) or None
    media = _media(get("media"))
    repost = _name(get("repost_of"))
    if not (text.strip() or (title and title.strip()) or media or repost):
        raise ValueError("it has no text, title, media or repost")
    counts = get("counts") or {}
    if not isinstance(counts, Mapping):
        raise ValueError("counts is not an object")
    return Post(
        id=_name(get("id")) or _content_id(row),
        text=text,
        source=source or _name(get("source")) or "jsonl",
        author=_author(row),
        title=title,
        place=_name(get("place")),
        lang=_lang(get("lang")),
        created_at=_time("created_at", get("created_at")),
        edited_at=_edited(get("edited_at")),
        observed_at=_time("observed_at", get("observed_at")),
        url=_name(get("url")),
        community=_name(get("community")),
        conversation=_name(get("conversation")),
        reply_to=_name(get("reply_to")),
        quote_of=_name(get("quote_of")),
        repost_of=repost,
        mentions=_names(get("mentions")) or entities.mentions(text),
        hashtags=_names(get("hashtags")) or entities.hashtags(text),
        cashtags=_names(get("cashtags")) or entities.cashtags(text),
        links=_links(get("links")) or entities.links(text),
        media=media,
        counts=Counts(*(_count(n, get(n, counts.get(n))) for n in _COUNTS)),
        sensitive=_flag("sensitive", get("sensitive")),
        labels=_names(get("labels")),
        consent=_consent(row),
        visibility=visibility_from(get("visibility")),
    )


_COUNTS = ("likes", "reposts", "replies", "quotes", "views")
_CHOICES = ("search", "answer", "train", "ads")


def visibility_from(value: Any) -> tuple[str, ...] | None:
    """Public, or the groups; raises ValueError where it is closed and nobody says to whom."""
    if value is None or value == "" or value in ("public", "unlisted"):
        return None
    if isinstance(value, str):
        if value.lower() in _NOT_OPEN:
            raise ValueError(
                f"its visibility is {value}, and the source does not say which groups may read it"
            )
        value = [value]
    groups = _names(value)
    if not groups:
        raise ValueError("its visibility names no group")
    return groups


def _author(row: Mapping[str, Any]) -> Author | None:
    given = row.get("author")
    if isinstance(given, Mapping):
        handle = _name(given.get("handle") or given.get("username") or given.get("screen_name"))
        flat = {f"author_{k}": v for k, v in given.items()}
    else:
        handle, flat = _name(given), dict(row)
    if not handle:
        return None
    return Author(
        handle.removeprefix("@"),
        _name(flat.get("author_id")),
        _name(flat.get("author_name")),
        _name(flat.get("author_bio")),
        _count("followers", flat.get("author_followers")),
        _flag("verified", flat.get("author_verified")),
        _flag("bot", flat.get("author_bot")),
    )


def _consent(row: Mapping[str, Any]) -> Consent:
    given = row.get("consent") or {}
    if not isinstance(given, Mapping):
        raise ValueError("consent is not an object")
    return Consent(*(_choice(c, row.get(f"consent_{c}", given.get(c))) for c in _CHOICES))


def _choice(name: str, value: Any) -> Choice | None:
    if value is None or value == "":
        return None
    if value in (True, "yes", "true"):
        return "yes"
    if value in (False, "no", "false"):
        return "no"
    raise ValueError(f"consent.{name} is {value!r} and not yes or no")


def clean(text: str) -> str:
    """Without controls that nobody writes, and with surrogates that lost their other half marked.

    >>> clean("a\\x00b")
    'ab'
    """
    return _C0.sub(lambda m: "\ufffd" if m[0] >= "\ud800" else "", text)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its text is {type(value).__name__} and not text")
    if len(value) > LONGEST:
        raise ValueError(f"its text has {len(value):,} characters, over {LONGEST:,}")
    text = value if value.isprintable() else clean(value)
    return text.replace("\r\n", "\n") if "\r" in text else text


def _name(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool | float) and value != value // 1:
        raise ValueError(f"{value!r} is no id or name")
    text = value if isinstance(value, str) else str(value)
    return (text if text.isprintable() else clean(text).replace("\n", " "))[:2_000].strip() or None


def _names(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    if isinstance(value, str):
        value = re.split(r"[,;|]", value)
    if not isinstance(value, Sequence):
        raise ValueError(f"{value!r} is no list")
    return tuple(dict.fromkeys(n.lstrip("#@$") for v in value if (n := _name(v))))


def _lang(value: Any) -> str | None:
    code = (_name(value) or "").lower().replace("_", "-").split("-")[0]
    return code if len(code) in (2, 3) and code.isalpha() and code not in ("und", "qme") else None


def _count(name: str, value: Any) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = int(float(value)) if isinstance(value, str) else int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {value!r} and not a number") from None
    if not -(2**62) < number < 2**62:
        raise ValueError(f"{name} is {value!r}, which no count is")
    return number


def _flag(name: str, value: Any) -> bool | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = known.get(str(value).lower())
    if found is None:
        raise ValueError(f"{name} is {value!r} and not true or false")
    return found


def _links(value: Any) -> tuple[Link, ...]:
    if not value:
        return ()
    if isinstance(value, str):
        return (Link(value),)
    return tuple(
        Link(str(v["url"]), _name(v.get("title"))) if isinstance(v, Mapping) else Link(str(v))
        for v in value
    )


def _media(value: Any) -> tuple[Media, ...]:
    if not value:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError("media is no list")
    return tuple(
        Media(_name(m.get("kind") or m.get("type")) or "other", _name(m.get("url")),
              _text(m.get("alt")) or None)
        for m in value if isinstance(m, Mapping)
    )  # fmt: skip


def _edited(value: Any) -> datetime | None:
    # Reddit writes false where a post was never edited
    return None if value in (False, "false", "False", 0) else _time("edited_at", value)


def _time(name: str, value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    time = parse_time(value)
    if time is None:
        raise ValueError(f"{name} is {value!r}, which is no time")
    return time


def parse_time(value: Any) -> datetime | None:
    """A time as sources write it, in UTC: ISO 8601, X's own form, RFC 2822, Unix s or ms."""
    try:
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _unix(float(value))
        text = str(value).strip()
        for read in _READERS:
            try:
                time = read(text)
            except (ValueError, TypeError, IndexError):
                continue
            return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _unix(value: float) -> datetime:
    return datetime.fromtimestamp(value / (1_000 if abs(value) > 1e11 else 1), UTC)


_READERS: tuple[Callable[[str], datetime], ...] = (
    datetime.fromisoformat,
    lambda t: datetime.strptime(t, "%a %b %d %H:%M:%S %z %Y"),
    lambda t: _unix(float(t)),
    parsedate_to_datetime,
)


def _content_id(row: Mapping[str, Any]) -> str:
    """An id for a record that has none: the same record has the same one."""
    said = repr(sorted((k, repr(v)) for k, v in row.items()))
    return "h" + hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=10).hexdigest()
