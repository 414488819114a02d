"""What a peer said is read like everybody's, and the readers' questions are all different."""

from pathlib import Path

from benchmarks.answer_judge import Claim
from benchmarks.answer_peer import installed, sentences
from benchmarks.answer_readers import Log, questions
from benchmarks.llamaindex_rag import CHAINS, named
from benchmarks.ours import sampled

DEFAULT, CITING = CHAINS


def test_marks_become_the_ids_of_their_sources_and_one_of_none_stays_a_number() -> None:
    text = named("It leaves at nine [2]. Or at ten [1, 3].", ["a1", "a4"])
    assert text == "It leaves at nine [a4]. Or at ten [a1][3]."
    row = {"text": text, "sources": ["a1", "a4"]}
    assert sentences(CITING, row) == [
        Claim("It leaves at nine .", ("a4",)),
        Claim("Or at ten .", ("a1", "3")),
    ]


def test_a_chain_without_marks_rests_on_all_that_it_was_given() -> None:
    row = {"text": "It leaves at nine. It is full.", "sources": ["a1", "a4"]}
    assert [claim.cites for claim in sentences(DEFAULT, row)] == [("a1", "a4")] * 2


def test_a_chain_that_says_that_it_cannot_answer_has_declined() -> None:
    row = {"text": "The sources do not contain the answer.", "sources": ["a1"]}
    assert sentences(DEFAULT, row) == sentences(CITING, row) == []


def test_a_python_that_is_not_there_has_no_peer() -> None:
    assert not installed("/nowhere/python")


def test_no_reader_asks_what_another_asked(tmp_path: Path) -> None:
    made = questions(sampled(tmp_path / "home"), 320)
    assert len(made) == len(set(made)) == 320


def test_memory_is_the_middle_of_the_looks_after_so_many_answers() -> None:
    log = Log(memory=[(50, 10.0), (55, 30.0), (59, 11.0), (60, 99.0), (300, 12.0)])
    assert (log.megabytes(50), log.megabytes(300)) == (11.0, 12.0)
