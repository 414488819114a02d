"""Searching, filtering and reading, as somebody with a mouse does it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open
from tests.web.serving import Server

PAGES = ("/", "/search?q=storm", "/search?q=", "/trends", "/post/h005", "/author/ferrymaster",
         "/community/harbour", "/saved", "/sign-in", "/api")  # fmt: skip


def _search(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Search the posts").fill(words)
    page.keyboard.press("Enter")


def test_a_search_marks_its_words(site: Server, window: Open) -> None:
    page = window(site.url)
    _search(page, "storm ferry")
    expect(page).to_have_url(f"{site.url}/search?q=storm+ferry")
    expect(page.locator(".hits mark").first).to_have_text(re.compile("storm|ferry", re.IGNORECASE))
    expect(page.locator(".hits > li").first).to_be_visible()


def test_filters_narrow_and_chips_widen_again(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=ferry")
    before = page.locator(".count").inner_text()
    page.get_by_role("complementary", name="Filters").get_by_role("link", name="harbour").click()
    chip = page.get_by_role("link", name="community:harbour")
    expect(chip.first).to_be_visible()
    assert page.locator(".count").inner_text() != before
    assert set(page.locator(".post > .by .in").all_inner_texts()) == {"harbour"}
    page.locator(".chips a").click()
    expect(page.locator(".chips")).to_have_count(0)


def test_a_bar_of_the_histogram_narrows_to_its_days(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=storm")
    page.locator(".histogram a", has=page.locator(".tall")).nth(1).click()
    expect(page.locator(".chips li")).to_have_count(2)
    expect(page.locator(".hits > li").first).to_be_visible()


def test_newest_first_is_newest_first(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=ferry")
    page.get_by_role("link", name="Latest", exact=True).click()
    expect(page.locator(".order [aria-current]")).to_have_text("Latest")
    times = [t.get_attribute("datetime") for t in page.locator(".post > .by > .time time").all()]
    assert times == sorted(times, reverse=True) and len(times) > 5


def test_copies_are_folded_and_unfold(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=line+4+cut")
    copies = page.locator(".copies").first
    expect(copies.locator("li").first).to_be_hidden()
    copies.locator("summary").click()
    expect(copies.locator("li").first).to_be_visible()


def test_a_thread_opens_at_the_post(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=%22aimed+at+me+personally%22")
    page.locator(".post .time").first.click()
    expect(page.locator("#here")).to_contain_text("aimed at me personally")
    expect(page.locator("#here")).to_be_in_viewport()
    expect(page.locator(".thread > li")).to_have_count(3)


def test_more_results_come_in_place(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=community:harbour")
    first = page.locator(".hits > li").count()
    page.get_by_role("link", name="More", exact=True).click()
    expect(page.locator(".hits > li").nth(first)).to_be_visible()
    ids = page.locator("#results .post").evaluate_all("all => all.map(p => p.dataset.id)")
    assert len(ids) == len(set(ids)) > first
    expect(page).to_have_url(f"{site.url}/search?q=community:harbour")


def test_trends_lead_to_their_posts(site: Server, window: Open) -> None:
    page = window(f"{site.url}/trends")
    link = page.locator(".trends h2 a").first
    term = link.inner_text()
    link.click()
    expect(page.get_by_role("combobox")).to_have_value(re.compile(re.escape(term)))
    expect(page.locator(".hits mark").first).to_be_visible()


def test_a_wrong_search_points_at_its_column_and_stays_in_the_field(
    site: Server, window: Open
) -> None:
    page = window(site.url)
    _search(page, "(storm")
    expect(page.locator(".marked mark")).to_have_text("(")
    expect(page.get_by_role("alert")).to_contain_text("column 1")
    expect(page.get_by_role("combobox")).to_have_value("(storm")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_is_wider_than_its_window(
    site: Server, window: Open, path: str, size: tuple[int, int]
) -> None:
    page = window(site.url + path, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


_CUT = """() => [...document.querySelectorAll("input[placeholder]")].filter(e => {
  const style = getComputedStyle(e), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return e.offsetWidth && pen.measureText(e.placeholder).width > room;
}).map(e => e.placeholder)"""


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.long), "it"])
@pytest.mark.parametrize(
    "width", [320, *(pytest.param(w, marks=pytest.mark.long) for w in (PHONE[0], 900)), DESK[0]]
)
def test_no_field_cuts_what_it_asks_for(
    site: Server, window: Open, width: int, language: str
) -> None:
    for path in ("/", "/search?q=ferry#filters", "/saved", "/sign-in"):
        page = window(
            site.url + path, (width, 800), extra_http_headers={"accept-language": language}
        )
        assert page.locator("input[placeholder]").count() and page.evaluate(_CUT) == [], path


def test_long_words_do_not_widen_a_phones_page(server: Server, window: Open) -> None:
    from rookery.post import Author, Post, Upsert

    long = "w" * 400
    post = Post("long", text=f"longword {long} https://x.example/{long}", title=long,
                author=Author(long[:80], name=long), community=long[:60], place=long)  # fmt: skip
    server.network.store.apply([Upsert(post)])
    for path in ("/search?q=longword", "/post/long", "/", "/search?q=" + long):
        page = window(server.url + path, PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path


def test_on_a_phone_filters_open_over_the_results(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=ferry", PHONE)
    filters = page.locator("#filters")
    expect(filters).to_be_hidden()
    page.get_by_role("link", name="Filters", exact=True).click()
    expect(filters).to_be_visible()
    filters.get_by_role("link", name="harbour").click()
    expect(page.locator(".chips li")).to_have_count(1)
    expect(filters).to_be_hidden()


def _paper(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_dark_follows_the_system_and_the_choice_holds(site: Server, window: Open) -> None:
    light, dark = (window(site.url, color_scheme=scheme) for scheme in ("light", "dark"))
    assert _paper(light) != _paper(dark)
    light.get_by_role("button", name="Dark").click()
    assert _paper(light) == _paper(dark)
    light.goto(f"{site.url}/trends")
    assert light.evaluate("document.documentElement.dataset.theme") == "dark"
    assert _paper(light) == _paper(dark)
    light.get_by_role("button", name="System").click()
    assert _paper(light) != _paper(dark)


def _contrast(page: Page, selector: str) -> float:
    ratio: float = page.locator(selector).first.evaluate(
        """e => {
          const parse = c => c.match(/[\\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
          let under = e;
          while (under && (parse(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0)
            under = under.parentElement;
          const [a, b] = [getComputedStyle(e).color, getComputedStyle(under ?? document.body)
            .backgroundColor].map(c => light(parse(c))).sort((x, y) => y - x);
          return (a + .05) / (b + .05);
        }"""
    )
    return ratio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_paper(site: Server, window: Open, scheme: str) -> None:
    page = window(f"{site.url}/search?q=storm", color_scheme=scheme)
    for selector in (".text", ".handle", ".figures", ".in", ".hits mark", ".choices .n",
                     ".order [aria-current]", ".foot p"):  # fmt: skip
        assert _contrast(page, selector) >= 4.5, selector  # WCAG 2.2, 1.4.3


def test_italian_pages_are_italian(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=storm")
    page.get_by_role("link", name="Italiano").click()
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.get_by_role("link", name="Tendenze")).to_be_visible()
    page.goto(site.url)
    expect(page.get_by_role("link", name="Tendenze")).to_be_visible()


def test_a_long_name_breaks_no_count_beside_it(site: Server, window: Open) -> None:
    page = window(f"{site.url}/search?q=storm")
    count = page.locator(".choices .n").first
    count.evaluate("n => { n.textContent = '1,234'; }")
    before = count.bounding_box()
    name = page.locator(".choices li:has(.n) a").first
    name.evaluate("a => { a.textContent = 'TalesFromThePizzaGuy'.repeat(3); }")
    after = count.bounding_box()
    assert before and after
    assert after["height"] == before["height"]
