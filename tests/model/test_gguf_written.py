"""What is written as GGUF says the same in llama.cpp."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import torch
from gguf import GGUFReader
from tokenizers import Regex, pre_tokenizers

from rookery.errors import BadInput
from rookery.model import gguf
from rookery.model.tokenizer import CLOSE, END, QWEN2
from tests.model.small import TEXTS, small

xllamacpp = pytest.importorskip("xllamacpp")


def continued(path: Path, prompts: list[str], most: int) -> list[str]:
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.cache_ram_mib = 256, 1, 0
    params.cpuparams.n_threads = 1
    params.cache_type_k = params.cache_type_v = 0  # f32, as the weights: halves decide near draws
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
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


@pytest.mark.parametrize("tied", [True, pytest.param(False, marks=pytest.mark.long)])
def test_llama_cpp_says_the_same_greedy_tokens(tmp_path: Path, tied: bool) -> None:
    model, tokens = small(tied=tied)
    gguf.write(model.state_dict(), model.shape, tokens, tmp_path / "m.gguf", "f32")
    ends = [tokens.token_to_id(mark) for mark in (END, CLOSE)]
    expected = {}
    for n in range(20):
        prompt = TEXTS[n % len(TEXTS)][: 14 + 2 * n]  # none nears a draw by 1e-4
        ids = torch.tensor([tokens.encode(prompt).ids])
        for _ in range(64):
            logits = model(ids)[:, -1]
            logits[:, ends] = -1e9  # `ignore_eos`
            ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
        expected[prompt] = ids[0, -64:].tolist()
    prompts = [*expected]
    assert len(prompts) == 20
    assert continued(tmp_path / "m.gguf", prompts, 64) == [expected[p] for p in prompts]


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


def test_the_way_a_tokenizer_cuts_is_told_or_refused(tmp_path: Path) -> None:
    model, tokens = small()
    split = pre_tokenizers.Split(Regex(QWEN2), "isolated")
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokens.pre_tokenizer = pre_tokenizers.Sequence([split, whole])
    tokens.add_special_tokens(["<|mine|>"])
    gguf.write(model.state_dict(), model.shape, tokens, tmp_path / "m.gguf", "f32")
    fields = GGUFReader(tmp_path / "m.gguf").fields
    assert fields["tokenizer.ggml.pre"].contents() == "qwen2"
    mark = tokens.token_to_id("<|mine|>")
    assert (
        mark >= model.shape.vocabulary or fields["tokenizer.ggml.token_type"].contents()[mark] == 3
    )
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    with pytest.raises(BadInput, match="cuts text in a way"):
        gguf.write(model.state_dict(), model.shape, tokens, tmp_path / "n.gguf", "f32")
    assert not (tmp_path / "n.gguf").exists()
