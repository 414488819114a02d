"""Of a file whole sentences are quoted, over the ends of its lines and pages, and what answers."""

from datetime import UTC, datetime

import pytest

from rookery.answer.composed.compose import compose
from rookery.answer.reading.likeness import Likeness
from rookery.assistant.attached import Attached, gist, passages
from rookery.assistant.documents import read
from rookery.assistant.documents.pdf import whole_words
from rookery.assistant.pages import told_on
from rookery.assistant.plan import asks_for_a_summary
from tests.assistant.made_files import pdf
from tests.llm.story import run

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BOARD = (
    "After long hearings the board came to the conclusion that it is not true that\n"
    "the Aurelia leaked fuel on the sixteenth of November. Nobody in the\n"
    "whole town has ever claimed that the harbour master took a bribe of 400\n"
    "pounds."
)
PLAN = (
    "Quay plan\n\nThe quay is to be widened by 12 metres. The work begins in March 2027.",
    "Costs\n\nThe total cost of the quay is 4.2 million. The harbour pays 60 percent of it. Chief\n"
    "engineer is Marta Lindqvist.\n\nItem | Cost\nPiles | 900,000\nCrane rail 1,350,000",
    "Risks\n\nStorms may delay the work by six weeks. Noise is limited to 70 decibels after 20:00.",
)


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    return Likeness()


def _quotes(likeness: Likeness, question: str, *pages: str) -> list[str]:
    file = Attached("k3", "plan.pdf", "pdf", pages, NOW)
    made = compose(question, passages(file, question, likeness), likeness, NOW)
    return [statement.quoted or "" for statement in made]


@pytest.mark.parametrize(
    "question", ["Did the Aurelia leak fuel?", "Did the harbour master take a bribe?"]
)
def test_a_pdf_s_sentence_is_quoted_from_its_beginning(likeness: Likeness, question: str) -> None:
    (page,) = run(read("board.pdf", pdf([BOARD]))).pages
    quotes = _quotes(likeness, question, page.text)
    assert quotes and all(q.startswith(("After", "Nobody")) for q in quotes)
    assert all(q.endswith(".") for q in quotes)


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    pages = (
        "11/28/26, 7:22 PM\nThe board found that it is not true that\nfile:///plan.html 1/2",
        "11/28/26, 7:22 PM\nthe Aurelia leaked. It was chips.\nfile:///plan.html 2/2",
    )
    told = told_on(pages, "en", printed=True)
    assert [(one.page, one.text) for one in told] == [
        (1, "The board found that it is not true that the Aurelia leaked."),
        (2, "It was chips."),
    ]


def test_what_stands_on_every_page_is_no_sentence_of_it() -> None:
    pages = [f"Harbour plan, draft {n}\n\nPart {n} is about boats.\n\n- {n} -" for n in range(1, 5)]
    told = told_on(pages, "en", printed=True)
    assert [one.text for one in told] == [f"Part {n} is about boats." for n in range(1, 5)]
    assert len(told_on(pages, "en", printed=False)) > len(told)


def test_a_word_broken_at_a_line_s_end_is_whole_again() -> None:
    assert whole_words("the engin-\neer of\nHolm") == "the engineer\nof\nHolm"
    assert whole_words("a well-\nknown firm") == "a well-known\nfirm"
    assert (
        whole_words("a deck-chair\nand a deck-\nchair too") == "a deck-chair\nand a deck-chair\ntoo"
    )
    assert whole_words("har\x02\nbour.\nNext") == "harbour.\nNext"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("When does the work begin?", "March 2027"),
        ("Who is the chief engineer?", "Chief engineer is Marta Lindqvist."),
        ("How many metres is the quay to be widened?", "by 12 metres"),
        ("What is the noise limit in the document?", "70 decibels"),
        ("What does plan.pdf say about noise?", "70 decibels"),
        ("How long may storms delay the work?", "six weeks"),
        ("How much does the crane rail cost?", "1,350,000"),
    ],
)
def test_what_a_file_plainly_says_is_quoted(likeness: Likeness, question: str, said: str) -> None:
    quotes = _quotes(likeness, question, *PLAN)
    assert any(said in quote for quote in quotes)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor?",
        "How deep is the harbour?",
        "When is high water?",
        "What does the ferry cost?",
        "Who pays for the crane?",
        "How many boats are there?",
    ],
)
def test_what_a_file_does_not_say_is_not_answered(likeness: Likeness, question: str) -> None:
    assert _quotes(likeness, question, *PLAN) == []


def test_a_file_s_sentence_is_quoted_with_what_takes_it_back(likeness: Likeness) -> None:
    page = "They say it everywhere. The ferry was sold to a bank in May. That is not true at all."
    assert all("not true" in q for q in _quotes(likeness, "Was the ferry sold to a bank?", page))
    file = Attached("k3", "plan.pdf", "pdf", (page,), NOW)
    assert all("not true" in s.text for s in gist(file, likeness) if "sold to a bank" in s.text)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("What does the file say?", True),
        ("What's in plan.pdf?", True),
        ("¿Qué dice el documento?", True),
        ("Cosa c'è scritto nel documento?", True),
        ("What does the file say about noise?", False),
        ("What does page 2 say?", False),
    ],
)
def test_what_a_file_says_is_its_summary(question: str, whole: bool) -> None:
    assert asks_for_a_summary(question) is whole
