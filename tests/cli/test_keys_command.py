"""Keys are made, listed and taken away; the key itself is shown once."""

import json
from typing import Any

from rookery.config import load


def out(ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_key_is_shown_once_and_kept_as_a_hash(command, tmp_path) -> None:
    (made,) = out(command("keys", "add", "bot", "--json"))
    kept = (tmp_path / "rookery-data" / "rookery.toml").read_text()
    assert made["key"] not in kept
    assert "sha256:" in kept
    assert command("keys", "add", "bot").code == 2


def test_keys_are_listed_with_what_they_may_and_never_shown_again(command, tmp_path) -> None:
    (tmp_path / "rookery-data").mkdir()
    config = tmp_path / "rookery-data" / "rookery.toml"
    config.write_text('[[readers]]\nname = "night"\ngroups = ["nightshift"]\n')
    assert "rookery keys add NAME" in command("keys", "list").out
    assert out(command("keys", "list", "--json")) == []
    made = [
        *out(command("keys", "add", "bot", "--scopes", "read,write", "--json")),
        *out(command("keys", "add", "phone", "--as", "night", "--json")),
    ]
    listed = command("keys", "list", "--json")
    assert out(listed) == [
        {"name": "bot", "scopes": ["read", "write"], "reader": None},
        {"name": "phone", "scopes": ["read"], "reader": "night"},
    ]
    plain = command("keys", "list").out
    assert "bot" in plain and "read,write" in plain and "as night" in plain
    for shown in (listed.out, plain):
        assert "sha256" not in shown
        assert not [m for m in made if m["key"] in shown]


def test_a_key_is_taken_away_and_the_rest_of_the_file_stays(command, tmp_path) -> None:
    command("keys", "add", "bot")
    config = tmp_path / "rookery-data" / "rookery.toml"
    config.write_text("# mine\n[server]\nname = 'Town'  # ours\n" + config.read_text())
    command("keys", "add", "phone")
    assert command("keys", "remove", "bot").code == 0
    assert [k.name for k in load(config.parent).keys] == ["phone"]
    assert out(command("keys", "remove", "phone", "--json")) == [{"name": "phone", "removed": True}]
    assert load(config.parent).keys == []
    assert "# mine" in config.read_text() and "# ours" in config.read_text()


def test_a_key_that_is_not_there_is_named_with_those_that_are(command) -> None:
    assert command("keys", "list").code == command("keys", "remove", "bot").code == 2
    command("keys", "add", "phone")
    ran = command("keys", "remove", "bot")
    assert ran.code == 2
    assert "phone" in ran.sentence
