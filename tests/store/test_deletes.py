"""Gone means gone: in whatever order the delete, the gone account and the posts come."""

import pytest

from rookery.errors import NotFound
from rookery.post import AccountGone, Author, Delete, Follow
from tests.store.posts import post, texts


def test_deleted_post_is_in_no_result_of_the_call_that_deleted_it(empty) -> None:
    empty.store.apply([post("a", "harbour lights"), post("b", "harbour walls")])
    assert empty.store.delete(["a"]) == 1
    assert [h.post.id for h in empty.search.search("harbour").hits] == ["b"]
    with pytest.raises(NotFound):
        empty.search.post("a")


def test_delete_that_comes_before_its_post_holds(store) -> None:
    store.apply([Delete("a")])
    done = store.apply([post("a")])
    assert (done.new, done.held) == (0, 1)
    assert texts(store) == {}


def test_delete_holds_in_the_batch_it_comes_in(store) -> None:
    assert store.apply([Delete("a"), post("a")]).held == 1
    assert store.apply([post("b"), Delete("b")]).held == 1
    assert texts(store) == {}


def test_delete_of_nothing_is_no_error(store) -> None:
    assert store.delete(["never"]) == 0
    assert store.delete([]) == 0


def test_ids_with_quotes_are_only_ids(store) -> None:
    store.apply([post("it's"), post("b")])
    assert store.delete(["it's", "x' OR '1'='1"]) == 1
    assert set(texts(store)) == {"b"}


@pytest.mark.parametrize("name", ["ada", "ADA", "@Ada", "17"])
def test_gone_account_takes_all_its_posts(store, name: str) -> None:
    ada = Author("Ada", id="17")
    store.apply([post("a", author=ada), post("b", author=ada), post("c", author="bob")])
    assert store.apply([AccountGone(name)]).deleted == 2
    assert set(texts(store)) == {"c"}


@pytest.mark.parametrize("name", ["ada", "ADA", "17"])
def test_gone_account_takes_later_posts_too(store, name: str) -> None:
    store.apply([AccountGone(name)])
    assert store.apply([post("a", author=Author("Ada", id="17"))]).held == 1
    assert texts(store) == {}


def test_gone_account_keeps_its_id_after_a_change_of_handle(store) -> None:
    store.apply([AccountGone("17")])
    assert store.apply([post("a", author=Author("lovelace", id="17"))]).held == 1


def test_gone_account_told_by_its_handle_is_gone_by_its_id_too(store) -> None:
    store.apply([post("a", author=Author("Bo", id="55")), post("b", author=Author("cyd", id="56"))])
    store.apply([AccountGone("@bo")])
    assert store.apply([post("c", author=Author("renamed", id="55"))]).held == 1
    assert set(texts(store)) == {"b"}


def test_whoever_gave_a_handle_up_stays_when_its_next_bearer_goes(store) -> None:
    store.apply(
        [
            post("a", author=Author("bo", id="55"), hours=1),
            post("b", author=Author("lovelace", id="55"), hours=2),
            post("c", author=Author("bo", id="77"), hours=3),
        ]
    )
    store.apply([AccountGone("bo")])
    assert store.apply([post("d", author=Author("lovelace", id="55"))]).held == 0
    assert set(texts(store)) == {"b", "d"}


def test_gone_account_is_out_of_the_follows(store) -> None:
    store.apply([Follow("ada", "bob"), Follow("bob", "ada"), Follow("cyd", "bob")])
    store.apply([AccountGone("ada")])
    assert store.follows("bob") == (["cyd"], [])
    assert store.apply([Follow("Ada", "bob"), Follow("bob", "ada")]).follows == 0
    assert store.follows("bob") == (["cyd"], [])


def test_delete_reaches_a_store_that_another_process_holds_open(empty, spawned) -> None:
    empty.store.apply([post("a", "harbour lights")])
    assert empty.search.search("harbour").hits
    program = """
import sys
from rookery.app import Rookery
Rookery.open(sys.argv[1], embed={"semantic": "off"}).store.delete(["a"])
"""
    assert spawned(program, empty.home).wait(60) == 0
    assert not empty.search.search("harbour").hits


def test_store_whose_last_post_went_answers_with_nothing(empty) -> None:
    empty.store.apply([post("a", "harbour lights")])
    empty.store.delete(["a"])
    found = empty.search.search("harbour", beside=True)
    assert (found.hits, found.total, found.histogram) == ((), 0, None)
    assert empty.search.trends() == []
