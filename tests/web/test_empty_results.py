"""A page, the API and the terminal say why nothing, or nothing whole, was found."""

from tests.web.serving import Server


def _page(site: Server, query: str, language: str) -> str:
    answer = site.get("/search", params={"q": query}, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.text


def test_a_total_of_nothing_above_partial_hits_is_explained(site: Server) -> None:
    answer = site.get("/search.json", params={"q": "ferry zeppelin"}).json()
    assert answer["total"] == 0
    assert answer["hits"] and all(hit["partial"] for hit in answer["hits"])
    for language, sentence in (
        ("en", "No post has all of these words; these have some."),
        ("it", "Nessun post ha tutte queste parole; questi ne hanno alcune."),
    ):
        assert sentence in _page(site, "ferry zeppelin", language)
        assert sentence not in _page(site, "ferry storm", language)
        assert sentence not in _page(site, "zzyzx", language)


def test_filters_that_no_post_can_meet_are_named(site: Server) -> None:
    query = "ferry from:nosuchone since:2026-11-24 until:2026-11-20"
    found = site.get("/search.json", params={"q": query}).json()
    assert found["notices"] == [
        "since:2026-11-24 leaves out all that until:2026-11-20 lets in, so no post can match.",
        "There is no author @nosuchone here whose posts you may read.",
    ]
    page = _page(site, query, "it")
    assert "c'è un autore @nosuchone" in page.replace("&#39;", "'")
    assert "since:2026-11-24 esclude tutto ciò che until:2026-11-20 ammette" in page
    assert site.get("/search.json", params={"q": "ferry"}).json()["notices"] == []


def test_somebodys_words_in_a_notice_are_words(site: Server) -> None:
    assert "@&lt;b&gt;x&lt;/b&gt;%n here" in _page(site, "from:<b>x</b>%n", "en")


def test_signs_alone_are_said_to_hold_no_word(site: Server) -> None:
    for query in ("#", "*", "@"):
        english, italian = _page(site, query, "en"), _page(site, query, "it")
        assert "There is no word to search for in this" in english
        assert "No post has these words" not in english and "fewer words" not in english
        assert "Qui non c&#39;è una parola da cercare" in italian.replace("’", "&#39;")
    assert "No post has these words" in _page(site, "zzyzx", "en")


def test_a_slip_in_an_operator_is_a_sentence(site: Server) -> None:
    wrong = site.get("/search.json", params={"q": "form:bob"})
    assert wrong.json()["error"] == (
        "There is no operator form: here. Did you mean from:? "
        "To search for the words as they are, put them in quotation marks (at column 1)"
    )
