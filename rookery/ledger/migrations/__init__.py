"""The steps from an empty database to `tables.py`, for Alembic."""
