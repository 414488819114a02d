"""One client for any server that speaks OpenAI's chat completions."""

import ast
import asyncio
import gc
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

import rookery
from rookery.errors import BadInput
from rookery.llm.client import Client
from rookery.llm.estimate import estimate
from rookery.llm.failures import BadReply, Busy
from rookery.llm.turns import Tool, ToolCall, Turn
from tests.llm.story import run
from tests.llm.vllm_like import KINDS, VllmLike

ASKED = [Turn("system", "You are a parrot."), Turn("user", "What do you want?")]
SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 9},
        "cites": {"type": "array", "items": {"enum": ["p1", "p2"]}, "minItems": 1, "maxItems": 2},
    },
    "required": ["text", "cites"],
    "additionalProperties": False,
}
SEARCH = Tool(
    "search",
    "Finds posts.",
    {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
)
T = TypeVar("T")
GRAMMAR = 'root ::= "yes" | "no"\n'


def told(server: VllmLike, story: Callable[[Client], Awaitable[T]], **given: object) -> T:
    """What comes of a story with a client of this server."""

    async def tell() -> T:
        async with Client(server.url, server.model, **given) as client:
            return await story(client)

    return run(tell())


def test_a_reply_has_its_text_its_counts_and_its_end(server: VllmLike):
    reply = told(server, lambda client: client.chat(ASKED))
    assert reply.text == "Polly wants a cracker."
    assert (reply.tokens_in, reply.tokens_out, reply.finish) == (16, 8, "stop")
    assert server.bodies[0]["messages"] == [
        {"role": "system", "content": "You are a parrot."},
        {"role": "user", "content": "What do you want?"},
    ]


def test_a_reply_is_cut_at_most_tokens_and_at_a_stop(server: VllmLike):
    cut = told(server, lambda client: client.chat(ASKED, most=3))
    assert (cut.text, cut.finish) == ("Polly wants", "length")
    assert told(server, lambda client: client.chat(ASKED, stop=[" a"])).text == "Polly wants"


def test_probabilities_come_where_they_are_asked_for(server: VllmLike):
    reply = told(server, lambda client: client.chat(ASKED, logprobs=True))
    assert "".join(token.text for token in reply.logprobs) == reply.text
    assert {token.logprob for token in reply.logprobs} == {-0.5}
    assert told(server, lambda client: client.chat(ASKED)).logprobs == ()


def test_a_stream_comes_in_pieces_and_then_is_whole(server: VllmLike):
    async def story(client: Client):
        pieces = client.stream(ASKED, logprobs=True)
        with pytest.raises(RuntimeError):
            _ = pieces.reply
        return [piece async for piece in pieces], pieces.reply

    pieces, reply = told(server, story)
    assert pieces == ["Polly", " ", "wants", " ", "a", " ", "cracker", "."]
    assert reply == told(server, lambda client: client.chat(ASKED, logprobs=True))


def test_halves_of_surrogate_pairs_are_not_sent(server: VllmLike):
    told(server, lambda client: client.chat([Turn("user", "a\ud800b")]))
    assert server.bodies[0]["messages"][0]["content"] == "ab"


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("kind", [kind for kind, field in KINDS.items() if field])
def test_each_kind_of_server_is_held_to_a_grammar(server: VllmLike, kind: str, streams: bool):
    server.kind = kind

    async def story(client: Client) -> str:
        if streams:
            return "".join([piece async for piece in client.stream(ASKED, grammar=GRAMMAR)])
        return (await client.chat(ASKED, grammar=GRAMMAR)).text

    assert told(server, story) in ("yes", "no")


def test_a_hosted_model_is_asked_in_the_words_that_it_takes(server: VllmLike):
    server.kind = "hosted"

    async def story(client: Client) -> None:
        for _ in range(2):
            assert (await client.chat(ASKED, grammar=GRAMMAR)).text == server.says

    told(server, story)
    assert len(server.bodies) == 4  # two refusals taught it, the first time
    assert "max_completion_tokens" in server.bodies[-1]
    assert not server.bodies[-1].keys() & {"grammar", "structured_outputs", "guided_grammar"}


def test_a_grammar_that_is_none_is_refused_and_not_left_out(server: VllmLike):
    server.kind = "llama.cpp"

    async def story(client: Client) -> None:
        with pytest.raises(Exception, match=r"\(400\): Failed to initialize samplers"):
            await client.chat(ASKED, grammar="no grammar")
        assert (await client.chat(ASKED, grammar=GRAMMAR)).text in ("yes", "no")

    told(server, story)


@pytest.mark.parametrize("streams", [False, True])
def test_a_schema_gives_a_checked_value(server: VllmLike, streams: bool):
    async def story(client: Client):
        if not streams:
            return await client.chat(ASKED, schema=SCHEMA)
        pieces = client.stream(ASKED, schema=SCHEMA)
        assert "".join([piece async for piece in pieces]) == pieces.reply.text
        return pieces.reply

    reply = told(server, story)
    assert reply.value == json.loads(reply.text)
    assert reply.value["cites"][0] in ("p1", "p2")
    assert len(server.bodies) == 1


@pytest.mark.parametrize("streams", [False, True])
def test_a_schema_that_an_engine_refuses_becomes_a_grammar_of_ours(server: VllmLike, streams: bool):
    server.kind, server.schemas = "llama.cpp", "refuses"

    async def story(client: Client) -> None:
        for _ in range(2):
            if streams:
                pieces = client.stream(ASKED, schema=SCHEMA)
                assert [piece async for piece in pieces]
                assert 1 <= len(pieces.reply.value["text"]) <= 9
            else:
                assert 1 <= len((await client.chat(ASKED, schema=SCHEMA)).value["text"]) <= 9

    told(server, story)
    assert ["response_format" in body for body in server.bodies] == [True, False, False]


def test_a_schema_that_an_engine_passes_over_becomes_a_grammar_of_ours(server: VllmLike):
    server.schemas = "passes over"
    assert told(server, lambda client: client.chat(ASKED, schema=SCHEMA)).value["cites"]
    assert ["response_format" in body for body in server.bodies] == [True, False]


def test_what_holds_to_no_form_at_all_is_told_and_not_given_back(server: VllmLike):
    server.kind, server.schemas = "hosted", "passes over"

    async def story(client: Client) -> None:
        with pytest.raises(BadReply, match=r"parrot did not answer in the form") as caught:
            await client.chat(ASKED, schema=SCHEMA)
        assert "it is no JSON" in caught.value.why
        with pytest.raises(BadReply):
            _ = [piece async for piece in client.stream(ASKED, schema=SCHEMA)]

    told(server, story)


def test_a_reply_that_was_cut_is_not_asked_for_again(server: VllmLike):
    async def story(client: Client) -> None:
        with pytest.raises(BadReply) as caught:
            await client.chat(ASKED, schema=SCHEMA, most=2)
        assert caught.value.why == "it was cut before its end"

    told(server, story)
    assert len(server.bodies) == 1


def test_a_grammar_and_a_schema_at_once_are_refused(server: VllmLike):
    with pytest.raises(BadInput, match="not to both"):
        told(server, lambda client: client.chat(ASKED, grammar=GRAMMAR, schema=SCHEMA))
    assert server.requests == []


def _called(arguments: str, name: str = "search") -> list[dict]:
    return [{"id": "c7", "type": "function", "function": {"name": name, "arguments": arguments}}]


@pytest.mark.parametrize("streams", [False, True])
def test_a_tool_is_called_and_its_result_goes_back(server: VllmLike, streams: bool):
    server.calls = _called('{"query": "harbour lights"}')

    async def story(client: Client):
        if not streams:
            return await client.chat(ASKED, tools=[SEARCH])
        pieces = client.stream(ASKED, tools=[SEARCH])
        assert [piece async for piece in pieces] == []
        return pieces.reply

    reply = told(server, story)
    assert reply.tool_calls == (ToolCall("c7", "search", {"query": "harbour lights"}),)
    assert reply.finish == "tool_calls"
    server.calls = []
    called = Turn("assistant", "", calls=reply.tool_calls)
    more = [*ASKED, called, Turn("tool", "none", result_of="c7")]
    assert told(server, lambda client: client.chat(more, tools=[SEARCH])).text == server.says
    sent = server.bodies[-1]["messages"]
    assert json.loads(sent[2]["tool_calls"][0]["function"]["arguments"])["query"]
    assert sent[3]["tool_call_id"] == "c7"


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        (_called('{"query": 3}'), "'query': it is no text"),
        (_called("{}"), "'query' is missing"),
        (_called('{"query": '), "it is no JSON"),
        (_called("{}", "delete_all"), "it calls 'delete_all', which it was not given"),
    ],
)
def test_a_call_that_does_not_fit_its_tool_is_told(server: VllmLike, calls: list, why: str):
    server.calls = calls
    with pytest.raises(BadReply) as caught:
        told(server, lambda client: client.chat(ASKED, tools=[SEARCH]))
    assert why in caught.value.why


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp"])
def test_the_server_counts_tokens_where_it_can(server: VllmLike, kind: str):
    server.kind = kind
    assert told(server, lambda client: client.count("one two, three")) == 6
    assert told(server, lambda client: client.count("")) == 0


