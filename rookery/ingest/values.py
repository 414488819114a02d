"""One value as sources write it, to what its field needs; a `ValueError` says what is wrong.

Each reader gives `None` where the value says nothing. Sentences go on from the field's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from rookery.ingest.times import parse_time
from rookery.post import Choice, Link, Media
from rookery.text import main_code, names_none

LONGEST_TEXT = 1_000_000  # characters
_LONGEST_NAME = 10_000  # characters of an id, a handle, an address
# Controls but tab and line feed, and halves of surrogate pairs: nobody writes them. Marks of
# writing direction stay: they are words of some languages, and pages isolate them.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ROUNDED_FROM = 2.0**53  # a float has not every whole number from here on
_ROUNDED = re.compile(r"\d+\.0|\d(?:\.\d+)?[eE]\+\d+")
_BOOLS = {
    True: True, "true": True, "yes": True, "1": True, "t": True, "y": True,
    False: False, "false": False, "no": False, "0": False, "f": False, "n": False,
}  # fmt: skip


def is_empty(value: Any) -> bool:
    """Whether a cell says nothing: NaN is how tables leave one out."""
    return value is None or value == "" or value != value  # noqa: PLR0124  NaN is not itself


def clean(text: str) -> str:
    """Without controls that nobody writes, and with surrogates that lost their other half marked.

    >>> clean("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ODD.sub(lambda m: "\ufffd" if m[0] >= "\ud800" else "", text)


def text(value: Any) -> str | None:
    if not isinstance(value, str):
        value = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise ValueError(f"is a {type(value).__name__} and not text")
        value = str(value)
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"has {len(value):,} characters, and a post at most {LONGEST_TEXT:,}")
    text = clean(value)
    return text if text and not text.isspace() else None


def name(value: Any) -> str | None:
    if isinstance(value, str):
        text = value
    elif isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
    elif isinstance(value, float):
        if not value.is_integer():
            raise ValueError(f"is {value!r}, which names nothing")
        text = str(int(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
    else:
        raise ValueError(f"is a {type(value).__name__} and not a name")
    if not text.isprintable():
        text = clean(text).replace("\n", " ")
    text = text.strip()
    if len(text) > _LONGEST_NAME:
        raise ValueError(f"has {len(text):,} characters, which is no name")
    return text or None


def ident(value: Any) -> str | None:
    """An id; a spreadsheet's rounding is undone where it can be, and refused where it cannot.

    >>> ident("418163434979483648.0")
    '418163434979483648'
    """
    if isinstance(value, float) and abs(value) >= _ROUNDED_FROM:
        raise ValueError(f"is {value!r}: a float rounded it, and which post it was is lost")
    if isinstance(value, Decimal):  # how tables of databases have whole numbers
        value = int(value) if value == value.to_integral_value() else value
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            raise ValueError("has bytes that are not UTF-8") from None
    text = name(value)
    if text is None or not _ROUNDED.fullmatch(text):
        return text
    if "e" in text.lower():
        raise ValueError(f"is {text!r}: a spreadsheet rounded it, and which post it was is lost")
    return text.partition(".")[0]


def handle(value: Any) -> str | None:
    return (name(value) or "").removeprefix("@") or None


def names(value: Any) -> tuple[str, ...]:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        # "['a', 'b']" is how tables keep lists of Python's
        value = [v.strip(" '\"") for v in re.split(r"[,;|]", value.strip("[] "))]
    if not isinstance(value, Sequence):
        raise ValueError(f"is a {type(value).__name__} and not a list")
    found = (name(_called(v) if isinstance(v, Mapping) else v) for v in value if v is not None)
    return tuple(dict.fromkeys(bare for n in found if n and (bare := n.lstrip("#@$"))))


_CALLED = ("text", "acct", "handle", "username", "screen_name", "name", "tag")


def _called(one: Mapping[str, Any]) -> Any:
    """What an object in a list is of: a hashtag, or an account that is mentioned."""
    return next((one[key] for key in _CALLED if one.get(key)), None)


def label(value: Any) -> tuple[str, ...]:
    """A list of labels, or one: a flair may have commas."""
    return names([value] if isinstance(value, str) and ";" not in value else value)


def lang(value: Any) -> str | None:
    code = main_code(name(value) or "")
    return None if code is None or names_none(code) else code


def count(value: Any) -> int | None:
    try:
        number = float(value.replace(",", "")) if isinstance(value, str) else value
        whole = int(number)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"is {_shown(value)} and not a number") from None
    if whole != number or not -(2**53) < whole < 2**53:
        raise ValueError(f"is {_shown(value)}, which counts nothing")
    return whole


def flag(value: Any) -> bool | None:
    try:
        return _BOOLS[value.strip().lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise ValueError(f"is {_shown(value)} and not true or false") from None


def choice(value: Any) -> Choice | None:
    if value in (None, "", "unstated"):
        return None
    try:
        return "yes" if flag(value) else "no"
    except ValueError:
        raise ValueError(f"is {_shown(value)} and not yes or no") from None


def links(value: Any) -> tuple[Link, ...]:
    if isinstance(value, str):
        value = value.split()
    if not isinstance(value, Sequence):
        raise ValueError(f"is a {type(value).__name__} and not a list")
    out: dict[str, Link] = {}
    for one in value:
        given = one if isinstance(one, Mapping) else {"url": one}
        if (raw := given.get("url")) and (url := name(raw)):
            title = given.get("title")
            out.setdefault(url, Link(url, text(title) if title else None))
    return tuple(out.values())


_KINDS = {"gifv": "video", "animated_gif": "video", "photo": "image"}


def media(value: Any) -> tuple[Media, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(f"is a {type(value).__name__} and not a list")
    out = []
    for one in value:
        given = one if isinstance(one, Mapping) else {"url": one}
        kind, url, alt = given.get("kind") or given.get("type"), given.get("url"), given.get("alt")
        alt = alt or given.get("description")
        kind = name(kind) if kind else None
        kind = _KINDS.get(str(kind), kind)
        out.append(
            Media(
                kind if kind in ("image", "video", "audio") else "other",
                name(url) if url else None,
                text(alt) if alt else None,
            )
        )
    return tuple(out)


def time(value: Any) -> datetime | None:
    time = parse_time(value)
    if time is None:
        raise ValueError(f"is {_shown(value)}, which is no time")
    return time


def edited(value: Any) -> datetime | None:
    # Reddit writes false where a post was never edited
    return None if value in (False, "false", "False", 0) else time(value)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
