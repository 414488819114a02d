"""Follow-ups that name no subject of their own: "and in Italian?", "what did she answer?".

By their words, in English, Italian and Spanish, and by what was asked and quoted before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.answer.asked.conditions import language_of
from rookery.answer.asked.standalone import last_whole
from rookery.answer.counted.counting_on import last_figure
from rookery.answer.evidence import Evidence
from rookery.llm.turns import Turn
from rookery.text import STOP, detect, words

_IN = re.compile(
    r"\W*(?:(?:and|but|or|also|so|e|ed|anche|ma|y|también|pero)\W+)*"
    r"(?:(?:what|how) about\W+|only\W+|just\W+|solo\W+|soltanto\W+|s[oó]lo\W+|show me\W+)*"
    r"(?:(?:the|those|any|posts?|quell[ie]|i|gli|le|los|las|in|en)\s+)*"
    r"(?P<name>[^\W\d_]+)(?:\s+(?:ones?|posts?|please|per favore|por favor))*\W*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\W*(?:(?:and|but|so|e|ma|y|pero)\s+)?(?:"
    r"(?:what|how) (?:did|does|do|has|have) (?:she|he|they|it) "
    r"(?:say|said|answer(?:ed)?|repl(?:y|ied)|writ(?:e|ten)|think|respond(?:ed)?)"
    r"|(?:che )?cosa (?:ha|hanno|dice|dicono|risponde) ?(?:risposto|detto|scritto)?(?: lei| lui)?"
    r"|qu[eé] (?:dijo|dice|respondi[oó]|contest[oó]|escribi[oó])(?: ella| [eé]l)?"
    r")\b(?P<rest>.*)",
    re.IGNORECASE,
)
_AND_WHO = re.compile(
    r"\W*(?:and|but|what about|e|ma|y|pero)\s+@([\w.-]*\w(?:@[\w.-]*\w)?)\W*", re.IGNORECASE
)
_SHOW = re.compile(
    r"\W*(?:(?:and|but|please|can you|could you|ok(?:ay)?|e|y|puoi|puedes)\W+)*"
    r"(?:(?:show|give|quote|read)(?: me| us)? (?:some|a few|them|those|these|one|any|examples?)"
    r"(?: (?:of )?(?:them|those|these|posts|examples|of the posts))?|what do (?:they|these|those)"
    r"(?: posts)? say|(?:some |any )?examples?|(?:mostra|fammi vedere|cita)(?:mene|mi)?"
    r" ?(?:qualcun[oa]|alcuni|un esempio|qualche (?:post|esempio))?|(?:che )?cosa dicono"
    r"|(?:mu[eé]stra|ens[eé]ña|cita)(?:me)? (?:algun[oa]s?|unos|unas|ejemplos|un ejemplo)"
    r"|qu[eé] dicen)(?: please| per favore| por favor)?\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:about|on|of|to|su|sul\w*|di|del\w*|sobre|de)\s+", re.IGNORECASE)
_HANDLE = re.compile(r"@([\w.-]*\w(?:@[\w.-]*\w)?)")


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a follow-up means."""

    question: str
    query: str
    lang: str | None = None  # only posts in it
    author: str | None = None  # only posts of theirs, a handle

    def asks_for(self, post: Evidence) -> bool:
        """Whether a post is in that language, or by them."""
        theirs = self.author is None or (post.author or "").lower() == self.author.lower()
        return theirs and (self.lang is None or post.lang == self.lang)


def leaning(question: str, earlier: Sequence[Turn]) -> Leaning | None:
    """What it means after the turns before it; `None` where it can be taken as it stands."""
    said = [turn.content for turn in earlier if turn.role == "user"]
    if _SHOW.fullmatch(question) and (counted := last_figure(said, datetime.now(UTC))):
        own = " ".join(w for w in counted.query.split() if ":" not in w and w[0] not in "-(")
        return Leaning(own, counted.query) if own else None
    asked = last_whole([text for text in said if language_asked(text) is None] or said)
    if asked is None:
        return None
    told = " ".join(word for word in words(asked) if word not in _stop(asked))
    if lang := language_asked(question):
        return Leaning(asked, f"{told} lang:{lang}", lang=lang)
    if found := _AND_WHO.fullmatch(question):
        return Leaning(f"{asked} @{found[1]}", f"from:{found[1]} {told}", author=found[1])
    if found := _SAID.fullmatch(question.rstrip(" ?!.")):
        author = _last_named([turn.content for turn in earlier])
        about = _ABOUT.sub("", found["rest"].strip())
        if author and not about:
            return Leaning(f"{asked} @{author}", f"from:{author} {told}", author=author)
        if author:
            own = " ".join(word for word in words(about) if word not in _stop(question))
            return Leaning(f"{about} @{author}", f"from:{author} {own}", author=author)
    return None


def language_asked(question: str) -> str | None:
    """The language that a follow-up asks for, and nothing else.

    >>> language_asked("and in Italian?"), language_asked("only the Spanish ones")
    ('it', 'es')
    """
    found = _IN.fullmatch(question)
    return language_of(found["name"]) if found else None


def _last_named(said: Sequence[str]) -> str | None:
    """The handle that was named last: who is quoted is named before their words."""
    found = [handle for text in said for handle in _HANDLE.findall(_unquoted(text))]
    return found[-1] if found else None


def _unquoted(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)


def _stop(text: str) -> frozenset[str]:
    return STOP.get(detect(text) or "en", STOP["en"])
