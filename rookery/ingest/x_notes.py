"""Long posts of X's archive, which stand in a file of their own without the id of their post."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from rookery.ingest.times import parse_time
from rookery.ingest.x_text import Json, an_object, objects, unescaped

_BEGINNING = 60  # characters that a post and its long form share; addresses may differ after
_SECOND = timedelta(seconds=1)
_ADDRESS = re.compile(r"https?://\S+|\s+")


class Notes:
    """Long texts by the second in which they were written, and by how they begin."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._by_second: dict[datetime, list[Json]] = defaultdict(list)
        for row in rows:
            note = an_object(an_object(row).get("noteTweet"))
            time, core = parse_time(note.get("createdAt")), an_object(note.get("core"))
            if time and isinstance(core.get("text"), str):
                self._by_second[time.replace(microsecond=0)].append(core)

    def of(self, tweet: Json) -> dict[str, Any]:
        """What the long form of a post changes in it: nothing where it has none."""
        time = parse_time(tweet.get("created_at"))
        if not self._by_second or time is None:
            return {}
        begins = _beginning(str(tweet.get("full_text") or tweet.get("text") or ""))
        for second in (time, time - _SECOND, time + _SECOND):
            for core in self._by_second.get(second, ()):
                long = _beginning(core["text"])
                if begins and long and (begins.startswith(long) or long.startswith(begins)):
                    return _as_v1(core, an_object(tweet.get("entities")))
        return {}


def _beginning(text: str) -> str:
    """Its first letters, without addresses, spaces and the sign that it was cut."""
    return _ADDRESS.sub("", unescaped(text[: 5 * _BEGINNING])).rstrip("…")[:_BEGINNING]


def _as_v1(core: Json, entities: Json) -> dict[str, Any]:
    urls = [
        {"url": u.get("shortUrl"), "expanded_url": u.get("expandedUrl")}
        for u in objects(core.get("urls"))
    ]
    mentions = [{"screen_name": m.get("screenName")} for m in objects(core.get("mentions"))]
    return {
        "full_text": core["text"],
        "entities": {
            **entities,
            "urls": urls or entities.get("urls"),
            "user_mentions": mentions or entities.get("user_mentions"),
            "hashtags": _tags(core.get("hashtags")) or entities.get("hashtags"),
            "symbols": _tags(core.get("cashtags")) or entities.get("symbols"),
        },
    }


def _tags(value: Any) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else []
    return [{"text": an_object(t).get("text", t)} for t in found]
