"""A GGUF of ours comes back as a folder whose model says the same, so that it can be tuned."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Regex, normalizers, pre_tokenizers

from rookery.errors import BadInput
from rookery.llm.catalogue import HOUSE_FILE
from rookery.model import gguf, gguf_read, huggingface
from rookery.model import tokenizer as words_of
from rookery.model.qwen3 import Qwen3
from rookery.model.tokenizer import QWEN2
from tests.model.small import TEXTS, small


def back(path: Path, folder: Path) -> Qwen3:
    gguf_read.unpack(path, folder)
    model = Qwen3(huggingface.shape_of(folder))
    huggingface.load(model, folder)
    return model.eval()


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize(("precision", "most"), [("f32", 0.0), ("f16", 0.002), ("q8_0", 0.03)])
def test_its_logits_are_those_of_the_model_that_was_written(
    tmp_path: Path, tied: bool, precision: gguf.Precision, most: float
) -> None:
    model, tokens = small(tied=tied, spread=2.0)
    gguf.write(model.state_dict(), model.shape, tokens, tmp_path / "m.gguf", precision)
    again = back(tmp_path / "m.gguf", tmp_path / "out")
    assert again.shape == model.shape
    ids = torch.tensor([tokens.encode(TEXTS[0]).ids])
    with torch.no_grad():
        before, after = model(ids), again(ids)
    assert (before - after).square().mean().sqrt() <= most * before.std()


def test_its_tokenizer_reads_as_the_one_that_was_written(tmp_path: Path) -> None:
    model, tokens = small()
    said = [*TEXTS, "<|im_start|>user\nGrüße, 12 don't  \n\n<|im_end|>\n<tool>x</tool>"]
    split = pre_tokenizers.Split(Regex(QWEN2), "isolated")
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    for number, cut in enumerate((None, pre_tokenizers.Sequence([split, whole]))):
        if cut is not None:
            tokens.pre_tokenizer, tokens.normalizer = cut, normalizers.NFC()
            tokens.add_tokens(["<tool>"])
        path, folder = tmp_path / f"{number}.gguf", tmp_path / str(number)
        rows = {"model.embed_tokens.weight": torch.zeros(330, model.shape.width)}
        state = model.state_dict() | rows  # some are never said
        shape = replace(model.shape, vocabulary=330)
        gguf.write(state, shape, tokens, path, "q8_0")
        gguf_read.unpack(path, folder)
        again = words_of.load(folder)
        assert again.get_vocab() == tokens.get_vocab()
        for text in said:
            ids = tokens.encode(text).ids
            assert again.encode(text).ids == ids
            for plain in (True, False):
                one, other = (t.decode(ids, skip_special_tokens=plain) for t in (tokens, again))
                assert one == other


def test_the_house_model_comes_back(tmp_path: Path) -> None:
    if not HOUSE_FILE.exists():
        pytest.skip("the house model is not in this build")
    model = back(HOUSE_FILE, tmp_path)
    tokens = words_of.load(tmp_path)
    ids = torch.tensor([tokens.encode("The ferry leaves the pier in the morning, and").ids])
    with torch.no_grad():
        logits = model(ids)[0]
    likely = torch.log_softmax(logits[:-1], -1).gather(1, ids[0, 1:, None])
    assert likely.mean() > -6  # by chance it were -9.7


def test_what_is_no_qwen3_of_ours_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    model, tokens = small()
    path, folder = tmp_path / "m.gguf", tmp_path / "out"
    pair = {"model.layers.0.self_attn.q_proj.weight": (torch.zeros(2, 128), torch.zeros(128, 2))}
    gguf.write_adapter(pair, "qwen3", 3, 2.0, path, name="a")
    with pytest.raises(BadInput, match="is an adapter"):
        gguf_read.unpack(path, folder)
    state = model.state_dict()
    gguf.write(dict(list(state.items())[:-1]), model.shape, tokens, path, "f32")
    with pytest.raises(BadInput, match="is damaged: get the model again"):
        gguf_read.unpack(path, folder)
    gguf.write(state, model.shape, tokens, path, "f32")
    held = path.read_bytes()
    path.write_bytes(held.replace(b"qwen3.block_count", b"qwen3.block_c0unt"))
    with pytest.raises(BadInput, match="is damaged: get the model again"):
        gguf_read.unpack(path, folder)
    path.write_bytes(held.replace(b"gpt-2", b"gpt-9"))
    with pytest.raises(BadInput, match="cuts text as 'gpt-9'"):
        gguf_read.unpack(path, folder)
    chance = np.random.default_rng(4)
    for _ in range(30):  # whatever is damaged, it is said, or it is a weight and cannot be seen
        torn = bytearray(held)
        for place in chance.integers(0, 9000, 3):
            torn[place] ^= 1 << int(chance.integers(8))
        path.write_bytes(torn)
        try:
            gguf_read.unpack(path, tmp_path / "torn")
        except BadInput:
            assert not (tmp_path / "torn").exists()
        else:
            shutil.rmtree(tmp_path / "torn")
    assert not folder.exists()
