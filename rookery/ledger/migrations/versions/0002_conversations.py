"""Conversations, their turns, the posts that they rest on, and how far the store was followed."""

import sqlalchemy as sa
from alembic import op

from rookery.ledger.moment import Moment

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner"])
    op.create_table(
        "turns",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.UniqueConstraint("conversation", "place", name="uq_turns_conversation"),
    )
    op.create_table(
        "cited",
        sa.Column("turn", _NUMBER, sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("post", sa.Text, primary_key=True),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("words", sa.String(64), nullable=False),
    )
    op.create_index("ix_cited_post", "cited", ["post"])
    op.create_index("ix_cited_author", "cited", ["author"])
    op.create_table(
        "followed",
        sa.Column("part", sa.String(40), primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
