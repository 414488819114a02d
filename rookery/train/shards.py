"""Token shards in a folder: .npy files to be mapped into memory, each with its part of the ledger.

    set.json              what all shards are made with, and how far the store was followed
    tokenizer.json
    00007.train.npy       texts one after the other, END after each; uint16 or uint32
    00007.kept_back.npy   those for evaluation
    00007.near.npy        keys of the texts, so that later shards do not repeat them
    00007.json            the manifest, written last: with it the shard is there, or not at all

A text that is withdrawn is overwritten with END, so that no other text moves and a run that was
killed goes on with the very next token.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rookery.durable import replacing, write_whole
from rookery.errors import BadInput, NotFound
from rookery.train.near import Keys

Tokens = npt.NDArray[np.unsignedinteger[Any]]  # of 16 or 32 bits
SET = "set.json"
FORMAT = 1
PARTS = ("train", "kept_back")
_UNREADABLE = (OSError, ValueError, EOFError)  # what NumPy says of a file that was cut short


class Entry(NamedTuple):
    """One text of a shard: the keyed hashes of its post, and where its tokens lie."""

    post: str
    state: str  # of what the post said then
    start: int
    length: int  # its END among them
    bytes: int  # of its UTF-8
    row: int  # of its keys in the file of them


@dataclass(frozen=True, slots=True)
class Part:
    """The texts of one .npy file."""

    tokens: int = 0
    blank: int = 0  # of them, where withdrawn texts were
    crc32: int = 0
    texts: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a shard is made of."""

    source: str
    upto: int  # the place in the source where the next shard's rows begin
    read: int  # rows of the source
    removed: Mapping[str, int] = field(default_factory=dict)  # by the rule that took them
    masked: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()  # keyed hashes of posts that were in

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Manifest:
        parts = {
            name: Part(p["tokens"], p["blank"], p["crc32"], tuple(Entry(*t) for t in p["texts"]))
            for name, p in values["parts"].items()
        }
        return cls(**{**values, "parts": parts, "withdrawn": tuple(values["withdrawn"])})


@dataclass(frozen=True, slots=True)
class Description:
    """What every shard of a set has in common."""

    tokenizer: str  # SHA-256 of tokenizer.json
    vocabulary: int
    end: int  # the token between texts
    rules: Mapping[str, Any]
    key: str  # tells whether the home's key is the one that the ledger is under
    seen: int = 0  # the store's changes up to here have been followed
    compared: int = 0  # so many shards were compared with the whole store
    consent: Mapping[str, str] = field(default_factory=dict)  # what unstated meant, by source
    runs: Sequence[str] = ()  # that have learned from it
    format: int = FORMAT

    @property
    def dtype(self) -> type[np.uint16] | type[np.uint32]:
        return np.uint16 if self.vocabulary <= 1 << 16 else np.uint32


