"""The GGUF header: read without loading, and what is cut short or damaged is named."""

import random
from pathlib import Path

import pytest

from rookery.errors import BadInput, NotFound, RookeryError
from rookery.llm.header import read
from tests.llm.tiny_model import CONTEXT


def test_a_model_says_what_it_is(tiny: Path):
    header = read(tiny)
    assert (header.architecture, header.context, header.adapter) == ("qwen3", CONTEXT, False)
    assert header.size == tiny.stat().st_size
    # two layers, one head of 32 that answers: keys and values, two bytes each
    assert header.cache_bytes(10) == 10 * 2 * (32 + 32) * 2


def test_an_adapter_says_that_it_is_one(tiny_adapter: Path):
    assert read(tiny_adapter).adapter


def test_a_model_cut_anywhere_is_refused(tiny: Path, tmp_path: Path):
    whole, part = tiny.read_bytes(), tmp_path / "part.gguf"
    for length in (*range(4, 400), *range(400, len(whole), 3001), len(whole) - 1):
        part.write_bytes(whole[:length])
        with pytest.raises(BadInput, match="cut short or damaged"):
            read(part)


def test_damage_anywhere_is_a_sentence_or_is_not_seen(tiny: Path, tmp_path: Path):
    whole, path, choose = tiny.read_bytes(), tmp_path / "damaged.gguf", random.Random(4)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[choose.randrange(9_000)] = choose.randrange(256)
        path.write_bytes(damaged)
        try:
            read(path)
        except RookeryError as error:
            assert str(path) in str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no GGUF file"),
        (b"PK\x03\x04 a zip", "no GGUF file"),
        (b"GGUF", "cut short"),
        (b"GGUF\x01\x00\x00\x00" + bytes(16), "version 1"),
        (b"GGUF\x03\x00\x00\x00" + b"\xff" * 16, "damaged"),
    ],
)
def test_what_is_no_gguf_is_refused(content: bytes, words: str, tmp_path: Path):
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read(path)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(NotFound, match="There is no model"):
        read(tmp_path / "none.gguf")
    with pytest.raises(BadInput, match="is a folder"):
        read(tmp_path)
