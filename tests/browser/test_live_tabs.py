"""Live pages in many tabs: one that nobody sees holds no connection, and counts on when seen."""

import re
import time
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from rookery.post import Post, Upsert
from tests.browser.conftest import Open
from tests.web.serving import Server

HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def _followers(server: Server, wanted: int) -> None:
    """Waits until so many pages follow live."""
    deadline = time.monotonic() + 10
    while True:
        found = re.search(r"\nrookery_live_listeners (\S+)", server.get("/metrics").text)
        if found and float(found[1]) == wanted:
            return
        assert time.monotonic() < deadline, f"{found and found[1]} pages follow, not {wanted}"
        time.sleep(0.05)


def _arrives(server: Server, id_: str) -> None:
    post = Post(id_, text=f"liveword {id_}", created_at=datetime.now(UTC))
    server.network.store.apply([Upsert(post)])


def _told(page: Page, words: str) -> None:
    expect(page.get_by_role("link", name=words)).to_be_visible()


def test_a_tab_that_nobody_sees_holds_no_connection_and_counts_on_when_seen(
    server: Server, window: Open
) -> None:
    page = window(f"{server.url}/search?q=liveword")
    _followers(server, 1)
    page.evaluate(HIDDEN, True)
    _followers(server, 0)
    _arrives(server, "one")
    page.evaluate(HIDDEN, False)
    _told(page, "1 new post: show it")
    _followers(server, 1)


def test_the_eighth_tab_is_answered(server: Server, window: Open) -> None:
    """Tabs behind others are hidden, which this browser without a screen has to be told."""
    first = window(f"{server.url}/search?q=liveword")
    for _ in range(7):
        _followers(server, 1)
        first.context.pages[-1].evaluate(HIDDEN, True)
        first.context.new_page().goto(f"{server.url}/search?q=storm")
    _followers(server, 1)


def test_after_back_a_page_that_was_kept_is_live_again(server: Server, window: Open) -> None:
    page = window(f"{server.url}/search?q=liveword")
    _followers(server, 1)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    _followers(server, 0)
    _arrives(server, "one")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    _told(page, "1 new post: show it")
