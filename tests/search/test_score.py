"""BM25F: what a word gives to a post."""

import numpy as np
import pytest

from rookery.search.score import first_of_same, frequencies, gains, idf
from rookery.search.tuning import DEFAULT
from tests.search.small import Counts, posts_of, terms

COUNTS = Counts({"the": 900, "tram": 3}, posts=1000, mean_length=5)


def test_rare_word_outweighs_common_word() -> None:
    texts = posts_of("the nice day", "tram nice day")
    common, rare = gains(texts, terms("the tram"), COUNTS).sum(axis=1)
    assert rare > 5 * common > 0


def test_word_of_every_post_gives_nothing_negative() -> None:
    assert (idf(Counts({"x": 10}, posts=10), terms("x")) >= 0).all()


def test_longer_post_is_not_favoured() -> None:
    texts = posts_of("tram late", "tram late " + "again " * 30)
    short, long = gains(texts, terms("tram"), COUNTS)[:, 0]
    assert short > long


def test_second_occurrence_adds_less_than_first() -> None:
    one, two, three = gains(
        posts_of("tram x x", "tram tram x", "tram tram tram"), terms("tram"), COUNTS
    )[:, 0]
    assert one > two - one > three - two > 0


def test_word_in_side_field_counts_less_than_in_text() -> None:
    texts = posts_of({"text": "tram"}, {"tags": "tram"}, {"alt": "tram"}, {"title": "tram"})
    text, tags, alt, title = frequencies(texts, terms("tram"), DEFAULT.fields)[:, 0]
    assert title == text > tags > alt > 0


def test_ids_that_share_low_bits_are_told_apart() -> None:
    texts = posts_of("a b")
    near = texts.terms ^ np.uint32(1 << 20)
    assert frequencies(texts, near, DEFAULT.fields).sum() == 0
    assert (frequencies(texts, texts.terms, DEFAULT.fields) == 1).all()


@pytest.mark.parametrize(
    ("posts", "query"), [((), "tram"), (("tram",), ""), ((), ""), (("",), "tram")]
)
def test_nothing_to_score_is_no_error(posts: tuple[str, ...], query: str) -> None:
    got = gains(posts_of(*posts), terms(query), COUNTS)
    assert got.shape == (len(posts), len(query.split()))
    assert got.sum() == 0


def test_scores_match_the_formula_written_out() -> None:
    rng = np.random.default_rng(1)
    words = [f"w{i}" for i in range(30)]
    posts = [" ".join(rng.choice(words, rng.integers(1, 20))) for _ in range(50)]
    counts = Counts({w: 5 + i for i, w in enumerate(words)}, posts=500, mean_length=9)
    query = ["w3", "w7", "w29", "absent"]
    got = gains(posts_of(*posts), terms(" ".join(query)), counts)
    k1 = DEFAULT.k1(9)
    for row, post in enumerate(posts):
        said = post.split()
        held = k1 * (1 - DEFAULT.b + DEFAULT.b * len(said) / 9)
        for column, word in enumerate(query):
            df, tf = counts.table.get(word, 0), said.count(word)
            expected = np.log(1 + (500 - df + 0.5) / (df + 0.5)) * tf * (k1 + 1) / (tf + held)
            assert got[row, column] == pytest.approx(expected)


def test_posts_of_the_same_words_point_to_the_first() -> None:
    texts = posts_of("a b", "c", {"title": "a", "text": "b"}, {"text": "c", "tags": "d"}, "c c", "")
    assert first_of_same(texts).tolist() == [0, 1, 0, 1, 4, 5]
    assert first_of_same(posts_of()).tolist() == []


def test_second_occurrence_says_more_where_posts_are_long() -> None:
    ratios = []
    for mean in (10.0, 60.0):
        one, two = gains(posts_of("tram x", "tram tram"), terms("tram"), Counts(mean_length=mean))
        ratios.append(two[0] / one[0])
    assert ratios[0] < ratios[1]
