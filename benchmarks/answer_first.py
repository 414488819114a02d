"""Where the time to the first cited sentence goes, on the sample network; and what of a prompt the
engine need not read again.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import httpx

from benchmarks.answer_writers import Fixed, Open, opened
from benchmarks.figures import Figure, at_least, at_most, unmeasured
from benchmarks.ours import sampled, serving
from rookery.answer.ask import Answering
from rookery.answer.events import Found, Spoken
from rookery.answer.gather import allowed_by, gather
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from rookery.config import consent_table
from rookery.embed import load_semantic
from rookery.errors import Unavailable
from rookery.llm.engine import ModelFile
from rookery.llm.estimate import estimate
from rookery.llm.tasks import ANSWER, Passage, Question
from rookery.llm.turns import Turn
from rookery.people import ANONYMOUS
from rookery.search.service import Search
from rookery.text import detect

QUESTIONS = (
    "Did the Aurelia leak fuel?", "Has the Market Hall been sold?", "Is line 4 being cut?",
    "Who won the derby?", "When does the last ferry leave?", "What should I do with flooded food?",
    "What is the film on the water?", "Who found the lost child?", "Is the water safe to drink?",
    "How much is a lantern?", "Which trams run tonight?", "What happened at the playground?",
)  # fmt: skip
STREAM = {"accept": "text/event-stream"}
SEARCHING, CHOOSING, SPEAKING = "searching", "reading sentences to choose posts", "the answer"
Times = dict[str, list[float]]


def first(models: Mapping[str, ModelFile]) -> Iterator[Figure]:
    """By the composer as it ships and with [semantic], over HTTP, and by each model."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        base = sampled(home)
        base.search.warm()
        yield from asyncio.run(_asked("first cited sentence", base, Likeness(), Fixed(None), 1.0))
        label = "first cited sentence, [semantic]"
        try:
            likeness = Likeness(load_semantic())
            read = Rookery.open(home, embed={"semantic": "on"})
            yield from asyncio.run(_asked(label, read, likeness, Fixed(None), 1.0))
        except Unavailable as error:
            yield unmeasured(f"{label}, median", "s", str(error))
        yield from _over_http(home)
        for name, file in models.items():
            yield from _by_model(name, file, base, Path(folder) / name)


async def _asked(
    label: str, network: Rookery, likeness: Likeness, model: Fixed, most: float | None = None
) -> list[Figure]:
    """Each question, and how long each step of its answer took: together they are the whole."""
    search = _Timed(network.search)
    allowed = allowed_by(consent_table(network.settings))
    answering = Answering(lambda: cast(Search, search), likeness, allowed, model)
    steps = await _steps(answering, search)
    whole = [sum(step) for step in zip(*steps.values(), strict=True)]
    name = f"{label}, median"
    if not whole:
        return [unmeasured(name, "s", "nothing was answered")]
    n, median = len(whole), statistics.median(whole)
    return [
        Figure(name, median, "s", n) if most is None else at_most(name, median, most, "s", n),
        Figure(f"{label}, slowest", max(whole), "s", n),
        Figure(f"{label}, mean", statistics.fmean(whole), "s", n),
        *(Figure(f"{label}, of it {step}", statistics.fmean(took), "s", n)
          for step, took in steps.items()),
    ]  # fmt: skip


