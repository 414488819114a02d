"""A real HTTP server on loopback that behaves as vLLM's OpenAI server does, and can misbehave.

Its model is a parrot: it says `says`, or, held to a schema or a grammar, a random sentence of it.
`takes` tells which of its kin it is: what it does with a constraint, and with what it knows not.
"""

import asyncio
import json
import random
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from rookery.llm.grammar import of_schema
from tests.llm.gbnf import sentence

CONTEXT = 400  # tokens
KINDS = {
    "vllm": "structured_outputs",
    "old vllm": "guided_grammar",
    "llama.cpp": "grammar",
    "sglang": "ebnf",
    "hosted": None,  # and it refuses what it does not know
}
_OPENAI = {
    "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "stop", "stream",
    "stream_options", "tools", "response_format", "logprobs", "top_logprobs",
}  # fmt: skip


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|\W", text)


class VllmLike:
    """The server's state: what it was asked, and how it is to answer."""

    def __init__(self) -> None:
        self.model, self.key = "parrot", None
        self.context = CONTEXT
        self.says = "Polly wants a cracker."
        self.kind = "vllm"
        self.schemas = "holds"  # or "refuses", "fails", or "passes over", as llama.cpp may
        self.calls: list[dict[str, Any]] = []  # tool calls to make in place of words
        self.mishap: str | None = None
        self.endless = False  # until `max_tokens`, a token each hundredth of a second
        self.counts = True
        self.busy_counting = False
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.running = self.most_running = 0
        self.left = threading.Event()  # a client left while a reply was made
        self.release = threading.Event()  # ends a hang
        self.url = ""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [one for one in self.requests if "messages" in one]


def _words(content: Any) -> str:
    """A message's text; of one in parts, that of its parts of text."""
    if isinstance(content, list):
        return " ".join(part.get("text", "") for part in content)
    return content or ""


def _error(status: int, message: str, kind: str = "BadRequestError", **more: Any) -> JSONResponse:
    error = {"message": message, "type": kind, "param": None, "code": status, **more}
    headers = {"retry-after": "7"} if status == 429 else {}
    return JSONResponse({"error": error}, status, headers)


def _refusal(server: VllmLike, body: dict[str, Any]) -> Response | None:
    """What a sound server says of a request that it does not take."""
    if body.get("model") != server.model:
        said = f"The model `{body.get('model')}` does not exist."
        return _error(404, said, "NotFoundError")
    if server.kind == "hosted":
        if unknown := sorted(body.keys() - _OPENAI):
            return _error(400, f"Unrecognized request argument supplied: {unknown[0]}")
        if "max_tokens" in body:
            said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
            return _error(400, f"{said} 'max_completion_tokens' instead.")
    asked = sum(len(tokens(_words(one["content"]))) for one in body["messages"])
    if asked >= server.context:
        if server.kind == "llama.cpp":
            most = f"({server.context} tokens)"
            said = f"request ({asked} tokens) exceeds the available context size {most}"
            more = {"n_prompt_tokens": asked, "n_ctx": server.context}
            return _error(400, said, "exceed_context_size_error", **more)
        said = f"This model's maximum context length is {server.context} tokens."
        return _error(400, f"{said} However, you requested {asked} tokens in the messages.")
    if "response_format" in body and server.schemas in ("refuses", "fails"):
        status = 400 if server.schemas == "refuses" else 500
        return _error(status, "Failed to initialize samplers: failed to parse grammar")
    grammar = _grammar(server, body)
    if grammar is not None and "root ::=" not in grammar:
        return _error(400, "Failed to initialize samplers: failed to parse grammar")
    return None


def _grammar(server: VllmLike, body: dict[str, Any]) -> str | None:
    field = KINDS[server.kind]
    found = body.get(field) if field else None
    return found["grammar"] if isinstance(found, dict) else found


def _text(server: VllmLike, body: dict[str, Any]) -> str:
    chance = random.Random(len(server.requests))
    if "response_format" in body and server.schemas == "holds":
        return sentence(of_schema(body["response_format"]["json_schema"]["schema"]), chance)
    if grammar := _grammar(server, body):
        return sentence(grammar, chance)
    text = server.says
    for stop in body.get("stop", ()):
        text = text.split(stop)[0]
    return text


async def _made(server: VllmLike, request: Request, body: dict[str, Any]) -> AsyncIterator[str]:
    """The tokens, one by one, until the client leaves."""
    whole = False
    server.running += 1
    server.most_running = max(server.most_running, server.running)
    try:
        most = body.get("max_tokens") or body["max_completion_tokens"]
        said = ["la "] * most if server.endless else tokens(_text(server, body))[:most]
        for place, token in enumerate(said):
            if server.mishap == "hangs" or (server.mishap == "hangs midway" and place == 2):
                await _hang(server, request)
            if server.endless:
                await asyncio.sleep(0.01)
            if await request.is_disconnected():
                return
            yield token
        whole = True
    finally:  # also where Starlette, which listens too, was quicker
        server.running -= 1
        if not whole:
            server.left.set()


async def _hang(server: VllmLike, request: Request) -> None:
    while not server.release.is_set():
        if await request.is_disconnected():
            return
        await asyncio.sleep(0.01)


def _usage(body: dict[str, Any], made: int) -> dict[str, int]:
    asked = sum(len(tokens(_words(one["content"]))) for one in body["messages"])
    return {"prompt_tokens": asked, "completion_tokens": made, "total_tokens": asked + made}


def _finish(server: VllmLike, body: dict[str, Any], made: int) -> str:
    most = body.get("max_tokens") or body["max_completion_tokens"]
    return "tool_calls" if _calls(server, body) else "length" if made >= most else "stop"


