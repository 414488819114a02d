"""Every way in which a model's server fails gives one clear sentence, and the next request goes."""

import asyncio
import re

import pytest

from rookery.errors import RookeryError, Unavailable
from rookery.llm.client import Client
from rookery.llm.failures import ModelFailed, TooLong
from rookery.llm.turns import Turn
from tests.llm.story import run
from tests.llm.vllm_like import VllmLike, rude

ASKED = [Turn("user", "What do you want?")]
AT = r"The language model at http://127\.0\.0\.1:\d+/v1 "
NOT_A_MODEL = (
    r"http://127\.0\.0\.1:\d+/v1 does not answer as a server for language models does: "
    r"check the address\."
)
BROKEN_OFF = AT + r"broke off in mid-answer: try again\."
SLOW = AT + r"did not answer within 0\.3 s\."
WHOLE = {  # with a mishap, what a reply in one piece gives
    "429": AT + r"is asked too much: try again in 7 s\.",
    "500": AT + r"failed: CUDA error: out of memory\.",
    "500 page": AT + r"failed \(502\): its own log says why\.",
    "503": AT + r"is not ready \(503\): try again in a moment\.",
    "page": NOT_A_MODEL,
    "no json": NOT_A_MODEL,
    "other json": NOT_A_MODEL,
    "nothing": NOT_A_MODEL,
    "elsewhere": NOT_A_MODEL,
    "hangs": SLOW,
}
MIDWAY = {
    "half": BROKEN_OFF,
    "half an event": BROKEN_OFF,
    "no event": BROKEN_OFF,
    "error midway": AT + r"failed: EngineCore died\.",
    "hangs midway": SLOW,
}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: 600\r\n\r\n"
EVENT = b'data: {"choices": [{"index": 0, "delta": {"content": "Pol"}}]}\n\n'
RUDE = {
    "closes": (b"", AT + r"closed the connection without an answer: try again\."),
    "speaks no HTTP": (b"220 mail.example ESMTP\r\n\r\n", NOT_A_MODEL),
    "half a body": (HEAD % b"application/json" + b'{"choices": [', BROKEN_OFF),
    "half a stream": (HEAD % b"text/event-stream" + EVENT, BROKEN_OFF),
}


async def _read(client: Client, streams: bool, asked: list[Turn] = ASKED) -> str:
    if streams:
        return "".join([piece async for piece in client.stream(asked)])
    return (await client.chat(asked)).text


def _patience(said: str) -> float:
    """Seconds: few where a server hangs, and many where a busy machine alone would be slow."""
    return 0.3 if said == SLOW else 30


def _failure(
    url: str, streams: bool, key: str | None = None, model: str = "parrot", timeout: float = 30
) -> RookeryError:
    async def story() -> RookeryError:
        async with Client(url, model, key=key, timeout=timeout) as client:
            with pytest.raises(ModelFailed) as caught:
                await _read(client, streams)
            return caught.value

    return run(story())


def _one_sentence(error: RookeryError, pattern: str) -> None:
    said = str(error)
    assert re.fullmatch(pattern, said), said
    assert "\n" not in said and len(said) < 400
    assert isinstance(error, Unavailable)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("mishap", WHOLE)
def test_a_server_that_fails_is_told_in_one_sentence(server: VllmLike, mishap: str, streams: bool):
    server.mishap = mishap
    timeout = _patience(WHOLE[mishap])
    _one_sentence(_failure(server.url, streams, timeout=timeout), WHOLE[mishap])


@pytest.mark.parametrize("mishap", MIDWAY)
def test_a_stream_that_fails_midway_is_told_after_what_it_brought(server: VllmLike, mishap: str):
    async def story() -> None:
        timeout = _patience(MIDWAY[mishap])
        async with Client(server.url, "parrot", timeout=timeout, at_once=1) as client:
            server.mishap = mishap
            came = []
            with pytest.raises(ModelFailed) as caught:
                async for piece in client.stream(ASKED):
                    came.append(piece)
            assert came == ["Polly", " "]
            _one_sentence(caught.value, MIDWAY[mishap])
            server.mishap = None
            assert await _read(client, True) == server.says

    run(story())


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("name", RUDE)
def test_a_connection_that_dies_is_told(name: str, streams: bool):
    answer, said = RUDE[name]
    if name == "half a stream" and not streams:
        said = f"{BROKEN_OFF}|{NOT_A_MODEL}"
    with rude(answer) as url:
        _one_sentence(_failure(url, streams), said)


@pytest.mark.parametrize("streams", [False, True])
def test_no_server_at_all_is_told(streams: bool):
    with rude(b"") as url:
        pass
    said = r"No language model answers at http://127\.0\.0\.1:\d+/v1: is it running\?"
    _one_sentence(_failure(url, streams), said)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("key", [None, "wrong"])
def test_a_key_that_is_refused_is_told(server: VllmLike, key: str | None, streams: bool):
    server.key = "right"
    said = AT + r"refused the key \(401\): set the one that it takes\."
    _one_sentence(_failure(server.url, streams, key), said)


@pytest.mark.parametrize("streams", [False, True])
def test_a_model_that_is_not_there_is_told(server: VllmLike, streams: bool):
    said = r"The server at http://127\.0\.0\.1:\d+/v1 has no model 'macaw': check its name, .*"
    _one_sentence(_failure(server.url, streams, model="macaw"), said)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("vllm", r"The text is longer than the model reads at once: give it less\."),
        ("llama.cpp", r"The text has 999 tokens and the model reads 400 at once: give it less\."),
    ],
)
def test_a_text_that_is_too_long_is_told(server: VllmLike, kind: str, said: str, streams: bool):
    server.kind = kind

    async def story() -> RookeryError:
        async with Client(server.url, "parrot") as client:
            with pytest.raises(TooLong) as caught:
                await _read(client, streams, [Turn("user", "ab " * 499 + "c")])
            return caught.value

    error = run(story())
    _one_sentence(error, said)
    assert error.status == 413


@pytest.mark.parametrize("streams", [False, True])
def test_after_every_failure_the_next_request_goes(server: VllmLike, streams: bool):
    async def story() -> None:
        async with Client(server.url, "parrot", timeout=0.3, at_once=1) as client:
            for mishap in WHOLE:
                server.mishap = mishap
                with pytest.raises(ModelFailed):
                    await _read(client, streams)
                server.mishap = None
                assert await _read(client, streams) == server.says
            assert client.queue == 0

    run(story())
    assert server.left.wait(10)  # what hung was stopped


def test_counting_at_a_server_that_is_gone_is_told():
    with rude(b"") as url:
        pass

    async def story() -> None:
        async with Client(url, "parrot") as client:
            with pytest.raises(ModelFailed, match="is it running"):
                await client.count("text")

    run(story())


def test_a_server_that_ends_idle_connections_costs_no_answer():
    body = b'{"choices": [{"index": 0, "message": {"content": "Polly"}, "finish_reason": "stop"}]}'
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.findall(rb"content-length: (\d+)", asked.lower())[0]))
        writer.write(head % len(body) + body)
        await writer.drain()
        await reader.read(1)  # the next request on it, which it does not answer any more
        writer.close()

    async def story() -> list[str]:
        async with await asyncio.start_server(once, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with Client(f"http://127.0.0.1:{port}/v1", "parrot") as client:
                return [await _read(client, streams=False) for _ in range(3)]

    assert run(story()) == ["Polly"] * 3
