"""Short questions have a language: of a fixture of five languages, nearly all."""

from pathlib import Path

from rookery.text import detect, detect_question

_LINES = (Path(__file__).parent / "questions_by_language.txt").read_text("utf-8").splitlines()
_MISSED = 5  # of 62; the detector of posts misses half


def test_a_short_question_is_known_by_the_words_that_ask() -> None:
    asked = [line.split(" ", 1) for line in _LINES]
    missed = [question for lang, question in asked if detect_question(question) != lang]
    assert len(missed) <= _MISSED, missed


def test_what_is_no_question_is_detected_as_posts_are() -> None:
    for text in ("nell nell nell", "Das hier ist ein längerer Beitrag über Fähren im Hafen"):
        assert detect_question(text) == detect(text)
