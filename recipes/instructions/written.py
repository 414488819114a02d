"""The examples as they were written by hand, one a line, in recipes/data/*.jsonl."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from recipes.instructions.example import Example
from rookery.llm.tasks import (
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

DATA = Path(__file__).parents[1] / "data"


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
