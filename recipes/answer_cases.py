"""Questions with posts that answer them and with posts that don't: to fit what tells them apart.

Of one text: ClapNQ. Of posts: the product's own search over all posts of our examples and of the
sample network, once with those that an example rests on among them, and once without.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recipes.instructions import Example
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import plain
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.measures import beside, nearness
from rookery.answer.reading.sentences import sentences
from rookery.config import CONSENT_DEFAULTS
from rookery.llm.tasks import Passage
from rookery.post import Author, Event, Post, Upsert
from rookery.sample.play import load_scene
from rookery.search.searcher import Searcher
from rookery.store import LanceStore

_LEARNED = 150  # questions of ClapNQ
_FOUND, _KEPT = 40, 8  # posts that a search finds, and those of them that are compared
_SAID = 0.34  # of a sentence's words: so many of them in the answer, and it was made of it


@dataclass(frozen=True, slots=True)
class Case:
    """A question with posts, and whether they answer it; `cited` are those that do."""

    question: str
    lang: str
    posts: Sequence[Evidence]
    answered: bool
    cited: frozenset[str] = frozenset()
    answer: str = ""


def texts(path: Path) -> Iterator[Case]:
    """Those of ClapNQ that may be learned from."""
    for line in path.read_text("utf-8").splitlines()[:_LEARNED]:
        row = json.loads(line)
        posts = [Evidence(p["id"], p["text"], lang="en") for p in row["posts"]]
        yield Case(row["question"], "en", posts, row["answerable"])


def posts(learned: Sequence[Example], likeness: Likeness) -> Iterator[Case]:
    """What the product's search finds for our questions, with their own posts and without.

    Where it does not find those that answer, there is no case.
    """
    ids: dict[str, str] = {}
    events: list[Event] = []
    for number, example in enumerate(learned):
        for passage in example.input.posts:
            if passage.text not in ids:
                ids[passage.text] = id = f"{number}-{passage.id}"
                events.append(Upsert(_post(id, passage, example.lang)))
    sample = load_scene(datetime(2026, 1, 1, tzinfo=UTC), still=True).past
    events += [e for e in sample if isinstance(e, Upsert) and e.post.text not in ids]
    with tempfile.TemporaryDirectory() as folder:
        store = LanceStore(Path(folder) / "store", consent=dict(CONSENT_DEFAULTS))
        store.apply(events)
        search = Searcher(store, embedder=store.embedder)
        for example in learned:
            yield from _found(example, ids, search, likeness)


def _found(
    example: Example, ids: dict[str, str], search: Searcher, likeness: Likeness
) -> Iterator[Case]:
    question, lang = example.input.question, example.lang
    hits = [hit.post for hit in search.search(plain(question, lang), limit=_FOUND).hits]
    own = {ids[p.text] for p in example.input.posts}
    said = {id for sentence in example.output.sentences for id in sentence.cites}
    cited = frozenset(ids[p.text] for p in example.input.posts if p.id in said)
    answer = " ".join(sentence.text for sentence in example.output.sentences)
    with_own = _nearest(question, [evidence_of(p) for p in hits], likeness, lang)
    if cited & {post.id for post in with_own}:
        yield Case(question, lang, with_own, True, cited, answer)
    elif not cited and with_own:
        yield Case(question, lang, with_own, False)
    others = [evidence_of(p) for p in hits if p.id not in own]
    if others:
        yield Case(question, lang, _nearest(question, others, likeness, lang), False)


def _nearest(
    question: str, found: Sequence[Evidence], likeness: Likeness, lang: str
) -> list[Evidence]:
    """As `gather` chooses them, in the order of the search."""
    told = sentences(found)
    if not told:
        return []
    compared = beside(question, told, likeness, lang, closely=False)
    best = np.zeros(len(found))
    np.maximum.at(best, [s.post for s in told], nearness(compared))
    return [found[i] for i in sorted(np.argsort(-best, kind="stable")[:_KEPT])]


def made_of(
    case: Case, texts: Sequence[frozenset[str]], posts: Sequence[int], answer: frozenset[str]
) -> list[float]:
    """Which of n sentences the answer was made of, by their terms, their posts and its terms."""
    return [
        float(case.posts[post].id in case.cited and len(text & answer) >= _SAID * max(len(text), 1))
        for text, post in zip(texts, posts, strict=True)
    ]


def _post(id: str, passage: Passage, lang: str) -> Post:
    at = datetime.fromisoformat(passage.time).replace(tzinfo=UTC) if passage.time else None
    return Post(id, passage.text, author=Author(passage.author or id), lang=lang, created_at=at)
