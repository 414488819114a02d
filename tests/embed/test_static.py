import json

import numpy as np
import pytest

from rookery.embed import load_static
from rookery.embed.static import StaticEmbedder
from rookery.errors import NotFound


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return load_static()


ODD = [
    "",
    "   \n\t ",
    "plain words",
    "Città è perché — «così» ¿qué?",
    "日本語のテキスト и русский текст",
    "lol😂😂 so good👍🏽 #win $AAPL @me",
    "\x00\x07 control \x7f and \ufffd and \u202e bidi",
    "\ud800 half a pair",
    "a" * 5_000,
    "word " * 5_000,
    "🏳️‍🌈" * 50,
]


def test_rows_are_of_length_one_and_float32(static: StaticEmbedder):
    rows = static.embed(["a cat sat", "tax law", "perché no?"])
    assert rows.shape == (3, static.dim)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_text_without_words_is_a_row_of_zeros(static: StaticEmbedder):
    rows = static.embed(["", " \n ", "\x00", "a cat"])
    assert not rows[:3].any()
    assert rows[3].any()


def test_no_texts_give_no_rows(static: StaticEmbedder):
    assert static.embed([]).shape == (0, static.dim)


def test_any_text_gives_a_unit_row_or_zeros(static: StaticEmbedder):
    rows = static.embed(ODD)
    assert np.isfinite(rows).all()
    lengths = np.linalg.norm(rows, axis=1)
    assert all(abs(length - 1) < 1e-5 or length == 0 for length in lengths)


def test_a_row_does_not_depend_on_its_neighbours(static: StaticEmbedder):
    texts = [*ODD, *(f"post {n} about cat {n % 7}" for n in range(200))]
    together = static.embed(texts)
    alone = np.concatenate([static.embed([text]) for text in reversed(texts)])[::-1]
    np.testing.assert_array_equal(together, alone)


def test_a_newly_loaded_model_gives_the_same_vectors(static: StaticEmbedder):
    np.testing.assert_array_equal(static.embed(ODD), load_static().embed(ODD))


def test_letter_case_and_accents_do_not_count(static: StaticEmbedder):
    one, two = static.embed(["Perché PARIGI?", "perche parigi?"])
    np.testing.assert_array_equal(one, two)


def test_near_meanings_are_nearer_than_far_ones(static: StaticEmbedder):
    near_and_far = [
        ("phone battery drains fast", "smartphone power life", "chocolate cake recipe"),
        ("election results", "votes counted in the poll", "my dog loves snow"),
        ("doctor", "physician", "guitar"),
        ("cutting jobs", "layoffs at the company", "a walk on the beach"),
    ]
    for query, near, far in near_and_far:
        asked, *others = static.embed([query, near, far])
        assert asked @ others[0] > asked @ others[1] + 0.1, query


def test_the_shipped_folder_is_within_its_six_megabytes():
    from rookery.embed.static import SHIPPED

    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) <= 6_000_000


def test_the_shipped_model_says_what_taught_it_and_keeps_its_name(static) -> None:
    from rookery.embed.semantic import SemanticEmbedder
    from rookery.embed.static import SHIPPED

    config = json.loads((SHIPPED / "config.json").read_text("utf-8"))
    assert config["teacher"] == SemanticEmbedder.name
    assert static.name == config["name"] == "rookery-static-2"  # homes made with it hold the name


def test_the_shipped_folder_opens_in_model2vec_with_the_same_vectors(static: StaticEmbedder):
    from rookery.embed.static import SHIPPED

    model2vec = pytest.importorskip("model2vec", reason="model2vec, a peer's reader, is absent")
    theirs = model2vec.StaticModel.from_pretrained(str(SHIPPED))
    texts = [text for text in ODD if "\ud800" not in text and len(text) < 1_000]
    np.testing.assert_allclose(theirs.encode(texts), static.embed(texts), atol=2e-3)


def test_a_folder_without_a_model_says_so(tmp_path):
    with pytest.raises(NotFound, match="static embedder"):
        load_static(tmp_path)
