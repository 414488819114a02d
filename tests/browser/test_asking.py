"""Asking in a browser: sentences appear, nothing that is being read moves, and sources open."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.web.serving import Server


def _top(page: Page) -> float:
    """Where the first result stands."""
    box = page.locator("#results .hits > li").first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_question_is_answered_and_its_source_opens(site: Server, window: Open) -> None:
    page = window(f"{site.url}/ask")
    page.get_by_role("textbox", name="Your question").fill("Did the Aurelia leak fuel?")
    page.get_by_role("button", name="Ask", exact=True).click()
    answer = page.get_by_role("region", name="Answer")
    expect(answer).to_contain_text("MV Aurelia did not leak.")
    expect(answer).to_contain_text("Quoted from the posts; no model wrote.")
    expect(page).to_have_url(re.compile(r"/ask\?q=Did\+the\+Aurelia"))
    answer.locator('li[data-id="h213"] a.time').click()
    expect(page.locator("#here")).to_contain_text("rapeseed")


def test_an_answer_above_results_moves_nothing(site: Server, window: Open) -> None:
    for size in ((1280, 900), PHONE):
        page = window(f"{site.url}/search?q=has+the+market+hall+been+sold%3F", size)
        before = _top(page)
        expect(page.locator(".answer .made")).to_be_attached()
        expect(page.locator(".answer .said").first).to_be_visible()
        assert _top(page) == before


def test_what_is_under_the_edge_of_an_answer_is_told_and_one_click_away(
    site: Server, window: Open
) -> None:
    for size in ((1280, 900), PHONE):
        page = window(f"{site.url}/search?q=is+there+lead+paint+at+gull+lane%3F", size)
        whole = page.get_by_role("button", name="The whole answer")
        expect(whole).to_be_visible()
        before = _top(page)
        whole.click()
        expect(whole).to_be_hidden()
        box = page.locator(".answer")
        assert box.evaluate("one => one.scrollHeight <= one.clientHeight")
        assert _top(page) > before
    page = window(f"{site.url}/search?q=how+many+posts+mention+the+ferry%3F")
    expect(page.locator(".answer .said")).to_be_visible()
    expect(page.get_by_role("button", name="The whole answer")).to_be_hidden()


def test_without_scripts_it_is_one_link_away(site: Server, window: Open) -> None:
    page = window(
        f"{site.url}/search?q=has+the+market+hall+been+sold%3F", java_script_enabled=False
    )
    page.get_by_role("link", name="Answer this from the posts").click()
    expect(page.get_by_role("region", name="Answer")).to_contain_text(
        "The Market Hall is not sold."
    )


def test_from_a_copied_rumour_to_its_first_post_and_its_denial(site: Server, window: Open) -> None:
    page = window(f"{site.url}/post/h125")
    page.locator("#here").get_by_role("link", name="What is behind this?").click()
    first = page.get_by_role("region", name="The first post found that says it")
    expect(first.locator('li[data-id="h121"]')).to_contain_text("MARKET HALL SOLD")
    otherwise = page.get_by_role("region", name="Says otherwise")
    expect(otherwise).to_contain_text("The Market Hall is not sold.")
