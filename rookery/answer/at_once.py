"""What nothing is gathered for: figures of the store, what is behind posts that were quoted, and
questions that no post is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rookery.answer.answered import Answer
from rookery.answer.asked.beyond import is_beyond
from rookery.answer.asked.leaning import language_asked
from rookery.answer.asked.wished import behind_which
from rookery.answer.behind_named import told_of_post
from rookery.answer.claims.tracing import told_behind, traced
from rookery.answer.counted.computed import Unclear, computed, wanted
from rookery.answer.events import STORE, Event, Found, Spoken, answered, declined
from rookery.answer.gather import Allowed
from rookery.answer.reading.likeness import Likeness
from rookery.llm.catalogue import COMPOSER
from rookery.llm.turns import Turn
from rookery.people import Reader
from rookery.search.service import Search


def at_once(
    question: str,
    earlier: Sequence[Turn],
    lang: str | None,
    search: Callable[[], Search],
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    now: datetime,
    as_of: datetime | None,
) -> Sequence[Event] | None:
    """What nothing is gathered for: declined, counted, or behind what was quoted last."""
    if is_beyond(question):
        return [declined(question, "beyond", lang)]
    before = [turn.content for turn in earlier if turn.role == "user"]
    figure = wanted(question, before)
    if isinstance(figure, Unclear):
        return [declined(question, "not counted", lang)]
    if figure and (told := computed(figure, search, reader, as_of)):
        searched = tuple(dict.fromkeys(query for one in told for query in one.searches))
        whole = Answer(question, tuple(told), (), STORE, searched=searched)
        return [*(Spoken(statement, STORE) for statement in told), whole]
    trace, behind, named = traced(question), None, behind_which(question)
    if trace:
        behind = told_behind(trace, question, earlier, search(), reader, allowed, likeness, now)
    elif named is not None:
        behind = told_of_post(named, lang or "en", search(), reader, allowed, likeness, now)
    if behind is not None:
        gathered, traces = behind
        spoken = [Spoken(statement, COMPOSER) for statement in traces]
        made = answered(question, gathered.evidence, spoken, COMPOSER, (), lang)
        return [Found(gathered), *spoken, made]
    if trace or (not before and language_asked(question)):  # of nothing that was said
        return [declined(question, "silent", lang)]
    return None
