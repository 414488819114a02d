"""Every operator on a real store: it finds the posts it says, and the engine takes them all."""

from datetime import UTC, datetime

import pytest

from rookery.config import CONSENT_DEFAULTS
from rookery.people import ANONYMOUS
from rookery.post import Author, Counts, Link, Media, Post, Upsert
from rookery.search.compile import compile_query
from rookery.search.forms import Forms
from rookery.search.operators import BY_SPELLING
from rookery.search.query import parse
from rookery.search.values import FILTER
from rookery.store.lance_store import LanceStore
from rookery.text import Analyser

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


POSTS = (
    Post(
        "ferry", "The last ferry leaves Holm at ten #Ferries", author=Author("FerryMaster"),
        lang="en", created_at=at(20), community="Harbour", conversation="ferry",
        hashtags=("Ferries",), counts=Counts(likes=60, reposts=4, replies=1, views=900),
        place="Pier 3", labels=("Notice",),
    ),
    Post(
        "late", "@FerryMaster it left at nine", author=Author("ann", followers=700, verified=True),
        lang="en", created_at=at(21), community="Harbour", conversation="ferry", reply_to="ferry",
        mentions=("FerryMaster",), counts=Counts(likes=2, reposts=0, replies=0),
    ),
    Post(
        "lanterna", "La notte delle lanterne, $HOLM sale", author=Author("pia"), lang="it",
        created_at=at(22), community="piazza", cashtags=("HOLM",), edited_at=at(23),
        media=(Media("image", "https://img.example/1"),),
        links=(Link("https://www.Estuary.example/Lanterns_(2026)"),),
    ),
    Post(
        "copy", "La notte delle lanterne", author=Author("bot", bot=True), lang="it",
        created_at=at(23), repost_of="lanterna", quote_of="ferry", sensitive=True, source="x-api",
    ),
    Post("timeless", "A ferry in a bottle, of no known day", author=Author("o'hara"), lang="en"),
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = LanceStore(tmp_path_factory.mktemp("store"), consent=CONSENT_DEFAULTS)
    store.apply([Upsert(p) for p in POSTS])
    return store


def found(store, text):
    where = compile_query(parse(text, now=NOW), Forms(Analyser(), ("en", "it"), ("en", "it"))).where
    with store.view(ANONYMOUS) as view:
        return {p.id for p in view.posts(view.find(where))}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "ferry late lanterna copy timeless"),
        ("ferries", "ferry timeless"),
        ("ferry -bottle", "ferry"),
        ("-ferry", "late lanterna copy"),
        ("notti", "lanterna copy"),
        ('"last ferry"', "ferry"),
        ('"ferry last"', ""),
        ("ferry nine OR ten", "ferry"),
        ("(ferry ten) OR (notte -is:repost)", "ferry lanterna"),
        ("-(ferry OR notte)", "late"),
        ("ten OR from:pia", "ferry lanterna"),
        ("???", ""),
        ("from:ferrymaster", "ferry"),
        ("author:@ANN", "late"),
        ("from:o'hara", "timeless"),
        ("from:\"x' OR 1=1 --\"", ""),
        ("to:ferrymaster", "late"),
        ("@ferrymaster", "late"),
        ("community:HARBOUR", "ferry late"),
        ("subreddit:r/harbour -is:reply", "ferry"),
        ("in:harbour", "ferry late"),
        ("in:public", "ferry late lanterna copy timeless"),
        ("lang:it", "lanterna copy"),
        ("#ferries", "ferry"),
        ("$holm", "lanterna"),
        ("since:2026-11-21 until:2026-11-23", "late lanterna"),
        ("after:2026-11-21", "lanterna copy"),
        ("before:2026-11-21", "ferry"),
        ("during:2026-11-22", "lanterna"),
        ("-since:2000", "timeless"),
        ("within_time:2d", "lanterna copy"),
        ("url:estuary.example", "lanterna"),
        ("https://estuary.example/lanterns_(2026)", "lanterna"),
        ("has:links", "lanterna"),
        ("filter:images", "lanterna"),
        ("has:video", ""),
        ("has:hashtags OR has:cashtags", "ferry lanterna"),
        ("has:place", "ferry"),
        ("filter:has_engagement", "ferry late"),
        ("is:reply", "late"),
        ("exclude:replies from:ann", ""),
        ("filter:nativeretweets", "copy"),
        ("include:nativeretweets lang:it", "lanterna copy"),
        ("is:quote", "copy"),
        ("is:verified", "late"),
        ("is:bot", "copy"),
        ("is:edited", "lanterna"),
        ("-filter:safe", "copy"),
        ("nsfw:yes", "copy"),
        ("self:no", "lanterna"),
        ("flair:notice", "ferry"),
        ("min_faves:2", "ferry late"),
        ("min_likes:1 -min_likes:60", "late"),
        ("min_retweets:1", "ferry"),
        ("min_replies:1", "ferry"),
        ("min_views:900", "ferry"),
        ("min_followers:700", "late"),
        ("conversation_id:ferry", "ferry late"),
        ("reply_to:ferry", "late"),
        ("quoted_tweet_id:ferry", "copy"),
        ("repost_of:lanterna", "copy"),
        ("source:x-api", "copy"),
    ],
)  # fmt: skip
def test_a_query_finds_exactly_these_posts(store, text, ids):
    assert found(store, text) == set(ids.split())


def test_the_engine_takes_every_operator_alone_left_out_and_beside_a_word(store):
    for operator in set(BY_SPELLING.values()) - {BY_SPELLING["include"]}:
        for text in ("{}", "-{}", "ferry {}", "ferry OR {}", "-(ferry OR {})"):
            found(store, text.format(operator.example))


def test_a_filter_and_its_opposite_share_all_posts_between_them(store):
    for name in FILTER:
        with_it, without_it = found(store, f"filter:{name}"), found(store, f"-filter:{name}")
        assert not with_it & without_it
        assert with_it | without_it == {p.id for p in POSTS}
