"""Which words are near to a misspelt one: the nearest alone, the most common first."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rookery.search.spelling import Near, Spelling
from rookery.store.lexicon import SCHEMA, Lexicon


def spelling(**counts: int) -> Spelling:
    rows = [{"word": word, "count": n} for word, n in counts.items()]
    return Spelling(Lexicon([pa.RecordBatch.from_pylist(rows, schema=SCHEMA)]))


@pytest.mark.parametrize(
    ("slip", "meant", "distance"),
    [("habrour", "harbour", 1), ("harbor", "harbour", 1), ("harboour", "harbour", 1),
     ("harboum", "harbour", 1), ("hrabuor", "harbour", 2), ("hbor", "harbour", None),
     ("perche", "perché", 1), ("гавнаь", "гавань", 1), ("𐐨𐐩𐐪𐐬", "𐐨𐐩𐐪𐐫", 1)],
)  # fmt: skip
def test_a_slip_finds_what_was_meant(slip, meant, distance) -> None:
    expected = [] if distance is None else [Near(meant, 9, distance)]
    assert spelling(**{meant: 9}).nearest(slip) == expected


def test_the_nearest_alone_and_of_those_the_most_common_first() -> None:
    known = spelling(harbours=900, harbour=5, harbous=70)
    assert known.nearest("harbou") == [Near("harbous", 70, 1), Near("harbour", 5, 1)]


def test_a_word_that_is_known_has_no_better_one() -> None:
    assert spelling(harbour=2, harbours=900).nearest("harbour") == []


def test_short_words_names_and_numbers_are_no_spellings() -> None:
    known = spelling(**{"sea": 9, "#harbour": 9, "@harbour": 9, "harb0ur": 9})
    assert known.nearest("harbour") == known.nearest("seas") == []


@pytest.mark.parametrize("nothing", ["", "h", "h" * 1_000, "\ud800arbour"])
def test_whatever_is_typed_is_looked_up(nothing) -> None:
    assert spelling(harbour=9).nearest(nothing) in ([], [Near("harbour", 9, 1)])
    assert spelling().nearest(nothing) == []


_WORDS = st.text("abcd", min_size=4, max_size=9)


@given(st.lists(_WORDS, min_size=1, max_size=30, unique=True), _WORDS)
def test_no_nearer_word_is_missed(words, slip) -> None:
    apart = {word: _apart(slip, word) for word in words}
    best = min(apart.values())
    wanted = {w for w, d in apart.items() if d == best} if 0 < best <= 2 else set()
    found = spelling(**dict.fromkeys(words, 3)).nearest(slip)
    assert {n.word for n in found} == wanted
    assert {n.distance for n in found} <= {best}


def _apart(a: str, b: str) -> int:
    """Optimal string alignment as it is defined, cell by cell."""
    rows = [[i + j if 0 in (i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
