"""A moment as a column: microseconds since 1970 in UTC, the same in every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """SQLite keeps no zone with a time and compares times as text: numbers are safe in both."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment has a zone")
        return (value - _BEGIN) // _MICRO

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """In UTC."""
        return None if value is None else _BEGIN + value * _MICRO
