"""Follow-ups of what rises: "tell me more about the first one" means a term that was told of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rookery.answer.counted.rising import told_to_rise
from rookery.answer.subjects import TrendOf
from rookery.llm.turns import Turn

_PLACES = (
    r"first|1st|top|number (?:one|1)|#1|no\.? ?1|prim[oa]|numero (?:uno|1)|primer[oa]?|n[uú]mero 1",
    r"second|2nd|number (?:two|2)|#2|second[oa]|numero (?:due|2)|segund[oa]|n[uú]mero (?:dos|2)",
    r"third|3rd|number (?:three|3)|#3|terz[oa]|numero (?:tre|3)|tercer[oa]?|n[uú]mero (?:tres|3)",
    r"fourth|4th|number (?:four|4)|#4|quart[oa]|numero (?:quattro|4)|cuart[oa]|n[uú]mero 4",
    r"fifth|5th|number (?:five|5)|#5|quint[oa]|numero (?:cinque|5)|n[uú]mero (?:cinco|5)",
    r"last|bottom|ultim[oa]|[uú]ltim[oa]",
)
_LAST = len(_PLACES) - 1
_LEAD = (
    r"(?:(?:and|but|ok(?:ay)?|so|please|e|ma|y|pero|can you|could you)\W+)*"
    r"(?:(?:tell me|say|show me|give me|explain|sum up|summari[sz]e|what about|how about|more"
    r"|why is|what(?:['’]s| is| are| do| does)|people|they|everyone|all|saying|said|going on"
    r"|happening|the story|it|that|up|something|a bit|some|details?|dimmi|parlami|raccontami"
    r"|spiegami|riassumi|(?:che )?cosa|si dice|dicono|di pi[uù]|qualcosa|altro|cu[eé]ntame"
    r"|h[aá]blame|dime|expl[ií]came|resume|qu[eé]|se dice|dicen|m[aá]s|algo)\W+)*"
    r"(?:about|with|on|of|behind|su|sul|sulla|del|della|di|sobre|de|con)?\W*"
    r"(?:(?:the|il|la|lo|el)\W+)?"
)
_END = (
    r"(?:\s+(?:one|trend|term|word|topic|thing|tendenza|termine|parola|tema|tendencia|palabra"
    r"|(?:of|in|on) (?:them|those|these|the list|it|your list)|di (?:questi|quelli)|de (?:ellos"
    r"|esos|estos)|please|then|about|rising|trending))*"
)
_ASKS = tuple(re.compile(rf"\W*{_LEAD}(?:{place}){_END}\W*", re.IGNORECASE) for place in _PLACES)


def trend_meant(question: str, earlier: Sequence[Turn]) -> TrendOf | None:
    """The term of the list told last that a follow-up means by its place in it.

    >>> told = Turn("assistant", "“swan” rises: 9 posts … “ferry” rises: 7 posts …")
    >>> trend_meant("tell me more about the second one", [told]).term
    'ferry'
    """
    place = _place(question)
    if place is None:
        return None
    terms = _told_last(earlier)
    if place == _LAST:
        place = len(terms) - 1
    return TrendOf(terms[place]) if 0 <= place < len(terms) else None


def _place(question: str) -> int | None:
    found = (number for number, form in enumerate(_ASKS) if form.fullmatch(question))
    return next(found, None)


def _told_last(earlier: Sequence[Turn]) -> tuple[str, ...]:
    """Those of the last answer; one that was about one of them is passed over."""
    asked = [("", earlier[0]), *((a.content, b) for a, b in pairwise(earlier))] if earlier else []
    for question, turn in reversed(asked):
        if turn.role != "assistant":
            continue
        if terms := told_to_rise(turn.content):
            return terms
        if _place(question) is None:
            return ()
    return ()
