"""A post's states as they follow each other: which stands, what of consent holds, what a grant
fills.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.config import NEVER_TRAINED
from rookery.post import ARROW, Post, from_row
from rookery.store.prepare import audience_of
from rookery.store.prepared import Prepared
from rookery.store.rows import PUBLIC

STATE = [name for name in ARROW.names if name != "observed_at"]  # what makes a post differ
CONSENT = ("consent_search", "consent_answer", "consent_train", "consent_ads")
_CONTENT = [name for name in STATE if name not in CONSENT]
_COUNTS = ("likes", "reposts", "replies", "quotes", "views")


@dataclass(frozen=True, slots=True)
class Known:
    """A live row that a new state may replace."""

    address: int
    version: int
    audience: str
    born: int
    state: Mapping[str, Any]  # the columns `STATE`


def consent_differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(new[name] != old[name] for name in CONSENT)


def differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """In anything but consent."""
    return any(new[name] != old[name] for name in _CONTENT)


def replaces(new: Mapping[str, Any], version: int, old: Known) -> bool:
    """Whether a state of this version takes the place of the known one."""
    if version != old.version:
        return version > old.version
    return differs(new, old.state) and weight(new) > weight(old.state)


def weight(state: Mapping[str, Any]) -> tuple[int, int, bytes]:
    """Which of equally new states stands, whatever order they come in: the heaviest.

    Counts mostly grow, so that the higher are the newer; then the state that says more; then any,
    as long as it is always the same.
    """
    said = [(name, state[name]) for name in _CONTENT if state[name] is not None]
    counts = sum(state[name] or 0 for name in _COUNTS)
    return counts, len(said), hashlib.blake2b(repr(said).encode("utf-8", "replace")).digest()


Choices = dict[str, Any]  # consent column to what is said, or `None`


def consent_of(
    new: Mapping[str, Any], version: int, old: Mapping[str, Any], old_version: int
) -> Choices:
    """What two states say of consent together: the later word holds through silence, and of two
    words of one moment the "no" does.
    """
    if version < old_version:
        new, old = old, new
    tied = version == old_version
    return {
        name: "no" if tied and "no" in (new[name], old[name]) else new[name] or old[name]
        for name in CONSENT
    }


def said_in_batch(
    rows: pa.RecordBatch, latest: Mapping[str, int], versions: Sequence[int]
) -> dict[int, Choices]:
    """What the states of each post in the batch say together and its latest does not, by row."""
    ids = rows.column("id").to_pylist()
    if len(latest) == len(ids):
        return {}
    times = Counter(ids)
    said = {name: rows.column(name).to_pylist() for name in CONSENT}
    moments: dict[str, dict[int, Choices]] = defaultdict(dict)  # of each post, by version
    for i, id_ in enumerate(ids):
        if times[id_] > 1 and id_ in latest:
            of, version = moments[id_], int(versions[i])
            one = {name: said[name][i] for name in CONSENT}
            of[version] = consent_of(one, version, of.get(version, one), version)
    out: dict[int, Choices] = {}
    for id_, of in moments.items():
        whole: Choices = dict.fromkeys(CONSENT)
        for version in sorted(of):
            whole = {name: of[version][name] or whole[name] for name in CONSENT}
        last = latest[id_]
        if unsaid := {n: c for n, c in whole.items() if c != said[n][last]}:
            out[last] = unsaid
    return out


def with_consent(batch: Prepared, choices: Mapping[int, Choices]) -> Prepared:
    """The batch with these choices in their rows, and the audience that follows from them."""
    if not any(choices.values()):
        return batch
    changed = (*CONSENT, "audience")
    columns = {name: batch.rows.column(name).to_pylist() for name in changed}
    flags = batch.forward.column("flags").to_numpy().copy()
    for i, said in choices.items():
        for name, choice in said.items():
            columns[name][i] = choice
            if name == "consent_search":
                groups = batch.rows.column("visibility")[i].as_py()
                columns["audience"][i] = audience = audience_of(groups, choice == "yes")
                flags[i] = (flags[i] & ~np.uint8(PUBLIC)) | PUBLIC * (audience == "public")
    rows = batch.rows
    for name in changed:
        field = rows.schema.field(name)
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, field, pa.array(columns[name], field.type))
    place = batch.forward.schema.get_field_index("flags")
    forward = batch.forward.set_column(place, "flags", pa.array(flags))
    return Prepared(rows, forward)


def restated(known: Known, choices: Choices) -> Post:
    """The post as it stands in the store, with these choices and of the same version."""
    post = from_row({**known.state, **choices})
    held = datetime.fromtimestamp(known.version / 1e6, UTC) if known.version > -(2**63) else None
    return replace(post, observed_at=held if post.version != held else None)


def joined(first: Prepared, second: Prepared) -> Prepared:
    """Two batches as one."""
    rows = pa.concat_batches([first.rows, second.rows])
    return Prepared(rows, pa.concat_batches([first.forward, second.forward]))


def fill_granted(
    rows: pa.RecordBatch, names: Sequence[str], known: Mapping[str, Known]
) -> tuple[pa.RecordBatch, npt.NDArray[np.bool_]]:
    """Where an author has said nothing, the operator's ground says yes; never over a "no".

    Gives also which rows it filled.
    """
    ids, sources = rows.column("id").to_pylist(), rows.column("source").to_pylist()
    filled = np.zeros(rows.num_rows, bool)
    for name in names:
        said = rows.column(name).to_pylist()
        never = NEVER_TRAINED if name == "consent_train" else ()
        for i, (id_, source) in enumerate(zip(ids, sources, strict=True)):
            if said[i] is None and source not in never and not _refused(known.get(id_), name):
                said[i], filled[i] = "yes", True
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(name), pa.array(said, pa.string()))
    return rows, filled


def _refused(known: Known | None, name: str) -> bool:
    return known is not None and known.state[name] == "no"
