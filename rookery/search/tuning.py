"""Every number of the ranking in one place: what it does, and where it was measured.

One setting serves short queries on tweets (TREC Microblog), long ones on claims (CheckThat!) and
forum posts; what must differ follows the query's length, never the collection's name. The
measurements are in docs/log.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FIELDS = ("title", "text", "tags", "author", "links", "alt")  # in the order of `Texts.bounds`
BODY = 2  # the first two are what the post itself says: its length, and what feedback learns from

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
TermIds = npt.NDArray[np.uint32]
Vectors = npt.NDArray[np.floating] | npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """The defaults are the measured ones; a share is between 0 and 1."""

    # words
    k1_per_word: float = 0.0224  # k1 by the collection's mean length: .3 for tweets of 13 words
    k1_most: float = 1.2  # from 54 words on: what documents take
    b: float = 0.2  # how much a longer post is held back
    fields: tuple[float, ...] = (1.0, 1.0, 0.5, 0.5, 0.3, 0.3)  # of a word, by FIELDS

    # how far a query speaks for itself: n / (n + patience) for n different words
    patience: float = 7.0  # at 3 words .3, at 20 words .74

    # feedback
    feedback_posts: int = 10  # the best posts, from which related words are learned
    feedback_terms: int = 80
    feedback_matches: float = 60.0  # posts with a word of the query: where it has half its say
    feedback_focus: float = 2.0  # power of a post's score that weighs its words
    feedback_length: float = 0.5  # power of a post's length that its words are divided by

    # vectors
    vector_weight: float = 0.2  # of the static cosine in the whole, where no post is read closer

    # semantic re-ranking
    semantic_first: int = 20  # posts read before feedback, so that it learns from better ones
    semantic_posts: int = 36  # posts read afterwards: thirty and then sixty give .006 MAP more
    semantic_first_weight: float = 0.5  # of the semantic cosine, when choosing feedback posts
    semantic_weight: float = 0.2  # of the semantic cosine, for a query of no length
    semantic_weight_long: float = 1.0  # the same for an endless one

    # what a post is, whatever the query
    repost: float = 0.5  # share of its score that a copy of another's post loses
    foreign: float = 0.5  # share lost in a language that the best posts are not written in
    foreign_sure: float = 0.6  # share of the best posts' trust that must agree on a language
    recency: float = 0.08  # what a post of this very moment gains
    recency_days: float = 7.0  # age at which half of that gain is left
    engagement: float = 0.05  # what endless likes would add
    engagement_half: float = 4.0  # ln(1 + likes + 2 reposts + replies) that adds half: some 50

    def k1(self, mean_length: float) -> float:
        """How much a word's second occurrence adds: little where posts are short."""
        return min(self.k1_per_word * mean_length, self.k1_most)


DEFAULT = RankingSettings()
