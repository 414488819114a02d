"""Pages say what is wrong in the visitor's language; the API says it in English."""

import re
from collections.abc import Iterator

import pytest

from rookery.search.operators import UNSUPPORTED
from rookery.search.values import REFUSED
from tests.web.serving import Server

WRONG = [
    ("/search?q=(storm", "Una parentesi è aperta e non chiusa"),
    ("/search?q=storm OR", "OR vuole qualcosa dopo di sé"),
    ("/search?q=min_likes:many", "In min_likes:many, many non è un numero intero da 0 a"),
    ("/search?q=near:rome", "near: non ha risposta qui, perché i post non stanno su una mappa"),
    ("/search?q=since:someday", "In since:someday, someday non è un tempo come 2026-11-20"),
    ("/search?q=has:imagez", "In has:imagez, non c'è imagez, forse volevi image"),
    ("/search?q=" + "x" * 2_001, "La ricerca ha 2.001 caratteri: ne bastano 2.000"),
    ("/search?q=storm&as_of=someday", "In as_of, someday non è un tempo come"),
    ("/search?q=storm&limit=0", "Il parametro limit non si può usare: deve essere da 1 a 1.000"),
    ("/search?q=storm&order=foo", "order non si può usare: deve essere uno tra relevance, latest"),
    ("/trends?hours=0", "hours non si può usare: deve essere più di 0 e al massimo 744"),
    ("/search?q=storm&offset=x", "Il parametro offset non si può usare: non è un numero intero"),
    ("/trends?hours=x", "Il parametro hours non si può usare: non è un numero"),
    ("/trends?format=xml", "Questa pagina non si può avere come 'xml'"),
    ("/post/h9999", "Qui non c'è un post 'h9999' che tu possa leggere"),
    ("/author/nobody", "Qui non c'è un autore @nobody di cui tu possa leggere i post"),
    ("/community/nowhere", "Qui non c'è una comunità 'nowhere' di cui tu possa leggere i post"),
    ("/nowhere", "Qui non c'è una pagina simile"),
]


@pytest.fixture(autouse=True)
def _no_language_left(site: Server) -> Iterator[None]:
    """What is asked for with `hl` is kept in a cookie, which the next test must not have."""
    yield
    site.client.cookies.clear()


def _sentence(text: str) -> str:
    found = re.search(r'<p class="wrong" role="alert">(.*?)</p>', text, re.DOTALL)
    assert found, text
    return found[1].replace("&#39;", "'")


@pytest.mark.parametrize(("path", "sentence"), WRONG, ids=[path[:40] for path, _ in WRONG])
def test_an_italian_page_says_in_italian_what_is_wrong(
    site: Server, path: str, sentence: str
) -> None:
    italian = site.get(path, headers={"accept-language": "it", "accept": "text/html"})
    assert sentence in _sentence(italian.text)
    assert 'lang="en"' not in _sentence(italian.text)


@pytest.mark.parametrize(("path", "sentence"), WRONG, ids=[path[:40] for path, _ in WRONG])
def test_the_api_says_it_in_english_whoever_asks(site: Server, path: str, sentence: str) -> None:
    parts = {"accept-language": "it", "accept": "application/json"}
    english = site.get(path, headers=parts)
    assert english.status_code >= 400
    assert sentence not in english.json()["error"]


def test_what_a_visitor_may_not_do_is_said_in_italian(server: Server) -> None:
    italian = {"accept-language": "it", "accept": "text/html"}
    foreign = server.client.post(
        "/saved", data={"name": "x"}, headers=italian | {"origin": "https://evil.example"}
    )
    assert "Questo modulo viene da un altro sito" in _sentence(foreign.text)
    reads = server.key("reader", "read")
    refused = server.post("/delete", {"id": "h005"}, **italian, **reads)
    assert "Alla tua chiave manca il permesso write" in _sentence(refused.text)
    wrong = server.post("/sign-in", {"key": "rk_no"}, **italian)
    assert "Questa chiave non è conosciuta qui" in _sentence(wrong.text)


def test_somebodys_words_in_a_sentence_are_words(site: Server) -> None:
    page = site.get("/search", params={"q": "min_likes:%n<b>", "hl": "it"})
    assert page.status_code == 400
    assert "%n&lt;b&gt; non è un numero" in _sentence(page.text)


@pytest.mark.parametrize("name", [*UNSUPPORTED, *(f"is:{name}" for name in REFUSED)])
def test_every_refusal_has_its_italian(site: Server, name: str) -> None:
    query = name if ":" in name else f"{name}:x"
    said = {
        language: _sentence(site.get("/search", params={"q": query, "hl": language}).text)
        for language in ("en", "it")
    }
    assert " as " in said["en"] and ", perché " in said["it"]
    assert said["en"].split(" as ", 1)[1][:20] not in said["it"]
