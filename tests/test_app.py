"""`Rookery.open`: a home from Python, made at its first use, the same for the next who opens it."""

import errno
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rookery.app import Rookery, disk_errors, semantic_reader
from rookery.config import FILE
from rookery.embed import load_static
from rookery.errors import BadInput, Unavailable
from rookery.post import Consent, Post, Upsert

QUIET = {"semantic": "off", "vectors": False}


def ids(network: Rookery, query: str) -> list[str]:
    return [hit.post.id for hit in network.search.search(query).hits]


def said(id: str, text: str = "storm at the harbour", **more) -> Upsert:
    return Upsert(Post(id, text, created_at=datetime(2026, 11, 20, tzinfo=UTC), **more))


def test_opening_makes_nothing_and_the_first_use_does(home: Path) -> None:
    network = Rookery.open(home, embed=QUIET)
    assert not home.exists()
    assert ids(network, "storm") == []
    assert home.is_dir()


def test_what_one_wrote_the_next_finds(home: Path) -> None:
    Rookery.open(home, embed=QUIET).store.apply([said("a"), said("b", "gulls")])
    assert ids(Rookery.open(str(home), embed=QUIET), "storm") == ["a"]


def test_a_network_that_is_open_finds_what_another_writes(home: Path) -> None:
    network = Rookery.open(home, embed=QUIET)
    assert ids(network, "storm") == []
    Rookery.open(home, embed=QUIET).store.apply([said("a")])
    assert ids(network, "storm") == ["a"]


def test_a_home_under_the_persons_own_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Rookery.open("~/network").home == tmp_path / "network"


def test_flags_win_over_the_homes_file(home: Path) -> None:
    home.mkdir()
    (home / FILE).write_text('[server]\nname = "Harbour"\nport = 1\n')
    settings = Rookery.open(home, server={"port": 2}).settings
    assert (settings.server.name, settings.server.port) == ("Harbour", 2)


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").touch()
    with pytest.raises(BadInput, match="is a file: --home takes a folder"):
        Rookery.open(tmp_path / "posts.jsonl")


def test_the_homes_consent_and_language_reach_the_store(home: Path) -> None:
    home.mkdir()
    (home / FILE).write_text('[text]\nlanguage = "it"\n[consent.hidden]\nsearch = "no"\n')
    network = Rookery.open(home, embed=QUIET)
    yes = Consent(search="yes")
    network.store.apply(
        [said("a", "ragazzi"), said("b", "ragazzi via", source="hidden"),
         said("c", "ragazzi qui", source="hidden", consent=yes)]
    )  # fmt: skip
    assert set(ids(network, "ragazzo")) == {"a", "c"}


@pytest.mark.parametrize(
    ("embed", "name"),
    [({}, load_static().name), ({"vectors": False}, None),
     ({"endpoint": "http://127.0.0.1:9/v1", "endpoint_model": "m", "endpoint_dim": 3}, "m")],
)  # fmt: skip
def test_the_embedder_is_the_one_that_the_settings_name(home: Path, embed, name) -> None:
    load = Rookery.open(home, embed=embed).embedder_loader()
    assert (load().name if load else None) == name  # an endpoint's server may start later


def test_an_endpoint_without_its_model_is_one_sentence(home: Path) -> None:
    with pytest.raises(BadInput, match="needs endpoint_model and endpoint_dim"):
        Rookery.open(home, embed={"endpoint": "http://127.0.0.1:9/v1"})


def test_semantic_reading_that_is_off_is_off(home: Path) -> None:
    assert semantic_reader("off", home) is None
    assert Rookery.open(home, embed=QUIET).semantic is None


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "is full: make room"), (errno.EACCES, "permissions"), (errno.EROFS, "written")],
)
def test_a_disk_that_will_not_take_more_is_one_sentence(home: Path, number, says) -> None:
    with pytest.raises(Unavailable, match=says) as told, disk_errors(home):
        raise OSError(number, "what the system said")
    assert str(home) in str(told.value)


def test_a_file_elsewhere_that_is_closed_is_not_blamed_on_the_home(home: Path) -> None:
    closed = home.parent / "posts.jsonl"
    with pytest.raises(Unavailable, match="cannot be opened") as told, disk_errors(home):
        raise PermissionError(errno.EACCES, "Permission denied", str(closed))
    assert str(told.value).startswith(f"{closed} ")
    with pytest.raises(Unavailable, match="cannot be written") as told, disk_errors(home):
        raise PermissionError(errno.EACCES, "Permission denied", str(home / "store" / "seq"))
    assert str(told.value).startswith(f"{home} ")


@pytest.mark.parametrize("words", ["No space left on device", "LanceError(IO): os error 28"])
def test_a_full_disk_that_the_engine_reports_in_words_is_told_too(home: Path, words: str) -> None:
    with pytest.raises(Unavailable, match="is full"), disk_errors(home):
        raise OSError(words)


def test_another_failure_of_the_disk_stays_what_it_is(home: Path) -> None:
    with pytest.raises(OSError, match="bad sector") as told, disk_errors(home):
        raise OSError(errno.EIO, "bad sector")
    assert told.value.errno == errno.EIO


def test_compacting_forgets_vectors_of_a_reader_that_is_off(home: Path) -> None:
    network = Rookery.open(home, embed=QUIET)
    network.store.apply([said("a")])
    (home / "cache").mkdir()
    (home / "cache" / "old.vectors").write_bytes(b"what a deleted post said, as numbers")
    network.compact()
    assert (home / "cache" / "old.vectors").exists()
    network.compact(purge=True)
    assert list((home / "cache").iterdir()) == []
    assert ids(network, "storm") == ["a"]
