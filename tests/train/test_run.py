"""`rookery train` and `rookery export` as a person uses them."""

import json
import re
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from rookery.train import metrics
from rookery.train.exported import weights
from rookery.train.shards import Shards
from tests.command import REPO, Ran, run
from tests.small_disk import small_disk
from tests.train.texts import article_of, held, parquet

RECIPE = REPO / "tests/train/a_recipe.py"
LONG = pytest.mark.long  # each imports torch anew


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    rows = [{"title": f"Number {n}", "text": article_of(n)} for n in range(60)]
    return parquet(tmp_path / "articles.parquet", rows)


def train(folder: Path, *said: str) -> Ran:
    return run("train", RECIPE, *said, "--home", "home", cwd=folder)


def test_a_recipe_is_trained_looked_at_and_exported(tmp_path: Path, articles: Path) -> None:
    done = train(tmp_path, f"file={articles}")
    assert done.code == 0, done.err
    assert "6 steps, loss" in done.err and "rookery export little" in done.err
    folder = tmp_path / "home/train/runs/little"
    lines = metrics.read(folder)
    assert [li["step"] for li in lines if li["kind"] == "step"] == list(range(6))
    looks = [li for li in lines if li["kind"] == "look"]
    assert [li["step"] for li in looks] == [3, 6]
    assert all(0 < li["bits_per_byte"] < 8 for li in looks)
    assert all(text.startswith("This morning we") for li in looks for text in li["samples"])
    page = (folder / "page.html").read_text()
    assert "The run has ended" in page and page.count("<svg") == 6
    assert not re.search(r"(src|href)\s*=", page)  # nothing comes from anywhere else

    into = run("export", "little", "out", "--home", "home", cwd=tmp_path)
    assert into.code == 0, into.err
    transformers = pytest.importorskip("transformers")
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    ids = torch.tensor([Tokenizer.from_file(str(tmp_path / "out/tokenizer.json")).encode("we").ids])
    assert (theirs(ids).logits - weights(folder)(ids)).abs().max() <= 1e-5
    small = run("export", "little", "m.gguf", "--json", "--home", "home", cwd=tmp_path)
    said = json.loads(small.out)
    assert said["precision"] == "q8_0" and said["bytes"] == (tmp_path / "m.gguf").stat().st_size


@pytest.mark.long
def test_a_longer_run_goes_on_and_another_is_refused(tmp_path: Path, articles: Path) -> None:
    assert train(tmp_path, f"file={articles}").code == 0
    longer = train(tmp_path, f"file={articles}", "steps=9")
    assert longer.code == 0, longer.err
    lines = metrics.read(tmp_path / "home/train/runs/little")
    assert [li["step"] for li in lines if li["kind"] == "step"] == list(range(9))
    other = train(tmp_path, f"file={articles}", "rate=0.5")
    assert other.code == 1 and "begun with other settings (rate)" in other.sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (["stops=3"], "no setting 'stops': it has file, steps, name, rate"),
        pytest.param(
            ["steps=many"], "steps takes a value of the kind int, and not 'many'", marks=LONG
        ),
        pytest.param(["steps"], "'steps' is no NAME=VALUE", marks=LONG),
        pytest.param(["steps=3"], "lacks file: say file=VALUE", marks=LONG),
    ],
)
def test_what_a_recipe_cannot_take_is_said(
    tmp_path: Path, said: list[str], sentence: str
) -> None:  # fmt: skip
    done = train(tmp_path, *said)
    assert done.code == 2 and sentence in done.sentence
    assert not (tmp_path / "home/train/runs").exists()


@pytest.mark.long
def test_what_is_no_recipe_is_said(tmp_path: Path) -> None:
    assert "There is no recipe nothing.py" in run("train", "nothing.py", cwd=tmp_path).sentence
    (tmp_path / "odd.py").write_text("def recipe(home: :")
    assert "cannot be read as Python" in run("train", "odd.py", cwd=tmp_path).sentence
    (tmp_path / "empty.py").write_text("")
    assert "no function recipe" in run("train", "empty.py", cwd=tmp_path).sentence
    (tmp_path / "none.py").write_text("def recipe(home): return 3")
    done = run("train", "none.py", cwd=tmp_path)
    assert done.code == 2 and "gave int, and not a Run" in done.sentence


@pytest.mark.long
def test_what_cannot_be_exported_is_said(tmp_path: Path, articles: Path) -> None:
    absent = run("export", "little", "out", "--home", "home", cwd=tmp_path)
    assert absent.code == 2 and "There is no home" in absent.sentence
    assert train(tmp_path, f"file={articles}").code == 0
    unknown = run("export", "large", "out", "--home", "home", cwd=tmp_path)
    assert (
        unknown.code == 2 and "There is no run large in home: there is little" in unknown.sentence
    )
    odd = run("export", "little", "m.gguf", "--precision", "q2", "--home", "home", cwd=tmp_path)
    assert odd.code == 2 and "f32, f16, q8_0, q4_0, and not as q2" in odd.sentence
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    full = run("export", "little", "full", "--home", "home", cwd=tmp_path)
    assert full.code == 1 and "holds something else" in full.sentence


@pytest.mark.long
def test_a_full_disk_is_said_and_the_run_goes_on_after(tmp_path: Path, articles: Path) -> None:
    with small_disk(tmp_path / "disk", 1_500_000) as disk:
        stopped = run("train", RECIPE, f"file={articles}", "--home", disk / "home", cwd=tmp_path)
    assert stopped.code == 1
    assert "is full: make room" in stopped.sentence and "Traceback" not in stopped.err


@pytest.mark.long
def test_a_damaged_checkpoint_is_said(tmp_path: Path, articles: Path) -> None:
    assert train(tmp_path, f"file={articles}").code == 0
    for part in (tmp_path / "home/train/runs/little/checkpoints/00000006").glob("*.distcp"):
        part.write_bytes(part.read_bytes()[:1000])
    done = run("export", "little", "out", "--home", "home", cwd=tmp_path)
    assert done.code == 2 and "is damaged and cannot be read" in done.sentence
    again = train(tmp_path, f"file={articles}", "steps=9")
    assert again.code == 2 and "is damaged" in again.sentence


@pytest.mark.long
def test_a_run_goes_on_over_the_data_that_it_began_with(tmp_path: Path, articles: Path) -> None:
    assert train(tmp_path, f"file={articles}").code == 0
    shards = Shards(tmp_path / "home/train/data/little")
    assert shards.description().runs == ["little"]  # which models a post went into
    rows = [{"title": f"Number {n}", "text": article_of(n)} for n in range(90)]
    more = train(tmp_path, f"file={parquet(articles, rows)}", "steps=9")
    assert more.code == 0, more.err


def test_a_run_learns_nothing_of_what_was_deleted_or_refused(tmp_path: Path) -> None:
    rows = [{"id": f"p{n}", "title": "", "text": article_of(n)} for n in range(60)]
    posts = [{"id": "p3", "text": "a"}, {"id": "p4", "text": "b", "consent": {"train": "no"}}]
    lines = "".join(json.dumps(row) + "\n" for row in [*posts, {"delete": "p3"}])
    (tmp_path / "p.jsonl").write_text(lines)
    assert run("ingest", "jsonl", "p.jsonl", "--home", "home", cwd=tmp_path).code == 0
    done = train(tmp_path, f"file={parquet(tmp_path / 'a.parquet', rows)}")
    assert done.code == 0, done.err
    texts = held(Shards(tmp_path / "home/train/data/little"))
    assert article_of(5) in texts
    assert article_of(3) not in texts and article_of(4) not in texts
