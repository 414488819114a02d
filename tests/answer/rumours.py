"""How far rumours lead to their denials: those of the sample, and fourteen of our own.

`python -m tests.answer.rumours [sample|own|fresh] [-v]` prints what is shown and the shares.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rookery.answer.answered import Answer
from rookery.answer.claims.behind import Behind, behind
from rookery.answer.events import Spoken
from rookery.answer.gather import allowed_by
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from rookery.config import consent_table
from rookery.ingest.jsonl import event_from
from rookery.people import ANONYMOUS
from rookery.sample.play import load_scene
from tests.llm.story import run

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rumour:
    """Ids of posts, by what they do with it, read by a person; what is in none is beside it."""

    name: str
    questions: tuple[str, ...]
    says: frozenset[str]
    denies: frozenset[str]
    corrects: frozenset[str]
    doubts: frozenset[str]


@dataclass(slots=True)
class Tally:
    """Counts over all posts of a rumour that were looked at."""

    otherwise: list[bool] = field(default_factory=list)  # shown as denial: is it one?
    same: list[bool] = field(default_factory=list)  # shown as the same: does it say it?
    doubted: list[bool] = field(default_factory=list)
    reached: list[bool] = field(default_factory=list)  # a denial that there is: is it shown?
    any_reached: list[bool] = field(default_factory=list)
    doubters: list[bool] = field(default_factory=list)
    first: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def rumours(kind: str) -> Iterator[Rumour]:
    """`sample`, `own` (ten, held back at first) or `fresh` (four, looked at once, at the end)."""
    for row in json.loads((_HERE / "rumours.json").read_text("utf-8"))[kind]:
        sets = {k: frozenset(row[k]) for k in ("says", "denies", "corrects", "doubts")}
        yield Rumour(row["name"], tuple(row["questions"]), **sets)


def load(network: Rookery) -> None:
    """Our own threads into a network."""
    lines = (_HERE / "rumours_own.jsonl").read_text("utf-8").splitlines()
    network.store.apply([event_from({**json.loads(line), "source": "sample"}) for line in lines])


def there(network: Rookery, found: Sequence[Rumour]) -> list[Rumour]:
    """Without the posts that their authors deleted in the sample's month."""
    ids = {id for r in found for id in (*r.says, *r.denies, *r.corrects, *r.doubts)}
    kept = {post.id for post in network.search.posts(sorted(ids), ANONYMOUS)}
    return [
        Rumour(
            r.name, r.questions, r.says & kept, r.denies & kept, r.corrects & kept, r.doubts & kept
        )
        for r in found
    ]


def look(
    network: Rookery,
    likeness: Likeness,
    found: Sequence[Rumour],
    *,
    most: int = 99,
    told: bool = False,
) -> Tally:
    """What is behind each post that says it, at most so many of each rumour."""
    allowed = allowed_by(consent_table(network.settings))
    tally = Tally()
    for rumour in filter(lambda r: r.says, found):
        against = rumour.denies | rumour.corrects
        earliest = min(rumour.says, key=lambda id: network.search.post(id, ANONYMOUS).created_at)
        for id in sorted(rumour.says)[:most]:
            began = time.perf_counter()
            seen = behind(id, network.search, ANONYMOUS, allowed, likeness)
            tally.seconds.append(time.perf_counter() - began)
            denied, same, doubted = _shown(seen)
            tally.otherwise += [post in against for post in denied]
            tally.same += [post in rumour.says for post in same]
            tally.doubted += [post in rumour.doubts | rumour.denies for post in doubted]
            tally.reached += [post in denied for post in against]
            tally.any_reached.append(not against.isdisjoint(denied))
            tally.doubters += [post in doubted for post in rumour.doubts - {id, earliest}]
            first = seen.earliest.post.id if seen.earliest else id
            tally.first.append(first == earliest)
            if told:
                _tell(
                    f"{rumour.name} {id}: first {first}{'' if first == earliest else ' WRONG'};"
                    f" no denial {sorted(set(denied) - against)}; not the same"
                    f" {sorted(set(same) - rumour.says)}; no doubt"
                    f" {sorted(set(doubted) - rumour.doubts - rumour.denies)}; missing"
                    f" {sorted(against - set(denied))} doubters"
                    f" {sorted(rumour.doubts - set(doubted))} copies"
                    f" {sorted(rumour.says - set(same) - {id})}"
                )
    return tally


