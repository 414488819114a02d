"""What is wished summed up, by its words: a thread by its link or id, a term, a community's week,
or a span of time.

English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote

from rookery.answer.asked.spans import spanned
from rookery.answer.subjects import SpanOf, Subject, ThreadOf, TrendOf, WeekOf

_LINK = re.compile(r"/post/([^\s/?#]+)")
_BARE = re.compile(
    r"\b(?:thread|conversation|post|discussione|conversazione|hilo|conversaci[oó]n)\s+"
    r"(?:of |di |de )?(\w*\d[\w:.-]*)\b",
    re.IGNORECASE,
)
_SUM_UP = re.compile(
    r"\W*(?:(?:please|can you|could you|puoi|puedes)\s+)*"
    r"(?:sum (?:it |this |that )?up|summari[sz]e|(?:give me )?an? summary of|riassum\w+"
    r"|res[uú]m\w+)\b",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(
    r"\W*(?:(?:please|can you|could you|puoi|puedes)\s+)*(?:explain|spiega(?:mi)?"
    r"|expl[ií]ca(?:me)?)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\W*(?:(?:and|so|but|e|ma|y|pero|show me|tell me|dimmi|dime)\W+)*(?:what(?:['’]?s| is| was"
    r"| lies| stands)? behind|(?:che )?cosa c['’]è dietro(?: a| al)?|che c['’]è dietro(?: a| al)?"
    r"|qu[eé] hay detr[aá]s de(?:l)?)\s+(?:(?:the|this|il|la|el) )?(?:(?:post|thread|message"
    r"|messaggio|publicaci[oó]n|mensaje)\s+)?"
    r"(?:\S*/post/(?P<link>[^\s/?#]+)\S*|(?P<id>(?=\S*\d)[\w:.@-]*\w))\W*",
    re.IGNORECASE,
)
_ID = re.compile(r"(?=\S*\d)(?=\S*[^\W\d])[\w:.@/-]{2,200}")
_ALL_OF_IT = re.compile(
    r"\b(?:everything|all|what happened|news|posts?|messages?|of|in|from|here|the|tutto"
    r"|cosa è successo"
    r"|post|di|della|de|la|las?|el|il|lo|todo|qué pasó|publicaciones|l)\b|\W",
    re.IGNORECASE,
)
_A_WEEK = re.compile(r"^(?:the|la) (?:week|settimana|semana)$", re.IGNORECASE)
_WEEK = re.compile(
    r"\b(?:week|settimana|semana)\b.*?\b(?:in|of|at|di|en|de)\s+#?(\S+)$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:about|on|of|trend|su|sul|sulla|sui|sulle|di|del|della|dei|sobre|de|tendenza|tendencia)"
    r"\s+(?:the |il |la |el )?(.{2,80})$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|il|lo|la|i|gli|le|el|los|las)\s+", re.IGNORECASE)
_LONGEST_TERM = 5  # words
_POINTS = frozenset(["it", "this", "that", "them", "questo", "quello", "esto", "eso", "all"])


def asked_to_sum_up(question: str) -> re.Match[str] | None:
    """The wish's own words, at its beginning."""
    return _SUM_UP.match(question)


def post_named(text: str) -> str | None:
    """The post that a link or an id of a person's words names.

    >>> post_named("http://127.0.0.1:8000/post/h213#here"), post_named("the ferry")
    ('h213', None)
    """
    found = _LINK.search(text) or _BARE.search(text)
    return unquote(found[1]) if found else None


def behind_which(question: str) -> str | None:
    """The post of which it is asked what is behind it.

    >>> behind_which("What is behind h070?"), behind_which("What is behind the rumour?")
    ('h070', None)
    """
    found = _BEHIND.fullmatch(question)
    return unquote(found["link"] or found["id"]) if found else None


def to_sum_up(
    question: str,
    is_post: Callable[[str], bool] = lambda id: False,
    now: datetime | None = None,
) -> Subject | None:
    """The thread, trend, community or time whose summary is wished for.

    `is_post` tells whether there is a post of that id, for one that is named by nothing else.

    >>> to_sum_up("Sum up the week in harbour"), to_sum_up("What is the sum?")
    (WeekOf(community='harbour'), None)
    """
    wished = _SUM_UP.match(question) or _EXPLAIN.match(question)
    if not wished:
        return None
    rest = question[wished.end() :].strip(" ?.!:¿¡")
    if _ID.fullmatch(rest) and is_post(rest):
        return ThreadOf(rest)
    if linked := post_named(rest):
        return ThreadOf(linked)
    if _SUM_UP.match(question) is None:
        return None
    week = "within:7d" if _A_WEEK.match(rest) else ""
    left, span = ("", week) if week else spanned(rest, now or datetime.now(UTC))
    if span and not _ALL_OF_IT.sub("", left):
        return SpanOf(rest, span)
    if community := _WEEK.search(rest):
        return WeekOf(community[1].strip('"“”'))
    about = _ABOUT.search(rest)
    term = (about[1] if about else _ARTICLE.sub("", rest)).strip('"“” ')
    # what is longer is a text or a question, and no term
    named = 0 < len(term.split()) <= _LONGEST_TERM and term.lower() not in _POINTS
    return TrendOf(term) if named else None
