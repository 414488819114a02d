"""Upkeep changes how a store lies on disk and nothing of what it answers."""

import shutil

import lance
import pytest

from rookery.app import Rookery
from rookery.post import AccountGone, Delete
from rookery.store.lance_table import INDEXES
from rookery.store.upkeep import MERGE_AT
from tests.store.posts import post, public, texts


def test_delta_indexes_are_merged_when_they_are_sixteen(empty) -> None:
    store = empty.store
    for n in range(MERGE_AT + 4):
        store.apply([post(f"p{n}", f"harbour number{n}")])
    assert len(store.table.segments()) >= MERGE_AT
    store.tend()
    assert len(store.table.segments()) < 4
    assert store.table.unindexed() == 0
    assert empty.search.search("harbour", limit=100).total == MERGE_AT + 4
    assert next(h.post.id for h in empty.search.search("number17").hits) == "p17"


def test_rows_that_no_index_holds_yet_are_found(empty) -> None:
    store = empty.store
    store.apply([post("a", "harbour")])
    store.apply_prepared(store.prepare([post("b", "harbour wall").post]), index=False)
    assert store.table.unindexed() == 1
    assert empty.search.search("harbour").total == 2
    assert [h.post.id for h in empty.search.search('"harbour wall"').hits] == ["b"]
    store.tend()
    assert store.table.unindexed() == 0


@pytest.mark.parametrize("purge", [False, True])
def test_compact_keeps_every_answer(empty, purge: bool) -> None:
    store = empty.store
    for n in range(12):
        store.apply([post(f"p{n}", f"harbour number{n} of many", hours=n, visibility=_closed(n))])
    store.delete(["p3"])
    store.apply([AccountGone("nobody")])
    before, seen = texts(store), public(store)
    found = [(h.post.id, h.score) for h in empty.search.search("harbour number5").hits]
    store.compact(purge=purge)
    assert texts(store) == before
    assert public(store) == seen
    after = [(h.post.id, h.score) for h in empty.search.search("harbour number5").hits]
    assert {i for i, _ in after} == {i for i, _ in found}
    assert store.stats().fragments == 1
    assert store.check() == []


def _closed(n: int) -> tuple[str, ...] | None:
    return ("choir",) if n == 7 else None


def test_upserts_after_compact_replace_what_was_there(store) -> None:
    store.apply([post(f"p{n}", "old") for n in range(10)])
    store.delete(["p9"])
    store.compact(purge=True)
    done = store.apply([post(f"p{n}", "new", hours=1) for n in range(10)])
    assert (done.new, done.updated, done.held) == (0, 9, 1)
    assert set(texts(store).values()) == {"new"}
    assert store.check() == []


def test_purge_of_a_store_whose_posts_all_went(store) -> None:
    store.apply([post("a"), post("b")])
    store.delete(["a", "b"])
    store.compact(purge=True)
    assert texts(store) == {}
    assert store.check() == []
    store.apply([post("c")])
    assert set(texts(store)) == {"c"}


def test_lost_forward_index_is_made_again(empty) -> None:
    empty.store.apply([post("a", "harbour")])
    for path in (empty.home / "store" / "forward").iterdir():
        path.unlink()
    again = Rookery.open(empty.home, embed={"semantic": "off"})
    assert [h.post.id for h in again.search.search("harbour").hits] == ["a"]
    assert again.store.check() == []


def test_tables_that_a_killed_first_opening_left_empty_are_made(home) -> None:
    _ = Rookery.open(home, embed={"semantic": "off"}).store
    for path in (home / "store").glob("*"):
        if path.suffix == ".lance":
            shutil.rmtree(path)
            path.mkdir()
        elif path.name != "format.json":
            path.unlink() if path.is_file() else path.rmdir()
    store = Rookery.open(home, embed={"semantic": "off"}).store
    store.apply([post("a"), Delete("b")])
    assert set(texts(store)) == {"a"}


def test_indexes_that_a_killed_first_opening_did_not_make_are_made(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    table = lance.dataset(network.store.table.path)
    for name in ("terms_idx", "seq_idx"):  # it dies after those before them
        table.drop_index(name)
    again = Rookery.open(home, embed={"semantic": "off"}).store
    again.apply([post("a", "harbour")])
    assert again.table.unindexed() == 0
    assert {i["name"] for i in again.table.latest().list_indices()} == {f"{c}_idx" for c in INDEXES}


def test_follows_and_tombstones_stay_quick_after_many_batches(store) -> None:
    for n in range(70):
        store.apply([Delete(f"d{n}")])
    assert store.stats().deleted == 70
    assert store.apply([post("d3"), post("e")]).held == 1


def test_stats_count_what_there_is(store) -> None:
    store.apply([post("a", lang="it"), post("b", visibility=("choir",), author="bob"), Delete("x")])
    stats = store.stats()
    assert (stats.posts, stats.public, stats.authors, stats.deleted) == (2, 1, 2, 1)
    assert stats.languages["it"] == 1
    assert stats.bytes > 0
    assert stats.seq == store.last_seq() == 3
