"""`/chat`: conversations as pages and JSON, followed up, kept apart, rated, without the gone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rookery.app import Rookery
from rookery.assistant.files import Files
from rookery.errors import Said
from tests.llm.vllm_like import VllmLike
from tests.llm.vllm_like import running as model_running
from tests.web.serving import Server, running


@pytest.fixture
def model() -> Iterator[VllmLike]:
    with model_running() as model:
        model.kind, model.context = "hosted", 4_096
        yield model


STREAM = {"accept": "text/event-stream"}
JSON = {"accept": "application/json"}
ASKED = "Did the Aurelia leak fuel?"


def _say(server: Server, text: str, conversation: str = "", **headers: str) -> dict:
    form = {"text": text} | ({"conversation": conversation} if conversation else {})
    said = server.post("/chat", form, **(JSON | headers))
    assert said.status_code == 200, said.text
    return said.json()


def _events(text: str) -> list[tuple[str, Any]]:
    parts = (one.split("\n") for one in text.split("\n\n") if one)
    return [(k.removeprefix("event: "), json.loads(d.removeprefix("data: "))) for k, d in parts]


def test_a_conversation_is_kept_followed_up_found_renamed_exported_and_deleted(
    server: Server,
) -> None:
    first = _say(server, ASKED)
    id = first["conversation"]
    assert "h213" in {cite for s in first["turn"]["sentences"] for cite in s["cites"]}
    second = _say(server, "and who denied it?", id)
    assert [c["arguments"]["query"] for c in second["turn"]["calls"]][-1] == (
        "aurelia leak fuel denied"
    )
    other = _say(server, "How many posts mention the ferry?")["conversation"]
    listed = server.get("/chat", headers=JSON).json()["conversations"]
    assert [one["id"] for one in listed] == [other, id]
    found = server.get("/chat", params={"q": "aurelia"}, headers=JSON).json()["conversations"]
    assert [one["id"] for one in found] == [id]
    server.post(f"/chat/{id}/rename", {"title": "The fuel rumour"})
    assert "The fuel rumour" in server.get(f"/chat/{id}").text
    exported = server.get("/chat/export")
    assert "attachment" in exported.headers["content-disposition"]
    turns = {one["title"]: one["turns"] for one in exported.json()["conversations"]}
    assert [turn["role"] for turn in turns["The fuel rumour"]] == ["person", "assistant"] * 2
    server.post(f"/chat/{id}/delete", {})
    assert server.get(f"/chat/{id}").status_code == 404
    assert "fuel rumour" not in server.get("/chat").text


def test_a_turn_streams_what_the_page_then_shows(server: Server) -> None:
    events = _events(server.post("/chat", {"text": ASKED}, **STREAM).text)
    kinds = [kind for kind, _ in events]
    assert kinds[0] == "begun" and kinds[-1] == "end"
    assert kinds.index("call") < kinds.index("made") < kinds.index("said")
    page = " ".join(server.get(events[0][1]["path"]).text.split())
    for kind, value in events:
        if kind in ("said", "call"):
            assert " ".join(value.split()) in page
    assert "Quoted from the posts; no model wrote." in page


def test_a_form_without_scripts_leads_to_the_conversation(server: Server) -> None:
    sent = server.post("/chat", {"text": ASKED}, accept="text/html")
    assert sent.status_code == 303
    page = server.get(sent.headers["location"]).text
    assert "MV Aurelia did not leak." in page
    assert "<code>aurelia leak fuel</code>" in page  # the call can be unfolded


def test_figures_lead_to_the_search_that_was_counted(server: Server) -> None:
    said = _say(server, "How many people wrote about the ferry?")
    assert said["turn"]["made_by"] == "store"
    page = server.get(f"/chat/{said['conversation']}").text
    assert 'href="/search?q=ferry&amp;order=latest"' in page


def test_writing_help_says_that_the_model_is_too_small_for_it(server: Server) -> None:
    said = _say(server, "Translate into Italian: the ferry is late")
    assert (said["turn"]["kind"], said["turn"]["why"]) == ("written", "no writer")
    page = server.get(f"/chat/{said['conversation']}").text
    assert "the one in use here is too small for it" in page


def test_an_answer_is_rated_and_made_again(server: Server) -> None:
    said = _say(server, ASKED)
    id, turn = said["conversation"], said["turn"]["id"]
    rated = {"turn": str(turn), "rating": "bad", "reason": "too old"}
    assert server.post(f"/chat/{id}/rate", rated, **JSON).status_code == 200
    shown = server.get(f"/chat/{id}", headers=JSON).json()["turns"][1]
    assert shown["rating"] == {"good": False, "reason": "too old"}
    assert 'value="too old"' in server.get(f"/chat/{id}").text
    server.post(f"/chat/{id}/rate", rated | {"rating": "none"}, **JSON)
    assert server.get(f"/chat/{id}", headers=JSON).json()["turns"][1]["rating"] is None
    again = server.post(f"/chat/{id}/again", {"turn": str(turn)}, **JSON).json()["turn"]
    assert again["rating"] is None
    assert len(server.get(f"/chat/{id}", headers=JSON).json()["turns"]) == 2


def test_an_answer_after_which_something_was_said_is_not_made_anew(server: Server) -> None:
    first = _say(server, ASKED)
    id = first["conversation"]
    _say(server, "and who denied it?", id)
    for headers in (JSON, {"accept": f"{STREAM['accept']}, application/json;q=0.5"}):
        refused = server.post(f"/chat/{id}/again", {"turn": str(first["turn"]["id"])}, **headers)
        assert refused.status_code == 409
        assert refused.json()["error"] == "Something was said after this: open the page again."
    assert server.post(f"/chat/{id}/again", {}, **JSON).status_code == 400
    assert len(server.get(f"/chat/{id}", headers=JSON).json()["turns"]) == 4


def test_what_is_wrong_with_an_answer_is_sent_by_enter_also_without_scripts(server: Server) -> None:
    page = server.get(f"/chat/{_say(server, ASKED)['conversation']}").text
    bad = next(form for form in page.split("<form") if 'name="reason"' in form)
    bad = bad.split("</form>")[0]
    assert re.findall(r'<button name="rating" value="(\w+)"', bad) == ["bad"]
    assert 'name="turn"' in bad


def test_a_page_s_scripts_are_told_what_is_wrong_in_the_visitor_s_language(server: Server) -> None:
    italian = {"accept-language": "it"}
    for headers, said in (({"x-for": "page"}, "Non c"), ({}, "There is nothing in it")):
        refused = server.post("/chat", {"text": " "}, **JSON, **italian, **headers)
        assert refused.json()["error"].startswith(said), refused.text
    events = _events(server.post("/chat", {"text": "why " * 2_000}, **STREAM, **italian).text)
    english = _events(server.post("/chat", {"text": "why " * 2_000}, **STREAM).text)
    assert events[-1][0] == english[-1][0] == "wrong"
    assert events[-1][1] != english[-1][1]


def test_words_beyond_ascii_are_found_in_either_case(server: Server) -> None:
    id = _say(server, "Wann fährt die Fähre nach Ærø?")["conversation"]
    for words in ("FÄHRE ærø", "die fÄHRT"):
        found = server.get("/chat", params={"q": words}, headers=JSON).json()["conversations"]
        assert [one["id"] for one in found] == [id]
    assert server.get("/chat", params={"q": "ähnlich"}, headers=JSON).json() == {
        "conversations": []
    }


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"text": "  \n"}, 400, "There is nothing in it"),
        ({"text": "x" * 30_000}, 413, "at most 20,000 characters"),
        ({"text": "x" * 100_000}, 413, "at most 20,000 characters"),
        ({"text": "x" * 300_000}, 413, "at most 20,000 characters"),
        ({"text": "hello", "conversation": "nobodys"}, 404, "no conversation 'nobodys' of yours"),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(
    server: Server, form: dict[str, str], status: int, said: str
) -> None:
    refused = server.post("/chat", form, **JSON)
    assert refused.status_code == status
    assert said in refused.json()["error"]
    assert server.get("/chat", headers=JSON).json()["conversations"] == []


def test_a_question_that_is_too_long_is_refused_and_its_conversation_kept(server: Server) -> None:
    id = _say(server, ASKED)["conversation"]
    refused = server.post("/chat", {"text": "why " * 2_000, "conversation": id}, **JSON)
    assert (refused.status_code, len(server.get(f"/chat/{id}", headers=JSON).json()["turns"])) == (
        413, 2,
    )  # fmt: skip


def test_a_conversation_opens_to_its_owner_only(network: Rookery) -> None:
    with running(network) as server:
        ada, bo = server.key("ada", "read"), server.key("bo", "read")
        id = _say(server, ASKED, **ada)["conversation"]
        assert server.get(f"/chat/{id}", headers=ada | JSON).status_code == 200
        for path in (f"/chat/{id}", f"/chat/{id}?format=json"):
            assert server.get(path, headers=bo).status_code == 404
        assert server.get("/chat", headers=bo | JSON).json()["conversations"] == []
        for path in ("rename", "delete", "again", "rate"):
            form = {"title": "mine", "turn": "2", "rating": "good"}
            assert server.post(f"/chat/{id}/{path}", form, **bo, **JSON).status_code == 404
        assert server.get("/chat", headers=JSON).status_code == 401  # and nobody's to nobody


def test_what_rests_on_a_deleted_post_is_gone_from_page_and_json(server: Server) -> None:
    id = _say(server, ASKED)["conversation"]
    assert "MV Aurelia did not leak." in server.get(f"/chat/{id}").text
    server.network.store.delete(["h213"])
    page = server.get(f"/chat/{id}").text  # at once, before the database was followed
    assert "MV Aurelia did not leak." not in page
    assert "This post was deleted, or is no longer open to you" in page
    turn = server.get(f"/chat/{id}", headers=JSON).json()["turns"][1]
    assert turn["gone"] == 1
    assert "h213" not in json.dumps(turn["sentences"]) + json.dumps(turn["posts"])


def test_a_page_that_is_open_hears_which_of_its_posts_are_gone(server: Server) -> None:
    page = server.get("/ask", params={"q": ASKED}).text
    path = re.search(r'data-gone="([^"]+)"', page)
    assert path is not None
    address = f"{path[1].replace('&amp;', '&')}&id=h213&id=h179"
    with server.client.stream("GET", address) as heard:
        server.network.store.delete(["h213", "h001"])
        for line in heard.iter_lines():
            if line.startswith("data: "):
                assert json.loads(line.removeprefix("data: ")) == ["h213"]
                break


def test_a_conversation_hears_also_of_what_stands_beside_its_calls(server: Server) -> None:
    said = _say(server, ASKED)
    id, turn = said["conversation"], said["turn"]
    cited = {cite for s in turn["sentences"] for cite in s["cites"]}
    beside = {p for c in turn["calls"] for p in c["result"].get("posts", ())} - cited
    gone = sorted(beside)[0]
    path = re.search(r'data-gone="([^"]+)"', server.get(f"/chat/{id}").text)
    assert path is not None
    address = f"{path[1].replace('&amp;', '&')}&conversation={id}"
    with server.client.stream("GET", address) as heard:
        server.network.store.delete([gone])
        for line in heard.iter_lines():
            if line.startswith("data: "):
                assert json.loads(line.removeprefix("data: ")) == [gone]
                break
    assert server.get("/events/gone?conversation=nobodys").status_code == 404
    assert server.get("/events/gone").status_code == 400


def test_who_waits_for_the_model_is_told_their_place(home: Path, model: VllmLike) -> None:
    model.endless = True
    use = {"use": model.url, "endpoint_model": model.model, "parallel": 1}
    network = Rookery.open(home, model=use, embed={"semantic": "off"})
    with running(network) as server:
        wish = {"text": "Translate into Italian: the ferry is late"}
        headers = {"origin": server.url} | STREAM
        with server.client.stream("POST", "/chat", data=wish, headers=headers) as first:
            held = first.iter_lines()  # whose end would let go of the model
            assert "event: piece" in held
            with server.client.stream("POST", "/chat", data=wish, headers=headers) as second:
                lines = second.iter_lines()
                assert "event: waiting" in lines
                assert next(lines) == 'data: "Yours is next \\u2026"'


def test_a_model_that_dies_in_mid_answer_leaves_the_conversation_and_says_so(
    home: Path, model: VllmLike
) -> None:
    use = {"use": model.url, "endpoint_model": model.model}
    network = Rookery.open(home, model=use, embed={"semantic": "off"})
    with running(network) as server:
        model.mishap = "half"
        wish = {"text": "Translate into Italian: the ferry is late"}
        events = _events(server.post("/chat", wish, **STREAM).text)
        assert [kind for kind, _ in events] == ["begun", "piece", "piece", "wrong"]
        assert events[-1][1].endswith(".") and "Traceback" not in events[-1][1]
        begun = events[0][1]
        page = server.get(begun["path"]).text
        assert "the ferry is late" in page and "Answer again" in page
        model.mishap, model.says = None, "Il traghetto è in ritardo."
        named = {"turn": str(begun["turn"])}
        again = server.post(f"{begun['path']}/again", named, **JSON).json()["turn"]
        assert [s["text"] for s in again["sentences"]] == [model.says]


# Files


def _give(server: Server, name: str, data: bytes, **form: str) -> dict:
    given = server.client.post(
        "/chat/files", files={"file": (name, data)}, data=form,
        headers={"origin": server.url} | JSON,
    )  # fmt: skip
    return given.json() | {"status": given.status_code}


def test_a_file_is_given_asked_about_read_and_removed(server: Server) -> None:
    text = b"The quay is rebuilt in 2027.\n\nThe harbour master is Inga Solberg.\n"
    given = _give(server, "harbour <b>plan</b>.txt", text)
    assert given["file"]["pages"] == 1
    said = _say(server, "Who is the harbour master?", given["conversation"])
    cites = [cite for s in said["turn"]["sentences"] for cite in s["cites"]]
    assert cites and set(cites) == {f"file:{given['file']['id']}:1"}
    page = server.get(f"/chat/{given['conversation']}").text
    assert f'href="/chat/files/{given["file"]["id"]}#page-1"' in page
    assert "Quoted from your file; no model wrote." in page
    assert "<b>plan</b>" not in page
    assert "Inga Solberg" in server.get(f"/chat/files/{given['file']['id']}").text
    server.post(f"/chat/files/{given['file']['id']}/delete", {})
    assert server.get(f"/chat/files/{given['file']['id']}").status_code == 404
    assert "Inga Solberg" not in server.get(f"/chat/{given['conversation']}").text


def test_a_file_that_cannot_be_read_is_refused_and_the_conversation_kept(server: Server) -> None:
    id = _say(server, ASKED)["conversation"]
    for name, data in (("plan.pdf", b"%PDF-1.7 broken"), ("a.docx", b"PK\x03\x04"), ("e.txt", b"")):
        refused = _give(server, name, data, conversation=id)
        assert 400 <= refused["status"] < 500
        assert refused["error"].endswith(".") and "Traceback" not in refused["error"]
    kept = server.get(f"/chat/{id}", headers=JSON).json()
    assert (len(kept["turns"]), kept["files"]) == (2, [])


def test_what_was_not_read_of_a_file_is_said_in_the_visitor_s_language(server: Server) -> None:
    id = _say(server, ASKED)["conversation"]
    notes = [Said("Page %(page)s was not read.", page=2), "Kept by an earlier version."]
    Files(server.network.ledger).add("local", id, "a.txt", "text", ["Some words."], notes)
    italian = {"accept-language": "it"}
    page = server.get(f"/chat/{id}", headers=italian).text
    assert "La pagina 2 non è stata letta." in page
    assert "Kept by an earlier version." in page
    told = server.get(f"/chat/{id}", headers=JSON | italian).json()["files"][0]["notes"]
    assert told == ["Page 2 was not read.", "Kept by an earlier version."]


def test_another_s_file_is_not_there(network: Rookery) -> None:
    with running(network) as server:
        ada, bo = server.key("ada", "read"), server.key("bo", "read")
        given = server.client.post(
            "/chat/files", files={"file": ("a.txt", b"Secret words.")}, headers=ada | JSON
        ).json()
        path = f"/chat/files/{given['file']['id']}"
        assert server.get(path, headers=ada | JSON).json()["text"] == ["Secret words."]
        assert server.get(path, headers=bo | JSON).status_code == 404
