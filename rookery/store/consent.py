"""What the authors of posts have said of consent, and when: so that no order of events matters.

Of each purpose the author's last word stands, and of two words of one moment the "no" does. Where
there is none, the operator's ground says yes; where that is not given either, it is unstated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.config import NEVER_TRAINED
from rookery.store.prepare import audience_of
from rookery.store.prepared import Prepared
from rookery.store.rows import NOWHEN, PUBLIC, SAID

CONSENT = tuple(SAID)  # columns of a post
Choices = dict[str, str | None]  # consent column to what holds
Word = tuple[int, bool]  # of which version, and whether it is a "no": the greater one stands
Words = Mapping[str, Word]  # consent column to the author's last word
NOTHING: Words = {}
_NEVER = (NOWHEN - 1, False)
_TERMS: Word = (2**63 - 1, True)  # a source's terms: no later word of another source undoes them


def said(
    rows: pa.RecordBatch, versions: npt.NDArray[np.int64], held: npt.NDArray[np.bool_]
) -> dict[str, Words]:
    """The last words of each post in the batch that has any, by id; not of rows that are `held`."""
    out: dict[str, dict[str, Word]] = defaultdict(dict)
    ids = rows.column("id")
    for name in CONSENT:
        column = rows.column(name)
        for i in np.flatnonzero(pc.is_valid(column).to_numpy(zero_copy_only=False) & ~held):
            words = out[ids[i].as_py()]
            word = (int(versions[i]), column[i].as_py() == "no")
            words[name] = max(words.get(name, _NEVER), word)
    never = pc.is_in(rows.column("source"), pa.array(NEVER_TRAINED))
    for i in np.flatnonzero(never.to_numpy(zero_copy_only=False) & ~held):
        out[ids[i].as_py()]["consent_train"] = _TERMS
    return dict(out)


def stored(state: Mapping[str, Any], moments: Mapping[str, int | None]) -> Words:
    """The words of a row, from its state and its columns `SAID`."""
    return {
        name: (at, state[name] == "no")
        for name, moment in SAID.items()
        if (at := moments[moment]) is not None
    }


def later(one: Words, other: Words) -> Words:
    """Of each purpose the word that stands."""
    if not one or not other:
        return one or other
    return {name: max(one.get(name, _NEVER), other.get(name, _NEVER)) for name in {**one, **other}}


def may_grant(names: Sequence[str], source: str) -> set[str]:
    """Which of these columns a ground may fill of posts from there."""
    never = "consent_train" if source in NEVER_TRAINED else ""
    return {name for name in names if name != never}


def choices(words: Words, granted: Collection[str]) -> Choices:
    """What holds by these words, and where nothing was said by the operator's ground."""
    silent: Choices = {name: "yes" if name in granted else None for name in CONSENT}
    return silent | {name: "no" if no else "yes" for name, (_, no) in words.items()}


def with_consent(batch: Prepared, differing: Mapping[int, Choices]) -> Prepared:
    """The batch with these choices in their rows, and the audience that follows from them."""
    if not any(differing.values()):
        return batch
    changed = (*CONSENT, "audience")
    columns = {name: batch.rows.column(name).to_pylist() for name in changed}
    flags = batch.forward.column("flags").to_numpy().copy()
    for i, chosen in differing.items():
        for name, choice in chosen.items():
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


def moments(words: Sequence[Words]) -> list[pa.Array]:
    """The columns `SAID` of rows with these words."""
    return [
        pa.array([row[name][0] if name in row else None for row in words], pa.int64())
        for name in CONSENT
    ]
