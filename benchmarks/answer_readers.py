"""Twenty readers who ask at once, through a real server: errors, waits, fairness and memory."""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.answer_first import QUESTIONS, STREAM
from benchmarks.answer_writers import context
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.memory import pss, tree
from benchmarks.ours import sampled, serving
from rookery.app import Rookery
from rookery.config import ModelSettings
from rookery.llm.engine import ModelFile, running
from rookery.people import OPERATOR

READERS, ANSWERS = 20, 300
EARLY = 150  # answers after which memory is to stay: by then an engine's cache of prompts is full
LOOKS = 10  # at the memory, then and in the end: one may fall into the middle of an answer
CROWD = 60  # readers at once: more than run and wait together
_LONG = re.compile(r"[^\W\d_]{5,}")
_OVER = 503  # what is told where the queue is full


@dataclass(slots=True)
class Log:
    """What the readers saw."""

    first: list[float] = field(default_factory=list)  # seconds to the first sentence, or the end
    whole: list[float] = field(default_factory=list)
    answered: int = 0  # with a sentence
    errors: list[str] = field(default_factory=list)
    each: Counter[int] = field(default_factory=Counter)  # answers by reader
    memory: list[tuple[int, float]] = field(default_factory=list)  # after so many answers, MB

    def megabytes(self, after: int) -> float:
        """The median of the looks from `after` answers on."""
        return statistics.median([mb for n, mb in self.memory if after <= n < after + LOOKS])


def readers(
    name: str, file: ModelFile | None, *, semantic: bool = False, answers: int = ANSWERS
) -> Iterator[Figure]:
    """By the composer; or by a model, which the server takes as one behind an address, where what
    was measured of its skill is not asked.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as held:
        home = Path(folder) / "home"
        asked = questions(sampled(home), answers + READERS)  # all ask until the last is counted
        settings = {"ROOKERY_MODEL__USE": "composer"}
        if file is not None:
            kept = ModelSettings(idle=0, context=context(file))
            at = held.enter_context(running(Path(folder) / "engine", file, kept))
            settings = {  # its skill is not asked for: it is taken to follow instructions
                "ROOKERY_MODEL__USE": at.base_url,
                "ROOKERY_MODEL__ENDPOINT_MODEL": at.model,
                "ROOKERY_MODEL__ENDPOINT_KEY": at.key,
                "ROOKERY_MODEL__CONTEXT": str(kept.context),
            }
        settings["ROOKERY_EMBED__SEMANTIC"] = "on" if semantic else "off"
        _, url = held.enter_context(serving(home, **settings))
        log = asyncio.run(_all(url, asked))
        yield from _figures(f"{READERS} readers at once, {name}", log)
        if file is not None:
            yield asyncio.run(_crowd(name, url))


def questions(network: Rookery, n: int) -> list[str]:
    """So many, all different, so that nothing is answered by what was kept of another."""
    made = dict.fromkeys(QUESTIONS)
    for post in network.store.export(OPERATOR):
        words = sorted(dict.fromkeys(_LONG.findall(post.text)), key=len, reverse=True)[:3]
        if len(words) == 3:
            made[f"What is said about {' '.join(words)}?"] = None
    return list(made)[:n]


async def _all(url: str, asked: Sequence[str]) -> Log:
    """Each reader asks its next question when it has its answer, until all are asked."""
    log, left = Log(), iter(asked)

    async def reader(number: int) -> None:
        for question in left:
            await _ask(client, question, log)
            log.each[number] += 1
            done = log.each.total()
            if EARLY <= done < EARLY + LOOKS or 0 <= len(asked) - READERS - done < LOOKS:
                log.memory.append((done, await asyncio.to_thread(_megabytes)))

    async with httpx.AsyncClient(base_url=url, timeout=600) as client:
        await asyncio.gather(*map(reader, range(READERS)))
    return log


async def _ask(client: httpx.AsyncClient, question: str, log: Log) -> None:
    began = time.perf_counter()
    kinds, last, heard = list[str](), "", 0.0
    try:
        async with client.stream("GET", "/ask", params={"q": question}, headers=STREAM) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                last = line or last
                if line.startswith("event: "):
                    kinds.append(line.removeprefix("event: "))
                    if kinds[-1] in ("said", "end") and kinds.count("said") < 2:
                        heard = heard or time.perf_counter() - began
    except httpx.HTTPError as error:
        log.errors.append(repr(error))
        return
    log.first.append(heard)
    log.whole.append(time.perf_counter() - began)
    log.answered += "said" in kinds
    if not kinds or kinds[-1] != "end":
        log.errors.append(f"{question} {last}")


def _megabytes() -> float:
    """All processes that this one started: the server, the engine and theirs."""
    return sum(map(pss, tree(os.getpid())[1:])) / 1e6


def _figures(label: str, log: Log) -> Iterator[Figure]:
    n = log.each.total()
    for error in log.errors[:3]:
        print(error, file=sys.stderr)
    yield at_most(f"{label}, errors", len(log.errors), 0, f"of {n}", n)
    yield Figure(f"{label}, answered with a sentence", log.answered / n, "of 1", n)
    median, longest = statistics.median(log.first), max(log.first)
    yield Figure(f"{label}, wait for the first sentence, median", median, "s", n)
    yield Figure(f"{label}, wait for the first sentence, longest", longest, "s", n)
    # the first may be the composer's, before a model's queue; that is fair where no end is late
    median, longest = statistics.median(log.whole), max(log.whole)
    yield Figure(f"{label}, wait for the whole answer, median", median, "s", n)
    yield Figure(f"{label}, wait for the whole answer, longest", longest, "s", n)
    yield at_most(
        f"{label}, the longest whole wait against the median", longest / median, 4, "×", n
    )
    share = min(log.each[r] for r in range(READERS)) / (n / READERS)
    yield at_least(f"{label}, the fewest answers of a reader against an equal share", share, 0.8,
                   "×", READERS)  # fmt: skip
    last = n - READERS
    if last < EARLY + 2 * LOOKS:
        return
    early, late = log.megabytes(EARLY), log.megabytes(last - LOOKS + 1)
    yield Figure(f"{label}, memory of all processes after {EARLY} answers", early, "MB", LOOKS)
    yield at_most(f"{label}, memory after {last} answers against after {EARLY}", late / early, 1.1,
                  "×", LOOKS)  # fmt: skip


async def _crowd(name: str, url: str) -> Figure:
    """More than may wait: who finds no place is told so in a sentence, and nobody hangs."""

    async def one(client: httpx.AsyncClient, question: str) -> bool:
        try:
            answer = await client.get("/ask", params={"q": question, "format": "json"})
            said = answer.json()
        except (httpx.HTTPError, ValueError):
            return False
        return answer.status_code == 200 or (answer.status_code == _OVER and bool(said["error"]))

    limits = httpx.Limits(max_connections=CROWD)
    async with httpx.AsyncClient(base_url=url, timeout=600, limits=limits) as client:
        asked = [QUESTIONS[n % len(QUESTIONS)] for n in range(CROWD)]
        held = await asyncio.gather(*(one(client, question) for question in asked))
    share = sum(held) / CROWD
    return at_least(f"{CROWD} at once, {name}, answered or told to come back", share, 1.0, "of 1",
                    CROWD)  # fmt: skip
