"""Times as sources write them: ISO 8601, X's own form, RFC 2822, Unix s, ms, µs or ns."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_NUMBER = re.compile(r"-?\d{8,20}(?:\.\d*)?|-?\d{1,7}\.\d+")
_DATE = re.compile(r"\d{8}")
# the last digit that a number of seconds has, then of milliseconds, microseconds
_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
_SNOWFLAKE_EPOCH = 1_288_834_974_657  # ms; when X began to make ids of times
_FIRST_SNOWFLAKE = 29_700_859_247  # ids below it count posts


def parse_time(value: Any) -> datetime | None:
    """The moment in UTC, one without a zone taken as UTC; `None` where it is no time.

    >>> parse_time("Tue Dec 31 23:35:06 +0000 2013")
    datetime.datetime(2013, 12, 31, 23, 35, 6, tzinfo=datetime.timezone.utc)
    """
    try:
        if isinstance(value, datetime):
            return _utc(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, str):
            return _utc(_read(value.strip()))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _unix(float(value))
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return None


def snowflake_time(id_: str) -> datetime | None:
    """When X made the post with this id; `None` for the counted ids of before November 2010."""
    if not (id_.isascii() and id_.isdigit()) or not _FIRST_SNOWFLAKE < int(id_) < 2**63:
        return None
    return _EPOCH + timedelta(milliseconds=(int(id_) >> 22) + _SNOWFLAKE_EPOCH)


def _read(text: str) -> datetime:
    if len(text) == 30 and text[19:26] == " +0000 ":  # X's form, which strptime reads slowly
        return datetime(
            int(text[26:]), _MONTHS.get(text[4:7], 0), int(text[8:10]),
            int(text[11:13]), int(text[14:16]), int(text[17:19]), tzinfo=UTC,
        )  # fmt: skip
    if _NUMBER.fullmatch(text) and not _DATE.fullmatch(text):
        return _unix(float(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _less_usual(text)


def _less_usual(text: str) -> datetime:
    plain = text.removesuffix(" UTC").replace("/", "-")
    for form in ("%Y-%m-%d %H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y"):
        try:
            return datetime.strptime(plain, form)
        except ValueError:
            pass
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        return parsedate_to_datetime(text)


def _unix(value: float) -> datetime:
    scale = next((scale for limit, scale in _UNITS if abs(value) < limit), None)
    if scale is None:
        raise ValueError("neither a number of seconds nor of parts of them")
    return _EPOCH + timedelta(seconds=value / scale)


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
