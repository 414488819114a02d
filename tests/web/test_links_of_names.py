"""The links of an author's and a community's page find their posts, whatever the name holds."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import pytest

from rookery.post import Author, Post, Upsert
from tests.web.serving import Server

NAMES = ["Anna Rossi", "c++(general)", "o'neil", "(", "R&D", "è così", "a:b"]


def _searches(text: str) -> list[str]:
    """Addresses of searches in the page's main part, but for those of its posts."""
    main = text.split("<main", 1)[1].split("</main", 1)[0]
    outside = re.sub(r"<article.*?</article>", "", main, flags=re.DOTALL)
    return [unescape(a) for a in re.findall(r'href="(/search\?[^"]*)"', outside)]


def _found(server: Server, address: str) -> int:
    answer = server.get(f"{address}&format=json".replace("format=atom&", ""))
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()["total"]


@pytest.mark.parametrize("name", NAMES)
def test_the_links_of_an_authors_page_find_their_posts(server: Server, name: str) -> None:
    at = datetime.now(UTC)
    server.network.store.apply([Upsert(Post("n1", text="x", author=Author(name), created_at=at))])
    addresses = _searches(server.get(f"/author/{quote(name, safe='')}").text)
    assert len(addresses) == 3
    assert [_found(server, address) for address in addresses] == [1, 1, 1]


@pytest.mark.parametrize("name", NAMES)
def test_the_links_and_the_box_of_a_communitys_page_find_its_posts(
    server: Server, name: str
) -> None:
    at = datetime.now(UTC)
    server.network.store.apply([Upsert(Post("n1", text="x", community=name, created_at=at))])
    text = server.get(f"/community/{quote(name, safe='')}").text
    addresses = _searches(text)
    assert len(addresses) == 3
    assert [_found(server, address) for address in addresses] == [1, 1, 1]
    box = re.search(r'id="within"[^>]* value="([^"]*)"', text)
    assert box and _found(server, f"/search?q={quote(unescape(box[1]) + 'x')}") == 1


@pytest.mark.parametrize("name", ['o"neil', 'say "hi" now'])
def test_the_links_of_a_name_with_quotation_marks_are_searches(server: Server, name: str) -> None:
    at = datetime.now(UTC)
    post = Post("n1", text="x", author=Author(name), community=name, created_at=at)
    server.network.store.apply([Upsert(post)])
    for page in ("author", "community"):
        for address in _searches(server.get(f"/{page}/{quote(name, safe='')}").text):
            assert server.get(address).status_code == 200, address
