"""Where an answer comes from: figures first, then the person's files, then the posts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rookery.answer.answered import Answer, Dropped, Statement
from rookery.answer.ask import STORE, Answering, Found, Spoken
from rookery.answer.evidence import Evidence
from rookery.answer.gather import Gathered
from rookery.answer.private import is_private
from rookery.answer.subjects import Subject
from rookery.assistant.looking import chosen, look
from rookery.assistant.plan import Planned, of_files, planned, to_sum_up
from rookery.assistant.tools import Looked, Toolbox
from rookery.assistant.turn import Called
from rookery.llm.tasks import TOOLS
from rookery.llm.turns import Turn

Event = Called | Found | Spoken | Dropped | Answer
"""What a question comes to; an `Answer` is the last."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Answers one question, with what was said before it."""

    answering: Answering
    box: Toolbox
    earlier: Sequence[Turn]
    just_given: bool = False  # some file came with this turn

    async def answer(self, text: str) -> AsyncGenerator[Event, None]:
        """Raises what `Answering.ask` does."""
        private = is_private(text)
        if not private and (subject := to_sum_up(text)):
            async with aclosing(self._summary(subject)) as events:
                async for event in events:
                    yield event
            return
        plan = None if private else planned(text)
        if plan is not None:
            box = replace(self.box, lang=plan.lang)
            called, looked = await look(box, plan.tool, plan.arguments)
            yield called
            if looked.statements:
                for statement in looked.statements:
                    yield Spoken(statement, STORE)
                yield _of_store(text, looked.statements)
                return
        in_files = of_files(text, self.box.documents, just_given=self.just_given)
        answer = None
        if in_files:
            async with aclosing(self._from_files(text, in_files)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        answer = event
                    else:
                        yield event
        if answer is not None and (answer.statements or not self.just_given):
            yield answer
            return
        async with aclosing(self._from_posts(text)) as events:
            async for event in events:
                yield event

    async def _summary(self, subject: Subject) -> AsyncGenerator[Event, None]:
        async with aclosing(self.answering.sum_up(subject, self.box.reader)) as events:
            async for event in events:
                if isinstance(event, Found):
                    ids = [post.id for post in event.gathered.evidence]
                    tool = "read_thread" if subject.kind == "thread" else "search_posts"
                    argument = "post" if subject.kind == "thread" else "query"
                    yield Called(tool, {argument: subject.name}, {"posts": ids})
                yield event

    async def _from_files(self, text: str, plans: Sequence[Planned]) -> AsyncGenerator[Event, None]:
        evidence: list[Evidence] = []
        for plan in plans:
            called, looked = await look(self.box, plan.tool, plan.arguments)
            yield called
            evidence += looked.evidence
        yield Found(Gathered((), tuple(evidence)))
        async with aclosing(self.answering.from_posts(text, evidence)) as events:
            async for event in events:
                yield event

    async def _from_posts(self, text: str) -> AsyncGenerator[Event, None]:
        """By the plain search always, and by what a model calls where it may."""
        looks = list[Looked]()
        caller = None if is_private(text) else await self.answering.writer(TOOLS.name)
        if caller is not None:
            calls = chosen(caller, [*self.earlier, Turn("user", text)], self.box)
            async with aclosing(calls):
                async for called, looked in calls:
                    yield called
                    looks.append(looked)
        figures = [statement for looked in looks for statement in looked.statements]
        for statement in figures:
            yield Spoken(statement, STORE)
        more = [post for looked in looks for post in looked.evidence]
        yield Found(Gathered((), tuple(more)))
        asking = self.answering.ask(text, self.box.reader, earlier=self.earlier, more=more)
        searched = set[str]()
        async with aclosing(asking) as events:
            async for event in events:
                if isinstance(event, Found):
                    found = zip(event.gathered.queries, event.gathered.found, strict=True)
                    for query, ids in found:
                        if query not in searched:
                            searched.add(query)
                            yield Called("search_posts", {"query": query}, {"posts": list(ids)})
                yield _with_figures(event, figures) if isinstance(event, Answer) else event


def _of_store(text: str, statements: tuple[Statement, ...]) -> Answer:
    searched = tuple(dict.fromkeys(query for s in statements for query in s.searches))
    return Answer(text, statements, (), STORE, searched=searched)


def _with_figures(answer: Answer, figures: Sequence[Statement]) -> Answer:
    """The figures that a model asked for stand before what posts say."""
    if not figures:
        return answer
    made_by = answer.made_by if answer.statements else STORE
    statements = (*figures, *answer.statements)
    return replace(answer, statements=statements, made_by=made_by, declined=None, near=())
