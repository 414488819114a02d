"""What each page shows, and that nobody's words can be anything but words."""

import re
from html import unescape
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.post import Author, Counts, Link, Media, Post, Upsert
from tests.web.serving import Server, running

NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=", "/search?q=storm", "/trends", "/saved", "/sign-in", "/api",
     "/post/h005", "/author/ferrymaster", "/community/harbour"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_page_stands_in_both_languages(site: Server, path: str, language: str) -> None:
    answer = site.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert ("Salta" in answer.text or "Vai al contenuto" in answer.text) == (language == "it")


def test_results_mark_the_words_and_say_how_many(site: Server) -> None:
    text = site.get("/search?q=ferry").text
    assert re.search(r"<mark>[Ff]err(y|ies)</mark>", text)
    assert re.search(r"\d+ posts", text)


def test_a_label_leads_to_all_that_bear_it(site: Server) -> None:
    text = site.get("/post/h226").text
    (address,) = re.findall(r'<a class="badge" href="([^"]+)">(?:<bdi>)?to let', text)
    assert 'href="/post/h226"' in site.get(address).text


def test_filters_stand_beside_as_links_that_narrow(site: Server) -> None:
    text = site.get("/search?q=ferry").text
    assert 'href="/search?q=ferry+community%3Aharbour"' in text
    narrowed = site.get("/search?q=ferry+community%3Aharbour").text
    assert 'href="/search?q=ferry"' in narrowed  # the chip takes it away again


def test_a_bar_of_the_histogram_narrows_to_its_time(site: Server) -> None:
    text = site.get("/search?q=storm").text
    days = re.findall(r'href="(/search\?q=storm\+since%3A[\d-]+\+until%3A[\d-]+)"', text)
    assert days
    assert site.get(days[0]).status_code == 200


def test_folded_copies_say_how_many_they_are(site: Server) -> None:
    assert "more like this" in site.get("/search?q=line+4+cut").text


def test_spelling_is_offered(site: Server) -> None:
    text = site.get("/search?q=lanterm").text
    assert "Did you mean" in text and 'href="/search?q=lantern"' in text


def test_as_of_a_moment_the_later_posts_are_not_there(site: Server) -> None:
    now = site.get("/search.json?q=storm&limit=100").json()
    past = site.get("/search.json?q=storm&limit=100&as_of=20d").json()
    assert past["total"] < now["total"]
    assert site.get("/search?q=storm&as_of=soon").status_code == 400


def test_every_link_of_a_search_as_of_a_moment_stays_there_but_the_one_to_now(site: Server) -> None:
    pages = [site.get(f"/search?q={q}&as_of=1d").text for q in ("storm", "lanterm")]
    assert 'class="related"' in pages[0] and "Did you mean" in pages[1]
    for page, q in zip(pages, ("storm", "lanterm"), strict=True):
        around = re.sub(r"(?s)<article.*?</article>", "", page)  # posts link to their labels
        links = [unescape(href) for href in re.findall(r'href="(/search[^"]*)"', around)]
        assert any("format=atom" in href for href in links)
        assert [href for href in links if "as_of=1d" not in href] == [f"/search?q={q}"]


def test_a_thread_shows_replies_under_what_they_answer(site: Server) -> None:
    posts = site.get("/post/h007?format=json").json()["posts"]
    assert [(p["depth"], p["post"]["id"]) for p in posts] == [(0, "h005"), (1, "h006"), (2, "h007")]
    text = site.get("/post/h007").text
    assert text.count('id="here"') == 1


def test_ids_names_and_handles_of_any_form_have_an_address(server: Server) -> None:
    odd = "https://x.example/a b?c=d#e/ü%2F"
    post = Post(odd, text="oddaddress", author=Author("a/b c@x.example"), community="r/two words?")
    server.network.store.apply([Upsert(post)])
    text = server.get("/search?q=oddaddress").text
    for start in ("/post/", "/author/", "/community/"):
        (path,) = set(re.findall(rf'href="({start}[^"#?]+)', text))
        assert server.get(path).status_code == 200, path


