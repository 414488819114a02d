"""A post is new once to whoever follows a search: when it comes in, or opens to more readers."""

from datetime import timedelta

import lance
import pytest

from rookery.app import Rookery
from rookery.people import OPERATOR
from rookery.post import Consent, Counts
from tests.store.posts import NOON, post


def news(network: Rookery, after: int, upto: int | None = None) -> set[str]:
    return set(network.search.gained("ferry", after=after, upto=upto, limit=100).ids)


@pytest.fixture
def seen(empty) -> tuple[Rookery, int]:
    """A home with two posts, and the number up to which they were seen."""
    empty.store.apply([post("a"), post("b", visibility=("choir",))])
    return empty, empty.store.last_seq()


LATER = NOON + timedelta(hours=1)


def test_counts_that_are_read_again_and_edits_are_no_news(seen) -> None:
    network, seq = seen
    network.store.apply([post("a", counts=Counts(likes=9), observed_at=LATER)])
    network.store.apply([post("a", "the ferry is on time", edited_at=LATER + timedelta(hours=1))])
    network.store.apply([post("new", counts=Counts(likes=1), observed_at=LATER)])
    assert news(network, seq) == {"new"}
    assert {c.id for c in network.store.changes(seq)} == {"a", "new"}


def test_a_new_post_stays_new_when_its_counts_are_read_again(seen) -> None:
    network, seq = seen
    network.store.apply([post("new")])
    upto = network.store.last_seq()
    network.store.apply([post("new", counts=Counts(likes=9), observed_at=LATER)])
    assert news(network, seq) == news(network, seq, upto) == {"new"}
    assert news(network, upto) == set()


def test_a_post_that_opens_is_new(seen) -> None:
    network, seq = seen
    network.store.apply([post("b", edited_at=LATER)])
    assert news(network, seq) == {"b"}


def test_a_late_refusal_makes_nothing_new(seen) -> None:
    network, seq = seen
    early = NOON - timedelta(days=1)
    network.store.apply([post("a", hours=-30, consent=Consent(answer="no"), observed_at=early)])
    assert [(c.kind, c.id) for c in network.store.changes(seq)] == [("consent", "a")]
    assert news(network, seq) == set()


@pytest.mark.parametrize("way", ["compact", "purge", "reanalyse"])
def test_upkeep_makes_nothing_new(seen, way) -> None:
    network, seq = seen
    network.store.apply([post("a", counts=Counts(likes=9), observed_at=LATER), post("new")])
    if way == "reanalyse":
        network.reanalyse()
    else:
        network.store.compact(purge=way == "purge")
    network.store.apply([post("a", counts=Counts(likes=10), observed_at=LATER + LATER.resolution)])
    assert news(network, seq) == {"new"}


@pytest.mark.parametrize("way", ["open", "reanalyse"])
def test_a_home_of_before_these_numbers_goes_on(seen, way) -> None:
    network, seq = seen
    table = network.home / "store" / "posts.lance"
    lance.dataset(str(table)).drop_columns(["born"])
    again = Rookery.open(network.home, embed={"semantic": "off"})
    if way == "reanalyse":
        again.reanalyse()
    again.store.apply([post("a", counts=Counts(likes=9), observed_at=LATER), post("new")])
    assert news(again, seq) == {"new"}
    assert again.store.check() == []
    assert {p.id for p in again.store.export(OPERATOR)} == {"a", "b", "new"}
    again.store.compact(purge=True)
    assert news(again, seq) == {"new"}
