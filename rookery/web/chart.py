"""The histogram as bars: places on a drawing, and for each bar the search that it narrows to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rookery.errors import BadInput
from rookery.search.query import Query, parse, with_operator
from rookery.search.results import Bin, Histogram
from rookery.search.times import FIRST, LAST
from rookery.search.tree import Fact
from rookery.store.where import Range

WIDTH, HEIGHT = 480, 56  # units of the drawing; the page scales it
_GAP = 1.5
_LEAST = 2.0  # a bin with one post must be seen beside one with a thousand
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    slot: float  # where the bin begins, its gap included
    slot_width: float
    start: datetime  # of the bin, or of the times asked for where those begin within it
    end: datetime
    count: int
    narrowed: str  # the query within this bin


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    most: int
    step: int  # seconds
    first: datetime
    last: datetime  # the end of the last bin, or now where that is not over

    @property
    def last_day(self) -> datetime:
        """Within the last day counted: a bin that ends at midnight has none of the day after."""
        return self.last - timedelta(microseconds=1) if _is_midnight(self.last) else self.last

    @property
    def crosses_years(self) -> bool:
        """Whether a day alone does not tell where it stands."""
        return self.first.year != self.last_day.year

    @property
    def by_day(self) -> bool:
        """Whether the days of its ends tell enough: an hour says nothing beside a week."""
        return self.last - self.first > timedelta(days=2)


def chart(histogram: Histogram | None, query: str, now: datetime) -> Chart | None:
    """The drawing; `None` where there is nothing to compare."""
    if histogram is None or len(histogram.bins) < 2:
        return None
    most = max(b.count for b in histogram.bins)
    wide = WIDTH / len(histogram.bins)
    step = timedelta(seconds=histogram.step)
    asked = parse(query)
    since, until = _asked_times(asked)
    bars = []
    for i, b in enumerate(histogram.bins):
        tall = max(b.count / most * HEIGHT, _LEAST) if b.count else 0.0
        end = b.start + min(step, LAST - b.start)
        try:
            narrowed = _narrowed(asked, b, end, since, until)
        except BadInput:
            return None  # the query is as long as a query may be: its bars could not be followed
        bars.append(
            Bar(
                x=round(i * wide + _GAP / 2, 2),
                y=round(HEIGHT - tall, 2),
                width=round(max(wide - _GAP, 1), 2),
                height=round(tall, 2),
                slot=round(i * wide, 2),
                slot_width=round(wide, 2),
                start=max(b.start, since),
                end=min(end, until),
                count=b.count,
                narrowed=narrowed,
            )
        )
    begun = bars[-1].start <= now  # no: a post is dated ahead
    last = min(bars[-1].end, now) if begun else bars[-1].end
    return Chart(tuple(bars), most, histogram.step, bars[0].start, last)


def _asked_times(asked: Query) -> tuple[datetime, datetime]:
    """What the query's own since: and until: let through: a bin at their edge reaches beyond."""
    since, until = FIRST, LAST
    for part in asked.root.parts:
        if isinstance(part, Fact) and isinstance(part.where, Range):
            low, high = part.where.low, part.where.high
            if part.name == "since" and isinstance(low, datetime):
                since = max(since, low)
            elif part.name == "until" and isinstance(high, datetime):
                until = min(until, high)
    return since, until


def _narrowed(asked: Query, b: Bin, end: datetime, since: datetime, until: datetime) -> str:
    """The query within a bin; its own since: or until: stays where the bin reaches beyond."""
    query = asked.text
    if b.start > since:
        query = with_operator(query, "since", stamp(b.start))
    if end < until:
        query = with_operator(query, "until", stamp(end))
    return query


def stamp(time: datetime) -> str:
    """A moment as the query language reads it: a day where it is one, else to the second."""
    time = time.astimezone(UTC)
    if _is_midnight(time):
        return f"{time.date()}"  # strftime writes the year 1 as it likes
    return f"{time.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _is_midnight(time: datetime) -> bool:
    return int(time.timestamp()) % _DAY == 0
