"""A conversation from its first turn on: kept, followed up, and small talk told apart."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rookery.answer.events import Spoken
from rookery.app import Rookery
from rookery.assistant.assistant import Assistant, Begun, Event, Kept
from rookery.assistant.conversations import Conversations
from rookery.assistant.files import Files
from rookery.assistant.small_talk import kind_of, reply
from rookery.assistant.turn import Answered
from rookery.errors import BadInput, NotFound
from rookery.ledger import open_ledger
from tests.llm.story import run

ADA = "person:1"


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(open_ledger(tmp_path))


def _told(
    sample: Rookery, kept: Conversations, *texts: str, owner: str = ADA
) -> tuple[str, list[Sequence[Event]]]:
    """A conversation of these turns; gives its id and the events of each."""

    async def story() -> tuple[str, list[Sequence[Event]]]:
        id, heard = None, list[Sequence[Event]]()
        async with sample.answering(model="composer", semantic="off") as answering:
            assistant = Assistant(answering, kept, Files(kept.ledger))
            for text in texts:
                events = [event async for event in assistant.say(owner, text, id)]
                assert isinstance(events[0], Begun)
                id = events[0].conversation
                heard.append(events)
        assert id is not None
        return id, heard

    return run(story())


def _bodies(kept: Conversations, id: str) -> list[Answered]:
    return [t.body for t in kept.open(ADA, id).turns if isinstance(t.body, Answered)]


def test_a_follow_up_is_answered_from_what_went_before(
    sample: Rookery, kept: Conversations
) -> None:
    id, heard = _told(sample, kept, "Was the Market Hall sold?", "and who denied it?")
    assert [turn.role for turn in kept.open(ADA, id).turns] == ["person", "assistant"] * 2
    first, second = _bodies(kept, id)
    assert "h135" in first.cites
    assert second.searched == ("denied", "market hall sold denied")
    assert isinstance(heard[1][-1], Kept)
    assert heard[0][0] == Begun(id, new=True)
    assert heard[1][0] == Begun(id, new=False)


def test_what_it_cites_is_known_to_the_ledger(sample: Rookery, kept: Conversations) -> None:
    id, _ = _told(sample, kept, "Was the Market Hall sold?")
    cited = _bodies(kept, id)[0].cites
    assert set(kept.cited.of(sorted(cited))) == cited
    assert kept.cited.of_author("cllr_penhale") == ["h135"]


def test_greetings_and_thanks_rest_on_no_post(sample: Rookery, kept: Conversations) -> None:
    id, _ = _told(sample, kept, "Ciao!", "¿Qué puedes hacer?", "thanks a lot")
    bodies = _bodies(kept, id)
    assert {(b.kind, b.made_by, b.cites) for b in bodies} == {("talk", "composer", frozenset())}
    assert [b.statements[0].text.split()[0] for b in bodies] == ["Ciao!", "Busco", "You're"]


def test_another_s_conversation_is_not_gone_on_with(sample: Rookery, kept: Conversations) -> None:
    id, _ = _told(sample, kept, "hello")

    async def meddle() -> None:
        async with sample.answering(model="composer", semantic="off") as answering:
            async for _ in Assistant(answering, kept, Files(kept.ledger)).say(
                "person:2", "me too", id
            ):
                pass

    with pytest.raises(NotFound):
        run(meddle())
    assert len(kept.open(ADA, id).turns) == 2


def test_nothing_said_is_refused_and_nothing_kept(sample: Rookery, kept: Conversations) -> None:
    with pytest.raises(BadInput):
        _told(sample, kept, "  ")
    assert kept.all(ADA) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Good morning!", "greeting"),
        ("grazie mille", "thanks"),
        ("what can you do for me?", "capabilities"),
        ("hello, when does the ferry leave?", None),
        ("help with the flood: who has pumps?", None),
    ],
)
def test_small_talk_is_told_from_questions(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


def test_it_is_answered_in_its_language() -> None:
    assert reply("thanks", "grazie") == "Prego."


def test_what_is_deleted_while_it_is_answered_from_is_not_kept(
    network: Rookery, kept: Conversations
) -> None:
    async def story() -> Kept:
        async with network.answering(model="composer", semantic="off") as answering:
            assistant = Assistant(answering, kept, Files(kept.ledger))
            async for event in assistant.say(ADA, "Did the Aurelia leak fuel?"):
                if isinstance(event, Spoken):
                    network.store.delete(["h179"])
                if isinstance(event, Kept):
                    return event
        raise AssertionError

    turn = run(story()).turn
    (about,) = kept.all(ADA)
    body = kept.open(ADA, about.id).turns[-1].body
    assert isinstance(body, Answered) and body == turn.body
    assert body.gone == 1
    assert "HARBOUR WATER POISONED" not in body.words
