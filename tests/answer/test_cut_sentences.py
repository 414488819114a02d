"""What is quoted is cut out of a post as it was written."""

import pytest

from rookery.answer.evidence import Evidence
from rookery.answer.reading.sentences import LONGEST, sentences, split


@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        ("Left at 9.30. Back by 1,500 steps.", "en", ["Left at 9.30.", "Back by 1,500 steps."]),
        ("A heading\n\n- one thing\n2) another", "en", ["A heading", "one thing", "another"]),
        ("Chi viene? Io no.", "it", ["Chi viene?", "Io no."]),
        ("好的。再见。", "zh", ["好的。", "再见。"]),
        ("no full stop at all", None, ["no full stop at all"]),
        ("… !!! 🐟", "en", []),
        ("", "en", []),
    ],
)
def test_a_text_is_cut_at_the_ends_of_its_sentences_and_lines(
    text: str, lang: str | None, told: list[str]
) -> None:
    assert list(split(text, lang)) == told


def test_every_sentence_stands_in_its_post_word_for_word() -> None:
    post = Evidence("p", "One.  Two things, e.g. this.\nThree…", lang="en")
    for sentence in sentences([post]):
        assert sentence.text in post.text


def test_who_writes_without_stops_is_cut_between_two_words() -> None:
    (said,) = sentences([Evidence("p", "word " * 500)])
    assert len(said.text) <= LONGEST
    assert said.text.endswith("word…")


def test_sentences_know_their_post_and_place() -> None:
    found = sentences([Evidence("a", "One. Two."), Evidence("b", "Three.")])
    assert [(s.post, s.place) for s in found] == [(0, 0), (0, 1), (1, 0)]
