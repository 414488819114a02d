"""What is written as GGUF says the same in llama.cpp."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import torch

from rookery.model import gguf
from rookery.model.tokenizer import CLOSE, END
from tests.model.small import TEXTS, small

xllamacpp = pytest.importorskip("xllamacpp")


def continued(path: Path, prompts: list[str], most: int) -> list[str]:
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.cache_ram_mib = 256, 1, 0
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)
    said = []
    for prompt in prompts:
        body = {"prompt": prompt, "n_predict": most, "temperature": 0, "ignore_eos": True}
        request = Request(
            f"{server.listening_address}/completion",
            json.dumps(body | {"cache_prompt": False, "return_tokens": True}).encode(),
            {"content-type": "application/json"},
        )
        with urlopen(request, timeout=60) as answer:
            said.append(json.load(answer)["tokens"])
    return said


@pytest.mark.parametrize("tied", [True, False])
def test_llama_cpp_says_the_same_greedy_tokens(tmp_path: Path, tied: bool) -> None:
    model, tokens = small(tied=tied)
    gguf.write(model.state_dict(), model.shape, tokens, tmp_path / "m.gguf", "f32")
    prompts = [text[: 9 + 2 * n] for n, text in enumerate(TEXTS)]
    ends = [tokens.token_to_id(mark) for mark in (END, CLOSE)]
    expected = []
    for prompt in prompts:
        ids = torch.tensor([tokens.encode(prompt).ids])
        for _ in range(32):
            logits = model(ids)[:, -1]
            logits[:, ends] = -1e9  # `ignore_eos`
            ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
        expected.append(ids[0, -32:].tolist())
    assert continued(tmp_path / "m.gguf", prompts, 32) == expected


def test_smaller_numbers_make_a_smaller_file_that_opens(tmp_path: Path) -> None:
    model, tokens = small()
    sizes = []
    for precision in ("f32", "f16", "q8_0", "q4_0"):
        path = tmp_path / f"{precision}.gguf"
        gguf.write(model.state_dict(), model.shape, tokens, path, precision)
        sizes.append(path.stat().st_size)
        assert len(continued(path, ["The ferry"], 4)[0]) == 4
    assert sizes == sorted(sizes, reverse=True)
    assert not list(tmp_path.glob("*.part"))
