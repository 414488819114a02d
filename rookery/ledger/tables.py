"""The tables, as SQLAlchemy Core has them; `migrations/` brings a database to them step by step."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from rookery.ledger.moment import Moment

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers rows by itself in an INTEGER key alone
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False),
    Column("name_key", String(80), nullable=False, unique=True),  # without regard to case
    Column("password", Text, nullable=False),  # argon2id, with its own salt and cost
    Column("groups", Text, nullable=False),  # JSON: whose closed posts they may read
    Column("made_at", Moment, nullable=False),
    Column("closed_at", Moment),
)

ROLES = Table(
    "roles",
    METADATA,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", String(80), primary_key=True),  # its hash
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
)

INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("token", String(80), primary_key=True),  # its hash
    Column("roles", Text, nullable=False),  # JSON
    Column("groups", Text, nullable=False),  # JSON
    Column("made_by", String(80), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used", Boolean, nullable=False, default=False),
)

FAILURES = Table(  # to sign in
    "failures",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("name_key", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_failures_name_key_at", "name_key", "at"),
)

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(100), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

TURNS = Table(
    "turns",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column(
        "conversation",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("place", Integer, nullable=False),  # from 0
    Column("role", String(10), nullable=False),  # person or assistant
    Column("body", Text, nullable=False),  # JSON
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("conversation", "place", name="uq_turns_conversation"),
)

CITED = Table(  # by which a post that is deleted finds the turns that rest on it
    "cited",
    METADATA,
    Column("turn", ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("post", Text, primary_key=True, index=True),
    Column("author", Text, nullable=False, index=True),  # a handle in lower case; may be empty
    Column("words", String(64), nullable=False),  # a hash of what it said then
)

FILES = Table(  # that a person gave, read
    "files",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column(
        "conversation",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("notes", Text, nullable=False),  # JSON: what was not read of it
    Column("made_at", Moment, nullable=False),
)

PAGES = Table(
    "pages",
    METADATA,
    Column("file", ForeignKey("files.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("text", Text, nullable=False),
)

RATINGS = Table(
    "ratings",
    METADATA,
    Column("turn", ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("good", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)

FOLLOWED = Table(  # how far each part has followed the changes of the store
    "followed",
    METADATA,
    Column("part", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

AUDIT = Table(  # rows are never changed nor removed: triggers refuse it, and each holds the last
    "audit",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", String(80), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String(200), nullable=False),
    Column("detail", Text, nullable=False),  # JSON
    Column("before", String(64), nullable=False),  # the hash of the row before
    Column("hash", String(64), nullable=False),
)
