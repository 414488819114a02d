"""Feedback: the words that the best posts add to a query."""

import numpy as np
import pytest

from rookery.search.feedback import expand, self_reliance, unexpanded
from rookery.search.tuning import DEFAULT
from tests.search.small import posts_of, terms

QUAKE = posts_of("quake napoli shelter", "quake the napoli", "quake the the", "cat")
FIRST = np.array([0, 1, 2])
TRUST = np.array([1.0, 0.9, 0.8])
STOP = terms("the")
NONE = np.zeros(0, np.uint32)


def weight_of(word: str, **changes: object) -> float:
    got = expand(terms("quake"), QUAKE, FIRST, TRUST, **{"ignore": STOP, **changes})
    return float(got.related[got.ids == terms(word)[0]].sum())


def test_word_that_best_posts_share_joins_the_query() -> None:
    assert weight_of("napoli") > weight_of("shelter") > 0


def test_word_of_other_posts_does_not() -> None:
    assert weight_of("cat") == 0


def test_function_words_are_not_learned() -> None:
    assert weight_of("the") == 0
    assert weight_of("the", ignore=NONE) > 0


def test_weights_sum_to_one() -> None:
    got = expand(terms("quake"), QUAKE, FIRST, TRUST, ignore=STOP)
    assert np.isclose(got.own.sum() + got.related.sum(), 1)


def test_query_words_come_first_and_keep_their_share() -> None:
    got = expand(terms("flood quake"), QUAKE, FIRST, TRUST, ignore=STOP)
    assert got.ids[:2].tolist() == terms("flood quake").tolist()
    assert np.isclose(got.own.sum(), self_reliance(2, 4))


def test_repeated_query_word_counts_once() -> None:
    assert unexpanded(terms("quake quake flood")).own.tolist() == [0.5, 0.5]


def test_long_query_relies_on_itself() -> None:
    assert self_reliance(2) < 0.3
    assert self_reliance(40) > 0.8


def test_a_query_that_few_posts_match_relies_on_itself() -> None:
    assert self_reliance(2, 10) > 0.9
    assert self_reliance(2, 2_000) == pytest.approx(self_reliance(2), abs=0.01)


def test_more_trusted_post_teaches_more() -> None:
    posts = posts_of("q alpha", "q beta")
    got = expand(terms("q"), posts, np.array([0, 1]), np.array([0.2, 0.9]), ignore=NONE)
    alpha, beta = (got.related[got.ids == terms(w)[0]][0] for w in ("alpha", "beta"))
    assert beta > alpha > 0


def test_names_and_tags_are_not_learned() -> None:
    posts = posts_of({"text": "q news", "author": "bbc", "tags": "breaking"})
    got = expand(terms("q"), posts, np.array([0]), np.array([1.0]), ignore=NONE)
    assert got.related_ids(9).tolist() == terms("news").tolist()


def test_only_the_strongest_terms_are_kept() -> None:
    posts = posts_of("q " + " ".join(f"w{i}" for i in range(200)))
    got = expand(terms("q"), posts, np.array([0]), np.array([1.0]), ignore=NONE)
    assert (got.related > 0).sum() == DEFAULT.feedback_terms


def test_no_posts_leave_the_query_as_it_is() -> None:
    nobody = np.zeros(0, np.intp)
    got = expand(terms("q r"), QUAKE, nobody, np.zeros(0), ignore=STOP)
    assert got.ids.tolist() == terms("q r").tolist()
    assert got.own.sum() == 1
    assert got.related.sum() == 0


def test_empty_query_expands_to_nothing() -> None:
    got = expand(NONE, QUAKE, np.zeros(0, np.intp), np.zeros(0), ignore=STOP)
    assert len(got.ids) == len(got.own) == len(got.related) == 0
