"""What leaves the store leaves the conversations, whatever the reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rookery.answer.answered import Statement
from rookery.answer.evidence import evidence_of
from rookery.answer.gather import allowed_by
from rookery.app import Rookery
from rookery.assistant.conversations import Conversations
from rookery.assistant.following import Following
from rookery.assistant.turn import Answered
from rookery.config import consent_table
from rookery.people import OPERATOR
from rookery.post import AccountGone, Author, Consent, Counts, Delete, Event, Post, Upsert

ADA = "person:1"
POST = Post(
    "a", "The ferry leaves at 22:10.", author=Author("Ferrymaster"), lang="en",
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def network(home: Path) -> Rookery:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply([Upsert(POST)])
    return network


def _following(network: Rookery) -> tuple[Conversations, Following]:
    conversations = Conversations(network.ledger)
    allowed = allowed_by(consent_table(network.settings))

    def standing(ids: object) -> list[Post]:
        return network.search.posts(ids, OPERATOR)  # type: ignore[arg-type]  # as it is asked

    return conversations, Following(
        network.ledger,
        conversations.cited,
        network.store.changes,
        network.store.last_seq,
        standing,
        allowed,
    )


def _told(conversations: Conversations) -> str:
    id = conversations.begin(ADA, "When?")
    quote = Statement("…", ("a",), quoted=POST.text)
    conversations.add(ADA, id, Answered((quote,), "composer"), [evidence_of(POST)])
    return id


def _sentences(conversations: Conversations, id: str) -> tuple[int, int]:
    body = conversations.open(ADA, id).turns[0].body
    assert isinstance(body, Answered)
    return len(body.statements), body.gone


LATER = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "event",
    [
        Delete("a"),
        AccountGone("Ferrymaster"),
        Upsert(Post("a", "The ferry leaves at 21:00.", author=POST.author, edited_at=LATER)),
        Upsert(
            Post("a", POST.text, author=POST.author, consent=Consent(answer="no"), edited_at=LATER)
        ),
    ],
    ids=["deleted", "account gone", "rewritten", "withdrawn"],
)
def test_what_may_not_be_quoted_any_more_leaves(network: Rookery, event: Event) -> None:
    conversations, following = _following(network)
    id = _told(conversations)
    following.catch_up()
    assert _sentences(conversations, id) == (1, 0)
    network.store.apply([event])
    assert following.catch_up() == 1
    assert _sentences(conversations, id) == (0, 1)
    assert following.catch_up() == 0


def test_a_post_that_is_only_liked_more_stays(network: Rookery) -> None:
    conversations, following = _following(network)
    id = _told(conversations)
    network.store.apply(
        [Upsert(Post("a", POST.text, author=POST.author, counts=Counts(likes=9), edited_at=LATER))]
    )
    assert following.catch_up() == 0
    assert _sentences(conversations, id) == (1, 0)


def test_it_goes_on_where_it_stopped(network: Rookery) -> None:
    conversations, following = _following(network)
    id = _told(conversations)
    following.catch_up()
    network.store.delete(["a"])
    again, after_a_restart = _following(network)
    assert after_a_restart.catch_up() == 1
    assert _sentences(again, id) == (0, 1)


def test_a_home_whose_conversations_rest_on_nothing_reads_no_past(network: Rookery) -> None:
    conversations, following = _following(network)
    network.store.delete(["a"])
    assert following.catch_up() == 0
    network.store.apply([Upsert(POST)])
    id = _told(conversations)
    assert following.catch_up() == 0  # what was deleted before it was said is no news
    assert _sentences(conversations, id) == (1, 0)


def test_a_purge_leaves_no_words_in_the_database(network: Rookery) -> None:
    conversations, _ = _following(network)
    _told(conversations)
    network.store.delete(["a"])
    network.compact(purge=True)
    files = b"".join(path.read_bytes() for path in network.home.glob("ledger.sqlite*"))
    assert b"ferry leaves" not in files


def test_what_the_table_of_consent_says_anew_holds_for_what_was_kept(home: Path) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply([Upsert(POST)])
    id = _told(network.conversations)
    network.forget_deleted()
    assert _sentences(network.conversations, id) == (1, 0)
    (home / "rookery.toml").write_text('[consent.default]\nanswer = "no"\n')
    later = Rookery.open(home, embed={"semantic": "off"})
    assert later.forget_deleted() == 1
    assert _sentences(later.conversations, id) == (0, 1)


def test_the_figures_of_an_account_go_with_it(network: Rookery) -> None:
    conversations, following = _following(network)
    id = _told(conversations)
    told = Statement("@Ferrymaster (Ingrid) has 1 post here.", searches=("from:Ferrymaster",))
    other = Statement("2 posts match.", searches=("from:Ferrymaster ferry",))
    conversations.add(ADA, id, Answered((told, other), "store"))
    network.store.apply([AccountGone("Ferrymaster")])
    following.catch_up()
    body = conversations.open(ADA, id).turns[1].body
    assert isinstance(body, Answered)
    assert (body.statements, body.gone) == ((other,), 1)
