"""Any search is a page, JSON, CSV and an Atom feed at the same address."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter

from rookery.post import Delete, Link, Media, Post, Upsert
from rookery.web.wire import (
    AuthorForm,
    CommunityForm,
    HomeForm,
    SearchForm,
    ThreadForm,
    TrendsForm,
)
from tests.web.serving import Server

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        ({"headers": {"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}}, "text/html"),
        ({"headers": {"accept": "application/json"}}, "application/json"),
        ({"headers": {"accept": "text/csv"}}, "text/csv"),
        ({"headers": {"accept": "application/atom+xml"}}, "application/atom+xml"),
        ({"params": {"q": "storm", "format": "json"}}, "application/json"),
        ({"params": {"q": "storm", "format": "csv"}}, "text/csv"),
        ({"params": {"q": "storm", "format": "atom"}}, "application/atom+xml"),
    ],
)
def test_the_same_address_answers_in_each_form(site: Server, ask: dict, kind: str) -> None:
    answer = site.get("/search", **({"params": {"q": "storm"}} | ask))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("form", ["json", "csv", "atom"])
def test_the_ending_names_the_form_too(site: Server, form: str) -> None:
    ended = site.get(f"/search.{form}", params={"q": "storm"})
    asked = site.get("/search", params={"q": "storm", "format": form})
    assert ended.headers["content-type"] == asked.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/", HomeForm),
        ("/search?q=storm", SearchForm),
        ("/post/h005", ThreadForm),
        ("/author/ferrymaster", AuthorForm),
        ("/community/harbour", CommunityForm),
        ("/trends", TrendsForm),
    ],
)
def test_every_page_is_json_as_openapi_says(site: Server, path: str, form: type) -> None:
    answer = site.get(path, headers={"accept": "application/json"})
    TypeAdapter(form).validate_python(answer.json())


def test_json_pages_through_all_results_once(site: Server) -> None:
    address, seen = "/search?q=community:harbour&order=latest&format=json&limit=50", []
    while address:
        answer = site.get(address).json()
        seen += [hit["post"]["id"] for hit in answer["hits"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) > 50


def test_csv_is_the_whole_of_what_is_found_up_to_a_thousand(site: Server) -> None:
    def rows(more: str = "") -> int:
        answer = site.get(f"/search.csv?q=community:harbour&order=latest{more}")
        return len(list(csv.DictReader(io.StringIO(answer.text))))

    total = site.get("/search.json?q=community:harbour&order=latest").json()["total"]
    assert rows() == total > 50
    assert rows("&limit=7") == 7
    assert len(site.get("/search.json?q=community:harbour").json()["hits"]) == 20


def test_csv_has_a_row_a_result_and_runs_in_no_spreadsheet(server: Server) -> None:
    text = '=HYPERLINK("https://x.example")'
    server.network.store.apply([Upsert(Post("evil", text=f"{text} formulaword"))])
    rows = list(csv.DictReader(io.StringIO(server.get("/search.csv?q=formulaword").text)))
    assert [row["id"] for row in rows] == ["evil"]
    assert rows[0]["text"].startswith("'=")


def test_a_feed_links_each_entry_to_its_thread_newest_first(site: Server) -> None:
    answer = site.get("/search.atom?q=storm")
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    links = [e.find(f"{ATOM}link").attrib["href"] for e in entries]
    published = [e.findtext(f"{ATOM}published") for e in entries]
    assert links and all(link.startswith(f"{site.url}/post/") for link in links)
    assert published == sorted(published, reverse=True)


def test_a_feed_survives_what_xml_cannot_hold(server: Server) -> None:
    server.network.store.apply([Upsert(Post("odd", text="oddword \ufffe & <b> \u202e end"))])
    feed = ElementTree.fromstring(server.get("/search.atom?q=oddword").content)
    assert feed.findtext(f"{ATOM}entry/{ATOM}content") == "oddword  & <b>  end"


def test_a_deleted_post_is_gone_from_every_form_at_once(server: Server) -> None:
    forms = ("html", "json", "csv", "atom")
    before = [server.get(f"/search?q=conger&format={f}").text for f in forms]
    assert all(
        "angry conger" in text.replace("<mark>", "").replace("</mark>", "") for text in before
    )
    server.network.store.apply([Delete("h001")])
    for form in forms:
        text = server.get(f"/search?q=conger&format={form}").text
        assert "angry" not in text
    assert server.get("/post/h001").status_code == 404


def test_a_form_that_a_page_has_not_is_refused_in_one_sentence(site: Server) -> None:
    answer = site.get("/trends?format=csv", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "one of html, json" in answer.text


def test_only_addresses_of_the_web_go_out(server: Server) -> None:
    now = datetime.now(UTC)
    posts = [
        Post("bad", text="addressword", created_at=now,
             url="javascript:alert(1)", community="addresses",
             links=(Link("data:text/html,x"), Link("https://ok.example/")),
             media=(Media("image", "file:///etc/passwd", "a picture"),)),
        Post("good", text="the other addressword", created_at=now, url="https://ok.example/p",
             community="addresses"),
    ]  # fmt: skip
    server.network.store.apply([Upsert(p) for p in posts])
    for path in ("/search.json?q=addressword", "/search.csv?q=addressword", "/?format=json",
                 "/post/bad?format=json", "/community/addresses?format=json"):  # fmt: skip
        text = server.get(path).text
        assert "addressword" in text, path
        for scheme in ("javascript:", "data:text", "file:"):
            assert scheme not in text, path
    found = server.get("/search.json?q=addressword").json()["hits"]
    by_id = {hit["post"]["id"]: hit["post"] for hit in found}
    assert "url" not in by_id["bad"] and by_id["good"]["url"] == "https://ok.example/p"
    assert by_id["bad"]["links"] == [{"url": "https://ok.example/"}]
    assert by_id["bad"]["media"] == [{"kind": "image", "alt": "a picture"}]
