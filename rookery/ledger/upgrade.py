"""Brings a database to the newest tables, one migration after the other."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from rookery.errors import Conflict

MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = "alembic_version"


def upgrade(engine: Engine) -> None:
    """Raises Conflict for a database that a newer release has written."""
    with engine.connect() as connection:
        there = inspect(connection).has_table(_TABLE)
        now = connection.scalar(text(f"SELECT version_num FROM {_TABLE}")) if there else None
    if now != newest():
        _migrate(engine)


def newest() -> str:
    """The newest revision, by which its file's name begins."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]


def _migrate(engine: Engine) -> None:
    # a quarter of a second to import, which a database that is up to date need not wait for
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        if now is not None and now not in {one.revision for one in script.walk_revisions()}:
            raise Conflict(
                f"The database was written by a newer Rookery (revision {now}): install that one."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
