"""Posts of other years on a phone: their dates are longer, and stand beside what they date."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from rookery.post import Author, Media, Post, Upsert
from tests.browser.conftest import DESK, PHONE, Open
from tests.web.serving import Server

# every letter of a date must lie outside of every other text of its post
_OVER = """() => [...document.querySelectorAll(".post")].flatMap(post => {
  const boxes = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter(r => r.width && r.height);
  };
  const date = post.querySelector(":scope > .by > .time");
  const parts = [".by > *:not(.time)", ".text", ".title", ".media", ".figures"];
  const others = [...post.querySelectorAll(parts.map(p => `:scope > ${p}`).join())];
  const over = (a, b) => a.left < b.right - .5 && b.left < a.right - .5
    && a.top < b.bottom - .5 && b.top < a.bottom - .5;
  return others.filter(o => boxes(date).some(a => boxes(o).some(b => over(a, b))))
    .map(o => `${date.textContent.trim()} / ${o.textContent.trim().slice(0, 40)}`);
})"""
_LINES = """() => [...document.querySelectorAll(".post > .by > .time time")]
  .map(t => t.getClientRects().length)"""


def _old(server: Server) -> None:
    at = datetime(2013, 9, 26, 10, tzinfo=UTC)
    long = "A Very Long Name Of Somebody Who Writes Here"
    authors = (
        Author("ada"),
        Author("ada_with_a_long_handle_too", name=long, verified=True, bot=True),
    )
    posts = [
        Post(
            f"{n}{kind}", text="" if kind == "picture" else "oldword and more of it " * 3,
            title="oldword as a title" if kind in ("title", "picture") else None,
            author=author, created_at=at, community="harbour" if n else None,
            place="Somewhere over there" if n else None, lang="pt", labels=("old", "label"),
            media=(Media("image", None, "a picture"),) if kind == "picture" else (),
        )
        for n, author in enumerate(authors) for kind in ("plain", "title", "picture")
    ]  # fmt: skip
    short = Post("short", text="oldword", author=Author("bob"), created_at=at)
    reply = Post("reply", text="oldword", author=authors[1], reply_to="short", created_at=at)
    server.network.store.apply([Upsert(p) for p in (*posts, short, reply)])


@pytest.mark.parametrize("language", ["en", pytest.param("it", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "width", [320, *(pytest.param(w, marks=pytest.mark.long) for w in (PHONE[0], 700)), DESK[0]]
)
def test_the_date_of_an_old_post_covers_none_of_its_text(
    server: Server, window: Open, width: int, language: str
) -> None:
    _old(server)
    for path in ("/search?q=oldword", "/post/reply", "/author/ada", "/"):
        page = window(
            server.url + path, (width, 844), extra_http_headers={"accept-language": language}
        )
        assert page.evaluate(_OVER) == [], path
        if width < 720:
            assert set(page.evaluate(_LINES)) <= {1}, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_stop_at_the_top_skips_the_filters(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=storm")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('results').contains(document.activeElement)")
