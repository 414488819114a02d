"""Statuses as Mastodon's API writes them, and as others write theirs, as JSON lines."""

from pathlib import Path
from typing import Any

import pytest

from rookery.ingest.markup import plain
from rookery.post import Author, Counts, Media
from tests.ingest.reading import json_lines, posts, rejects

STATUS: dict[str, Any] = {
    "id": "110", "created_at": "2026-11-20T07:10:00.000Z", "in_reply_to_id": None,
    "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "en",
    "uri": "https://a.example/users/mara/statuses/110", "url": "https://a.example/@mara/110",
    "replies_count": 1, "reblogs_count": 2, "favourites_count": 3, "edited_at": None,
    "content": "<p>Fish &amp; chips, <a href=\"https://a.example/@bo\" class=\"u-url mention\">"
    "@<span>bo</span></a><br/>today</p><p>#harbour</p>",
    "reblog": None,
    "account": {"id": "7", "username": "mara", "acct": "mara@b.example", "display_name": "Mara",
                "note": "<p>Sails</p>", "followers_count": 12, "bot": False, "locked": True},
    "media_attachments": [
        {"id": "1", "type": "gifv", "url": "https://a.example/1.mp4", "description": "waves"},
        {"id": "2", "type": "image", "url": "https://a.example/2.png", "description": None},
    ],
    "mentions": [{"id": "8", "username": "bo", "acct": "bo@c.example", "url": "https://c"}],
    "tags": [{"name": "harbour", "url": "https://a.example/tags/harbour"}],
}  # fmt: skip


def test_a_status_with_all_that_it_says(tmp_path: Path) -> None:
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [STATUS]))
    assert post.text == "Fish & chips, @bo\ntoday\n\n#harbour"
    assert post.author == Author("mara@b.example", "7", "Mara", "Sails", 12, bot=False)
    assert (post.mentions, post.hashtags) == (("bo@c.example",), ("harbour",))
    assert post.media == (
        Media("video", "https://a.example/1.mp4", "waves"),
        Media("image", "https://a.example/2.png"),
    )
    assert post.counts == Counts(3, 2, 1)
    assert (post.lang, post.visibility) == ("en", None)


def test_a_boost_passes_on_and_says_nothing_itself(tmp_path: Path) -> None:
    boost = STATUS | {"id": "111", "reblog": STATUS}
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [boost]))
    assert (post.id, post.repost_of, post.text) == ("111", "110", "")
    assert (post.media, post.counts, post.mentions) == ((), Counts(), ())


def test_followers_only_and_unlisted(tmp_path: Path) -> None:
    rows = [STATUS | {"visibility": "private"}]
    assert "its visibility is 'private'" in rejects(json_lines(tmp_path / "a.jsonl", rows))[0]
    (post,) = posts(json_lines(tmp_path / "b.jsonl", [STATUS | {"visibility": "unlisted"}]))
    assert post.consent.search == "no"


def test_text_that_only_looks_like_markup_stays(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "content": "a <b> is bold &amp; x < y"},
        {"id": "2", "text": "<p>typed</p>"},
        {"id": "3", "content": "<p>one</p><p>two</p>"},
    ]
    found = [p.text for p in posts(json_lines(tmp_path / "p.jsonl", rows))]
    assert found == ["a <b> is bold &amp; x < y", "<p>typed</p>", "one\n\ntwo"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>a\n  b</p>\n<p></p><p>c</p>", "a b\n\nc"),
        ("a<br><br>b<br />", "a\n\nb"),
        ('<a href="https://x"><span class="invisible">https://</span>example.org</a>',
         "https://example.org"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("<pre>  a\n   b</pre>", "a\n   b"),
        ("<script>alert(1)</script><style>p{}</style>shown", "shown"),
        ("1 &lt; 2 &#39;ok&#39; &unknown;", "1 < 2 'ok' &unknown;"),
        ("<p>never closed <b>at all", "never closed at all"),
    ],
)  # fmt: skip
def test_markup_as_plain_text(html: str, text: str) -> None:
    assert plain(html) == text


def test_markup_that_nothing_can_read_is_a_reject(tmp_path: Path) -> None:
    row = STATUS | {"content": "<p>a</p><![odd[ b"}
    found = [*rejects(json_lines(tmp_path / "p.jsonl", [row]))]
    assert found in ([], ["its content is no HTML that can be read"])


BLUESKY = {
    "uri": "at://did:plc:a/app.bsky.feed.post/1", "cid": "b", "likeCount": 4, "repostCount": 1,
    "author": {"did": "did:plc:a", "handle": "mara.example", "displayName": "Mara"},
    "record": {"text": "The 7:40 is late", "createdAt": "2026-11-20T07:10:00Z", "langs": ["en"],
               "reply": {"parent": {"uri": "at://did:plc:b/app.bsky.feed.post/0"}}},
}  # fmt: skip


def test_fields_within_others_are_named_by_their_path(tmp_path: Path) -> None:
    mapping = {
        "id": "uri", "text": "record.text", "created_at": "record.createdAt",
        "lang": "record.langs.0", "reply_to": "record.reply.parent.uri",
    }  # fmt: skip
    bare = {"uri": "at://2", "record": {"text": "no more"}}
    first, second = posts(json_lines(tmp_path / "p.jsonl", [BLUESKY, bare]), mapping=mapping)
    assert first.author == Author("mara.example", "did:plc:a", "Mara")
    assert (first.text, first.lang, first.counts) == ("The 7:40 is late", "en", Counts(4, 1))
    assert first.created_at is not None
    assert first.reply_to == "at://did:plc:b/app.bsky.feed.post/0"
    assert (second.text, second.reply_to) == ("no more", None)


def test_a_name_with_a_dot_is_a_column_before_it_is_a_path(tmp_path: Path) -> None:
    row = {"id": "1", "a.b": "the column", "a": {"b": "the path"}}
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [row]), mapping={"text": "a.b"})
    assert post.text == "the column"
