"""A question that leans on those before it, made to stand by itself: by a model, or by its words.

The plain question is always searched too, so what goes wrong here costs a search and no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rookery.answer.asked.question import is_asked, kind_of
from rookery.errors import RookeryError
from rookery.llm.estimate import estimate
from rookery.llm.tasks import QUERY, Conversation
from rookery.llm.turns import Turn
from rookery.text import STOP, detect, words

if TYPE_CHECKING:
    from rookery.llm.client import Client  # imports much, and a model may never be asked

_FEW, _FEW_OF_A_QUESTION = 3, 2  # telling words: what has fewer may lean on another
_BEGINS = re.compile(r"\s*(?:and|but|so|or|then|e|ed|ma|allora|y|pero|entonces)\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['’]")
_ASKING = frozenset(
    ["who", "what", "when", "where", "why", "how", "which", "whose", "chi", "cosa", "che", "quando",
     "dove", "perché", "come", "quale", "quali", "quién", "quiénes", "qué", "cuándo", "dónde",
     "cómo", "cuál", "ha", "l", "lo", "la"]
)  # fmt: skip
_BARE = re.compile(  # a word that asks and what is done, no name
    r"\W*(?:who|when|where|why|how|chi|quando|dove|perch[eé]|come|qui[eé]n|cu[aá]ndo|d[oó]nde"
    r"|por qu[eé]|c[oó]mo)(?: (?:did|has|have|had|is|are|was|were|ha|hanno|è|sono|ha|han|fue))?"
    r" [a-zà-ÿ]+\W*"
)
# each question of a conversation is in a language of its own
_STOPS = frozenset().union(*(STOP[spoken] for spoken in ("en", "it", "es")), _ASKING)
_POINTS = frozenset(
    ["he", "she", "it", "they", "them", "him", "her", "his", "their", "that", "this", "those",
     "these", "there", "lui", "lei", "loro", "questo", "questa", "quello", "quella", "lì",
     "l'ha", "l'hanno", "lo", "él", "ella", "ellos", "ellas", "eso", "esto", "esa", "ese", "allí"]
)  # fmt: skip


def leans(question: str, lang: str | None) -> bool:
    """Whether a question cannot be understood without the one before it.

    >>> leans("and in Italian?", "en"), leans("Who won the derby on Saturday?", "en")
    (True, False)
    """
    said = words(_APOSTROPHE.sub(" ", question))
    told = [word for word in said if word not in STOP.get(lang or "en", STOP["en"])]
    told = [word for word in told if word not in _ASKING]
    few = _FEW if kind_of(question) == "other" else _FEW_OF_A_QUESTION
    return len(told) < few or _BEGINS.match(question) is not None or not _POINTS.isdisjoint(said)


def leans_openly(question: str) -> bool:
    """Whether its own words say so: what is only short may be a question of its own."""
    said = words(question)
    if _BEGINS.match(question) is not None or not _POINTS.isdisjoint(said):
        return True
    own = [word for word in said if word not in _STOPS]
    # who scored, chi ha segnato: what was done, and neither what to nor by whom
    return not own or (len(own) == 1 and _BARE.fullmatch(question) is not None)


def points_back(said: str) -> bool:
    """Whether a sentence begins with a word that points at what was said before it.

    >>> points_back("That moves me."), points_back("The ferry moves me.")
    (True, False)
    """
    first = words(said)[:1]
    return bool(first) and (first[0] in _POINTS or _BEGINS.match(said) is not None)


def carried(question: str, earlier: Sequence[str], lang: str | None) -> str:
    """The question with the telling words of those before it, as far back as they lean too."""
    here, held = question, list[str]()
    for before in reversed(earlier):
        if not leans(here, lang):
            break
        told = [w for w in words(before) if w not in _STOPS and w not in _POINTS]
        held = [*dict.fromkeys([*told, *held])]
        here = before
    new = frozenset(words(question))
    left = [word for word in held if word not in new]
    return " ".join([*left, question]) if left else question


def last_whole(earlier: Sequence[str]) -> str | None:
    """The last question that leans on no other, else the first.

    One with few telling words is whole where it is asked in so many words: "Is Tilde closing?".
    """
    whole = (
        q
        for q in reversed(earlier)
        if not leans(q, detect(q)) or (is_asked(q) and not leans_openly(q))
    )
    return next(whole, earlier[0] if earlier else None)


def told_before(earlier: Sequence[str]) -> str:
    """The telling words of the last question that leans on no other, else of the first.

    >>> told_before(["Was the Market Hall sold?", "and who denied it?"])
    'market hall sold'
    """
    asked = last_whole(earlier) or ""
    return " ".join(w for w in words(asked) if w not in _STOPS and w not in _POINTS)


async def rewritten(
    client: Client, turns: Sequence[Turn], *, context: int, explained: bool
) -> str | None:
    """The query that a model writes for a conversation's last question; `None` where it fails."""
    try:
        asked = QUERY.fitted(Conversation(tuple(turns)), estimate, context, explained=explained)
        reply = await client.chat(
            QUERY.turns(asked, explained=explained), most=QUERY.most, grammar=QUERY.grammar(asked)
        )
        return QUERY.parse(reply.text, asked).text
    except RookeryError:
        return None
