"""A piece of text made ready for a shard: cleaned, tokenised and signed; in a worker or here."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass
from multiprocessing import parent_process

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from tokenizers import Tokenizer

from rookery.model.tokenizer import END
from rookery.train.cleaned import Rules, cleaned
from rookery.train.corpus import Kind
from rookery.train.near import Keys, Signer
from rookery.train.shards import Tokens

_ENCODED = 500  # texts at once: an encoding takes some hundred times its tokens' own size


@dataclass(frozen=True, slots=True)
class Ready:
    """The n texts of a piece that are fit to be learned from."""

    ids: list[str]
    marks: list[str]
    kept_back: list[bool]
    sizes: list[int]  # bytes of UTF-8
    tokens: Tokens  # of all texts, END after each
    lengths: npt.NDArray[np.int64]  # (n,)
    keys: Keys
    removed: Counter[str]
    masked: Counter[str]


class Readier:
    """Holds what a process needs for it."""

    def __init__(self, tokenizer: Tokenizer, rules: Rules) -> None:
        self._tokenizer, self._rules = tokenizer, rules
        end = tokenizer.token_to_id(END)
        assert end is not None, "refused before"
        self._end: int = end
        self._dtype = np.uint16 if tokenizer.get_vocab_size() <= 1 << 16 else np.uint32
        self._signer = Signer()

    def ready(self, rows: pa.Table, kind: Kind) -> Ready:
        """The texts in the order of their rows."""
        found = cleaned(rows, kind, self._rules)
        texts = [text.said for text in found.texts]
        tokens, lengths = self._encoded(texts)
        return Ready(
            ids=[text.id for text in found.texts],
            marks=[text.mark for text in found.texts],
            kept_back=[text.kept_back for text in found.texts],
            sizes=[len(text.encode()) for text in texts],
            tokens=tokens,
            lengths=lengths,
            keys=self._signer.keys(texts),
            removed=found.removed,
            masked=found.masked,
        )

    def _encoded(self, texts: list[str]) -> tuple[Tokens, npt.NDArray[np.int64]]:
        parts: list[Tokens] = [np.zeros(0, self._dtype)]
        lengths = []
        for start in range(0, len(texts), _ENCODED):
            some = self._tokenizer.encode_batch_fast(
                texts[start : start + _ENCODED], add_special_tokens=False
            )
            for encoding in some:
                ids = encoding.ids
                ids.append(self._end)
                parts.append(np.array(ids, self._dtype))
                lengths.append(len(ids))
        return np.concatenate(parts), np.array(lengths, np.int64)


_worker: list[Readier] = []


def start_worker(tokenizer: str, rules: Rules) -> None:
    """In a process of its own, before its first piece."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the workers are the parallelism
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [Readier(Tokenizer.from_str(tokenizer), rules)]


def _end_with_parent() -> None:
    """A worker of a run that was killed would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def in_worker(rows: pa.Table, kind: Kind) -> Ready:
    """In such a process."""
    (readier,) = _worker
    return readier.ready(rows, kind)
