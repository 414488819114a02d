"""A run that was stopped goes on over the rows that it began with, though its data has grown."""

import json
import shutil
from pathlib import Path

import pytest

from rookery.errors import BadInput, Conflict
from rookery.train import metrics
from rookery.train.loop import Progress
from rookery.train.runs import carry_out
from tests.train.a_recipe import recipe
from tests.train.texts import article_of, parquet


def articles(folder: Path, count: int) -> Path:
    rows = [{"title": f"Number {n}", "text": article_of(n)} for n in range(count)]
    return parquet(folder / "articles.parquet", rows)


class Stopped(Exception):
    pass


def stop_at_four(progress: Progress) -> None:
    if progress.step == 4:
        raise Stopped


def test_its_curve_is_that_of_a_run_that_was_not_stopped(tmp_path: Path) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    for home in (whole, torn):
        home.mkdir()
    file = articles(tmp_path, 60)
    carry_out(whole, recipe(whole, file, steps=9))
    with pytest.raises(Stopped):
        carry_out(torn, recipe(torn, file, steps=9), stop_at_four)
    more = recipe(torn, articles(tmp_path, 120), steps=9)
    began = json.loads((torn / "train/runs/little/data.json").read_text())
    assert more.batches.rows > began["rows"] and more.batches.held > began["kept_back"]
    carry_out(torn, more)
    once, again = (metrics.read(home / "train/runs/little") for home in (whole, torn))
    told = ("kind", "step", "loss", "gradient", "rate", "bits_per_byte", "samples")
    assert [[li.get(t) for t in told] for li in once] == [[li.get(t) for t in told] for li in again]
    assert len(once) == 12


def test_data_that_is_another_or_less_is_refused(tmp_path: Path) -> None:
    carry_out(tmp_path, recipe(tmp_path, articles(tmp_path, 60)))
    told = tmp_path / "train/runs/little/data.json"
    began = told.read_text()
    shutil.rmtree(tmp_path / "train/data/little")
    with pytest.raises(Conflict, match=r"was begun over [\d,]+ rows of little, and there are"):
        carry_out(tmp_path, recipe(tmp_path, articles(tmp_path, 30)))
    shutil.rmtree(tmp_path / "train/data/little")
    with pytest.raises(Conflict, match="little was made anew since the run little began"):
        carry_out(tmp_path, recipe(tmp_path, articles(tmp_path, 120)))
    told.write_text(began.replace('"rows": ', '"rows": -'))
    with pytest.raises(BadInput, match=r"data\.json is damaged"):
        carry_out(tmp_path, recipe(tmp_path, articles(tmp_path, 120)))
