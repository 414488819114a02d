"""What was deleted, withdrawn or edited leaves the shards: before a run, and by a purge.

The store's feed of changes says what to look at. Where the operator's table of consent has changed
since, every post is looked at again, as no feed names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rookery.config import ConsentRow
from rookery.errors import BadInput, Conflict, NotFound, RookeryError
from rookery.locks import exclusive
from rookery.train.cleaned import mark_of, said
from rookery.train.corpus import Posts
from rookery.train.keyed import Keyed
from rookery.train.run_folders import FOLDER
from rookery.train.run_tokenizer import strip
from rookery.train.shards import Entry, Shards

if TYPE_CHECKING:
    import pyarrow as pa

DATA, LOCK = "data", "lock"
_WAIT = 600.0  # seconds for another that makes data


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What leaving came to."""

    shards: int = 0  # written anew
    posts: int = 0

    def __add__(self, other: Withdrawn) -> Withdrawn:
        return Withdrawn(self.shards + other.shards, self.posts + other.posts)


@contextmanager
def at_work(home: Path) -> Iterator[Path]:
    """The home's folder of training, where nobody else makes or mends data meanwhile."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / LOCK, wait=_WAIT):
        yield folder


def sets(home: Path) -> list[Shards]:
    """All training data of a home."""
    found = sorted((home / FOLDER / DATA).glob("*/set.json"))
    return [Shards(path.parent) for path in found]


def follow(home: Path, posts: Posts) -> Withdrawn:
    """Bring all training data of a home to what the store says now: call it before a run.

    What is damaged, or under another key, is said once all else is done.
    """
    done, wrong = Withdrawn(), list[RookeryError]()
    if sets(home):
        with at_work(home) as folder:
            for shards in sets(home):
                try:
                    done += follow_one(shards, Keyed(folder), posts)
                except (BadInput, Conflict, NotFound) as error:
                    wrong.append(error)
    if wrong:
        raise type(wrong[0])(
            f"{' '.join(map(str, wrong))} What was deleted has left all other training data, and "
            "may still be in this: take its folder away."
        )
    return done


def purge(home: Path, posts: Posts) -> Withdrawn:
    """The same, and what killed runs left half made goes, and what runs of before hold of shards:
    no file holds a withdrawn text after.
    """
    try:
        return follow(home, posts)
    finally:
        if (home / FOLDER / DATA).is_dir():
            with at_work(home):
                for folder in (home / FOLDER / DATA).iterdir():
                    if folder.is_dir():
                        Shards(folder).sweep()
        strip(home)


def follow_one(shards: Shards, keyed: Keyed, posts: Posts) -> Withdrawn:
    """One set of shards; whoever calls holds the lock.

    All posts are looked at again where the table of consent changed, or where a file has brought
    texts since: the store may have let them go long ago.
    """
    made = shards.description()
    if made.key != keyed.check():
        raise Conflict(
            f"The ledger of {shards.folder} is under another key than this home's: bring the key "
            "file back from a copy, or take the data away and make it anew."
        )
    table = trained_table(posts.consent)
    numbers = shards.numbers()
    brought = any(shards.manifest(n).source != posts.name for n in numbers[made.compared :])
    everything = brought or dict(made.consent) != table
    changed = _changed(posts, keyed, 0 if everything else made.seen)
    done = Withdrawn()
    if changed.gone or changed.refused or changed.states or everything:
        for number in numbers:
            ours = shards.manifest(number).source == posts.name
            may = changed.stays_of_store(everything) if ours else changed.stays_of_file
            if lost := shards.without(number, may):
                done += Withdrawn(1, len(lost))
    made = replace(made, seen=max(changed.upto, made.seen), consent=table)
    shards.describe(replace(made, compared=len(numbers)) if everything else made)
    return done


def trained_table(consent: Mapping[str, ConsentRow]) -> dict[str, str]:
    """What unstated means for training, by source."""
    return {source: row.train for source, row in consent.items()}


class _Changed:
    """Posts that changed, by keyed hash: the state that may be trained on, gone, or refused."""

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self.states: dict[str, str | None] = {}  # none: it may not be trained on
        self.gone: set[str] = set()
        self.refused: set[str] = set()  # by their authors: a file of theirs may not stay either

    def stays_of_store(self, everything: bool) -> Callable[[Entry], bool]:
        """Of `everything`, what was not met is not there any more."""

        def stays(entry: Entry) -> bool:
            if entry.post in self.gone:
                return False
            return self.states.get(entry.post, None if everything else entry.state) == entry.state

        return stays

    def stays_of_file(self, entry: Entry) -> bool:
        return entry.post not in self.gone and entry.post not in self.refused


def _changed(posts: Posts, keyed: Keyed, after: int) -> _Changed:
    changed = _Changed(after)
    for some in posts.changes(after):
        changed.upto = some[-1].seq
        changed.gone.update(keyed.post(c.id) for c in some if c.kind == "delete")
        ids = [c.id for c in some if c.kind in ("upsert", "consent")]
        changed.states.update(dict.fromkeys(map(keyed.post, ids)))
        changed.states.update(_states(posts.trainable(ids), keyed))
        changed.refused.update(map(keyed.post, posts.refused(ids)))
    return changed


def _states(rows: pa.Table, keyed: Keyed) -> Iterable[tuple[str, str | None]]:
    columns = (rows.column(name).to_pylist() for name in ("id", "title", "text"))
    for id_, title, text in zip(*columns, strict=True):
        yield keyed.post(id_), keyed.state(id_, mark_of(said(title, text)))
