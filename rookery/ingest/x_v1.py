"""X's post objects of API v1.1, which its archive has too, to events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rookery.ingest.fields import parse_time, post_from
from rookery.ingest.x_text import (
    ACCOUNT_GONE,
    MEDIA_KINDS,
    Json,
    an_object,
    edits_in,
    id_in,
    links,
    objects,
    refuse_closed,
    refused,
    unescaped,
    written_out,
)
from rookery.post import AccountGone, Delete, Event, Post, Upsert

_NOTICES = frozenset(
    ("status_withheld", "user_withheld", "scrub_geo", "limit", "disconnect", "warning", "friends",
     "friends_str", "event", "control", "user_undelete", "user_unsuspend", "user_unprotect",
     "user_update", "status_undelete")
)  # fmt: skip
_BACK = frozenset(("user_undelete", "user_unsuspend", "user_unprotect"))
_EDITS = ("edit_info", "edit_history", "ext_edit_control")
_CARRIED = ("retweeted_status", "quoted_status")
_DEEP = 3  # a repost of a post that quotes one


def v1_events(row: Json, source: str) -> Iterator[Event | ValueError]:
    """The events of one object, a reason in the place of one that cannot go in.

    A post that carries others gives them first, each as of the moment when it was shown. An edited
    post has a new id: the older ones are deleted.
    """
    if "delete" in row and "text" not in row:
        yield _deleted(an_object(row["delete"]))
    elif gone := next((n for n in ACCOUNT_GONE if n in row), None):
        account = id_in(an_object(row[gone]), "id") or id_in(an_object(row[gone]), "user_id")
        yield AccountGone(account) if account else ValueError(f"its {gone} names no account")
    elif notice := next((n for n in row if n in _NOTICES), None):
        yield ValueError(_told(notice))
    else:
        yield from _posts(row, source, None, _DEEP)


def _told(notice: str) -> str:
    if notice in _BACK:
        return f"it is a notice ({notice}) of an account that came back, and a gone one stays gone"
    return f"it is a notice of X's stream ({notice}) and no post"


def _deleted(notice: Json) -> Event | ValueError:
    id_ = id_in(an_object(notice.get("status")), "id")
    return Delete(id_) if id_ else ValueError("its delete names no post")


def _posts(
    row: Json, source: str, seen: datetime | None, deep: int
) -> Iterator[Event | ValueError]:
    shown = seen or parse_time(row.get("created_at"))
    for name in _CARRIED:
        if isinstance(row.get(name), dict) and deep:
            yield from _posts(row[name], source, shown, deep - 1)
    id_, edits = id_in(row, "id"), edits_in({name: row.get(name) for name in _EDITS})
    if id_ in edits[:-1]:
        yield Delete(str(id_))
        return
    try:
        yield Upsert(_post(row, source, seen, edited=len(edits) > 1))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield refused(error, id_)
    for old in edits[:-1]:
        yield Delete(old)


def _post(row: Json, source: str, seen: datetime | None, *, edited: bool) -> Post:
    """One post; `seen` is when it was shown within another."""
    id_, user = id_in(row, "id"), an_object(row.get("user"))
    if id_ is None:
        raise ValueError("it has no id, so it is no post of X's")
    withheld = row.get("withheld_in_countries") or row.get("withheld_copyright")
    fields: dict[str, Any] = {
        **_author(user),
        "id": id_,
        "place": an_object(row.get("place")).get("full_name"),
        "lang": row.get("lang"),
        "created_at": row.get("created_at"),
        "edited_at": row.get("created_at") if edited else None,
        "observed_at": seen,
        "url": f"https://x.com/{user.get('screen_name') or 'i'}/status/{id_}",
        "reply_to": id_in(row, "in_reply_to_status_id"),
        "sensitive": row.get("possibly_sensitive"),
    }
    refuse_closed(row, user, withheld, fields, source)
    original = an_object(row.get("retweeted_status"))
    if original:  # the words and counts are the original's
        fields["repost_of"] = id_in(original, "id")
    else:
        fields |= _said(row)
    return post_from(fields, source)


def _said(row: Json) -> dict[str, Any]:
    """What a post says by itself, and what came of it."""
    full = an_object(row.get("extended_tweet"))  # of more than 140 characters, in a stream
    entities = an_object(full.get("entities") or row.get("entities"))
    extended = an_object(full.get("extended_entities") or row.get("extended_entities"))
    media = objects(extended.get("media")) or objects(entities.get("media"))
    urls, quote = objects(entities.get("urls")), id_in(row, "quoted_status_id")
    text = full.get("full_text") or row.get("full_text") or row.get("text") or ""
    if not isinstance(text, str):
        raise ValueError(f"its text is a {type(text).__name__} and not text")
    return {
        "text": written_out(text, urls, media, quote),
        "quote_of": quote,
        "mentions": [m.get("screen_name") for m in objects(entities.get("user_mentions"))],
        "hashtags": [h.get("text") for h in objects(entities.get("hashtags"))],
        "cashtags": [s.get("text") for s in objects(entities.get("symbols"))],
        "links": links(urls, media, quote) or None,  # some collections keep the text's alone
        "media": [
            {
                "kind": MEDIA_KINDS.get(str(m.get("type")), "other"),
                "url": m.get("media_url_https") or m.get("media_url"),
                "alt": m.get("ext_alt_text"),
            }
            for m in media
        ],
        "likes": row.get("favorite_count"),
        "reposts": row.get("retweet_count"),
        "replies": row.get("reply_count"),
        "quotes": row.get("quote_count"),
        "community": id_in(row, "community_id"),
    }


def _author(user: Json) -> dict[str, Any]:
    bio = user.get("description")
    return {
        "author": user.get("screen_name"),
        "author_id": id_in(user, "id"),
        "author_name": user.get("name"),
        "author_bio": unescaped(bio) if isinstance(bio, str) else None,
        "author_followers": user.get("followers_count"),
        "author_verified": user.get("verified"),
    }
