"""Sources to token shards: pieces read in order, made ready by many cores, written in order.

At any time as many pieces are in memory as there are workers, and one. A run that was killed goes
on after its last whole shard, and one over the same sources later adds what is new.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from rookery.apart import Apart
from rookery.durable import write_whole
from rookery.errors import BadInput, Conflict, Unavailable
from rookery.model.tokenizer import END, FILE
from rookery.train.cleaned import NEAR, Rules, cleaned
from rookery.train.corpus import Piece, Posts, Source
from rookery.train.keyed import Keyed
from rookery.train.near import Seen
from rookery.train.ready import Readier, Ready, in_worker, start_worker
from rookery.train.shards import PARTS, SET, Description, Entry, Manifest, Part, Shards, Tokens
from rookery.train.withdrawn import DATA, at_work, follow_one, trained_table

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(slots=True)
class Progress:
    """How far a run has come."""

    total: int  # rows of all sources
    read: int = 0  # in this run and before
    before: int = 0  # in runs before
    texts: int = 0
    tokens: int = 0
    seconds: float = 0.0
    removed: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Rows a second in this run."""
        return (self.read - self.before) / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that are likely left; `None` before anything can be told."""
        return max(self.total - self.read, 0) / self.rate if self.rate else None


def build(
    home: Path,
    name: str,
    sources: Sequence[Source],
    tokenizer: Tokenizer,
    *,
    rules: Rules = Rules(),  # noqa: B008  frozen
    posts: Posts | None = None,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> Shards:
    """Shards of all `sources` under the home as `name`; goes on where it stopped.

    `posts` is the network's own, where it is not among the sources: what was deleted there is kept
    out of files that bring it again.
    """
    _refuse_unfit(name, sources)
    posts = posts or next((s for s in sources if isinstance(s, Posts)), None)
    with at_work(home) as training:
        shards = Shards(training / DATA / name)
        keyed = Keyed(training)
        _settle(shards, tokenizer, rules, keyed, posts)
        shards.sweep()
        if posts is not None and shards.numbers():
            follow_one(shards, keyed, posts)
        _Run(shards, keyed, rules, tokenizer, sources).go(workers or _cores(), report)
        if posts is not None:
            follow_one(shards, keyed, posts)  # what was withdrawn meanwhile
    return shards


def sample(sources: Sequence[Source], rules: Rules, every: int = 1) -> Iterator[str]:
    """Texts fit to train a tokenizer on: every so many rows of all sources, nothing kept back."""
    for source in sources:
        for piece in source.pieces():
            rows = piece.rows.take(np.arange(0, len(piece.rows), every))
            yield from (t.said for t in cleaned(rows, source.kind, rules).texts if not t.kept_back)


def _refuse_unfit(name: str, sources: Sequence[Source]) -> None:
    if not _NAME.fullmatch(name):
        raise BadInput(f"{name!r} names no training data: take letters, digits, - and _.")
    for source, times in Counter(source.name for source in sources).items():
        if times > 1:
            raise BadInput(f"Two sources are called {source!r}: give one of them another name.")


def _settle(
    shards: Shards, tokenizer: Tokenizer, rules: Rules, keyed: Keyed, posts: Posts | None
) -> None:
    """Describe a new set; raises Conflict where the one that is there was made otherwise."""
    end = tokenizer.token_to_id(END)
    if end is None:
        raise BadInput(f"The tokenizer has no {END}, which stands between texts: train one here.")
    said = tokenizer.to_str()
    made = Description(
        tokenizer=hashlib.sha256(said.encode()).hexdigest(),
        vocabulary=tokenizer.get_vocab_size(),
        end=end,
        rules=asdict(rules) | {"languages": list(rules.languages)},
        key=keyed.check(),
        seen=posts.last_seq() if posts else 0,
        consent=trained_table(posts.consent) if posts else {},
    )
    if not (shards.folder / SET).exists():
        shards.folder.mkdir(parents=True, exist_ok=True)
        write_whole(shards.folder / FILE, said)
        shards.describe(made)
        return
    there = shards.description()
    for what in ("tokenizer", "rules", "key"):
        if getattr(there, what) != getattr(made, what):
            raise Conflict(
                f"{shards.folder} was made with another {what.removesuffix('s')}: give this data "
                "another name, or take that folder away."
            )


class _Run:
    """One run over all sources."""

    def __init__(
        self,
        shards: Shards,
        keyed: Keyed,
        rules: Rules,
        tokenizer: Tokenizer,
        sources: Sequence[Source],
    ) -> None:
        self._shards, self._keyed, self._rules = shards, keyed, rules
        self._tokenizer, self._sources = tokenizer, sources
        self._dtype = shards.description().dtype
        self._seen = Seen()
        self._upto: dict[str, int] = {}
        self._progress = Progress(sum(source.total for source in sources))
        for number in shards.numbers():
            manifest = shards.manifest(number)
            self._upto[manifest.source] = manifest.upto
            self._seen.add(shards.keys(number))
            self._count(manifest)
        self._progress.before = self._progress.read

    def go(self, workers: int, report: Callable[[Progress], None]) -> None:
        """Write a shard of each piece."""
        start = time.monotonic()
        number = max(self._shards.numbers(), default=-1) + 1
        with _ready(self._tokenizer, self._rules, workers) as made_ready:
            for source, piece, ready in made_ready(self._pieces()):
                self._count(self._write(number, source, piece, ready))
                number += 1
                self._progress.seconds = time.monotonic() - start
                report(self._progress)

    def _pieces(self) -> Iterator[tuple[Source, Piece]]:
        for source in self._sources:
            for piece in source.pieces(self._upto.get(source.name, 0)):
                yield source, piece

    def _write(self, number: int, source: Source, piece: Piece, ready: Ready) -> Manifest:
        again = self._seen.again(ready.keys)
        kept = np.flatnonzero(~again)
        keys = ready.keys[kept]
        ends = ready.lengths.cumsum()
        parts: dict[str, Part] = {}
        tokens: dict[str, Tokens] = {}
        for name in PARTS:
            entries, start = [], 0
            spans: list[Tokens] = [np.zeros(0, self._dtype)]
            for row, at in enumerate(kept.tolist()):
                if ready.kept_back[at] != (name == "kept_back"):
                    continue
                length = int(ready.lengths[at])
                spans.append(ready.tokens[ends[at] - length : ends[at]])
                post, state = self._hashes(ready.ids[at], ready.marks[at])
                entries.append(Entry(post, state, start, length, ready.sizes[at], row))
                start += length
            parts[name], tokens[name] = Part(texts=tuple(entries)), np.concatenate(spans)
        manifest = Manifest(
            source.name,
            piece.upto,
            piece.read,
            removed=dict(ready.removed + Counter({NEAR: int(again.sum())})),
            masked=dict(ready.masked),
            parts=parts,
        )
        manifest = self._shards.write(number, manifest, tokens, keys)
        self._seen.add(keys)
        return manifest

    def _hashes(self, id_: str, mark: str) -> tuple[str, str]:
        return self._keyed.post(id_), self._keyed.state(id_, mark)

    def _count(self, manifest: Manifest) -> None:
        p = self._progress
        p.read += manifest.read
        p.texts += sum(len(part.texts) for part in manifest.parts.values())
        p.tokens += sum(part.tokens for part in manifest.parts.values())
        p.removed.update(manifest.removed)
        p.masked.update(manifest.masked)


_Pieces = Iterator[tuple[Source, Piece]]
_Made = Iterator[tuple[Source, Piece, Ready]]


@contextmanager
def _ready(
    tokenizer: Tokenizer, rules: Rules, workers: int
) -> Iterator[Callable[[_Pieces], _Made]]:
    """What makes pieces ready, in their order: here, or in that many processes."""
    if workers < 2:
        readier = Readier(tokenizer, rules)

        def here(pieces: _Pieces) -> _Made:
            for source, piece in pieces:
                yield source, piece, readier.ready(piece.rows, source.kind)

        yield here
        return
    pool = Apart(workers, start_worker, tokenizer.to_str(), rules)

    def there(pieces: _Pieces) -> _Made:
        under_way: deque[tuple[Source, Piece, Future[Ready]]] = deque()
        try:
            for source, piece in pieces:
                work = pool.submit(in_worker, piece.rows, source.kind)
                bare = Piece(pa.table({}), piece.read, piece.upto)  # its rows are the worker's now
                under_way.append((source, bare, work))
                if len(under_way) > workers:
                    yield _taken(under_way)
            while under_way:
                yield _taken(under_way)
        except BrokenProcessPool:
            raise Unavailable(
                "A process that made text ready was ended, perhaps for want of memory: the shards "
                "so far are whole; run the same again, with fewer workers."
            ) from None

    try:
        yield there
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _taken(under_way: deque[tuple[Source, Piece, Future[Ready]]]) -> tuple[Source, Piece, Ready]:
    source, piece, work = under_way.popleft()
    return source, piece, work.result()


def _cores() -> int:
    return len(os.sched_getaffinity(0))
