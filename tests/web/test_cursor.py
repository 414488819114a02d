"""An outsider cannot count what happens in closed groups by the cursors that pages carry."""

import json
import re
from datetime import UTC, datetime

import pytest

from rookery.errors import BadInput
from rookery.post import Post, Upsert
from rookery.web.cursor import sealed, unsealed
from tests.web.serving import Server

SECRET, OTHER = b"a" * 64, b"b" * 64


def test_a_cursor_comes_back_as_its_number_and_is_another_text_each_time() -> None:
    for number in (0, 1, 817, 2**63):
        made = {sealed(SECRET, number) for _ in range(20)}
        assert len(made) == 20
        assert {unsealed(SECRET, cursor) for cursor in made} == {number}
        assert {len(cursor) for cursor in made} == {len(sealed(SECRET, 5))}


def test_a_cursor_that_was_changed_or_is_of_another_server_is_refused() -> None:
    cursor = sealed(SECRET, 817)
    changed = [cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
               for at in range(len(cursor) - 1)]  # fmt: skip
    for text in (*changed, sealed(OTHER, 817), "", "817", cursor[:-1], cursor + "A", "perché", "="):
        with pytest.raises(BadInput, match="cursor"):
            unsealed(SECRET, text)


def _close(server: Server, id_: str) -> None:
    at = datetime.now(UTC)
    closed = Post(id_, text="hushword", created_at=at, visibility=("nightshift",))
    server.network.store.apply([Upsert(closed)])


def _told_without_cursors(server: Server, path: str) -> str:
    """What an outsider gets, without what is random or a time."""
    text = server.get(path).text
    text = re.sub(r'("cursor":|after=)"?[\w-]{54}"?', r"\1C", text)
    return re.sub(r'"took_ms":[\d.]+|\d+ ms', "T", text)


@pytest.mark.parametrize("path", ["/search.json?q=aurelia", "/search?q=aurelia", "/"])
def test_a_closed_post_changes_nothing_that_an_outsider_gets(server: Server, path: str) -> None:
    if "json" in path:  # scores grow less by the second, unless the moment of asking is said
        path += f"&as_of={datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    before = _told_without_cursors(server, path)
    assert "seq" not in before and re.search("(cursor|after).{0,2}C", before)
    for n in range(3):
        _close(server, f"hush{n}")
    assert _told_without_cursors(server, path) == before


def test_the_stream_carries_cursors_and_no_number(server: Server) -> None:
    page = server.get("/search.json?q=liveword").json()
    server.network.store.apply([Upsert(Post("one", text="liveword", created_at=datetime.now(UTC)))])
    with server.client.stream(
        "GET", "/events", params={"q": "liveword", "after": page["cursor"]}
    ) as answer:
        lines = []
        for line in answer.iter_lines():
            lines.append(line)
            if line.startswith("data: "):
                break
    told = json.loads(lines[-1].removeprefix("data: "))
    assert told["new"] == 1 and set(told) == {"new", "cursor"}
    start = next(x.removeprefix("id: ") for x in lines if x.startswith("id: "))
    assert len(start) == len(told["cursor"]) == len(page["cursor"]) == 54
    with server.client.stream(
        "GET", "/events", params={"q": "", "after": told["cursor"]}
    ) as taken_back:
        assert taken_back.status_code == 200


@pytest.mark.parametrize("after", ["0", "1", "-1", "x" * 54, ""])
def test_a_number_is_no_cursor(site: Server, after: str) -> None:
    refused = site.get("/events", params={"q": "storm", "after": after})
    assert refused.status_code == 400 and "cursor" in refused.text


def test_figures_of_the_whole_store_are_told_to_an_admin_alone(server: Server) -> None:
    whole = ("rookery_store_seq", "rookery_store_bytes", "rookery_store_unindexed")
    admin = server.key("admin", "read,admin")
    for headers in ({}, server.key("reader", "read"), server.key("feeder", "read,write")):
        text = server.get("/metrics", headers=headers).text
        assert "rookery_posts " in text and not [name for name in whole if name in text]
    text = server.get("/metrics", headers=admin).text
    assert "rookery_posts " in text and all(f"\n{name} " in text for name in whole)
