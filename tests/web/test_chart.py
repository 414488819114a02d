"""The ends of the histogram say which days it counts, and no later ones."""

from datetime import UTC, datetime, timedelta

from rookery.search.results import Bin, Histogram
from rookery.web.chart import Chart, chart

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def _drawn(step: timedelta, *starts: datetime) -> Chart:
    bins = tuple(Bin(start, 1) for start in starts)
    drawn = chart(Histogram(int(step.total_seconds()), bins), "ferry", NOW)
    assert drawn is not None
    return drawn


def _day(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def test_it_ends_with_the_last_day_that_it_counts() -> None:
    days = _drawn(timedelta(days=1), *(_day(n) for n in range(10, 15)))
    assert (days.first, days.last_day.date()) == (_day(10), _day(14).date())


def test_it_ends_today_where_its_last_bar_is_not_over() -> None:
    assert _drawn(timedelta(days=1), *(_day(n) for n in range(16, 21))).last_day == NOW
    assert _drawn(timedelta(days=7), _day(12), _day(19)).last_day == NOW
    assert _drawn(timedelta(hours=6), _day(20), _day(20) + timedelta(hours=12)).last == NOW


def test_a_post_dated_ahead_stands_within_it() -> None:
    ahead = _drawn(timedelta(days=1), *(_day(n) for n in range(20, 25)))
    assert ahead.last_day.date() == _day(24).date()
