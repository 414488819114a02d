"""Priors: what speaks for a post whatever was asked."""

import numpy as np

from rookery.search.priors import engagement, readable, recency, says_repost
from rookery.search.tuning import DEFAULT
from tests.search.small import posts_of


def test_recency_falls_with_age_and_halves_at_its_half_life() -> None:
    now, half, old = recency(np.array([0.0, DEFAULT.recency_days, 4000.0]))
    assert now == DEFAULT.recency
    assert half == now / 2
    assert 0 < old < half


def test_post_from_the_future_gains_no_more_than_one_of_now() -> None:
    assert recency(np.array([-9.0]))[0] == DEFAULT.recency


def test_engagement_is_bounded_and_damped() -> None:
    none, few, many, absurd = engagement(np.log1p(np.array([0.0, 10.0, 1e4, 1e12])))
    assert none == 0
    assert many - few < few
    assert absurd < DEFAULT.engagement


def test_text_that_begins_with_rt_is_a_repost() -> None:
    texts = posts_of("rt tram late", "tram rt", {"title": "rt", "text": "tram"}, "", {"tags": "rt"})
    assert says_repost(texts).tolist() == [True, False, False, False, False]


def test_too_few_known_languages_settle_nothing() -> None:
    kept = readable(np.array([1, 0, 0, 2]), np.array([0, 1, 2]), np.ones(3))
    assert kept.tolist() == [1, 1, 1, 1]
