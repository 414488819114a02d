"""E-mail addresses, telephone numbers and links out of a text, before anything is learned from it.

A number without any sign of a telephone (no +, no separators, no word before it) is masked where it
has ten or eleven digits and starts as telephones do; dates, prices, scores and years stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

EMAIL, PHONE, LINK = "[email]", "[phone]", "[link]"

_AT = r"(?:@|\s?[\[({]\s?at\s?[\])}]\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)"
_EMAIL = re.compile(
    # the look-behind keeps a long run of letters from being tried from each of them
    rf"(?<![\w.+%-])[\w.+%'-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[^\W\d_]{{2,24}}(?![\w])"
    # "ada at gmail dot com": spelt out, of the houses that people have their post with
    r"|(?<![\w.+%-])[\w.+%-]{1,64}\s+(?:at|AT)\s+(?:gmail|hotmail|yahoo|outlook|icloud|proton(?:mail)?)"
    r"\s*(?:\.|dot|DOT)\s*(?:com|net|org|me|co\.uk|it|de|fr|es)\b"
)

_S = r"[ .\-\u2010-\u2013/\u00a0]"  # one separator
_BARE = r"(?<![\w.,:/#$€£=&%-])"  # begins no tail of a longer number, a price or an address
_END = r"(?![\w%€£$]|[.,:/-]\d)"
_WORD = "|".join(
    [rf"(?<=\b{word})" for word in (
        "tel", "call", "phone", "telephone", "text", "whatsapp", "sms", "telefono", "teléfono",
        "mobile", "móvil", "cell", "cellulare",
    )]
    + [rf"(?<=\b{letter})(?=:)" for letter in ("t", "m", "ph")]
)  # fmt: skip
_PHONE = re.compile(
    # +39 055 123 4567, 0044 (0)20 7946 0958: a country's code, then seven digits or more
    rf"(?<![\w+])(?:\+\s?|00)[1-9]\d{{0,2}}(?:{_S}?\(?\d{{1,5}}\)?){{2,6}}{_END}"
    # (555) 123-4567, 555-123-4567, 555.123.4567, 1-800-123-4567: North America's form
    rf"|{_BARE}(?:1{_S})?(?:\(\d{{3}}\){_S}?|\d{{3}}[ .\-])\d{{3}}[ .\-]\d{{4}}{_END}"
    # 020 7946 0958, 06 12 34 56 78, 055/1234567: a trunk's 0, groups, nine digits or more in all
    rf"|{_BARE}\(?0\d{{1,4}}\)?(?:{_S}\d{{2,8}}){{1,5}}{_END}"
    # 333 1234567: a mobile of Italy and Spain
    rf"|{_BARE}[36]\d{{2}}{_S}\d{{3}}{_S}?\d{{3,4}}{_END}"
    # 5551234567, 15551234567, 07911123456, 3331234567
    rf"|{_BARE}(?:1?[2-9]\d{{2}}[2-9]\d{{6}}|0\d{{9,10}}){_END}"
    # 8 (495) 123-45-67: Russia's trunk
    rf"|{_BARE}8{_S}?\(\d{{3,5}}\){_S}?\d{{1,3}}[ \-]\d\d[ \-]\d\d{_END}"
    # "call 123-4567", "tel: 0039 333 1234567": after a word that says so, all groups that follow
    rf"|(?:{_WORD})[.:]?\s?(?:me\s|us\s)?(?:at\s|on\s)?(?:\+\s?)?\(?\d{{1,15}}\)?"
    rf"(?:(?:{_S}|{_S}?\(|\){_S}?)\d{{1,15}}\)?){{0,14}}{_END}",
    re.IGNORECASE,
)
# where such a number can be at all: found fast, as it begins with a digit
_DIGITS = re.compile(r"\d[\d .()/\-\u2010-\u2013\u00a0]{5,}\d")
_BEFORE, _BEHIND = 10, 8  # characters around them: "tel: me at ", and what may not follow
_HOUSES = re.compile("gmail|hotmail|yahoo|outlook|icloud|proton", re.IGNORECASE)
_DATE = re.compile(r"(?:(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d)(?!\d)")
_LEAD = re.compile(r"[.:]?\s?(?:(?:me|us|at|on)\s)*", re.IGNORECASE)  # "tel: ", "call us on "
_NAMED_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\] ?\((?:https?://|www\.|/)[^()\s]*(?:\([^()\s]*\))?[^()\s]*\)"
)
_BARE_LINK = re.compile(r"(?:https?://|\bwww\.)(?:\([^\s()]*\)|[^\s<>\[\]\"()])+(?<![.,:;!?'*])")
_FEWEST, _MOST = 7, 15  # digits of a telephone number (ITU-T E.164)


def masked(text: str) -> tuple[str, int, int]:
    """The text with marks in their places, and how many addresses and numbers there were.

    >>> masked("Write to ada@example.org or call +39 055 123 4567.")
    ('Write to [email] or call [phone].', 1, 1)
    """
    text, emails = _EMAIL.subn(EMAIL, text) if _may_have_email(text) else (text, 0)
    kept, phones, done = [], 0, 0
    for start, end in _numbers(text):
        kept.append(text[done:start])
        done = end
        phones += 1
    return PHONE.join([*kept, text[done:]]), emails, phones


def unlinked(text: str) -> tuple[str, int]:
    """The text without the addresses of links, and how many there were: a twentieth of
    Reddit's characters, of which a small model learns nothing but their spelling.

    >>> unlinked("See [the map](http://example.org/m_(1)) or www.example.org/x.")
    ('See the map or [link].', 2)
    """
    if "](" not in text and "://" not in text and "www." not in text:
        return text, 0
    text, named = _NAMED_LINK.subn(r"\1", text)
    text, bare = _BARE_LINK.subn(LINK, text)
    return text, named + bare


def _may_have_email(text: str) -> bool:
    if "@" in text or "(at" in text or "[at" in text or "{at" in text or " at]" in text:
        return True
    return " at)" in text or " at}" in text or _HOUSES.search(text) is not None


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where telephone numbers begin and end."""
    at = 0
    for place in _DIGITS.finditer(text):
        if _digits(place.group()) < _FEWEST:
            continue
        at = max(at, place.start() - _BEFORE)
        while found := _PHONE.search(text, at, place.end() + _BEHIND):
            lead = _LEAD.match(found.group())
            begin = found.start() + (lead.end() if lead else 0)
            if _fits(text[begin : found.end()]):
                at = found.end()
                yield begin, at
            else:  # what a word made too much of may be one of the other forms
                at = begin if begin > found.start() else found.end()


def _digits(said: str) -> int:
    return sum(map(str.isdigit, said))


def _fits(said: str) -> bool:
    digits = _digits(said)
    if not _FEWEST <= digits <= _MOST or _DATE.match(said.strip(" .:()")):
        return False
    if len(set(filter(str.isdigit, said))) < 3:  # "1 000 000 000"
        return False
    # a trunk's 0 with few digits behind it is a part number, a score or a time
    return not (said.lstrip("(").startswith("0") and digits < 9)
