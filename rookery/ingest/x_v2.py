"""X's API v2 responses (`data`, `includes`, `errors`) to events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rookery.ingest.fields import parse_time, post_from
from rookery.ingest.times import snowflake_time
from rookery.ingest.x_text import (
    ACCOUNT_GONE,
    MEDIA_KINDS,
    Json,
    an_object,
    id_in,
    links,
    objects,
    refuse_closed,
    refused,
    unescaped,
    written_out,
)
from rookery.post import AccountGone, Delete, Event, Post, Upsert


@dataclass(frozen=True, slots=True)
class _Page:
    """What the posts of one response refer to, by id."""

    source: str
    users: Mapping[str | None, Json]
    media: Mapping[str | None, Json]
    places: Mapping[str | None, Json]
    posts: frozenset[str | None]
    seen: datetime | None  # when it was fetched, where twarc noted it


def v2_events(page: Json, source: str) -> Iterator[Event | ValueError]:
    """The events of one response; a reason stands in the place of what cannot go in.

    Included posts come first. An edited post has a new id: the older ones are deleted.
    """
    includes, data = an_object(page.get("includes")), page.get("data")
    rows = [data] if isinstance(data, Mapping) else objects(data)
    included = objects(includes.get("tweets"))
    about = _Page(
        source,
        {id_in(u, "id"): u for u in objects(includes.get("users"))},
        {id_in(m, "media_key"): m for m in objects(includes.get("media"))},
        {id_in(p, "id"): p for p in objects(includes.get("places"))},
        frozenset(id_in(t, "id") for t in included),
        parse_time(an_object(page.get("__twarc")).get("retrieved_at")),
    )
    for row in [*included, *rows]:
        yield from _row(row, about)
    for problem in page.get("errors") or ():
        yield ValueError(f"X answered: {_told(problem)}")
    if not (included or rows or page.get("errors")) and "meta" not in page:
        yield ValueError("it is a response of X's without posts")


def v2_post_events(row: Json, source: str) -> Iterator[Event | ValueError]:
    """The events of one post by itself, as tools that flatten responses write it."""
    author = an_object(row.get("author"))
    seen = parse_time(an_object(row.get("__twarc")).get("retrieved_at"))
    about = _Page(source, {id_in(row, "author_id"): author}, {}, {}, frozenset(), seen)
    yield from _row(row, about)


def _row(row: Json, about: _Page) -> Iterator[Event | ValueError]:
    if isinstance(row.get("delete"), Mapping):  # of the compliance stream
        id_ = id_in(an_object(row["delete"].get("tweet")), "id")
        yield Delete(id_) if id_ else ValueError("its delete names no post")
        return
    if gone := next((n for n in ACCOUNT_GONE if n in row), None):
        account = id_in(an_object(an_object(row[gone]).get("user")), "id")
        yield AccountGone(account) if account else ValueError(f"its {gone} names no account")
        return
    id_, edits = id_in(row, "id"), [str(e) for e in row.get("edit_history_tweet_ids") or ()]
    try:
        if not id_ or "text" not in row:
            raise ValueError(_no_post(row))
        if edits and id_ in edits[:-1]:
            yield Delete(id_)
            return
        yield Upsert(_post(row, id_, about, edited=len(edits) > 1))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield refused(error, id_)
    for old in edits[:-1]:
        yield Delete(old)


def _no_post(row: Json) -> str:
    return "it is an account and no post" if "username" in row else "it is no post"


def _told(problem: Any) -> str:
    row = an_object(problem)
    told = row.get("detail") or row.get("message") or row.get("title") or problem
    return str(told)[:500]


def _post(row: Json, id_: str, about: _Page, *, edited: bool) -> Post:
    user = an_object(about.users.get(id_in(row, "author_id")))
    of = an_object(row.get("withheld"))
    withheld = of.get("country_codes") or of.get("copyright")
    related = {r.get("type"): id_in(r, "id") for r in objects(row.get("referenced_tweets"))}
    repost = related.get("retweeted")
    made = row.get("created_at") or snowflake_time(id_)
    fields: dict[str, Any] = {
        "author": user.get("username"),
        "author_id": id_in(row, "author_id"),
        "author_name": user.get("name"),
        "author_bio": unescaped(str(user.get("description") or "")),
        "author_followers": an_object(user.get("public_metrics")).get("followers_count"),
        "author_verified": user.get("verified"),
        "id": id_,
        "place": _place(row, about),
        "lang": row.get("lang"),
        "created_at": made,
        "edited_at": made if edited else None,
        "observed_at": about.seen,
        "url": f"https://x.com/{user.get('username') or 'i'}/status/{id_}",
        "conversation": id_in(row, "conversation_id"),
        "reply_to": related.get("replied_to"),
        "repost_of": repost,
        "sensitive": row.get("possibly_sensitive"),
        "community": id_in(row, "community_id"),
    }
    refuse_closed(row, user, withheld, fields, about.source)
    if repost not in about.posts or not repost:  # else the words and counts are the original's
        fields |= _said(row, related.get("quoted"), about)
    return post_from(fields, about.source)


def _said(row: Json, quote: str | None, about: _Page) -> dict[str, Any]:
    """What a post says by itself, and what came of it."""
    note = an_object(row.get("note_tweet"))  # of more than 280 characters
    entities = an_object(note.get("entities") or row.get("entities"))
    urls = objects(entities.get("urls"))
    own = [u for u in urls if u.get("media_key")]  # addresses of its own pictures
    text, counts = note.get("text") or row["text"], an_object(row.get("public_metrics"))
    if not isinstance(text, str):
        raise ValueError(f"its text is a {type(text).__name__} and not text")
    tags = [t.get("tag") for t in objects(entities.get("hashtags"))]
    return {
        "text": written_out(text, urls, own, quote),
        "quote_of": quote,
        "mentions": [m.get("username") for m in objects(entities.get("mentions"))] or None,
        "hashtags": tags or None,  # not every response has entities: then the text tells
        "cashtags": [t.get("tag") for t in objects(entities.get("cashtags"))] or None,
        "links": links(urls, [], quote) or None,
        "media": _media(row, about),
        "likes": counts.get("like_count"),
        "reposts": counts.get("retweet_count"),
        "replies": counts.get("reply_count"),
        "quotes": counts.get("quote_count"),
        "views": counts.get("impression_count"),
    }


def _media(row: Json, about: _Page) -> list[dict[str, Any]]:
    keys = an_object(row.get("attachments")).get("media_keys")
    return [
        {
            "kind": MEDIA_KINDS.get(str(m.get("type")), "other"),
            "url": m.get("url") or m.get("preview_image_url"),
            "alt": m.get("alt_text"),
        }
        for m in (about.media.get(str(k), {}) for k in keys or ())
    ]


def _place(row: Json, about: _Page) -> Any:
    found = about.places.get(id_in(an_object(row.get("geo")), "place_id"))
    return found.get("full_name") if found else None
