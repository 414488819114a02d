"""What else of the posts that were counted is asked: "and how many people?", "who wrote them?",
"when was the first?". The search stays. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from rookery.answer.counted.figures import Figure

Asked = Literal["authors", "posts", "author", "community", "day", "language", "first", "last"]

_THEM = (
    r"(?:them|those|these|it|that|this|all (?:of )?(?:them|those|that|this)"
    r"|(?:(?:all|most) of )?(?:those|these|the) (?:posts|messages))"
)
_WROTE = r"(?:wr[io]tes?|written|post(?:s|ed)?|sa(?:id|ys?)|sent|mention(?:s|ed)?)"
_DO_SO = rf"(?:{_WROTE}|talk(?:s|ed)?|speaks?|spoke)"
_WERE = r"(?:(?:is|are|was|were) (?:that|this|it|they|those|these|there)(?: (?:from|by|in))?)"
_PEOPLE = r"(?:people|persons?|authors?|users?|accounts?|members?|different (?:people|authors))"
_MOST = rf"(?:the )?most(?: (?:of (?:{_THEM}|all)|posts|often))?(?: about (?:it|that|this))?"
_FORMS: Mapping[Asked, str] = {
    "authors": (
        rf"(?:by |from )?how many(?: different)? {_PEOPLE}(?: {_WERE}| (?:have )?{_DO_SO}"
        rf"(?: {_THEM}| about (?:it|that|this))?)?"
        r"|(?:di |da )?quante (?:persone|utenti)(?: (?:sono|erano|l['’]hanno scritto"
        r"|li hanno scritti|ne hanno (?:scritto|parlato)|ne parlano))?"
        r"|(?:di |da )?quanti (?:autori|utenti)(?: (?:sono|erano))?"
        r"|(?:de )?cu[aá]nt[oa]s (?:personas|autores|usuarios|cuentas)(?: (?:son|eran"
        r"|l[oa]s? (?:escribieron|han escrito)|hablan de (?:ello|eso)))?"
    ),
    "posts": (
        rf"(?:in )?how many (?:posts|messages)(?: (?:{_WERE}|in (?:all|total)))?"
        r"|quanti (?:post|messaggi)(?: (?:sono|erano|in (?:tutto|totale)))?"
        r"|cu[aá]nt[oa]s (?:publicaciones|mensajes)(?: (?:son|eran|en total))?"
    ),
    "author": (
        rf"(?:and )?who (?:all )?(?:has |have |had )?{_DO_SO}(?: (?:{_THEM}|{_MOST}|about (?:it"
        rf"|that)))"
        rf"|who (?:are|were|is|was) (?:{_THEM}|they) (?:by|from|written by)"
        r"|who (?:are|were) (?:they|the authors|those (?:people|authors)|these people)"
        rf"|(?:by|from) whom|who by|who from|whose (?:are|were) (?:they|those|these)"
        rf"|who (?:has|had) {_MOST}|which (?:of them|author|user|person|account)s? (?:{_DO_SO}"
        rf"|has|had) {_MOST}"
        r"|chi (?:li|le|l['’]) ?ha(?:nno)? (?:scritt[oaie]|postat[oaie]|pubblicat[oaie])"
        r"|chi (?:ha|ne ha) (?:scritto|parlato|postato) (?:di più|più di tutti|più spesso)"
        r"|(?:di|da) chi(?: (?:sono|erano))?|chi (?:sono (?:gli autori|loro)|ne parla di più)"
        r"|qui[eé]n(?:es)? (?:l[oa]s?|l[oa]s? ha|l[oa]s? han) (?:escribi[oó]|escribieron|escrito"
        r"|public[oó]|publicaron|publicado)"
        r"|qui[eé]n(?:es)? (?:escribi[oó]|public[oó]|habl[oó]|ha escrito) (?:el |la )?m[aá]s"
        r"|de qui[eé]n(?:es)?(?: (?:son|eran))?"
    ),
    "community": (
        rf"where (?:are|were|was|is) (?:most of )?(?:{_THEM}|they|most)(?: {_WROTE})?"
        rf"|(?:in )?(?:which|what) communit(?:y|ies)(?: (?:{_WERE}|(?:has|had|are|were) {_MOST}))?"
        r"|dove(?: (?:sono|erano)(?: stat[ie] scritt[ie])?)?|in quali? comunità"
        r"|d[oó]nde(?: (?:se escribieron|est[aá]n|fueron escritas))?|en qu[eé] comunidad(?:es)?"
    ),
    "day": (
        rf"(?:on )?(?:which|what) days?(?: (?:{_WERE}|(?:has|had|saw|is|are|was|were) {_MOST}))?"
        r"|(?:in )?(?:che|quale) giorno(?: (?:ha|ne ha|aveva) di più)?"
        r"|(?:en )?qu[eé] d[ií]as?(?: (?:hubo|tuvo|tiene|fueron) (?:el |la )?m[aá]s)?"
    ),
    "language": (
        rf"(?:in )?(?:which|what) languages?(?: (?:{_WERE}|(?:has|had) {_MOST}))?"
        r"|in (?:che|quali?) lingu[ae]|en qu[eé] (?:idioma|lengua)s?"
    ),
    "first": (
        r"when (?:was|did) the (?:first|earliest)(?: (?:one|of them|post))?(?: (?:posted|written))?"
        r"|when did (?:it|that|this|they) (?:start|begin)|since when"
        r"|the (?:first|earliest)(?: one)?"
        r"|(?:di )?quando (?:è|era) il primo|da quando|cu[aá]ndo fue (?:la|el) primer[oa]"
        r"|desde cu[aá]ndo"
    ),
    "last": (
        r"when (?:was|is) the (?:last|latest|newest|most recent)(?: (?:one|of them|post))?"
        r"(?: (?:posted|written))?|the (?:last|latest|newest)(?: one)?"
        r"|(?:di )?quando è l['’]ultimo|cu[aá]ndo fue (?:la|el) [uú]ltim[oa]"
    ),
}  # fmt: skip
_ASKS = {
    what: re.compile(rf"\W*(?:(?:and|but|so|e|ed|ma|y|pero)\W+)*(?:{form})\W*", re.IGNORECASE)
    for what, form in _FORMS.items()
}


def asked_of_it(question: str, last: Figure) -> Figure | None:
    """The figure of the same search that a follow-up asks for.

    >>> asked_of_it("and who wrote them?", Figure("tram", "posts", "en")).by
    'author'
    """
    match next((what for what, form in _ASKS.items() if form.fullmatch(question)), None):
        case None:
            return None
        case "authors" | "posts" as of:
            return replace(last, of=of, by=None, end=None)
        case "first" | "last" as end:
            return replace(last, of="posts", by=None, end=end)
        case by:
            return replace(last, of="posts", by=by, end=None)
