"""An interpolated Kneser–Ney n-gram model over tokens, as a measure of what counting alone gives.

Kneser, Ney, "Improved backing-off for m-gram language modeling" (1995), in the interpolated form of
Chen, Goodman (1999) with one discount an order. Whole arrays at a time: twenty million tokens take
a minute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_NONE = -1


@dataclass(frozen=True, slots=True)
class _Order:
    """The different n-grams of one order, in the order of their keys."""

    keys: Ids  # number of the first n - 1 tokens among those of the order below, then the last
    counts: Floats  # of the n-gram; below the highest order of different tokens before it
    of_context: Floats  # their sum over what follows the first n - 1 tokens
    kinds: Floats  # how many different tokens follow those
    discount: float


class KneserNey:
    def __init__(self, tokens: Ids, vocabulary: int, order: int = 5) -> None:
        self._vocabulary = vocabulary
        self._orders: list[_Order] = []
        keys, ids, counts, firsts = [], [tokens.astype(np.int64)], [], []
        for n in range(1, order + 1):
            key = ids[-1]
            if n > 1:
                key = ids[-1][n - 2 : -1] * vocabulary + tokens[n - 1 :]
            found, first, number, times = np.unique(
                key, return_index=True, return_inverse=True, return_counts=True
            )
            keys.append(found)
            counts.append(times.astype(np.float64))
            firsts.append(first + (n - 1))  # where the n-gram first ends
            # the first n - 1 places end no n-gram: their number is never asked for
            ids.append(np.concatenate([np.zeros(n - 1, np.int64), number]))
        for n in range(1, order + 1):
            said = counts[n - 1]
            if n < order:  # of each n-gram, how many different tokens come before it
                said = np.bincount(ids[n][firsts[n]], minlength=len(keys[n - 1])).astype(np.float64)
            self._orders.append(self._order(keys[n - 1], said, len(keys[n - 2]) if n > 1 else 1))

    def _order(self, keys: Ids, counts: Floats, contexts: int) -> _Order:
        context = keys // self._vocabulary if contexts > 1 else np.zeros(len(keys), np.int64)
        once, twice = float((counts == 1).sum()), float((counts == 2).sum())
        return _Order(
            keys,
            counts,
            np.bincount(context, counts, contexts).astype(np.float64),
            np.bincount(context, minlength=contexts).astype(np.float64),
            once / max(once + 2 * twice, 1.0),
        )

    def nats(self, tokens: Ids) -> Floats:
        """The negative log-likelihood of each of `tokens` after those before it; (n,)."""
        tokens = tokens.astype(np.int64)
        share = np.full(len(tokens), 1 / self._vocabulary)
        before = np.zeros(len(tokens), np.int64)  # of the order below, what ends before each place
        for n, order in enumerate(self._orders, 1):
            key = tokens if n == 1 else before * self._vocabulary + tokens
            known = before != _NONE
            share = np.where(known, self._share(order, key, before, share), share)
            place = np.minimum(np.searchsorted(order.keys, key), len(order.keys) - 1)
            here = np.where(known & (order.keys[place] == key), place, _NONE)
            before = np.concatenate([[_NONE], here[:-1]])
        nats: Floats = -np.log(share)
        return nats

    def _share(self, order: _Order, key: Ids, context: Ids, below: Floats) -> Floats:
        place = np.minimum(np.searchsorted(order.keys, key), len(order.keys) - 1)
        count = np.where(order.keys[place] == key, order.counts[place], 0.0)
        total = order.of_context[context]
        kept = np.maximum(count - order.discount, 0.0)
        given = order.discount * order.kinds[context]
        share: Floats = np.where(total > 0, (kept + given * below) / np.maximum(total, 1e-9), below)
        return share
