"""The feed of changes: ordered, durable, and complete for whoever follows it."""

from datetime import timedelta

from rookery.app import Rookery
from rookery.post import AccountGone, Change, Consent, Delete
from tests.store.posts import NOON, post


def kinds(changes: list[Change]) -> list[tuple[str, str]]:
    return [(c.kind, c.id) for c in changes]


def test_changes_come_in_the_order_they_were_made(store) -> None:
    store.apply([post("a"), post("b")])
    store.apply([post("c")])
    store.delete(["a"])
    changes = store.changes()
    assert kinds(changes) == [("upsert", "b"), ("upsert", "c"), ("delete", "a")]
    assert [c.seq for c in changes] == sorted({c.seq for c in changes})


def test_follower_gets_only_what_is_new_to_it(store) -> None:
    store.apply([post("a")])
    seen = store.changes()[-1].seq
    assert store.changes(seen) == []
    store.apply([post("b")])
    assert kinds(store.changes(seen)) == [("upsert", "b")]


def test_follower_by_small_steps_sees_everything_once(store) -> None:
    for n in range(5):
        store.apply([post(f"p{n}"), post(f"q{n}")])
    store.delete(["p1"])
    store.apply([AccountGone("nobody")])
    seen, told = 0, []
    while step := store.changes(seen, limit=2):
        assert len(step) <= 2
        told += kinds(step)
        seen = step[-1].seq
    assert told == kinds(store.changes())
    assert len(told) == len(set(told)) == 11


def test_change_of_consent_is_told_as_one(store) -> None:
    store.apply([post("a")])
    seen = store.last_seq()
    later = NOON + timedelta(hours=1)
    store.apply([post("a", consent=Consent(answer="no"), observed_at=later)])
    assert kinds(store.changes(seen)) == [("consent", "a")]


def test_gone_account_is_told_with_each_of_its_posts(store) -> None:
    store.apply([post("a"), post("b"), post("c", author="bob")])
    seen = store.last_seq()
    store.apply([AccountGone("@Ada")])
    assert set(kinds(store.changes(seen))) == {("gone", "ada"), ("delete", "a"), ("delete", "b")}


def test_delete_before_its_post_is_told(store) -> None:
    store.apply([Delete("a")])
    assert kinds(store.changes()) == [("delete", "a")]


def test_post_that_did_not_change_is_not_told(store) -> None:
    store.apply([post("a")])
    seen = store.last_seq()
    store.apply([post("a")])
    assert store.changes(seen) == []


def test_feed_survives_compaction_and_a_new_process(empty) -> None:
    store = empty.store
    store.apply([post("a"), post("b")])
    store.delete(["a"])
    before = store.changes()
    store.compact(purge=True)
    assert store.changes() == before
    assert Rookery.open(empty.home, embed={"semantic": "off"}).store.changes() == before
