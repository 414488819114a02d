"""The kept-back tenth of our instruction data asked of a model, task by task, with no grammar.

python -m benchmarks.model_tasks MODEL.gguf [--adapter FILE] [--explained] [--keep]

`--explained` puts each task's rules before it, as for a model that was not tuned to it; `--keep`
writes the figures beside the weights, where the product reads which tasks they may do. Greedy, in
the embedded engine. Whether a sentence is true to its post is not seen here, only what it cites.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recipes.instructions import Example, apart, examples
from recipes.instructions.checked import HANDLE, NUMBER, numbers
from rookery.config import ModelSettings
from rookery.durable import write_whole
from rookery.errors import RookeryError
from rookery.llm.client import Client
from rookery.llm.engine import ModelFile, running
from rookery.llm.skill import BARS, Skill, written
from rookery.llm.tasks import TASKS, Cited, Posts, Question

_ID = re.compile(r'"p\d+"')


@dataclass(slots=True)
class Share:
    """So many of so many."""

    held: int = 0
    of: int = 0

    def add(self, held: int, of: int = 1) -> None:
        self.held, self.of = self.held + held, self.of + of

    def __str__(self) -> str:
        return f"{100 * self.held / self.of:.0f} % ({self.held} of {self.of})" if self.of else "–"


def _shares() -> dict[str, Share]:
    return {name: Share() for name in BARS}


@dataclass(slots=True)
class Score:
    """What the replies of one task came to, by the names of `BARS`."""

    shares: dict[str, Share] = field(default_factory=_shares)

    def take(self, example: Example, reply: str) -> None:
        """A reply counts in each measure that its example has; one without form has cited nothing
        right, and has declined nothing.
        """
        task = TASKS[example.task]
        try:
            got = task.parse(reply, example.input)
        except RookeryError:
            got = None
        self.shares["in form"].add(got is not None)
        said = task.rendered(got) if got is not None else reply
        known = numbers([task.prompt(example.input)])
        own = set(NUMBER.findall(HANDLE.sub("", _ID.sub("", said)))) - known
        self.shares["numbers of its own"].add(bool(own))
        if not isinstance(example.input, Question | Posts):
            return
        wanted = _cites(example.output)
        if not wanted:
            self.shares["declined"].add(isinstance(got, Cited) and not got.sentences)
        else:
            cited = _cites(got)
            self.shares["citations right"].add(len(cited & wanted), max(len(cited), 1))

    def skill(self, task: str) -> Skill:
        """The same as the product keeps it, which says whether the bar is reached."""
        taken = {n: (share.held, share.of) for n, share in self.shares.items() if share.of}
        return Skill(TASKS[task].version, taken)


def _cites(output: object) -> set[str]:
    return {c for s in output.sentences for c in s.cites} if isinstance(output, Cited) else set()


def table(scores: Mapping[str, Score]) -> str:
    """In Markdown, a row a task."""
    rows = [f"| task | {' | '.join(BARS)} | at the bar |", "|---" * (len(BARS) + 2) + "|"]
    for name, score in scores.items():
        shares = " | ".join(str(share) for share in score.shares.values())
        rows.append(f"| {name} | {shares} | {'yes' if score.skill(name).reached else 'no'} |")
    return "\n".join(rows)


async def asked(client: Client, kept: Iterable[Example], *, explained: bool) -> dict[str, Score]:
    """The score of each task; a reply that fails counts as one without form."""
    scores: dict[str, Score] = {}
    for number, example in enumerate(kept, 1):
        task = TASKS[example.task]
        turns = task.turns(example.input, explained=explained)
        try:
            reply = (await client.chat(turns, most=task.most)).text
        except RookeryError as error:
            print(f"\n{example.place}: {error}", file=sys.stderr)
            reply = "{"
        scores.setdefault(example.task, Score()).take(example, reply)
        print(f"\r{number} asked", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return scores


async def measured(model: ModelFile, *, explained: bool) -> dict[str, Score]:
    kept = sorted(apart(examples())[1], key=lambda e: e.task)
    with tempfile.TemporaryDirectory() as home:
        settings = ModelSettings(idle=0, context=4_096)
        with running(Path(home), model, settings) as endpoint:
            async with Client(endpoint.base_url, endpoint.model, key=endpoint.key) as client:
                return await asked(client, kept, explained=explained)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--explained", action="store_true")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    model = ModelFile(given.model, given.model.stem, adapter=given.adapter)
    scores = asyncio.run(measured(model, explained=given.explained))
    print(table(scores))
    if given.keep:
        beside = (given.adapter or given.model).with_suffix(".tasks.json")
        write_whole(beside, written({n: score.skill(n) for n, score in scores.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
