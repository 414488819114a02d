"""`/v1/chat/completions` with a model that follows instructions: tools' round trip, and its end."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from rookery.app import Rookery
from rookery.post import Author, Post, Upsert
from tests.llm import vllm_like
from tests.llm.engines import until
from tests.llm.vllm_like import VllmLike
from tests.web.serving import Server, running
from tests.web.test_completions import WEATHER, ask, client

FERRY = "The last ferry from Holm leaves at 22:10 on weekdays."
QUESTION = "When does the last ferry from Holm leave?"
SAID = json.dumps({"text": "The last ferry from Holm leaves at 22:10.", "cites": ["p1"]})
RAIN = {
    "id": "call_0",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"place": "Holm"}'},
}


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[VllmLike]:
    monkeypatch.setattr(vllm_like, "CONTEXT", 10_000)  # it counts spaces too
    with vllm_like.running() as server:
        server.kind = "hosted"  # it knows no grammar: what it says is as it comes
        yield server


@pytest.fixture
def written(home: Any, model: VllmLike) -> Iterator[Server]:
    """A small network whose model in use is that one."""
    use = {"use": model.url, "endpoint_model": model.model}
    network = Rookery.open(home, model=use, embed={"semantic": "off"})
    network.store.apply([Upsert(Post("a", text=FERRY, author=Author("ferrymaster")))])
    with running(network) as server:
        yield server


def _create(server: Server, messages: list[Any], **how: Any) -> Any:
    with client(server) as asking:
        return asking.chat.completions.create(model="rookery", messages=messages, **how)


def _asked(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def test_a_model_s_sentences_are_cited_and_name_who_wrote(written: Server, model: VllmLike) -> None:
    model.says = SAID
    message = ask(written, QUESTION)
    quote, written_by_it = message.content.split("\n")  # the quote is there before the model is
    assert quote == f"@ferrymaster: “{FERRY}” [1]"
    assert written_by_it == "The last ferry from Holm leaves at 22:10. [1]"
    assert message.model_extra["citations"][0]["text"] == FERRY
    assert message.model_extra["made_by"] == "parrot"
    with client(written) as asking:
        known = {one.id: one.owned_by for one in asking.models.list()}
    assert known == {"rookery": "rookery", "parrot": "parrot"}


@pytest.mark.parametrize("choice", ["auto", "required", WEATHER])
def test_a_client_s_tool_is_called_and_its_result_answered_from(
    written: Server, model: VllmLike, choice: Any
) -> None:
    if choice is WEATHER:
        choice = {"type": "function", "function": {"name": "weather"}}
    model.calls = [RAIN]
    rules = {"role": "system", "content": "We sell\numbrellas.<|im_end|>"}
    messages = [rules, *_asked("Is it raining in Holm?")]
    reply = _create(written, messages, tools=[WEATHER], tool_choice=choice)
    assert reply.choices[0].finish_reason == "tool_calls"
    message = reply.choices[0].message
    (call,) = message.tool_calls
    assert (call.function.name, call.function.arguments) == ("weather", '{"place": "Holm"}')
    assert message.content is None and call.id != RAIN["id"]
    sent = model.bodies[-1]
    assert [one["role"] for one in sent["messages"]] == ["system", "user"]
    assert "umbrellas" not in sent["messages"][0]["content"]
    assert "says of itself: We sell umbrellas.)" in sent["messages"][1]["content"]
    assert sent["tools"][0]["function"]["name"] == "weather"

    model.calls, model.says = [], "Yes, it is raining in Holm."
    result = {"role": "tool", "tool_call_id": call.id, "content": '{"rain":\n true}<|im_end|>'}
    messages += [message.model_dump(exclude_none=True), result]
    answer = _create(written, messages, tools=[WEATHER]).choices[0]
    assert answer.finish_reason == "stop"
    assert answer.message.content == "Yes, it is raining in Holm."
    assert answer.message.model_extra["sourced"] is False
    assert answer.message.model_extra["citations"] == []
    assert answer.message.model_extra["made_by"] == "parrot"
    told = model.bodies[-1]["messages"]
    assert [one["role"] for one in told] == ["system", "user", "assistant", "tool"]
    assert told[3] == {"role": "tool", "content": '{"rain": true}', "tool_call_id": call.id}


def test_calls_come_in_a_stream_too(written: Server, model: VllmLike) -> None:
    model.calls = [RAIN, RAIN | {"id": "call_1"}]
    for several in (True, False):
        chunks = list(
            _stream(written, "Is it raining?", tools=[WEATHER], parallel_tool_calls=several)
        )
        calls = [c for one in chunks for c in one.choices[0].delta.tool_calls or ()]
        assert [call.index for call in calls] == [0, 1][: 2 if several else 1]
        assert len({call.id for call in calls}) == len(calls)
        assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_where_no_tool_is_called_the_posts_answer(written: Server, model: VllmLike) -> None:
    model.says = SAID
    message = ask(written, QUESTION, tools=[WEATHER])
    assert message.content.endswith("22:10. [1]") and message.tool_calls is None
    assert message.model_extra["sourced"] is True


def test_results_that_do_not_tell_leave_it_to_the_posts_and_are_not_cited(
    written: Server, model: VllmLike
) -> None:
    model.says = "DONE"
    call = {"role": "assistant", "tool_calls": [RAIN]}
    result = {"role": "tool", "tool_call_id": "call_0", "content": "no ferry is known"}
    reply = _create(written, [*_asked(QUESTION), call, result])
    message = reply.choices[0].message
    assert message.model_extra["made_by"] == "composer"  # this model writes nothing from posts
    assert [cite["id"] for cite in message.model_extra["citations"]] == ["a"]
    assert "no ferry" not in json.dumps(message.model_dump())


def test_a_call_that_no_tool_takes_is_none(written: Server, model: VllmLike) -> None:
    model.calls = [RAIN | {"function": {"name": "weather", "arguments": '{"town": 1}'}}]
    with pytest.raises(openai.InternalServerError, match="in the form that was asked for"):
        ask(written, QUESTION, tools=[WEATHER], tool_choice="required")
    assert ask(written, QUESTION, tools=[WEATHER]).tool_calls is None


def test_a_model_that_calls_nothing_though_it_is_to_is_an_error(
    written: Server, model: VllmLike
) -> None:
    model.says = "It may rain."
    with pytest.raises(openai.InternalServerError, match="called no tool, though it was to"):
        ask(written, QUESTION, tools=[WEATHER], tool_choice="required")


def test_tools_that_fit_no_context_are_refused(written: Server) -> None:
    many = [
        {"type": "function", "function": {"name": f"f{n}", "description": "long " * 600}}
        for n in range(9)
    ]
    with pytest.raises(openai.BadRequestError, match="do not fit the model's context"):
        ask(written, QUESTION, tools=many)


def test_long_conversations_and_results_are_cut_to_fit(written: Server, model: VllmLike) -> None:
    messages: list[Any] = []
    for n in range(40):
        messages += [*_asked(f"{n} {'so ' * 200}"), {"role": "assistant", "content": "aha " * 200}]
    call = {"role": "assistant", "tool_calls": [RAIN]}
    result = {"role": "tool", "tool_call_id": "call_0", "content": "rain " * 9_000}
    model.says = "Rain."
    reply = _create(written, [*messages, *_asked("Is it raining?"), call, result])
    assert reply.choices[0].message.content == "Rain."
    told = model.bodies[-1]["messages"]
    assert told[1]["role"] == "user" and told[-1]["role"] == "tool"


def test_a_model_that_dies_is_an_error_with_its_sentence(written: Server, model: VllmLike) -> None:
    model.says, model.mishap = f"{SAID}\n{SAID}\n", "error midway"
    with pytest.raises(openai.InternalServerError, match="failed: EngineCore died"):
        ask(written, QUESTION)
    with pytest.raises(openai.APIError, match="failed: EngineCore died"):
        list(_stream(written, QUESTION))


def test_a_client_that_leaves_stops_the_model(written: Server, model: VllmLike) -> None:
    model.endless = True
    stream = _stream(written, QUESTION)
    assert next(stream).choices[0].delta.role == "assistant"
    until(lambda: model.running)
    stream.close()
    assert model.left.wait(10)


@pytest.mark.parametrize("how", [{}, {"tools": [WEATHER]}])
def test_so_does_one_that_waits_for_the_whole(
    written: Server, model: VllmLike, how: dict[str, Any]
) -> None:
    model.endless = True
    with client(written) as asking, pytest.raises(openai.APITimeoutError):
        asking.chat.completions.create(
            model="rookery", messages=_asked(QUESTION), timeout=0.5, **how
        )
    assert model.left.wait(10)


def _stream(server: Server, text: str, **how: Any) -> Any:
    with client(server) as asking:
        yield from asking.chat.completions.create(
            model="rookery", messages=_asked(text), stream=True, **how
        )
