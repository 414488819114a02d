"""Signing in leads back to the page that was asked for, and holds for links from other sites."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.serving import Server


def _key(server: Server) -> str:
    return server.key("reader", "read")["authorization"].removeprefix("Bearer ")


def test_the_cookie_comes_along_where_a_link_elsewhere_is_followed(server: Server) -> None:
    cookie = server.post("/sign-in", {"key": _key(server)}).headers["set-cookie"].lower()
    assert "samesite=lax" in cookie and "httponly" in cookie


def test_a_form_elsewhere_is_refused_though_the_cookie_comes_along(server: Server) -> None:
    signed = server.post("/sign-in", {"key": _key(server)}).headers["set-cookie"].split(";")[0]
    headers = {"cookie": signed, "origin": "https://evil.example"}
    form = {"name": "x", "query": "storm"}
    assert server.client.post("/saved", data=form, headers=headers).status_code == 403


def test_signing_in_leads_to_the_page_that_was_asked_for(server: Server) -> None:
    key, asked = _key(server), "/search?q=storm+%26+sea&order=latest"
    page = server.get(asked, headers={"accept": "text/html"}).text
    address = page.split('href="/sign-in', 1)[1].split('"')[0]
    (following,) = parse_qs(urlsplit(address).query)["next"]
    assert following == asked
    form = server.get("/sign-in", params={"next": following}).text
    assert 'name="next" value="/search?q=storm+%26+sea&amp;order=latest"' in form
    wrong = server.post("/sign-in", {"key": "rk_wrong", "next": following})
    assert wrong.status_code == 401 and 'value="/search?q=storm+%26+sea&amp;order' in wrong.text
    signed = server.post("/sign-in", {"key": key, "next": following})
    assert signed.status_code == 303 and signed.headers["location"] == asked


def test_a_page_that_is_refused_leads_to_the_form_and_back(server: Server) -> None:
    server.key("reader", "read")
    odd = server.get("/post/a%3Fb%2Fc", headers={"accept": "text/html"})
    assert odd.status_code == 404 and 'href="/sign-in?next=/post/a%253Fb%252Fc"' in odd.text
    page = server.get("/", headers={"accept": "text/html"}).text
    assert 'href="/sign-in?next=/"' in page
    refused = server.post("/delete", {"id": "h001"}, accept="text/html")
    assert refused.status_code == 401 and 'href="/sign-in"' in refused.text  # /delete is no page


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example", "\t//evil",
     "javascript:alert(1)", "evil", "/\n/evil.example", "http:/evil.example", "///evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(server: Server, elsewhere: str) -> None:
    signed = server.post("/sign-in", {"key": _key(server), "next": elsewhere})
    assert signed.status_code == 303 and signed.headers["location"] == "/"


def test_a_form_that_does_not_say_its_length_is_told_so(site: Server) -> None:
    headers = {"origin": site.url, "content-type": "application/x-www-form-urlencoded"}
    sent = iter([b"key=", b"rk_wrong"])
    refused = site.client.post(
        "/sign-in", content=sent, headers=headers | {"accept": "application/json"}
    )
    assert refused.status_code == 400 and "Content-Length" in refused.json()["error"]
