"""No text of the sample names a weekday, a date or a month: its month is moved to end today."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rookery import sample

ENGLISH = r"""
    mondays? tuesdays? wednesdays? thursdays? fridays? saturdays? sundays? weekends? weekdays?
    january february april june july august september october november december
    christmas easter new\syear
"""
ITALIAN = """
    lunedì martedì mercoledì giovedì venerdì sabat[oi] domenic(?:a|he)
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    natale pasqua capodanno ferragosto
"""
SPANISH = r"""
    lunes martes mi[ée]rcoles jueves viernes s[áa]bados? domingos? finde
    enero febrero abril mayo junio julio septiembre setiembre octubre noviembre diciembre
    navidad nochevieja año\snuevo
"""
# Only as a name: "may", "march", "sat", "sun", "wed" and "mar" are everyday words.
NAMES = "March May Mon Tues? Wed Thu(?:rs?)? Fri Sat Sun Jan Feb Apr Aug Sept? Oct Nov Dec"
DATES = (
    r"(?i:\d+(?:st|nd|rd|th))",  # the 24th
    r"(?i:d[ií]a|giorno) \d+",  # el día 16
    r"(?:il|dal|al|del|el) \d+ (?:di|de) \w+",  # del 27 de enero
    r"\d{4}-\d{2}-\d{2}",
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}",
)
FORBIDDEN = re.compile(
    r"(?<!\w)(?:"
    + "|".join([f"(?i:{w})" for w in f"{ENGLISH} {ITALIAN} {SPANISH}".split()])
    + "|"
    + "|".join([*NAMES.split(), *DATES])
    + r")(?!\w)"
)
TRUE_ON_EVERY_DAY = (
    "Will it do Thursday?",  # any Thursday that will ever be
    "due back 14 June 1978",  # long ago
    "Sunday league",  # a kind of football
    "Herons 4th",  # a rank
    "the 4th stair",
    "The 88th minute",
    "the 88th minute",
    "1st: Big Alan",
    "2nd: The Duchess",
    "3rd: an unnamed marrow",
    "maths, 2nd year",
)


def dated(text: str) -> list[str]:
    for phrase in TRUE_ON_EVERY_DAY:
        text = text.replace(phrase, "")
    return FORBIDDEN.findall(text)


def rows() -> Iterator[dict[str, Any]]:
    for path in Path(sample.__file__).parent.glob("*.jsonl"):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def texts(row: dict[str, Any]) -> Iterator[str]:
    yield from (row.get(field, "") for field in ("title", "text", "place", "bio"))
    yield from (media.get("alt", "") for media in row.get("media", []))
    yield from (f"{link['url']} {link.get('title', '')}" for link in row.get("links", []))


def test_no_text_names_a_day() -> None:
    named = [
        (row.get("id") or row.get("handle"), found)
        for row in rows()
        for text in texts(row)
        for found in dated(text)
    ]
    assert named == []


def test_what_is_allowed_is_said_somewhere() -> None:
    said = "\n".join(text for row in rows() for text in texts(row))
    assert [phrase for phrase in TRUE_ON_EVERY_DAY if phrase not in said] == []


@pytest.mark.parametrize(
    "text",
    ["open Tuesdays", "SATURDAY", "this weekend", "since January", "in May", "2 Nov. slugs",
     "on the 24th", "il 30 novembre", "giovedì 10", "ogni domenica", "il 7 di gennaio",
     "los jueves", "el día 16", "del 7 al 27 de enero", "el sábado", "after New Year", "#friday",
     "2026-11-24"],
)  # fmt: skip
def test_a_named_day_is_seen(text) -> None:
    assert dated(text)


@pytest.mark.parametrize(
    "text",
    ["one may march on", "she sat in the sun", "wed at last", "el mar", "estrella de mar",
     "line 2 at 15:40", "the 22:10 is the last one", "day 281", "12.50", "1:30.5"],
)  # fmt: skip
def test_an_everyday_word_is_let_through(text) -> None:
    assert not dated(text)
