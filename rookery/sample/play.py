"""Loads the sample network: its month is shifted so that its last day begins now and plays on.

The posts are plain JSONL beside this file, with `at` as "DD HH:MM" of the month.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rookery.ingest.jsonl import event_from
from rookery.log import logger
from rookery.post import Event

LAST_DAY = 30
FIRST_HUNDRED = timedelta(minutes=5)  # in which the first hundred events of the last day play
GROUP = "nightshift"  # the closed group of the sample
_FOLDER = Path(__file__).parent
_AT_ONCE = 400  # events a batch
_log = logger("rookery.sample")


@dataclass(frozen=True, slots=True)
class Scene:
    """The sample at one beginning: what has been, and what is still to come, each with its time."""

    past: tuple[Event, ...]
    coming: tuple[tuple[datetime, Event], ...]


def load_scene(began: datetime, *, still: bool = False) -> Scene:
    """The network whose last day begins at `began`; `still`: all of it, ending at `began`."""
    people = {p["handle"]: p for p in _lines("people-*.jsonl")}
    rows = sorted(_lines("posts-*.jsonl"), key=lambda r: _offset(r["at"]))
    offsets = [_offset(r["at"]) for r in rows]
    begin = timedelta(days=LAST_DAY - 1)
    starts = began - (offsets[-1] - begin) if still else began
    midnight = starts.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - begin

    def moment(offset: timedelta) -> datetime:
        """The days before keep their hours: an evening's "tomorrow" is the day that comes."""
        return midnight + offset if offset < begin else starts + (offset - begin)

    past: list[Event] = []
    coming: list[tuple[datetime, Event]] = []
    for row, offset in zip(rows, offsets, strict=True):
        at = moment(offset)
        if offset < begin or still:
            past.append(_event(row, at, people, moment))
            continue
        place = len(coming) + 1
        quick = began + place * FIRST_HUNDRED / 100
        at = quick if place <= 100 else max(at, quick)
        coming.append((at, _event(row, at, people, moment)))
    return Scene(tuple(past), tuple(coming))


def _lines(pattern: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(_FOLDER.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]


def _offset(at: str) -> timedelta:
    day, clock = at.split()
    hour, minute = clock.split(":")
    return timedelta(days=int(day) - 1, hours=int(hour), minutes=int(minute))


def _event(
    row: dict[str, Any],
    at: datetime,
    people: dict[str, dict[str, Any]],
    moment: Callable[[timedelta], datetime],
) -> Event:
    row = {k: v for k, v in row.items() if k != "at"}
    if "id" in row:
        author = people.get(row["author"], {"handle": row["author"]})
        consent = {**author.get("consent", {}), **row.get("consent", {})}
        row |= {
            "author": {k: v for k, v in author.items() if k != "consent"},
            "created_at": at.isoformat(),
            "source": "sample",
        }
        if consent:
            row["consent"] = consent
        if "edited_at" in row:
            row["edited_at"] = moment(_offset(row["edited_at"])).isoformat()
    return event_from(row)


class Player:
    """Plays the coming events in real time; the past goes in when it is made."""

    def __init__(
        self,
        apply: Callable[[Sequence[Event]], object],
        began: datetime,
        *,
        still: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._apply, self._now = apply, now
        scene = load_scene(began, still=still)
        for start in range(0, len(scene.past), _AT_ONCE):
            apply(scene.past[start : start + _AT_ONCE])
        self._coming = list(scene.coming)
        self._stop = threading.Event()

    @property
    def left(self) -> int:
        """Events still to come."""
        return len(self._coming)

    def due(self) -> int:
        """Apply what is due by now; gives how many events that were."""
        now = self._now()
        ready = [event for at, event in self._coming if at <= now]
        if ready:
            self._apply(ready)
            self._coming = self._coming[len(ready) :]
        return len(ready)

    def play(self) -> None:
        """Until all is played or `stop` is called; for a thread of its own.

        What cannot go in now (a full disk, a long lock) is said and tried again, more and more
        slowly: nothing of it is lost, and the demo goes on when there is room.
        """
        pause = 0.5
        while self._coming and not self._stop.is_set():
            try:
                self.due()
            except Exception as error:  # noqa: BLE001  nobody sees a thread that has died
                _log.error("the sample waits: its next posts did not go in", error=str(error))
                pause = min(2 * pause, 60)
                self._stop.wait(pause)
                continue
            pause = 0.5
            if self._coming:
                wait = (self._coming[0][0] - self._now()).total_seconds()
                self._stop.wait(min(max(wait, 0.05), 60))

    def stop(self) -> None:
        self._stop.set()
