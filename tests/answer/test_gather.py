"""What an answer may rest on: found by the question, of several people, and by consent."""

from collections import Counter
from pathlib import Path

import pytest

from rookery.answer.gather import Gathered, allowed_by, gather, plain
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from rookery.config import consent_table
from rookery.people import ANONYMOUS, Reader
from rookery.post import Author, Consent, Post, Upsert


def _gathered(
    network: Rookery, likeness: Likeness, question: str, reader: Reader = ANONYMOUS
) -> Gathered:
    allowed = allowed_by(consent_table(network.settings))
    return gather(question, network.search, reader, allowed, likeness, lang="en")


def test_a_question_is_searched_by_its_own_words() -> None:
    assert plain("When does the last ferry leave?", "en") == "last ferry leave"
    assert plain('from:ada "so it is" OR -not?', "en") == "ada"
    assert plain("Who is it?", "en") == "who is it"


def test_several_people_and_threads_are_heard(sample: Rookery, likeness: Likeness) -> None:
    found = _gathered(sample, likeness, "Was the harbour water poisoned?")
    assert 4 <= len(found.evidence) <= 8
    assert max(Counter(p.author for p in found.evidence).values()) <= 2
    assert max(Counter(p.thread for p in found.evidence).values()) <= 3
    assert found.queries == ("harbour water poisoned",)


def test_further_queries_add_and_a_wrong_one_does_no_harm(
    sample: Rookery, likeness: Likeness
) -> None:
    allowed = allowed_by(consent_table(sample.settings))
    found = gather(
        "and who denied it?", sample.search, ANONYMOUS, allowed, likeness,
        also=("market hall sold", 'since:never "'), lang="en",
    )  # fmt: skip
    assert "h135" in {p.id for p in found.evidence}


@pytest.fixture
def three(home: Path) -> Rookery:
    network = Rookery.open(home, embed={"semantic": "off"})

    def post(id: str, **fields: object) -> Upsert:
        text = f"The zeppelin lands at {id}."
        return Upsert(Post(id, text, author=Author(id), lang="en", **fields))  # type: ignore[arg-type]  # fields of Post

    network.store.apply(
        [
            post("open"),
            post("unasked", consent=Consent(answer="no")),
            post("closed", visibility=("crew",)),
        ]
    )
    return network


def test_what_may_be_found_but_not_answered_from_stands_apart(
    three: Rookery, likeness: Likeness
) -> None:
    found = _gathered(three, likeness, "where does the zeppelin land")
    assert [p.id for p in found.evidence] == ["open"]
    assert [p.id for p in found.only_shown] == ["unasked"]


def test_nobody_is_answered_from_what_they_may_not_read(three: Rookery, likeness: Likeness) -> None:
    crew = Reader("one", frozenset({"crew"}))
    found = _gathered(three, likeness, "where does the zeppelin land", crew)
    assert {p.id for p in found.evidence} == {"open", "closed"}


def test_what_is_deleted_is_in_no_new_answer(three: Rookery, likeness: Likeness) -> None:
    three.store.delete(["open"])
    assert _gathered(three, likeness, "where does the zeppelin land").evidence == ()


def test_silence_of_the_author_is_settled_by_the_table(three: Rookery) -> None:
    table = consent_table(three.settings)
    silent = Post("x", "…", source="jsonl")
    assert allowed_by(table)(silent) == (table["default"].answer == "yes")
    assert not allowed_by(table)(Post("x", "…", source="x-api"))
