"""X's archive: as a zip, as a folder, old and new, whole and broken."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rookery.errors import BadInput
from rookery.ingest import open_source
from rookery.ingest.protocol import LeftOut, Record
from rookery.post import Author, Counts, Delete, Follow, Link, Upsert
from tests.ingest.reading import events, posts, read, until_it_breaks
from tests.ingest.x_posts import Json, short

ACCOUNT = [{"account": {"username": "bo", "accountId": "17", "accountDisplayName": "Bo"}}]
PROFILE = [{"profile": {"description": {"bio": "Fishes", "location": "Harbour"}}}]


def tweet(id_: str, text: str = "hello", **more: Any) -> Json:
    """A post as the archive has it: counts are strings, and nobody is named."""
    return {
        "tweet": {
            "edit_info": {"initial": {"editTweetIds": [id_]}}, "retweeted": False,
            "id": id_, "id_str": id_, "full_text": text, "favorite_count": "3",
            "retweet_count": "2", "created_at": "Sat Mar 05 06:33:46 +0000 2022", "lang": "en",
            "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        } | more
    }  # fmt: skip


def script(name: str, rows: Any, part: int = 0) -> str:
    return f"window.YTD.{name}.part{part} = {json.dumps(rows, indent=2)}"


def archive(tmp_path: Path, **files: str) -> Path:
    """The zip, with the account and its profile."""
    path = tmp_path / "twitter-2023.zip"
    whole = {
        "data/account.js": script("account", ACCOUNT),
        "data/profile.js": script("profile", PROFILE),
        "Your archive.html": "<html></html>",
    } | {f"data/{name.replace('_', '-')}.js": text for name, text in files.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zip_:
        for name, text in whole.items():
            zip_.writestr(name, text)
    return path


def test_a_post_is_its_owner_s_with_its_addresses_written_out(tmp_path: Path) -> None:
    row = tweet(
        "1", "Fish &amp; #chips https://t.co/a",
        entities={"hashtags": [{"text": "chips"}], "symbols": [], "user_mentions": [],
                  "urls": [short("https://t.co/a", "https://example.org/a")]},
        in_reply_to_status_id_str="9",
    )  # fmt: skip
    (post,) = posts(archive(tmp_path, tweets=script("tweets", [row])))
    assert post.author == Author("bo", "17", "Bo", "Fishes")
    assert post.text == "Fish & #chips https://example.org/a"
    assert post.links == (Link("https://example.org/a"),)
    assert post.counts == Counts(likes=3, reposts=2)
    assert post.created_at == datetime(2022, 3, 5, 6, 33, 46, tzinfo=UTC)
    assert (post.source, post.url, post.reply_to) == (
        "x-archive", "https://x.com/bo/status/1", "9",
    )  # fmt: skip


def test_parts_are_read_in_their_order(tmp_path: Path) -> None:
    parts = {
        f"tweets_part{n}": script("tweets", [tweet(str(n))], n) for n in (1, 2, 10)
    } | {"tweets": script("tweets", [tweet("0")])}  # fmt: skip
    assert [p.id for p in posts(archive(tmp_path, **parts))] == ["0", "1", "2", "10"]


def test_deleted_posts_follows_and_community_posts(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet("1")]),
        community_tweet=script("community_tweet", [tweet("2", community_id_str="77")]),
        deleted_tweets=script("deleted_tweets", [tweet("3", deleted_at="Sun Mar 06 2022")]),
        deleted_tweet_headers=script("deleted_tweet_headers", [{"tweet": {"tweet_id": "4"}}]),
        follower=script("follower", [{"follower": {"accountId": "5", "userLink": "https://x"}}]),
        following=script("following", [{"following": {"accountId": "6", "userLink": "https://x"}}]),
    )
    first, second, *others = events(path)
    assert isinstance(first, Upsert) and isinstance(second, Upsert)
    assert (first.post.community, second.post.community) == (None, "77")
    assert others == [Delete("3"), Delete("4"), Follow("5", "bo"), Follow("bo", "6")]


def test_direct_messages_are_never_read_and_circles_are_refused(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet("1")]),
        direct_messages="not even JSON",
        twitter_circle_tweet=script("twitter_circle_tweet", [tweet("2", "psst")]),
    )
    public, circle = read(path)
    assert public.event
    assert circle.reject and "for a circle only" in circle.reject
    assert circle.raw == ""


def test_a_long_post_takes_the_place_of_its_beginning(tmp_path: Path) -> None:
    long = "A long story of the harbour, and how it came to be what it is " + "today. " * 80
    note = {
        "noteTweet": {
            "noteTweetId": "555", "createdAt": "2022-03-05T06:33:46.000Z",
            "core": {
                "text": long + "https://t.co/b", "hashtags": [], "cashtags": [], "mentions": [],
                "urls": [{"shortUrl": "https://t.co/b", "expandedUrl": "https://example.org/b"}],
            },
        }
    }  # fmt: skip
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet("1", long[:270] + "… https://t.co/z"), tweet("2", "short")]),
        note_tweet=script("note_tweet", [note]),
    )
    first, second = posts(path)
    assert first.text == long + "https://example.org/b"
    assert second.text == "short"


def test_an_address_of_a_post_at_the_end_is_a_quote(tmp_path: Path) -> None:
    urls = [short("https://t.co/q", "https://twitter.com/anna/status/900")]
    row = tweet("1", "Look https://t.co/q", entities={"urls": urls})
    (post,) = posts(archive(tmp_path, tweets=script("tweets", [row])))
    assert (post.text, post.quote_of) == ("Look", "900")


def test_a_typed_repost_keeps_its_text(tmp_path: Path) -> None:
    (post,) = posts(archive(tmp_path, tweets=script("tweets", [tweet("1", "RT @anna: hi")])))
    assert (post.text, post.repost_of) == ("RT @anna: hi", None)


def test_the_folder_and_one_file_give_what_the_zip_gives(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", [tweet("1"), tweet("2")]))
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(path).extractall(folder)
    assert posts(folder) == posts(path) == posts(folder / "data" / "tweets.js")


def test_old_archives(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    grail = {"id_str": "1", "id": 1, "text": "old", "created_at": "2013-01-01 10:00:00 +0000",
             "user": {"screen_name": "bo", "id_str": "17"}, "entities": {}}  # fmt: skip
    with zipfile.ZipFile(path, "w") as zip_:
        zip_.writestr("tweet.js", script("tweet", [tweet("2")["tweet"]]))
        zip_.writestr(
            "data/js/tweets/2013_01.js", f"Grailbird.data.tweets_2013_01 = {json.dumps([grail])}"
        )
    found = posts(path)
    assert {p.id for p in found} == {"1", "2"}
    assert next(p for p in found if p.id == "1").created_at == datetime(2013, 1, 1, 10, tzinfo=UTC)


def test_a_broken_record_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    text = script("tweets", [tweet(str(i), f"post {i}") for i in range(50)])
    cut = text.replace('"full_text": "post 7"', '"full_text": "post 7')
    worse = cut.replace('"id_str": "20"', '"id_str": ')
    path = archive(tmp_path, tweets=worse)
    found = read(path)
    assert sum(bool(r.event) for r in found) == 48
    bad = [r for r in found if r.reject]
    assert [r.at.rpartition("#")[2] for r in bad] == ["8", "21"]
    assert bad[0].at == f"{path}/data/tweets.js#8"
    assert all(r.reject and r.reject.startswith("it is not JSON") for r in bad)
    assert '"id": "7"' in bad[0].raw


def test_a_broken_record_on_one_long_line_costs_itself_only(tmp_path: Path) -> None:
    rows = json.dumps([tweet(str(i), f"post {i} {{") for i in range(50)])
    cut = rows.replace('"post 7 {"', '"post 7 {')
    found = read(archive(tmp_path, tweets=f"window.YTD.tweets.part0 = {cut}"))
    assert [r.at.rpartition("#")[2] for r in found if r.reject] == ["8"]
    assert len(found) == 50


def test_a_file_that_ends_in_the_middle_gives_what_came_before(tmp_path: Path) -> None:
    text = script("tweets", [tweet(str(i)) for i in range(50)])
    records, sentence = until_it_breaks(archive(tmp_path, tweets=text[: len(text) // 2]))
    assert 20 < len(records) < 26
    assert "tweets.js" in sentence


def test_a_zip_that_is_cut_is_bad_input_at_once(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", [tweet("1")]))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BadInput, match=r"is no whole zip file .*fetch the archive from X"):
        read(path)


def test_a_zip_with_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", [tweet(str(i)) for i in range(2_000)]))
    _damage(path, "data/tweets.js")
    records, sentence = until_it_breaks(path)
    assert records == []  # what a damaged file seems to hold is not what was in it
    assert f"data/tweets.js in {path} is damaged" in sentence


def _damage(path: Path, name: str) -> None:
    """Other bytes in the middle of a file of the zip."""
    with zipfile.ZipFile(path) as zip_:
        info = zip_.getinfo(name)
    data = bytearray(path.read_bytes())
    middle = info.header_offset + 30 + len(name) + info.compress_size // 2
    data[middle : middle + 8] = bytes(b ^ 0x5A for b in data[middle : middle + 8])
    path.write_bytes(data)


def test_a_damaged_file_of_a_zip_is_left_out_whole_and_the_others_are_read(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet(str(i)) for i in range(300)]),
        deleted_tweets=script("deleted_tweets", [tweet("a3")]),
    )
    _damage(path, "data/tweets.js")
    left, deleted = open_source(None, str(path)).read()
    assert isinstance(left, LeftOut) and isinstance(deleted, Record)
    assert left.file == "data/tweets.js"
    assert "fetch the archive from X once more" in left.why
    assert deleted.event == Delete("a3")


@pytest.mark.parametrize("name", ["account", "profile", "note-tweet"])
def test_without_its_owner_or_its_long_posts_an_archive_is_not_read(
    tmp_path: Path, name: str
) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet(str(i)) for i in range(300)]),
        follower=script("follower", [{"follower": {"accountId": "5"}}]),
        note_tweet=script("note_tweet", []),
    )
    _damage(path, f"data/{name}.js")
    records, sentence = until_it_breaks(path)
    assert records == []
    assert f"data/{name}.js in {path} is damaged" in sentence


ROWS = {
    "account": ACCOUNT,
    "profile": PROFILE,
    "protected-history": [
        {"protectedHistory": {"protectedAt": "2023-01-01T00:00:00.000Z", "action": "Protect"}}
    ],
    "note-tweet": [{"noteTweet": {"core": {"text": "long"}}}],
}


@pytest.mark.parametrize("as_", ["zip", "folder"])
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("}", ",}", 1),
        lambda text: text.replace(': "', ': "\x01', 1),
        lambda text: text.partition("=")[0] + "= ????",
        lambda text: text.partition("=")[0] + "= ",
        lambda text: text.partition("=")[0] + "= [7]",
        lambda text: "",
        lambda text: text[:-20],
    ],
)
def test_where_a_file_beside_the_posts_has_damaged_json_nothing_is_read(
    tmp_path: Path, name: str, damage: Callable[[str], str], as_: str
) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet("1")]),
        **{name: damage(script(name.replace("-", "_"), ROWS[name]))},
    )
    if as_ == "folder":
        with zipfile.ZipFile(path) as zip_:
            zip_.extractall(tmp_path / "unpacked")
        path = tmp_path / "unpacked"
    records, sentence = until_it_breaks(path)
    assert records == []
    assert f"{name}.js" in sentence


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("account", []),
        ("account", [{"account": {}}]),
        ("account", [{"account": "bo"}]),
        ("profile", [{"profile": 7}]),
        ("protected-history", [{"protectedHistory": None}]),
        ("protected-history", [{"protectedHistory": {"action": "Unprotect"}}]),
        ("protected-history", [{"protectedHistory": {"protectedAt": "2023-01-01", "action": "?"}}]),
    ],
)
def test_a_file_beside_the_posts_that_does_not_say_what_it_should(
    tmp_path: Path, name: str, rows: object
) -> None:
    files = {"tweets": script("tweets", [tweet("1")]), name: script(name.replace("-", "_"), rows)}
    records, sentence = until_it_breaks(archive(tmp_path, **files))
    assert records == []
    assert sentence.startswith(f"The {name}.js of ")
    assert sentence.endswith("nothing of the archive goes in: fetch the archive from X once more.")


def test_files_beside_the_posts_may_have_nothing_to_say(tmp_path: Path) -> None:
    empty = {name: script(name, []) for name in ("profile", "protected_history", "note_tweet")}
    (post,) = posts(archive(tmp_path, tweets=script("tweets", [tweet("1")]), **empty))
    assert post.author == Author("bo", "17", "Bo")


def test_a_reject_of_an_archive_whose_name_is_not_utf8_can_be_kept(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", [tweet("1"), 7]))
    path = path.rename(tmp_path / "caf\udce9.zip")
    *_, bad = read(path)
    assert bad.at.encode().decode().endswith("caf\ufffd.zip/data/tweets.js#2")


def test_a_zip_that_swells_too_much_is_not_read(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", []) + " " * 20_000_000)
    with pytest.raises(BadInput, match="which no archive of X's does"):
        read(path)


def test_large_pictures_in_the_zip_do_not_matter(tmp_path: Path) -> None:
    path = archive(tmp_path, tweets=script("tweets", [tweet("1")]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("data/tweets_media/1-a.mp4", bytes(20_000_000))
    assert len(posts(path)) == 1


def test_a_zip_of_something_else_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as zip_:
        zip_.writestr("a.jpg", b"")
    with pytest.raises(BadInput, match=r"is no archive of X's: it has no data/tweets\.js"):
        read(path)


def test_an_empty_archive_has_no_posts(tmp_path: Path) -> None:
    assert read(archive(tmp_path, tweets=script("tweets", []))) == []


def test_reading_goes_on_after_what_was_done(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        tweets=script("tweets", [tweet("1"), {"tweet": {}}, tweet("2")]),
        deleted_tweets=script("deleted_tweets", [tweet("3")]),
    )
    whole = read(path)
    assert len(whole) == 4
    for skip in range(6):
        assert read(path, skip=skip) == whole[skip:]


def test_of_an_edited_post_only_the_newest_stands(tmp_path: Path) -> None:
    ids = ["1500000000000000001", "1500000000000000002"]
    control = {"editTweetIds": ids}
    rows = [
        tweet(ids[0], "the ferry, late", edit_info={"initial": control}),
        tweet(ids[1], "the ferry", edit_info={
            "edit": {"initialTweetId": ids[0], "editControlInitial": control},
        }),
    ]  # fmt: skip
    rows = [
        {"tweet": row["tweet"] | {k: v for k, v in row.items() if k != "tweet"}} for row in rows
    ]
    first, newest, older = events(archive(tmp_path, tweets=script("tweets", rows)))
    assert first == older == Delete(ids[0])
    assert isinstance(newest, Upsert)
    assert newest.post.text == "the ferry"
    assert newest.post.edited_at == newest.post.created_at


def test_direct_messages_alone_are_said_to_be_never_read(tmp_path: Path) -> None:
    path = tmp_path / "direct-messages.js"
    path.write_text("window.YTD.direct_messages.part0 = [ ]")
    with pytest.raises(BadInput, match="holds direct messages, which are never read"):
        read(path)
    (tmp_path / "ad-engagements.js").write_text("window.YTD.ad_engagements.part0 = [ ]")
    with pytest.raises(BadInput, match="is no file of an archive of X's that holds posts"):
        read(tmp_path / "ad-engagements.js")
