"""Vectors from any OpenAI-compatible server (`POST …/embeddings`), over plain HTTP."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx
import numpy as np

from rookery.embed.protocol import Vectors, unit_rows, well_formed
from rookery.errors import BadInput, Unavailable

BATCH = 64  # texts a request: under the limit of every server we know of
MAX_CHARACTERS = 8_000  # a text, so that none is over the 8,192 tokens that servers refuse


class EndpointEmbedder:
    """The vectors of `model` at `url` (such as http://127.0.0.1:11434/v1), `dim` numbers each.

    `timeout` is in seconds, for one request. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        url: str,
        model: str,
        dim: int,
        *,
        key: str | None = None,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"The embeddings endpoint {url!r} must begin with http:// or https://.")
        self._url = url.rstrip("/") + "/embeddings"
        self._model = model
        self._dim = dim
        try:
            httpx.URL(self._url)
        except httpx.InvalidURL as error:
            raise BadInput(f"The embeddings endpoint {url!r} is no address: {error}.") from None
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=timeout, transport=transport)

    @property
    def name(self) -> str:
        """The model's name as the server knows it."""
        return self._model

    @property
    def dim(self) -> int:
        """Numbers a vector."""
        return self._dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows (N, dim), a batch of texts a request; a blank text is not sent and is all zeros.

        Raises Unavailable where the server does not answer, refuses, or answers something else.
        """
        vectors = np.zeros((len(texts), self._dim), np.float32)
        sound = [well_formed(text) for text in texts]
        filled = [place for place, text in enumerate(sound) if text.strip()]
        for start in range(0, len(filled), BATCH):
            places = filled[start : start + BATCH]
            vectors[places] = self._ask([sound[place][:MAX_CHARACTERS] for place in places])
        return unit_rows(vectors)

    def _ask(self, texts: list[str]) -> Vectors:
        try:
            reply = self._client.post(self._url, json={"model": self._model, "input": texts})
        except httpx.TimeoutException:
            raise Unavailable(
                f"The embeddings endpoint {self._url} did not answer in time."
            ) from None
        except httpx.HTTPError as error:
            raise Unavailable(f"The embeddings endpoint {self._url} failed: {error}") from error
        if reply.status_code != httpx.codes.OK:
            raise Unavailable(
                f"The embeddings endpoint {self._url} answered {reply.status_code}: "
                f"{reply.text[:200]}"
            )
        return self._rows(reply, len(texts))

    def _rows(self, reply: httpx.Response, count: int) -> Vectors:
        """The reply's vectors in the order of the texts, which servers need not keep."""
        try:
            data: list[dict[str, Any]] = sorted(reply.json()["data"], key=lambda one: one["index"])
            with np.errstate(over="ignore"):  # what is past float32 is infinite, and told below
                rows = np.array([one["embedding"] for one in data], np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable(
                f"{self._url} did not answer as an embeddings endpoint does."
            ) from error
        if rows.shape != (count, self._dim):
            raise Unavailable(
                f"{self._url} gave vectors of shape {rows.shape} where {(count, self._dim)} was "
                f"expected: is `dim` right for {self._model}?"
            )
        if [one["index"] for one in data] != list(range(count)):
            raise Unavailable(
                f"{self._url} did not say which text each vector is of: its `index` values are not "
                f"0 to {count - 1}."
            )
        # a length past float32 would make every score of the row NaN
        if not np.isfinite(np.einsum("nd,nd->n", rows, rows)).all():
            raise Unavailable(f"{self._url} gave vectors whose numbers cannot be used.")
        return rows

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
