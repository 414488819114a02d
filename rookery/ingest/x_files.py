"""The data files of X's archive, in a zip, in the folder it unpacks to, or one by itself."""

from __future__ import annotations

import os
import re
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from rookery.errors import BadInput
from rookery.ingest.opened import STDIN, Part, files_in, found, seekable

# "tweets.js", "tweets-part3.js", and "2013_01.js" of archives from before 2018
_DATA = re.compile(
    r"(?:^|/)(?P<kind>[a-z][a-z-]*?)(?:-part(?P<part>\d+))?\.js$"
    r"|(?:^|/)data/js/(?P<old>tweets)/(?P<month>\d{4}_\d{2})\.js$"
)
_BIGGEST = 8_000_000_000  # bytes of one file unpacked; the largest archives have parts of 100 MB
_SWELL = 200  # times its packed size: posts pack 10 to 15 times, a bomb 1,000
_PIECE = 1 << 20  # bytes read at a time
_SMALL = 10_000_000  # bytes that may swell as they like


class DataFile:
    """One data file: what it holds, and how large it is."""

    __slots__ = ("before", "kind", "name", "place", "size")

    def __init__(self, name: str, kind: str, place: tuple[str, int, str], size: int) -> None:
        self.name, self.kind, self.place, self.size = name, kind, place, size
        self.before = 0  # bytes of those that are read first


class XFiles:
    """The data files of one archive."""

    def __init__(self, path: str, kinds: frozenset[str]) -> None:
        self._stack = ExitStack()
        weakref.finalize(self, self._stack.close)
        self._folder: Path | None = None
        self._zip: zipfile.ZipFile | None = None
        place = None if path == STDIN else found(path)
        self._part = Part(place, 0, place.stat().st_size if place and place.is_file() else None)
        self.name = self._part.name
        self.empty = False  # not one byte is there
        if place and place.is_dir():
            self._folder = place
            sizes = {f.relative_to(place).as_posix(): f.stat().st_size for f in files_in(place)}
        elif place and place.suffix.lower() == ".js":
            self._folder = place.parent
            beside = [
                place,
                *(place.parent / n for n in ("account.js", "profile.js", "protected-history.js")),
            ]
            sizes = {f.name: f.stat().st_size for f in beside if f.is_file()}
        else:
            sizes = self._open_zip()
        self.files = sorted(_known(sizes, kinds), key=lambda f: f.place)
        if self._zip:
            self._refuse_bombs(self._zip)

    def _open_zip(self) -> dict[str, int]:
        file = self._stack.enter_context(seekable(self._part))
        if not file.seek(0, os.SEEK_END):
            self.empty = True
            return {}
        try:
            self._zip = self._stack.enter_context(zipfile.ZipFile(file))
        except (
            zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError
        ) as error:  # fmt: skip
            raise BadInput(
                f"{self.name} is no whole zip file ({error}): fetch the archive from X once more."
            ) from None
        return {i.filename: i.file_size for i in self._zip.infolist() if not i.is_dir()}

    def _refuse_bombs(self, archive: zipfile.ZipFile) -> None:
        for file in self.files:
            packed = archive.getinfo(file.name).compress_size
            if file.size > _BIGGEST or file.size > max(_SMALL, _SWELL * packed):
                raise BadInput(
                    f"{file.name} in {self.name} would unpack from {packed:,} to {file.size:,} "
                    "bytes, which no archive of X's does: it is not read."
                )

    @contextmanager
    def open(self, file: DataFile) -> Iterator[IO[bytes]]:
        """A data file's bytes; one that is damaged becomes one sentence."""
        try:
            if self._zip:
                with self._zip.open(file.name) as member:
                    while member.read(_PIECE):  # damage gives other words first, and shows last
                        pass
                with self._zip.open(file.name) as member:
                    yield member
            else:
                with (cast(Path, self._folder) / file.name).open("rb") as plain:
                    yield plain
        except (
            zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError
        ) as error:  # fmt: skip
            raise BadInput(
                f"{file.name} in {self.name} is damaged ({error}): fetch the archive from X "
                "once more."
            ) from None


def _known(sizes: dict[str, int], kinds: frozenset[str]) -> Iterator[DataFile]:
    for name, size in sizes.items():
        match = _DATA.search(name)
        if match is None or "assets/" in name or "__MACOSX/" in name:
            continue
        kind = match["old"] or match["kind"]
        if kind in kinds:
            order = (kind, int(match["part"] or 0), match["month"] or name)
            yield DataFile(name, kind, order, size)
