"""What speaks for a post whatever was asked: it is recent, many liked it, it is nobody's copy.

Each is small beside a full match (1.0) and bounded, so that it decides among good answers and
never lifts a bad one over them.
"""

import numpy as np
import numpy.typing as npt

from rookery.search.tuning import DEFAULT, Floats, RankingSettings


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


def kept_share(copy: npt.NDArray[np.bool_], settings: RankingSettings = DEFAULT) -> Floats:
    """The share of its score that each post keeps; copies (n,) of another's post lose some."""
    return 1 - settings.repost * copy.astype(np.float64)
