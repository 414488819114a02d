"""Times as people type them: a day, a month, a year, an instant, or so long ago.

A span that reaches beyond the calendar ends with it: `until:9999-12-31` lets everything through.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from rookery.errors import Said, Unfit

_AGO = re.compile(r"(\d{1,5})(mo|[smhdwy])")
_UNITS = {
    "s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1),
    "d": timedelta(days=1), "w": timedelta(weeks=1), "mo": timedelta(days=30),
    "y": timedelta(days=365),
}  # fmt: skip
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_UNIX = re.compile(r"[0-9]{9,16}")  # seconds, or from 12 digits milliseconds; shorter is a date
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_X_TIME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})_(\d{2}:\d{2}:\d{2})_(?:UTC|GMT)", re.IGNORECASE)


def instant(text: str, now: datetime) -> datetime:
    """The moment that `text` names, UTC; the first of a day, month or year."""
    if _UNIX.fullmatch(text):
        seconds = int(text) / (1_000 if len(text) >= 12 else 1)
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            raise _unknown(text) from None
    if ago := _AGO.fullmatch(text.lower()):
        try:
            return now - int(ago[1]) * _UNITS[ago[2]]
        except OverflowError:
            raise _beyond(text) from None
    if x := _X_TIME.fullmatch(text):
        text = f"{x[1]}T{x[2]}Z"
    if _DATE.fullmatch(text) or text.lower() in ("today", "yesterday", "tomorrow"):
        return period(text, now)[0]
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise _beyond(text) from None
    except ValueError:
        raise _unknown(text) from None


def shifted(time: datetime, by: timedelta) -> datetime:
    """A moment so much later, or earlier; where no calendar holds it, the nearest that one does."""
    try:
        return time + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST


def period(text: str, now: datetime) -> tuple[datetime, datetime]:
    """The day, month or year that `text` names, as [first moment, moment after the last)."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(text.lower())
    if days is not None:
        first = shifted(midnight, timedelta(days=days))
        return first, shifted(first, timedelta(days=1))
    found = _DATE.fullmatch(text)
    if not found:
        moment = instant(text, now)
        return moment, moment
    year, month, day = (None if g is None else int(g) for g in found.groups())
    try:
        first = datetime(year or 0, 1 if month is None else month, 1 if day is None else day)
        first = first.replace(tzinfo=UTC)
    except ValueError:
        raise _unknown(text) from None
    try:
        if day:
            return first, shifted(first, timedelta(days=1))
        if month:
            return first, first.replace(year=first.year + month // 12, month=month % 12 + 1)
        return first, first.replace(year=first.year + 1)
    except ValueError:
        return first, LAST


def _beyond(text: str) -> Unfit:
    return Unfit(Said("%(value)s is no time of the years 1 to 9999", value=text))


def _unknown(text: str) -> Unfit:
    return Unfit(Said("%(value)s is no time such as 2026-11-20, 2026-11 or 7d", value=text))
