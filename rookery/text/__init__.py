"""How text is analysed, once, for all: language, words, stems and the ids of stems."""

from rookery.text.analyse import Analyser, fold, term_id, term_ids, words
from rookery.text.language import detect, detect_many
from rookery.text.runs import runs
from rookery.text.stopwords import STOP
from rookery.text.visible import visible
from rookery.text.vocabulary import Numbered, Vocabulary

__all__ = [
    "STOP",
    "Analyser",
    "Numbered",
    "Vocabulary",
    "detect",
    "detect_many",
    "fold",
    "runs",
    "term_id",
    "term_ids",
    "visible",
    "words",
]
