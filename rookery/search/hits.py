"""Found posts as a person sees them: each with its marked snippet and the copies it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from rookery.search.compile import Compiled
from rookery.search.found import Found
from rookery.search.results import Hit
from rookery.search.snippet import marked
from rookery.store import View
from rookery.store.where import Is
from rookery.text import Analyser

_COPIES = 5  # folded posts that a result shows


def hits(
    view: View,
    found: Found,
    groups: Sequence[Sequence[int]],
    lacking: npt.NDArray[np.bool_],
    compiled: Compiled,
    analyser: Analyser,
    as_of: datetime | None,
) -> list[Hit]:
    """Each of `groups` as a result; `lacking` is of `found` (see there)."""
    led = found.addresses[[g[0] for g in groups]]
    leaders = view.posts(led)
    langs = view.column(led, ["lang_key"]).column("lang_key").to_pylist()
    shown = [r for g in groups for r in g[1 : 1 + _COPIES]]
    copies = dict(zip(shown, view.posts(found.addresses[shown]), strict=True))
    reposts = _reposts(view, [p.id for p in leaders], as_of) if leaders else {}
    stems = {s for word in compiled.terms for s in word.stems}
    stems |= {s for phrase in compiled.phrases for s in phrase.stems}
    hits = []
    for group, post, lang in zip(groups, leaders, langs, strict=True):
        row = group[0]
        within = {int(k) for k in found.posts.origin[list(group[1:])]}
        outside = reposts.get(post.id, 0) if int(found.posts.key[row]) not in within else 0
        hits.append(
            Hit(
                post=post,
                score=float(found.ranking.scores[row]) if found.ranking else 0.0,
                snippet=marked(post.text, stems, analyser, lang),
                title=marked(post.title, stems, analyser, lang) if post.title else (),
                copies=tuple(copies[r] for r in group[1 : 1 + _COPIES]),
                copy_count=len(group) - 1 + outside,
                partial=bool(lacking[row]),
                parts=found.ranking.explain(row) if found.ranking else {},
            )
        )
    return hits


def _reposts(view: View, ids: Sequence[str], as_of: datetime | None) -> Mapping[str, int]:
    """How many reposts each has, of those that were there."""
    where = Is("repost_of", tuple(ids))
    if as_of is None:
        return dict(view.count_by("repost_of", where))
    rows = view.find(where, until=as_of)
    return Counter(view.column(rows, ["repost_of"]).column("repost_of").to_pylist())
