"""Accounts on pages: signing in, an invitation, roles, and who may see to them."""

import re
from collections.abc import Iterator

import pytest

from rookery.config import Settings
from rookery.errors import BadInput
from rookery.web import check_listening
from tests.web.serving import Server

WORDS = "four words make one"
HTML = {"accept": "text/html"}


@pytest.fixture
def owned(server: Server) -> Iterator[Server]:
    """A server where Ada is the operator, and nobody is signed in."""
    server.network.accounts.add("Ada", WORDS, ["operator"], by="test")
    yield server


def _sign_in(server: Server, name: str, password: str = WORDS) -> dict[str, str]:
    """The cookie as a browser sends it back."""
    answer = server.post("/sign-in", {"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    server.client.cookies.clear()
    return {"cookie": answer.headers["set-cookie"].split(";")[0]}


def test_whoever_sits_at_the_machine_owns_it_until_there_is_an_account(server: Server) -> None:
    assert server.get("/people").status_code == 200
    server.network.accounts.add("Ada", WORDS, ["operator"], by="test")
    assert server.get("/people").status_code == 401
    assert server.get("/search", params={"q": "ferry"}).status_code == 200  # it is still read


def test_an_operator_signs_in_and_out(owned: Server) -> None:
    signed = _sign_in(owned, "ada")
    assert owned.get("/people", headers=signed).status_code == 200
    headers = signed | {"origin": owned.url}
    assert owned.client.post("/sign-out", headers=headers).status_code == 303
    assert owned.get("/people", headers=signed).status_code == 401


def test_the_cookie_is_for_no_script_and_no_other_site(owned: Server) -> None:
    cookie = (
        owned.post("/sign-in", {"name": "ada", "password": WORDS}).headers["set-cookie"].lower()
    )
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_wrong_password_is_told_on_the_form_with_the_name_kept(owned: Server) -> None:
    wrong = owned.post("/sign-in", {"name": "ada<b>", "password": "x" * 12}, **HTML)
    assert wrong.status_code == 401
    assert "do not belong together" in wrong.text
    assert 'value="ada&lt;b&gt;"' in wrong.text
    assert WORDS not in wrong.text


def test_a_member_reads_their_groups_and_sees_to_nobody(owned: Server) -> None:
    owned.network.accounts.add("Bo", WORDS, ["member"], ["nightshift"], by="Ada")
    signed = _sign_in(owned, "Bo")
    assert owned.get("/people", headers=signed).status_code == 403
    everybody = owned.network.search.search("").total
    seen = owned.get("/search", params={"format": "json"}, headers=signed).json()["total"]
    assert seen > everybody


def test_an_invitation_makes_one_account_and_signs_it_in(owned: Server) -> None:
    signed = _sign_in(owned, "ada")
    page = owned.post("/people/invite", {"role_moderator": "1"}, **(signed | HTML)).text
    found = re.search(r"<code>(/invitation/[^<]+)</code>", page)
    assert found is not None
    assert "Choose a name" in owned.get(found[1]).text
    form = {"name": "Bo", "password": WORDS, "again": "other"}
    assert "not the same" in owned.post(found[1], form, **HTML).text
    made = owned.post(found[1], form | {"again": WORDS}, **HTML)
    assert made.status_code == 303
    assert owned.network.accounts.named("bo").roles == {"moderator"}
    owned.client.cookies.clear()
    again = owned.post(found[1], {"name": "Cy", "password": WORDS, "again": WORDS}, **HTML)
    assert (again.status_code, "ask for another" in again.text) == (403, True)


def test_roles_are_set_and_an_account_closed_by_an_operator(owned: Server) -> None:
    owned.network.accounts.add("Bo", WORDS, ["member"], by="Ada")
    theirs, signed = _sign_in(owned, "Bo"), _sign_in(owned, "Ada")
    boxes = {"name": "Bo", "role_reviewer": "1", "role_member": "1"}
    assert owned.post("/people/roles", boxes, **(signed | HTML)).status_code == 303
    assert owned.network.accounts.named("Bo").roles == {"reviewer", "member"}
    refused = owned.post("/people/roles", {"name": "Ada", "roles": "member"}, **signed)
    assert (refused.status_code, "last operator" in refused.text) == (409, True)
    json = {"accept": "application/json"}
    assert owned.post("/people/close", {"name": "Bo"}, **(signed | json)).json()["closed"] is True
    assert "Sign out" not in owned.get("/", headers=theirs | HTML).text
    told = owned.get("/people/audit", params={"format": "json"}, headers=signed).json()["entries"]
    assert [(e["who"], e["what"], e["about"]) for e in told[:2]] == [
        ("Ada", "person.closed", "Bo"),
        ("Ada", "roles.set", "Bo"),
    ]
    assert "person.closed" in owned.get("/people/audit", headers=signed | HTML).text


def test_names_are_words_on_the_page(owned: Server) -> None:
    owned.network.accounts.add("<script>x</script>", WORDS, ["member"], by="Ada")
    signed = _sign_in(owned, "Ada")
    for path in ("/people", "/people/audit"):
        page = owned.get(path, headers=signed | HTML).text
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


def test_an_account_guards_a_server_that_others_reach() -> None:
    settings = Settings(server={"host": "0.0.0.0"})
    check_listening(settings, anybody=True)
    with pytest.raises(BadInput, match="rookery people add"):
        check_listening(settings, anybody=False)
