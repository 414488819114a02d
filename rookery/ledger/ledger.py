"""Opens the database: SQLite in the home unless the settings name another, brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
)

from rookery.errors import BadInput, Unavailable
from rookery.ledger.upgrade import upgrade
from rookery.locks import exclusive

FILE = "ledger.sqlite"
_WAITS = 60_000  # milliseconds for another writer


class Ledger:
    """One database; may be used from any thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that writes: all of it, or nothing where the block raises."""
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """To read only: nobody waits for it."""
        with _told(), self.engine.connect() as connection:
            reading = connection.execution_options(isolation_level="AUTOCOMMIT")
            yield reading

    def settle(self) -> None:
        """Empty what SQLite keeps beside its file, which may hold words that were overwritten.

        PostgreSQL sees to that itself, when it vacuums.
        """
        if self.engine.dialect.name == "sqlite":
            with self.read() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def open_ledger(home: Path, url: str | None = None) -> Ledger:
    """The home's own, or the database at `url` (postgresql+psycopg://…); its tables are made.

    Raises BadInput for an address that is none, and Unavailable where nobody answers there.
    """
    try:
        engine = create_engine(url) if url else _sqlite(home / FILE)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise BadInput(
            f"ledger.url is no address of a database that can be used ({error}): "
            "sqlite:///FILE, or postgresql+psycopg://USER:PASSWORD@HOST/NAME with the extra "
            "[postgres]."
        ) from None
    with _told(), exclusive(home / "ledger.lock"):
        upgrade(engine)
    return Ledger(engine)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _WAITS / 1_000})

    @event.listens_for(engine, "connect")
    def _prepared(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # transactions are SQLAlchemy's to begin
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what was committed survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what is overwritten is zeros on the disk
        connection.execute(f"PRAGMA busy_timeout={_WAITS}")

    @event.listens_for(engine, "begin")
    def _immediate(connection: Connection) -> None:
        # else two that read first and then write refuse each other; who only reads begins none
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _told() -> Iterator[None]:
    """A database that cannot be reached or written, in one sentence."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):  # a row that may not be, or a bug
            raise
        raise Unavailable(f"The database cannot be used: {_why(error)}.") from None


def _why(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines() or ["it does not say why"]
    return lines[0].rstrip(".")
