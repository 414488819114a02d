"""Follow-ups on where an answer comes from: "who said that first?", "who spread it?", "who doubted
it?", "is it true?". Told by what is behind the posts that it quoted; no verdict. English, Italian
and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

from rookery.answer.answered import Statement
from rookery.answer.claims.against import Remark
from rookery.answer.claims.behind import Behind, behind
from rookery.answer.composed.compose import by_line
from rookery.answer.discreet.telling import says_private
from rookery.answer.evidence import evidence_of
from rookery.answer.gather import Allowed, Gathered
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.meanings import language_spoken
from rookery.errors import BadInput, NotFound
from rookery.llm.turns import Turn
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import words

Trace = Literal["first", "spread", "doubted", "true"]

_IT = r"(?:it|that|this|so|these|those|the (?:rumou?r|claim|story))"
_FORMS: Mapping[Trace, str] = {
    "first": (
        rf"who (?:was the first to|first) (?:say|said|claim(?:ed)?|post(?:ed)?|wr[io]te|tell|told"
        rf"|start(?:ed)?|spread)(?: {_IT})?|who (?:said|claimed|posted|wrote|told) {_IT} first"
        rf"|who (?:started|began|invented|made up|came up with) {_IT}"
        rf"|where (?:does|did|do) {_IT}(?: (?:rumou?r|claim|story))? (?:come from|start|begin"
        rf"|originate)"
        rf"|what(?:['’]s| is| was) the (?:source|origin)(?: of {_IT})?"
        r"|chi (?:l['’]ha|lo ha) (?:detto|scritto|messo in giro) per primo"
        r"|chi (?:è stato|fu) il primo(?: a (?:dirlo|scriverlo))?|chi ha (?:iniziato|cominciato)"
        r"|da dove (?:viene|arriva|nasce)(?: questa (?:voce|storia|notizia))?|qual è la fonte"
        r"|qui[eé]n (?:lo )?(?:dijo|escribió|publicó) (?:eso |esto )?(?:el )?primero"
        r"|qui[eé]n (?:lo )?(?:empezó|inventó)(?: (?:con )?(?:esto|eso))?"
        r"|qui[eé]n fue el primero(?: en decirlo)?|de d[oó]nde (?:sale|viene|salió|vino)(?: eso"
        r"| esto)?"
        r"|cu[aá]l es la fuente"
    ),
    "spread": (
        rf"who (?:else )?(?:is |was |has |have )?(?:spread(?:s|ing)?|shar(?:e[sd]?|ing)"
        rf"|repeat(?:s|ed|ing)?"
        rf"|passe[sd]|passing|cop(?:ied|ies|ying)|forwarded|reposted) {_IT}(?: on)?"
        rf"|who (?:passe[sd]|passing) on {_IT}|who else (?:says|said|claims|claimed) {_IT}"
        r"|chi (?:l['’]ha|lo ha) (?:diffus[oa]|condivis[oa]|ripetut[oa]|copiat[oa]|rilanciat[oa])"
        r"|chi (?:altro )?lo (?:dice|ripete|diffonde|condivide)"
        r"|qui[eé]n (?:más )?lo (?:difundió|compartió|repitió|copió|difunde|repite|comparte|dice)"
    ),
    "doubted": (
        rf"who (?:doubt(?:s|ed)|contradict(?:s|ed)|disput(?:es|ed)|question(?:s|ed)|debunk(?:s|ed)"
        rf"|correct(?:s|ed)|refut(?:es|ed)) {_IT}|who disagree[sd](?: with {_IT})?"
        rf"|who (?:says|said) otherwise|who (?:didn['’]t|doesn['’]t|did not|does not) believe {_IT}"
        r"|chi (?:ne dubita|ne ha dubitato|non ci crede|non ci ha creduto|lo contesta"
        r"|l['’]ha (?:messo in dubbio|corretto|contestato))"
        r"|qui[eé]n (?:lo (?:dudó|duda|puso en duda|corrigió|cuestionó|niega)|no lo (?:cree|creyó))"
    ),
    "true": (
        rf"(?:is|was) {_IT}(?: \w+)? (?:really |actually )?(?:true|right|correct|real|so|false|fake"
        r"|a (?:hoax|lie|rumou?r))|is there any(?: truth (?:in|to) "
        rf"{_IT})|can (?:i|we|one) (?:believe|trust) {_IT}"
        rf"|(?:has|was) {_IT} (?:been )?(?:confirmed|denied|corrected)|(?:is it )?true|really"
        r"|(?:ma )?(?:è|sarà|era) (?:poi |davvero )?(?:vero|falso|una bufala)|davvero"
        r"|(?:es|era|será) (?:eso |esto )?(?:verdad|cierto|falso|mentira)|de verdad|en serio"
        r"|(?:se confirmó|está confirmado)"
    ),
}
_ASKS = {
    trace: re.compile(
        rf"\W*(?:(?:and|but|so|ok(?:ay)?|e|ma|y|pero)\W+)*(?:{form})\W*", re.IGNORECASE
    )
    for trace, form in _FORMS.items()
}
_QUOTE = re.compile(r"@(?P<who>[\w.-]*\w(?:@[\w.-]*\w)?)[^“”@]{0,60}: “(?P<said>[^”]+)")
_LOOKED_AT = 3  # quotes whose posts are looked behind
_TOLD = 4  # posts that are quoted
_WORDS = 8  # of a quote, by which its post is found again
_FIRST: Mapping[str, str] = {
    "en": "The first post found that says it, by %s",
    "it": "Il primo post trovato che lo dice, di %s",
    "es": "La primera publicación encontrada que lo dice, de %s",
}


def traced(question: str) -> Trace | None:
    """What of that a follow-up asks for.

    >>> traced("And who said that first?"), traced("Who said that the ferry is late?")
    ('first', None)
    """
    return next((trace for trace, form in _ASKS.items() if form.fullmatch(question)), None)


def told_behind(
    trace: Trace,
    question: str,
    earlier: Sequence[Turn],
    search: Search,
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    now: datetime,
) -> tuple[Gathered, tuple[Statement, ...]] | None:
    """What the posts behind those that were quoted last say; `None` where none was quoted."""
    posts = list(_quoted_last(earlier, search, reader))[:_LOOKED_AT]
    looked = list[Behind]()
    for post in posts:
        try:
            looked.append(behind(post.id, search, reader, allowed, likeness))
        except NotFound:
            continue
    if not looked:
        return None
    # what is said again and again is the claim, and what only denies it the answer to it
    seen = max(looked, key=lambda b: len(b.repeated) + (b.earliest is not None))
    lang = language_spoken(question)
    remarks = may_be_quoted(_remarks(trace, seen), allowed, search, reader)
    statements = tuple(
        statement(r, now, lang, first=trace == "first", otherwise=_against(r, seen))
        for r in remarks[:_TOLD]
    )
    return Gathered((), tuple({r.post.id: r.post for r in remarks}.values())), statements


def _remarks(trace: Trace, seen: Behind) -> list[Remark]:
    own = Remark(seen.post, " ".join(seen.post.text.split()))
    against = [*seen.corrections, *seen.otherwise]
    match trace:
        case "first":
            return [seen.earliest or own]
        case "spread":
            return [r for r in (*seen.repeated, own) if r is not own or seen.earliest]
        case "doubted":
            return sorted([*seen.doubted, *against], key=lambda r: r.post.at or datetime.max)
        case "true":  # both sides; where nobody says otherwise, nothing is known of it
            heard = against or list(seen.doubted)
            newest = sorted(heard, key=lambda r: r.post.at or datetime.max, reverse=True)
            return [*newest[: _TOLD - 1], seen.earliest or own] if heard else []


def statement(
    remark: Remark, now: datetime, lang: str, *, first: bool, otherwise: bool
) -> Statement:
    """A remark as it is quoted; `first` is said of the earliest post found of a claim."""
    who = by_line(remark.post, now, lang)
    lead = _FIRST.get(lang, _FIRST["en"]) % who if first else who
    return Statement(
        f"{lead}: “{remark.words}”", (remark.post.id,), quoted=remark.words, otherwise=otherwise
    )


def _against(remark: Remark, seen: Behind) -> bool:
    return any(remark in kind for kind in (seen.corrections, seen.otherwise, seen.doubted))


def may_be_quoted(
    remarks: Sequence[Remark], allowed: Allowed, search: Search, reader: Reader
) -> list[Remark]:
    """Those whose authors let answers quote them, to people and of nothing that is private."""
    there = search.posts([remark.post.id for remark in remarks], reader)
    open_ones = {post.id for post in there if allowed(post)}
    return [
        remark
        for remark in remarks
        if remark.post.id in open_ones
        and not (speaks_to_a_machine(remark.post.text) or says_private(remark.post.text))
    ]


def _quoted_last(earlier: Sequence[Turn], search: Search, reader: Reader) -> Iterator[Post]:
    """The posts of the last answer that quotes any, as its words tell them; what was told of these
    leans on the same answer, and is passed over.
    """
    asked = [("", earlier[0]), *((a.content, b) for a, b in pairwise(earlier))] if earlier else []
    answers = [
        turn.content
        for question, turn in reversed(asked)
        if turn.role == "assistant" and traced(question) is None
    ]
    for quotes in map(list, map(_QUOTE.finditer, answers)):
        for quote in quotes:
            yield from _found_again(quote["who"], quote["said"], search, reader)
        if quotes:
            return


def _found_again(who: str, said: str, search: Search, reader: Reader) -> Iterator[Post]:
    wanted = words(said.rstrip("…"))
    query = " ".join([f"from:{who}", *wanted[:_WORDS]])
    try:
        hits = search.search(query, reader, limit=10).hits
    except BadInput:
        return
    told = " ".join(wanted)
    found = (hit.post for hit in hits if told in " ".join(words(evidence_of(hit.post).text)))
    yield from list(found)[:1]