def _calls(server: VllmLike, body: dict[str, Any]) -> list[dict[str, Any]]:
    return server.calls if body.get("tools") else []


def _logprobs(body: dict[str, Any], made: list[str]) -> dict[str, Any] | None:
    if not body.get("logprobs"):
        return None
    return {"content": [{"token": one, "logprob": -0.5, "bytes": None} for one in made]}


async def _whole(server: VllmLike, request: Request, body: dict[str, Any]) -> Response:
    calls = _calls(server, body)
    made = [] if calls else [token async for token in _made(server, request, body)]
    message = {"role": "assistant", "content": None if calls else "".join(made)}
    choice = {
        "index": 0,
        "message": message | ({"tool_calls": calls} if calls else {}),
        "logprobs": _logprobs(body, made),
        "finish_reason": _finish(server, body, len(made)),
    }
    reply = {"id": "c-1", "object": "chat.completion", "created": 0, "model": server.model}
    return JSONResponse(reply | {"choices": [choice], "usage": _usage(body, len(made))})


async def _events(server: VllmLike, request: Request, body: dict[str, Any]) -> AsyncIterator[str]:
    def event(delta: dict[str, Any], finish: str | None = None, said: list[str] = ()) -> str:  # type: ignore[assignment]
        choice = {"index": 0, "delta": delta, "logprobs": _logprobs(body, list(said)),
                  "finish_reason": finish}  # fmt: skip
        return f"data: {json.dumps({'id': 'c-1', 'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    made = 0
    for place, call in enumerate(_calls(server, body)):
        function = call["function"]
        head = {"index": place, "id": call["id"], "type": "function",
                "function": {"name": function["name"], "arguments": ""}}  # fmt: skip
        yield event({"tool_calls": [head]})
        for part in re.findall(r".{1,4}", function["arguments"]):
            yield event({"tool_calls": [{"index": place, "function": {"arguments": part}}]})
    if not _calls(server, body):
        async for token in _made(server, request, body):
            made += 1
            yield event({"content": token}, said=[token])
            if made == 2 and server.mishap in _MIDWAY:
                for part in _MIDWAY[server.mishap]:
                    yield part
                return
    yield event({}, _finish(server, body, made))
    if body.get("stream_options", {}).get("include_usage"):
        yield f"data: {json.dumps({'id': 'c-1', 'choices': [], 'usage': _usage(body, made)})}\n\n"
    yield "data: [DONE]\n\n"


_MIDWAY = {
    "half": [],
    "half an event": ['data: {"id": "c-1", "cho'],
    "no event": ["data: oops\n\n"],
    "error midway": [
        'data: {"error": {"message": "EngineCore died.", "type": "InternalServerError", '
        '"code": 500}}\n\n',
        "data: [DONE]\n\n",
    ],
}
_PAGE = "<html><title>502 Bad Gateway</title><h1>nginx</h1></html>"
_ANSWERS = {
    "429": lambda: _error(429, "Rate limit reached.", "rate_limit_error"),
    "500": lambda: _error(500, "CUDA error:\n out of memory.", "InternalServerError"),
    "500 page": lambda: HTMLResponse(_PAGE, 502),
    "503": lambda: _error(503, "Loading model", "unavailable_error"),
    "page": lambda: HTMLResponse(_PAGE),
    "no json": lambda: Response("{oops", media_type="application/json"),
    "other json": lambda: JSONResponse({"hello": [1]}),
    "elsewhere": lambda: Response(status_code=307, headers={"location": "http://127.0.0.1:1/"}),
    "nothing": lambda: Response(b""),
}


def app(server: VllmLike) -> FastAPI:
    made = FastAPI()

    @made.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        body = await request.json()
        server.requests.append(body)
        server.headers.append(dict(request.headers))
        if server.key and request.headers.get("authorization") != f"Bearer {server.key}":
            return JSONResponse({"error": "Unauthorized"}, 401)  # as vLLM says it
        if server.mishap in _ANSWERS:
            return _ANSWERS[server.mishap]()
        if refusal := _refusal(server, body):
            return refusal
        if body.get("stream"):
            events = _events(server, request, body)
            return StreamingResponse(events, media_type="text/event-stream")
        return await _whole(server, request, body)

    @made.post("/tokenize")
    async def tokenize(request: Request) -> Response:
        body = await request.json()
        server.requests.append(body)
        if server.busy_counting:
            return _error(503, "Loading model", "unavailable_error")
        if not server.counts:
            return JSONResponse({"detail": "Not Found"}, 404)
        found = list(range(len(tokens(body["prompt"]))))
        if server.kind == "llama.cpp":
            return JSONResponse({"tokens": list(range(len(tokens(body.get("content", "")))))})
        return JSONResponse({"count": len(found), "max_model_len": CONTEXT, "tokens": found})

    return made


@contextmanager
def running() -> Iterator[VllmLike]:
    server = VllmLike()
    listening = socket.create_server(("127.0.0.1", 0))
    server.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    config = uvicorn.Config(app(server), log_level="error", timeout_graceful_shutdown=1)
    inner = uvicorn.Server(config)
    thread = threading.Thread(target=inner.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not inner.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)  # uvicorn has no event for it; the thread's end bounds this
    yield server
    server.release.set()
    inner.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive(), "the server did not end"


@contextmanager
def rude(answer: bytes) -> Iterator[str]:
    """The address of a server that reads a request, sends these bytes and closes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:  # closed
                return
            with connection:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += connection.recv(65_536)
                head, _, body = asked.partition(b"\r\n\r\n")
                length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
                while len(body) < length:
                    body += connection.recv(65_536)
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(timeout=5)
