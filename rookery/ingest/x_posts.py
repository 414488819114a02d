"""X's post objects, as its API (v1.1 and v2) and its archive write them, to posts."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rookery.ingest.fields import parse_time, post_from
from rookery.post import Delete, Event, Post, Upsert

Json = Mapping[str, Any]
_KINDS = {"photo": "image", "animated_gif": "video", "video": "video"}


def v1_events(row: Json, source: str) -> Iterator[Event]:
    """A v1.1 object: the post, and those that it carries, each as of the moment it was shown."""
    if "delete" in row:
        yield Delete(str(row["delete"]["status"]["id_str"]))
        return
    shown = parse_time(row.get("created_at"))
    for inner in ("retweeted_status", "quoted_status"):
        if isinstance(row.get(inner), Mapping):
            yield Upsert(_v1_post(row[inner], source, shown))
    yield Upsert(_v1_post(row, source, shown))


def _v1_post(row: Json, source: str, shown: datetime | None) -> Post:
    more = row.get("extended_tweet") or {}
    entities = more.get("entities") or row.get("entities") or {}
    extended = more.get("extended_entities") or row.get("extended_entities") or entities
    text = more.get("full_text") or row.get("full_text") or row.get("text") or ""
    original = row.get("retweeted_status")
    user = row.get("user") or {}
    id_ = _id(row, "id")
    handle = user.get("screen_name")
    return post_from(
        {
            "id": id_,
            "text": "" if original else _plain(text, entities, extended),
            "source": source,
            "author": handle,
            "author_id": _id(user, "id"),
            "author_name": user.get("name"),
            "author_bio": user.get("description"),
            "author_followers": user.get("followers_count"),
            "author_verified": user.get("verified"),
            "place": (row.get("place") or {}).get("full_name"),
            "lang": row.get("lang"),
            "created_at": row.get("created_at"),
            "observed_at": shown,
            "url": f"https://x.com/{handle}/status/{id_}" if handle else None,
            "reply_to": _id(row, "in_reply_to_status_id"),
            "quote_of": _id(row, "quoted_status_id"),
            "repost_of": _id(original, "id") if original else None,
            "mentions": [m.get("screen_name") for m in entities.get("user_mentions") or ()],
            "hashtags": [h.get("text") for h in entities.get("hashtags") or ()],
            "cashtags": [s.get("text") for s in entities.get("symbols") or ()],
            "links": _links(entities),
            "media": [] if original else _media(extended),
            # X repeats the original's reposts on the repost itself: they are not the repost's own
            "likes": None if original else row.get("favorite_count"),
            "reposts": None if original else row.get("retweet_count"),
            "replies": row.get("reply_count"),
            "quotes": row.get("quote_count"),
            "sensitive": row.get("possibly_sensitive"),
            "visibility": "followers" if user.get("protected") else None,
        },
        source,
    )


def v2_events(page: Json, source: str) -> Iterator[Event | ValueError]:
    """A v2 response: its posts, those it includes, and its errors as reasons."""
    includes = page.get("includes") or {}
    users = {str(u.get("id")): u for u in includes.get("users") or ()}
    media = {str(m.get("media_key")): m for m in includes.get("media") or ()}
    places = {str(p.get("id")): p for p in includes.get("places") or ()}
    data = page.get("data") or []
    rows = [data] if isinstance(data, Mapping) else list(data)
    for row in [*(includes.get("tweets") or ()), *rows]:
        try:
            yield Upsert(_v2_post(row, users, media, places, source))
            # an edit makes a new id: the older ones are no longer the post
            for old in row.get("edit_history_tweet_ids") or ():
                if str(old) != str(row["id"]):
                    yield Delete(str(old))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield ValueError(f"post {row.get('id') if isinstance(row, Mapping) else '?'}: {error}")
    for problem in page.get("errors") or ():
        told = problem.get("detail") or problem.get("title") or problem.get("message")
        yield ValueError(f"X answered: {told}")


def _v2_post(
    row: Json,
    users: Mapping[str, Json],
    media: Mapping[str, Json],
    places: Mapping[str, Json],
    source: str,
) -> Post:
    user = users.get(str(row.get("author_id"))) or {}
    note = row.get("note_tweet") or {}
    entities = note.get("entities") or row.get("entities") or {}
    related = {r["type"]: str(r["id"]) for r in row.get("referenced_tweets") or ()}
    counts = row.get("public_metrics") or {}
    repost = related.get("retweeted")
    keys = (row.get("attachments") or {}).get("media_keys") or ()
    handle = user.get("username")
    author = handle or (f"id{row['author_id']}" if row.get("author_id") else None)
    if row.get("withheld"):
        raise ValueError("X withholds it in some countries, and does not say what it says")
    return post_from(
        {
            "id": str(row["id"]),
            "text": "" if repost else _plain(note.get("text") or row.get("text") or "", entities),
            "author": author,
            "author_id": row.get("author_id"),
            "author_name": user.get("name"),
            "author_bio": user.get("description"),
            "author_followers": (user.get("public_metrics") or {}).get("followers_count"),
            "author_verified": user.get("verified"),
            "place": (places.get(str((row.get("geo") or {}).get("place_id"))) or {}).get(
                "full_name"
            ),
            "lang": row.get("lang"),
            "created_at": row.get("created_at"),
            "url": f"https://x.com/{handle}/status/{row['id']}" if handle else None,
            "conversation": row.get("conversation_id"),
            "reply_to": related.get("replied_to"),
            "quote_of": related.get("quoted"),
            "repost_of": repost,
            "mentions": [m.get("username") for m in entities.get("mentions") or ()],
            "hashtags": [h.get("tag") for h in entities.get("hashtags") or ()],
            "cashtags": [c.get("tag") for c in entities.get("cashtags") or ()],
            "links": _links(entities),
            "media": [
                {
                    "kind": _KINDS.get(str(m.get("type")), "other"),
                    "url": m.get("url") or m.get("preview_image_url"),
                    "alt": m.get("alt_text"),
                }
                for m in (media.get(str(k)) or {} for k in keys)
            ],
            "likes": None if repost else counts.get("like_count"),
            "reposts": None if repost else counts.get("retweet_count"),
            "replies": counts.get("reply_count"),
            "quotes": counts.get("quote_count"),
            "views": counts.get("impression_count"),
            "sensitive": row.get("possibly_sensitive"),
            "visibility": "followers" if user.get("protected") else None,
        },
        source,
    )


def _id(row: Json, name: str) -> str | None:
    value = row.get(f"{name}_str") or row.get(name)
    return str(value) if value else None


def _plain(text: str, *entities: Json) -> str:
    """The text with its t.co addresses written out, those of media left away, and no entities."""
    for group in entities:
        for url in group.get("urls") or ():
            full = url.get("expanded_url") or url.get("unwound_url")
            if url.get("url") and full:
                text = text.replace(url["url"], full)
        for media in group.get("media") or ():
            if media.get("url"):
                text = text.replace(media["url"], "")
    return html.unescape(text).strip()


def _links(entities: Json) -> list[dict[str, Any]]:
    return [
        {"url": u.get("expanded_url") or u.get("url"), "title": u.get("title")}
        for u in entities.get("urls") or ()
        if u.get("expanded_url") or u.get("url")
    ]


def _media(entities: Json) -> list[dict[str, Any]]:
    return [
        {
            "kind": _KINDS.get(str(m.get("type")), "other"),
            "url": m.get("media_url_https") or m.get("media_url"),
            "alt": m.get("ext_alt_text"),
        }
        for m in entities.get("media") or ()
    ]
