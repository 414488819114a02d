"""A gone account is gone by its handle and by its id, with its follows, in whatever order."""

from itertools import permutations

import pytest

from rookery.app import Rookery
from rookery.ingest.jsonl import event_from
from rookery.post import AccountGone, Author, Delete, Follow
from tests.store.posts import post, texts

FIRST = post("1", author=Author("bo", id="55"), hours=1)
RENAMED = post("2", author=Author("Bo2", id="55"), hours=2)
ALIKE = pytest.mark.parametrize("order", list(permutations(range(3))))


@ALIKE
@pytest.mark.parametrize("name", ["bo", "@Bo", "55"])
@pytest.mark.parametrize("together", [False, True])
def test_gone_account_leaves_nothing_in_whatever_order(store, order, name, together) -> None:
    came = [[FIRST, RENAMED, AccountGone(name)][i] for i in order]
    for batch in [came] if together else [[event] for event in came]:
        store.apply(batch)
    assert texts(store) == {}
    store.apply([post("3", author=Author("bo3", id="55"), hours=3)])
    assert texts(store) == {}
    assert store.check() == []


def test_sign_before_a_handle_is_no_part_of_it_in_a_follow() -> None:
    assert event_from({"follow": ["@ada", " @bob"]}) == Follow("ada", "bob")
    with pytest.raises(ValueError, match="two handles"):
        event_from({"follow": ["@", "bob"]})


@ALIKE
@pytest.mark.parametrize("name", ["ada", "17"])
@pytest.mark.parametrize("follow", [Follow("ada", "cyd"), Follow("cyd", "@Ada"), Follow("17", "c")])
def test_gone_account_leaves_no_follow_in_whatever_order(store, order, name, follow) -> None:
    events = [post("a", author=Author("Ada", id="17")), AccountGone(name), follow]
    store.apply([Follow("bob", "cyd")])
    for i in order:
        store.apply([events[i]])
    assert store.stats().follows == 1
    assert store.apply([follow]).follows == 0


def test_follows_of_every_handle_that_a_gone_account_bore_last_are_gone(store) -> None:
    store.apply([FIRST, RENAMED, Follow("bo2", "cyd"), Follow("cyd", "bo"), Follow("bob", "cyd")])
    store.apply([AccountGone("bo")])
    assert store.follows("cyd") == (["bob"], [])


def test_handle_that_another_took_since_keeps_its_follows_and_posts(store) -> None:
    store.apply([FIRST, RENAMED, post("3", author=Author("bo", id="77"), hours=3)])
    store.apply([Follow("bo", "cyd"), Follow("bo2", "cyd"), AccountGone("55")])
    assert set(texts(store)) == {"3"}
    assert store.follows("cyd") == (["bo"], [])


def test_what_was_learnt_is_known_to_the_next_process(empty) -> None:
    empty.store.apply([AccountGone("17"), AccountGone("bo")])
    empty.store.apply([post("a", author=Author("Ada", id="17")), FIRST])
    (empty.home / "store" / "seq").write_text("torn")
    store = Rookery.open(empty.home, embed={"semantic": "off"}).store
    assert store.apply([Follow("ada", "cyd")]).follows == 0
    assert store.apply([RENAMED]).held == 1
    assert {c.id for c in store.changes() if c.kind == "gone"} == {"17", "bo", "55"}
    before = store.last_seq()
    store.apply([RENAMED, Delete("never")])
    assert store.last_seq() == before + 1  # the delete alone