def test_tokens_are_estimated_where_it_cannot_and_it_is_asked_once(server: VllmLike):
    server.counts = False

    async def story(client: Client) -> None:
        assert await client.count("a" * 10) == estimate("a" * 10) == 4
        assert await client.count("à") == 1

    told(server, story)
    assert len(server.requests) == 1


def test_a_server_that_is_busy_counts_again_later(server: VllmLike):
    async def story(client: Client) -> None:
        server.busy_counting = True
        assert await client.count("a" * 12) == 4
        server.busy_counting = False
        assert await client.count("a" * 12) == 1

    told(server, story)


@pytest.mark.parametrize("refuses", ["words", "schema"])
def test_several_at_once_learn_what_a_server_takes(server: VllmLike, refuses: str):
    if refuses == "words":
        server.kind = "hosted"
    else:
        server.schemas = "refuses"

    async def story(client: Client) -> None:
        schema = SCHEMA if refuses == "schema" else None
        grammar = None if schema else 'root ::= "a"'
        asked = [client.chat(ASKED, schema=schema, grammar=grammar) for _ in range(4)]
        assert len(await asyncio.gather(*asked)) == 4

    told(server, story, at_once=4)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


def test_who_closes_the_pieces_stops_the_generation(server: VllmLike):
    server.endless = True

    async def story(client: Client) -> None:
        async with client.stream(ASKED, most=100_000) as pieces:
            assert await anext(pieces) == "la "
        await asyncio.to_thread(server.left.wait, 10)

    told(server, story)
    assert server.left.is_set() and server.running == 0


