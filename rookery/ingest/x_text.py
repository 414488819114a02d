"""What X's forms share: what X does to a post's text, undone; objects, ids, what may not go in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rookery.ingest import closed, values
from rookery.ingest.hidden import hiding
from rookery.ingest.protocol import Closed, reason

Json = Mapping[str, Any]

_SHORT = re.compile(r"https?://t\.co/\w+")
_ESCAPED = re.compile("&(amp|lt|gt|quot|#39);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#39": "'"}
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:\w+|i/web)/status(?:es)?/(\d+)"
)
ACCOUNT_GONE = ("user_delete", "user_suspend", "user_protect")  # its posts must go
MEDIA_KINDS = {"photo": "image", "image": "image", "video": "video", "animated_gif": "video"}


def unescaped(text: str) -> str:
    """The signs that X escapes, and no others: a person who typed `&copy;` meant that.

    >>> unescaped("a &lt; b &amp;copy;")
    'a < b &copy;'
    """
    return _ESCAPED.sub(lambda m: _SIGNS[m[1]], text) if "&" in text else text


def written_out(text: str, urls: Iterable[Json], media: Iterable[Json], quote: str | None) -> str:
    """The text with full addresses, without those of its own pictures and of the post it quotes."""
    full: dict[str, str] = {}
    for url in urls:
        short, address = url.get("url"), address_of(url)
        if short and address:
            full[str(short)] = "" if quote and status_in(address) == quote else address
    for one in media:
        if one.get("url"):
            full[str(one["url"])] = ""
    if full and "t.co/" in text:
        text = _SHORT.sub(lambda m: full.get(m[0], m[0]), text)
    return unescaped(text).strip()


def links(urls: Iterable[Json], media: Iterable[Json], quote: str | None) -> list[dict[str, Any]]:
    """The addresses that a post gives, but for its own pictures and the post it quotes."""
    own = {m.get("url") for m in media if m.get("url")}
    return [
        {"url": address, "title": url.get("title")}
        for url in urls
        if (address := address_of(url))
        and url.get("url") not in own
        and not url.get("media_key")
        and not (quote and status_in(address) == quote)
    ]


def address_of(url: Json) -> str | None:
    found = url.get("unwound_url") or url.get("expanded_url") or url.get("url")
    return found if isinstance(found, str) else None


def status_in(address: str) -> str | None:
    """The id of the post that an address of X's leads to."""
    found = _STATUS.match(address)
    return found[1] if found else None


def objects(value: Any) -> list[Json]:
    """The objects in a list; what is of another form is left aside."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def an_object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def id_in(row: Json, name: str) -> str | None:
    """An id as text: `name_str` keeps the digits that a float loses."""
    value = row.get(f"{name}_str") or row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def edits_in(value: Any) -> list[str]:
    """The ids of all versions of an edited post, oldest first, wherever in this they stand."""
    for name, inner in an_object(value).items():
        if name in ("editTweetIds", "edit_tweet_ids"):
            return [str(id_) for id_ in inner] if isinstance(inner, list) else []
        if found := edits_in(inner):
            return found
    return []


def is_protected(one: Mapping[Any, Any]) -> bool:
    """Whether an object of X's is of an author, or a post, that followers only may read."""
    return _says(one.get("protected")) or _says(an_object(one.get("scopes")).get("followers"))


def _says(flag: Any) -> bool:
    """Whether a flag that closes is set, in whatever form a file kept it."""
    if values.is_empty(flag) or str(flag).lower() in ("none", "null", "nan"):
        return False
    try:
        closed.protected(flag)
    except Closed:
        return True
    return False


def refuse_closed(row: Json, user: Json, countries: Any, post: Json, source: str) -> None:
    """Raises ValueError for a post that X may not show to everybody: neither may we."""
    if is_protected(user) or is_protected(row):
        why = "its author lets followers only read it, and X does not say who they are"
        raise hiding(Closed(why), post, source)
    if countries:
        told = ", ".join(map(str, countries)) if isinstance(countries, list) else str(countries)
        raise ValueError(f"X withholds it ({told[:100]})")


def refused(error: Exception, id_: str | None) -> ValueError:
    """Why a post did not go in, with its id; a closed one names none."""
    if isinstance(error, Closed):
        return error
    return ValueError(f"post {id_ or 'without id'}: {reason(error)}")
