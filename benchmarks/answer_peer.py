"""LlamaIndex as `benchmarks.answers` asks it: a process in the peer's own environment.

Its answers are read here, so that the judge sees the same kind of sentences of everybody.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answer_judge import Claim
from benchmarks.llamaindex_rag import CHAINS
from benchmarks.plain_rag import claims
from rookery.llm.engine import Endpoint

_ROOT = Path(__file__).parents[1]
_NEEDS = "import llama_index.core, llama_index.llms.openai_like, onnxruntime, tokenizers"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a chain."""

    claims: list[Claim]
    seconds: float
    failed: bool


def installed(python: str) -> bool:
    """Whether that interpreter has what benchmarks/peers/answers.txt lists."""
    try:
        tried = subprocess.run([python, "-c", _NEEDS], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def asked(
    python: str, at: Endpoint, context: int, cases: Sequence[Mapping[str, Any]]
) -> dict[str, list[Said]]:
    """What each chain says to each case, in their order; raises where the process fails."""
    where = {"url": at.base_url, "key": at.key, "model": at.model, "context": context}
    lines = [json.dumps(row) for row in (where, *cases)]
    done = subprocess.run(
        [python, "-m", "benchmarks.llamaindex_rag"],
        input="\n".join(lines) + "\n", stdout=subprocess.PIPE, text=True, cwd=_ROOT, check=True,
    )  # fmt: skip
    said: dict[str, list[Said]] = {chain: [] for chain in CHAINS}
    for row in map(json.loads, done.stdout.splitlines()):
        said[row["chain"]].append(
            Said(sentences(row["chain"], row), row["seconds"], bool(row["error"]))
        )
    return said


def sentences(chain: str, row: Mapping[str, Any]) -> list[Claim]:
    """The default chain marks nothing: each of its sentences rests on all that it was given."""
    made = claims(row["text"])
    if chain == CHAINS[0]:
        return [Claim(claim.text, tuple(row["sources"])) for claim in made]
    return made
