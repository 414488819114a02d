"""The composer's summary: the posts' own sentences, of several people, in the order of time.

What begins a thread comes first. What follows is most like what the others say, which is degree
centrality of sentences (Erkan and Radev, LexRank, 2004), of posts that people did most with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from rookery.answer.answered import Statement
from rookery.answer.asked.standalone import points_back
from rookery.answer.composed.compose import alike, by_line
from rookery.answer.composed.differing import differ
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Floats, Likeness, Text
from rookery.answer.reading.sentences import QUOTED, Sentence, quoted, rows, sentences, split
from rookery.answer.subjects import Material

_MOST, _LEAST = 4, 2  # quotes, but of few posts not more than every second
_FROM_ONE = 3  # sentences of a post that stands alone
_ENOUGH = 10  # telling words: what has fewer tells less by itself
_ASKS, _POINTS = 0.5, 0.7  # of its worth where it asks, or leans on what was said before
_WORTH = 0.4  # of the best one's: what is worth less is not quoted beside it
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Quotable:
    """What may be quoted: a short post, or a sentence of a long one with those that follow it."""

    words: str
    post: Evidence
    number: int  # of the post
    read: Text

    @property
    def author(self) -> str:
        return self.post.author or self.post.id

    @property
    def at(self) -> datetime:
        return self.post.at or _NEVER


def worth_summing(evidence: Sequence[Evidence]) -> bool:
    """Whether there is more of it than one quotes: several posts, or a long one."""
    return len(evidence) > 1 or any(len(post.text) > QUOTED for post in evidence)


def sum_up(material: Material, likeness: Likeness, now: datetime) -> tuple[Statement, ...]:
    """The statements, where that is worth it."""
    return tuple(_Summing(material, likeness).statements(now))


class _Summing:
    def __init__(self, material: Material, likeness: Likeness) -> None:
        self._material, self._likeness = material, likeness
        self._found = list(self._quotables(sentences(material.gathered.evidence)))

    def statements(self, now: datetime) -> Iterator[Statement]:
        if not self._found:
            return
        alone = len(self._material.gathered.evidence) == 1
        chosen = self._of_one() if alone else self._in_order(self._chosen(self._worth()))
        for place, i in enumerate(chosen):
            one = self._found[i]
            yield Statement(
                f"{by_line(one.post, now, self._material.lang)}: “{one.words}”",
                (one.post.id,),
                quoted=one.words,
                otherwise=self._against(i, chosen[:place]),
            )

    def _quotables(self, found: Sequence[Sentence]) -> Iterator[_Quotable]:
        evidence = self._material.gathered.evidence
        before = ("", -1)
        for number, sentence in enumerate(found):
            if len(evidence) == 1:
                words = next((words for _, words in rows([sentence], evidence)), "")
            else:
                words = quoted(found, evidence, number)
            if not words or (words, sentence.post) == before:
                continue  # a short post, which is quoted whole, or one that only misleads
            before = (words, sentence.post)
            post = evidence[sentence.post]
            yield _Quotable(words, post, sentence.post, self._likeness.text(words, post.lang))

    # What stands for the rest

    def _worth(self) -> Floats:
        """Of each how much it stands for what is said, from 0 to 1. (n,)"""
        found, material = self._found, self._material
        central, telling = self._central(), self._telling()
        matter = np.array([material.matter[q.number] for q in found])
        worth: Floats = (central / max(float(central.max()), 1e-9) + matter) / 2 * telling
        asked = self._likeness.text(material.about, material.lang)
        if material.gathered.queries:  # of a trend what holds its word
            held = [self._likeness.covered(asked, q.read.terms, material.lang) for q in found]
            worth = worth * (1 + np.array(held)) / 2
        return worth

    def _telling(self) -> Floats:
        """What speaks for each whatever the others say. (n,)"""
        asks = [_ASKS if q.words.rstrip("\"'”’ ").endswith("?") else 1.0 for q in self._found]
        back = [points_back(q.words) or q.words.startswith("@") for q in self._found]
        points = np.where(back, _POINTS, 1.0)
        words = [min(1.0, len(set(q.read.told)) / _ENOUGH) for q in self._found]
        telling: Floats = np.array(asks) * points * np.array(words)
        return telling

    def _central(self) -> Floats:
        """The mean likeness of each to what each post of others says nearest to it. (n,)

        An author's own posts speak for nothing, or whoever writes most would stand for all.
        """
        like, of = self._like(), np.array([q.number for q in self._found])
        who = np.array([q.author for q in self._found])
        posts, first = np.unique(of, return_index=True)
        nearest = np.stack([like[:, of == post].max(1) for post in posts], axis=1)
        others = who[:, None] != who[first][None, :]
        central: Floats = (nearest * others).sum(1) / np.maximum(others.sum(1), 1)
        return central

    def _like(self) -> Floats:
        """Of every two, by their words, each as rare as it is, and by their vectors. (n, n)"""
        vectors = self._likeness.static([q.words for q in self._found]).astype(float)
        column: dict[str, int] = {}
        for quotable in self._found:
            for term in quotable.read.terms:
                column.setdefault(term, len(column))
        rarity = np.zeros((len(self._found), max(len(column), 1)))
        for row, quotable in enumerate(self._found):
            terms = self._likeness.stems(quotable.read.told, quotable.post.lang)
            for word, term in zip(quotable.read.told, terms, strict=True):
                rarity[row, column[term]] = self._likeness.weight(word)
        rarity /= np.maximum(np.linalg.norm(rarity, axis=1, keepdims=True), 1e-9)
        like: Floats = (np.clip(vectors @ vectors.T, 0, 1) + rarity @ rarity.T) / 2
        return like

    def _of_one(self) -> list[int]:
        """The first sentence of a post, and those most like all of it."""
        like = self._like().mean(1) * self._telling()
        chosen = [0]
        for i in map(int, np.argsort(-like[1:], kind="stable") + 1):
            told = [self._found[j].words for j in chosen]
            if not any(
                self._found[i].words in words or words in self._found[i].words for words in told
            ):
                chosen.append(i)
            if len(chosen) == _FROM_ONE:
                break
        return sorted(chosen)

    # Which are quoted

    def _chosen(self, worth: Floats) -> list[int]:
        """Few of the greatest worth, each of another author, and one that says otherwise."""
        order = [int(i) for i in np.argsort(-worth, kind="stable")]
        posts = len(self._material.gathered.evidence)
        most = min(_MOST, max(_LEAST, (posts + 1) // 2))
        # what begins a thread says what it is about in its own beginning
        chosen = [0] if self._material.begins else []
        rest = [i for i in order if not chosen or self._found[i].number != 0]
        least = _WORTH * max((float(worth[i]) for i in rest), default=0.0)
        for i in rest:
            enough = len(chosen) >= _LEAST and worth[i] < least
            if len(chosen) < most and not enough and self._adds(i, chosen):
                chosen.append(i)
        other = self._other_side(rest, chosen, least, worth)
        if other is not None:
            spare = [j for j in chosen[1:] if not self._against(other, [j])]
            if len(chosen) >= most and spare:
                chosen.remove(spare[-1])
            chosen.append(other)
        return chosen

    def _adds(self, i: int, chosen: Sequence[int]) -> bool:
        """Whether it is somebody else's, and no words again.

        Who began a thread is heard once more: who asked says how it ended.
        """
        one, before = self._found[i], [self._found[j] for j in chosen]
        others = before[1:] if self._material.begins else before
        return all(one.author != other.author for other in others) and not any(
            alike(one.read.terms, other.read.terms) for other in before
        )

    def _other_side(
        self, order: Sequence[int], chosen: Sequence[int], least: float, worth: Floats
    ) -> int | None:
        """The best of the rest that says otherwise, where none of those chosen does."""
        if any(self._against(i, chosen) for i in chosen):
            return None
        heard = {self._found[i].number for i in chosen}
        rest = (i for i in order if worth[i] >= least and self._found[i].number not in heard)
        return next((i for i in rest if self._against(i, chosen)), None)

    def _against(self, i: int, others: Sequence[int]) -> bool:
        """Whether it says otherwise than one of others, which somebody else wrote before it."""
        one = self._found[i]
        return any(
            one.author != other.author and other.at <= one.at and self._differ(one, other)
            for other in (self._found[j] for j in others)
        )

    def _differ(self, one: _Quotable, other: _Quotable) -> bool:
        """By a sentence of each: two that say much always share some words."""
        lang = self._material.lang
        return any(
            differ(ours, theirs, read, self._likeness, lang)
            for ours in split(one.words, one.post.lang)
            for theirs in split(other.words, other.post.lang)
            if (read := (self._likeness.text(ours, lang), self._likeness.text(theirs, lang)))
        )

    def _in_order(self, chosen: Sequence[int]) -> list[int]:
        """What begins it, then by time."""
        begins = self._material.begins
        rest = chosen[1:] if begins else chosen
        return [*chosen[: int(begins)], *sorted(rest, key=lambda i: self._found[i].at)]
