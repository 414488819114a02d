"""The same pages by keyboard alone, by ear, without scripts, and while posts come in."""

import time
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from rookery.post import Post, Upsert
from tests.browser.conftest import PHONE, Open
from tests.web.serving import Server


def test_a_search_by_keyboard_alone(site: Server, window: Open) -> None:
    page = window(site.url)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("aurelia")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/search?q=aurelia")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".hits .post").nth(1)
    expect(second.locator(".time").first).to_be_focused()
    page.keyboard.press("k")
    first = page.locator(".hits .post").first
    expect(first.locator(".time").first).to_be_focused()
    text = first.locator(".text").inner_text()[:20]
    page.keyboard.press("Enter")
    expect(page.locator(".post.here")).to_contain_text(text)


def test_the_first_stop_skips_to_the_content(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=storm")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_every_control_has_a_name_and_a_page_one_heading(site: Server, window: Open) -> None:
    for path in ("/", "/search?q=storm", "/trends", "/post/h005", "/saved", "/sign-in"):
        page = window(site.url + path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("main").count() == 1
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden])')]
              .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label')
                || e.labels?.length || e.querySelector('title')) && !e.hidden)
              .map(e => e.outerHTML)"""
        )
        assert nameless == [], path


def _choose(page: Page) -> None:
    page.get_by_role("combobox").press_sequentially("ferrym")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_completion_is_chosen_with_the_arrows(site: Server, window: Open) -> None:
    page = window(site.url)
    _choose(page)
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    while "from:" not in field.input_value():
        page.keyboard.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("from:ferrymaster")


def test_completion_closes_and_gives_back_what_was_typed(site: Server, window: Open) -> None:
    page = window(site.url)
    _choose(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_have_value("ferrym")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_completion_is_chosen_with_a_finger(site: Server, window: Open) -> None:
    page = window(site.url, PHONE, has_touch=True)
    _choose(page)
    page.get_by_role("option").filter(has_text="from:ferrymaster").tap()
    expect(page.locator(".chips")).to_contain_text("from:ferrymaster")


def test_without_scripts_everything_works(server: Server, window: Open) -> None:
    page = window(server.url, java_script_enabled=False)
    page.get_by_label("Search the posts").fill("ferry")
    page.get_by_role("button", name="Search").click()
    page.locator("#filters").get_by_role("link", name="harbour").click()
    expect(page.locator(".chips li")).to_have_count(1)
    page.get_by_role("link", name="Latest", exact=True).click()
    page.locator(".post .time").first.click()
    expect(page.locator(".post.here")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(f"{server.url}/search?q=community:harbour")
    page.get_by_role("link", name="More", exact=True).click()
    expect(page.get_by_role("link", name="Back", exact=True)).to_be_visible()
    page.goto(f"{server.url}/search?q=storm")
    page.get_by_placeholder("Name").fill("storms")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".saved")).to_contain_text("storms")


def test_new_posts_are_told_while_one_looks(server: Server, window: Open) -> None:
    page = window(f"{server.url}/search?q=liveword")
    page.wait_for_function("performance.getEntriesByType('resource').length > 2")
    page.wait_for_timeout(500)  # until the stream stands
    began = time.monotonic()
    post = Post("live", text="liveword at last", created_at=datetime.now(UTC))
    server.network.store.apply([Upsert(post)])
    link = page.get_by_role("link", name="1 new post: show it")
    expect(link).to_be_visible()
    assert time.monotonic() - began < 3
    link.click()
    expect(page.locator(".hits")).to_contain_text("liveword at last")


def test_signing_in_opens_the_closed_group(server: Server, window: Open) -> None:
    from rookery.config import edit

    edit(
        server.network.home,
        lambda d: d.update({"readers": [{"name": "night", "groups": ["nightshift"]}]}),
    )
    key = server.key("night", "read", "night")["authorization"].removeprefix("Bearer ")
    page = window(f"{server.url}/sign-in")
    page.get_by_label("Key").fill(key)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(f"{server.url}/search?q=community:nightshift")
    expect(page.locator(".badge.closed").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{server.url}/search?q=community:nightshift")
    expect(page.locator(".hits")).to_have_count(0)


def test_a_completion_that_was_chosen_outlasts_a_late_answer(site: Server, window: Open) -> None:
    page = window(site.url)
    field = page.get_by_role("combobox", name="Search the posts")
    field.press_sequentially("ferr")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    page.route("**/complete?*", lambda route: None)  # no answer before the arrow is pressed
    with page.expect_request("**/complete?*"):
        field.press("y")
    with page.expect_event("requestfailed"):  # nobody waits for it any more
        field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    chosen = option.get_attribute("data-text")
    expect(field).to_have_value(chosen or "")
    expect(field).to_have_attribute("aria-activedescendant", "q-option-0")
    field.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
