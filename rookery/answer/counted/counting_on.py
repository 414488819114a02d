"""Follow-ups of a figure: "and last month?", "in Italian?", "by community?", "who wrote them?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from rookery.answer.asked.conditions import conditions, language_of, sets_another, told
from rookery.answer.asked.question import kind_of
from rookery.answer.asked.spans import names_a_time
from rookery.answer.asked.standalone import last_whole, told_before
from rookery.answer.claims.tracing import traced
from rookery.answer.counted.asked_of_it import asked_of_it
from rookery.answer.counted.counting import figure_of
from rookery.answer.counted.figures import Figure, Lang
from rookery.answer.discreet.private import is_private

_AND = re.compile(
    r"\W*(?:(?:and|or|but|e|ed|ma|o|y|pero)\b|(?:what|how) about\b)\s*(?:what about\b)?",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^\W*(?:(?:only|just|solo|soltanto|s[oó]lo|solamente|those|the|quell[ie]|i|gli|le|los"
    r"|las)\s+)*"
    r"(?P<name>\w+)(?:\s+(?:ones?|posts?))?\W*$",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"^\W*(?:only|just|solo|soltanto|s[oó]lo|solamente)\s+"
    r"(?:(?:those|the ones|quell[ie]|los|las)\s+)?",
    re.IGNORECASE,
)
_SO: tuple[tuple[Lang, re.Pattern[str]], ...] = (
    ("en", re.compile(
        r"\W*(?:and |so |but )?how many (?:different |other )?(?:people|persons|users|authors"
        r"|accounts)?"
        r"\s*(?:here )?(?:have )?(?:say|said|sa[iy]ing|wrote|write|claim(?:ed)?|believed?|think"
        r"|thought|repeat(?:ed)?|shared?|post(?:ed)?) (?:so|that|this|it)\W*", re.IGNORECASE)),
    ("it", re.compile(
        r"\W*(?:e |ma )?quant[ei](?: persone| utenti| autori)? (?:l['’]hanno|lo|lo hanno) ?"
        r"(?:detto|dicono|scritto|scrivono|pensano|ripetono|ripetuto)\W*", re.IGNORECASE)),
    ("es", re.compile(
        r"\W*(?:y |pero )?¿?cu[aá]nt[oa]s(?: personas| usuarios| cuentas)? (?:lo|lo han) "
        r"?(?:dijeron|dicen|dicho|escribieron|escriben|creen|repiten|repitieron)\W*",
        re.IGNORECASE)),
)  # fmt: skip
_WORD = re.compile(r'-?"[^"]*"|\([^)]*\)|\S+')
_TIMES = ("within:", "during:", "since:", "after:", "until:")
_FEW = 3  # words of a time: what has more says something of its own
_BEGUN = re.compile(
    r"^\W*(?:in|en|nel\w*|on|at|a|al\w*|with|con|who|chi|qui[eé]n)\b", re.IGNORECASE
)


def followed(
    question: str, before: Sequence[str], now: datetime | None = None
) -> Figure | Literal["unclear"] | None:
    """A figure that leans on the one asked for last, or on what was asked last.

    >>> followed("and the swan?", ["How many posts mention the ferry in 2026?"]).query
    'swan during:2026'
    """
    now = now or datetime.now(UTC)
    before = [text for text in before if traced(text) is None]
    last = last_figure(before, now)
    if last and traced(question) == "first":
        return replace(last, of="posts", by=None, end="first")
    if last and (same := asked_of_it(question, last)):
        return same
    for lang, form in _SO:
        if before and form.fullmatch(question):
            if last := last or figure_of(last_whole(before) or "", now):
                return replace(last, of="authors", end=None)
            said = "" if is_private(last_whole(before) or "") else told_before(before)
            return Figure(said, "authors", lang) if said else None
    return _changed(question, last, now) if last else None


def _changed(question: str, last: Figure, now: datetime) -> Figure | Literal["unclear"] | None:
    """The last one with what is asked in place of what it had of that kind."""
    begun = _AND.match(question)
    rest = _ADVERB.sub("", question[begun.end() :] if begun else question)
    if (named := _ONLY.match(rest)) and (lang := language_of(named["name"])):
        return replace(last, query=_with(last.query, [f"lang:{lang}"]))
    found = conditions(rest, now)
    said = told(found.rest)
    if (
        names_a_time(found.rest)
        and kind_of(rest) == "other"
        and (begun or len(said.split()) < _FEW)
    ):
        return "unclear"  # and at night?
    of_their_own = sets_another(found.rest) or _BEGUN.match(found.rest) or kind_of(rest) != "other"
    if of_their_own or (said and not begun) or not (said or found.operators or found.by):
        return None
    return replace(
        last, query=_with(last.query, found.operators, said), by=found.by or last.by,
    )  # fmt: skip


def _with(query: str, operators: Sequence[str], said: str = "") -> str:
    """A query with these operators, of a kind each but once, and with other words where some are.

    Words that are left out are so beside those that were.
    """
    held = _WORD.findall(query)
    old = [word for word in held if ":" in word or word.startswith("-")]
    words = said or " ".join(word for word in held if word not in old)
    new = [word for operator in operators for word in _WORD.findall(operator)]
    kinds = {_kind(word) for word in new} - {"-"}
    kept = [word for word in old if _kind(word) not in kinds]
    return " ".join([*([words] if words else []), *kept, *new])


def _kind(operator: str) -> str:
    if operator.startswith("-"):
        return "-"
    return "time" if operator.startswith(_TIMES) else operator.partition(":")[0]


def last_figure(before: Sequence[str], now: datetime) -> Figure | None:
    """That of the question before, or of the one that it leaned on."""
    if not before:
        return None
    found = followed(before[-1], before[:-1], now)
    return found if isinstance(found, Figure) else figure_of(before[-1], now)
