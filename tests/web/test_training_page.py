"""The runs of a home under the server: listed, shown, and kept from who does not run it."""

import json
import shutil

import pytest

from rookery.train.settings import RunSettings
from tests.web.serving import Server


@pytest.fixture
def run(server: Server) -> str:
    """A run as training leaves it."""
    folder = server.network.home / "train/runs/little"
    folder.mkdir(parents=True, exist_ok=True)
    RunSettings.of_depth(2, 400, steps=10).save(folder)
    step = {"kind": "step", "step": 3, "loss": 2.5, "gradient": 1.0, "rate": 0.01,
            "tokens_per_s": 100.0, "utilisation": 0.5, "said": ""}  # fmt: skip
    look = {"kind": "look", "step": 4, "bits_per_byte": 1.25, "samples": ["<b>hello"]}
    (folder / "metrics.jsonl").write_text(f"{json.dumps(step)}\n{json.dumps(look)}\n")
    return "little"


def test_runs_are_listed_and_each_has_its_page(server: Server, run: str) -> None:
    told = server.get("/train?format=json").json()["runs"]
    assert [(r["name"], r["done"], r["steps"]) for r in told] == [("little", 4, 10)]
    assert told[0]["loss"] == 2.5 and told[0]["bits_per_byte"] == 1.25
    page = server.get("/train").text
    assert 'href="/train/little"' in page and "4 of 10 steps" in page
    none = server.get("/train/little")
    assert none.status_code == 404 and "drawn no page yet" in none.text

    pytest.importorskip("altair")
    from rookery.train.page import page as drawn

    drawn(server.network.home / "train/runs/little")
    shown = server.get("/train/little")
    assert shown.status_code == 200 and "&lt;b&gt;hello" in shown.text
    assert "script-src" not in shown.headers["content-security-policy"]
    assert server.get("/train/large").status_code == 404
    assert server.get("/train/..%2F..").status_code in (400, 404)


def test_a_damaged_run_is_named_and_hides_no_other(server: Server, run: str) -> None:
    runs = server.network.home / "train/runs"
    for name, said in (("torn", "{"), ("odd", '{"shape": {"layers": 1}}'), ("list", "[]")):
        (runs / name).mkdir()
        (runs / name / "run.json").write_text(said)
    with (runs / run / "metrics.jsonl").open("ab") as lines:
        lines.write(b'3\n{"kind": "step"}\n\xff\n')
    told = server.get("/train?format=json").json()
    assert [r["name"] for r in told["runs"]] == [run]
    assert told["runs"][0]["done"] == 4
    assert told["damaged"] == ["list", "odd", "torn"]
    page = server.get("/train")
    assert page.status_code == 200 and f'href="/train/{run}"' in page.text
    assert "The record of the run torn is damaged" in page.text
    for name in ("list", "odd", "torn"):
        shutil.rmtree(runs / name)


def test_what_a_model_writes_is_for_whoever_runs_the_server(server: Server, run: str) -> None:
    reading, admin = server.key("r", "read"), server.key("a", "read,admin")
    assert server.get("/train").status_code == 401
    assert server.get("/train/little").status_code == 401
    assert server.get("/train", headers=reading).status_code == 403
    assert server.get("/train", headers=admin).status_code == 200


ODD = [
    ("run.json", '"layers": 2', '"layers": "many"'),
    ("run.json", '"steps": 10', '"steps": [1]'),
    ("run.json", '"steps": 10', f'"steps": 1{"0" * 400}'),
    ("run.json", '"rate": ', '"rate": NaN, "clip": '),
    ("metrics.jsonl", "2.5", "NaN"),
    ("metrics.jsonl", "2.5", '"low"'),
    ("metrics.jsonl", '"kind": "step"', '"kind": ["x"]'),
    ("metrics.jsonl", '"step": 3', '"step": true'),
    ("metrics.jsonl", '"step": 3', f'"step": 1{"0" * 400}'),
    ("metrics.jsonl", "1.25", "Infinity"),
    ("metrics.jsonl", '"bits_per_byte"', '"bits"'),
    ("metrics.jsonl", '"rate"', '"wrote"'),
    ("metrics.jsonl", '"tokens_per_s"', '"tokens"'),
    ("metrics.jsonl", '["<b>hello"]', "3"),
    ("metrics.jsonl", '"said": ""', '"told": ""'),
]


def test_one_odd_run_never_takes_the_page_of_all_down(server: Server, run: str) -> None:
    pytest.importorskip("altair")
    from rookery.train.page import page as drawn

    good, odd = (server.network.home / "train/runs" / name for name in (run, "odd"))
    for file, sound, damage in ODD:
        shutil.copytree(good, odd)
        said = (odd / file).read_text()
        assert sound in said
        (odd / file).write_text(said.replace(sound, damage))
        told = server.get("/train?format=json")
        assert told.status_code == 200, damage
        assert run in [r["name"] for r in told.json()["runs"]]
        assert ("odd" in told.json()["damaged"]) == (file == "run.json")
        page = server.get("/train")
        assert page.status_code == 200 and f'href="/train/{run}"' in page.text
        if file == "metrics.jsonl":  # a run that draws it goes on
            assert drawn(odd).exists()
        shutil.rmtree(odd)


def test_a_loss_that_is_no_number_is_written_as_none(tmp_path) -> None:
    from rookery.train import metrics

    told = metrics.Metrics(tmp_path)
    told.write(kind="step", step=0, loss=float("nan"), gradient=float("inf"), said="left out")
    told.close()
    (line,) = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert json.loads(line, parse_constant=pytest.fail)["loss"] is None
    assert metrics.read(tmp_path)[0]["gradient"] is None
