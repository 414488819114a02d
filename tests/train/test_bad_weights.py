"""Weights that cannot be begun from: one sentence that names what is wrong, and nothing is left."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from rookery.errors import BadInput
from rookery.llm.catalogue import HOUSE_FILE
from rookery.model import huggingface
from rookery.train.base_file import base_of
from rookery.train.settings import RunSettings
from rookery.train.trainee import Whole
from tests.command import run
from tests.model.small import small
from tests.train.guide import copied

SETTINGS = RunSettings.of_depth(2, 400, steps=1)
SHAPE = {
    "vocab_size": 400, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("LlamaConfig", {}, "a model of the kind 'llama'; only qwen3"),
        ("Qwen3Config", {"attention_bias": True}, "with attention_bias, which is not taken"),
        ("Qwen3Config", {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e6, "factor": 4.0,
                                             "original_max_position_embeddings": 64}},
         "with rope_type 'yarn', which is not taken"),
    ],
)  # fmt: skip
def test_what_is_no_plain_qwen3_is_named_whatever_the_settings_say(
    tmp_path: Path, kind: str, more: dict, said: str
) -> None:
    transformers = pytest.importorskip("transformers")
    getattr(transformers, kind)(**SHAPE | more).save_pretrained(tmp_path)
    with pytest.raises(BadInput, match=said):
        Whole(tmp_path).fit(SETTINGS)


def test_the_older_name_of_a_stretched_rotation_is_known(tmp_path: Path) -> None:
    config = SHAPE | {"model_type": "qwen3", "rope_scaling": {"type": "yarn", "factor": 4.0}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BadInput, match="rope_type 'yarn'"):
        huggingface.shape_of(tmp_path)


def test_settings_of_another_shape_are_said_with_what_differs(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(SHAPE | {"model_type": "qwen3"}))
    with pytest.raises(
        BadInput, match=r"another shape .* heads 4 and not 1.*RunSettings\.of_shape"
    ):
        Whole(tmp_path).fit(SETTINGS)
    fitting = RunSettings.of_shape(huggingface.shape_of(tmp_path), context=64, steps=3)
    Whole(tmp_path).fit(fitting)
    assert (fitting.shape.context, fitting.steps, fitting.decay) == (64, 3, 1)


def test_weights_of_another_shape_or_words_stop_a_run_before_it_leaves_anything(
    tmp_path: Path,
) -> None:
    from tests.train.test_guide import ingested

    ingested(tmp_path)
    made, words = small()
    huggingface.export(made.state_dict(), made.shape, words, tmp_path / "theirs")
    recipe = copied("guide/training.md", "onward.py", tmp_path)
    text = recipe.read_text()
    runs = tmp_path / "rookery-data/train/runs"
    for old, new, said in (
        ("RunSettings.of_shape(shape, ", "RunSettings.of_depth(2, 320, ", "of another shape"),
        ("tokenizer.load(weights)", "tokenizer.trained(['ferry'], 300)", "with another tokenizer"),
    ):
        recipe.write_text(text.replace(old, new).replace('"onward"', f'"{new[:9]}"'))
        said_of = run("train", "onward.py", "weights=theirs", "context=64", "tokens=5000",
                      "--home", "rookery-data", cwd=tmp_path)  # fmt: skip
        assert said_of.code == 2 and said in said_of.sentence
        assert not list(runs.glob("*"))


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes?"}]
    (tmp_path / "c.jsonl").write_text(json.dumps({"messages": turns}) + "\n")
    return tmp_path / "c.jsonl"


@pytest.mark.parametrize(
    ("whole", "noise"), [(100_000, 9_600_000), pytest.param(9_000_000, 0, marks=pytest.mark.long)]
)
def test_a_damaged_gguf_is_said(
    tmp_path: Path, conversations: Path, whole: int, noise: int
) -> None:  # fmt: skip
    if not HOUSE_FILE.exists():
        pytest.skip("the house model is not in this build")
    held = HOUSE_FILE.read_bytes()[:whole] + random.Random(5).randbytes(noise)
    (tmp_path / "half.gguf").write_bytes(held)
    done = run("tune", "half.gguf", conversations, "--name", "z", cwd=tmp_path)
    assert done.code == 2 and "half.gguf is cut short or damaged" in done.sentence


def test_a_gguf_of_an_unknown_architecture_is_said(tmp_path: Path, conversations: Path) -> None:
    gguf = pytest.importorskip("gguf")
    pytest.importorskip("transformers")
    writer = gguf.GGUFWriter(str(tmp_path / "odd.gguf"), "qwen99")
    writer.add_tensor("token_embd.weight", np.zeros((3, 3), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    done = run("tune", "odd.gguf", conversations, "--name", "z", cwd=tmp_path)
    assert done.code == 2 and "odd.gguf is no model that transformers opens" in done.sentence


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('{"model_type": "qwen3"}', "config.json lacks num_attention_heads"),
        ('{"model_type": "qwen3", "num_attention_heads": "many"}', "config.json is damaged"),
        ('{"model_type"', "config.json cannot be read (it is no JSON)"),
        ("[1]", "config.json holds no JSON object"),
    ],
)
def test_a_damaged_configuration_is_said(tmp_path: Path, config: str, said: str) -> None:
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(BadInput) as caught:
        huggingface.shape_of(tmp_path)
    assert said in str(caught.value)


def test_a_folder_whose_configuration_says_too_little_is_not_tuned(
    tmp_path: Path, conversations: Path
) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/config.json").write_text('{"model_type": "qwen3"}')
    done = run("tune", "m", conversations, "--name", "z", cwd=tmp_path)
    assert done.code == 2 and "lacks num_attention_heads" in done.sentence


@pytest.mark.parametrize("record", ["{", "[]", '{"shape": {}}', '{"batch": 3}'])
def test_a_damaged_record_of_a_run_is_said(tmp_path: Path, record: str) -> None:
    (tmp_path / "run.json").write_text(record)
    with pytest.raises(BadInput, match=r"run\.json .*bring it back from a copy"):
        RunSettings.load(tmp_path)
    (tmp_path / "base.json").write_text(record)
    with pytest.raises(BadInput, match=r"base\.json"):
        base_of(tmp_path)


def test_a_run_whose_record_is_damaged_is_not_exported(tmp_path: Path) -> None:
    folder = tmp_path / "home/train/runs/dam"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{")
    done = run("export", "dam", "out", "--home", "home", cwd=tmp_path)
    assert done.code == 2
