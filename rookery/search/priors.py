"""What speaks for a post whatever was asked: new, liked, nobody's copy, in a language one reads.

What is added is small beside a full match (1.0) and bounded, so that it decides among good
answers and never lifts a bad one over them.
"""

import numpy as np
import numpy.typing as npt

from rookery.search.score import Texts
from rookery.search.tuning import DEFAULT, FIELDS, Floats, RankingSettings, Rows
from rookery.text import term_id

_RT = term_id("rt")
_ENOUGH = 3  # posts of a known language, below which nothing is concluded


def recency(age_days: Floats, settings: RankingSettings = DEFAULT) -> Floats:
    """What each post's age (n,), in days, adds; unknown (NaN) adds nothing.

    Half of it is left after `recency_days` and an eighth after seven times as long: unlike the
    exponential prior of Li & Croft, "Time-Based Language Models" (2003), it still tells a month
    from a year.
    """
    age = np.where(np.isnan(age_days), np.inf, np.maximum(age_days, 0))
    return settings.recency / (1 + age / settings.recency_days)


def engagement(heat: Floats, settings: RankingSettings = DEFAULT) -> Floats:
    """What `heat` (n,), ln(1 + likes + 2 reposts + replies), adds: the log already damps it."""
    heat = np.maximum(heat, 0)
    return settings.engagement * heat / (heat + settings.engagement_half)


def says_repost(texts: Texts) -> npt.NDArray[np.bool_]:
    """Posts (n,) whose text begins with "RT": a repost typed by hand, or without its original."""
    start = texts.offsets[:-1] + texts.bounds[:, FIELDS.index("title")]
    held = texts.bounds[:, FIELDS.index("text")] > texts.bounds[:, FIELDS.index("title")]
    said = np.zeros(len(start), np.bool_)
    said[held] = texts.terms[start[held]] == _RT
    return said


def copies_kept(copies: npt.NDArray[np.bool_], settings: RankingSettings = DEFAULT) -> Floats:
    """The share of its score that each post keeps; copies (n,) of another's post lose some."""
    return 1 - settings.repost * copies.astype(np.float64)


def readable(
    languages: npt.NDArray[np.integer],
    best: Rows,
    trust: Floats,
    settings: RankingSettings = DEFAULT,
) -> Floats:
    """The share that each post (n,) keeps when the best posts agree on another language.

    `languages` are any codes, 0 where unknown: a post of no known language keeps all. `best` (k,)
    are the rows that feedback learned from, and `trust` (k,) how much each counts.
    """
    kept = np.ones(len(languages))
    known = best[languages[best] != 0]
    if len(known) < _ENOUGH:
        return kept
    spoken, group = np.unique(languages[known], return_inverse=True)
    votes = np.bincount(group, weights=trust[languages[best] != 0])
    if votes.max() >= settings.foreign_sure * votes.sum() > 0:
        foreign = (languages != 0) & (languages != spoken[votes.argmax()])
        kept[foreign] -= settings.foreign
    return kept
