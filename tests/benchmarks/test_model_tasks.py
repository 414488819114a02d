"""What a reply counts for when a model is asked the kept-back examples."""

import pytest

from benchmarks.model_tasks import Score, table
from recipes.instructions import Example, apart, examples
from rookery.llm.tasks import TASKS, Cited, Question


def _kept(kind: str) -> Example:
    return next(e for e in examples() if e.task == "answer" and e.kind == kind)


def test_the_replies_that_were_written_by_hand_reach_every_bar() -> None:
    scores = {name: Score() for name in ("answer", "summary", "creatives", "query", "talk")}
    for example in apart(examples())[1]:
        scores[example.task].take(example, example.reply)
    assert all(score.skill(name).reached for name, score in scores.items()), table(scores)
    assert all(score.shares["in form"].of >= 8 for score in scores.values())
    assert scores["answer"].shares["declined"].of >= 3


@pytest.mark.parametrize(
    ("kind", "reply", "measure"),
    [
        ("answered", "It is an airlock.", "in form"),
        ("answered", "It is an airlock.", "citations right"),
        ("declined", "I cannot tell.", "declined"),
        ("declined", '{"text": "It is.", "cites": ["p1"]}', "declined"),
    ],
)
def test_what_falls_short_counts_against_its_measure(kind: str, reply: str, measure: str) -> None:
    score = Score()
    score.take(_kept(kind), reply)
    assert score.shares[measure].held == 0
    assert score.shares[measure].of == 1
    assert not score.skill("answer").reached


def test_a_number_that_the_prompt_does_not_have_is_counted_and_an_id_is_none() -> None:
    example = _kept("answered")
    assert isinstance(example.input, Question)
    assert isinstance(example.output, Cited)
    cite = example.output.sentences[0].cites[0]
    for text, own in (("It took 98,761 days.", 1), ("It took days.", 0)):
        score = Score()
        score.take(example, f'{{"text": "{text}", "cites": ["{cite}"]}}')
        assert score.shares["numbers of its own"].held == own
        assert TASKS["answer"].parse(f'{{"text": "{text}", "cites": ["{cite}"]}}', example.input)
