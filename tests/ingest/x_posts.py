"""Posts as X writes them, for tests to vary."""

from typing import Any

Json = dict[str, Any]

USER: Json = {
    "id": 17, "id_str": "17", "screen_name": "bo", "name": "Bo", "description": "Fish &amp; chips",
    "followers_count": 40, "verified": False, "protected": False,
}  # fmt: skip


def v1(id_: str = "1000", text: str = "hello", **more: Any) -> Json:
    """A v1.1 object."""
    return {
        "created_at": "Tue Dec 31 23:35:06 +0000 2013", "id": int(id_), "id_str": id_, "text": text,
        "user": USER, "entities": {"hashtags": [], "symbols": [], "urls": [], "user_mentions": []},
        "retweet_count": 2, "favorite_count": 3, "lang": "en", "in_reply_to_status_id_str": None,
    } | more  # fmt: skip


def v2(id_: str = "1500000000000000000", text: str = "hello", **more: Any) -> Json:
    """A v2 post with the fields that X gives unasked."""
    return {"id": id_, "text": text, "edit_history_tweet_ids": [id_]} | more


def page(*rows: Json, **more: Any) -> Json:
    """A v2 response."""
    return {"data": list(rows)} | more


def short(address: str, full: str, **more: Any) -> Json:
    """An address in a text."""
    return {"url": address, "expanded_url": full, "display_url": full[:10]} | more
