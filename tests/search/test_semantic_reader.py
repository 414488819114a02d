"""What the transformer has read is kept by post and text, for every process, or forgotten."""

from pathlib import Path

import numpy as np
import pytest

from rookery.embed import StaticEmbedder, load_static
from rookery.search import semantic
from rookery.search.semantic import SemanticReader, words

TEXTS = ["a ferry in the harbour", "bread from the bakery", "a storm over the lantern"]
KEYS = np.array([3, 1, 2], np.uint64)


class Reading:
    """The embedder that ships, telling what it was given to read."""

    name, dim = "static/reading", 256

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder, self.dim = embedder, embedder.dim
        self.read: list[str] = []

    def embed(self, texts):
        self.read += texts
        return self._embedder.embed(texts)


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return load_static()


@pytest.fixture
def embedder(static) -> Reading:
    return Reading(static)


def cosines(reader: SemanticReader, keys=KEYS, texts=TEXTS) -> list[float]:
    return reader.cosines(reader.query("ferry"), keys, texts).round(2).tolist()


def test_a_text_is_read_once_and_by_any_process_that_opens_the_folder(embedder, tmp_path) -> None:
    first, second = SemanticReader(embedder, tmp_path), SemanticReader(embedder, tmp_path)
    said = cosines(first)
    assert np.argmax(said) == 0
    assert cosines(second) == cosines(first) == said
    assert cosines(SemanticReader(embedder, tmp_path)) == said
    assert [t for t in embedder.read if t != "ferry"] == TEXTS


def test_what_two_processes_read_in_turns_is_found_by_both(embedder, tmp_path) -> None:
    readers = [SemanticReader(embedder, tmp_path) for _ in range(2)]
    said = [
        cosines(readers[i % 2], KEYS[i : i + 1], TEXTS[i : i + 1])[0] for i in range(len(TEXTS))
    ]
    embedder.read.clear()
    assert cosines(readers[0]) == cosines(readers[1]) == said
    assert embedder.read == ["ferry", "ferry"]


def test_a_changed_text_is_read_anew(embedder, tmp_path) -> None:
    reader = SemanticReader(embedder, tmp_path)
    cosines(reader)
    changed = [TEXTS[1], TEXTS[0], TEXTS[2]]
    assert np.argmax(cosines(reader, KEYS, changed)) == 1
    assert np.argmax(cosines(reader)) == 0


def test_nothing_of_a_forgotten_post_is_left(embedder, tmp_path) -> None:
    reader, other = SemanticReader(embedder, tmp_path), SemanticReader(embedder, tmp_path)
    said = cosines(reader)
    assert cosines(other) == said
    held = reader.path.stat().st_size
    assert reader.forget(zip([1, 2], TEXTS[1:], strict=True)) == 1
    assert reader.path.stat().st_size == held * 2 // 3
    embedder.read.clear()
    for one in (reader, other):
        assert cosines(one, KEYS[1:], TEXTS[1:]) == said[1:]
    assert embedder.read == ["ferry", "ferry"]
    assert cosines(other) == said
    assert embedder.read[-1] == TEXTS[0]


def test_nothing_of_a_text_that_was_replaced_is_left(embedder, tmp_path) -> None:
    reader = SemanticReader(embedder, tmp_path)
    title = [words("Harbour", TEXTS[0]), *TEXTS[1:]]
    cosines(reader, KEYS, title)
    cosines(reader, KEYS[1:2], ["a secret lane"])
    assert reader.forget(zip([3, 1], [title[0], "a secret lane"], strict=True)) == 2
    embedder.read.clear()
    cosines(reader, KEYS[:2], [title[0], "a secret lane"])
    assert embedder.read == ["ferry"]
    cosines(reader, KEYS[1:2], TEXTS[1:2])
    assert embedder.read == ["ferry", "ferry", TEXTS[1]]


def test_a_file_that_was_rewritten_in_its_place_is_read_as_it_is(embedder, tmp_path) -> None:
    reader, other = SemanticReader(embedder, tmp_path), SemanticReader(embedder, tmp_path)
    said = cosines(reader)
    size = 16 + embedder.dim
    records = reader.path.read_bytes()
    reader.path.write_bytes(records[size:] + records[:size])
    assert cosines(reader) == cosines(other) == said


def test_a_record_that_a_killed_process_left_half_is_read_again(embedder, tmp_path) -> None:
    reader = SemanticReader(embedder, tmp_path)
    said = cosines(reader)
    half = Path(reader.path).read_bytes()[:-40]
    reader.path.write_bytes(half)
    embedder.read.clear()
    assert cosines(reader) == cosines(SemanticReader(embedder, tmp_path)) == said
    assert embedder.read.count(TEXTS[2]) == 1


def test_no_more_are_kept_than_there_is_room_for(embedder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(semantic, "KEPT", 4)
    reader = SemanticReader(embedder, tmp_path)
    for n in range(12):
        assert cosines(reader, np.array([n], np.uint64), [f"ferry {n}"])[0] > 0
        assert reader.path.stat().st_size <= 5 * (16 + embedder.dim)
    embedder.read.clear()
    cosines(reader, np.array([11], np.uint64), ["ferry 11"])
    assert embedder.read == ["ferry"]