class _Timed:
    """A search that counts the seconds spent in it."""

    def __init__(self, search: Any) -> None:
        self._search, self.seconds = search, 0.0

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._search, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return asked(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


async def _steps(answering: Answering, search: _Timed) -> Times:
    took: Times = {SEARCHING: [], CHOOSING: [], SPEAKING: []}
    async for _ in answering.ask(QUESTIONS[0]):  # what a server has loaded before anyone asks
        pass
    for question in QUESTIONS[1:]:
        search.seconds = 0.0
        began = found = time.perf_counter()
        async with aclosing(answering.ask(question)) as events:
            async for event in events:
                if isinstance(event, Found):
                    found = time.perf_counter()
                elif isinstance(event, Spoken):
                    took[SEARCHING].append(search.seconds)
                    took[CHOOSING].append(found - began - search.seconds)
                    took[SPEAKING].append(time.perf_counter() - found)
                    break
    return took


def _over_http(home: Path) -> Iterator[Figure]:
    """As a page has it from a server: the first byte, and the first sentence."""
    settings = {"ROOKERY_MODEL__USE": "composer", "ROOKERY_EMBED__SEMANTIC": "off"}
    took: Times = {"first byte": [], "first sentence": []}
    with serving(home, **settings) as (_, url), httpx.Client(base_url=url, timeout=60) as client:
        for question in (QUESTIONS[0], *QUESTIONS):
            began = time.perf_counter()
            with client.stream("GET", "/ask", params={"q": question}, headers=STREAM) as answer:
                answer.raise_for_status()
                took["first byte"].append(time.perf_counter() - began)
                for line in answer.iter_lines():
                    if line.startswith("data:"):
                        took["first sentence"].append(time.perf_counter() - began)
                        break
    for what, seconds in took.items():
        median = statistics.median(seconds[1:])  # the first loads what is needed
        yield Figure(f"composer over HTTP, {what}, median", median, "s", len(seconds) - 1)


def _by_model(name: str, file: ModelFile, network: Rookery, home: Path) -> Iterator[Figure]:
    async def spoken() -> list[Figure]:
        async with opened(home / "asked", file) as model:
            label = f"first cited sentence, {name}"
            return await _asked(label, network, Likeness(), model.writer(name))

    async def read() -> list[Figure]:
        async with opened(home / "read", file) as model:  # which has read nothing yet
            return list(_reading(name, model, network))

    yield from asyncio.run(spoken())
    yield from asyncio.run(read())


def _reading(name: str, model: Open, network: Rookery) -> Iterator[Figure]:
    """Each answer's prompt twice: the engine says what it read and what it still had."""
    asked = [_prompt(network, question, model.context) for question in QUESTIONS]
    told = [[_timings(model, turns) for _ in range(2)] for turns in asked]
    new, again = [one for one, _ in told[1:]], [two for _, two in told[1:]]
    n = len(new)
    read = statistics.median(t["prompt_ms"] / 1e3 for t in new)
    yield Figure(f"{name}, reading a new prompt, median", read, "s", n)
    yield Figure(f"{name}, prompt reused from another question's", _reused(new), "of 1", n)
    label = f"{name}, prompt reused where the same is asked again"
    yield at_least(label, _reused(again), 0.9, "of 1", n)


def _prompt(network: Rookery, question: str, context: int) -> list[Turn]:
    allowed = allowed_by(consent_table(network.settings))
    found = gather(question, network.search, ANONYMOUS, allowed, Likeness(), lang=detect(question))
    posts = tuple(
        Passage(f"p{n}", p.author or "", f"{p.at:%Y-%m-%d %H:%M}" if p.at else "", p.text)
        for n, p in enumerate(found.evidence, 1)
    )
    return ANSWER.turns(ANSWER.fitted(Question(question, posts), estimate, context))


def _timings(model: Open, turns: list[Turn]) -> dict[str, float]:
    at = model.at
    body = {
        "model": at.model, "max_tokens": 1, "temperature": 0,
        "messages": [{"role": turn.role, "content": turn.content} for turn in turns],
    }  # fmt: skip
    headers = {"authorization": f"Bearer {at.key}"}
    said = httpx.post(f"{at.base_url}/chat/completions", json=body, headers=headers, timeout=300)
    said.raise_for_status()
    timings: dict[str, float] = said.json()["timings"]
    return timings


def _reused(told: list[dict[str, float]]) -> float:
    """The share of the prompts' tokens that were not read."""
    kept, read = (sum(t[name] for t in told) for name in ("cache_n", "prompt_n"))
    return kept / (kept + read)
