"""Any text comes back from its tokens, and nobody's words are a mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rookery.errors import BadInput
from rookery.llm.turns import plain
from rookery.model.tokenizer import CLOSE, SPECIAL, load, trained

TOKENIZER = trained(["the ferry leaves the pier"] * 4, 300)


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    text = plain(text)
    assert TOKENIZER.decode(TOKENIZER.encode(text).ids, skip_special_tokens=False) == text


def test_marks_are_the_first_tokens_and_one_each() -> None:
    assert [TOKENIZER.token_to_id(mark) for mark in SPECIAL] == [0, 1, 2]
    assert TOKENIZER.encode(CLOSE).ids == [2]


def test_too_small_a_vocabulary_and_no_file_are_said(tmp_path) -> None:
    with pytest.raises(BadInput, match="at least 259"):
        trained(["a"], 100)
    with pytest.raises(BadInput, match="no tokenizer"):
        load(tmp_path)
