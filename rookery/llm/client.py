"""The one client of language models: any server that speaks OpenAI's chat completions.

Bounded (`at_once` requests run, `waiting` more wait in their order), timed, and cancelled with its
reader: who stops awaiting, or closes the pieces, closes the connection, and the server stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import openai
from openai import AsyncOpenAI, AsyncStream, DefaultAsyncHttpxClient

from rookery.errors import BadInput
from rookery.llm import failures
from rookery.llm.estimate import estimate
from rookery.llm.failures import ModelFailed
from rookery.llm.limits import Limits
from rookery.llm.pieces import Pieces
from rookery.llm.replies import Gathering, Misfit
from rookery.llm.request import Asked, Manners, sound
from rookery.llm.turns import Reply, Tool, Turn

_CONNECT = 10.0  # seconds until a server that is there has taken a connection
_OF_FORM = ("grammar", "schema", "does not match the expected")  # the last is llama.cpp's
# what is sent: the library adds telemetry, and headers from the environment that are another's
_HEADERS = {
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type",
    "host", "transfer-encoding", "user-agent",
}  # fmt: skip


class Client:
    """`model` at `base_url` (such as http://127.0.0.1:8000/v1); close it, or use it in a `with`.

    `timeout` is in seconds: for a place in the queue, then for a whole reply, or between two
    pieces of a stream. A client belongs to one event loop.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        key: str | None = None,
        at_once: int = 2,
        waiting: int = 32,
        timeout: float = 120.0,
    ) -> None:
        try:
            parts = urlsplit(base_url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            usable = usable and parts.username is None  # it would stand in every sentence
        except ValueError:  # half an IPv6 address, a port that is none
            usable = False
        if not usable:
            raise BadInput(
                f"The address of a language model, {base_url!r}, must be one such as "
                "http://127.0.0.1:8000/v1."
            )
        self.url, self.model = base_url.rstrip("/"), model
        self.key, self._timeout = key, timeout
        self._limits = Limits(at_once, waiting)
        self._manners = Manners()
        self._counts = True  # until it shows that it does not
        http = DefaultAsyncHttpxClient(
            timeout=None,  # every wait has its own, below
            follow_redirects=False,  # to a host that nobody named
            trust_env=parts.hostname not in ("127.0.0.1", "::1", "localhost"),  # by no proxy
            event_hooks={"request": [self._only_ours]},
        )
        self._sdk = AsyncOpenAI(
            base_url=self.url, api_key=key or "none", max_retries=0, http_client=http
        )
        self._sdk.organization = self._sdk.project = self._sdk.admin_api_key = None

    @property
    def queue(self) -> int:
        """How many requests wait now."""
        return self._limits.waiting

    async def chat(
        self,
        turns: Sequence[Turn],
        *,
        most: int = 256,
        temperature: float = 0.0,
        grammar: str | None = None,
        schema: Mapping[str, Any] | None = None,
        tools: Sequence[Tool] | None = None,
        logprobs: bool = False,
        stop: Sequence[str] = (),
    ) -> Reply:
        """The reply in at most `most` tokens, held to a GBNF `grammar` or to a JSON `schema`.

        Raises a kind of ModelFailed. A reply that does not fit the schema, or a tool's, is not
        given back: where a server did not hold the model to the schema, our own grammar is tried.
        """
        asked = Asked(turns, most, temperature, grammar, schema, tools or (), logprobs, stop)
        async with self._limits.slot(self._timeout):
            with self._told():
                async with asyncio.timeout(self._timeout):
                    return await self._answer(asked)

    def stream(
        self,
        turns: Sequence[Turn],
        *,
        most: int = 256,
        temperature: float = 0.0,
        grammar: str | None = None,
        schema: Mapping[str, Any] | None = None,
        tools: Sequence[Tool] | None = None,
        logprobs: bool = False,
        stop: Sequence[str] = (),
    ) -> Pieces:
        """The same in pieces, as they are made."""
        asked = Asked(turns, most, temperature, grammar, schema, tools or (), logprobs, stop)
        return Pieces(self._pieces(asked))

    async def count(self, text: str) -> int:
        """How many tokens `text` is to the model, without marks and beginnings.

        Where the server has no `/tokenize`, as llama.cpp, vLLM and SGLang have, an estimate that
        is rather too high: one for three bytes.
        """
        text = sound(text)
        if self._counts and text:
            with self._told():
                async with asyncio.timeout(self._timeout):
                    found = await self._tokens(text)
            if found:
                return found
        return estimate(text)

    async def close(self) -> None:
        """Ends its connections."""
        await self._sdk.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _answer(self, asked: Asked) -> Reply:
        while True:
            sent, body = await self._request(asked)
            gathering = Gathering()
            try:
                gathering.whole(body)
            except ValueError:
                raise failures.NotAModel(self.url) from None
            try:
                return gathering.reply(asked)
            except Misfit as misfit:
                # some servers say nothing where they cannot compile a schema
                if misfit.cut or not (
                    self._wiser(asked, sent) or self._manners.schema_failed(asked)
                ):
                    raise self._bad(misfit) from None

    async def _pieces(self, asked: Asked) -> AsyncGenerator[str | Reply, None]:
        gathering, began = Gathering(), False
        async with self._limits.slot(self._timeout):
            with self._told():
                async with asyncio.timeout(self._timeout):
                    events = await self._open(asked)
            try:
                while True:
                    with self._told(began=began):
                        async with asyncio.timeout(self._timeout):
                            event = await anext(events, None)
                        if event is None:
                            break
                        text = gathering.add(event)
                    began = True
                    if text:
                        yield text
            finally:
                await events.close()
        if not gathering.ended:
            raise failures.BrokenOff(self.url) if began else failures.NotAModel(self.url)
        try:
            reply = gathering.reply(asked)
        except Misfit as misfit:
            if not misfit.cut:
                self._manners.schema_failed(asked)  # better the next time
            raise self._bad(misfit) from None
        yield reply

    async def _request(self, asked: Asked) -> tuple[Mapping[str, Any], object]:
        """What was sent in the end, and what came."""
        while True:
            body = self._manners.body(asked, self.model, stream=False)
            try:
                said = await self._sdk.post("/chat/completions", body=body, cast_to=object)
            except openai.APIStatusError as error:
                self._learn(asked, body, error)
            else:
                return body, said

    async def _open(self, asked: Asked) -> AsyncStream[object]:
        while True:
            body = self._manners.body(asked, self.model, stream=True)
            try:
                return await self._sdk.post(
                    "/chat/completions",
                    body=body,
                    cast_to=object,
                    stream=True,
                    stream_cls=AsyncStream[object],
                )
            except openai.APIStatusError as error:
                self._learn(asked, body, error)

    def _wiser(self, asked: Asked, sent: Mapping[str, Any]) -> bool:
        """Whether it would be asked in other words by now: another request has learned them."""
        return sent != self._manners.body(asked, self.model, stream="stream" in sent)

    def _learn(self, asked: Asked, sent: Mapping[str, Any], error: openai.APIStatusError) -> None:
        """Raises what the refusal means, where the request cannot be put in other words."""
        failure = self._failure(error)
        why = failures.words(error.body)
        about_words = error.status_code in (400, 422) and not isinstance(failure, failures.TooLong)
        # some say 500 where they cannot compile a schema, or cannot read what they made by it
        about_words |= error.status_code == 500 and any(word in why for word in _OF_FORM)
        if not about_words or not (self._wiser(asked, sent) or self._manners.refused(asked, why)):
            raise failure from None

    def _failure(self, error: openai.APIStatusError) -> ModelFailed:
        return failures.of_status(
            error.status_code, error.body, error.response.headers, url=self.url, model=self.model
        )

    async def _tokens(self, text: str) -> int | None:
        """As the server counts; None where it does not."""
        # llama.cpp reads `content`, vLLM and SGLang the others
        body = {
            "model": self.model,
            "content": text,
            "prompt": text,
            "add_special_tokens": False,
        }
        root = self.url.removesuffix("/v1")
        try:
            said = await self._sdk.post(f"{root}/tokenize", body=body, cast_to=object)
        except openai.APIStatusError as error:
            self._counts = error.status_code >= 500 or error.status_code == 429  # later it may
            return None
        except ValueError:
            said = None
        tokens = said.get("tokens") if isinstance(said, dict) else None
        self._counts = isinstance(tokens, list)
        return len(tokens) if isinstance(tokens, list) else None

    def _bad(self, misfit: Misfit) -> failures.BadReply:
        why = "it was cut before its end" if misfit.cut else str(misfit)
        return failures.BadReply(self.model, why)

    async def _only_ours(self, request: Any) -> None:
        for name in list(request.headers):
            if name.lower() not in _HEADERS or (name.lower() == "authorization" and not self.key):
                del request.headers[name]
        # servers end a connection that was idle for 5 s, some just as it is used again: measured,
        # 4 of 80 answers failed so where 20 readers asked a busy server
        request.headers["connection"] = "close"

    @contextmanager
    def _told(self, *, began: bool = False) -> Iterator[None]:
        """Whatever a connection may die of, in plain words."""
        try:
            yield
        except TimeoutError:
            raise failures.TimedOut(self.url, self._timeout) from None
        except openai.APIStatusError as error:
            raise self._failure(error) from error
        except openai.APIConnectionError as error:
            raise self._lost(error, began) from error
        except openai.APIError as error:  # an event of a stream that tells of one
            raise failures.of_event(error.body, url=self.url, model=self.model) from error
        except (ValueError, openai.OpenAIError) as error:
            kind = failures.BrokenOff if began else failures.NotAModel
            raise kind(self.url) from error

    def _lost(self, error: openai.APIConnectionError, began: bool) -> ModelFailed:
        cause = error.__cause__
        kind = type(cause).__name__  # of httpx2, which is the library's own choice
        if kind in ("ConnectError", "ConnectTimeout", "ProxyError"):
            return failures.Unreachable(self.url)
        if began or "complete message body" in str(cause):
            return failures.BrokenOff(self.url)
        if kind == "RemoteProtocolError" and "disconnected" not in str(cause):
            return failures.NotAModel(self.url)
        return failures.HungUp(self.url)
