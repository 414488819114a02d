"""`rookery people`: accounts from the terminal."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.command import Command

WORDS = b"four words make one\n"


def test_an_account_from_its_making_to_its_end(rookery: Command, tmp_path: Path) -> None:
    made = rookery("people", "add", "Ada", "--roles", "operator", "--json", stdin=WORDS)
    assert json.loads(made.out) == {
        "name": "Ada", "roles": ["operator"], "groups": [], "closed": False,
    }  # fmt: skip
    assert rookery("people", "add", "Bo", "--groups", "crew", stdin=WORDS).code == 0
    assert "last operator" in rookery("people", "roles", "ada", "--roles", "member").sentence
    assert rookery("people", "roles", "bo", "--roles", "operator,reviewer").code == 0
    assert rookery("people", "password", "bo", stdin=b"other words than those\n").code == 0
    assert rookery("people", "close", "ada").code == 0
    listed = rookery("people", "list").out
    assert "Ada" in listed and "closed" in listed and "operator,reviewer" in listed
    told = [json.loads(line) for line in rookery("people", "audit", "--json").out.splitlines()]
    assert [e["what"] for e in told] == [
        "person.closed", "password.set", "roles.set", "person.added", "person.added",
    ]  # fmt: skip
    assert {e["who"] for e in told} == {"the command line"}
    assert WORDS.strip() not in (tmp_path / "rookery-data" / "ledger.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "Ada"), b"short\n", "10 to 1,000 characters"),
        (("add", "Ada"), b"", "10 to 1,000 characters"),
        (("add", "Ada", "--roles", "king"), WORDS, "A role is one of"),
        (("add", ""), WORDS, "1 to 80 characters"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    rookery: Command, arguments: tuple[str, ...], stdin: bytes, said: str
) -> None:
    done = rookery("people", *arguments, stdin=stdin)
    assert done.code == 2
    assert said in done.sentence


def test_somebody_who_is_not_there_is_said(rookery: Command) -> None:
    assert "There is no home" in rookery("people", "list").sentence
    rookery("people", "add", "Ada", "--roles", "operator", stdin=WORDS)
    assert "Nobody is named 'bo'" in rookery("people", "close", "bo").sentence


def test_an_invitation_is_a_path(rookery: Command) -> None:
    assert rookery("people", "invite").out.startswith("/invitation/")


def test_a_log_that_was_changed_is_told(rookery: Command, tmp_path: Path) -> None:
    rookery("people", "add", "Ada", "--roles", "operator", stdin=WORDS)
    with sqlite3.connect(tmp_path / "rookery-data" / "ledger.sqlite") as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET who = 'nobody'")
    done = rookery("people", "audit")
    assert done.code == 1
    assert "Row 1 of the audit log was changed" in done.sentence
