"""Times as sources write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from rookery.ingest.times import parse_time, snowflake_time

NEW_YEAR = datetime(2013, 12, 31, 23, 35, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "Tue Dec 31 23:35:06 +0000 2013",
        "Wed Jan 01 01:35:06 +0200 2014",
        "2013-12-31T23:35:06Z",
        "2013-12-31T23:35:06.000+00:00",
        "2013-12-31 23:35:06",
        "2013/12/31 23:35:06",
        "2013-12-31 23:35:06 UTC",
        "2013-12-31 23:35:06 +0000",
        "Tue, 31 Dec 2013 23:35:06 GMT",
        " 1388532906 ",
        "1388532906.0",
        "1388532906000",
        1388532906,
        1388532906.0,
        1388532906000,
        1388532906000000,
        1388532906000000000,
        datetime(2013, 12, 31, 23, 35, 6),
        datetime(2014, 1, 1, 1, 35, 6, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_the_same_moment_in_many_forms(said: Any) -> None:
    assert parse_time(said) == NEW_YEAR
    assert parse_time(said).tzinfo is UTC


def test_a_day_is_its_beginning() -> None:
    day = datetime(2013, 1, 1, tzinfo=UTC)
    assert parse_time("2013-01-01") == parse_time("20130101") == parse_time(date(2013, 1, 1)) == day


@pytest.mark.parametrize(
    "said", ["soon", "", "2013", "31/12/2013", "Tue Foo 31 23:35:06 +0000 2013", True, None, [],
             float("inf"), float("nan"), 1e300, "9" * 30, "0000-00-00",
             datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))]
)  # fmt: skip
def test_what_is_no_time(said: Any) -> None:
    assert parse_time(said) is None


def test_x_s_ids_tell_when_they_were_made() -> None:
    assert abs(snowflake_time("418163434979483648") - NEW_YEAR) < timedelta(seconds=1)
    assert snowflake_time("20") is None
    assert snowflake_time("abc") is None
    assert snowflake_time("9" * 40) is None
