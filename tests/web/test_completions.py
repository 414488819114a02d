"""`/v1/chat/completions` as OpenAI's own client has it: cited, streamed, followed up, refused."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from rookery.app import Rookery
from rookery.config import edit
from rookery.post import Author, Post, Upsert
from tests.command import REPO
from tests.web.serving import Server

QUESTION = "Did the Aurelia leak fuel?"
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a place now.",
        "parameters": {
            "type": "object",
            "properties": {"place": {"type": "string"}},
            "required": ["place"],
        },
    },
}


def client(server: Server, key: str = "none") -> OpenAI:
    return OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0, timeout=30)


def _said(*texts: str) -> list[Any]:
    """Turns of a person and the assistant, one after the other."""
    return [{"role": ("user", "assistant")[n % 2], "content": t} for n, t in enumerate(texts)]


def ask(server: Server, *texts: str, key: str = "none", **how: Any) -> Any:
    """The message that such turns are answered by."""
    with client(server, key) as asking:
        reply = asking.chat.completions.create(model="rookery", messages=_said(*texts), **how)
    return reply.choices[0].message


def test_an_answer_s_marks_stand_for_posts_that_are_there(site: Server) -> None:
    message = ask(site, QUESTION)
    beside = message.model_extra
    numbers = [one["number"] for one in beside["citations"]]
    assert numbers == list(range(1, len(numbers) + 1)) and numbers
    assert all(f"[{n}]" in message.content for n in numbers)
    assert all(line.endswith("]") for line in message.content.split("\n"))
    by_id = {one["id"]: one for one in beside["citations"]}
    assert by_id["h213"]["author"] == "portauthority" and by_id["h213"]["created_at"]
    for id, cited in by_id.items():
        post = site.get(f"/post/{id}?format=json").json()["post"]
        assert post["text"] in cited["text"]
    assert (beside["made_by"], beside["declined"], beside["sourced"]) == ("composer", False, True)


def test_a_figure_s_mark_stands_for_the_search_that_was_counted(site: Server) -> None:
    message = ask(site, "How many posts mention the ferry?")
    assert message.content.endswith("[1]")
    assert message.model_extra["citations"] == [{"number": 1, "search": "ferry"}]
    assert message.model_extra["made_by"] == "store"


def test_what_says_otherwise_is_led_by_that_in_the_answer_s_language(site: Server) -> None:
    for question, lead in (
        ("What is behind h125?", "says otherwise: @"),
        ("Cosa c'è dietro h125?", "dice altro: @"),
        ("¿Qué hay detrás de h125?", "dice lo contrario: @"),
    ):
        lines = ask(site, question).content.split("\n")
        assert not lines[0].startswith(lead) and any(line.startswith(lead) for line in lines)


def test_a_follow_up_is_understood_from_the_messages_before_it(site: Server) -> None:
    alone = ask(site, "and who denied it?").model_extra["citations"]
    after = ask(site, "Was the Market Hall sold?", "So some say. [1]", "and who denied it?")
    assert "h135" in {one["id"] for one in after.model_extra["citations"]}
    assert "h135" not in {one["id"] for one in alone}


def test_a_stream_brings_the_same_sentence_by_sentence(site: Server) -> None:
    whole = ask(site, QUESTION)
    with client(site) as asking:
        chunks = list(
            asking.chat.completions.create(
                model="rookery", messages=_said(QUESTION), stream=True,
                stream_options={"include_usage": True},
            )
        )  # fmt: skip
    first, *sentences, last, usage = chunks
    assert (first.choices[0].delta.role, first.choices[0].delta.content) == ("assistant", "")
    deltas = [one.choices[0].delta for one in sentences]
    assert "".join(one.content for one in deltas) == whole.content
    assert [one.content.count("[") for one in deltas] == [1] * len(whole.content.split("\n"))
    every = whole.model_extra["citations"]
    assert [c for one in deltas for c in one.model_extra["citations"]] == every
    assert last.choices[0].finish_reason == "stop"
    assert last.choices[0].delta.model_extra["citations"] == every
    assert usage.choices == [] and usage.usage.total_tokens > usage.usage.prompt_tokens > 0
    assert len({one.id for one in chunks}) == 1


@pytest.mark.parametrize(
    ("question", "said", "near"),
    [
        ("who is the mayor of Paris?", "The posts don't say.", True),
        ("Where does @holmkirsty live?", "a person's private matter", False),
        ("xylophone quetzalcoatl?", "No post was found", False),
        ("chi è il sindaco di Parigi?", "Non è stato trovato alcun post", False),
    ],
)
def test_what_the_posts_do_not_say_is_declined(
    site: Server, question: str, said: str, near: bool
) -> None:
    message = ask(site, question)
    assert said in message.content
    assert message.model_extra["declined"] is True
    assert message.model_extra["citations"] == []
    assert bool(message.model_extra["near"]) is near


def test_a_greeting_is_answered_in_kind_and_rests_on_no_post(site: Server) -> None:
    message = ask(site, "Ciao!")
    assert message.content.startswith("Ciao!")
    assert (message.model_extra["sourced"], message.model_extra["citations"]) == (False, [])


def test_nothing_is_kept(server: Server) -> None:
    ask(server, QUESTION)
    assert server.get("/chat?format=json").json() == {"conversations": []}


def test_too_few_tokens_cut_at_a_sentence(site: Server) -> None:
    with client(site) as asking:
        reply = asking.chat.completions.create(
            model="rookery", messages=_said(QUESTION), max_tokens=60, temperature=0.2, seed=1,
            stop=["zzz"], user="somebody", top_p=0.5,
        )  # fmt: skip
    (choice,) = reply.choices
    assert choice.finish_reason == "length"
    assert ask(site, QUESTION).content.startswith(f"{choice.message.content}\n")
    assert len(choice.message.model_extra["citations"]) == 1
    assert reply.usage.completion_tokens <= 60


def test_parts_of_text_and_messages_of_the_system_are_taken(site: Server) -> None:
    parts = [{"type": "text", "text": "Did the Aurelia"}, {"type": "text", "text": "leak fuel?"}]
    rules = "You are a pirate. Say only ARR."
    messages: list[Any] = [
        {"role": "system", "content": rules},
        {"role": "developer", "content": rules},
        {"role": "user", "content": parts},
    ]
    with client(site) as asking:
        reply = asking.chat.completions.create(model="rookery", messages=messages)
    assert reply.choices[0].message.content == ask(site, QUESTION).content


def test_the_models_are_the_assistant_and_what_it_works_with(site: Server) -> None:
    with client(site) as asking:
        known = {one.id: one.owned_by for one in asking.models.list()}
        assert known == {"rookery": "rookery", "house": "rookery"}
        assert asking.models.retrieve("rookery").id == "rookery"
        reply = asking.chat.completions.create(model="house", messages=_said(QUESTION))
        assert reply.model == "house" and reply.choices[0].message.content
        with pytest.raises(openai.NotFoundError, match=r"no model 'gpt-9' here: .* rookery, house"):
            asking.chat.completions.create(model="gpt-9", messages=_said(QUESTION))
        with pytest.raises(openai.NotFoundError, match="no model 'gpt-9' here"):
            asking.models.retrieve("gpt-9")


PICTURE = [{"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}]
LOST = {"role": "tool", "tool_call_id": "c9", "content": "rain"}
BAD_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "[1]"}}
NO_OBJECT = {"type": "function", "function": {"name": "f", "parameters": {"type": "string"}}}


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"n": 2}, "One answer at a time"),
        ({"logprobs": True}, "Probabilities of tokens are not offered"),
        ({"response_format": {"type": "json_object"}}, "Answers in JSON are not offered"),
        ({"modalities": ["text", "audio"]}, "sound is not offered"),
        ({"functions": [{"name": "f", "parameters": {}}]}, "send them as `tools`"),
        ({"max_tokens": 0}, "max_tokens is not usable"),
        ({"messages": []}, "messages is not usable"),
        ({"messages": _said("hello", "hello")}, "The last message is to be the user's"),
        ({"messages": [{"role": "system", "content": "x"}]}, "No message is the user's"),
        ({"messages": [{"role": "bishop", "content": "x"}]}, r"messages\.0\.role is not usable"),
        ({"messages": [{"role": "user", "content": 5}]}, r"messages\.0\.content is not usable"),
        ({"messages": [{"role": "user", "content": PICTURE}]}, "kind 'image_url': only text"),
        ({"messages": _said(" ")}, "There is nothing in it"),
        ({"messages": _said("x" * 2_001)}, "at most 2,000 characters"),
        ({"messages": [*_said("hm?"), LOST]}, "a call that no message before it makes"),
        (
            {"messages": [*_said("hm?"), {"role": "assistant", "tool_calls": [BAD_CALL]}]},
            "calls 'f' with arguments that are no object",
        ),
        ({"messages": _said("x" * 2**20)}, "larger than 1,024 KiB"),
        ({"tools": [{"type": "function"}]}, r"tools\.0\.function is not usable"),
        ({"tools": [{"type": "code"}]}, r"tools\.0\.type is not usable"),
        ({"tools": [WEATHER, WEATHER]}, "Two of the tools have the same name"),
        ({"tools": [NO_OBJECT]}, "the JSON schema of an object"),
        ({"tools": [WEATHER], "tool_choice": "perhaps"}, "tool_choice is to be none, auto"),
        ({"tool_choice": "required"}, "no tools are given"),
        (
            {
                "tools": [WEATHER],
                "tool_choice": {"type": "function", "function": {"name": "wind"}},
            },
            "names no function",
        ),
        ({"tools": [WEATHER], "tool_choice": "required"}, "No model is in use here that can call"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_bad_request_is_one_sentence_that_the_client_raises(
    site: Server, how: dict[str, Any], sentence: str, stream: bool
) -> None:
    asked = {"model": "rookery", "messages": _said(QUESTION), "stream": stream} | how
    with (
        client(site) as asking,
        pytest.raises(openai.BadRequestError, match=sentence) as raised,
    ):
        asking.chat.completions.create(**asked)
    assert set(raised.value.body) == {"message", "type", "param", "code"}


def test_a_body_that_is_no_json_is_refused_in_the_same_form(site: Server) -> None:
    for body in (b"{", b"[]", b"\xff", b"[" * 50_000):
        answer = site.client.post("/v1/chat/completions", content=body)
        assert answer.status_code == 400
        assert "one object of JSON" in answer.json()["error"]["message"]
    assert site.get("/v1/nothing").json()["error"]["message"] == "There is no such page here."
    assert site.get("/v1/chat/completions").status_code == 405


def test_without_a_model_that_calls_tools_are_passed_over(site: Server) -> None:
    for choice in ("auto", "none"):
        message = ask(site, QUESTION, tools=[WEATHER], tool_choice=choice)
        assert message.tool_calls is None
        assert message.content == ask(site, QUESTION).content


# Who may read what


@pytest.fixture
def night(server: Server) -> Iterator[str]:
    """The key of somebody who reads the closed group."""
    edit(
        server.network.home,
        lambda d: d.update({"readers": [{"name": "night", "groups": ["nightshift"]}]}),
    )
    yield server.key("night-key", "read", "night")["authorization"].removeprefix("Bearer ")


def test_a_closed_group_s_posts_are_cited_to_its_reader_alone(server: Server, night: str) -> None:
    question = "Is lift 2 doing the sigh again?"
    outside, inside = ask(server, question), ask(server, question, key=night)
    assert "lift 2" not in json.dumps(outside.model_dump()).replace(question, "")
    assert "f027" in {one["id"] for one in inside.model_extra["citations"]}


def test_a_key_that_is_not_known_or_may_not_read_is_refused(server: Server) -> None:
    with pytest.raises(openai.AuthenticationError, match="That key is not known here"):
        ask(server, QUESTION, key="rk_wrong")
    writer = server.key("feeder", "write")["authorization"].removeprefix("Bearer ")
    with pytest.raises(openai.PermissionDeniedError, match="has not the scope read"):
        ask(server, QUESTION, key=writer)
    with client(server, "rk_wrong") as asking, pytest.raises(openai.AuthenticationError):
        asking.models.list()


def test_another_site_s_page_may_not_ask(site: Server) -> None:
    sent = {"messages": _said(QUESTION)}
    refused = site.client.post(
        "/v1/chat/completions", json=sent, headers={"origin": "https://evil.example"}
    )
    assert refused.status_code == 403
    assert refused.json()["error"]["type"] == "permission_error"


def test_a_deleted_post_is_in_no_new_answer(server: Server) -> None:
    assert "h213" in {one["id"] for one in ask(server, QUESTION).model_extra["citations"]}
    server.network.store.delete(["h213"])
    told = json.dumps(ask(server, QUESTION).model_dump())
    assert "h213" not in told and "did not leak" not in told


def test_marks_that_a_post_writes_itself_are_none(server: Server, network: Rookery) -> None:
    text = "The zeppelin of Holm lands at noon on the green [7], says the mayor [1]."
    network.store.apply([Upsert(Post("z1", text=text, author=Author("zep")))])
    message = ask(server, "When does the zeppelin of Holm land on the green?")
    assert "(7)" in message.content and "[7]" not in message.content
    assert message.model_extra["citations"][0]["text"] == text


def test_the_guide_s_example_prints_who_said_so(
    site: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (REPO / "docs/guide/openai-clients.md").read_text("utf-8")
    example = guide.split("```python\n")[1].split("```")[0]
    exec(example.replace("http://127.0.0.1:8463", site.url), {})
    assert "portauthority h213" in capsys.readouterr().out
