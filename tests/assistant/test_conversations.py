"""Conversations: their owner's alone, and without what is deleted."""

import pytest

from rookery.answer.answered import Statement
from rookery.answer.evidence import Evidence
from rookery.assistant.conversations import Conversations
from rookery.assistant.turn import Answered, Asked
from rookery.errors import BadInput, NotFound
from rookery.ledger import Ledger

ADA, BO = "person:1", "person:2"
POSTS = [
    Evidence("a", "The ferry leaves at 22:10.", "Ferrymaster"),
    Evidence("b", "The ferry is late.", "bo"),
    Evidence("c", "No ferry tonight.", "cy"),
]
ANSWER = Answered(
    (
        Statement("@Ferrymaster, today: “The ferry leaves at 22:10.”", ("a",),
                  quoted="The ferry leaves at 22:10."),
        Statement("Two people say that it is late or does not go.", ("b", "c")),
        Statement("24 people wrote of it.", searches=("ferry",)),
    ),
    "composer",
    near=("c",),
    searched=("ferry",),
)  # fmt: skip


def _told(conversations: Conversations, owner: str = ADA) -> str:
    id = conversations.begin(owner, "When does the\nferry leave?")
    conversations.add(owner, id, Asked("When does the ferry leave?"))
    conversations.add(owner, id, ANSWER, POSTS)
    return id


def _answer(conversations: Conversations, id: str, owner: str = ADA) -> Answered:
    body = conversations.open(owner, id).turns[1].body
    assert isinstance(body, Answered)
    return body


def test_a_conversation_comes_back_as_it_was(conversations: Conversations) -> None:
    found = conversations.open(ADA, _told(conversations))
    assert found.about.title == "When does the ferry leave?"
    assert [(t.place, t.role) for t in found.turns] == [(0, "person"), (1, "assistant")]
    assert found.turns[0].body == Asked("When does the ferry leave?")
    assert found.turns[1].body == ANSWER


def test_it_opens_to_its_owner_only(conversations: Conversations) -> None:
    id = _told(conversations)
    assert conversations.all(BO) == []
    for refused in (
        lambda: conversations.open(BO, id),
        lambda: conversations.add(BO, id, Asked("me too")),
        lambda: conversations.rename(BO, id, "mine"),
        lambda: conversations.delete(BO, id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert len(conversations.open(ADA, id).turns) == 2


def test_it_is_renamed_found_and_deleted(conversations: Conversations) -> None:
    first, second = _told(conversations), conversations.begin(ADA, "And in Italian?")
    conversations.rename(ADA, first, "  Boats 100%  ")
    assert [s.title for s in conversations.all(ADA)] == ["And in Italian?", "Boats 100%"]
    assert [s.id for s in conversations.all(ADA, "ferry LATE")] == [first]
    assert [s.id for s in conversations.all(ADA, "100%")] == [first]
    assert conversations.all(ADA, "%") == conversations.all(ADA, "100%")
    conversations.delete(ADA, first)
    assert [s.id for s in conversations.all(ADA)] == [second]
    with pytest.raises(NotFound):
        conversations.open(ADA, first)


@pytest.mark.parametrize("title", ["", " \n", "x" * 201])
def test_a_title_that_is_none_is_refused(conversations: Conversations, title: str) -> None:
    id = _told(conversations)
    with pytest.raises(BadInput):
        conversations.rename(ADA, id, title)


def test_all_of_them_are_exported(conversations: Conversations) -> None:
    ids = {_told(conversations), _told(conversations)}
    _told(conversations, BO)
    assert {one.about.id for one in conversations.export(ADA)} == ids


def test_a_deleted_post_takes_what_rests_on_it_alone(
    conversations: Conversations, ledger: Ledger
) -> None:
    id = _told(conversations)
    assert conversations.cited.forget(["a"]) == 1
    left = _answer(conversations, id)
    assert [s.text for s in left.statements] == [s.text for s in ANSWER.statements[1:]]
    assert left.gone == 1
    with ledger.read() as connection:
        rows = str(connection.exec_driver_sql("SELECT body FROM turns").all())
    assert "22:10" not in rows


def test_a_sentence_of_several_posts_stands_while_one_does(conversations: Conversations) -> None:
    id = _told(conversations)
    conversations.cited.forget(["b"])
    assert _answer(conversations, id).statements[1].cites == ("c",)
    conversations.cited.forget(["c"])
    left = _answer(conversations, id)
    assert [s.searches for s in left.statements] == [(), ("ferry",)]
    assert (left.gone, left.near) == (1, ())
    assert conversations.cited.forget(["b", "c", "never"]) == 0


def test_posts_are_known_by_their_author(conversations: Conversations) -> None:
    _told(conversations)
    assert conversations.cited.of_author("FERRYMASTER") == ["a"]
    assert conversations.cited.of_author("nobody") == []
    assert set(conversations.cited.of(["a", "c", "z"])) == {"a", "c"}


def test_a_search_reads_what_is_read_and_not_how_rows_are_kept(
    conversations: Conversations,
) -> None:
    id = conversations.begin("person:1", "Ferry times")
    conversations.add("person:1", id, Answered((Statement("It leaves at 22:10."),), "composer"))
    assert [one.id for one in conversations.all("person:1", "LEAVES ferry")] == [id]
    assert conversations.all("person:1", "dropped") == []


def test_what_somebody_leaves_is_gone(conversations: Conversations) -> None:
    for owner in ("person:1", "person:2"):
        conversations.begin(owner, "Hello")
    conversations.leave("person:1")
    assert [len(conversations.all(owner)) for owner in ("person:1", "person:2")] == [0, 1]
