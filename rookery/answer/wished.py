"""What is wished summed up, by its words: a thread by its link, a term, or a community's week.

English, Italian and Spanish.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from rookery.answer.subjects import Subject, ThreadOf, TrendOf, WeekOf

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


def to_sum_up(question: str) -> Subject | None:
    """The thread, trend or community whose summary is wished for.

    >>> to_sum_up("Sum up the week in harbour"), to_sum_up("What is the sum?")
    (WeekOf(community='harbour'), None)
    """
    if not (wished := _SUM_UP.match(question)):
        return None
    rest = question[wished.end() :].strip(" ?.!:")
    if post := post_named(rest):
        return ThreadOf(post)
    if week := _WEEK.search(rest):
        return WeekOf(week[1].strip('"“”'))
    about = _ABOUT.search(rest)
    term = (about[1] if about else _ARTICLE.sub("", rest)).strip('"“” ')
    # what is longer is a text or a question, and no term
    named = 0 < len(term.split()) <= _LONGEST_TERM and term.lower() not in _POINTS
    return TrendOf(term) if named else None
