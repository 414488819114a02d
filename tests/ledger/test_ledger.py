"""The database opens, is brought up to date, and says what is wrong with it."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from rookery.errors import BadInput, Conflict, Unavailable
from rookery.ledger import Ledger, open_ledger
from rookery.ledger.tables import FAILURES, METADATA
from rookery.ledger.upgrade import newest


def test_the_migrations_lead_to_the_tables(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == newest()  # so that it is not asked again


def test_a_moment_comes_back_to_the_microsecond_in_utc(ledger: Ledger) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 123_457, tzinfo=timezone(timedelta(hours=2)))
    with ledger.begin() as connection:
        connection.execute(insert(FAILURES).values(name_key="ada", at=at))
    with ledger.read() as connection:
        found = connection.execute(select(FAILURES.c.at)).scalar_one()
    assert (found, found.tzinfo) == (at, UTC)


def test_what_raises_leaves_nothing(ledger: Ledger) -> None:
    def half() -> None:
        with ledger.begin() as connection:
            connection.execute(insert(FAILURES).values(name_key="ada", at=datetime.now(UTC)))
            raise KeyError

    with pytest.raises(KeyError):
        half()
    with ledger.read() as connection:
        assert connection.execute(select(FAILURES)).all() == []


def test_writers_wait_for_one_another(ledger: Ledger) -> None:
    def write() -> None:
        for _ in range(20):
            with ledger.begin() as connection:
                connection.execute(insert(FAILURES).values(name_key="ada", at=datetime.now(UTC)))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as connection:
        assert len(connection.execute(select(FAILURES)).all()) == 80


def test_who_reads_waits_for_nobody_and_sees_what_was_committed(ledger: Ledger) -> None:
    with ledger.begin() as writing:
        writing.execute(insert(FAILURES).values(name_key="ada", at=datetime.now(UTC)))
        with ledger.read() as connection:
            assert connection.execute(select(FAILURES)).all() == []
    with ledger.read() as connection:
        assert len(connection.execute(select(FAILURES)).all()) == 1


def test_a_database_of_a_newer_release_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    url = ledger.engine.url
    with pytest.raises(Conflict, match="newer Rookery"):
        open_ledger(tmp_path, url.render_as_string(hide_password=False))


@pytest.mark.parametrize("url", ["nonsense", "oracle+none://x/y", "postgresql+psycopg://:x:y/"])
def test_an_address_that_is_none_is_bad_input(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="no address of a database"):
        open_ledger(tmp_path, url)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(Unavailable, match="cannot be used"):
        open_ledger(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("not a database at all, and long enough to be read\n")
    with pytest.raises(Unavailable, match="not a database"):
        open_ledger(tmp_path)
