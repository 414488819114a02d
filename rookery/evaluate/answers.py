"""Answers to questions of one's own: plain lines in, and what the product says out.

A question that brings its posts is answered from those alone, another from the home's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rookery.answer.answered import Answer
from rookery.answer.as_json import cites_json
from rookery.answer.ask import Answering
from rookery.answer.asked.question import asked
from rookery.answer.events import whole
from rookery.answer.evidence import Evidence
from rookery.errors import BadInput, short
from rookery.text import detect_question


@dataclass(frozen=True, slots=True)
class Row:
    """A question; `posts` is `None` where the home's are asked."""

    question: str
    posts: tuple[Evidence, ...] | None


@dataclass(frozen=True, slots=True)
class Done:
    questions: int
    declined: int
    made_by: str


async def run_answers(
    rows: list[Row],
    out: Path,
    answering: Answering,
    report: Callable[[str, int], None] = lambda stage, n: None,
) -> Done:
    """Write one line for each question; the file is there when all are."""
    part = _part(out)
    declined, made_by = 0, ""
    with part.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows, 1):
            answer = await _answer(row, answering)
            declined += answer.declined is not None
            made_by = answer.made_by
            file.write(json.dumps(as_row(answer), ensure_ascii=False) + "\n")
            report("answered", number)
    part.replace(out)
    return Done(len(rows), declined, made_by)


async def _answer(row: Row, answering: Answering) -> Answer:
    if row.posts is None:
        return await whole(answering.ask(row.question))
    return await whole(
        answering.from_posts(row.question, row.posts, lang=detect_question(row.question))
    )


def as_row(answer: Answer) -> dict[str, Any]:
    """The plain form: sentences are none where it is declined."""
    return {
        "question": answer.question,
        "sentences": [{"text": s.text, "cites": cites_json(s)} for s in answer.statements],
        "made_by": answer.made_by,
    }


def read_rows(path: Path) -> list[Row]:
    """All questions of a file. Raises BadInput with the line where it is not in form."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (FileNotFoundError, IsADirectoryError):
        raise BadInput(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not in UTF-8: {error}.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    rows = [_row(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise BadInput(f"{path} holds no question.")
    return rows


def _row(line: str, place: str) -> Row:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(f"{place} is not JSON.") from None
    if not isinstance(read, dict) or not isinstance(read.get("question"), str):
        raise BadInput(f'{place} has no "question" that is a text.')
    try:
        question = asked(read["question"])
    except BadInput as bad:
        raise BadInput(f"{place}: {bad}") from None
    posts = read.get("posts")
    if posts is None:
        return Row(question, None)
    if not isinstance(posts, list):
        raise BadInput(f'{place}: "posts" is not a list.')
    evidence = tuple(_posts(posts, place))
    if len({post.id for post in evidence}) < len(evidence):
        raise BadInput(f"{place}: two posts have the same id.")
    return Row(question, evidence)


def _posts(posts: list[Any], place: str) -> Iterator[Evidence]:
    for number, post in enumerate(posts, 1):
        said: Mapping[str, Any] = post if isinstance(post, dict) else {}
        id, text = said.get("id"), said.get("text")
        if not isinstance(id, str) or not id or not isinstance(text, str):
            raise BadInput(
                f'{place}: post {number} ({short(json.dumps(post))}) needs "id" and "text".'
            )
        yield Evidence(id, text)


def refuse_output(out: Path, given: Path) -> None:
    """Where no answers can be written to `out` without loss of the file that is `given`."""
    if not out.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {out.parent} for the answers.")
    if out.is_dir():
        raise BadInput(f"{out} is a folder: name a file in it for the answers.")
    part = _part(out)
    if given.exists() and any(p.exists() and p.samefile(given) for p in (out, part)):
        raise BadInput(f"The answers would overwrite {given}: name another file for them.")
    try:
        part.open("w").close()
        part.unlink()
    except OSError as error:
        raise BadInput(f"The answers cannot be written to {out}: {error.strerror}.") from None


def _part(out: Path) -> Path:
    return out.with_name(f"{out.name}.part")
