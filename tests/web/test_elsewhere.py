"""A thread page says how many replies are here, and leads to quotes, reposts and copies."""

import re
from datetime import UTC, datetime

from rookery.post import Author, Counts, Post, Upsert
from tests.web.serving import Server

AT = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = "the swan on the quay has bitten the mayor once again"


def _apply(server: Server, *posts: Post) -> None:
    server.network.store.apply([Upsert(p) for p in posts])


def _said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))


def test_replies_that_are_not_here_are_told(server: Server) -> None:
    _apply(
        server,
        Post("root", text=TEXT, created_at=AT, counts=Counts(replies=1_200)),
        Post("r1", text="poor mayor", reply_to="root", created_at=AT, counts=Counts(replies=1)),
        Post("r2", text="poor swan", reply_to="r1", created_at=AT),
        Post("alone", text="nobody came", created_at=AT, counts=Counts(replies=2)),
    )
    assert "1 of 1,200 replies is here." in _said(server.get("/post/root").text)
    assert "È qui 1 risposta su 1.200." in _said(
        server.get("/post/root", headers={"accept-language": "it"}).text
    )
    assert "0 of 2 replies are here." in _said(server.get("/post/alone").text)
    for id_ in ("r1", "r2"):
        assert "are here" not in _said(server.get(f"/post/{id_}").text)


def test_quotes_reposts_and_copies_are_a_link_away(server: Server) -> None:
    _apply(
        server,
        Post("root", text=TEXT, author=Author("ann"), created_at=AT),
        Post("q1", text="look", quote_of="root", created_at=AT),
        Post("b1", repost_of="root", author=Author("bo"), created_at=AT),
        Post("b2", repost_of="root", author=Author("cy"), created_at=AT),
        Post("copy", text=TEXT.title() + "!", author=Author("dee"), created_at=AT),
        Post("hidden", text=TEXT, repost_of="root", visibility=("nightshift",)),
    )
    page = server.get("/post/root").text
    links = dict(re.findall(r'<a class="elsewhere" href="([^"]*)">([^<]*)</a>', page))
    assert list(links.values()) == ["1 quote", "2 reposts", "1 post with the same words"]
    for address, told in links.items():
        total = server.get(f"{address.replace('&amp;', '&')}&format=json").json()["total"]
        assert total == int(told.split()[0]) + ("same words" in told)  # the post itself too
    assert 'class="elsewhere"' not in server.get("/post/q1").text


def test_an_id_of_any_form_is_asked_for(server: Server) -> None:
    odd = "https://x.example/a b?c=(d)"
    _apply(server, Post(odd, text="odd one"), Post("q", text="quoting", quote_of=odd))
    page = server.get("/post/https%3A%2F%2Fx.example%2Fa%20b%3Fc%3D(d)").text
    (address,) = re.findall(r'<a class="elsewhere" href="([^"]*)">', page)
    assert server.get(f"{address.replace('&amp;', '&')}&format=json").json()["total"] == 1
