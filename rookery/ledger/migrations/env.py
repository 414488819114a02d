"""Alembic's entry: migrations run in the transaction that `upgrade.py` began."""

from alembic import context

from rookery.ledger.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
