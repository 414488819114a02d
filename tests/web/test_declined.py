"""What is declined is told in the question's language, and told no more in the turns after it."""

import html
from typing import Any

import pytest
from openai import OpenAI

from tests.web.serving import Server

_PRIVATE = {
    "en": ("Is Mr Banerjee ill?", "That is a person's private matter"),
    "it": ("Il signor Banerjee è malato?", "È una questione privata di una persona"),
    "es": ("¿Está enfermo el señor Banerjee?", "Es un asunto privado de una persona"),
}
_SILENT = {
    "en": ("Who stole the moon of cheese?", "The posts don't say."),
    "it": ("Chi ha rubato la luna di formaggio?", "I post non lo dicono."),
    "es": ("¿Quién robó la luna de queso?", "Las publicaciones no lo dicen."),
}
_ASKED = [*_PRIVATE.values(), *_SILENT.values()]


def _completed(site: Server, *texts: str) -> Any:
    turns: Any = [{"role": ("user", "assistant")[n % 2], "content": t} for n, t in enumerate(texts)]
    with OpenAI(base_url=f"{site.url}/v1", api_key="none", max_retries=0, timeout=30) as asking:
        return asking.chat.completions.create(model="rookery", messages=turns).choices[0].message


@pytest.mark.parametrize(("question", "told"), _ASKED)
@pytest.mark.parametrize("page", ["en", "it"])
def test_a_page_declines_in_the_question_s_language_and_not_its_own(
    site: Server, question: str, told: str, page: str
) -> None:
    asked = site.get("/ask", params={"q": question}, headers={"accept-language": page})
    shown = html.unescape(asked.text)
    assert f'<html lang="{page}">' in shown
    assert told in shown


@pytest.mark.parametrize(("question", "told"), _ASKED)
def test_so_do_chat_completions(site: Server, question: str, told: str) -> None:
    assert told in _completed(site, question).content


@pytest.mark.parametrize(
    "next_", ["and why?", "what about oxygen?", "Who is pregnant?", "e l'ossigeno?", "tell me more"]
)
def test_a_history_that_was_declined_as_private_is_not_told_on(site: Server, next_: str) -> None:
    said = "That is a person's private matter: nobody is told it from posts."
    message = _completed(site, "Is Mr Banerjee ill?", said, next_)
    assert message.declined
    assert not message.citations
    assert not message.near


def test_a_conversation_s_next_turn_does_not_tell_it_either(server: Server) -> None:
    as_json = {"accept": "application/json"}
    first = server.post("/chat", {"text": "Which condition does Mr Banerjee have?"}, **as_json)
    kept = first.json()["conversation"]
    for text in ("and why?", "what about oxygen?", "No 22?"):
        said = server.post("/chat", {"text": text, "conversation": kept}, **as_json)
        assert "Banerjee" not in said.text.replace("Mr Banerjee have?", ""), said.text
    page = html.unescape(server.get(f"/chat/{kept}").text)
    assert "oxygen" not in page.replace("what about oxygen?", "")
