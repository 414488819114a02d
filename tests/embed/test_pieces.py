import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from rookery.embed.pieces import MAX_WORDS, Pieces
from rookery.embed.static import SHIPPED

TOKENIZER = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
PIECES = Pieces(TOKENIZER)
UNKNOWN = TOKENIZER.token_to_id("[UNK]")


def ids(text: str) -> list[int]:
    return PIECES([text])[0].tolist()


def tokenizer_ids(text: str) -> list[int]:
    found = TOKENIZER.encode(text, add_special_tokens=False).ids
    return [one for one in found if one != UNKNOWN]


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=80))
def test_latin_text_gets_the_tokenizers_own_ids(text: str):
    assert ids(text) == tokenizer_ids(text)


def test_posts_get_the_tokenizers_own_ids():
    for text in (
        "RT @someone: #Occupy the $AAPL store!! http://t.co/x?y=1&z=2 …",
        "lol😂😂 that’s “great” — 100% true (maybe)…",
        "Città di Napoli: perché sì, però… ¿cómo?",
        "новости дня 新闻 नमस्ते 🏳️‍🌈🇮🇹 ½ № ™",
        "tab\tnew\nline\x0bvt\x1cfs\x85nel\u2028ls",
        "x" * 101 + " known",
    ):
        assert ids(text) == tokenizer_ids(text), text


def test_only_the_first_words_count():
    assert len(PIECES(["word " * 1_000])[0]) == MAX_WORDS
    signs = "!" * 100 + "?" * 100  # one stretch of 200 words
    assert ids("so " + signs) == [*ids("so"), *ids("!") * 100, *ids("?") * 27]


def test_many_texts_lie_end_to_end():
    texts = ["", "a cat", "  ", "dogs, and cats", "word " * 1_000, "x"]
    found, ends = PIECES(texts)
    assert [part.tolist() for part in np.split(found, ends[:-1])] == [ids(text) for text in texts]


def test_no_text_has_no_ids():
    assert [len(part) for part in PIECES([])] == [0, 0]
