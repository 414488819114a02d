"""Numbers, denials, kinds of questions and private matters, by their words alone."""

import pytest

from rookery.answer.asked.question import Kind, fits, kind_of
from rookery.answer.discreet.private import is_private
from rookery.answer.reading.denial import contradicts
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.numbers import numbers, with_parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 09:05 and 9:5", {"9:5"}),
        ("1,500 or 1.500 crowns, 4.2 m", {"1500", "4.2"}),
        ("two boats, tre barche, cuatro barcos", {"2", "3", "4"}),
        ("one of them, said @ada99", set()),
    ],
)
def test_numbers_are_compared_in_one_way_of_writing(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_parts_of_times_and_dates_count() -> None:
    assert {"9", "30", "9:30"} <= with_parts(numbers("09:30"))


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("The Market Hall is sold.", "The Market Hall is not sold.", "en"),
        ("Line 4 will be cut.", "Line 4 is NOT being cut, says the council.", "en"),
        ("The water is poisoned.", "That the water is poisoned is a hoax.", "en"),
        ("Il ponte è chiuso.", "Il ponte non è chiuso.", "it"),
        ("El puente está cerrado.", "El puente no está cerrado.", "es"),
    ],
)
def test_a_denial_contradicts_both_ways(
    likeness: Likeness, one: str, other: str, lang: str
) -> None:
    here, there = likeness.text(one, lang), likeness.text(other, lang)
    assert contradicts(here, [there], likeness, lang)
    assert contradicts(there, [here], likeness, lang)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry is late.", "The ferry is late and not for the first time."),
        ("Nobody was hurt at the pier.", "At the pier nobody was hurt."),
        ("The steps are closed.", "No rail yet, so the steps are closed."),
    ],
)
def test_a_negation_of_something_else_does_not(likeness: Likeness, one: str, other: str) -> None:
    here, there = likeness.text(one, "en"), likeness.text(other, "en")
    assert not contradicts(here, [there], likeness, "en")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who won?", "person"),
        ("When does it leave?", "time"),
        ("how many came", "amount"),
        ("Dove si compra?", "place"),
        ("¿Por qué cerró?", "reason"),
        ("the best bakery", "other"),
    ],
)
def test_a_question_says_what_it_asks_for(question: str, kind: Kind) -> None:
    assert kind_of(question) == kind


def test_a_sentence_holds_what_is_asked_or_not() -> None:
    assert fits("time", "It leaves at 22:10.") > fits("time", "It leaves late.")
    assert fits("amount", "Forty boxes: 40.") > fits("amount", "Some boxes.")
    assert fits("person", "It was Bea Lund.") > fits("person", "it was somebody.")


@pytest.mark.parametrize(
    "question",
    [
        "Where does @ada live?",
        "what is Bea Lund's phone number",
        "Is Mario Rossi gay?",
        "how much does @ada earn",
        "dove abita Anna?",
        "¿dónde vive @ada?",
        "where does nettie live",
        "What is nettie's phone number?",
        "Gary's phone?",
        "phone number of nettie",
        "where is gary's house?",
        "Is nettie pregnant?",
        "is it true that nettie is pregnant",
        "Is Gary ill?",
        "What illness does Nettie have?",
        "Does Gary have cancer?",
        "Who does Gary love?",
        "who is nettie's boyfriend",
        "Is Gary married?",
        "Is Gary's wife ill?",
        "Does he have cancer?",
        "¿Cuál es el teléfono de Nettie?",
        "¿nettie está embarazada?",
        "¿Qué enfermedad tiene nettie?",
        "¿Con quién sale gary?",
        "Dove abita nettie?",
        "Qual è l'indirizzo di Nettie?",
        "È incinta nettie?",
        "can you tell me where gary lives",
        "where do nettie and gary live?",
        "¿Quién es la mujer de Gary?",
        "Gary ha il cancro?",
    ],
)
def test_private_matters_of_a_person_are_known(question: str) -> None:
    assert is_private(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where is the harbour office?",
        "What is the phone number for lost property?",
        "What did @ada say about the ferry?",
        "Is the water safe?",
        "how much does a lantern cost",
        "What is the library's phone number?",
        "Is the swan injured?",
        "Is the ferry late?",
        "Where does the swan live?",
        "where do seals live",
        "Where do the trams live at night?",
        "What is the mayor's salary?",
        "What is Mayor Penhale's salary?",
        "Who is married at the town hall today?",
        "What is Brackwater Transit's phone number?",
        "Has anyone found Gary's phone?",
        "How much did Holm Jazz make?",
        "Dove vive il cigno?",
        "È malata l'acqua?",
        "numero di telefono di emergenza",
        "quando esce il nuovo numero di Lampara?",
        "¿Cuál es el teléfono de la biblioteca?",
        "¿Cuánto gana el alcalde?",
    ],
)
def test_what_everybody_may_ask_is_no_private_matter(question: str) -> None:
    assert not is_private(question)
