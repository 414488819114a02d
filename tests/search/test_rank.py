"""Ranking: what comes first, and why."""

from dataclasses import replace

import numpy as np
import pytest

from rookery.search.rank import Asked, Candidates, rank
from rookery.search.tuning import DEFAULT
from tests.search.small import Counts, posts_of, terms

COUNTS = Counts({"tram": 40, "strike": 20, "cat": 100})
TRAM = posts_of(
    "tram strike today", "tram strike depot", "depot closed drivers walk out", "cat on tram", "cat"
)


def order(query: str, posts: Candidates, **more: object) -> list[int]:
    return rank(Asked(terms(query)), posts, COUNTS, **more).order.tolist()


def test_post_with_every_word_comes_first() -> None:
    assert set(order("tram strike", Candidates(TRAM))[:2]) == {0, 1}


def test_related_words_find_a_post_without_the_query_words() -> None:
    got = rank(Asked(terms("tram strike")), Candidates(TRAM), COUNTS)
    assert got.scores[2] > got.scores[4]
    assert got.explain(2) == {"related": pytest.approx(got.scores[2])}


def test_equal_posts_stay_in_the_order_given() -> None:
    posts = posts_of(*["tram late"] * 50, "tram")
    got = order("late tram", Candidates(posts))
    assert got[:50] == list(range(50))


def test_same_input_ranks_the_same() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(5, 8)).astype(np.float32)
    posts = Candidates(TRAM, vectors=vectors, heat=rng.random(5))
    asked = Asked(terms("tram cat"), vectors[2])
    one, two = rank(asked, posts, COUNTS), rank(asked, posts, COUNTS)
    assert one.order.tolist() == two.order.tolist()
    assert one.scores.tolist() == two.scores.tolist()


def test_parts_sum_to_the_score() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(5, 8)).astype(np.float32)
    posts = Candidates(
        TRAM,
        vectors=vectors,
        copies=np.array([True, False, False, True, False]),
        age_days=np.array([0.0, 1.0, np.nan, 400.0, 3.0]),
        heat=np.array([0.0, 9.0, 2.0, 1.0, 0.0]),
    )
    got = rank(Asked(terms("tram"), vectors[1]), posts, COUNTS, read=lambda r: np.full(len(r), 0.4))
    for row in range(5):
        assert sum(got.explain(row).values()) == pytest.approx(got.scores[row])
    assert set(got.parts) == {
        "words", "related", "semantic", "repost", "language", "recency", "engagement"
    }  # fmt: skip


def test_parts_name_the_static_vectors_where_nothing_was_read() -> None:
    vectors = np.eye(5, dtype=np.float32)
    got = rank(Asked(terms("tram"), vectors[1]), Candidates(TRAM, vectors=vectors), COUNTS)
    assert got.explain(1)["vectors"] > 0
    assert "semantic" not in got.parts


def test_nearer_vector_wins_between_equal_words() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    posts = Candidates(posts_of("tram a", "tram b"), vectors=vectors)
    got = rank(Asked(terms("tram"), np.array([0, 1], np.float32)), posts, COUNTS)
    assert got.order.tolist() == [1, 0]


def test_scale_of_vectors_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.integers(-127, 127, (5, 8)).astype(np.int8)
    asked = Asked(terms("tram cat"), rng.normal(size=8).astype(np.float32))
    small = rank(asked, Candidates(TRAM, vectors=vectors), COUNTS)
    large = rank(asked, Candidates(TRAM, vectors=vectors.astype(np.float32) * 9), COUNTS)
    assert np.allclose(small.scores, large.scores, atol=1e-6)


def test_reading_lifts_the_post_that_means_it() -> None:
    meant = np.array([0.1, 0.1, 0.1, 0.9, 0.1])
    assert order("tram", Candidates(TRAM), read=lambda r: meant[r])[0] == 3


def test_reading_stops_at_its_budget() -> None:
    rows: list[int] = []

    def read(some: np.ndarray) -> np.ndarray:
        rows.extend(some.tolist())
        return np.full(len(some), 0.5)

    posts = posts_of(*[f"tram w{i}" for i in range(400)])
    order("tram", Candidates(posts), read=read)
    assert len(rows) == len(set(rows))
    assert len(rows) <= DEFAULT.semantic_first + DEFAULT.semantic_posts


def test_posts_of_the_same_words_are_read_once() -> None:
    rows: list[int] = []

    def read(some: np.ndarray) -> np.ndarray:
        rows.extend(some.tolist())
        return np.full(len(some), 0.5)

    order("tram", Candidates(posts_of(*["tram late"] * 50)), read=read)
    assert rows == [0]


def test_copy_of_another_post_ranks_below_it() -> None:
    posts = Candidates(posts_of("tram late", "tram late"), copies=np.array([True, False]))
    assert order("tram", posts) == [1, 0]


def test_posts_in_a_language_that_the_best_are_not_in_rank_lower() -> None:
    posts = posts_of(*["tram late today"] * 4, "tram", "tram tram late today", "tram late today")
    languages = np.array([1, 1, 1, 1, 1, 2, 0])
    got = rank(Asked(terms("tram late")), Candidates(posts, languages=languages), COUNTS)
    assert got.scores[5] < got.scores[6]
    assert got.explain(5)["language"] < 0
    assert set(got.parts["language"][[0, 1, 2, 3, 4, 6]]) == {0}


def test_best_posts_that_disagree_on_a_language_hold_none_back() -> None:
    posts = posts_of(*["tram late"] * 4)
    got = rank(Asked(terms("tram")), Candidates(posts, languages=np.array([1, 2, 1, 2])), COUNTS)
    assert not got.parts["language"].any()


def test_quotes_and_capitals_do_not_part_equal_posts() -> None:
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    posts = Candidates(posts_of("tram late", "tram late"), vectors=vectors)
    got = rank(Asked(terms("tram"), vectors[1]), posts, COUNTS)
    assert got.scores[0] == got.scores[1]
    assert got.order.tolist() == [0, 1]


def test_newer_post_wins_between_equal_ones_only_when_time_counts() -> None:
    posts = Candidates(posts_of("tram late", "tram late"))
    assert order("tram", posts) == [0, 1]
    assert order("tram", replace(posts, age_days=np.array([9.0, 0.1]))) == [1, 0]


def test_unknown_age_gains_nothing_and_is_no_error() -> None:
    posts = Candidates(posts_of("tram late", "tram late"), age_days=np.array([np.nan, 900.0]))
    assert order("tram", posts) == [1, 0]


def test_liked_post_wins_between_equal_ones() -> None:
    posts = Candidates(posts_of("tram late", "tram late"), heat=np.array([0.0, 3.0]))
    assert order("tram", posts) == [1, 0]


def test_fame_and_freshness_do_not_beat_a_full_match() -> None:
    texts = posts_of("tram strike today", "tram x y z")
    posts = Candidates(texts, age_days=np.array([900.0, 0.0]), heat=np.array([0.0, 14.0]))
    assert order("tram strike", posts) == [0, 1]


def test_no_candidates_give_an_empty_ranking() -> None:
    got = rank(
        Asked(terms("tram")), Candidates(posts_of()), COUNTS, read=lambda r: np.zeros(len(r))
    )
    assert got.order.tolist() == got.scores.tolist() == []


def test_query_of_no_words_leaves_the_priors_to_decide() -> None:
    posts = Candidates(TRAM, heat=np.array([0, 0, 5.0, 0, 0]))
    assert order("", posts) == [2, 0, 1, 3, 4]
