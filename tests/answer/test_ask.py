"""A question through the whole: what is found, said, dropped, and how it is declined."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rookery.answer.answered import Answer, Dropped
from rookery.answer.asked.question import LONGEST, asked
from rookery.answer.events import Event, Found, Spoken
from rookery.answer.evidence import Evidence
from rookery.app import Rookery
from rookery.errors import BadInput, TooLarge
from rookery.llm.failures import ModelFailed
from rookery.people import ANONYMOUS
from tests.llm.story import run
from tests.llm.vllm_like import VllmLike, running

QUESTION = "When does the last ferry from Holm leave?"


async def _events(
    network: Rookery, question: str, posts: Sequence[Evidence] | None = None, **how: Any
) -> list[Event]:
    async with network.answering(semantic="off", **how) as answering:
        if posts is None:
            return [event async for event in answering.ask(question, ANONYMOUS)]
        return [event async for event in answering.from_posts(question, posts, lang="en")]


def _last(events: Sequence[Event]) -> Answer:
    assert isinstance(events[-1], Answer)
    return events[-1]


def test_a_question_is_answered_from_the_sample_by_quotes(sample: Rookery) -> None:
    events = run(_events(sample, "Did the Aurelia leak fuel?", model="composer"))
    assert isinstance(events[0], Found)
    answer = _last(events)
    assert answer.made_by == "composer"
    assert [e.statement for e in events if isinstance(e, Spoken)] == list(answer.statements)
    assert "h213" in {id for s in answer.statements for id in s.cites}
    assert {p.id for p in answer.posts} == {id for s in answer.statements for id in s.cites}


def test_a_figure_is_counted_and_nobody_writes(sample: Rookery) -> None:
    answer = _last(run(_events(sample, "How many posts mention the ferry?", model="composer")))
    assert (answer.made_by, answer.statements[0].searches) == ("store", ("ferry",))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Where does @holmkirsty live?", "private"),
        ("who is the mayor of Paris?", "silent"),
        ("xylophone quetzalcoatl", "nothing found"),
    ],
)
def test_what_cannot_be_answered_is_declined_and_says_why(
    sample: Rookery, question: str, why: str
) -> None:
    answer = _last(run(_events(sample, question, model="composer")))
    assert (answer.declined, answer.statements) == (why, ())
    assert bool(answer.near) == (why == "silent")


def test_no_question_and_one_too_long_are_refused() -> None:
    with pytest.raises(BadInput, match="no question"):
        asked(" \n ")
    with pytest.raises(TooLarge, match="at most 2,000"):
        asked("x" * (LONGEST + 1))
    assert asked(" so\n it  is ") == "so it is"


@pytest.fixture
def written_by(home: Path, server: VllmLike) -> Rookery:
    use = {"use": server.url, "endpoint_model": server.model}
    return Rookery.open(home, model=use, embed={"semantic": "off"})


@pytest.fixture(name="server")
def _server() -> Any:
    with running() as server:
        server.kind = "hosted"  # it knows no grammar: what it says is as it comes
        yield server


def _says(server: VllmLike, *lines: tuple[str, list[str]]) -> None:
    server.says = "\n".join(json.dumps({"text": t, "cites": c}) for t, c in lines)


def test_a_model_s_sentences_are_checked_one_by_one(
    written_by: Rookery, server: VllmLike, ferry: list[Evidence]
) -> None:
    _says(
        server,
        ("@ferrymaster says the last ferry from Holm leaves at 22:10.", ["p1"]),
        ("@ferrymaster says the last ferry from Holm leaves at 23:55.", ["p1"]),
        ("@bo says the last ferry from Holm leaves at 21:40.", ["p1"]),
    )
    events = run(_events(written_by, QUESTION, ferry))
    answer = _last(events)
    assert answer.made_by == server.model
    assert [(s.text.split()[0], s.cites) for s in answer.statements] == [
        ("@ferrymaster", ("a",)),
        ("@bo", ("c",)),  # mended: it cited the wrong post
    ]
    (dropped,) = answer.dropped
    assert "23:55" in dropped.why
    assert [type(e) for e in events] == [Spoken, Dropped, Spoken, Answer]


def test_where_a_model_fails_the_quotes_are_there_all_the_same(sample: Rookery) -> None:
    use = {"use": "http://127.0.0.1:1/v1", "endpoint_model": "gone"}
    network = Rookery.open(sample.home, model=use, embed={"semantic": "off"})
    said: list[Event] = []

    async def asked() -> None:
        async with network.answering(model=use["use"], semantic="off") as answering:
            async for event in answering.ask("Did the Aurelia leak fuel?", ANONYMOUS):
                said.append(event)

    with pytest.raises(ModelFailed):
        run(asked())
    assert len([e for e in said if isinstance(e, Spoken) and e.made_by == "composer"]) == 3


def test_where_nothing_stands_the_posts_do_not_say(
    written_by: Rookery, server: VllmLike, ferry: list[Evidence]
) -> None:
    _says(server, ("The king of Norway owns a zeppelin.", ["p1"]))
    answer = _last(run(_events(written_by, QUESTION, ferry)))
    assert (answer.declined, answer.statements) == ("silent", ())
    assert [p.id for p in answer.near] == ["a", "b", "c"]


def test_a_line_out_of_form_is_dropped_and_the_rest_stands(
    written_by: Rookery, server: VllmLike, ferry: list[Evidence]
) -> None:
    good = json.dumps({"text": "The last ferry from Holm leaves at 22:10.", "cites": ["p1"]})
    server.says = f'Sure! Here you go:\n{good}\n{{"text": "so", "cites": ["p9"]}}'
    answer = _last(run(_events(written_by, QUESTION, ferry)))
    assert [s.cites for s in answer.statements] == [("a",)]
    assert len(answer.dropped) == 2
