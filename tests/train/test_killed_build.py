"""Killed at any write and started again, the same shards come out, and no withdrawn text stays."""

import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.train.shards import Shards
from tests.train.texts import article_of, held, parquet, post, small_tokenizer, text_of

# Builds, then deletes some posts and lets them leave. It kills itself at the Nth write that Python
# sees under the folder of training.
_PROGRAM = """
import os, signal, sys
from pathlib import Path
home, articles, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
writes = 0

def count(event, arguments):
    global writes
    if event in ("os.rename", "os.remove") or (
        event == "open" and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR) and "/train/" in str(arguments[0])
    ):
        writes += 1
        if writes == last:
            os.kill(os.getpid(), signal.SIGKILL)

from tokenizers import Tokenizer
from rookery.app import Rookery
from rookery.config import consent_table
from rookery.train.build import build
from rookery.train.corpus import Parquet, Posts
from rookery.train.withdrawn import purge

network = Rookery.open(home, embed={"semantic": "off", "vectors": False})
posts = Posts(network.store, consent_table(network.settings), 16)
tokenizer = Tokenizer.from_file(str(articles.parent / "tokenizer.json"))
sys.addaudithook(count)
sources = [posts, Parquet(articles, "articles", piece=10)]
build(home, "first", sources, tokenizer, workers=1)
network.store.delete([f"p{n}" for n in range(0, 60, 6)])
purge(home, posts)
print(writes, flush=True)
"""


def _home(folder: Path, name: str) -> Path:
    home = folder / name
    network = Rookery.open(home, embed={"semantic": "off", "vectors": False})
    network.store.apply([post(n) for n in range(60)])
    (home / "train").mkdir()
    (home / "train" / "key").write_bytes(bytes(range(32)))  # so that two homes are alike
    return home


def _state(home: Path) -> dict[str, bytes]:
    found = {p.name: p.read_bytes() for p in (home / "train/data/first").iterdir()}
    del found["set.json"]  # the store's numbers of changes may differ
    return found


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    small_tokenizer().save(str(tmp_path / "tokenizer.json"))
    return parquet(tmp_path / "a.parquet", [{"text": article_of(n)} for n in range(30)])


def _killed(spawned: Callable, folder: Path, articles: Path, at: list[int]) -> None:
    home = _home(folder, "killed")
    for last in at:
        process = spawned(_PROGRAM, home, articles, last)
        process.communicate(timeout=120)
        assert process.returncode in (0, -signal.SIGKILL)
    process = spawned(_PROGRAM, home, articles, 0)
    process.communicate(timeout=120)
    assert process.returncode == 0
    shards = Shards(home / "train/data/first")
    expected = [text_of(n) for n in range(60) if n % 6] + [article_of(n) for n in range(30)]
    assert sorted(held(shards)) == sorted(expected)
    assert shards.damaged() == []
    assert _state(home) == _state(folder / "whole")


def _writes(spawned: Callable, folder: Path, articles: Path) -> int:
    process = spawned(_PROGRAM, _home(folder, "whole"), articles, 0)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return int(out)


def test_four_kills_change_nothing(spawned, tmp_path, articles) -> None:
    writes = _writes(spawned, tmp_path, articles)
    assert writes > 60
    _killed(spawned, tmp_path, articles, [4, 19, 17, 30])


@pytest.mark.long
def test_kills_at_many_writes_change_nothing(spawned, tmp_path, articles) -> None:
    writes = _writes(spawned, tmp_path, articles)
    dice = random.Random(1)
    _killed(spawned, tmp_path, articles, [dice.randrange(1, writes // 2) for _ in range(40)])


@pytest.mark.parametrize("workers", [2])
def test_workers_end_with_a_run_that_is_killed(spawned, tmp_path, articles, workers) -> None:
    home = _home(tmp_path, "killed")
    program = _PROGRAM.replace("workers=1", f"workers={workers}")
    process = spawned(program, home, articles, 20)
    process.communicate(timeout=120)  # comes back only when nobody holds its output any more
    assert process.returncode == -signal.SIGKILL
    _writes(spawned, tmp_path, articles)
    process = spawned(program, home, articles, 0)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert _state(home) == _state(tmp_path / "whole")
