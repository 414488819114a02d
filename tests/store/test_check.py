"""`store check` counts what is wrong, names what to type, and what it names helps."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from rookery.app import Rookery
from tests.store.posts import post, texts


@pytest.mark.parametrize(
    ("ids", "says"),
    [("a", "1 deleted post is still there: "), ("ab", "2 deleted posts are still there: ")],
)
def test_posts_that_a_killed_process_left_are_counted_and_go_when_it_is_opened(
    empty, ids, says
) -> None:
    store = empty.store
    store.apply([post("a"), post("b"), post("c")])
    store.tombstones.add("delete", [*ids], store.notes.reserve(len(ids)))
    (told,) = store.check()
    assert told.startswith(says)
    again = Rookery.open(empty.home, embed={"semantic": "off"}).store
    assert again.check() == []
    assert set(texts(again)) == {*"abc"} - {*ids}


@pytest.mark.parametrize(
    ("posts", "says"),
    [("a", "1 row of the forward index belongs to another post"),
     ("ab", "2 rows of the forward index belong to other posts")],
)  # fmt: skip
def test_a_forward_index_of_other_posts_is_made_again(empty, posts, says) -> None:
    for n in range(2):
        empty.store.apply([post(f"{id}{n}", "harbour") for id in posts])
    first, second = sorted((empty.home / "store" / "forward").glob("*.arrow"))
    second.write_bytes(first.read_bytes())
    (empty.home / "store" / "sums").unlink()  # else the file is told to be damaged
    broken = Rookery.open(empty.home, embed={"semantic": "off"})
    (told,) = broken.store.check()
    assert told.startswith(says)
    assert "--reanalyse" in told
    broken.reanalyse()
    assert broken.store.check() == []
    assert len(texts(broken.store)) == 2 * len(posts)


def test_a_lost_forward_index_beside_deletes_is_made_again(empty) -> None:
    empty.store.apply([post(id, f"harbour {id}") for id in "abc"])
    empty.store.delete(["b"])
    for path in (empty.home / "store" / "forward").iterdir():
        path.unlink()
    broken = Rookery.open(empty.home, embed={"semantic": "off"})
    assert {h.post.id for h in broken.search.search("harbour").hits} == {"a", "c"}
    assert broken.store.check() == []


def test_posts_that_stand_twice_stand_once_after_compact_in_their_newest_state(empty) -> None:
    for id in "abc":
        empty.store.apply([post(id, "harbour")])
    for path in (empty.home / "store" / "forward").glob("*.arrow"):
        _of_other_posts(path)
    again = Rookery.open(empty.home, embed={"semantic": "off"})
    again.store.apply([post("a", "harbour later", hours=1)])  # does not find what it replaces
    again.store.apply([post("b", "harbour earlier", hours=-1)])
    (empty.home / "store" / "sums").unlink()
    told = again.store.check()
    assert told[0] == "2 ids stand twice: `rookery store compact` keeps the newest state of each."
    again.store.compact()
    assert texts(again.store) == {"a": "harbour later", "b": "harbour", "c": "harbour"}


def _of_other_posts(path: Path) -> None:
    """Other keys in a segment of the forward index."""
    table = pa.ipc.open_file(pa.BufferReader(path.read_bytes())).read_all()
    keys = pa.array(np.arange(1, table.num_rows + 1, dtype=np.uint64))
    table = table.set_column(0, "key", keys)
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)
