"""One large file over HTTP that goes on where it stopped, and takes its name once it is whole.

What has come lies beside it as `NAME.SUM.part`, so that a part is only gone on with where the same
bytes are wanted.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from rookery.errors import RookeryError, Said, Unavailable
from rookery.llm.transfer import Meter, Report, room_for, sha256_of, weight

_TRIES = 5  # in a row that brought nothing
_LONGEST = 60.0  # seconds that a server may make us wait; beyond it a person decides
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The file as its server describes it."""

    url: str
    size: int
    sha256: str


class _Passing(Exception):
    """It may go well the next time; `wait` is what the server asks for."""

    def __init__(self, error: RookeryError, wait: float | None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


def download(
    client: httpx.Client,
    wanted: Wanted,
    to: Path,
    report: Report,
    refusal: Callable[[httpx.Response], RookeryError],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Bring the file to `to`; raises Unavailable, and what `refusal` makes of a refusal."""
    part = to.with_name(f"{to.name}.{wanted.sha256[:12]}.part")
    for other in to.parent.glob(f"{to.name}.*.part"):
        if other != part:
            other.unlink(missing_ok=True)
    have = _length(part)
    if have > wanted.size:
        part.unlink()
        have = 0
    room_for(wanted.size - have, to.parent)
    meter = Meter("fetching", wanted.size, report, done=have)
    failed = 0
    while (have := _length(part)) < wanted.size:
        try:
            _go_on(client, wanted, part, have, meter, refusal)
        except (httpx.TransportError, _Passing) as error:
            failed = 0 if _length(part) > have else failed + 1
            if failed >= _TRIES or (wait := _pause(error, failed)) > _LONGEST:
                raise _gave_up(error, wanted, _length(part)) from None
            sleep(wait)
    got = sha256_of(part, report)
    if got != wanted.sha256:
        part.unlink()
        raise Unavailable(
            Said(
                "What came from %(url)s is not what its checksum says (SHA-256 %(got)s, and not "
                "%(sum)s), and was thrown away: try again, or from another address.",
                url=wanted.url, got=got[:12], sum=wanted.sha256[:12],
            )
        )  # fmt: skip
    part.replace(to)


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _pause(error: Exception, failed: int) -> float:
    asked = error.wait if isinstance(error, _Passing) else None
    return asked if asked is not None else float(min(2**failed, 30) / 2)


def _gave_up(error: Exception, wanted: Wanted, have: int) -> RookeryError:
    if isinstance(error, _Passing):
        return error.error
    return Unavailable(
        Said(
            "The connection to %(host)s broke (%(have)s of %(size)s are here): type the same "
            "again, and it goes on from there.",
            host=httpx.URL(wanted.url).host, have=weight(have), size=weight(wanted.size),
        )
    )  # fmt: skip


def _go_on(
    client: httpx.Client, wanted: Wanted, part: Path, have: int, meter: Meter,
    refusal: Callable[[httpx.Response], RookeryError],
) -> None:  # fmt: skip
    """One answer's bytes behind those that are there."""
    headers = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", wanted.url, headers=headers, follow_redirects=True) as answer:
        if answer.status_code in _PASSING:
            raise _Passing(refusal(answer), _asked_to_wait(answer))
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            part.unlink()  # of another file than the server has now
            meter.again()
            return
        if not answer.is_success:
            raise refusal(answer)
        goes_on = have > 0 and _begins(answer) == have
        if have and not goes_on:
            meter.again()  # it knows no ranges: from the first byte
        with part.open("ab" if goes_on else "wb") as file:
            room = wanted.size - (have if goes_on else 0)
            for block in answer.iter_raw():
                file.write(block[:room])
                meter.add(len(block[:room]))
                if len(block) > room:
                    break  # more than it said: the checksum tells whether it is the file
                room -= len(block)
            file.flush()
            os.fsync(file.fileno())
        if room > 0 and _length(part) < wanted.size:
            raise httpx.ReadError("ended early")


def _begins(answer: httpx.Response) -> int | None:
    """The first byte of a part, where the answer is one."""
    found = _RANGE.match(answer.headers.get("content-range", ""))
    partial = answer.status_code == httpx.codes.PARTIAL_CONTENT
    return int(found[1]) if partial and found else None


def _asked_to_wait(answer: httpx.Response) -> float | None:
    asked = answer.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() else None
