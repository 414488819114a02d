"""Saved searches stand in rookery.toml and count what is new to them."""

from datetime import UTC, datetime, timedelta

import pytest

from rookery.config import FILE, load
from rookery.post import Post, Upsert
from tests.web.serving import Server


def _save(server: Server, **form: str) -> int:
    return server.post("/saved", {"name": "storms", "query": "storm"} | form).status_code


def _post(server: Server, id_: str, text: str, **more: object) -> None:
    at = datetime.now(UTC) + timedelta(seconds=1)
    server.network.store.apply([Upsert(Post(id_, text=text, created_at=at, **more))])


def test_a_saved_search_stands_in_the_file_with_the_operators_comments(server: Server) -> None:
    path = server.network.home / FILE
    path.write_text("# mine\n[server]\nname = 'Town'  # ours\n")
    assert _save(server) == 303
    assert "# mine" in path.read_text() and "# ours" in path.read_text()
    (saved,) = load(server.network.home).saved
    assert (saved.name, saved.query, saved.webhook) == ("storms", "storm", None)


def test_it_counts_what_is_new_until_somebody_looks(server: Server) -> None:
    _save(server)
    assert server.get("/saved?format=json").json()["saved"][0]["new"] == 0
    _post(server, "s1", "another storm")
    _post(server, "s2", "nothing of it")
    assert server.get("/saved?format=json").json()["saved"][0]["new"] == 1
    looked = server.post("/saved/see", {"name": "storms"})
    assert looked.headers["location"] == "/search?q=storm&order=latest"


def test_an_outsider_is_counted_no_post_of_a_closed_group(server: Server) -> None:
    _save(server)
    _post(server, "s1", "closed storm", visibility=("nightshift",))
    assert server.get("/saved?format=json").json()["saved"][0]["new"] == 0


def test_a_search_written_into_the_file_by_hand_is_followed_too(server: Server) -> None:
    path = server.network.home / FILE
    path.write_text("[[saved]]\nname = 'hand'\nquery = 'storm'\n[[saved]]\nname='odd'\nquery='('\n")
    first, second = server.get("/saved?format=json").json()["saved"]
    assert first["name"] == "hand" and first["new"] > 0
    assert "parenthesis" in second["problem"]


def test_it_is_removed(server: Server) -> None:
    _save(server)
    assert server.post("/saved/remove", {"name": "storms"}).status_code == 303
    assert load(server.network.home).saved == []
    assert server.post("/saved/remove", {"name": "storms"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"name": ""}, 400),
        ({"name": "x" * 81}, 400),
        ({"name": "a\x07b"}, 400),
        ({"query": ""}, 400),
        ({"query": "(storm"}, 400),
        ({"webhook": "ftp://x.example/"}, 400),
        ({"webhook": "file:///etc/passwd"}, 400),
        ({"webhook": "nonsense"}, 400),
    ],
)
def test_what_cannot_be_saved_is_refused(server: Server, form: dict[str, str], status: int) -> None:
    assert _save(server, **form) == status
    assert load(server.network.home).saved == []


def test_a_name_is_saved_once(server: Server) -> None:
    assert _save(server) == 303
    assert _save(server, query="ferry") == 409


def test_where_there_are_keys_only_one_that_may_write_changes_them(server: Server) -> None:
    writes = server.key("operator", "read,write")
    assert _save(server) == 401
    form = {"name": "storms", "query": "storm"}
    assert server.post("/saved", form, **writes).status_code == 303
