"""Hashtags, cashtags, mentions and links in a text, for sources that do not list them."""

from __future__ import annotations

import re

from rookery.post import Link

_HASHTAG = re.compile(r"(?<![\w&/#@$])#(\w*[^\W\d_]\w*)")
_CASHTAG = re.compile(r"(?<![\w$@#&])\$([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?!\w)")
_MENTION = re.compile(r"(?<![\w@/#$&])@(\w(?:[\w.-]*\w)?(?:@\w[\w.-]*\w)?)")
_LINK = re.compile(r"https?://[^\s<>\"\]\\^`{|}]+")
_AFTER = ".,;:!?'*_”’…"  # what follows an address in prose and is not part of it


def hashtags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_HASHTAG.findall(text))) if "#" in text else ()


def cashtags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_CASHTAG.findall(text))) if "$" in text else ()


def mentions(text: str) -> tuple[str, ...]:
    """Handles, with their server where one is named.

    >>> mentions("thanks @anna, and @bo@example.social!")
    ('anna', 'bo@example.social')
    """
    return tuple(dict.fromkeys(_MENTION.findall(text))) if "@" in text else ()


def links(text: str) -> tuple[Link, ...]:
    if "://" not in text:
        return ()
    found = (_address(m) for m in _LINK.findall(text))
    return tuple(Link(url) for url in dict.fromkeys(found))


def _address(found: str) -> str:
    """Without the punctuation around it: a bracket belongs to an address that opens it.

    >>> _address("https://example.org/a_(b))."), _address("http://example.org/a),[b](http://c")
    ('https://example.org/a_(b)', 'http://example.org/a')
    """
    if ")" in found:
        open_ = 0
        for i, c in enumerate(found):
            open_ += (c == "(") - (c == ")")
            if open_ < 0:
                found = found[:i]
                break
    return found.rstrip(_AFTER)
