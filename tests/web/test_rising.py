"""Trends are counted once a change for each set of groups, and never show what has gone."""

from dataclasses import replace

import pytest

from rookery.app import Rookery
from rookery.people import ANONYMOUS, Reader
from rookery.post import Delete, Post, Upsert
from rookery.web.rising import MOST, Rising
from tests.web.serving import Server

NIGHT = Reader("night", frozenset({"nightshift"}))


@pytest.fixture
def rising(network: Rookery) -> Rising:
    return Rising(network.search, network.store.last_seq)


def test_what_nothing_has_changed_is_not_counted_again(rising: Rising) -> None:
    assert rising(ANONYMOUS, 8) is rising(ANONYMOUS, 8)
    assert rising(NIGHT, 8) is rising(replace(NIGHT, name="another"), 8)


def test_readers_of_other_groups_are_given_their_own(rising: Rising) -> None:
    assert rising(ANONYMOUS, 8) is not rising(NIGHT, 8)
    assert rising(ANONYMOUS, 8) is not rising(ANONYMOUS, 20)
    assert rising(ANONYMOUS, 8) is not rising(ANONYMOUS, 8, 168)


def test_a_change_is_counted(network: Rookery, rising: Rising) -> None:
    before = rising(ANONYMOUS, 8)
    network.store.apply([Upsert(Post("n1", text="something else"))])
    assert rising(ANONYMOUS, 8) is not before


def test_while_a_change_is_under_way_nothing_is_kept(network: Rookery) -> None:
    settled: list[int | None] = [1]
    rising = Rising(network.search, lambda: settled[0])
    first = rising(ANONYMOUS, 8)
    settled[0] = None
    assert rising(ANONYMOUS, 8) is not first
    settled[0] = 1
    assert rising(ANONYMOUS, 8) is not first


def test_only_so_many_are_kept(network: Rookery) -> None:
    rising = Rising(network.search, lambda: 1)
    first = rising(ANONYMOUS, 1, 1)
    for hours in range(2, MOST + 2):
        rising(ANONYMOUS, 1, hours)
    assert rising(ANONYMOUS, 1, 1) is not first


def test_a_deleted_post_is_in_no_trend_of_the_first_page(server: Server) -> None:
    def shown() -> list[str]:
        trends = server.get("/?format=json").json()["trends"]
        return [post["id"] for trend in trends for post in trend["posts"]]

    gone = shown()[0]
    assert gone in shown()
    server.network.store.apply([Delete(gone)])
    assert gone not in shown()
