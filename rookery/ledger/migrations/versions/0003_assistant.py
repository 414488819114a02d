"""Files of a conversation with their pages, and what people thought of an answer."""

import sqlalchemy as sa
from alembic import op

from rookery.ledger.moment import Moment

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
    op.create_index("ix_files_conversation", "files", ["conversation"])
    op.create_table(
        "pages",
        sa.Column(
            "file", sa.String(20), sa.ForeignKey("files.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "ratings",
        sa.Column("turn", _NUMBER, sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
