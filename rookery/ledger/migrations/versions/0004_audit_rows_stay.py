"""SQLite replaces a row without an UPDATE or a DELETE that a trigger sees: that is refused too."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
            "WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
        )
