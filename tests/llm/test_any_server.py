"""What holds of every engine behind the client, whatever its model says."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rookery.config import ModelSettings
from rookery.errors import Unavailable
from rookery.llm.catalogue import GEMMA_NAME, HOUSE, HOUSE_FILE, our_adapter
from rookery.llm.client import Client
from rookery.llm.engine import ModelFile
from rookery.llm.engine import running as embedded
from rookery.llm.failures import TooLong
from rookery.llm.turns import Turn
from rookery.llm.wheels import GEMMA
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


def _embedded(model: ModelFile, home: Path) -> Iterator[Engine]:
    settings = ModelSettings(idle=0, context=1_024, cache_mib=16)
    with embedded(home, model, settings) as endpoint:
        yield Engine(endpoint.base_url, endpoint.model, endpoint.key)


def _house(home: Path) -> Iterator[Engine]:
    if not HOUSE_FILE.exists():
        pytest.skip("the house model is not in this build")
    yield from _embedded(ModelFile(HOUSE_FILE, HOUSE), home)


def _gemma(home: Path) -> Iterator[Engine]:
    named = os.environ.get("ROOKERY_GEMMA")
    try:
        if named is None:
            GEMMA.bring(home / "gemma.gguf", lambda _: None)
    except Unavailable:
        pytest.skip("the wheels of [gemma] are not installed, and ROOKERY_GEMMA names no file")
    path = Path(named) if named else home / "gemma.gguf"
    yield from _embedded(ModelFile(path, GEMMA_NAME, adapter=our_adapter(GEMMA_NAME)), home)


ENGINES = ("vllm", "tiny", "house", "gemma")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tiny: Path
) -> Iterator[Engine]:
    home = tmp_path_factory.mktemp(request.param)
    if request.param == "vllm":
        yield from _vllm_like()
    elif request.param == "tiny":
        yield from _embedded(ModelFile(tiny, "tiny"), home)
    else:
        yield from (_house if request.param == "house" else _gemma)(home)


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
        # drawn from one of random weights, bytes make no characters
        warmth = 0.0 if engine.model == "tiny" else 1.0
        reply = await client.chat(ASKED, schema=SCHEMA, temperature=warmth)
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