def test_who_throws_the_pieces_away_stops_the_generation(server: VllmLike):
    server.endless = True

    async def story(client: Client) -> None:
        async for _ in client.stream(ASKED, most=100_000):
            break
        gc.collect()
        await asyncio.to_thread(server.left.wait, 10)
        assert server.left.is_set()
        server.endless = False
        assert (await client.chat(ASKED)).text  # and its place is free

    told(server, story, at_once=1)


@pytest.mark.parametrize("streams", [False, True])
def test_who_is_cancelled_stops_the_generation(server: VllmLike, streams: bool):
    server.endless = True

    async def read(client: Client) -> None:
        if streams:
            async for _ in client.stream(ASKED, most=100_000):
                pass
        else:
            await client.chat(ASKED, most=100_000)

    async def story(client: Client) -> None:
        reader = asyncio.create_task(read(client))
        await _until(lambda: server.running == 1)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader
        await asyncio.to_thread(server.left.wait, 10)

    told(server, story)
    assert server.left.is_set() and server.running == 0


def test_so_many_are_asked_at_once_and_the_queue_says_its_length(server: VllmLike):
    server.mishap = "hangs"

    async def story(client: Client) -> None:
        tasks = [asyncio.create_task(client.chat(ASKED)) for _ in range(5)]
        await _until(lambda: server.running == 2)
        assert client.queue == 3
        with pytest.raises(Busy, match="busy and its queue holds 3"):
            _ = [piece async for piece in client.stream(ASKED)]
        server.release.set()
        for reply in await asyncio.gather(*tasks):
            assert reply.text == server.says
        assert client.queue == 0

    told(server, story, at_once=2, waiting=3)
    assert server.most_running == 2


def test_what_the_environment_holds_for_another_service_is_not_sent(
    server: VllmLike, monkeypatch: pytest.MonkeyPatch
):
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", "secret-of-another")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-more: secret-of-another")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    told(server, lambda client: client.chat(ASKED))
    told(server, lambda client: client.chat(ASKED), key="ours")
    assert not [one for headers in server.headers for one in headers.values() if "secret" in one]
    assert not [name for headers in server.headers for name in headers if "stainless" in name]
    assert [headers.get("authorization") for headers in server.headers] == [None, "Bearer ours"]


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://x/v1", "http://", "http://[::1/v1", "http://a:b@x/v1"]
)
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(BadInput, match=r"must be one such as http://127\.0\.0\.1:8000/v1"):
        Client(url, "m")


def test_nothing_else_imports_the_library():
    package = Path(rookery.__file__).parent
    importing = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "openai" for name in names):
                importing.add(path.relative_to(package).as_posix())
    assert importing == {"llm/client.py"}