def _shown(seen: Behind) -> tuple[list[str], list[str], list[str]]:
    first = [seen.earliest] if seen.earliest else []
    doubted = getattr(seen, "doubted", ())
    return (
        [r.post.id for r in (*seen.otherwise, *seen.corrections)],
        [r.post.id for r in (*first, *seen.repeated)],
        [r.post.id for r in doubted],
    )


async def asked(
    network: Rookery, found: Sequence[Rumour]
) -> list[tuple[Rumour, str, Answer, float]]:
    """The answer to each question, and after how many seconds the first was said."""
    out = []
    async with network.answering(semantic="off", model="composer") as answering:
        for rumour in found:
            for question in rumour.questions:
                began, first = time.perf_counter(), 0.0
                async for event in answering.ask(question, ANONYMOUS):
                    if isinstance(event, Spoken) and not first:
                        first = time.perf_counter() - began
                    if isinstance(event, Answer):
                        out.append((rumour, question, event, first))
    return out


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _share(of: Sequence[bool]) -> str:
    return f"{sum(of)}/{len(of)} = {100 * sum(of) / max(len(of), 1):.0f} %"


def main() -> None:
    kinds = [a for a in sys.argv[1:] if not a.startswith("-")] or ["sample", "own", "fresh"]
    told = "-v" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        network = Rookery.open(Path(folder) / "home", embed={"semantic": "off"})
        network.store.apply(load_scene(datetime.now(UTC), still=True).past)
        if kinds != ["sample"]:
            load(network)
        likeness = Likeness()
        for kind in kinds:
            found = there(network, list(rumours(kind)))
            tally = look(network, likeness, found, told=told)
            _tell(f"== {kind}: {len(found)} rumours, {len(tally.first)} posts looked behind")
            _tell(f"otherwise is a denial  {_share(tally.otherwise)}")
            _tell(f"the same is the same   {_share(tally.same)}")
            _tell(f"doubters are           {_share(tally.doubted)}")
            _tell(f"denials reached        {_share(tally.reached)}")
            _tell(f"  at least one         {_share(tally.any_reached)}")
            _tell(f"doubters reached       {_share(tally.doubters)}")
            _tell(f"first post is right    {_share(tally.first)}")
            _tell(f"seconds: median {sorted(tally.seconds)[len(tally.seconds) // 2]:.2f}")
            quoted, shown, seconds = [], [], []
            for rumour, question, answer, first in run(asked(network, found)):
                cited = {id for s in answer.statements for id in s.cites}
                marked = {id for s in answer.statements if s.otherwise for id in s.cites}
                against = rumour.denies | rumour.corrects
                rumoured = bool(cited & rumour.says)
                quoted.append(rumoured)
                shown.append(bool(cited & against))
                seconds.append(first)
                if told:
                    _tell(
                        f"{question}: {[i for s in answer.statements for i in s.cites]}"
                        f" otherwise {sorted(marked)}"
                        f" {'ALONE' if rumoured and not cited & against else ''}"
                    )
            alone = [q and not s for q, s in zip(quoted, shown, strict=True)]
            _tell(f"/ask quotes the rumour {_share(quoted)}, of these alone {sum(alone)};")
            _tell(f"  has a denial         {_share(shown)}")
            _tell(f"  first said in s: median {sorted(seconds)[len(seconds) // 2]:.2f}")


if __name__ == "__main__":
    main()
