"""Files as sources give them: one, a folder of them, or standard input; plain, .gz or .zst."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol, cast

import pyarrow as pa

from rookery.errors import BadInput, NoRoom

STDIN = "-"
NOTHING = "Nothing comes in on standard input."
_PACKED = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd"}  # and how such a file begins
_BUFFER = 1 << 17
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the input; `before` is the bytes of those that come first."""

    path: Path | None  # None is standard input
    before: int = 0
    size: int | None = None  # None where it is a pipe

    @property
    def name(self) -> str:
        """As it stands in rejects and errors; a byte that is not UTF-8 is marked."""
        return os.fsencode(self.path).decode("utf-8", "replace") if self.path else "stdin"


def parts(path: str, endings: tuple[str, ...]) -> tuple[list[Part], int | None]:
    """The files that `path` names, in order of their names, and their bytes in all."""
    if path == STDIN:
        standard_input()
        return [Part(None)], None
    place = found(path)
    files = [place]
    if place.is_dir():
        files = [f for f in files_in(place) if bare_ending(f) in endings]
        if not files:
            raise BadInput(f"The folder {path} holds no {' or '.join(endings)} file.")
    sizes = [_size(file) for file in files]
    out, before = [], 0
    for file, size in zip(files, sizes, strict=True):
        out.append(Part(file, before, size))
        before += size or 0
    return out, None if None in sizes else before


def comes_once(path: str) -> bool:
    """Whether what is named gives its bytes once: standard input, a pipe, a device."""
    place = Path(path).expanduser()
    return path == STDIN or not (place.is_file() or place.is_dir())


def standard_input() -> IO[bytes]:
    """Raises BadInput where it is closed."""
    if sys.stdin is None:
        raise BadInput(NOTHING)
    return sys.stdin.buffer


def found(path: str) -> Path:
    """The file or folder; raises BadInput where there is none."""
    place = Path(path).expanduser()
    try:
        if path.strip() and place.exists():  # an empty one would be the current folder
            return place
    except (OSError, ValueError):  # a name too long for the system, or with a NUL in it
        pass
    raise BadInput(f"There is no file or folder {path[:300]!r}.")


def files_in(folder: Path) -> list[Path]:
    """The files under a folder in a fixed order, but for hidden ones.

    Raises BadInput for a folder in it that cannot be read: what lies there would be left out.
    """

    def refuse(error: OSError) -> None:
        raise BadInput(f"The folder {error.filename} cannot be read: {error.strerror}.")

    files: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted(file for file in files if file.is_file())


def bare_ending(path: Path) -> str:
    """The ending of a file's name without that of its compression, in lower case."""
    if path.suffix.lower() in _PACKED:
        path = path.with_suffix("")
    return path.suffix.lower()


def _size(file: Path) -> int | None:
    try:
        status = file.stat()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


