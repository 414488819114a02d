"""A thread of more posts than a page shows: what is left out is counted, the rest is as it was."""

import pytest

from rookery.app import Rookery
from tests.store.posts import post

LONG = 901


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Rookery:
    """300 replies to the first post, each with one reply, which has one too; last come first."""
    network = Rookery.open(tmp_path_factory.mktemp("long") / "home", embed={"semantic": "off"})
    posts = [post("root", "who was on the late ferry?", hours=-1)]
    for n in range(300):
        above = "root"
        for step in "abc":
            posts.append(post(f"{step}{n:03}", f"{step} {n}", reply_to=above, hours=n))
            above = f"{step}{n:03}"
    network.store.apply(posts[::-1])
    return network


WHOLE = ["root", *(f"{step}{n:03}" for n in range(300) for step in "abc")]


@pytest.mark.parametrize("asked", ["root", "a000", "b150", "c299", "a299"])
def test_the_posts_around_the_one_asked_are_shown_in_reading_order(long, asked) -> None:
    thread = long.search.thread(asked)
    shown = [p.id for _, p in thread.posts]
    assert (len(shown), thread.more, thread.missing) == (500, LONG - 500, 0)
    assert shown == [id for id in WHOLE if id in set(shown)]
    assert {asked, "root"} <= set(shown)
    assert [depth for depth, _ in thread.posts] == ["rabc".index(id[0]) for id in shown]
    places = [WHOLE.index(id) for id in shown[1:]]  # but for the first post a piece of the whole
    assert places[-1] - places[0] == len(places) - 1
    middle = WHOLE.index(asked)
    assert places[0] - 1 <= middle <= places[-1]


def test_what_the_asked_post_answers_is_shown_from_however_far(tmp_path) -> None:
    network = Rookery.open(tmp_path / "home", embed={"semantic": "off"})
    chain = [post("p000", "first")]
    chain += [post(f"p{n:03}", f"{n}", reply_to=f"p{n - 1:03}", hours=n) for n in range(1, 40)]
    talk = [post(f"q{n:03}", f"{n}", reply_to="p001", hours=-n - 1) for n in range(600)]
    network.store.apply([*chain, *talk])
    thread = network.search.thread("p039")
    shown = {p.id for _, p in thread.posts}
    assert {f"p{n:03}" for n in range(40)} <= shown
    assert (len(shown), thread.more) == (500, 140)


def test_a_thread_that_a_page_holds_leaves_nothing_out(long) -> None:
    long.store.apply([post("alone", "a post"), post("answer", "so it is", reply_to="alone")])
    thread = long.search.thread("answer")
    assert [(d, p.id) for d, p in thread.posts] == [(0, "alone"), (1, "answer")]
    assert (thread.more, thread.missing) == (0, 0)


def test_posts_that_answer_each_other_and_a_post_that_answers_itself_are_shown(tmp_path) -> None:
    network = Rookery.open(tmp_path / "home", embed={"semantic": "off"})
    network.store.apply(
        [
            post("x", "one", reply_to="y", conversation="t"),
            post("y", "two", reply_to="x", conversation="t", hours=1),
            post("z", "three", reply_to="z", conversation="t", hours=2),
        ]
    )
    for id in "xyz":
        assert [p.id for _, p in network.search.thread(id).posts] == ["x", "y", "z"]
