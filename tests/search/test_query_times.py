"""Times as people type them: which moments each spelling lets through."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rookery.search.query import parse
from rookery.search.times import instant, period

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def span(text):
    where = parse(text, now=NOW).root.parts[0].where
    return where.low, where.high


def day(d, month=11, year=2026):
    return datetime(year, month, d, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("since:2026-11-20", day(20), None),
        ("since:2026-1-2", day(2, 1), None),
        ("until:2026-11-20", None, day(20)),
        ("before:2026-11-20", None, day(20)),
        ("after:2026-11-20", day(21), None),
        ("after:2026-11", day(1, 12), None),
        ("during:2026-11-20", day(20), day(21)),
        ("during:2026-12", day(1, 12), day(1, 1, 2027)),
        ("during:2026", day(1, 1), day(1, 1, 2027)),
        ("on:today", day(24), day(25)),
        ("during:yesterday", day(23), day(24)),
        ("since:today", day(24), None),
        ("since:7d", NOW - timedelta(days=7), None),
        ("until:12h", None, NOW - timedelta(hours=12)),
        ("within_time:30s", NOW - timedelta(seconds=30), NOW + timedelta(microseconds=1)),
    ],
)
def test_a_span_takes_in_its_first_moment_and_not_its_last(text, low, high):
    assert span(text) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T18:30",
        "2026-11-20T18:30:00Z",
        "2026-11-20T19:30:00+01:00",
        "2026-11-20_18:30:00_UTC",
        "1795199400",
        "1795199400000",
    ],
)
def test_one_moment_can_be_written_in_many_ways(text):
    assert instant(text, NOW) == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def test_days_begin_at_midnight_utc_wherever_the_clock_stands():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert instant("today", late) == day(25)


@pytest.mark.parametrize("text", ["99999y", "9" * 400, "0000-01-01", "2026-00", "2026-02-30", ""])
def test_what_no_calendar_holds_is_no_time(text):
    with pytest.raises(ValueError, match="is no time"):
        instant(text, NOW)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_a_span_that_no_calendar_ends_ends_with_the_calendar(text):
    first, end = period(text, NOW)
    assert (first.year, end) == (9999, datetime.max.replace(tzinfo=UTC))
    assert instant(text, NOW) == first


@pytest.mark.parametrize("text", ["3000y", "9999-12-31T23:59-05:00", "0001-01-01T00:00+05:00"])
def test_what_lies_beyond_the_calendar_is_refused_as_that(text):
    with pytest.raises(ValueError, match="is no time of the years 1 to 9999"):
        instant(text, NOW)
