"""A conversation in reading order: each post before its replies, the earlier reply first.

Its ids, times and what they answer are read for all of it, the posts only for those shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rookery.store import View
from rookery.store.rows import NOWHEN, Addresses
from rookery.store.where import Is, Or, Where

_READ = 20_000  # posts: replies to those beyond are not looked for
_ASKED = 1_000  # ids that are asked for at once


@dataclass(frozen=True, slots=True)
class Conversation:
    """n posts in reading order."""

    addresses: Addresses
    ids: Sequence[str]
    above: Sequence[int]  # the place of what each answers, -1 where that is not here
    depths: Sequence[int]
    missing: int  # ids that are answered and not here

    def around(self, id: str, most: int) -> list[int]:
        """At most `most` places, in order: the post, what it answers up to the first, and then
        what is read next to it.
        """
        at = self.ids.index(id)
        chosen: set[int] = set()
        up = at
        while up >= 0 and up not in chosen and len(chosen) < most:  # two may answer each other
            chosen.add(up)
            up = self.above[up]
        low, high = at - 1, at + 1
        while len(chosen) < min(most, len(self.ids)):
            if high < len(self.ids) and (low < 0 or high - at <= at - low):
                chosen.add(high)
                high += 1
            else:
                chosen.add(low)
                low -= 1
        return sorted(chosen)


def conversation(view: View, root: str, id: str) -> Conversation:
    """The posts of the conversation `root` that the reader may read, `id` among them."""
    found = _found(view, root)
    here = view.ids([id])[id]
    if here not in found:
        found = np.append(found, np.uint64(here))
    table = view.column(found, ["id", "reply_to"])
    ids, answered = table.column("id").to_pylist(), table.column("reply_to").to_pylist()
    times = [np.inf if t == NOWHEN else t for t in view.times(found).tolist()]  # undated last
    row_of = {id: row for row, id in enumerate(ids)}
    below: dict[int, list[int]] = defaultdict(list)
    for row in sorted(range(len(ids)), key=lambda row: (times[row], ids[row])):
        below[row_of.get(answered[row], -1)].append(row)
    placed = list(_walk(below, below[-1]))
    reached = {row for _, row in placed}
    # posts that reply to each other hang from nothing
    circling = [row for replies in below.values() for row in replies if row not in reached]
    placed += [(0, row) for row in sorted(circling, key=lambda row: (times[row], ids[row]))]
    place_of = {row: place for place, (_, row) in enumerate(placed)}
    order = [row for _, row in placed]
    above = (row_of.get(answered[row]) for row in order)
    return Conversation(
        found[order],
        [ids[row] for row in order],
        [-1 if row is None else place_of[row] for row in above],
        [depth for depth, _ in placed],
        len({said for said in answered if said and said not in row_of}),
    )


def _walk(below: dict[int, list[int]], first: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows under `first` with their depths, in reading order."""
    waiting = [(0, row) for row in reversed(first)]
    while waiting:
        depth, row = waiting.pop()
        yield depth, row
        waiting += [(depth + 1, reply) for reply in reversed(below.get(row, ()))]


def _found(view: View, root: str) -> Addresses:
    """Those that name the conversation, and replies to any of them."""
    found: dict[int, None] = {}
    edge: Sequence[str] = [root]
    also: tuple[Where, ...] = (Is("conversation", (root,)), Is("id", (root,)))
    while edge and len(found) < _READ:
        new: list[int] = []
        for start in range(0, len(edge), _ASKED):
            asked = (Is("reply_to", tuple(edge[start : start + _ASKED])), *also)
            also = ()
            for address in view.find(Or(asked)).tolist():
                if address not in found:
                    found[address] = None
                    new.append(address)
        edge = view.column(np.array(new, np.uint64), ["id"]).column("id").to_pylist() if new else []
    return np.array(sorted(found), np.uint64)
