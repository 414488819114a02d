"""People, their roles and sessions, invitations, and the log of what was done."""

import sqlalchemy as sa
from alembic import op

from rookery.ledger.moment import Moment

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_REFUSED = "the audit log is only added to"


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("groups", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.UniqueConstraint("name_key", name="uq_people_name_key"),
    )
    op.create_table(
        "roles",
        sa.Column(
            "person", _NUMBER, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("role", sa.String(20), primary_key=True),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(80), primary_key=True),
        sa.Column(
            "person", _NUMBER, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "invitations",
        sa.Column("token", sa.String(80), primary_key=True),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("groups", sa.Text, nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_failures_name_key_at", "failures", ["name_key", "at"])
    op.create_table(
        "audit",
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    _only_added_to()


def _only_added_to() -> None:
    """The database itself refuses to change or remove a row of the audit log."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refused() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refused()"
    )
