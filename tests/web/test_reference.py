"""The API is documented: in OpenAPI, on a page of ours, and in docs/reference/api.md."""

import re

from markupsafe import escape

from rookery.web.language import catalogue
from tests.command import REPO
from tests.web.serving import Server


def _operations(site: Server) -> list[tuple[str, str, dict]]:
    paths = site.get("/openapi.json").json()["paths"]
    return [(m.upper(), path, o) for path, methods in paths.items() for m, o in methods.items()]


def test_every_operation_says_what_it_does(site: Server) -> None:
    for method, path, operation in _operations(site):
        assert operation.get("summary") and operation.get("description"), (method, path)
        for parameter in operation.get("parameters", []):
            described = parameter["in"] == "path" or parameter.get("description")
            assert described, (path, parameter["name"])


def test_the_page_of_the_api_needs_nobody_else(site: Server) -> None:
    text = site.get("/api").text
    for _, path, _ in _operations(site):
        assert f"<code>{path}</code>" in text
    assert "https://" not in text
    assert site.get("/docs").status_code == 404  # FastAPI's own loads from another host


def test_the_page_of_the_api_is_in_the_language_of_the_visitor(site: Server) -> None:
    """Each text has a translation, and the page shows it; the document for programs is English."""
    page = site.get("/api", headers={"accept-language": "it"}).text
    assert 'lang="en"' not in page.split("<main")[1].split("</main")[0]
    for method, path, operation in _operations(site):
        texts = [operation["summary"], operation["description"]]
        texts += [p["description"] for p in operation.get("parameters", []) if p["in"] != "path"]
        for text in texts:
            translated = catalogue("it").gettext(text)
            assert translated != text, (method, path, text)
            plain = re.sub("<.*?>", "", page)
            assert str(escape(translated.replace("`", ""))) in plain, (method, path, text)
    assert "<h2>Dal vivo</h2>" in page


def test_the_documentation_names_every_operation(site: Server) -> None:
    text = (REPO / "docs/reference/api.md").read_text("utf-8")
    for method, path, _ in _operations(site):
        assert f"`{method} {path}`" in text, (method, path)


def test_metrics_count_requests_by_route_and_only_public_posts(site: Server) -> None:
    site.get("/search?q=storm")
    lines = site.get("/metrics").text.splitlines()
    assert any('rookery_http_requests_total{method="GET",route="/search"' in x for x in lines)
    (posts,) = [x for x in lines if x.startswith("rookery_posts ")]
    assert float(posts.split()[1]) == site.get("/search.json?q=").json()["total"]
