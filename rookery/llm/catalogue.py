"""The models that Rookery knows by name: size, licence, context, origin, and what each is good for.

Anything else can be got or used too: a GGUF of the hub or of a file, and any OpenAI-compatible
address. The composer, which is no model, is always there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from rookery.errors import Conflict, RookeryError, Said
from rookery.llm.header import read
from rookery.llm.hub import HubFile
from rookery.llm.skill import Skill, skills_beside
from rookery.llm.transfer import Report
from rookery.llm.wheels import GEMMA

COMPOSER, HOUSE, GEMMA_NAME = "composer", "house", "gemma-3-270m"
HOUSE_FILE = Path(__file__).parent / "house.gguf"
HOUSE_RUN = HOUSE_FILE.with_name("house.run.html")  # how it learned, as the run drew it
_ADAPTERS = "adapters"  # a folder of a clone; the package has none
_NO_TASKS: Mapping[str, Skill] = MappingProxyType({})


class Origin(Protocol):
    """Where a model's file comes from; `str` of it is for a person."""

    def bring(self, to: Path, report: Report) -> str:
        """Put the file there, whole or not at all; gives its SHA-256."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person accepts before a model is theirs to use."""

    title: str
    address: str
    also: str = ""  # a further page that the terms rest on


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a model before it is opened."""

    name: str
    size_bytes: int | None
    licence: str
    context: int | None  # tokens, at the most
    where_from: Origin | None  # `None`: nothing is to be got
    good_for: str
    instructed: bool = False  # it follows instructions that it was not tuned for
    sees: bool = False  # it takes pictures
    adapter: Path | None = None  # ours, where it is there
    sha256: str | None = None  # pinned by us; else the hub says it
    terms: Terms | None = None
    tasks: Mapping[str, Skill] = field(default_factory=lambda: _NO_TASKS)  # that it was tuned for
    wrong: Said | str | None = None  # why it cannot be told for what it was tuned

    def takes(self, task: str, version: int) -> bool:
        """Whether a task is its own: else the composer does it.

        One that was measured at its bar; and of a model that follows instructions, any that was
        not measured.
        """
        if skill := self.tasks.get(task):
            return skill.version == version and skill.reached
        return self.instructed


GEMMA_TERMS = Terms(
    "Gemma Terms of Use",
    "https://ai.google.dev/gemma/terms",
    "https://ai.google.dev/gemma/prohibited_use_policy",
)
_APACHE = "Apache-2.0"


def _hub(repo: str, file: str) -> HubFile:
    return HubFile(repo, file)


def our_adapter(name: str) -> Path | None:
    """Our adapter for that model, where this is a clone, or is run in one."""
    return _of_clone(name, "adapter.gguf")


def our_copy_of_terms(name: str) -> str | None:
    """The words of that model's terms, which lie beside our adapter."""
    path = _of_clone(name, "TERMS.txt")
    return path.read_text("utf-8") if path else None


def our_papers(name: str) -> list[Path]:
    """The terms and the notice of that model, which lie beside our adapter."""
    return [path for file in ("TERMS.txt", "NOTICE") if (path := _of_clone(name, file))]


def _of_clone(name: str, file: str) -> Path | None:
    paths = (root / _ADAPTERS / name / file for root in (Path(__file__).parents[2], Path.cwd()))
    return next(filter(Path.is_file, paths), None)


def with_skills(entry: Entry, weights: Path | None) -> Entry:
    """The entry with what stands beside its weights; what is damaged there hides nothing else."""
    if weights is None:
        return entry
    try:
        return replace(entry, tasks=skills_beside(weights))
    except Conflict as error:
        return replace(entry, wrong=error.sentence)


@cache
def _house_context() -> int | None:
    try:
        return read(HOUSE_FILE).context or None
    except RookeryError:  # absent, or damaged: who uses it is told so
        return None


def known() -> dict[str, Entry]:
    """Every entry by its name, in the order to show them in."""
    adapter = our_adapter(GEMMA_NAME)
    entries = (
        Entry(
            COMPOSER, 0, "part of Rookery", None, None,
            "no model: builds from the posts' or the brief's own sentences, always there",
        ),
        Entry(
            HOUSE, HOUSE_FILE.stat().st_size if HOUSE_FILE.exists() else None, _APACHE,
            _house_context(), None,
            "Rookery's own, made from nothing for its tasks; runs on anything",
        ),
        Entry(
            GEMMA_NAME, 253_113_024, "Gemma Terms of Use", 32_768, GEMMA,
            "the small base model that our adapter tunes for the product's tasks; one core will do",
            adapter=adapter, sha256=GEMMA.sha256, terms=GEMMA_TERMS,
        ),
        Entry(
            "qwen3-0.6b", 639_446_688, _APACHE, 32_768,
            _hub("Qwen/Qwen3-0.6B-GGUF", "Qwen3-0.6B-Q8_0.gguf"),
            "short answers in many languages on two cores", instructed=True,
        ),
        Entry(
            "smollm2-1.7b", 1_055_609_536, _APACHE, 8_192,
            _hub("HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF", "smollm2-1.7b-instruct-q4_k_m.gguf"),
            "English answers and writing help on four cores", instructed=True,
        ),
        Entry(
            "smollm3-3b", 1_915_305_312, _APACHE, 65_536,
            _hub("ggml-org/SmolLM3-3B-GGUF", "SmolLM3-Q4_K_M.gguf"),
            "answers and writing help in six European languages, on eight cores or a small GPU",
            instructed=True,
        ),
        Entry(
            "qwen3-4b", 2_497_280_256, _APACHE, 32_768,
            _hub("Qwen/Qwen3-4B-GGUF", "Qwen3-4B-Q4_K_M.gguf"),
            "good answers and writing help in many languages; wants a GPU or patience",
            instructed=True,
        ),
        Entry(
            "qwen3-8b", 5_027_783_488, _APACHE, 32_768,
            _hub("Qwen/Qwen3-8B-GGUF", "Qwen3-8B-Q4_K_M.gguf"),
            "the best of these; wants a GPU of 8 GB", instructed=True,
        ),
    )  # fmt: skip
    weights = {HOUSE: HOUSE_FILE, GEMMA_NAME: adapter}
    return {entry.name: with_skills(entry, weights.get(entry.name)) for entry in entries}
