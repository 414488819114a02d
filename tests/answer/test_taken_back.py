"""A sentence is not quoted without the one beside it that takes it back, or gives it to another."""

import pytest

from rookery.answer.composed.compose import compose
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.sentences import sentences, with_neighbours
from rookery.answer.reading.taken_back import LONGEST
from tests.answer.conftest import NOW

PAD = (
    " I have lived here for thirty years and have seen three fountains come and go, and the pigeons"
    " outlived all of them, as pigeons do, so let us have a biscuit and look at the river."
)
CLAIM = "The fountain is being removed next week."


@pytest.mark.parametrize(
    ("text", "with_it"),
    [
        (f"I heard it at the baker. They said so twice. {CLAIM} That is not true.", "not true"),
        (f"Don't believe the leaflet that says:\n{CLAIM}\nIt is a fake.", "Don't believe"),
        (f"Don't believe the leaflet that says:\n{CLAIM}\nIt is a fake.", "It is a fake"),
        (f"A neighbour told me this today. {CLAIM} I rang, and it stays.", "A neighbour told me"),
        (f"{CLAIM} Everyone is cross. The mayor too. None of this is right.", "None of this"),
        (f"{CLAIM} Bring drums.\nEDIT: I misread it, the ash tree is.", "EDIT"),
        (f"{CLAIM} CORRECTION: the ash tree is. The fountain stays.", "CORRECTION"),
        (f"{CLAIM} Just kidding.", "Just kidding"),
        (f"{CLAIM} Fake news, because I asked the gardener.", "Fake news"),
        (f"{CLAIM} Lies: the gardener laughed.", "Lies"),
        (f"{CLAIM} It isn't, because the frost would crack it.", "It isn't"),
        (f"{CLAIM} Well, no.", "Well, no"),
        (f"{CLAIM} The fountain is not going anywhere.", "not going anywhere"),
        (f"Myths of the week:\n- The moon is cheese.\n- {CLAIM}\n- Bread is free.", "Myths"),
    ],
)
def test_what_takes_it_back_is_quoted_too(likeness: Likeness, text: str, with_it: str) -> None:
    post = Evidence("a", text + PAD * 2, "bo", NOW, lang="en")
    made = compose("Is the fountain being removed?", [post], likeness, NOW, "en")
    assert all(CLAIM not in s.text or with_it in s.text for s in made), made
    claim = next(s for s in sentences([post]) if CLAIM in s.text)
    run = with_neighbours(claim, post)
    told = [s.text for s in sentences([post])]
    assert run is not None and any(with_it in told[place] for place in run)


@pytest.mark.parametrize(
    ("lang", "text", "with_it"),
    [
        ("it", "La fontana viene tolta domani. È una bufala.", "bufala"),
        ("it", "Non credete al messaggio:\nLa fontana viene tolta domani.", "Non credete"),
        ("it", "La fontana viene tolta domani. Niente di vero, resta lì.", "Niente di vero"),
        ("it", "La fontana viene tolta domani. Una bufala, perché l'ho vista.", "Una bufala"),
        ("it", "La fontana viene tolta domani. Ma quando mai.", "quando mai"),
        ("it", "Dicono tutti che la fontana chiude. Ho firmato oggi.", "Ho firmato"),
        ("es", "Quitan la fuente mañana. Es mentira.", "mentira"),
        ("es", "Quitan la fuente mañana. Un bulo, porque la vi hoy.", "Un bulo"),
        ("es", "Quitan la fuente mañana. Qué va, porque es de piedra.", "Qué va"),
        ("es", "No os creáis el cartel:\nQuitan la fuente mañana.", "No os creáis"),
        ("es", "Quitan la fuente mañana. Nada de eso.", "Nada de eso"),
    ],
)
def test_in_italian_and_spanish_too(lang: str, text: str, with_it: str) -> None:
    post = Evidence("a", f"{text} {'Bla bla bla bla. ' * 20}", "bo", NOW, lang=lang)
    told = sentences([post])
    claim = next(s for s in told if "fontana" in s.text or "fuente" in s.text)
    run = with_neighbours(claim, post)
    assert run is not None and any(with_it in told[place].text for place in run)


@pytest.mark.parametrize(
    "said",
    [
        "It was rumoured for months that the fountain was sold.",
        "Everybody says that the fountain goes.",
        "The fountain goes, or so claims the baker.",
        "Rumour has it that the fountain goes.",
    ],
)
def test_what_reports_is_not_quoted_without_what_follows(said: str) -> None:
    post = Evidence("a", f"{said} I sat on its rim at noon.{PAD}", "bo", lang="en")
    assert with_neighbours(sentences([post])[0], post) == range(2)


def test_what_nobody_takes_back_is_quoted_alone() -> None:
    post = Evidence("a", f"Bacon rolls from nine. {CLAIM} The river is high.{PAD}", "bo", lang="en")
    (_, claim, *_) = sentences([post])
    assert with_neighbours(claim, post) == range(1, 2)


def test_what_is_taken_back_too_far_away_is_not_quoted(likeness: Likeness) -> None:
    tale = "A tale of pigeons comes first, as it does with all of us here. "
    far = f"{CLAIM} {tale * (LONGEST // len(tale) + 1)}EDIT: sorry, it stays."
    post = Evidence("a", far, "bo", NOW, lang="en")
    made = compose("Is the fountain being removed?", [post], likeness, NOW, "en")
    assert not any(CLAIM in s.text for s in made)


def test_of_a_list_the_lines_stay_lines(likeness: Likeness) -> None:
    hours = "Ottery dump, from 1 May:\n- Monday closed\n- Tuesday 8 to 4\n- Friday 8 to 12\n"
    post = Evidence("a", hours + PAD, "bo", NOW, lang="en")
    (made,) = compose("Which days is the Ottery dump open?", [post], likeness, NOW, "en")
    assert "\n- Tuesday 8 to 4" in (made.quoted or "")


def test_a_when_begins_with_what_tells_it(likeness: Likeness) -> None:
    posts = [
        Evidence("a", "The last ferry is late and so am I.", "ada", NOW, lang="en"),
        Evidence("b", "The last ferry from Holm leaves at 22:10.", "bo", NOW, lang="en"),
    ]
    made = compose("When does the last ferry leave?", posts, likeness, NOW, "en")
    assert made[0].cites == ("b",)
