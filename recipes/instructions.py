"""The instruction data: examples of each task of a model, written by hand in recipes/data/*.jsonl.

    python -m recipes.instructions --check     says what is in them, and what is wrong

`examples()` reads them, `apart()` sets a tenth aside by the posts that they rest on, and
`multiplied()` makes more of the rest. What a model learns is `example.turns` to `example.reply`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from recipes.instructions_multiplied import multiplied
from rookery.llm.tasks import (
    TASKS,
    Brief,
    Cited,
    Conversation,
    Passage,
    Posts,
    Query,
    Question,
    Said,
    Sentence,
    Set,
    creative,
)  # fmt: skip
from rookery.llm.turns import Turn

__all__ = ["DATA", "Example", "apart", "examples", "multiplied"]

DATA = Path(__file__).parent / "data"
_APART = 10  # one in so many
_SALT = "apart 4"  # of twelve that were tried the one whose tenth has its share of each kind


@dataclass(frozen=True, slots=True)
class Example:
    """What a task is given, and what it should make of it."""

    task: str
    lang: str
    kind: str  # of answers and talk; the format of creatives; what a summary is of
    input: Any
    output: Any
    place: str = ""  # file and line

    @property
    def turns(self) -> list[Turn]:
        return TASKS[self.task].turns(self.input)

    @property
    def reply(self) -> str:
        return TASKS[self.task].rendered(self.output)


def examples(folder: Path = DATA) -> list[Example]:
    """All that were written, in the order of the files; a file's name begins with its task."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        task = path.stem.split("-")[0]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found.append(_example(task, json.loads(line), f"{path.name}:{number}"))
    return found


def _example(task: str, row: Mapping[str, Any], place: str) -> Example:
    read = _READERS[task]
    kind = row.get("kind") or row.get("format") or row.get("of") or ""
    return Example(task, row["lang"], kind, *read(row), place)


def _answer(row: Mapping[str, Any]) -> tuple[Question, Cited]:
    return Question(row["question"], _posts(row)), _cited(row["answer"])


def _summary(row: Mapping[str, Any]) -> tuple[Posts, Cited]:
    return Posts(row["of"], row["about"], _posts(row)), _cited(row["summary"])


def _query(row: Mapping[str, Any]) -> tuple[Conversation, Query]:
    return _conversation(row), Query(row["query"])


def _talk(row: Mapping[str, Any]) -> tuple[Conversation, Said]:
    return _conversation(row), Said(row["reply"])


def _creatives(row: Mapping[str, Any]) -> tuple[Brief, Set]:
    brief = row["brief"] | {"facts": tuple(row["brief"]["facts"])}
    made = tuple(creative(fields, row["format"]) for fields in row["creatives"])
    return Brief(row["format"], **brief), Set(made)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], tuple[Any, Any]]] = {
    "answer": _answer,
    "summary": _summary,
    "query": _query,
    "talk": _talk,
    "creatives": _creatives,
}


def _posts(row: Mapping[str, Any]) -> tuple[Passage, ...]:
    return tuple(Passage(**post) for post in row["posts"])


def _cited(sentences: Sequence[Mapping[str, Any]]) -> Cited:
    return Cited(tuple(Sentence(s["text"], tuple(s["cites"])) for s in sentences))


def _conversation(row: Mapping[str, Any]) -> Conversation:
    return Conversation(tuple(Turn(t["role"], t["text"]) for t in row["turns"]))


def rests_on(example: Example) -> set[str]:
    """What an example rests on: its posts, its conversation's beginning, or its advertiser."""
    match example.input:
        case Question(posts=posts) | Posts(posts=posts):
            return {_normal(post.text) for post in posts}
        case Conversation(turns=turns):
            return {_normal(turns[0].content)}
        case Brief(advertiser=advertiser):
            return {_normal(advertiser)}
    raise TypeError(example.input)


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def apart(found: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The examples to learn from, and a tenth that is kept back.

    Examples that rest on a post together go to the same side, and each stays on its side when
    others are added, unless they join it to another.
    """
    learned: list[Example] = []
    kept: list[Example] = []
    for group in _groups(found):
        least = min(
            sha256(f"{_SALT} {key}".encode()).digest() for e in group for key in rests_on(e)
        )
        side = kept if int.from_bytes(least[-4:]) % _APART == 0 else learned
        side += group
    return learned, kept


def _groups(found: Sequence[Example]) -> Iterator[list[Example]]:
    """Examples that share anything they rest on, directly or through others."""
    leader: dict[str, str] = {}

    def led_by(key: str) -> str:
        while (above := leader.setdefault(key, key)) != key:
            key = above
        return key

    for example in found:
        first, *others = sorted(rests_on(example))
        for other in others:
            leader[led_by(other)] = led_by(first)
    groups: dict[str, list[Example]] = {}
    for example in found:
        groups.setdefault(led_by(min(rests_on(example))), []).append(example)
    yield from groups.values()


def main() -> int:
    from recipes.instructions_checked import counts, problems

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 where something is wrong")
    arguments = parser.parse_args()
    found = examples()
    learned, kept = apart(found)
    print(counts(found))
    print(f"{len(learned)} to learn from, {len(kept)} kept back")
    wrong = problems(found)
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
