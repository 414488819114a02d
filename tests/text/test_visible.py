"""Other people's words on a page or a terminal: no control acts, and nothing else is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rookery.text import visible

BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("control", BIDI, ids=lambda c: f"{ord(c):x}")
def test_no_control_reorders_what_follows(control: str) -> None:
    assert visible(f"pay{control} 100 eur") == "pay 100 eur"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07words", "]0;titlewords"),
        ("\x9b31mred", "31mred"),
        ("shown\rhidden", "shownhidden"),
        ("a\x00b\x7fc\x08d\x85e", "abcde"),
    ],
)
def test_nothing_drives_the_terminal(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["two\nlines\tand a tab", "perché così", "العربية עברית", "日本語", "👩\u200d🚀 ❤\ufe0f",
     "می\u200cخواهم"],
)  # fmt: skip
def test_what_is_written_stays(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_only_controls_go(text: str) -> None:
    shown = visible(text)
    assert {c for c in shown if unicodedata.category(c) == "Cc"} <= {"\n", "\t"}
    assert not set(shown) & set(BIDI)
    kept = [c for c in text if unicodedata.category(c) != "Cc" and c not in BIDI]
    assert [c for c in shown if c not in "\n\t"] == kept