class Shards:
    """The shards in `folder`. One process at a time writes; many may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # Reading

    def description(self) -> Description:
        """Raises NotFound where there are no shards, and BadInput where they are another's."""
        path = self.folder / SET
        if not path.exists():
            raise NotFound(f"There is no training data in {self.folder}: make it first.")
        try:
            values = json.loads(path.read_text("utf-8"))
            if values.get("format") != FORMAT:
                raise BadInput(
                    f"{self.folder} was made by another release: make its training data anew."
                )
            return Description(**values)
        except (ValueError, TypeError, AttributeError):
            raise BadInput(f"{path} is damaged: make the training data anew.") from None

    def numbers(self) -> list[int]:
        """Of the shards that are whole."""
        found = (path.stem for path in self.folder.glob("*.json"))
        return sorted(int(name) for name in found if name.isdecimal())

    def manifest(self, number: int) -> Manifest:
        path = self._path(number, "json")
        try:
            return Manifest.from_json(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise BadInput(f"{path} is damaged: make the training data anew.") from None

    def manifests(self) -> Iterator[Manifest]:
        return map(self.manifest, self.numbers())

    def tokens(self, number: int, part: str = "train") -> Tokens:
        """The tokens of a shard, mapped: they are read where they are looked at."""
        path = self._path(number, f"{part}.npy")
        try:
            found: Tokens = np.load(path, mmap_mode="r")
        except _UNREADABLE:  # NumPy says so of a file that was cut short, too
            try:
                found = np.load(path)  # nothing can be mapped of an empty one
            except _UNREADABLE:
                raise BadInput(f"{path} is damaged: make the training data anew.") from None
        return found

    def keys(self, number: int) -> Keys:
        path = self._path(number, "near.npy")
        try:
            found: Keys = np.load(path)
        except _UNREADABLE:
            raise BadInput(f"{path} is damaged: make the training data anew.") from None
        return found

    def damaged(self) -> list[str]:
        """The files that are not as they were written."""
        found = []
        for number in self.numbers():
            for name, part in self.manifest(number).parts.items():
                try:
                    whole = _crc(self.tokens(number, name)) == part.crc32
                except BadInput:
                    whole = False
                if not whole:
                    found.append(self._path(number, f"{name}.npy").name)
        return found

    # Writing

    def describe(self, description: Description) -> None:
        write_whole(self.folder / SET, json.dumps(asdict(description), indent=1) + "\n")

    def write(
        self, number: int, manifest: Manifest, tokens: Mapping[str, Tokens], keys: Keys
    ) -> Manifest:
        """The whole shard, durable when it returns; gives its manifest with lengths and sums."""
        parts = {}
        for name in PARTS:
            self._save(number, f"{name}.npy", tokens[name])
            part = manifest.parts[name]
            parts[name] = replace(part, tokens=len(tokens[name]), crc32=_crc(tokens[name]))
        self._save(number, "near.npy", keys)
        manifest = replace(manifest, parts=parts)
        said = json.dumps(asdict(manifest), separators=(",", ":"))
        write_whole(self._path(number, "json"), said)
        return manifest

    def without(self, number: int, stays: Callable[[Entry], bool]) -> list[str]:
        """Write a shard anew without the texts that may not stay; gives their posts' hashes.

        Killed in between, it is done again: nothing moves, and the manifest comes last.
        """
        before = self.manifest(number)
        gone = [e for name in PARTS for e in before.parts[name].texts if not stays(e)]
        if not gone:
            return []
        end = self.description().end
        lost = {entry.post for entry in gone}
        tokens: dict[str, Tokens] = {}
        parts, keys = {}, self.keys(number)
        for name in PARTS:
            part, held = before.parts[name], np.array(self.tokens(number, name))
            kept = tuple(e for e in part.texts if e.post not in lost)
            for entry in part.texts:
                if entry.post in lost:
                    held[entry.start : entry.start + entry.length] = end
                    keys[entry.row] = 0
            blank = len(held) - sum(e.length for e in kept)
            tokens[name], parts[name] = held, Part(blank=blank, texts=kept)
        withdrawn = (*before.withdrawn, *sorted(lost))
        self.write(number, replace(before, parts=parts, withdrawn=withdrawn), tokens, keys)
        return sorted(lost)

    def sweep(self) -> None:
        """Take away what a killed run left half made; whoever calls is the one that writes."""
        whole = {f"{number:05}" for number in self.numbers()}
        for path in self.folder.iterdir():
            torn = path.suffix == ".part"
            if torn or (path.suffix == ".npy" and path.name.split(".")[0] not in whole):
                path.unlink(missing_ok=True)

    def _path(self, number: int, ending: str) -> Path:
        return self.folder / f"{number:05}.{ending}"

    def _save(self, number: int, ending: str, values: npt.NDArray[Any]) -> None:
        with replacing(self._path(number, ending)) as part, part.open("wb") as file:
            np.save(file, values)


def _crc(tokens: Tokens) -> int:
    return zlib.crc32(np.ascontiguousarray(tokens).data) if len(tokens) else 0
