"""Completion while typing: only what the reader can find a post for."""

from datetime import timedelta

import pytest

from rookery.app import Rookery
from rookery.people import ANONYMOUS, Reader
from rookery.sample import GROUP
from rookery.store import lexicon
from tests.store.posts import NOON, post


@pytest.mark.parametrize(
    ("typed", "kind", "begins"),
    [("harb", "word", "harb"), ("storm ho", "word", "storm ho"), ("(harb", "word", "(harb"),
     ("from:ferry", "person", "from:ferry"), ("@ferry", "person", "from:"),
     ("community:har", "community", "community:har"), ("#lan", "hashtag", "#lan")],
)  # fmt: skip
def test_last_word_is_completed(sample, typed, kind, begins) -> None:
    offered = sample.search.complete(typed)
    assert kind in {c.kind for c in offered}
    assert all(c.text.startswith(begins) for c in offered if c.kind == kind)


def test_what_is_offered_is_found(sample) -> None:
    for typed in ("har", "st", "@n", "#s", "community:"):
        for completion in sample.search.complete(typed):
            assert completion.count > 0
            assert sample.search.search(completion.text).total > 0


def test_most_common_come_first_and_few_are_offered(sample) -> None:
    counts = [c.count for c in sample.search.complete("s") if c.kind == "word"]
    assert counts == sorted(counts, reverse=True)
    assert len(sample.search.complete("s", limit=3)) <= 3


@pytest.mark.parametrize("typed", ["", " ", "harbour ", "zzyzx", "@", "#", "'", "%", '"', "from:"])
def test_nothing_sensible_typed_is_no_error(sample, typed) -> None:
    assert all(c.text for c in sample.search.complete(typed))


def test_word_of_a_closed_group_is_offered_to_its_readers_alone(sample) -> None:
    member = Reader("night", frozenset({GROUP}))
    for reader, offered in ((ANONYMOUS, 0), (member, 1), (ANONYMOUS, 0)):
        found = sample.search.complete("mothl", reader)
        assert len([c for c in found if "mothlight" in c.text]) == offered


def test_a_closed_groups_word_mends_the_spelling_of_its_readers_alone(sample) -> None:
    member, both = (Reader("night", frozenset({GROUP, *more})) for more in ((), ("others",)))
    other = Reader("day", frozenset({"others"}))
    mended = "porridge mothlight"
    for reader, offered in (
        (ANONYMOUS, None), (member, mended), (other, None), (both, mended), (ANONYMOUS, None),
    ):  # fmt: skip
        assert (
            sample.search.search("porridge mothligth", reader, beside=True).did_you_mean == offered
        )


def test_spelling_weighs_public_and_closed_words_as_one(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    closed = {"visibility": ("crew",)}
    network.store.apply(
        [*(post(f"p{n}", "ferry storm") for n in range(6)),
         *(post(f"c{n}", "storms lanternfish ferryl", **closed) for n in range(4))]
    )  # fmt: skip
    member = Reader("ada", frozenset({"crew"}))
    for said, reader, offered in (
        ("ferrylz", ANONYMOUS, "ferry"),
        ("ferrylz", member, "ferryl"),  # the nearer one
        ("ferrz", member, "ferry"),  # the more common of two as near
        ("ferryl", member, None),
        ("lanternfihs", ANONYMOUS, None),
        ("lanternfihs", member, "lanternfish"),
    ):
        assert network.search.search(said, reader, beside=True).did_you_mean == offered, said


def test_a_word_of_another_language_makes_no_slip_common(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(
        [*(post(f"e{n}", "the ferry is late again this morning", lang="en") for n in range(6)),
         *(post(f"s{n}", "los libros de la feria", lang="es") for n in range(4))]
    )  # fmt: skip
    mended = network.search.search("fery", beside=True).did_you_mean
    assert mended == "ferry"  # though `fery` in English and `feria` in Spanish have one stem
    assert network.search.search("feria", beside=True).did_you_mean is None


def test_words_that_find_the_same_posts_are_offered_once(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    said = ("lantern", "lanterns", "a lantern", "lanterning", "lanternfish", "lanterna")
    network.store.apply([post(f"p{n}", text) for n, text in enumerate(said)])
    offered = [c.text for c in network.search.complete("lant")]
    assert offered[0] == "lantern"
    assert sorted(offered) == ["lantern", "lanterna", "lanternfish"]


@pytest.mark.parametrize("batches", [1, 2])
def test_a_name_that_stands_once_is_offered_among_ever_so_many_words(
    home, monkeypatch, batches
) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    monkeypatch.setattr(lexicon, "_MANY", 50)  # posts of a file, and words of all
    once = post("once", "soliloquy", author="rarebird", community="rareroom", hashtags=("raretag",))
    posts = [*(post(f"p{n}", f"ferry storm harbour word{n}") for n in range(100)), once]
    for part in range(batches):
        network.store.apply(posts[part::batches])
    for typed, kind, text in (
        ("@rare", "person", "from:rarebird"),
        ("from:rare", "person", "from:rarebird"),
        ("community:rare", "community", "community:rareroom"),
        ("#rare", "hashtag", "#raretag"),
    ):
        found = network.search.complete(typed)
        assert [(c.text, c.kind, c.count) for c in found] == [(text, kind, 1)]
    assert network.search.complete("solil") == []  # a word may be a slip


def test_what_is_meant_goes_with_the_words_beside(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(
        [*(post(f"s{n}", "the tram will stop at the pier") for n in range(9)),
         *(post(f"w{n}", "a storm surge comes in") for n in range(3))]
    )  # fmt: skip
    assert network.search.search("stom surge", beside=True).did_you_mean == "storm surge"
    assert network.search.search("stom", beside=True).did_you_mean == "stop"


@pytest.mark.parametrize("word", ["bomb", "nazi", "dónde", "perro", "amore", "elder"])
def test_a_word_that_may_be_meant_is_left_alone(home, word) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    common = "both name done pero more ever and the pier"
    network.store.apply([post(f"p{n}", common) for n in range(9)])
    assert network.search.search(word, beside=True).did_you_mean is None


@pytest.mark.parametrize(
    ("said", "hours", "offered"),
    [("stom", None, "stop"),
     ("stom lang:it", None, "storm lang:it"),
     ("stom -from:ada", None, "storm -from:ada"),
     ("(from:bo OR from:cy) stom", None, "(from:bo OR from:cy) storm"),
     ("stom lang:de", None, None),
     ("stom", 1, "stop"),
     ("stom", -1, None),
     ("stom lang:it", 1, None),
     ('"stom surge"', None, '"storm surge"'),
     ('"stom pier"', None, None),
     ("stom fery", None, None),
     ("stom OR fery", None, "stop OR ferry"),
     ("stom " + "a" * 1_995, None, None)],
)  # fmt: skip
def test_what_is_meant_is_found_as_the_whole_query_asks(home, said, hours, offered) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(
        [*(post(f"s{n}", "the tram will stop at the pier", lang="en") for n in range(9)),
         *(post(f"w{n}", "storm surge", author="bo", lang="it", hours=3) for n in range(3)),
         *(post(f"f{n}", "a ferry", author="dee", lang="en", hours=3) for n in range(3))]
    )  # fmt: skip
    as_of = None if hours is None else NOON + timedelta(hours=hours)
    found = network.search.search(said, as_of=as_of, beside=True)
    assert found.did_you_mean == offered
    if offered:
        assert network.search.search(offered, as_of=as_of).total > 0