class Stream(Protocol):
    """Unpacked bytes."""

    def read(self, size: int = -1, /) -> bytes: ...
    def read1(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...
    def peek(self, size: int = 0, /) -> bytes: ...


class Opened:
    """A part that is being read."""

    def __init__(self, part: Part, raw: IO[bytes], stream: Stream) -> None:
        self.part, self.stream, self._raw = part, stream, raw

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def plain(self) -> bool:
        """Whether nothing had to be unpacked."""
        return cast(object, self.stream) is self._raw

    def done(self) -> int:
        """Bytes of the whole input read so far; for a pipe those that came before it."""
        return self.part.before + (0 if self.part.size is None else self._raw.tell())


@contextmanager
def opened(part: Part, *, again: bool = False) -> Iterator[Opened]:
    """The part, unpacked; what breaks while it is read becomes one sentence.

    With `again` it is opened once more, and has what was not read by then if it is a pipe.
    """
    raw = _raw(part)
    try:
        yield Opened(part, raw, _unpacked_once(raw) if part.size is None else _unpacked(raw, part))
    except EOFError:
        raise BadInput(_short(part)) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{part.name} is damaged and cannot be unpacked: {error}.") from None
    except OSError as error:
        if "zstd" in str(error).lower() or "truncated" in str(error).lower():
            raise BadInput(_short(part)) from None
        raise BadInput(f"{part.name} cannot be read further: {error.strerror or error}.") from None
    finally:
        if part.path is not None and part.size is None and again:
            _pipes[part.path] = raw
        elif part.path is not None:
            raw.close()


_pipes: dict[Path, IO[bytes]] = {}  # that were looked at and wait to be read, as they open once


def _raw(part: Part) -> IO[bytes]:
    if part.path is None:
        return standard_input()
    if part.path in _pipes:
        return _pipes.pop(part.path)
    try:
        return part.path.open("rb", _BUFFER)
    except OSError as error:
        raise BadInput(f"{part.name} cannot be read: {error.strerror}.") from None


def _short(part: Part) -> str:
    return (
        f"{part.name} ends in the middle or is damaged: what came before is in; fetch it whole "
        "and run the same command again."
    )


@contextmanager
def seekable(part: Part) -> Iterator[IO[bytes]]:
    """The part's unpacked bytes as a file that can be read from anywhere, on disk if need be."""
    with ExitStack() as stack:
        with opened(part) as file:
            if part.size is not None and file.plain:
                yield cast(IO[bytes], file.stream)
                return
            copy = stack.enter_context(_copied(file.stream))
        yield copy


def _copied(stream: Stream) -> IO[bytes]:
    """A temporary file with all that the stream has; raises NoRoom where it does not fit."""
    copy = None
    try:
        copy = tempfile.TemporaryFile()  # noqa: SIM115  whoever asked for it closes it
        while piece := stream.read(1 << 20):
            copy.write(piece)
        copy.seek(0)
    except BaseException as error:
        if copy:
            with suppress(OSError):  # it cannot write what it still holds
                copy.close()
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise NoRoom(
                f"The disk of {tempfile.gettempdir()} is full, where an input is unpacked: make "
                "room there, or name another folder in TMPDIR, and run the same command again."
            ) from None
        raise
    return copy


def _unpacked(raw: IO[bytes], part: Part) -> Stream:
    ending = part.path.suffix.lower() if part.path else ""
    if ending not in _PACKED:  # standard input, or a file whose name does not tell
        head = cast(io.BufferedReader, raw).peek(4)[:4]
        ending = next((e for e, magic in _PACKED.items() if head.startswith(magic)), "")
    if ending == ".gz":
        return cast(Stream, gzip.GzipFile(fileobj=raw))
    if ending == ".zst":
        return cast(Stream, io.BufferedReader(_Zstandard(raw), _BUFFER))
    return cast(Stream, raw)


@lru_cache(maxsize=1)
def _unpacked_once(raw: IO[bytes]) -> Stream:
    """The same stream for who looks what comes in and for who reads it then."""
    return _unpacked(raw, Part(None))


class _Zstandard(io.RawIOBase):
    """Zstandard frames as a raw stream, giving all that came before a break."""

    _STEP = 2_048  # bytes: one call of Arrow's that breaks gives nothing of what it had

    def __init__(self, raw: IO[bytes]) -> None:
        self._stream: Any = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
        self._broken: OSError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = 0
        try:
            while self._broken is None and size < len(buffer):
                data = self._stream.read(min(self._STEP, len(buffer) - size))
                if not data:
                    break
                buffer[size : size + len(data)] = data
                size += len(data)
        except OSError as error:
            self._broken = error
        if self._broken and not size:
            raise self._broken
        return size


def head(path: str) -> bytes:
    """The first unpacked bytes of a file or of a pipe, which stay there to be read."""
    part = Part(None) if path == STDIN else Part(found(path), 0, _size(found(path)))
    with opened(part, again=True) as file:
        return file.stream.peek(4)
