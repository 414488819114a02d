"""The composer quotes: the posts' own words, with who and when, or nothing."""

import pytest

from rookery.answer.composed.compose import age, compose
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from tests.answer.conftest import NOW

QUESTION = "When does the last ferry from Holm leave?"


def test_quotes_are_word_for_word_with_author_and_age(
    likeness: Likeness, ferry: list[Evidence]
) -> None:
    made = compose(QUESTION, ferry, likeness, NOW, "en")
    by_id = {post.id: post for post in ferry}
    assert made
    for statement in made:
        (id,) = statement.cites
        assert statement.quoted in " ".join(by_id[id].text.split())
        assert statement.text.startswith(f"@{by_id[id].author}, ")
    assert "@ferrymaster, 3 days ago" in made[0].text


def test_a_question_is_no_answer(likeness: Likeness, ferry: list[Evidence]) -> None:
    made = compose(QUESTION, ferry, likeness, NOW, "en")
    assert "b" not in {id for statement in made for id in statement.cites}


def test_the_other_side_is_shown_as_one(likeness: Likeness, ferry: list[Evidence]) -> None:
    made = compose(QUESTION, ferry, likeness, NOW, "en")
    assert [(s.cites, s.otherwise) for s in made] == [(("a",), False), (("c",), True)]


def test_the_same_words_are_not_quoted_twice(likeness: Likeness, ferry: list[Evidence]) -> None:
    copies = [ferry[0], Evidence("z", f"RT: {ferry[0].text}", "copycat", ferry[0].at, lang="en")]
    made = compose(QUESTION, copies, likeness, NOW, "en")
    assert [s.cites for s in made] == [("a",)]


def test_posts_about_something_else_give_nothing(likeness: Likeness) -> None:
    posts = [
        Evidence("a", "Bacon rolls from nine.", "reenie", NOW, lang="en"),
        Evidence("b", "My tins have no labels now.", "jun", NOW, lang="en"),
    ]
    assert compose("Who designed the opera house in Sydney?", posts, likeness, NOW, "en") == ()
    assert compose("Anything?", [Evidence("a", "🐟🐟")], likeness, NOW, "en") == ()
    assert compose("Anything?", [], likeness, NOW, "en") == ()


def test_of_one_text_the_sentences_come_in_its_order_and_as_they_are(likeness: Likeness) -> None:
    told = [
        "The Aurelia is a ferry that was built in 1962.",
        "She carries 240 people between Brackwater and Holm.",
        "Her captain keeps a cat.",
        "The ferry leaves Holm for the last time at 22:10 each night.",
    ]
    pieces = [Evidence(f"p{n}", text, lang="en") for n, text in enumerate(told, 1)]
    made = compose("when does the ferry leave holm each night", pieces, likeness, NOW, "en")
    assert ("p4",) in [s.cites for s in made]
    assert [s.cites[0] for s in made] == sorted(s.cites[0] for s in made)
    assert all(s.text == s.quoted for s in made)


def test_age_is_told_in_the_language_of_the_question() -> None:
    at = NOW.replace(day=7)
    assert age(at, NOW, "en") == "3 days ago"
    assert age(at, NOW, "it") == "3 giorni fa"
    assert age(at, NOW, "es") == "hace 3 días"
    assert age(at, NOW, "tlh") == "3 days ago"


@pytest.mark.parametrize(("lang", "page"), [("en", "page"), ("it", "pagina"), ("es", "página")])
def test_a_file_s_sentence_is_a_quote_with_its_page(
    likeness: Likeness, lang: str, page: str
) -> None:
    told = "The harbour bridge is closed from 5 May to 9 May."
    piece = Evidence("file:k3:2", told, lang="en", source="harbour plan.pdf", page=2)
    (made,) = compose("When is the harbour bridge closed?", [piece], likeness, NOW, lang)
    assert made.text == f"harbour plan.pdf, {page} 2: “{told}”"
    assert made.quoted == told
