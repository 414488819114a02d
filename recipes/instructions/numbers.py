"""Other numbers for an example, the same on both sides, of the same length and in the same order.

Left as they are: single digits, years, dates, versions, days of a month, numbers that stand in
handles or addresses or end in letters, and all numbers of an example whose reply reckons with them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping

_NUMBER = re.compile(r"(?<![\w.,:/@#-])\d+(?:[.,:]\d+)*(?![\w/-]|[.,:]\d)")
_ANY = re.compile(r"\d+(?:[.,:]\d+)*")
_TIME = re.compile(r"([01]?\d|2[0-3])([:.])([0-5]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAYS = (
    "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun "
    "gen mag giu lug ago set ott dic lun mer gio ven sab dom ene abr mié jue vie sáb"
)
_BESIDE_A_DAY = re.compile(
    rf"\b(?:{'|'.join(_DAYS.split())})\w*\.? (?:the |il |el )?(\d+)|"
    rf"(\d+)(?:st|nd|rd|th|º|°)?(?: of| de)? (?:{'|'.join(_DAYS.split())})",
    re.IGNORECASE,
)
_RECKONS = re.compile(
    r"\b(half|twice|double[ds]?|triple|third|quarter|total|together|altogether|left|remain\w*|sum|"
    r"difference|later|earlier|more than|less than|fewer|metà|doppio|totale|somma|restano|"
    r"mitad|doble|suma|quedan|most|cheaper|dearer|times|per cent)\b",
    re.IGNORECASE,
)
_WORDS = {
    "10": "ten|dieci|diez", "11": "eleven|undici|once", "12": "twelve|dozen|dodici|dozzina|doce",
    "15": "fifteen|quindici|quince", "20": "twenty|venti|veinte", "30": "thirty|trenta|treinta",
    "40": "forty|quaranta|cuarenta", "50": "fifty|cinquanta|cincuenta",
    "60": "sixty|sessanta|sesenta", "100": "hundred|cento|cien", "1000": "thousand|mille|mil",
}  # fmt: skip
_BANDS = ((10, 12), (13, 23), (24, 30), (31, 59), (60, 99))  # an hour stays one, a day does too
_CHANGED, _TRIES = 0.8, 8


def renumbered(
    inputs: Iterable[str], outputs: Iterable[str], dice: random.Random
) -> Callable[[str], str]:
    """What puts other numbers into a text of the example."""
    told, replied = "\n".join(inputs), "\n".join(outputs)
    others = {} if _RECKONS.search(replied) else _others(told, replied, dice)
    return lambda text: _NUMBER.sub(lambda match: others.get(match[0], match[0]), text)


def _others(told: str, replied: str, dice: random.Random) -> dict[str, str]:
    whole = f"{told}\n{replied}"
    free = set(_NUMBER.findall(told)) & set(_NUMBER.findall(replied))
    # what also stands glued to letters (22nd), or in an address, would be left behind there
    glued = [m[0] for m in _ANY.finditer(_NUMBER.sub("", whole))]
    held = set(glued) | {d for pair in _BESIDE_A_DAY.findall(whole) for d in pair if d}
    every = set(_ANY.findall(whole))
    others: dict[str, str] = {}
    for number in sorted(free):
        if number in held or _said_in_words(number, whole) or dice.random() > _CHANGED:
            continue
        for _ in range(_TRIES):
            other = _like(number, dice)
            if other not in {number, *every, *others.values()} and _in_order(
                others | {number: other}, every
            ):
                others[number] = other
                break
    return others


def _like(number: str, dice: random.Random) -> str:
    """Another of the same kind, or the number itself where there is none."""
    if time := _TIME.fullmatch(number):
        return f"{time[1]}{time[2]}{dice.randrange(0, 60, 5):02}"
    if len(number) < 2 or ":" in number or _YEAR.fullmatch(number) or number[0] == "0":
        return number
    if len(number) == 2:
        low, high = next(band for band in _BANDS if band[0] <= int(number) <= band[1])
        tens = number[1] == "0" and low > 30
        return str(dice.randrange(30, 100, 10) if tens else dice.randint(low, high))
    if len(re.findall(r"[.,:]", number)) > 1:
        return number
    return _other_digits(number, dice)


def _other_digits(number: str, dice: random.Random) -> str:
    """The first digit and the zeros at the end stay; of one with no more than that, the first."""
    places = [n for n, sign in enumerate(number.rstrip("0.,")) if sign.isdigit()]
    signs = list(number)
    for place in places[1:] or places:
        signs[place] = dice.choice("123456789")
    return "".join(signs)


def _in_order(others: Mapping[str, str], every: Iterable[str]) -> bool:
    """What is more than another stays so, and what is equal too."""
    pairs = [(_value(one), _value(others.get(one, one))) for one in every]
    return all(
        (a < b) == (new_a < new_b) and (a == b) == (new_a == new_b)
        for a, new_a in pairs
        for b, new_b in pairs
    )


def _value(number: str) -> float:
    if time := _TIME.fullmatch(number):
        return int(time[1]) + int(time[3]) / 60
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
    plain = re.sub(r"[.,]", "", number) if grouped else re.sub(r"[,:]", ".", number)
    return float(plain) if plain.count(".") < 2 else -1.0


def _said_in_words(number: str, texts: str) -> bool:
    words = _WORDS.get(number.replace(",", "").replace(".", ""))
    return bool(words and re.search(rf"\b(?:{words})", texts, re.IGNORECASE))
