"""The API is documented: in OpenAPI, on a page of ours, and in docs/reference/api.md."""

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
            assert described or parameter["name"] in ("limit", "offset"), (path, parameter["name"])


def test_the_page_of_the_api_needs_nobody_else(site: Server) -> None:
    text = site.get("/api").text
    for _, path, _ in _operations(site):
        assert f"<code>{path}</code>" in text
    assert "https://" not in text
    assert site.get("/docs").status_code == 404  # FastAPI's own loads from another host


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
