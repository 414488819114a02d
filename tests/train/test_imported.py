"""Open weights come in on two ranks, of which none holds the whole, and go out as they were."""

import subprocess
from pathlib import Path

import pytest
import torch

from rookery.model import huggingface
from rookery.model.tokenizer import trained
from rookery.train.exported import weights as weights_of
from tests.command import REPO
from tests.model.small import TEXTS
from tests.train.test_loop import ENVIRONMENT, command
from tests.train.two_runs import VOCABULARY

transformers = pytest.importorskip("transformers")
PROGRAM = REPO / "tests/train/two_imports.py"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A random Qwen3 as transformers makes one, in several files."""
    torch.manual_seed(3)
    config = transformers.Qwen3Config(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=96, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=16, tie_word_embeddings=False,
        max_position_embeddings=64,
    )  # fmt: skip
    model = transformers.Qwen3ForCausalLM(config)
    model.save_pretrained(tmp_path / "theirs", max_shard_size="60KB")
    assert len(list((tmp_path / "theirs").glob("*.safetensors"))) > 1
    return tmp_path / "theirs"


def taken_in(theirs: Path, folder: Path, steps: int) -> str:
    done = subprocess.run(
        command(2, theirs, folder, steps, program=PROGRAM), check=False, env=ENVIRONMENT,
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.long
def test_no_rank_holds_the_whole_and_every_number_comes_back(theirs: Path, tmp_path: Path) -> None:
    said = taken_in(theirs, tmp_path / "run", 0)
    for line in said.splitlines():
        _, held, _, whole = line.split()
        assert int(held) < 0.6 * int(whole)
    model = weights_of(tmp_path / "run")
    before = transformers.Qwen3ForCausalLM.from_pretrained(theirs).state_dict()
    assert all(torch.equal(before[name], w) for name, w in model.state_dict().items())
    assert before.keys() == model.state_dict().keys()


def test_pretraining_goes_on_from_them_and_transformers_loads_it(
    theirs: Path, tmp_path: Path
) -> None:
    taken_in(theirs, tmp_path / "run", 1)
    model = weights_of(tmp_path / "run")
    huggingface.export(model.state_dict(), model.shape, trained(TEXTS, 300), tmp_path / "out")
    after = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    assert type(after).__name__ == "Qwen3ForCausalLM"
    ids = torch.randint(0, VOCABULARY, (2, 17))
    assert (after(ids).logits - model(ids)).abs().max() <= 1e-5
    before = transformers.Qwen3ForCausalLM.from_pretrained(theirs)
    assert (after(ids).logits - before(ids).logits).abs().max() > 1e-4
