"""A folder of Hugging Face's: theirs loads ours unpatched, and ours reads theirs."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML, written
from rookery.model import huggingface, tokenizer
from rookery.model.qwen3 import Qwen3
from tests.model.small import small

transformers = pytest.importorskip("transformers")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model, tokens = small()
    huggingface.export(model.state_dict(), model.shape, tokens, tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize("tied", [True, False])
def test_transformers_gives_the_same_logits(tmp_path: Path, tied: bool) -> None:
    model, tokens = small(tied=tied, spread=1.0)
    huggingface.export(model.state_dict(), model.shape, tokens, tmp_path)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path)
    assert type(theirs).__name__ == "Qwen3ForCausalLM"
    ids = torch.tensor([tokens.encode("The ferry leaves the pier at 4:40").ids])
    assert (model(ids) - theirs(ids).logits).abs().max() <= 1e-5


def test_the_tokenizer_and_its_chat_form_are_theirs_too(folder: Path) -> None:
    mine = tokenizer.load(folder)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    text = "The storm, the ferry; 7:40!\n<|im_start|>"
    assert theirs(text)["input_ids"] == mine.encode(text).ids
    assert theirs.decode(mine.encode(text).ids) == text
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes?"}]
    made = theirs.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert made == written(CHATML, [*turns, {"role": "assistant", "content": "no"}])[0]
    assert theirs.eos_token == tokenizer.CLOSE


def test_a_random_qwen3_of_theirs_comes_in_exactly(tmp_path: Path) -> None:
    config = transformers.Qwen3Config(
        vocab_size=300, hidden_size=64, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=16, tie_word_embeddings=False,
        rope_parameters={"rope_type": "default", "rope_theta": 5e5},
    )  # fmt: skip
    theirs = transformers.Qwen3ForCausalLM(config).eval()
    theirs.save_pretrained(tmp_path, max_shard_size="50KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    shape = huggingface.shape_of(tmp_path)
    model = Qwen3(shape)
    huggingface.load(model, tmp_path)
    ids = torch.randint(0, 300, (2, 17))
    assert (model(ids) - theirs(ids).logits).abs().max() <= 1e-5
    assert all(torch.equal(w, model.state_dict()[n]) for n, w in theirs.state_dict().items())


@pytest.mark.parametrize(
    ("change", "said"),
    [({"model_type": "llama"}, "kind 'llama'"), ({"attention_bias": True}, "attention_bias"),
     ({"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e6}}, "rope_type 'yarn'")],
)  # fmt: skip
def test_what_is_no_plain_qwen3_is_refused(folder: Path, change: dict, said: str) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(BadInput, match=said):
        huggingface.shape_of(folder)


def test_a_weight_that_lacks_or_has_another_shape_is_said(folder: Path) -> None:
    held = load_file(folder / "model.safetensors")
    wide = held["model.norm.weight"]
    save_file(held | {"model.norm.weight": torch.cat([wide, wide])}, folder / "model.safetensors")
    with pytest.raises(BadInput, match=r"model\.norm\.weight .* shape \(256,\), and not \(128,\)"):
        huggingface.load(small()[0], folder)
    del held["model.norm.weight"]
    save_file(held, folder / "model.safetensors")
    with pytest.raises(BadInput, match=r"lacks the tensor model\.norm\.weight"):
        huggingface.load(small()[0], folder)


def test_a_damaged_checkpoint_is_said(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(BadInput, match="damaged"):
        huggingface.load(small()[0], folder)
    weights.unlink()
    with pytest.raises(BadInput, match="no safetensors"):
        huggingface.load(small()[0], folder)
    (folder / "config.json").unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        huggingface.shape_of(folder)
