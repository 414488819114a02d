"""`store check` counts what is wrong, names what to type, and what it names helps."""

import pytest

from rookery.app import Rookery
from rookery.errors import Conflict
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
    broken = Rookery.open(empty.home, embed={"semantic": "off"})
    (told,) = broken.store.check()
    assert told.startswith(says)
    assert "--reanalyse" in told
    broken.reanalyse()
    assert broken.store.check() == []
    assert len(texts(broken.store)) == 2 * len(posts)


def test_a_lost_forward_index_beside_deletes_is_made_again(empty) -> None:
    empty.store.apply([post("a", "harbour"), post("b", "harbour")])
    empty.store.delete(["b"])
    for path in (empty.home / "store" / "forward").iterdir():
        path.unlink()
    broken = Rookery.open(empty.home, embed={"semantic": "off"})
    with pytest.raises(Conflict, match=r"is lost: make it anew with `rookery store .*--reanalyse"):
        broken.search.search("harbour")
    broken.reanalyse()
    assert [h.post.id for h in broken.search.search("harbour").hits] == ["a"]
