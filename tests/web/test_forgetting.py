"""A server takes out of conversations what is deleted, by whatever process, within two seconds."""

import time

from rookery.answer.answered import Statement
from rookery.answer.evidence import evidence_of
from rookery.assistant.turn import Answered
from tests.web.serving import Server

LONGEST = 2.0  # seconds


def test_a_deleted_post_leaves_the_conversations_of_a_running_server(server: Server) -> None:
    network = server.network
    post = network.search.post("h213")
    id = network.conversations.begin("person:1", "Did it leak?")
    quote = Statement("…", ("h213",), quoted=post.text)
    network.conversations.add("person:1", id, Answered((quote,), "composer"), [evidence_of(post)])
    network.store.delete(["h213"])
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        body = network.conversations.open("person:1", id).turns[0].body
        assert isinstance(body, Answered)
        if body.gone:
            break
        time.sleep(0.02)
    assert (body.gone, body.statements) == (1, ())
