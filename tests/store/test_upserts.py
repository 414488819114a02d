"""The same again changes nothing, an older state never replaces a newer, the newest stands."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from rookery.people import OPERATOR
from rookery.post import Consent, Counts, Post, from_arrow, to_arrow
from tests.store.posts import NOON, post, texts


def test_post_comes_back_as_it_went_in(store) -> None:
    event = post("a", "Ciao #porto", lang="it", hashtags=("porto",), counts=Counts(likes=3))
    store.apply([event])
    assert list(store.export(OPERATOR)) == [event.post]


def test_what_is_not_said_stays_missing(store) -> None:
    bare = Post("a", "only words")
    assert from_arrow(to_arrow([bare])) == [bare]


def test_same_batch_again_changes_nothing(store) -> None:
    events = [post("a"), post("b", "two")]
    store.apply(events)
    before = store.last_seq()
    again = store.apply(events)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    assert store.last_seq() == before
    assert len(texts(store)) == 2


def test_newer_state_replaces_an_older_one(store) -> None:
    store.apply([post("a", "before")])
    done = store.apply([post("a", "after", edited_at=NOON + timedelta(hours=1))])
    assert (done.new, done.updated) == (0, 1)
    assert texts(store) == {"a": "after"}


def test_older_state_never_replaces_a_newer_one(store) -> None:
    store.apply([post("a", "after", edited_at=NOON + timedelta(hours=1))])
    done = store.apply([post("a", "before")])
    assert (done.updated, done.unchanged) == (0, 1)
    assert texts(store) == {"a": "after"}


def test_new_counts_are_taken_as_of_when_they_were_seen(store) -> None:
    first = post("a", counts=Counts(likes=1), observed_at=NOON + timedelta(hours=1))
    later = post("a", counts=Counts(likes=9), observed_at=NOON + timedelta(hours=2))
    store.apply([later])
    store.apply([first])
    (kept,) = store.export(OPERATOR)
    assert kept.counts.likes == 9


def test_batch_with_an_id_twice_keeps_the_newest_state(store) -> None:
    old, new = post("a", "old"), post("a", "new", edited_at=NOON + timedelta(hours=1))
    done = store.apply([new, old])
    assert done.new == 1
    assert texts(store) == {"a": "new"}


def test_states_in_any_order_end_the_same(store) -> None:
    states = [post("a", f"state {n}", edited_at=NOON + timedelta(hours=n)) for n in range(5)]
    for n in (2, 0, 4, 1, 3):
        store.apply([states[n]])
    assert texts(store) == {"a": "state 4"}


def test_post_without_a_time_gives_way_to_one_with_a_time(store) -> None:
    timed = post("a", "timed")
    store.apply([replace(timed, post=replace(timed.post, text="untimed", created_at=None))])
    store.apply([timed])
    assert texts(store) == {"a": "timed"}


def test_a_language_that_is_no_code_is_detected_instead(store) -> None:
    store.apply([post("a", "the ferry is late again this morning", lang="e" * 500)])
    assert set(store.stats().languages) == {"en"}


TIED = [
    post("a", "first words", counts=Counts(likes=3, views=10)),
    post("a", "other words", counts=Counts(likes=3, views=10)),
    post("a", "first words", counts=Counts(likes=9, views=10)),
    post("a", "first words", counts=Counts(likes=9, views=10), lang="en"),
    post("a", "silent"),
    post("a", "willing", consent=Consent(answer="yes", train="yes")),
    post("a", "unwilling", consent=Consent(train="no")),
]


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_states_of_one_moment_end_the_same_in_any_order(store, apart, seed) -> None:
    states = Random(seed).sample(TIED, len(TIED))
    for batch in [[state] for state in states] if apart else [states]:
        store.apply(batch)
    (kept,) = store.export(OPERATOR)
    assert (kept.counts.likes, kept.lang) == (9, "en")  # the higher counts, then what says more
    assert kept.consent == Consent(answer="yes", train="no")
    before = store.last_seq()
    for state in states:
        assert store.apply([state]).unchanged == 1
    assert store.last_seq() == before


def test_of_two_texts_of_one_moment_the_same_always_stands(store) -> None:
    one, other = post("a", "one"), post("a", "other")
    for event in (one, other):
        store.apply([event])
    seen = store.last_seq()
    for again in ([one], [other], [one, other], [other, one]):
        assert store.apply(again).updated == 0
    assert store.last_seq() == seen


def test_counts_of_an_older_dump_replace_no_newer_ones(store) -> None:
    store.apply([post("a", counts=Counts(likes=9))])
    assert store.apply([post("a", counts=Counts(likes=4))]).unchanged == 1
    (kept,) = store.export(OPERATOR)
    assert kept.counts.likes == 9
    assert store.apply([post("a", counts=Counts(likes=12))]).updated == 1
