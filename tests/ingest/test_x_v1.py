"""X API v1.1: posts, those they carry, deletions and notices."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rookery.errors import BadInput
from rookery.post import (
    AccountGone,
    Author,
    Counts,
    Delete,
    Follow,
    Link,
    Media,
    Post,
    Upsert,
)
from tests.ingest.reading import events, json_lines, posts, read, rejects
from tests.ingest.x_posts import USER, short, v1

PICTURE = {"url": "https://t.co/pic", "media_url_https": "https://p/1.jpg", "type": "photo"}
NEW_YEAR = datetime(2013, 12, 31, 23, 35, 6, tzinfo=UTC)


def of(tmp_path: Path, *rows: Any) -> Path:
    return json_lines(tmp_path / "x.jsonl", rows)


def test_a_post_with_all_that_x_says_of_it(tmp_path: Path) -> None:
    row = v1(
        text="$AAPL up &gt; 3% #stocks @anna https://t.co/a https://t.co/pic",
        entities={
            "hashtags": [{"text": "stocks"}],
            "symbols": [{"text": "AAPL"}],
            "urls": [short("https://t.co/a", "https://example.org/a_long_address")],
            "user_mentions": [{"screen_name": "anna", "id_str": "18"}],
            "media": [PICTURE],
        },
        extended_entities={
            "media": [
                PICTURE | {"ext_alt_text": "a chart"},
                PICTURE | {"media_url_https": "https://p/2.jpg", "type": "animated_gif"},
            ]
        },
        place={"full_name": "Pleasanton, CA"},
        in_reply_to_status_id_str="999",
        possibly_sensitive=True,
    )  # fmt: skip
    assert posts(of(tmp_path, row)) == [
        Post(
            "1000",
            "$AAPL up > 3% #stocks @anna https://example.org/a_long_address",
            "x-api",
            Author("bo", "17", "Bo", "Fish & chips", 40, False),
            place="Pleasanton, CA",
            lang="en",
            created_at=NEW_YEAR,
            url="https://x.com/bo/status/1000",
            reply_to="999",
            mentions=("anna",),
            hashtags=("stocks",),
            cashtags=("AAPL",),
            links=(Link("https://example.org/a_long_address"),),
            media=(Media("image", "https://p/1.jpg", "a chart"), Media("video", "https://p/2.jpg")),
            counts=Counts(likes=3, reposts=2),
            sensitive=True,
        )
    ]


def test_a_repost_gives_the_original_as_it_was_then(tmp_path: Path) -> None:
    original = v1("900", "first", created_at="Mon Dec 30 10:00:00 +0000 2013", retweet_count=9)
    original["user"] = USER | {"screen_name": "anna", "id_str": "18"}
    first, repost = posts(of(tmp_path, v1(text="RT @anna: fir…", retweeted_status=original)))
    assert (first.id, first.text, first.counts.reposts) == ("900", "first", 9)
    assert first.observed_at == NEW_YEAR == first.version
    assert (repost.id, repost.text, repost.repost_of) == ("1000", "", "900")
    assert repost.counts == Counts()


def test_a_post_that_is_quoted_comes_too_and_its_address_leaves_the_text(tmp_path: Path) -> None:
    address = short("https://t.co/q", "https://twitter.com/anna/status/900")
    row = v1(
        text="Look https://t.co/q", entities={"urls": [address]}, quoted_status_id_str="900",
        quoted_status=v1("900", "first"),
    )  # fmt: skip
    quoted, post = posts(of(tmp_path, row))
    assert quoted.id == "900"
    assert (post.text, post.quote_of, post.links) == ("Look", "900", ())


def test_a_repost_of_a_quote_gives_all_three(tmp_path: Path) -> None:
    row = v1(retweeted_status=v1("900", quoted_status_id_str="800", quoted_status=v1("800")))
    assert [p.id for p in posts(of(tmp_path, row))] == ["800", "900", "1000"]


@pytest.mark.parametrize(
    "more",
    [
        {"full_text": "a long one &amp; more", "text": None},
        {"truncated": True, "extended_tweet": {"full_text": "a long one &amp; more"}},
    ],
)
def test_the_full_text_of_a_long_post_is_taken(tmp_path: Path, more: dict[str, Any]) -> None:
    assert posts(of(tmp_path, v1(text="a long…") | more))[0].text == "a long one & more"


@pytest.mark.parametrize(
    ("said", "is_"), [("und", None), ("qme", None), ("in", "id"), ("pt-BR", "pt")]
)
def test_languages_in_x_s_own_codes(tmp_path: Path, said: str, is_: str | None) -> None:
    assert posts(of(tmp_path, v1(lang=said)))[0].lang == is_


def test_a_protected_author_is_refused_and_the_words_are_not_kept(tmp_path: Path) -> None:
    row = v1(text="between us", user=USER | {"protected": True})
    (record,) = read(of(tmp_path, row))
    assert record.reject and "followers only" in record.reject
    assert record.raw == ""


def test_a_withheld_post_is_refused(tmp_path: Path) -> None:
    assert rejects(of(tmp_path, v1(withheld_in_countries=["DE", "FR"]))) == [
        "post 1000: X withholds it (DE, FR)"
    ]


def test_messages_of_a_stream(tmp_path: Path) -> None:
    path = of(
        tmp_path,
        {"delete": {"status": {"id": 1, "id_str": "1", "user_id_str": "17"}}},
        {"user_delete": {"id": 17}},
        {"user_withheld": {"id": 17, "withheld_in_countries": ["DE"]}},
        {"limit": {"track": 10}},
    )
    found = read(path)
    assert [r.event for r in found] == [Delete("1"), AccountGone("17"), None, None]
    assert [r.reject for r in found[2:]] == [
        "it is a notice of X's stream (user_withheld) and no post",
        "it is a notice of X's stream (limit) and no post",
    ]


def test_a_search_response_and_lists_of_posts(tmp_path: Path) -> None:
    rows = ({"statuses": [v1("1"), v1("2")], "search_metadata": {}}, [v1("3"), v1("4")])
    assert [p.id for p in posts(of(tmp_path, *rows), "x-api")] == ["1", "2", "3", "4"]


def test_a_bad_post_within_a_good_one_does_not_cost_it(tmp_path: Path) -> None:
    row = v1(retweeted_status=v1("900", created_at="soon"))
    bad, good = read(of(tmp_path, row))
    assert bad.reject == "post 900: its created_at is 'soon', which is no time"
    assert isinstance(good.event, Upsert)


def test_objects_that_are_no_posts_are_rejected(tmp_path: Path) -> None:
    path = of(tmp_path, {"id_str": None, "text": "a"}, {"foo": 1}, 7, v1(entities=3, user=[]))
    assert [bool(r.event) for r in read(path, "x-api")] == [False, False, False, True]


def test_a_mapping_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--map is for jsonl, csv and parquet"):
        read(of(tmp_path, v1()), mapping={"text": "body"})


def test_reading_goes_on_after_what_was_done(tmp_path: Path) -> None:
    path = of(tmp_path, v1(retweeted_status=v1("900")), {"limit": {}}, v1("3"))
    whole = read(path, "x-api")
    assert len(whole) == 4
    for skip in range(6):
        assert read(path, "x-api", skip=skip) == whole[skip:]


def test_the_real_ones_all_go_in(data: Path) -> None:
    found = events(data / "posts" / "tweets-x-api-v1.jsonl.gz")
    assert not any(isinstance(e, Follow | Delete) for e in found)
    all_ = [e.post for e in found if isinstance(e, Upsert)]
    reposts = [p for p in all_ if p.repost_of]
    assert len({p.id for p in all_}) > 32_324
    assert len(reposts) == 8_182
    assert all(p.created_at and p.author for p in all_)
    assert sum("&amp;" in p.text for p in all_) == 21  # which were typed so, and sent escaped
    assert sum(bool(p.links) for p in all_) > 20_000
    assert sum(bool(p.cashtags) for p in all_) > 20_000


@pytest.mark.parametrize(
    "edits",
    [
        {"edit_info": {"edit": {"editControlInitial": {"editTweetIds": ["1000", "1001"]}}}},
        {"edit_history": {"initial_tweet_id": "1000", "edit_tweet_ids": ["1000", "1001"]}},
        {"ext_edit_control": {"initial": {"edit_tweet_ids": ["1000", "1001"]}}},
    ],
)
def test_of_an_edited_post_the_newest_stands(tmp_path: Path, edits: dict[str, Any]) -> None:
    newest, older = events(of(tmp_path, v1("1001", **edits)))
    assert isinstance(newest, Upsert)
    assert newest.post.edited_at == newest.post.created_at
    assert older == Delete("1000")
    assert events(of(tmp_path, v1("1000", **edits))) == [Delete("1000")]
