"""Brings a database to the newest tables, one migration after the other."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from rookery.errors import Conflict

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Raises Conflict for a database that a newer release has written."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        if now == script.get_current_head():
            return
        if now is not None and now not in {one.revision for one in script.walk_revisions()}:
            raise Conflict(
                f"The database was written by a newer Rookery (revision {now}): install that one."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
