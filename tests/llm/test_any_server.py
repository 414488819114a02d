"""What holds of every engine behind the client, whatever its model says."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from rookery.llm.client import Client
from rookery.llm.failures import TooLong
from rookery.llm.turns import Turn
from tests.llm.story import run
from tests.llm.vllm_like import running

ASKED = [Turn("user", "What do you want?")]
SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 40},
        "cites": {"type": "array", "items": {"enum": ["p1", "p2"]}, "minItems": 1, "maxItems": 2},
    },
    "required": ["text", "cites"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Engine:
    """Where one answers."""

    url: str
    model: str
    key: str | None = None


def _vllm_like() -> Iterator[Engine]:
    with running() as server:
        server.key = "right"
        server.says = "I want a cracker, and the best one that there is on this ship. " * 6
        yield Engine(server.url, server.model, server.key)


ENGINES = {"vllm": _vllm_like}  # name to what starts it


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from ENGINES[request.param]()


def _told(engine: Engine, story: Callable[[Client], Awaitable[None]]) -> None:
    async def tell() -> None:
        async with Client(engine.url, engine.model, key=engine.key) as client:
            await story(client)

    run(tell())


def test_it_answers_whole_and_in_pieces_alike(engine: Engine):
    async def story(client: Client) -> None:
        reply = await client.chat(ASKED, most=12)
        pieces = client.stream(ASKED, most=12)
        assert "".join([piece async for piece in pieces]) == pieces.reply.text
        assert (pieces.reply.text, pieces.reply.finish) == (reply.text, reply.finish)
        assert reply.tokens_in > 0 and 0 < reply.tokens_out <= 12

    _told(engine, story)


def test_it_gives_the_probability_of_each_token(engine: Engine):
    async def story(client: Client) -> None:
        reply = await client.chat(ASKED, most=8, logprobs=True)
        assert 0 < len(reply.logprobs) <= 8
        assert all(token.logprob <= 0 for token in reply.logprobs)

    _told(engine, story)


def test_it_keeps_to_a_grammar(engine: Engine):
    async def story(client: Client) -> None:
        grammar = 'root ::= "[p" [1-3] "]" ("\\n" "[p" [1-3] "]"){0,2}\n'
        for warmth in (0.0, 1.5):
            reply = await client.chat(ASKED, grammar=grammar, temperature=warmth)
            assert set(reply.text.split("\n")) <= {"[p1]", "[p2]", "[p3]"}

    _told(engine, story)


def test_it_keeps_to_a_schema(engine: Engine):
    async def story(client: Client) -> None:
        reply = await client.chat(ASKED, schema=SCHEMA, temperature=1.0)
        assert set(reply.value) == {"text", "cites"}

    _told(engine, story)


def test_it_counts_tokens(engine: Engine):
    async def story(client: Client) -> None:
        short, long = await client.count("harbour"), await client.count("harbour lights " * 9)
        assert 0 < short < long <= 9 * len("harbour lights ")

    _told(engine, story)


def test_it_says_that_a_text_is_too_long(engine: Engine):
    async def story(client: Client) -> None:
        with pytest.raises(TooLong):
            await client.chat([Turn("user", "harbour lights " * 20_000)])
        assert (await client.chat(ASKED, most=2)).tokens_out == 2

    _told(engine, story)


def test_many_at_once_are_answered(engine: Engine):
    async def story(client: Client) -> None:
        replies = await asyncio.gather(*(client.chat(ASKED, most=4) for _ in range(12)))
        assert len(replies) == 12 and client.queue == 0

    _told(engine, story)


def test_it_is_free_again_when_a_reader_has_left(engine: Engine):
    async def story(client: Client) -> None:
        for _ in range(4):
            async with client.stream(ASKED, most=200) as pieces:
                await anext(pieces)
        began = time.monotonic()
        await client.chat(ASKED, most=2)
        assert time.monotonic() - began < 20

    _told(engine, story)
