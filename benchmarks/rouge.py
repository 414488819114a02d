"""ROUGE-L between an answer and a person's (Lin, 2004): by the longest words in common order."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_DRAWS = 2_000


def rouge_l(made: str, wanted: str) -> float:
    """The balanced F-measure, 0 to 1; by lower-case words without stemming."""
    ours, theirs = (_WORD.findall(text.lower()) for text in (made, wanted))
    common = _common(ours, theirs)
    if not common:
        return 0.0
    precision, recall = common / len(ours), common / len(theirs)
    return 2 * precision * recall / (precision + recall)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    before = [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for place, same in enumerate(other, 1):
            better = max(before[place], row[-1])
            row.append(before[place - 1] + 1 if word == same else better)
        before = row
    return before[-1]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Where 95 % of the means lie that are drawn anew from `values`."""
    chance = random.Random(0)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]
