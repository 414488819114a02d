"""X API v2: responses with what they include, edits, errors."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rookery.post import AccountGone, Author, Counts, Delete, Link, Media, Post, Upsert
from tests.ingest.reading import events, json_lines, posts, read, rejects
from tests.ingest.x_posts import page, short, v1, v2

PAGE = "https://example.org/a"
ID = "1500000000000000000"
MADE = datetime(2022, 3, 5, 6, 47, 23, 309000, tzinfo=UTC)  # what the id itself says


def of(tmp_path: Path, *rows: Any) -> Path:
    return json_lines(tmp_path / "x.jsonl", rows)


def test_a_post_with_all_that_x_says_of_it(tmp_path: Path) -> None:
    row = v2(
        text="Up &lt; 3% https://t.co/a https://t.co/pic",
        author_id="17", created_at="2022-03-05T06:33:46.000Z", lang="en", conversation_id="14",
        possibly_sensitive=False, geo={"place_id": "pl"}, attachments={"media_keys": ["3_1"]},
        entities={
            "urls": [
                short("https://t.co/a", "https://bit.ly/1", unwound_url=PAGE, title="A"),
                short("https://t.co/pic", "https://x.com/bo/status/1/photo/1", media_key="3_1"),
            ],
            "hashtags": [{"tag": "stocks"}], "cashtags": [{"tag": "AAPL"}],
            "mentions": [{"username": "anna", "id": "18"}],
        },
        public_metrics={"retweet_count": 2, "reply_count": 4, "like_count": 3, "quote_count": 1,
                        "impression_count": 90},
        referenced_tweets=[{"type": "replied_to", "id": "15"}],
    )  # fmt: skip
    includes = {
        "users": [{"id": "17", "username": "bo", "name": "Bo", "description": "a &amp; b",
                   "verified": True, "public_metrics": {"followers_count": 40}}],
        "media": [
            {"media_key": "3_1", "type": "photo", "url": "https://p/1.jpg", "alt_text": "sea"}
        ],
        "places": [{"id": "pl", "full_name": "Paris"}],
    }  # fmt: skip
    assert posts(of(tmp_path, page(row, includes=includes))) == [
        Post(
            ID,
            "Up < 3% https://example.org/a",
            "x-api",
            Author("bo", "17", "Bo", "a & b", 40, True),
            place="Paris",
            lang="en",
            created_at=datetime(2022, 3, 5, 6, 33, 46, tzinfo=UTC),
            url=f"https://x.com/bo/status/{ID}",
            conversation="14",
            reply_to="15",
            mentions=("anna",),
            hashtags=("stocks",),
            cashtags=("AAPL",),
            links=(Link("https://example.org/a", "A"),),
            media=(Media("image", "https://p/1.jpg", "sea"),),
            counts=Counts(3, 2, 4, 1, 90),
            sensitive=False,
        )
    ]


def test_what_x_gives_unasked_is_enough_and_the_id_tells_the_time(tmp_path: Path) -> None:
    (post,) = posts(of(tmp_path, page(v2(text="hello #you"))))
    assert post.created_at == MADE
    assert post.hashtags == ("you",)
    assert post.author is None


def test_an_author_who_is_not_included_is_known_by_id(tmp_path: Path) -> None:
    (post,) = posts(of(tmp_path, page(v2(author_id="17"))))
    assert post.author == Author("17", "17")


def test_included_posts_come_first_and_a_repost_has_no_words_of_its_own(tmp_path: Path) -> None:
    ref = [{"type": "retweeted", "id": "1499000000000000000"}]
    row = v2(text="RT @anna: fir…", referenced_tweets=ref, public_metrics={"retweet_count": 9})
    included = {"tweets": [v2("1499000000000000000", "first and last")]}
    first, repost = posts(of(tmp_path, page(row, includes=included)))
    assert first.text == "first and last"
    assert (repost.text, repost.repost_of, repost.counts) == ("", first.id, Counts())
    (alone,) = posts(of(tmp_path, page(row)))
    assert (alone.text, alone.repost_of) == ("RT @anna: fir…", first.id)


def test_a_long_post_has_its_whole_text(tmp_path: Path) -> None:
    row = v2(text="Long… https://t.co/x", note_tweet={"text": "Long &amp; whole #end"})
    (post,) = posts(of(tmp_path, page(row)))
    assert (post.text, post.hashtags) == ("Long & whole #end", ("end",))


def test_an_edit_replaces_what_it_edits_in_any_order(tmp_path: Path) -> None:
    ids = ["1500000000000000000", "1500000000100000000", "1500000000200000000"]
    last = v2(ids[2], "third", edit_history_tweet_ids=ids)
    found = events(of(tmp_path, page(last), page(v2(ids[0], "first", edit_history_tweet_ids=ids))))
    assert isinstance(found[0], Upsert)
    assert found[0].post.edited_at == found[0].post.created_at
    assert found[1:] == [Delete(ids[0]), Delete(ids[1]), Delete(ids[0])]


def test_errors_are_rejects_in_x_s_own_words(tmp_path: Path) -> None:
    errors = [
        {"detail": "Could not find tweet with id: [1].", "title": "Not Found Error",
         "resource_id": "1", "type": "https://api.twitter.com/2/problems/resource-not-found"},
        {"message": "Rate limit exceeded"}, "odd",
    ]  # fmt: skip
    path = of(tmp_path, page(v2(), errors=errors), {"errors": errors[:1]})
    found = read(path)
    assert [bool(r.event) for r in found] == [True, False, False, False, False]
    assert found[1].reject == "X answered: Could not find tweet with id: [1]."
    assert found[2].reject == "X answered: Rate limit exceeded"
    assert len({r.at for r in found if r.reject}) == 4


def test_one_post_or_none_and_what_is_no_post(tmp_path: Path) -> None:
    assert len(posts(of(tmp_path, {"data": v2()}))) == 1
    assert read(of(tmp_path, {"data": [], "meta": {"result_count": 0}})) == []
    assert rejects(of(tmp_path, page({"id": "17", "username": "bo", "name": "Bo"}))) == [
        "post 17: it is an account and no post"
    ]


def test_closed_and_withheld_posts_are_refused(tmp_path: Path) -> None:
    users = [{"id": "17", "username": "bo", "protected": True}]
    (closed,) = read(of(tmp_path, page(v2(text="psst", author_id="17"), includes={"users": users})))
    assert closed.reject and "followers only" in closed.reject
    assert closed.raw == ""
    path = of(tmp_path, page(v2(withheld={"country_codes": ["DE"], "copyright": False})))
    assert rejects(path) == [f"post {ID}: X withholds it (DE)"]


def test_a_later_look_is_a_later_version(tmp_path: Path) -> None:
    row = page(v2(), __twarc={"retrieved_at": "2023-01-01T00:00:00+00:00"})
    (post,) = posts(of(tmp_path, row))
    assert post.version == post.observed_at == datetime(2023, 1, 1, tzinfo=UTC)


def test_flattened_posts_carry_their_author(tmp_path: Path) -> None:
    row = v2(author_id="17", author={"id": "17", "username": "bo"})
    assert posts(of(tmp_path, row))[0].author == Author("bo", "17")


def test_the_compliance_stream(tmp_path: Path) -> None:
    rows = (
        {"data": {"delete": {"tweet": {"id": "1", "author_id": "17"}, "event_at": "2022"}}},
        {"data": {"user_suspend": {"user": {"id": "17"}, "event_at": "2022"}}},
    )
    assert events(of(tmp_path, *rows)) == [Delete("1"), AccountGone("17")]


def test_a_response_printed_over_lines_and_both_versions_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(page(v2()), indent=2) + "\n" + json.dumps(v1("2"), indent=2))
    assert [p.id for p in posts(path)] == [ID, "2"]
