"""`/ask` and `/behind`: whole pages, JSON and the stream; nothing of a post runs on a page."""

import json
from datetime import UTC, datetime

import pytest

from rookery.post import Author, Post, Upsert
from tests.web.serving import Server

QUESTION = {"q": "Did the Aurelia leak fuel?"}
STREAM = {"accept": "text/event-stream"}


def _events(text: str) -> list[tuple[str, str]]:
    parts = (one.split("\n") for one in text.split("\n\n") if one)
    return [(k.removeprefix("event: "), json.loads(d.removeprefix("data: "))) for k, d in parts]


def test_a_page_has_the_quotes_with_links_to_who_and_when(site: Server) -> None:
    page = site.get("/ask", params=QUESTION).text
    assert "MV Aurelia did not leak." in page
    assert 'href="/author/portauthority"' in page
    assert 'href="/post/h213#here"' in page
    assert "Quoted from the posts; no model wrote." in page


def test_json_is_what_the_terminal_prints(site: Server) -> None:
    answer = site.get("/ask", params=QUESTION | {"format": "json"}).json()
    assert answer["declined"] is False
    assert answer["made_by"] == "composer"
    cited = {id for s in answer["sentences"] for id in s["cites"]}
    assert "h213" in cited
    assert cited == {post["id"] for post in answer["posts"]}


def test_the_stream_brings_the_same_sentences_one_by_one(site: Server) -> None:
    events = _events(site.get("/ask", params=QUESTION, headers=STREAM).text)
    assert [kind for kind, _ in events][-1] == "end"
    page = site.get("/ask", params=QUESTION).text
    for kind, html in events:
        if kind == "said":
            assert " ".join(html.split()) in " ".join(page.split())


def test_an_empty_page_asks_and_an_empty_question_is_refused(site: Server) -> None:
    assert "Ask the posts" in site.get("/ask").text
    refused = site.get("/ask", params={"format": "json"})
    assert (refused.status_code, refused.json()["error"][:20]) == (400, "There is no question")
    assert site.get("/ask", headers=STREAM).status_code == 400
    assert site.get("/ask", params={"q": "x" * 3_000}).status_code == 413


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where does @holmkirsty live?", "private matter"),
        ("who is the mayor of Paris?", "The posts don't say."),
        ("xylophone quetzalcoatl?", "No post was found"),
    ],
)
def test_what_is_declined_says_why(site: Server, question: str, said: str) -> None:
    assert said in site.get("/ask", params={"q": question}).text


def test_a_figure_leads_to_the_search_that_was_counted(site: Server) -> None:
    page = site.get("/ask", params={"q": "How many posts mention the ferry?"}).text
    assert 'href="/search?q=ferry&amp;order=latest"' in page
    assert "Counted over all posts that you may read." in page


def test_a_question_typed_into_the_search_box_has_a_place_for_its_answer(site: Server) -> None:
    assert 'data-ask="/ask?q=' in site.get("/search", params=QUESTION).text
    assert "data-ask" not in site.get("/search", params={"q": "ferry storm"}).text
    assert "data-ask" not in site.get("/search", params={"q": "is it from:ferrymaster"}).text


def test_posts_are_words_on_these_pages_and_no_markup(server: Server) -> None:
    text = "Is the zeppelin <script>alert(1)</script> \u202esafe? The zeppelin is safe <b>here</b>."
    at = datetime.now(UTC)
    post = Post("z<1>", text, author=Author("eve<i>"), created_at=at, lang="en")
    server.network.store.apply([Upsert(post)])
    question = {"q": "is the zeppelin safe here?"}
    pages = [server.get("/ask", params=question).text, server.get("/behind/z%3C1%3E").text]
    streamed = _events(server.get("/ask", params=question, headers=STREAM).text)
    for page in (*pages, "".join(value for _, value in streamed)):
        assert "zeppelin" in page
        assert "<script>alert" not in page
        assert "<b>here" not in page
        assert "\u202e" not in page


def test_what_is_deleted_is_in_no_answer_at_once(server: Server) -> None:
    assert "h213" in server.get("/ask", params=QUESTION | {"format": "json"}).text
    server.network.store.delete(["h213"])
    assert "h213" not in server.get("/ask", params=QUESTION | {"format": "json"}).text


def test_what_is_behind_a_post_is_told_by_others_words(site: Server) -> None:
    page = site.get("/behind/h175").text
    assert "Line 4 is NOT cut." in page
    assert 'data-id="h070"' in page
    found = site.get("/behind/h175", params={"format": "json"}).json()
    assert "h161" in [r["post"]["id"] for r in found["corrections"]]
    assert site.get("/behind/nothing").status_code == 404


def test_every_post_leads_to_what_is_behind_it(site: Server) -> None:
    assert 'href="/behind/h175"' in site.get("/post/h175").text


def test_in_italian_all_of_it_is(site: Server) -> None:
    italian = {"accept-language": "it"}
    page = site.get("/ask", params=QUESTION, headers=italian).text
    assert "Citato dai post; nessun modello ha scritto." in page
    assert "Che cosa c'è dietro?" in site.get("/behind/h175", headers=italian).text
