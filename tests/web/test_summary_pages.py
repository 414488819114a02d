"""`/summary`: a page, JSON and the stream, and the links that lead to it."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from rookery.post import Author, Post, Upsert
from tests.web.serving import Server

STREAM = {"accept": "text/event-stream"}
SUBJECTS = [{"thread": "h157"}, {"trend": "swan"}, {"community": "food"}]


def _linked(page: str, words: str) -> list[str]:
    found = re.findall(rf'<a href="(/summary[^"]+)">{words}</a>', page)
    return [html.unescape(path) for path in found]


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_page_json_and_stream_say_the_same(site: Server, subject: dict[str, str]) -> None:
    answer = site.get("/summary", params=subject | {"format": "json"}).json()
    assert answer["question"] == " ".join(next(iter(subject.items())))
    assert (answer["declined"], answer["made_by"]) == (False, "composer")
    page = site.get("/summary", params=subject).text
    assert "Quoted from the posts; no model wrote." in page
    for post in answer["posts"]:
        assert f'href="/post/{post["id"]}#here"' in page
    streamed = site.get("/summary", params=subject, headers=STREAM).text
    events = [one.split("\n") for one in streamed.split("\n\n") if one]
    said = [json.loads(d.removeprefix("data: ")) for k, d in events if k == "event: said"]
    assert len(said) == len(answer["sentences"])
    assert events[-1][0] == "event: end"
    for one in said:
        assert " ".join(one.split()) in " ".join(page.split())


def test_a_conversation_of_three_leads_to_its_summary_and_a_lone_post_does_not(
    site: Server,
) -> None:
    (path,) = _linked(site.get("/post/g344").text, "Sum it up")
    assert path == "/summary?thread=g332"
    assert "Got her." in site.get(path).text
    lone = next(
        p.id for p in site.network.search.community("weather")[1]
        if len(site.network.search.thread(p.id).posts) == 1
    )  # fmt: skip
    assert _linked(site.get(f"/post/{lone}").text, "Sum it up") == []


def test_each_trend_and_each_community_leads_to_its_summary(site: Server) -> None:
    trends = _linked(site.get("/trends").text, "Sum it up")
    assert len(trends) == len(site.get("/trends?format=json").json()["trends"])
    wider = _linked(site.get("/trends?hours=168").text, "Sum it up")
    assert all(path.endswith("hours=168") for path in wider)
    (week,) = _linked(site.get("/community/food").text, "The week here")
    for path in (*trends[:4], *wider[:2], week):
        page = site.get(path)
        assert page.status_code == 200, path
        assert 'class="said' in page.text, path
        back = re.findall(r'<p class="tail">\s*<a href="([^"]+)"', page.text)
        assert site.get(html.unescape(back[0])).status_code == 200, path


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 400, "A summary is of one thing"),
        ("thread=h157&trend=swan", 400, "A summary is of one thing"),
        ("trend=%20", 400, "A trend is a word or a few"),
        ("trend=swan&hours=0", 400, "hours"),
        ("thread=nothing", 404, "There is no post"),
        ("community=nowhere", 404, "There is no community"),
        ("trend=" + "x" * 3_000, 413, "characters"),
    ],
)
def test_bad_input_gets_one_sentence(site: Server, query: str, status: int, said: str) -> None:
    for form in ("html", "json"):
        got = site.get(f"/summary?{query}&format={form}")
        assert got.status_code == status
        assert said in html.unescape(got.text)


def test_who_is_not_found_in_a_stream_is_told_so(site: Server) -> None:
    streamed = site.get("/summary?thread=nothing", headers=STREAM).text
    assert streamed.startswith("event: wrong")
    assert "There is no post" in streamed


def test_posts_and_names_are_words_on_these_pages_and_no_markup(server: Server) -> None:
    at = datetime.now(UTC) - timedelta(minutes=9)
    text = "The zeppelin <script>alert(1)</script> \u202elands <b>here</b>, says person number"
    server.network.store.apply(
        [
            Upsert(Post(f"z<{n}>", f"{text} {n} of {n}.", author=Author(f"e{n}<i>"), lang="en",
                        created_at=at + timedelta(minutes=n), community="q<b>&",
                        reply_to="z<0>" if n else None))
            for n in range(3)
        ]
    )  # fmt: skip
    thread = server.get("/post/z%3C0%3E").text
    community = server.get("/community/q%3Cb%3E%26").text
    paths = [*_linked(thread, "Sum it up"), *_linked(community, "The week here")]
    assert len(paths) == 2
    paths.append("/summary?trend=zeppelin%20%3Cscript%3Ealert")
    for path in (*paths, "/summary?trend=zeppelin"):
        for headers in ({}, STREAM):
            page = server.get(path, headers=headers).text
            assert "zeppelin" in page or urlsplit(path).query.startswith("trend=zeppelin%20")
            assert "<script>alert" not in page
            assert "<b>here" not in page
            assert "\u202e" not in page


def test_what_is_deleted_is_in_no_summary_at_once(server: Server) -> None:
    subject = {"thread": "g332", "format": "json"}
    assert "g354" in server.get("/summary", params=subject).text
    server.network.store.delete(["g354"])
    assert "g354" not in server.get("/summary", params=subject).text


def test_openapi_describes_it(site: Server) -> None:
    operation = site.get("/openapi.json").json()["paths"]["/summary"]["get"]
    assert {p["name"] for p in operation["parameters"]} >= {"thread", "trend", "community", "hours"}
    assert set(operation["responses"]["200"]["content"]) >= {
        "application/json", "text/html", "text/event-stream",
    }  # fmt: skip
