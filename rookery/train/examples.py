"""Conversations to learn from: read, written as a model reads turns, and packed into rows.

Only what the assistant says last is learned. Several examples share a row, and none sees another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML, written
from rookery.model.likelihood import IGNORED
from rookery.model.tokenizer import END
from rookery.train.batches import Batch, Tokens
from rookery.train.order import Order

Turns = Sequence[Mapping[str, str]]
_ROLES = ("system", "user", "assistant")


def apart(found: Sequence[Turns], one_in: int = 20) -> tuple[list[Turns], list[Turns]]:
    """Those to learn from, and one in twenty to look at: by a hash of what is asked, so that the
    same question is never on both sides.
    """
    sides: tuple[list[Turns], list[Turns]] = ([], [])
    for turns in found:
        asked = json.dumps([dict(t) for t in turns[:-1]]).encode()
        sides[int.from_bytes(sha256(asked).digest()[-4:]) % one_in == 0].append(turns)
    return sides


@dataclass(frozen=True, slots=True)
class Form:
    """How a model reads a conversation."""

    written: Callable[[Turns], tuple[str, str]]  # all before the answer, and the answer to its end
    encode: Callable[[str], list[int]]  # marks as their own tokens, none added
    filler: int  # a token for the end of a row, which nothing is learned from


@dataclass(frozen=True, slots=True)
class Example:
    """One conversation as tokens, of which those from `learned` on are the answer."""

    tokens: npt.NDArray[np.int64]
    learned: int
    bytes: int  # of the answer's UTF-8


def read(path: Path) -> list[list[dict[str, str]]]:
    """Conversations of a JSONL file, `{"messages": [{"role", "content"}, …]}` a line.

    The last turn of each is the assistant's. Raises BadInput with the line of the first that is not
    so.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from None
    found = [
        _conversation(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line
    ]
    if not found:
        raise BadInput(f"{path} holds no conversation.")
    return found


def _conversation(line: str, place: str) -> list[dict[str, str]]:
    try:
        turns = json.loads(line)["messages"]
        told = [{"role": t["role"], "content": t["content"]} for t in turns]
    except (ValueError, KeyError, TypeError):
        raise BadInput(
            f'{place} is no conversation: a line is {{"messages": [{{"role": …, "content": …}}]}}.'
        ) from None
    wrong = [t for t in told if t["role"] not in _ROLES or not isinstance(t["content"], str)]
    if wrong or not told or told[-1]["role"] != "assistant":
        raise BadInput(
            f"{place}: turns are of {', '.join(_ROLES)}, and the last is the assistant's."
        )
    return told


def examples(conversations: Sequence[Turns], form: Form, context: int) -> list[Example]:
    """Those that fit into `context` tokens; what is longer is left out, not cut."""
    made = []
    for turns in conversations:
        asked, answer = form.written(turns)
        before, after = form.encode(asked), form.encode(answer)
        if len(before) + len(after) <= context:
            tokens = np.array(before + after, np.int64)
            made.append(Example(tokens, len(before), len(answer.encode())))
    return made


class PackedExamples:
    """Batches of examples: rows of `context` tokens, in an order of their own on each pass."""

    def __init__(
        self,
        learned: Sequence[Example],
        kept_back: Sequence[Example],
        context: int,
        batch: int,
        seed: int,
        filler: int,
    ) -> None:
        self._context, self._filler = context, filler
        chance = np.random.default_rng(seed)
        mixed = [learned[i] for i in chance.permutation(len(learned))]
        self._rows = list(packed(mixed, context))
        self._held = list(packed(kept_back, context))
        self.order = Order(len(self._rows), batch, seed)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> int:
        return len(self._rows)

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        wanted = self.order.batch_of(step, rank, ranks)
        return self._batch([self._rows[i] for i in wanted.tolist()])

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        for first in range(0, len(self._held), 8):
            rows = self._held[first : first + 8]
            yield self._batch(rows), sum(e.bytes for row in rows for e in row)

    def _batch(self, rows: Sequence[Sequence[Example]]) -> Batch:
        size = (len(rows), self._context)
        tokens = np.full(size, self._filler, np.int64)
        targets = np.full(size, IGNORED, np.int64)
        documents = np.full(size, -1, np.int64)
        for r, row in enumerate(rows):
            start = 0
            for number, example in enumerate(row):
                end = start + len(example.tokens)
                tokens[r, start:end] = example.tokens
                documents[r, start:end] = number
                first = start + max(example.learned, 1)
                targets[r, first - 1 : end - 1] = tokens[r, first:end]
                start = end
        return Batch(tokens, targets, documents)


def packed(found: Sequence[Example], context: int) -> Iterator[list[Example]]:
    """Rows of examples, the largest first into the first row that has room for it."""
    rows: list[list[Example]] = []
    room: Tokens = np.zeros(0, np.int64)
    for example in sorted(found, key=lambda e: -len(e.tokens)):
        fits = np.flatnonzero(room >= len(example.tokens))
        if len(fits):
            rows[fits[0]].append(example)
            room[fits[0]] -= len(example.tokens)
        else:
            rows.append([example])
            room = np.append(room, context - len(example.tokens))
    yield from rows


def chatml(tokenizer: Tokenizer) -> Form:
    """Of our own models, and of Qwen's; raises BadInput for a tokenizer without its marks."""
    filler = tokenizer.token_to_id(END)
    if filler is None:
        raise BadInput(f"The tokenizer has no {END}, which fills the end of a row.")
    return Form(
        partial(written, CHATML),
        lambda text: list(tokenizer.encode(text, add_special_tokens=False).ids),
        filler,
    )
