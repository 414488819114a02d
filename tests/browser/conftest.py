"""A real browser: Debian's chromium, one a session, a fresh profile a test.

Whatever a test does, its page asks no other host, runs nothing that the content security policy
refuses and logs no error.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.conftest import server, site

__all__ = ["server", "site"]  # fixtures

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE = (1280, 900), (390, 844)
Open = Callable[..., "playwright.Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser at a time: memory is for the search."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright.Browser"]:
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def _matters(message: "playwright.ConsoleMessage", page: "playwright.Page") -> bool:
    """Errors and warnings, but not that what says what is wrong has a status of 400."""
    said_so = (page.url, f"{'/'.join(page.url.split('/')[:3])}/chat/files")  # a file given there
    if "status of 400" in message.text and message.location["url"] in said_so:
        return False
    return message.type in ("error", "warning")


@pytest.fixture
def window(chromium: "playwright.Browser") -> Iterator[Open]:
    """Opens an address in a window of its own; at the end nothing may have gone wrong in it."""
    contexts, complaints = [], []

    def open_at(address: str, size: tuple[int, int] = DESK, **profile: object) -> object:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", **profile
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        ours = "/".join(address.split("/")[:3]) + "/"
        page.on(
            "request",
            lambda r: None if r.url.startswith(ours) else complaints.append(f"asked {r.url}"),
        )
        page.on("console", lambda m: complaints.append(m.text) if _matters(m, page) else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []
