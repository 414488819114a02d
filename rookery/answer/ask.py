"""The door of answers: a question or a subject in, and what is found and said, as it comes.

The plain question is always searched; a model that the figures beside it trust rewrites it and
writes; else the composer quotes. Nothing here knows pages or the terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial

from rookery.answer.answered import Statement
from rookery.answer.asked.languages import asked_in
from rookery.answer.asked.leaning import Leaning, leaning
from rookery.answer.asked.named import of_whom
from rookery.answer.asked.question import asked
from rookery.answer.asked.standalone import carried, leans_openly, rewritten
from rookery.answer.asked.wished import to_sum_up
from rookery.answer.at_once import at_once
from rookery.answer.claims.against import Remark
from rookery.answer.claims.otherside import OtherSide, post_of
from rookery.answer.composed.across import across
from rookery.answer.composed.compose import one_text
from rookery.answer.composed.summing import sum_up, worth_summing
from rookery.answer.counted.rising_on import trend_meant
from rookery.answer.discreet.discreet import Discreet, discreet
from rookery.answer.discreet.private import is_private
from rookery.answer.discreet.untold import asks_on, may_tell, shown, without_private
from rookery.answer.events import Event, Found, Spoken, answered, declined
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import MOST, Allowed, Gathered, gather, plain
from rookery.answer.making import Form, Making
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.subjects import Subject
from rookery.answer.writer import Model, Writer
from rookery.llm.catalogue import COMPOSER
from rookery.llm.tasks import ANSWER, QUERY, SUMMARY, Posts, Question
from rookery.llm.turns import Turn
from rookery.people import ANONYMOUS, Reader
from rookery.search.service import Search
from rookery.text import detect_question


class Answering:
    """Answers questions over one network's posts; one serves everybody.

    `search` opens the network's where it is needed first: posts that are given need none.
    """

    def __init__(
        self,
        search: Callable[[], Search],
        likeness: Likeness,
        allowed: Allowed,
        model: Model | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.search, self.likeness, self.allowed = search, likeness, allowed
        self._making, self._now = Making(likeness, model, now), now

    async def ask(
        self,
        question: str,
        reader: Reader = ANONYMOUS,
        *,
        earlier: Sequence[Turn] = (),
        as_of: datetime | None = None,
        more: Sequence[Evidence] = (),
    ) -> AsyncGenerator[Event, None]:
        """`earlier` are the turns of the conversation before it; `more`, posts found otherwise.

        Raises BadInput for a question that is none, and what the model's client raises.
        """
        question = asked(question)
        lang = asked_in(question, [turn.content for turn in earlier if turn.role == "user"])
        talk = discreet(question, earlier)
        if talk.private or (
            talk.after_private and await asyncio.to_thread(asks_on, talk, self.search(), reader)
        ):
            yield declined(question, "private", lang)
            return
        earlier = talk.earlier
        told = await asyncio.to_thread(
            at_once, question, earlier, lang, self.search, reader, self.allowed, self.likeness,
            self._now(), as_of,
        )  # fmt: skip
        if told is not None:
            for event in told:
                yield event
            return
        leans = leaning(question, earlier)
        if (other := self._of_another_kind(question, leans, talk, reader, as_of)) is not None:
            async with aclosing(other) as events:
                async for event in events:
                    yield event
            return
        searching = self._by_search(question, talk, leans, lang, reader, as_of, more)
        async with aclosing(searching) as events:
            async for event in events:
                yield event

    async def _by_search(
        self,
        question: str,
        talk: Discreet,
        leans: Leaning | None,
        lang: str | None,
        reader: Reader,
        as_of: datetime | None,
        more: Sequence[Evidence],
    ) -> AsyncGenerator[Event, None]:
        """From posts that are searched, by the question as it stands and as it is meant."""
        earlier = talk.earlier  # nothing is taken out of a turn that was declined as private
        before = [turn.content for turn in earlier if turn.role == "user"]
        leans = leans or await asyncio.to_thread(of_whom, question, self.search(), reader, before)
        whole = leans.question if leans else carried(question, before, lang)
        also = [leans.query] if leans else [plain(whole, lang)] if whole != question else []
        if is_private(whole) or not all(map(talk.may_ask, also)):
            yield declined(question, "private", lang)
            return
        openly = await asyncio.to_thread(may_tell, talk, whole, self.search(), reader)
        found = partial(
            gather, question, self.search(), reader, self.allowed, self.likeness,
            lang=lang, as_of=as_of, more=more,
            only=lambda posts: openly.among(
                [post for post in posts if leans is None or leans.asks_for(post)]
            ),
        )  # fmt: skip

        def look() -> Gathered:
            return shown(found(also=also), openly)

        first = gathered = await asyncio.to_thread(look)
        yield Found(gathered)
        # the first quote is there before any model has begun
        wordings = (whole, *also) if leans or leans_openly(question) else (question,)
        quotes = await asyncio.to_thread(self._making.quotes, wordings, gathered.evidence, lang)
        said = [Spoken(quotes[0], COMPOSER)] if quotes else []
        for first_quote in said:
            yield first_quote
        answering: Sequence[Remark] = ()
        if leans is None or leans.author is None:  # else what others say was not asked for
            side = OtherSide(
                self.search(), reader,
                lambda post: self.allowed(post) and openly(evidence_of(post)),
                self.likeness, as_of,
            )  # fmt: skip
            quotes, answering = await asyncio.to_thread(
                side.beside, whole, quotes, gathered.read, self._now(), lang
            )
        if answering:  # before a model begins: it may tell the rumour too
            said.append(Spoken(quotes[1], COMPOSER))
            yield said[-1]
        if not quotes or await self._making.writer(ANSWER.name) is not None:
            query = await self._rewritten(question, earlier)
            if query and query not in gathered.queries and talk.may_ask(query):
                also = [*also, query]
                gathered = await asyncio.to_thread(look)
                yield Found(gathered)
        heard = (*first.evidence, *(remark.post for remark in answering))
        evidence = _with_quoted(gathered.evidence, heard, quotes)
        form = Form(
            ANSWER,
            partial(Question, whole),
            lambda: (
                quotes[len(said) :]
                if quotes
                else self._making.quotes((*wordings, *also[-1:]), evidence, lang)
            ),
            either=True,
        )
        if not evidence:
            yield declined(whole, "nothing found", lang, gathered.queries)
            return
        made = self._making.made(whole, evidence, form, lang, gathered.queries, said)
        async with aclosing(made) as events:
            async for event in events:
                yield event

    def _of_another_kind(
        self,
        question: str,
        leans: Leaning | None,
        talk: Discreet,
        reader: Reader,
        as_of: datetime | None,
    ) -> AsyncGenerator[Event, None] | None:
        """A summary, or the same matter in another language."""
        subject = trend_meant(question, talk.earlier) or to_sum_up(
            question, lambda id: bool(self.search().posts([id], reader))
        )
        if subject is not None:
            return self.sum_up(subject, reader, as_of=as_of)
        if leans and leans.lang:
            return self._in_another_language(leans.question, leans.lang, talk, reader, as_of)
        return None

    async def _in_another_language(
        self, question: str, lang: str, talk: Discreet, reader: Reader, as_of: datetime | None
    ) -> AsyncGenerator[Event, None]:
        """What posts of that language say of what was asked before."""
        if not talk.may_ask(question):
            yield declined(question, "private", lang)
            return

        def look() -> tuple[Gathered, tuple[Statement, ...]]:
            search = self.search()
            openly = may_tell(talk, question, search, reader)
            found, quotes = across(
                question, lang, search, reader, self.allowed, self.likeness, self._now(), as_of,
                only=openly.among,
            )  # fmt: skip
            return shown(found, openly), quotes

        gathered, quotes = await asyncio.to_thread(look)
        yield Found(gathered)
        if not quotes:
            yield answered(question, gathered.evidence, (), COMPOSER, gathered.queries, lang)
            return
        said = [Spoken(quotes[0], COMPOSER)]
        yield said[0]
        form = Form(ANSWER, partial(Question, question), lambda: quotes[1:], either=True)
        made = self._making.made(question, gathered.evidence, form, lang, gathered.queries, said)
        async with aclosing(made) as events:
            async for event in events:
                yield event

    async def from_posts(
        self,
        question: str,
        evidence: Sequence[Evidence],
        *,
        lang: str | None = None,
    ) -> AsyncGenerator[Event, None]:
        """The same from these posts alone."""
        fit = [post for post in evidence if not speaks_to_a_machine(post.text)]
        if not fit:
            yield declined(question, "nothing found", lang)
            return
        form = Form(
            ANSWER,
            partial(Question, question),
            lambda: self._with_other_side(question, fit, lang),
        )
        async with aclosing(self._making.made(question, fit, form, lang, ())) as events:
            async for event in events:
                yield event

    async def sum_up(
        self, subject: Subject, reader: Reader = ANONYMOUS, *, as_of: datetime | None = None
    ) -> AsyncGenerator[Event, None]:
        """A summary in the same way; the composer's too where nothing that a model writes stands.

        Raises NotFound for what is not there, or not for this reader.
        """
        name = f"{subject.kind} {subject.name}"
        if is_private(subject.name):
            yield declined(name, "private", detect_question(name))
            return
        material = await asyncio.to_thread(
            subject.material, self.search(), reader, self.allowed, as_of
        )
        if subject.kind == "trend":  # of whom it may be
            material = await asyncio.to_thread(
                without_private, material, subject.name, self.search(), reader
            )
        yield Found(material.gathered)
        evidence, searched = material.gathered.evidence, material.gathered.queries
        if not evidence:
            yield declined(name, "nothing found", material.lang, searched)
        elif not worth_summing(evidence):
            yield answered(name, evidence, (), COMPOSER, searched, material.lang)
        else:
            form = Form(
                SUMMARY,
                lambda posts: Posts(material.of, material.about, posts[:MOST]),
                lambda: sum_up(material, self.likeness, self._now()),
                either=True,
            )
            made = self._making.made(name, evidence, form, material.lang, searched)
            async with aclosing(made) as events:
                async for event in events:
                    yield event

    def _with_other_side(
        self, question: str, evidence: Sequence[Evidence], lang: str | None
    ) -> Sequence[Statement]:
        """The quotes, with what denies them among the posts that are given; no page of a text."""
        quotes = self._making.quotes((question,), evidence, lang)
        if one_text(evidence):
            return quotes
        side = OtherSide(None, ANONYMOUS, self.allowed, self.likeness)
        posts = [post_of(piece) for piece in evidence]
        return side.beside(question, quotes, posts, self._now(), lang)[0]

    async def writer(self, task: str) -> Writer | None:
        """The model in use where it may do a task of that name; `None` for the composer."""
        return await self._making.writer(task)

    async def _rewritten(self, question: str, earlier: Sequence[Turn]) -> str | None:
        """The query that a model makes of it, where one may."""
        writer = await self._making.writer(QUERY.name)
        if writer is None:
            return None
        turns = [*earlier, Turn("user", question)]
        return await rewritten(
            writer.client, turns, context=writer.context, explained=writer.explained
        )


def _with_quoted(
    evidence: Sequence[Evidence], first: Sequence[Evidence], quotes: Sequence[Statement]
) -> list[Evidence]:
    """Also the posts that were quoted before a further search: an answer has all that it cites."""
    there = {post.id for post in evidence}
    cited = {id for quote in quotes for id in quote.cites} - there
    return [*evidence, *(post for post in first if post.id in cited)]
