"""Where an answer comes from: figures first, then the person's files, then the posts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rookery.answer.answered import Answer, Dropped, Statement, Why
from rookery.answer.ask import Answering
from rookery.answer.asked.languages import asked_in
from rookery.answer.asked.wished import to_sum_up
from rookery.answer.composed.compose import of_page
from rookery.answer.counted.rising_on import trend_meant
from rookery.answer.discreet.discreet import discreet
from rookery.answer.events import STORE, Found, Spoken
from rookery.answer.evidence import Evidence
from rookery.answer.gather import Gathered
from rookery.answer.reading.sentences import rows, sentences
from rookery.answer.subjects import Subject
from rookery.assistant.attached import Attached, gist, page_id, page_of, passages
from rookery.assistant.looking import chosen, look
from rookery.assistant.plan import (
    asks_for_a_summary,
    means_a_file,
    of_files,
    page_asked,
    planned,
)
from rookery.assistant.tools import Looked, Toolbox
from rookery.assistant.turn import Called
from rookery.llm.catalogue import COMPOSER
from rookery.llm.tasks import TOOLS
from rookery.llm.turns import Turn

_ALL = 0.99  # of the question's telling words, by weight
_OF_A_PAGE = 5  # sentences that are quoted of one

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
        files, talk = self.box.documents, discreet(text, self.earlier)
        private = talk.private
        of_file = means_a_file(text, files)
        if files and asks_for_a_summary(text, at_hand=not (of_file or self.just_given)):
            for event in self._gist(text):
                yield event
            return
        subject = None if private or of_file else self._subject(text)
        if subject is not None:
            async with aclosing(self._summary(subject)) as events:
                async for event in events:
                    yield event
            return
        plan = (
            None
            if private or of_file
            else planned(text, [t.content for t in talk.earlier if t.role == "user"])
        )
        if plan is not None:
            box = replace(self.box, lang=plan.lang)
            called, looked = await look(box, plan.tool, plan.arguments)
            yield called
            if looked.statements:
                for statement in looked.statements:
                    yield Spoken(statement, STORE)
                yield _of_store(text, looked.statements)
                return
        if files and (asked := page_asked(text, files)):
            for event in self._page(text, *asked):
                yield event
            return
        answer, held = None, list[Event]()
        if files:
            sure = of_file or self.just_given  # else it may be of what others say
            async with aclosing(self._from_files(text)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        answer = event
                    elif sure or isinstance(event, Called):
                        yield event
                    else:
                        held.append(event)
        if answer is not None and (of_file or (answer.statements and self._tells(text, answer))):
            for event in held:
                yield event
            yield answer if answer.statements else replace(answer, declined="not in the file")
            return
        async with aclosing(self._from_posts(text)) as events:
            async for event in events:
                if isinstance(event, Answer) and event.declined and answer and answer.statements:
                    for before in held:  # the posts don't say, and the file may
                        yield before
                    event = answer  # noqa: PLW2901  it takes its place
                yield event

    def _subject(self, text: str) -> Subject | None:
        """What is to be summed up, by its name or its place in what was told to rise."""
        return trend_meant(text, self.earlier) or to_sum_up(text, self._is_post)

    def _is_post(self, id: str) -> bool:
        return bool(self.box.search.posts([id], self.box.reader))

    def _tells(self, text: str, answer: Answer) -> bool:
        """Whether a file's sentences have all that is asked for: else posts are asked first."""
        if self.just_given:
            return True
        likeness = self.box.likeness
        said = likeness.text(" ".join(s.quoted or s.text for s in answer.statements))
        return likeness.covered(likeness.text(text), said.terms) > _ALL

    def _page(self, text: str, file: Attached, number: int) -> Iterator[Event]:
        """What stands on a page, from its beginning on."""
        on_it = passages(file, "", self.box.likeness, page=number)
        read = [words for _, words in rows(sentences(on_it)[:_OF_A_PAGE], on_it)]
        id = page_id(file.id, number)
        kept = {"document": file.id, "name": file.name, "pages": [number] if read else []}
        yield Called("read_document", {"document": file.id, "page": number}, kept)
        page = Evidence(id, "", source=file.name, page=number)
        stands = of_page(page, asked_in(text))
        told = [Statement(f"{stands}: “{words}”", (id,), quoted=words) for words in read]
        evidence = tuple(replace(page, text=s.quoted or "") for s in told[:1])
        yield Found(Gathered((), evidence))
        for statement in told:
            yield Spoken(statement, COMPOSER)
        why: Why | None = None if told else "page not read"
        lang = asked_in(text)
        yield Answer(text, tuple(told), evidence, COMPOSER, declined=why, lang=lang)

    def _gist(self, text: str) -> Iterator[Event]:
        """The files summed up, in their own words."""
        told: list[Statement] = []
        evidence: list[Evidence] = []
        for plan in of_files(text, self.box.documents):
            file = next(f for f in self.box.documents if f.id == plan.arguments["document"])
            said = gist(file, self.box.likeness)
            pages = sorted({page[1] for s in said for id in s.cites if (page := page_of(id))})
            yield Called(plan.tool, {"document": file.id}, {
                "document": file.id, "name": file.name, "pages": pages,
            })  # fmt: skip
            told += said
            evidence += [Evidence(s.cites[0], s.quoted or s.text, source=file.name) for s in said]
        yield Found(Gathered((), tuple(evidence)))
        for statement in told:
            yield Spoken(statement, COMPOSER)
        why: Why | None = None if told else "not in the file"
        lang = asked_in(text)
        yield Answer(text, tuple(told), tuple(evidence), COMPOSER, declined=why, lang=lang)

    async def _summary(self, subject: Subject) -> AsyncGenerator[Event, None]:
        async with aclosing(self.answering.sum_up(subject, self.box.reader)) as events:
            async for event in events:
                if isinstance(event, Found):
                    ids = [post.id for post in event.gathered.evidence]
                    if subject.kind == "thread":
                        tool, arguments = "read_thread", {"post": subject.name}
                    else:
                        searched = " ".join(event.gathered.queries) or subject.name
                        tool, arguments = "search_posts", {"query": searched}
                    yield Called(tool, arguments, {"posts": ids})
                yield event

    async def _from_files(self, text: str) -> AsyncGenerator[Event, None]:
        evidence: list[Evidence] = []
        for plan in of_files(text, self.box.documents):
            called, looked = await look(self.box, plan.tool, plan.arguments)
            yield called
            evidence += looked.evidence
        yield Found(Gathered((), tuple(evidence)))
        async with aclosing(
            self.answering.from_posts(text, evidence, lang=asked_in(text))
        ) as events:
            async for event in events:
                yield event

    async def _from_posts(self, text: str) -> AsyncGenerator[Event, None]:
        """By the plain search always, and by what a model calls where it may."""
        looks = list[Looked]()
        talk = discreet(text, self.earlier)
        caller = None if talk.private else await self.answering.writer(TOOLS.name)
        if caller is not None:
            calls = chosen(caller, [*talk.earlier, Turn("user", text)], self.box)
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
