"""How text is analysed, once, for all: language, words, stems and the ids of stems."""

from rookery.text.analyse import (
    Analyser,
    fold,
    is_stop,
    lowered,
    places,
    stemmed_as,
    term_id,
    term_ids,
    words,
)
from rookery.text.codes import main_code, names_none
from rookery.text.language import by_model, detect, detect_many, surely_english
from rookery.text.questions import detect_question
from rookery.text.runs import distinct, runs
from rookery.text.stopwords import STOP
from rookery.text.visible import visible
from rookery.text.vocabulary import Numbered, Vocabulary

__all__ = [
    "STOP",
    "Analyser",
    "Numbered",
    "Vocabulary",
    "by_model",
    "detect",
    "detect_many",
    "detect_question",
    "distinct",
    "fold",
    "is_stop",
    "lowered",
    "main_code",
    "names_none",
    "places",
    "runs",
    "stemmed_as",
    "surely_english",
    "term_id",
    "term_ids",
    "visible",
    "words",
]
