"""A post as it leaves a home for another: all that would be read differently there is said."""

from __future__ import annotations

from typing import Any

from rookery.config import NEVER_TRAINED
from rookery.post import Post, to_json

IN_TEXT = ("mentions", "hashtags", "cashtags", "links")  # else they would be read from the text


def exported(post: Post) -> dict[str, Any]:
    """The form that `ingest jsonl` takes back: a source whose terms forbid training says so."""
    out = to_json(post)
    for name in IN_TEXT:
        out.setdefault(name, [])
    if post.source in NEVER_TRAINED:  # there it may get another name
        out["consent"] = {**out.get("consent", {}), "train": "no"}
    return out
