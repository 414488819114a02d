"""Files as sources give them: one, a folder of them, or standard input; plain, .gz or .zst."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from rookery.errors import BadInput

LONGEST_LINE = 10_000_000  # bytes of one record
_PACKED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the input; `before` is the bytes of those that come first."""

    path: Path | None  # None is standard input
    before: int = 0

    @property
    def name(self) -> str:
        return self.path.name if self.path else "stdin"


def parts(path: str, endings: tuple[str, ...]) -> tuple[list[Part], int | None]:
    """The files that `path` names, in order of their names, and their bytes in all."""
    if path == "-":
        return [Part(None)], None
    found = Path(path).expanduser()
    if not found.exists():
        raise BadInput(f"There is no file or folder {path}.")
    files = [found]
    if found.is_dir():
        files = sorted(f for f in found.rglob("*") if f.is_file() and bare_ending(f) in endings)
        if not files:
            raise BadInput(f"The folder {path} holds no {' or '.join(endings)} file.")
    out, before = [], 0
    for file in files:
        out.append(Part(file, before))
        before += file.stat().st_size
    return out, before


def bare_ending(path: Path) -> str:
    """The ending of a file's name without that of its compression, in lower case."""
    if path.suffix.lower() in _PACKED:
        path = path.with_suffix("")
    return path.suffix.lower()


class _Unpacked(io.RawIOBase):
    """A decompressing pyarrow stream as a raw Python one."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def opened(part: Part) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The part's bytes, unpacked; and the raw file, whose place tells how far reading has come."""
    try:
        raw: IO[bytes] = sys.stdin.buffer if part.path is None else part.path.open("rb")
    except OSError as error:
        raise BadInput(f"{part.path} cannot be read: {error.strerror}.") from None
    try:
        yield _unpacked(raw, part), raw
    except EOFError:
        raise BadInput(
            f"{part.name} ends in the middle: what came before is in; fetch it whole and run again."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{part.name} is damaged and cannot be unpacked: {error}.") from None
    except OSError as error:
        if "zstd" not in str(error).lower():
            raise
        raise BadInput(f"{part.name} is damaged or ends in the middle: {error}.") from None
    finally:
        if part.path is not None:
            raw.close()


def _unpacked(raw: IO[bytes], part: Part) -> IO[bytes]:
    ending = part.path.suffix.lower() if part.path else ""
    if part.path is None:
        head = cast(io.BufferedReader, raw).peek(4)[:4]
        ending = ".gz" if head[:2] == b"\x1f\x8b" else ".zst" if head == b"\x28\xb5\x2f\xfd" else ""
    if ending == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if ending == ".zst":
        stream = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
        return cast(IO[bytes], io.BufferedReader(_Unpacked(stream), 1 << 18))
    return raw


def place(raw: IO[bytes], part: Part) -> int:
    """Bytes of the whole input read so far."""
    return part.before + raw.tell() if part.path is not None else 0


def lines(stream: IO[bytes], name: str, encoding: str) -> Iterator[tuple[int, str | ValueError]]:
    """Numbered lines as text; one that is too long or not of the encoding is a ValueError."""
    try:
        "".encode(encoding)
    except LookupError:
        raise BadInput(
            f"There is no encoding {encoding!r}: utf-8 and latin-1 are common."
        ) from None
    if encoding.lower().replace("-", "") in ("utf8", "utf8sig"):
        yield from _utf8_lines(stream, name)
        return
    text = io.TextIOWrapper(stream, encoding)  # type: ignore[type-var]  # any buffered reader
    try:
        yield from enumerate(text, 1)
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not in {encoding}: {error.reason}.") from None


def _utf8_lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, str | ValueError]]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if line[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise BadInput(f"{name} is in UTF-16: say --encoding utf-16.")
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, ValueError(f"the record is over {LONGEST_LINE // 1_000_000} MB")
            continue
        try:
            yield number, line.decode()
        except UnicodeDecodeError as error:
            yield (
                number,
                ValueError(
                    f"it is not UTF-8 at byte {error.start + 1} of the line: if the whole file is "
                    "in another encoding, say --encoding latin-1"
                ),
            )
