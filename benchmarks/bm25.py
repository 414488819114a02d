"""A plain BM25 with feedback terms in NumPy, the ground that re-rankers are measured on.

Written apart from rookery/search, which it must not flatter.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Terms: TypeAlias = list[str]
Query: TypeAlias = dict[str, float]
"""Terms and their weights."""


class Index:
    """Postings of analysed texts."""

    def __init__(self, docs: Sequence[Terms]) -> None:
        self.docs = docs
        self._lengths = np.array([len(doc) for doc in docs], float)
        places: dict[str, list[int]] = defaultdict(list)
        counts: dict[str, list[int]] = defaultdict(list)
        for place, doc in enumerate(docs):
            for term, count in Counter(doc).items():
                places[term].append(place)
                counts[term].append(count)
        self._postings = {t: (np.array(places[t]), np.array(counts[t], float)) for t in places}

    def idf(self, term: str) -> float:
        """Robertson's, as Lucene has it; 0 of a term that no text holds."""
        if term not in self._postings:
            return 0.0
        have = len(self._postings[term][0])
        return float(np.log(1 + (len(self.docs) - have + 0.5) / (have + 0.5)))

    def best(
        self, query: Query, depth: int, k1: float, b: float
    ) -> tuple[NDArray[np.intp], Floats]:
        """The best `depth` texts that hold a term, with their scores, falling."""
        scores = np.zeros(len(self.docs))
        norms = k1 * (1 - b + b * self._lengths / self._lengths.mean())
        for term, weight in query.items():
            if term in self._postings:
                places, counts = self._postings[term]
                gain = counts * (k1 + 1) / (counts + norms[places])
                scores[places] += weight * self.idf(term) * gain
        order = np.argsort(-scores, kind="stable")[:depth]
        order = order[scores[order] > 0]
        return order, scores[order]

    def fed_back(
        self,
        query: Query,
        k1: float,
        b: float,
        *,
        docs: int = 10,
        terms: int = 80,
        own: float = 0.3,
    ) -> Query:
        """The query with terms of its best texts (as RM3), its own terms weighing `own` of 1."""
        places, scores = self.best(query, docs, k1, b)
        model: defaultdict[str, float] = defaultdict(float)
        for place, score in zip(places, scores, strict=True):
            doc = self.docs[place]
            for term, count in Counter(doc).items():
                model[term] += score / scores.sum() * count / len(doc)
        kept = dict(sorted(model.items(), key=lambda one: -one[1])[:terms])
        total, mine = sum(kept.values()) or 1.0, sum(query.values()) or 1.0
        mix = {t: (1 - own) * v / total for t, v in kept.items()}
        for term, weight in query.items():
            mix[term] = mix.get(term, 0.0) + own * weight / mine
        return mix
