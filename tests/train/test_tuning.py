"""Tuning on conversations: what is learned, that rows do not mix, and adapters for any model."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader

from rookery.errors import BadInput
from rookery.llm.catalogue import HOUSE_FILE
from rookery.model import gguf, huggingface
from rookery.model.likelihood import IGNORED
from rookery.train.adapter import Opened, factors, opened, ours, put_in
from rookery.train.base import standing
from rookery.train.examples import PackedExamples, chatml, examples, read
from rookery.train.metrics import read as told
from tests.command import Ran, run
from tests.model.small import small

TURNS = [
    [{"role": "user", "content": f"when does ferry {n} leave?"},
     {"role": "assistant", "content": f"The ferry {n} leaves at {n}:40."}]
    for n in range(1, 40)
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps({"messages": turns}) + "\n" for turns in TURNS))
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    made, words = small(spread=1.0)
    huggingface.export(made.state_dict(), made.shape, words, tmp_path / "model")
    return tmp_path / "model"


def tune(folder: Path, *said: object) -> Ran:
    return run("tune", *said, "--home", "home", cwd=folder)


def test_only_the_answer_is_learned_and_rows_do_not_mix() -> None:
    model, words = small()
    form = chatml(words)
    made = examples(TURNS[:6], form, 128)
    one = made[0]
    answer = words.decode(one.tokens[one.learned :].tolist(), skip_special_tokens=False)
    assert answer == "The ferry 1 leaves at 1:40.<|im_end|>"
    packed = PackedExamples(made, [], 128, 2, 0, form.filler)
    alone = [PackedExamples([e], [], 128, 1, 0, form.filler).step(0, 0, 1) for e in made]
    apart = sum(nats(model, b) for b in alone)
    batches = [packed.step(step, 0, 1) for step in range(len(packed) // 2)]
    assert max(len(np.unique(row)) for b in batches for row in b.documents) > 2  # some share a row
    assert sum(nats(model, b) for b in batches) == pytest.approx(apart, rel=1e-5)
    learned = sum(int((b.targets != IGNORED).sum()) for b in batches)
    assert learned == sum(len(e.tokens) - e.learned for e in made)


def nats(model: torch.nn.Module, batch) -> float:
    arrays = (batch.tokens, batch.targets, batch.documents)
    with torch.no_grad():
        return float(model(*(torch.from_numpy(a) for a in arrays)))


@pytest.mark.long
def test_a_model_of_ours_is_tuned_whole_and_exported(
    tmp_path: Path, model: Path, data: Path
) -> None:
    done = tune(tmp_path, model, data, "--name", "tuned", "--passes", 20, "--context", 128)
    assert done.code == 0, done.err
    looks = [li["bits_per_byte"] for li in told(tmp_path / "home/train/runs/tuned") if
             li["kind"] == "look"]  # fmt: skip
    assert looks[-1] < 0.8 * looks[0]
    again = tune(tmp_path, "tuned", data, "--name", "twice", "--passes", 1, "--context", 128)
    assert again.code == 0, again.err
    assert run("export", "twice", "out", "--home", "home", cwd=tmp_path).code == 0
    assert (tmp_path / "out/model.safetensors").exists()


@pytest.mark.parametrize("said", [(), ("--rank", 4)])
def test_a_gguf_of_ours_is_tuned_as_a_run_is(tmp_path: Path, data: Path, said: tuple) -> None:
    made, words = small(spread=1.0)
    gguf.write(made.state_dict(), made.shape, words, tmp_path / "ours.gguf", "q8_0")
    named: object = "ours.gguf"
    if not said:  # as `model get` brings it
        got = run("model", "get", "ours.gguf", "--name", "mine", "--home", "home", cwd=tmp_path)
        assert got.code == 0, got.err
        named = "mine"
    done = tune(tmp_path, named, data, "--name", "t", "--passes", 10, "--context", 128, *said)
    assert done.code == 0, done.err
    looks = [li["bits_per_byte"] for li in told(tmp_path / "home/train/runs/t") if
             li["kind"] == "look"]  # fmt: skip
    assert looks[-1] < 0.95 * looks[0]
    assert run("export", "t", "t.gguf", "--home", "home", cwd=tmp_path).code == 0


@pytest.mark.long
def test_the_house_model_that_ships_is_tuned_by_its_name(tmp_path: Path, data: Path) -> None:
    if not HOUSE_FILE.exists():
        pytest.skip("the house model is not in this build")
    done = tune(tmp_path, "house", data, "--name", "t", "--passes", 0.1, "--context", 128)
    assert done.code == 0, done.err
    assert run("export", "t", "t.gguf", "--home", "home", cwd=tmp_path).code == 0


def test_until_a_run_has_begun_its_name_may_take_another_model(tmp_path: Path) -> None:
    for spread in (1.0, 2.0):
        made, words = small(spread=spread)
        gguf.write(made.state_dict(), made.shape, words, tmp_path / "m.gguf", "f32")
        on = standing(tmp_path, str(tmp_path / "m.gguf"), tmp_path / "run", None)
        held = ours(Path(on.base.path)).state_dict()
        assert all(torch.equal(held[name], w) for name, w in made.state_dict().items())


def test_an_adapter_leaves_the_model_and_goes_out_as_gguf(
    tmp_path: Path, model: Path, data: Path
) -> None:
    done = tune(tmp_path, model, data, "--name", "lora", "--rank", 4, "--passes", 20,
                "--context", 128)  # fmt: skip
    assert done.code == 0, done.err
    folder = tmp_path / "home/train/runs/lora"
    looks = [li["bits_per_byte"] for li in told(folder) if li["kind"] == "look"]
    assert looks[-1] < 0.9 * looks[0]
    assert run("export", "lora", "lora.gguf", "--home", "home", cwd=tmp_path).code == 0
    names = {t.name for t in GGUFReader(tmp_path / "lora.gguf").tensors}
    assert {"blk.0.attn_q.weight.lora_a", "blk.2.ffn_down.weight.lora_b"} <= names
    refused = run("export", "lora", "folder", "--home", "home", cwd=tmp_path)
    assert refused.code == 2 and "is an adapter" in refused.sentence


def test_a_model_of_others_speaks_as_ours_does(model: Path) -> None:
    transformers = pytest.importorskip("transformers")
    theirs = Opened(transformers.AutoModelForCausalLM.from_pretrained(model)).eval()
    mine = ours(model).eval()
    form = chatml(small()[1])
    batch = PackedExamples(examples(TURNS[:6], form, 128), [], 128, 1, 0, form.filler).step(0, 0, 1)
    assert nats(theirs, batch) == pytest.approx(nats(mine, batch), rel=1e-5)
    put_in(theirs, 2, 4.0)
    put_in(mine, 2, 4.0)
    named = [set(factors(dict(m.named_parameters()))) for m in (theirs, mine)]
    assert named[0] == named[1] and "model.layers.0.self_attn.q_proj.weight" in named[0]
    assert nats(theirs, batch) == pytest.approx(nats(mine, batch), rel=1e-5)  # B begins at zero


SHAPE = {
    "vocab_size": 320, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 2, "num_key_value_heads": 1,
}  # fmt: skip


@pytest.fixture
def others(tmp_path: Path) -> Callable[..., Path]:
    """Makes a tiny model of any architecture of `transformers`, with a tokenizer of ours."""
    transformers = pytest.importorskip("transformers")

    def make(kind: str, config: str, **more: object) -> Path:
        shape = getattr(transformers, config)(**SHAPE | more)
        model = getattr(transformers, kind)(shape)
        model.save_pretrained(tmp_path / "other")
        made, words = small()
        huggingface.export(made.state_dict(), made.shape, words, tmp_path / "words")
        for name in ("tokenizer.json", "tokenizer_config.json"):
            (tmp_path / "other" / name).write_bytes((tmp_path / "words" / name).read_bytes())
        return tmp_path / "other"

    return make


@pytest.mark.parametrize(
    ("kind", "config", "more"),
    [
        pytest.param(
            "Gemma3ForCausalLM",
            "Gemma3TextConfig",
            {"head_dim": 32, "sliding_window": 64},
            marks=pytest.mark.long,
        ),
        pytest.param("Qwen2ForCausalLM", "Qwen2Config", {}, marks=pytest.mark.long),
    ],
)
def test_a_model_of_another_architecture_gets_an_adapter(
    tmp_path: Path, data: Path, others: Callable[..., Path], kind: str, config: str, more: dict
) -> None:
    done = tune(tmp_path, others(kind, config, **more), data, "--name", "g", "--passes", 2,
                "--context", 128)  # fmt: skip
    assert done.code == 0, done.err
    assert run("export", "g", "g.gguf", "--home", "home", cwd=tmp_path).code == 0


def test_the_loss_may_weigh_a_token_against_some_alone(others: Callable[..., Path]) -> None:
    model = opened(others("Qwen2ForCausalLM", "Qwen2Config"))
    tokens = torch.randint(0, 320, (2, 12), generator=torch.Generator().manual_seed(1))
    targets = tokens.roll(-1, 1)
    targets[:, :4] = IGNORED
    words = torch.unique(torch.cat([torch.arange(40), tokens.flatten()]))
    with torch.no_grad():
        kept = targets != IGNORED
        logits = model(tokens)[kept][:, words]
        wanted = torch.searchsorted(words, targets[kept])
        expected = torch.nn.functional.cross_entropy(logits, wanted, reduction="sum")
        model.weigh_against(words)
        assert float(model(tokens, targets)) == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.long
def test_a_model_that_bends_its_output_is_refused(
    tmp_path: Path, data: Path, others: Callable[..., Path]
) -> None:
    path = others("GraniteForCausalLM", "GraniteConfig", logits_scaling=8.0)
    done = tune(tmp_path, path, data, "--name", "g", "--context", 128)
    assert done.code == 2 and "scales or bends what its head gives" in done.sentence


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"messages": []}', "the last is the assistant's"),
        ('{"messages": [{"role": "user", "content": "hi"}]}', "the last is the assistant's"),
        ('{"text": "hi"}', "is no conversation"),
        ("hi", "is no conversation"),
    ],
)
def test_what_is_no_conversation_is_said_with_its_line(
    tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"messages": TURNS[0]}) + "\n" + line + "\n")
    with pytest.raises(BadInput, match=f"d.jsonl:2.*{said}"):
        read(path)


@pytest.mark.long
def test_a_model_that_is_not_there_is_said(tmp_path: Path, data: Path) -> None:
    absent = tune(tmp_path, "nothing", data, "--name", "t")
    assert absent.code == 2 and "nothing is no run of home, no folder, no GGUF" in absent.sentence
    small_rows = tune(tmp_path, "nothing.gguf", data, "--name", "t")
    assert small_rows.code in (1, 2) and "nothing.gguf" in small_rows.sentence
