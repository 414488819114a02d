"""After a delete and `compact --purge` the deleted words are in no file of the home."""

import json
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.post import AccountGone, Author, Link, Media, Post, Upsert
from rookery.store.rows import key64
from rookery.text import term_id
from tests.store.posts import NOON
from tests.store.read_files import Held, most_tokens

ROWS, SECRETS = 20_000, 200  # 1 in 100: so few deletions that a plain compaction leaves them
WORDS = ["harbour", "tram", "crane", "storm", "kettle", "violin",
         "glove", "moth", "lantern", "gull", "rope", "tide"]  # fmt: skip


_INDEXES = {"page_data.lance", "bitmap_page_lookup.lance"}  # of ids and times; of few values


def _plain(n: int) -> Upsert:
    said = " ".join(WORDS[(n // 12**k + k * n) % 12] for k in range(5))
    return Upsert(
        Post(
            f"p{n}", said, author=Author(f"user{n % 50}"), lang="en",
            created_at=NOON + timedelta(seconds=n),
        )
    )  # fmt: skip


def _secret(n: int) -> Upsert:
    """A post that says a word of its own in every field that is kept."""
    word = f"qzx{n}qzx"
    return Upsert(
        Post(
            f"s{word}", f"tram {word} tide", title=f"T{word}", lang="en",
            author=Author(f"u{word}", name=f"N{word}", bio=f"B{word}"), community=f"c{word}",
            created_at=NOON + timedelta(seconds=n), hashtags=(f"h{word}",),
            links=(Link(f"https://example.org/{word}", f"L{word}"),),
            media=(Media("image", alt=f"A{word}"),), place=f"P{word}", url=f"https://x.example/{word}",
            labels=(f"l{word}",), mentions=(f"m{word}",),
        )
    )  # fmt: skip


def _filled(home: Path, semantic: str) -> Rookery:
    network = Rookery.open(home, embed={"semantic": semantic})
    events = [_secret(n // 100) if n % 100 == 7 else _plain(n) for n in range(ROWS)]
    for start in range(0, ROWS, 4_000):
        network.store.apply(events[start : start + 4_000])
    network.store.settle()
    bad = home.parent / "bad.jsonl"
    bad.write_text(json.dumps({"id": "bad", "text": "qzx3qzx", "created_at": "never"}) + "\n")
    network.ingest(str(bad))
    return network


def test_purged_words_are_in_no_file(home) -> None:
    network = _filled(home, "auto" if find_spec("onnxruntime") else "off")
    network.search.search("qzx3qzx tram tide")  # where the transformer is, its vectors are kept
    word, id_, stem = "qzx3qzx", "sqzx3qzx", term_id("qzx3qzx")
    before = Held(home)
    # the text index keeps words as an automaton: they are counted, below
    assert before.text(word) == {"data", *_INDEXES, ".words", "rejects"}
    assert {".arrow terms", ".df id"} <= before.number(stem)
    assert before.number(key64(id_)) == {".arrow key"}
    assert most_tokens(home) > SECRETS
    if network.semantic is not None:
        assert _cached(home, id_)

    network.store.delete([f"sqzx{n}qzx" for n in range(0, SECRETS, 2)])
    network.store.apply([AccountGone(f"uqzx{n}qzx") for n in range(1, SECRETS, 2)])
    assert "data" in Held(home).text(word)  # hidden at once, and still in the files
    network.compact(purge=True)

    after = Held(home)
    for n in range(0, SECRETS, 5):
        # the tombstone must name what may not come back, and is all that does
        assert after.text(f"qzx{n}qzx") <= {"gone.lance"}
        assert after.number(term_id(f"qzx{n}qzx")) == set()
        assert after.number(key64(f"sqzx{n}qzx")) == after.number(key64(f"uqzx{n}qzx")) == set()
    assert after.text(f"T{word}") == after.text(f"B{word}") == after.text("qzx4qzx tide") == set()
    assert most_tokens(home) <= len(WORDS) + 50 + 2  # those of what remains, and breaks
    assert not _cached(home, id_)
    assert network.store.stats().posts == ROWS - SECRETS
    assert network.store.check() == []
    assert network.search.search("tram", limit=5).hits


def test_purge_forgets_cached_vectors_where_the_transformer_is_off_now(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply([_plain(1), _plain(2)])
    (home / "cache").mkdir()
    kept = [home / "cache" / f"some-model{ending}" for ending in (".vectors", ".part")]
    for path in kept:
        path.write_bytes(b"vectors of posts")
    network.store.delete(["p1"])
    network.compact(purge=True)
    assert not any(path.exists() for path in kept)


@pytest.mark.skipif(not find_spec("onnxruntime"), reason="the transformer is an extra")
def test_purge_forgets_the_vector_of_a_text_that_was_replaced(home) -> None:
    network = Rookery.open(home, embed={"semantic": "auto"})
    old, new = (Post("p1", text, created_at=NOON, edited_at=NOON + timedelta(hours=n))
                for n, text in enumerate(("tram to 12 Secret Lane", "tram")))  # fmt: skip
    for post in (old, new):
        network.store.apply([Upsert(post)])
        network.search.search("tram lane")
    (path,) = home.glob("cache/*.vectors")
    texts = [key64(post.text).to_bytes(8, "little") for post in (old, new)]
    assert [text in path.read_bytes() for text in texts] == [True, True]
    network.compact(purge=True)
    assert [text in path.read_bytes() for text in texts] == [False, True]


def _cached(home: Path, id_: str) -> bool:
    key = key64(id_).to_bytes(8, "little")
    return any(key in path.read_bytes() for path in home.glob("cache/*.vectors"))


def test_deleted_word_is_gone_from_completion_before_any_purge(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply([_plain(1), _secret(1)])
    assert [c.text for c in network.search.complete("qzx")] == ["qzx1qzx"]
    network.store.delete(["sqzx1qzx"])
    assert network.search.complete("qzx") == []
    assert network.search.complete("#hqzx") == network.search.complete("@uqzx") == []
