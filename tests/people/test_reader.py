"""Readers of `rookery.toml`: who may look, and what nobody may do who was not told so."""

import dataclasses

import pytest

from rookery.config import ReaderRow, Settings
from rookery.errors import NotFound
from rookery.people import ANONYMOUS, OPERATOR, Reader, reader_named

SETTINGS = Settings(
    readers=[ReaderRow(name="night", groups=["nightshift", "harbour"]), ReaderRow(name="plain")]
)


def test_a_reader_has_the_groups_that_were_written_down() -> None:
    assert reader_named("night", SETTINGS).groups == {"nightshift", "harbour"}
    assert reader_named("plain", SETTINGS).groups == frozenset()


@pytest.mark.parametrize("reader", [ANONYMOUS, Reader("new"), reader_named("night", SETTINGS)])
def test_no_reader_but_the_operator_sees_everything_or_may_write(reader: Reader) -> None:
    assert not reader.everything
    assert reader.scopes == {"read"}
    assert OPERATOR.everything


@pytest.mark.parametrize("name", ["nobody", "Night", "", "operator"])
def test_an_unknown_name_is_said_with_those_that_are_known(name: str) -> None:
    with pytest.raises(NotFound, match=r"known: night, plain"):
        reader_named(name, SETTINGS)


def test_where_there_are_no_readers_it_says_none_yet() -> None:
    with pytest.raises(NotFound, match="none yet"):
        reader_named("night", Settings(readers=[]))


def test_nobody_gains_a_group_by_assignment() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ANONYMOUS.groups = frozenset({"nightshift"})  # type: ignore[misc]
