"""A batch of posts as the store takes it: rows, forward index, and what is counted of both."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.store.fields import BodyWords
from rookery.store.frequency import frequencies
from rookery.store.lexicon import lexicon


@dataclass(slots=True)
class Prepared:
    """The same posts as rows of the store (without the commit) and for the forward index."""

    rows: pa.RecordBatch
    forward: pa.RecordBatch
    _lexicon: pa.RecordBatch | None = field(default=None, repr=False)
    _frequencies: pa.RecordBatch | None = field(default=None, repr=False)

    @property
    def lexicon(self) -> pa.RecordBatch:
        """The words of the public posts, see `store.lexicon`; counted when first asked for."""
        if self._lexicon is None:
            self._lexicon = lexicon(self.rows)
        return self._lexicon

    @property
    def frequencies(self) -> pa.RecordBatch:
        """The terms of the public posts, see `store.frequency`; counted when first asked for."""
        if self._frequencies is None:
            self._frequencies = frequencies(self.forward)
        return self._frequencies

    def count(self, body: BodyWords) -> None:
        """Count now, from the words at hand, so that whoever commits the batch need not."""
        self._lexicon, self._frequencies = lexicon(self.rows, body), frequencies(self.forward)

    def take(self, keep: npt.NDArray[np.int64]) -> Prepared:
        """These rows alone, in this order."""
        if len(keep) == self.rows.num_rows and (keep == np.arange(len(keep))).all():
            return self
        index = pa.array(keep)
        return Prepared(self.rows.take(index), self.forward.take(index))
