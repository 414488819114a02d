"""Saved searches stand in rookery.toml and count what is new to them."""

from datetime import UTC, datetime, timedelta

import pytest

from rookery.config import FILE, load
from rookery.post import Counts, Delete, Post, Upsert
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


def test_a_post_that_arrives_late_counts_and_one_edited_or_deleted_counts_once_or_not(
    server: Server,
) -> None:
    def new() -> int:
        return server.get("/saved?format=json").json()["saved"][0]["new"]

    _save(server, query="lateword")
    at = datetime.now(UTC) - timedelta(days=400)
    posts = [Post(i, text="lateword", created_at=at) for i in ("late", "gone")]
    server.network.store.apply([Upsert(p) for p in posts])
    assert new() == 2
    edited = Post("late", text="lateword again", created_at=at, edited_at=at + timedelta(days=1))
    server.network.store.apply([Upsert(edited), Delete("gone")])
    assert new() == 1
    server.post("/saved/see", {"name": "storms"})
    assert new() == 0


def test_a_post_whose_counts_are_read_again_or_that_is_edited_is_not_new_again(
    server: Server,
) -> None:
    _save(server, query="lateword")
    _post(server, "p", "lateword")
    server.post("/saved/see", {"name": "storms"})
    later = datetime.now(UTC) + timedelta(minutes=1)
    _post(server, "p", "lateword", counts=Counts(likes=9), observed_at=later)
    _post(server, "p", "lateword again", edited_at=later + timedelta(minutes=1))
    assert server.get("/saved?format=json").json()["saved"][0]["new"] == 0


def test_a_query_as_long_as_queries_may_be_is_followed(server: Server) -> None:
    words = "storm " + " ".join(f"-word{n}" for n in range(180))
    query = words + " -" + "x" * (2_000 - len(words) - 2)
    assert _save(server, query=query) == 303
    _post(server, "s1", "another storm")
    (saved,) = server.get("/saved?format=json").json()["saved"]
    assert (len(saved["query"]), saved["new"], saved["problem"]) == (2_000, 1, None)
    looked = server.post("/saved/see", {"name": "storms"}).headers["location"]
    assert server.get(looked).status_code == 200


def test_a_state_of_an_older_release_is_left_behind(server: Server) -> None:
    _save(server)
    path = server.network.home / "saved.json"
    for old in ('{"storms": {"seen": "2026-11-20T12:00:00+00:00", "told": ["h001"]}}', "[]", "{"):
        path.write_text(old)
        (saved,) = server.get("/saved?format=json").json()["saved"]
        assert saved["new"] > 0 and saved["seen"] is None
        server.post("/saved/see", {"name": "storms"})
        (saved,) = server.get("/saved?format=json").json()["saved"]
        assert saved["new"] == 0 and saved["seen"]


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


def test_a_file_that_is_half_edited_is_said_in_the_visitors_language(server: Server) -> None:
    (server.network.home / FILE).write_text("[server")
    form = {"name": "storms", "query": "storm"}
    refused = server.post("/saved", form, **{"accept-language": "it", "accept": "text/html"})
    assert refused.status_code == 400
    assert "non è TOML valido" in refused.text


def test_a_name_is_saved_once(server: Server) -> None:
    assert _save(server) == 303
    assert _save(server, query="ferry") == 409


def test_where_there_are_keys_only_one_that_may_write_changes_them(server: Server) -> None:
    writes = server.key("operator", "read,write")
    assert _save(server) == 401
    form = {"name": "storms", "query": "storm"}
    assert server.post("/saved", form, **writes).status_code == 303
