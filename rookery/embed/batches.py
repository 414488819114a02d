"""Texts through a transformer a batch of similar lengths at a time: what every one of them does."""

from collections.abc import Callable, Sequence

import numpy as np
from tokenizers import Tokenizer

from rookery.embed.protocol import Vectors, well_formed


def embed_batches(
    texts: Sequence[str],
    tokenizer: Tokenizer,
    run: Callable[[list[list[int]]], Vectors],
    *,
    dim: int,
    batch: int,
) -> Vectors:
    """Rows (N, dim), float32, in the order of `texts`; a blank text is a row of zeros.

    `run` takes the token ids of at most `batch` texts. They are of similar length, since a batch
    costs its longest text times its size.
    """
    vectors = np.zeros((len(texts), dim), np.float32)
    sound = [well_formed(text) for text in texts]
    filled = [place for place, text in enumerate(sound) if text.strip()]
    encoded = tokenizer.encode_batch_fast([sound[place] for place in filled])
    ids = {place: one.ids for place, one in zip(filled, encoded, strict=True)}
    by_length = sorted(filled, key=lambda place: len(ids[place]))
    for start in range(0, len(by_length), batch):
        places = by_length[start : start + batch]
        vectors[places] = run([ids[place] for place in places])
    return vectors
