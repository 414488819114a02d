"""Walks every open door of the first page, in at most five clicks; its pictures are the README's.

`ROOKERY_PICTURES=docs/images` keeps them.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open
from tests.web.serving import Server


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("ROOKERY_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _picture(page: Page, folder: Path, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000


def test_two_doors_are_open_and_the_others_say_that_they_are_not(
    site: Server, window: Open
) -> None:
    doors = window(site.url).get_by_role("navigation", name="Four ways in")
    expect(doors.locator("h2")).to_have_text(["Ask", "Advertise", "Run it", "Train"])
    expect(doors.get_by_role("link")).to_have_count(2)
    expect(doors.get_by_text("Not open yet")).to_have_count(2)


def test_the_door_ask_leads_from_a_rumour_to_its_first_post_its_doubters_and_its_denial(
    site: Server, window: Open, pictures: Path
) -> None:
    page = window(site.url)
    _picture(page, pictures, "first-page")
    page.get_by_role("navigation", name="Four ways in").get_by_role("link", name="Ask").click()
    page.get_by_role("textbox", name="Your question").fill("Is line 4 being cut?")
    page.get_by_role("button", name="Ask", exact=True).click()
    answer = page.get_by_role("region", name="Answer")
    expect(answer.locator(".said").first).to_be_visible()
    _picture(page, pictures, "ask")
    answer.locator('.said[data-id="h070"] a.time').click()  # somebody's copy of the rumour
    page.locator("#here").get_by_role("link", name="What is behind this?").click()
    for region, post in (
        ("The first post found that says it", "h054"),
        ("Says the same", "h072"),
        ("Says otherwise", "h157"),  # the tram company's denial
        ("Corrected", "h161"),
        ("Doubted", "h061"),
        ("Doubted", "h063"),
    ):
        expect(
            page.get_by_role("region", name=region).locator(f'[data-id="{post}"]')
        ).to_be_visible()
    denial = page.get_by_role("region", name="Says otherwise")
    expect(denial.get_by_text("Line 4 is not being cut.")).to_be_visible()
    cite = denial.locator('[data-id="h157"] a.time')
    expect(cite).to_have_attribute("href", re.compile("h157"))  # each opens where it stands
    _picture(page, pictures, "behind")


def test_searching_reading_and_what_rises(site: Server, window: Open, pictures: Path) -> None:
    page = window(site.url)
    page.get_by_role("combobox").fill("line 4 cut")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".copies").first).to_be_visible()
    _picture(page, pictures, "search")
    page.locator("#filters").get_by_role("link", name="transit").click()
    expect(page.locator(".chips li")).to_have_count(1)
    page.locator(".post .time").first.click()
    expect(page.locator(".post.here")).to_be_visible()
    _picture(page, pictures, "thread")
    page.get_by_role("link", name="Trends").click()
    expect(page.locator(".trends > li").first).to_be_visible()
    _picture(page, pictures, "trends")


def test_the_door_train(site: Server, window: Open, pictures: Path) -> None:
    page = window(site.url)
    doors = page.get_by_role("navigation", name="Four ways in")
    doors.get_by_role("link", name="Train").click()
    page.get_by_role("link", name="How the house model learned").click()
    expect(page.get_by_text("The run has ended")).to_be_visible()
    _picture(page, pictures, "training")
    page.go_back()
    page.get_by_role("link", name="The model that answers").click()
    page.get_by_label("You say").fill("hello")
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("Written by house")).to_be_visible(timeout=30_000)
    _picture(page, pictures, "model")


def test_the_door_ask_in_the_dark_and_on_a_phone(
    site: Server, window: Open, pictures: Path
) -> None:
    _picture(window(f"{site.url}/search?q=storm", color_scheme="dark"), pictures, "dark")
    _picture(window(f"{site.url}/search?q=storm", PHONE), pictures, "phone")
