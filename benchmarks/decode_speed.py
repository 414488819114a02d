"""First token and decoding in the embedded engine beside `transformers` generate, same weights.

python -m benchmarks.decode_speed MODEL.gguf [--folder HF] [--threads 1] [--json FILE]

Both on as many threads, in turns, the median of the rounds. There the weights are bfloat16
or float32, whichever is faster here: it knows no quantised ones on CPUs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from rookery.config import ModelSettings
from rookery.llm.engine import Endpoint, ModelFile, running

ASKED, WRITTEN, ROUNDS = 256, 64, 5  # tokens of the prompt, tokens written after the first
Run = Callable[[int], None]  # writes so many tokens after the prompt
_PROMPT = "The ferry to the island leaves at nine and comes back at four, wind and tide allowing. "


def engine(endpoint: Endpoint, text: str) -> Run:
    """Greedy, and nothing kept from the time before."""
    keyed = {"Authorization": f"Bearer {endpoint.key}"}
    client = httpx.Client(headers=keyed, timeout=300)

    def run(tokens: int) -> None:
        body = {
            "prompt": text, "n_predict": tokens, "temperature": 0, "ignore_eos": True,
            "cache_prompt": False,
        }  # fmt: skip
        answer = client.post(f"{endpoint.base_url.removesuffix('/v1')}/completion", json=body)
        answer.raise_for_status()
        assert answer.json()["tokens_predicted"] == tokens

    return run


def peer(opened: Any, ids: Any) -> Run:
    """`generate` as its documentation has it: greedy, with its cache of keys and values."""
    import torch

    def run(tokens: int) -> None:
        with torch.inference_mode():
            made = opened.generate(
                ids, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False, use_cache=True
            )
        assert made.shape[1] == ids.shape[1] + tokens

    return run


def timed(runs: dict[str, Run]) -> dict[str, dict[str, float]]:
    """Milliseconds to the first token, and tokens a second after it, of each in turns."""
    first: dict[str, list[float]] = {name: [] for name in runs}
    rate: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(ROUNDS + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run(1)
            one = time.perf_counter()
            run(1 + WRITTEN)
            all_of_it = time.perf_counter() - one
            if turn:  # the first warms
                first[name].append((one - began) * 1e3)
                rate[name].append(WRITTEN / max(all_of_it - (one - began), 1e-9))
    middle = statistics.median
    return {n: {"first_ms": middle(first[n]), "tokens_a_second": middle(rate[n])} for n in runs}


def measured(gguf: Path, folder: Path | None, threads: int) -> dict[str, dict[str, float]]:
    import torch
    import transformers

    torch.set_num_threads(threads)
    named = (
        {"pretrained_model_name_or_path": str(folder)}
        if folder
        else {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name}
    )
    words = transformers.AutoTokenizer.from_pretrained(**named)
    ids = words(_PROMPT * ASKED, return_tensors="pt").input_ids[:, :ASKED]
    text = words.decode(ids[0], skip_special_tokens=True)
    runs: dict[str, Run] = {}
    for kind in (torch.bfloat16, torch.float32):
        opened = transformers.AutoModelForCausalLM.from_pretrained(**named, dtype=kind).eval()
        runs[f"transformers {str(kind).removeprefix('torch.')}"] = peer(opened, ids)
    with tempfile.TemporaryDirectory() as home:
        settings = ModelSettings(idle=0, context=1_024, threads=threads)
        with running(Path(home), ModelFile(gguf, gguf.stem), settings) as endpoint:
            return timed({"engine": engine(endpoint, text), **runs})


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--folder", type=Path, help="the same as Hugging Face has it")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = measured(given.model, given.folder, given.threads)
    peers = {name: told for name, told in found.items() if name != "engine"}
    for name, told in found.items():
        print(f"{name}: {told['first_ms']:.0f} ms, then {told['tokens_a_second']:.1f} tokens/s")
    first = min(told["first_ms"] for told in peers.values()) / found["engine"]["first_ms"]
    rate = found["engine"]["tokens_a_second"] / max(t["tokens_a_second"] for t in peers.values())
    print(f"engine against the faster: first token {first:.2f}, decoding {rate:.2f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