def test_html_and_bidi_controls_in_posts_are_words_and_nothing_else(server: Server) -> None:
    post = Post(
        "nasty",
        text=f"nastyword {NASTY} \u202eevil\u202c \u2066x\u2069",
        title=NASTY,
        author=Author(f"h{NASTY}", name=f"{NASTY}\u202e", bio=NASTY),
        community=NASTY,
        place=NASTY,
        lang='en" onx="',
        links=(Link("javascript:alert(1)", NASTY), Link("https://ok.example/", NASTY)),
        media=(Media("image", "data:text/html,x", NASTY),),
    )
    server.network.store.apply([Upsert(post)])
    author = server.get("/search.json?q=nastyword").json()["hits"][0]["post"]["author"]["handle"]
    pages = [
        server.get("/search?q=nastyword").text,
        server.get("/post/nasty").text,
        server.get("/").text,
        server.get("/author/" + author.replace("/", "%2F").replace("<", "%3C")).text,
        server.get("/search", params={"q": NASTY}).text,
    ]
    for text in pages:
        assert "<script>alert" not in text and "<img" not in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
        assert "javascript:" not in re.sub(r"<[^>]*>", "", "") + "".join(
            re.findall(r'(?:href|src)="([^"]*)"', text)
        )
        assert 'onx="' not in text


def test_links_of_posts_lead_out_without_a_word_of_ours(server: Server) -> None:
    server.network.store.apply([Upsert(Post("out", text="outword https://a.example/x?y=1, #tag"))])
    text = server.get("/search?q=outword").text
    assert re.search(
        r'<a href="https://a\.example/x\?y=1" rel="nofollow ugc noopener noreferrer">', text
    )
    assert 'href="/search?q=%23tag"' in text


def test_media_are_described_and_not_loaded(site: Server) -> None:
    text = site.get("/search?q=has:images").text
    assert "Picture" in text and "<img" not in text


def test_a_post_marked_as_sensitive_is_folded_away(server: Server) -> None:
    server.network.store.apply([Upsert(Post("s", text="sensitiveword", sensitive=True))])
    text = server.get("/search?q=sensitiveword").text
    assert text.index("Marked as sensitive") < text.index("<mark>sensitiveword</mark>")


def test_theme_is_in_the_page_before_any_script(server: Server) -> None:
    answer = server.post("/theme", {"theme": "dark", "back": "/trends"})
    assert answer.status_code == 303 and answer.headers["location"] == "/trends"
    cookie = {"cookie": "rookery_theme=dark"}
    assert 'data-theme="dark"' in server.get("/", headers=cookie).text


@pytest.mark.parametrize("back", ["https://x.example/", "//x.example", "/\\x.example", "x"])
def test_a_form_leads_back_to_us_alone(server: Server, back: str) -> None:
    assert server.post("/theme", {"theme": "dark", "back": back}).headers["location"] == "/"


def test_completion_gives_words_people_and_communities(site: Server) -> None:
    found = site.get("/complete?q=ferr").json()["completions"]
    assert {"ferry", "from:ferrymaster"} <= {c["text"] for c in found}


def test_static_files_are_ours_alone(site: Server) -> None:
    for path in ("/static/..%2Fapp.py", "/static/app.py", "/static/none.css"):
        assert site.get(path).status_code == 404
    page = site.get("/").text
    (address,) = re.findall(r'href="(/static/rookery\.css[^"]*)"', page)
    assert "immutable" in site.get(address).headers["cache-control"]


def test_signing_in_is_offered_where_there_is_a_key(server: Server) -> None:
    paths = ("/", "/search?q=storm", "/saved", "/nope")
    assert not [p for p in paths if "/sign-in" in server.get(p).text]
    assert "/sign-in" not in server.post("/delete", {"id": "h005"}, accept="text/html").text
    server.key("reader", "read")
    assert [p for p in paths if "/sign-in" in server.get(p).text] == list(paths)


def test_large_figures_are_short_or_grouped_as_the_language_has_it(server: Server) -> None:
    post = Post("big", text="figureword", counts=Counts(views=24_500, likes=1_234_567))
    server.network.store.apply([Upsert(post)])
    english = server.get("/search?q=figureword&hl=en").text
    italian = server.get("/search?q=figureword&hl=it").text
    assert "24.5K views" in english and "1.2M likes" in english
    assert "24.500 visualizzazioni" in italian


def test_an_empty_network_says_what_to_type(home: Path) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    with running(network) as server:
        for path in ("/", "/search"):
            text = server.get(path).text
            assert "take some in with <code>rookery ingest</code>." in text, path
        assert "Communities" not in server.get("/").text


def test_what_is_typed_looks_like_it_in_a_sentence(site: Server) -> None:
    wrong = site.get("/", headers={"authorization": "Bearer rk_`no`<b>", "accept": "text/html"})
    assert "<code>rookery keys add NAME</code>" in wrong.text
