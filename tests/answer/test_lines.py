"""Where a line broke in the middle of a sentence the next goes on; lists and poems stay lines."""

import pytest

from rookery.answer.reading.lines import lines
from rookery.answer.reading.sentences import split

WRAPPED = (
    "The council of Skerry met on Monday about the lighthouse, heard every witness who had\n"
    "come, and after two hours of it decided with one voice that it is not true that\n"
    "the lamp was stolen by the keeper on the ninth of May. It was sold by the harbour of\n"
    "Skerry, and the price stands in the minutes."
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "It is not true that\nthe Aurelia leaked fuel.",
            ["It is not true that the Aurelia leaked fuel."],
        ),
        (
            "The new manager is\nMarta Lindqvist, from Holm.",
            ["The new manager is Marta Lindqvist, from Holm."],
        ),
        ("I spoke to Dr.\nHalloran, who says no.", ["I spoke to Dr. Halloran, who says no."]),
        (
            "> Nobody ever said that\n> the hall is sold.",
            ["Nobody ever said that the hall is sold."],
        ),
        ("Non è vero che\nil ponte è chiuso.", ["Non è vero che il ponte è chiuso."]),
        ("Nadie ha dicho que\ncierra la escuela.", ["Nadie ha dicho que cierra la escuela."]),
    ],
)
def test_a_sentence_goes_on_in_the_next_line(text: str, told: list[str]) -> None:
    assert [line.text for line in lines(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "milk\neggs\nbread\nflour",
        "Soup of the day 4.20\nCheese toastie 5.10\nTea with a view of the bins 1.90",
        "Opening hours\nMonday 9 to 5\nTuesday 9 to 5\nWednesday closed",
        "Roses are red\nViolets are blue\nThe ferry is late\nAnd so are you",
        "the boat went out\nacross the bay\nno one saw it go",
        "Item | Cost\nPiles | 900,000\nCrane rail | 1,350,000",
        "# Costs\nthe quay is wide",
        "- by day the ferry\n- by night the tram",
        "Ferry cancelled again\nwaiting since six and nobody tells us",
        "Don't believe this:\nthe bridge is closed.",
        "19:00 Opening of the fair by the mayor with the brass band of Holm\n"
        "20:00 Dance in the big tent, bring shoes that you do not love much\n"
        "22:00 Fireworks over the harbour, weather permitting, dogs at home",
    ],
)
def test_what_is_written_in_lines_stays_in_lines(text: str) -> None:
    assert [line.text for line in lines(text)] == text.split("\n")


def test_a_wrapped_paragraph_is_read_by_its_sentences() -> None:
    first, second = split(WRAPPED, "en")
    assert first.endswith("not true that the lamp was stolen by the keeper on the ninth of May.")
    assert second == "It was sold by the harbour of Skerry, and the price stands in the minutes."


def test_an_empty_line_parts_what_small_letters_would_join() -> None:
    assert [(line.text, line.apart) for line in lines("One of\n\nthe two\nof them")] == [
        ("One of", True),
        ("the two of them", True),
    ]
