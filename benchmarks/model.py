"""Training, tuning and serving of models, beside what a person would take in their place.

    python -m benchmarks.model [--quick | --only PART …] [--json FILE] [--home HOME --run NAME]
                               [--gemma FILE.gguf --adapter FILE.gguf] [--minutes M]

PART is speed (tokens a second beside transformers.Trainer), quality (bits a byte for the same CPU
time beside that Trainer's GPT-2 and a 5-gram; wants the home and the name of training data), tasks
(the kept-back tenth of each), decode (beside transformers generate) or recited (wants the home and
the run). --quick measures speed in fewer steps and the house model's tasks; all else is copied
from benchmarks/results/model.json. With --only, what FILE holds of other parts stays, each figure
with the commit and the date of its own run.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import decode_speed, recitation, training_quality, training_speed
from benchmarks.figures import Figure, Origin, at_least, at_most, report, times, under, unmeasured
from benchmarks.model_tasks import measured as tasks_of
from rookery.llm.catalogue import HOUSE_FILE
from rookery.llm.engine import ModelFile
from rookery.llm.skill import BARS

KEPT = Path(__file__).parent / "results" / "model.json"
PARTS = ("speed", "quality", "tasks", "decode", "recited")
STEPS = 12  # of training whose time is taken; quick: 6
_NO_DATA = "no training data was named: --home and --run"
_TRAINER = "transformers.Trainer's"
_SETTINGS = (
    {"bf16": True},
    {"bf16": False},
    {"bf16": True, "micro": 16},
    {"bf16": True, "micro": 32},
    {"bf16": False, "compiled": True},
)


def speed(steps: int) -> Iterator[Figure]:
    """Ours and the fastest of the peer's settings, on the house model's shape and batch."""
    ours = training_speed.measured("ours", steps, compiled=True)
    peers = [training_speed.measured("trainer", steps, **how)["speed"] for how in _SETTINGS]
    n = steps - training_speed.WARM
    yield times(
        "training", ours["speed"], max(peers), "tokens/s", n, least=1.4, of=f"{_TRAINER} best"
    )
    yield Figure("training, share of the matrix product's peak", ours["share"], "of 1", n)
    for how, rate in zip(_SETTINGS, peers, strict=True):
        yield Figure(f"transformers.Trainer, {how}", rate, "tokens/s", n)


def quality(home: Path | None, name: str | None, minutes: float) -> Iterator[Figure]:
    """The same CPU time for each; the 5-gram counts the tokens that ours saw."""
    if home is None or name is None:
        yield unmeasured("bits a byte for the time", "bits", _NO_DATA)
        return
    found = {}
    for who in ("ours", "gpt2"):
        steps = training_quality.fitting(who, home, name, minutes * 60)
        found[who] = {"steps": steps, **training_quality.measured(who, home, name, steps)}
    seen = int(found["ours"]["steps"])
    counted = training_quality.measured("counted", home, name, seen)
    ours, peer = (found[who]["bits_per_byte"] for who in ("ours", "gpt2"))
    yield under("bits a byte for the time, beside GPT-2 of transformers", ours, peer, "bits", seen)
    yield Figure("GPT-2 of transformers, bits a byte", peer, "bits", int(found["gpt2"]["steps"]))
    yield Figure("Kneser–Ney 5-gram, bits a byte", counted["bits_per_byte"], "bits", seen)


def tasks(name: str, model: ModelFile, *, explained: bool) -> Iterator[Figure]:
    """Each measure of each task."""
    scores = asyncio.run(tasks_of(model, explained=explained))
    for task, score in scores.items():
        for measure, share in score.shares.items():
            if share.of:
                bar, least = BARS[measure]
                bound = at_least if least else at_most
                yield bound(
                    f"{name}, {task}, {measure}", share.held / share.of, bar, "of 1", share.of
                )


def decode(name: str, model: Path) -> Iterator[Figure]:
    """The engine beside the faster of the peer's precisions."""
    found = decode_speed.measured(model, None, 1)
    peers = [told for who, told in found.items() if who != "engine"]
    n, ours = decode_speed.ROUNDS, found["engine"]
    first = min(told["first_ms"] for told in peers)
    yield times(
        f"{name}, decoding", ours["tokens_a_second"],
        max(told["tokens_a_second"] for told in peers), "tokens/s", n, least=2, of="transformers'",
    )  # fmt: skip
    yield times(
        f"{name}, first token of {decode_speed.ASKED}, a second", 1e3 / ours["first_ms"],
        1e3 / first, "1/s", n, least=2, of="transformers'",
    )  # fmt: skip


def recited(home: Path | None, run: str | None) -> Iterator[Figure]:
    if home is None or run is None:
        yield unmeasured("training texts recited", "texts", _NO_DATA)
        return
    asked, found = recitation.counted(home, run, run, recitation.TEXTS)
    yield Figure("training texts recited", found, "texts", asked)


def main() -> None:
    given = _parser().parse_args()
    origin = Origin()
    kept = KEPT if given.quick else given.json if given.only != PARTS else None
    report(_parts(given), origin, given.json, kept=kept, quick=given.quick)


def _parts(given: argparse.Namespace) -> Iterator[Figure]:
    models: dict[str, ModelFile] = {}
    if HOUSE_FILE.exists():
        models["house"] = ModelFile(HOUSE_FILE, "house")
    if given.gemma and not given.quick:
        models["gemma"] = ModelFile(given.gemma, "gemma", adapter=given.adapter)
    run: dict[str, Callable[[], Iterator[Figure]]] = {
        "speed": lambda: speed(STEPS // 2 if given.quick else STEPS),
        "quality": lambda: quality(given.home, given.run, given.minutes),
        "recited": lambda: recited(given.home, given.run),
    }
    for part in ("speed", "tasks") if given.quick else given.only:
        if part in run:
            yield from run[part]()
        for name, model in models.items() if part in ("tasks", "decode") else ():
            if part == "decode":
                yield from decode(name, model.path)
                continue
            yield from tasks(name, model, explained=False)
            if model.adapter is not None:
                before = ModelFile(model.path, model.name)
                yield from tasks(f"{name} before tuning", before, explained=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Models beside their peers, in one run.")
    parser.add_argument("--quick", action="store_true", help="a subset; the rest is copied")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", default=PARTS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--home", type=Path, help="that has the training data and the run")
    parser.add_argument("--run", help="the name of both")
    parser.add_argument("--gemma", type=Path, help="the joined GGUF")
    parser.add_argument("--adapter", type=Path, help="ours for it")
    parser.add_argument("--minutes", type=float, default=20, help="of CPU time, each, for quality")
    return parser


if __name__ == "__main__":
    main()
