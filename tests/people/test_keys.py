"""API keys: given once, kept as hashes, and each opens what it was made for and no more."""

import stat
from pathlib import Path

import pytest

from rookery.config import FILE, edit, load
from rookery.errors import BadInput, NotFound, Unauthorized
from rookery.people import Reader, add_key, check_key, hash_key, new_key


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose operator wrote down one reader."""
    (tmp_path / FILE).write_text('# ours\n[[readers]]\nname = "night"\ngroups = ["nightshift"]\n')
    return tmp_path


def test_a_key_opens_what_it_was_made_for(home: Path) -> None:
    key = add_key(home, "bot", "read, write", None)
    assert check_key(key, load(home)) == Reader(
        "bot", frozenset(), frozenset({"read", "write"}), owner="key:bot"
    )


def test_a_key_of_a_reader_reads_with_their_groups_and_its_own_scopes(home: Path) -> None:
    key = add_key(home, "phone", "write", "night")
    assert check_key(key, load(home)) == Reader(
        "night", frozenset({"nightshift"}), {"write"}, owner="reader:night"
    )


def test_each_of_several_keys_is_told_apart(home: Path) -> None:
    keys = {name: add_key(home, name, "read", None) for name in ("a", "b", "c")}
    settings = load(home)
    assert {name: check_key(key, settings).name for name, key in keys.items()} == {
        name: name for name in keys
    }


@pytest.mark.parametrize("wrong", ["", "rk_", "rk_wrong", "{}x", " {}", "{hash}", "perché"])
def test_another_key_opens_nothing(home: Path, wrong: str) -> None:
    key = add_key(home, "bot", "read", None)
    with pytest.raises(Unauthorized, match="rookery keys add"):
        check_key(wrong.replace("{hash}", hash_key(key)).format(key), load(home))


def test_a_key_that_was_taken_out_opens_nothing(home: Path) -> None:
    key = add_key(home, "bot", "read", None)
    edit(home, lambda document: document.pop("keys"))
    with pytest.raises(Unauthorized):
        check_key(key, load(home))


def test_a_key_whose_reader_is_gone_opens_nothing(home: Path) -> None:
    key = add_key(home, "phone", "read", "night")
    edit(home, lambda document: document.pop("readers"))
    with pytest.raises(Unauthorized, match="'night'"):
        check_key(key, load(home))


def test_only_the_hash_is_kept_and_the_file_stays_the_operators(home: Path) -> None:
    key = add_key(home, "bot", "read", None)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert not any(key.encode() in path.read_bytes() for path in files)
    kept = (home / FILE).read_text()
    assert hash_key(key) in kept
    assert kept.startswith('# ours\n[[readers]]\nname = "night"')
    assert not stat.S_IMODE((home / FILE).stat().st_mode) & stat.S_IROTH


def test_keys_do_not_repeat() -> None:
    made = {new_key() for _ in range(100)}
    assert len({key for key, _ in made}) == len({hashed for _, hashed in made}) == 100
    assert all(key.startswith("rk_") and len(key) >= 43 for key, _ in made)


@pytest.mark.parametrize(
    ("name", "scopes", "reader", "error", "says"),
    [
        (" ", "read", None, BadInput, "name"),
        ("k", "", None, BadInput, "--scopes"),
        ("k", "read,fly", None, BadInput, "--scopes"),
        ("k", "read", "nobody", NotFound, "known: night"),
        ("taken", "read", None, BadInput, "another name"),
    ],
)
def test_what_cannot_be_a_key_changes_nothing(home, name, scopes, reader, error, says) -> None:
    add_key(home, "taken", "read", None)
    before = (home / FILE).read_bytes()
    with pytest.raises(error, match=says) as said:
        add_key(home, name, scopes, reader)
    assert len(str(said.value).splitlines()) == 1
    assert (home / FILE).read_bytes() == before
