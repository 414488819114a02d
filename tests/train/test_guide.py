"""The pages' own recipes: what they make loads elsewhere, and lets go of what is deleted."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from rookery.model import tokenizer as bpe
from rookery.train import metrics
from rookery.train.settings import RunSettings
from rookery.train.shards import Shards
from rookery.train.windows import Windows
from tests.command import ENVIRONMENT, Ran, run
from tests.train.guide import blocks, copied
from tests.train.texts import article_of, parquet, small_tokenizer, text_of

pytestmark = pytest.mark.xdist_group("guide")  # one process makes what all of them need

GONE = 7


def rookery(folder: Path, *said: str) -> Ran:
    done = run(*said, "--home", "rookery-data", cwd=folder)
    assert done.code == 0, done.err
    return done


def ingested(folder: Path, first: int = 0) -> None:
    lines = (json.dumps({"id": f"p{n}", "text": text_of(n), "consent": {"train": "yes"}})
             for n in range(first, first + 200))  # fmt: skip
    (folder / "posts.jsonl").write_text("\n".join(lines) + "\n")
    rookery(folder, "ingest", "jsonl", "posts.jsonl")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with training data, a run and an export, all by the pages' own words."""
    folder = tmp_path_factory.mktemp("guide")
    ingested(folder)
    rows = [{"title": f"Number {n}", "text": article_of(n)} for n in range(40)]
    parquet(folder / "articles.parquet", rows)
    (data,) = [b for b in blocks("reference/training-data.md") if "build(network.home" in b]
    done = subprocess.run(
        [sys.executable, "-c", data], check=False, cwd=folder, env=ENVIRONMENT,
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    copied("guide/training.md", "mine.py", folder)
    rookery(folder, "train", "mine.py", "depth=2", "tokens=12_000")
    rookery(folder, "export", "first", "first-hf")
    return folder


def test_the_guides_recipe_goes_out_with_its_tokenizer_its_ends_and_its_chat_form(made) -> None:
    transformers = pytest.importorskip("transformers")
    words = transformers.AutoTokenizer.from_pretrained(made / "first-hf")
    config = json.loads((made / "first-hf/config.json").read_text())
    assert words.eos_token == bpe.CLOSE and words.eos_token_id == config["eos_token_id"]
    assert words.pad_token_id == config["pad_token_id"]
    turns = [{"role": "user", "content": "hi"}]
    assert "<|im_start|>user\nhi" in words.apply_chat_template(turns, tokenize=False)
    model = transformers.AutoModelForCausalLM.from_pretrained(made / "first-hf")
    assert type(model).__name__ == "Qwen3ForCausalLM"


def test_the_data_names_the_run_and_the_run_its_data(made) -> None:
    home = made / "rookery-data/train"
    assert Shards(home / "data/first").description().runs == ["first"]
    assert json.loads((home / "runs/first/data.json").read_text())["data"] == "first"


def test_a_run_and_an_export_hold_the_tokenizers_files_and_nothing_of_the_data(made) -> None:
    theirs = {"tokenizer.json", "tokenizer_config.json"}
    assert {p.name for p in (made / "rookery-data/train/runs/first/tokenizer").iterdir()} == theirs
    weights = {"config.json", "model.safetensors"}
    assert {p.name for p in (made / "first-hf").iterdir()} == theirs | weights


def test_after_a_purge_no_file_of_the_home_holds_a_deleted_post(made, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    home = tmp_path / "rookery-data"
    shards = Shards(home / "train/data/first")
    ids = np.array(bpe.load(shards.folder).encode(text_of(GONE)).ids, shards.description().dtype)
    wanted = [ids.tobytes(), text_of(GONE).encode()]
    other = np.array(bpe.load(shards.folder).encode(text_of(GONE + 1)).ids, ids.dtype).tobytes()
    for folder in ("tokenizer", "base"):  # as releases before left them
        shutil.copytree(shards.folder, home / "train/runs/first" / folder, dirs_exist_ok=True)
    assert len(holding(home, wanted)) > 2
    (tmp_path / "gone.jsonl").write_text(json.dumps({"delete": f"p{GONE}"}) + "\n")
    rookery(tmp_path, "ingest", "jsonl", "gone.jsonl")
    rookery(tmp_path, "store", "compact", "--purge")
    assert holding(home, wanted) == []
    assert len(holding(home, [other])) == 1
    rookery(tmp_path, "train", "mine.py", "depth=2", "tokens=12_000")  # the run is as it was
    rookery(tmp_path, "export", "first", "first.gguf")


def holding(home: Path, wanted: list[bytes]) -> list[Path]:
    """The files of a home with one of these in them."""
    files = [p for p in home.rglob("*") if p.is_file()]
    return [p for p in files if any(part in p.read_bytes() for part in wanted)]


@pytest.fixture
def open_weights(tmp_path: Path) -> Path:
    """A random Qwen3 with a tokenizer, as transformers writes them."""
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(3)
    words = small_tokenizer()
    config = transformers.Qwen3Config(
        vocab_size=words.get_vocab_size() + 24, hidden_size=64, intermediate_size=96,
        num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=16,
        max_position_embeddings=256, tie_word_embeddings=False,
        eos_token_id=words.token_to_id(bpe.END),
    )  # fmt: skip
    transformers.Qwen3ForCausalLM(config).save_pretrained(tmp_path / "theirs")
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=words, eos_token=bpe.END)
    fast.save_pretrained(tmp_path / "theirs")
    return tmp_path / "theirs"


@pytest.mark.long
def test_pretraining_goes_on_from_open_weights_by_the_guides_recipe(
    open_weights: Path, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers")
    ingested(tmp_path)
    copied("guide/training.md", "onward.py", tmp_path)
    rookery(tmp_path, "train", "onward.py", "weights=theirs", "context=64", "tokens=5000")
    rookery(tmp_path, "export", "onward", "onward-hf")
    after = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "onward-hf")
    assert type(after).__name__ == "Qwen3ForCausalLM"
    before = transformers.AutoModelForCausalLM.from_pretrained(open_weights)
    moved = [n for n, w in after.state_dict().items() if not torch.equal(w, before.state_dict()[n])]
    assert len(moved) == len(before.state_dict())
    for name in ("max_position_embeddings", "eos_token_id", "vocab_size", "rms_norm_eps"):
        assert getattr(after.config, name) == getattr(before.config, name), name
    theirs, ours = (transformers.AutoTokenizer.from_pretrained(f) for f in
                    (open_weights, tmp_path / "onward-hf"))  # fmt: skip
    assert ours(text_of(1))["input_ids"] == theirs(text_of(1))["input_ids"]
    assert ours.eos_token == theirs.eos_token == bpe.END
    assert Shards(tmp_path / "rookery-data/train/data/onward").description().runs == ["onward"]
    gguf = rookery(tmp_path, "export", "onward", "onward.gguf")
    assert gguf.code == 0
    ingested(tmp_path, 200)  # a home that is fed: the run goes on all the same
    rookery(tmp_path, "train", "onward.py", "weights=theirs", "context=64", "tokens=7000")
    folder = tmp_path / "rookery-data/train/runs/onward"
    steps = [line["step"] for line in metrics.read(folder) if line["kind"] == "step"]
    assert steps == list(range(RunSettings.load(folder).steps))
    shards = Shards(tmp_path / "rookery-data/train/data/onward")
    assert len(Windows(shards, 64)) > json.loads((folder / "data.json").read_text())["rows"]
