"""A post of a closed group is nowhere for an outsider, and whole for whom it is meant."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from rookery.app import Rookery
from rookery.errors import NotFound
from rookery.people import ANONYMOUS, OPERATOR, Reader
from rookery.post import Author, Consent, Counts
from tests.store.posts import NOON, post, public, texts

MEMBER = Reader("nia", frozenset({"nightshift"}))
OTHER = Reader("oz", frozenset({"choir"}))
OUTSIDERS = pytest.mark.parametrize("outsider", [ANONYMOUS, OTHER], ids=["anonymous", "other"])


def hidden(id: str, text: str, **more):
    who = Author("quietowl", name="Quiet Owl")
    more = {"author": who, "community": "owlroom", "hashtags": ("hushhush",)} | more
    return post(id, text, visibility=("nightshift",), **more)


@pytest.fixture
def night(empty):
    """A public talk of the harbour, with a closed one about a marzipan password among it."""
    day = datetime.now(UTC) - NOON
    since = day.total_seconds() / 3600 - 2
    others = [
        post(f"p{n}", f"harbour lights number {n}", hours=since - n, author=f"user{n}",
             community="harbour") for n in range(20)
    ]  # fmt: skip
    empty.store.apply(
        [
            *others,
            post("root", "who has the harbour key?", hours=since, author="ada"),
            hidden("h1", "harbour password is marzipan", hours=since + 0.1, reply_to="root"),
            hidden("h2", "harbour marzipan marzipan again", hours=since + 0.2, quote_of="p1"),
            *(
                hidden(f"h{n}", "marzipan night, marzipan night", hours=since + 0.3,
                       author=f"night{n}") for n in range(3, 8)
            ),
            hidden("copy", "harbour lights number 3", hours=since + 0.4, repost_of="p3"),
        ]
    )  # fmt: skip
    return empty


SECRETS = ("marzipan", "quietowl", "owlroom", "hushhush")


def ids(found) -> set[str]:
    return {h.post.id for h in found.hits} | {c.id for h in found.hits for c in h.copies}


@OUTSIDERS
@pytest.mark.parametrize("order", ["relevance", "latest"])
@pytest.mark.parametrize(
    "query",
    ["marzipan", "harbour", "harbour -lights", '"password is marzipan"', "from:quietowl",
     "community:owlroom", "#hushhush", "is:reply", "is:repost", "quote_of:p1", "reply_to:root",
     "conversation:h1", "-lights", "-from:ada (harbour OR marzipan)", "zebra OR marzipan",
     "-(lights OR -marzipan)"],
)  # fmt: skip
def test_no_query_finds_it(night, outsider, order, query) -> None:
    found = night.search.search(query, outsider, order=order, limit=100, beside=True)
    assert not {i for i in ids(found) if i.startswith("h")}
    assert "copy" not in ids(found)
    told = repr((found.did_you_mean, found.related, found.people, found.communities, found.facets))
    assert not [s for s in SECRETS if s in told.lower()]


@OUTSIDERS
def test_no_figure_counts_it(night, outsider) -> None:
    found = night.search.search("harbour", outsider, limit=100, beside=True)
    assert found.total == 21
    assert sum(b.count for b in found.histogram.bins) == 21
    assert all(h.copy_count == 0 for h in found.hits if h.post.id == "p3")
    assert night.search.search("marzipan", outsider).total == 0


def test_its_words_weigh_nothing_in_another_readers_scores(night) -> None:
    before = {h.post.id: h.parts["words"] for h in night.search.search("harbour key").hits}
    night.store.apply([hidden(f"x{n}", f"key key key {n}") for n in range(50)])
    after = {h.post.id: h.parts["words"] for h in night.search.search("harbour key").hits}
    assert after == pytest.approx(before)


CLOSED_WORDS = ("marz", "harbour marz", "#hush", "@quiet", "from:quiet", "community:owl", "owl")


@OUTSIDERS
def test_nothing_suggests_it(night, outsider) -> None:
    for reader in (outsider, MEMBER, outsider):  # nor after a member was served
        for typed in CLOSED_WORDS:
            assert bool(night.search.complete(typed, reader)) == (reader is MEMBER)
    assert night.search.search("marzipen", outsider, beside=True).did_you_mean is None
    trends = night.search.trends(outsider, as_of=datetime.now(UTC) + timedelta(hours=1))
    assert not [t for t in trends if "marzipan" in t.term or "night" in t.term]


@OUTSIDERS
def test_no_thread_or_profile_shows_it(night, outsider) -> None:
    thread = night.search.thread("root", outsider)
    assert [p.id for _, p in thread.posts] == ["root"]
    assert thread.quotes == night.search.thread("p1", outsider).quotes == ()
    for ask in (night.search.post, night.search.thread):
        with pytest.raises(NotFound):
            ask("h1", outsider)
    assert night.search.posts(["h1", "root"], outsider) == [night.search.post("root")]
    for ask, name in ((night.search.author, "quietowl"), (night.search.community, "owlroom")):
        with pytest.raises(NotFound):
            ask(name, outsider)
    assert "owlroom" not in {c.name for c in night.search.communities(outsider)}


@OUTSIDERS
@pytest.mark.parametrize("gone", [False, True], ids=["closed", "deleted"])
def test_thread_of_a_public_reply_to_it_is_as_if_it_had_never_been(
    empty, tmp_path, outsider, gone
) -> None:
    replies = [
        post("r1", "so it is", reply_to="h1"),
        post("r2", "and this", reply_to="h2", conversation="h1"),
        post("r3", "to that", reply_to="r1"),
    ]
    never = Rookery.open(tmp_path / "never", embed={"semantic": "off"})
    empty.store.apply([hidden("h1", "marzipan"), hidden("h2", "marzipan", reply_to="h1")])
    for network in (empty, never):
        network.store.apply(replies)
    if gone:
        empty.store.delete(["h2"])
    for id in ("r1", "r2", "r3"):
        thread = empty.search.thread(id, outsider)
        assert thread == never.search.thread(id, outsider)
        assert (thread.root, thread.missing) == ("h1", 2)  # the replies say so themselves


@OUTSIDERS
def test_export_leaves_it_out(night, outsider) -> None:
    assert not {i for i in texts(night.store, outsider) if not i.startswith(("p", "root"))}


def test_member_finds_it_everywhere(night) -> None:
    found = night.search.search("harbour", MEMBER, limit=100, beside=True)
    assert {"h1", "h2", "copy"} <= ids(found)
    assert found.total == 24
    assert [p.id for _, p in night.search.thread("root", MEMBER).posts] == ["root", "h1"]
    assert {c.name for c in night.search.communities(MEMBER)} == {"harbour", "owlroom"}
    assert {"h1", "copy"} <= set(texts(night.store, MEMBER))


def test_member_is_offered_the_words_of_their_group_as_long_as_a_post_has_them(night) -> None:
    def offered(typed):
        return [(c.text, c.kind, c.count) for c in night.search.complete(typed, MEMBER)]

    assert offered("marz") == [("marzipan", "word", 7)]
    assert offered("#hush") == [("#hushhush", "hashtag", 8)]
    assert ("community:owlroom", "community", 8) in offered("owl")
    assert ("from:quietowl", "person", 3) in offered("@quiet")
    assert offered("harb")[0] == ("harbour", "word", 24)  # public and closed posts together
    night.store.delete([f"h{n}" for n in range(1, 8)])
    assert offered("marz") == []


def test_word_of_ones_group_is_no_slip_of_a_public_one(night) -> None:
    night.store.apply([post(f"m{n}", "marzipat marzipat") for n in range(60)])
    mended = [night.search.search("marzipan", r, beside=True).did_you_mean for r in (MEMBER, OTHER)]
    assert mended == [None, "marzipat"]


def test_language_of_a_closed_group_is_stemmed_for_its_members_alone(empty) -> None:
    german = [
        post(f"g{n}", "die alten Häuser am Hafen", lang="de", visibility=("nightshift",))
        for n in range(3)
    ]
    english = [post(f"e{n}", f"open haus at the harbour {n}", lang="en") for n in range(3)]
    empty.store.apply([*english, *german])
    for reader, found in ((MEMBER, {"g"}), (ANONYMOUS, set()), (OTHER, set())) * 2:
        hits = empty.search.search("häusern", reader, order="latest").hits
        assert {p.id[0] for h in hits for p in (h.post, *h.copies)} == found


def test_post_for_two_groups_is_for_members_of_either(store) -> None:
    store.apply([post("a", visibility=("choir", "nightshift"))])
    assert set(texts(store, MEMBER)) == set(texts(store, OTHER)) == {"a"}
    assert public(store) == set()


def test_withheld_post_is_for_nobody_but_the_operators_copy(empty) -> None:
    empty.store.apply([post("a", "harbour", consent=Consent(search="no")), post("b", "harbour")])
    assert [h.post.id for h in empty.search.search("harbour", MEMBER).hits] == ["b"]
    assert public(empty.store) == {"b"}
    assert set(texts(empty.store, OPERATOR)) == {"a", "b"}


def test_refusal_holds_through_a_later_silence(store) -> None:
    store.apply([post("a", consent=Consent(search="no", train="no"))])
    store.apply([post("a", "newer", edited_at=NOON + timedelta(hours=1))])
    (kept,) = store.export(OPERATOR)
    assert (kept.text, kept.consent) == ("newer", Consent(search="no", train="no"))
    assert public(store) == set()


def test_refusal_is_taken_back_by_a_later_yes(store) -> None:
    store.apply([post("a", consent=Consent(search="no"))])
    later = NOON + timedelta(hours=1)
    store.apply([post("a", consent=Consent(search="yes"), observed_at=later)])
    assert public(store) == {"a"}


def test_post_that_closes_is_hidden_at_once(empty) -> None:
    empty.store.apply([post("a", "harbour")])
    assert empty.search.search("harbour").hits
    closed = post("a", "harbour", visibility=("choir",), edited_at=NOON + timedelta(hours=1))
    empty.store.apply([closed])
    assert not empty.search.search("harbour").hits
    assert empty.search.search("harbour", OTHER).hits


def test_post_for_the_group_public_is_for_everybody(store) -> None:
    store.apply([post("a", visibility=("public",)), post("b", visibility=("choir", "Public"))])
    assert public(store) == {"a", "b"}
    assert {p.visibility for p in store.export(OPERATOR)} == {None}


def test_group_named_like_an_engines_word_is_only_a_name(store) -> None:
    for name in ("nobody", "x') OR ('1'='1"):
        store.apply([post(f"for {name}", visibility=(name,))])
    assert public(store) == set()
    assert set(texts(store, Reader("r", frozenset({"x') OR ('1'='1"})))) == {"for x') OR ('1'='1"}


def test_ground_of_the_operator_never_wins_over_a_withdrawn_no(store) -> None:
    store.apply([post("a", consent=Consent(train="no"))])
    later = [post("a", observed_at=datetime(2030, 1, 1, tzinfo=UTC)).post]
    store.apply_prepared(store.prepare(later), grant=("consent_train",))
    (found,) = store.export(OPERATOR)
    assert found.consent.train == "no"


def test_a_yes_holds_through_silence_and_until_a_no(store) -> None:
    store.apply([post("a", consent=Consent(search="yes", train="yes"))])
    store.apply([post("a", "newer", edited_at=NOON + timedelta(hours=1))])
    (found,) = store.export(OPERATOR)
    assert found.consent == Consent(search="yes", train="yes")
    store.apply([post("a", edited_at=NOON + timedelta(hours=2), consent=Consent(train="no"))])
    (found,) = store.export(OPERATOR)
    assert found.consent == Consent(search="yes", train="no")


@pytest.mark.parametrize("batches", [[[0, 1]], [[1, 0]], [[0], [1]], [[1], [0]]])
def test_a_no_holds_in_whatever_order_and_batch_its_states_come(store, batches) -> None:
    states = [
        post("a", consent=Consent(search="no"), edited_at=NOON + timedelta(days=2)),
        post("a", edited_at=NOON + timedelta(days=3)),
    ]
    for batch in batches:
        store.apply([states[i] for i in batch])
    (found,) = store.export(OPERATOR)
    assert found.consent.search == "no"
    assert found.edited_at == NOON + timedelta(days=3)
    assert list(store.export(ANONYMOUS)) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("apart", [True, False])
def test_of_states_of_one_time_the_one_that_fewest_may_read_stands(store, order, apart) -> None:
    states = [
        post("a", "open", counts=Counts(likes=9, views=90), lang="en"),
        post("a", "for two", counts=Counts(likes=5), visibility=("choir", "nightshift")),
        post("a", "for one", visibility=("nightshift",)),
    ]
    came = [states[i] for i in order]
    for batch in [[state] for state in came] if apart else [came]:
        store.apply(batch)
    assert public(store) == set() == set(texts(store, OTHER))
    assert texts(store, MEMBER) == {"a": "for one"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_post_that_closes_again_is_closed_in_whatever_order_it_was_seen(store, order) -> None:
    seen = [NOON + timedelta(hours=n) for n in range(3)]
    states = [
        post("a", observed_at=seen[0], visibility=("choir",)),
        post("a", observed_at=seen[1]),
        post("a", observed_at=seen[2], visibility=("choir",)),
    ]
    for i in order:
        store.apply([states[i]])
    assert public(store) == set()
