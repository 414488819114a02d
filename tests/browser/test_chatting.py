"""The assistant in a browser: asked, followed up, stopped, given files, and kept over a restart."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from rookery.app import Rookery
from rookery.sample.play import load_scene
from tests.assistant.made_files import pdf
from tests.browser.conftest import PHONE, Open
from tests.llm.vllm_like import VllmLike
from tests.llm.vllm_like import running as model_running
from tests.web.serving import Server, running

ASKED = "Did the Aurelia leak fuel?"


def _say(page: Page, text: str) -> Locator:
    """Say it, and wait until the answer has ended."""
    turns = page.locator(".turn.assistant")
    before = turns.count()
    page.get_by_role("textbox", name="What do you want to know?").fill(text)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    answer = turns.nth(before)
    expect(answer.locator(".acts")).to_be_visible()
    return answer


def test_asked_followed_up_and_there_again_after_a_restart(network: Rookery, window: Open) -> None:
    with running(network) as server:
        page = window(f"{server.url}/chat")
        first = _say(page, ASKED)
        expect(first).to_contain_text("MV Aurelia did not leak.")
        expect(first.locator(".made")).to_have_text("Quoted from the posts; no model wrote.")
        first.locator("details.call summary").first.click()
        expect(first.locator("details.call .near")).to_contain_text("@portauthority")
        follow_up = _say(page, "and who denied it?")
        expect(follow_up.locator("details.call").last).to_contain_text("aurelia leak fuel denied")
        expect(page.get_by_role("complementary", name="Your conversations")).to_contain_text(ASKED)
        path = page.url.removeprefix(server.url)
        first.locator('.said[data-id="h213"] a.time').click()
        expect(page.locator("#here")).to_contain_text("rapeseed")
        page.close()
    with running(network) as server:
        page = window(f"{server.url}/chat")
        page.get_by_role("link", name=ASKED).click()
        expect(page).to_have_url(re.compile(path))
        expect(page.locator(".turn")).to_have_count(4)
        expect(page.locator(".turn.assistant").first).to_contain_text("MV Aurelia did not leak.")
        page.close()


def test_a_pdf_is_answered_from_its_second_page(
    server: Server, window: Open, tmp_path: Path
) -> None:
    file = tmp_path / "harbour plan.pdf"
    file.write_bytes(
        pdf([
            "The quay is rebuilt in 2027 for 4.2 million euros.",
            "The harbour master is Inga Solberg, who is reached on channel 12.",
        ])
    )  # fmt: skip
    page = window(f"{server.url}/chat")
    page.get_by_label("Give a file").set_input_files(file)
    expect(page.locator(".files")).to_contain_text("harbour plan.pdf")
    answer = _say(page, "Who is the harbour master?")
    expect(answer.locator(".said")).to_contain_text("Inga Solberg")
    expect(answer.locator(".made")).to_have_text("Quoted from your file; no model wrote.")
    answer.get_by_role("link", name="harbour plan.pdf, page 2").click()
    expect(page).to_have_url(re.compile(r"/chat/files/[\w-]+#page-2$"))
    expect(page.locator("#page-2")).to_contain_text("channel 12")


def test_a_file_that_is_dropped_and_cannot_be_read_says_so(server: Server, window: Open) -> None:
    page = window(f"{server.url}/chat")
    page.locator(".chat").evaluate(
        """(chat) => {
            const held = new DataTransfer();
            held.items.add(new File(["%PDF-1.7 broken"], "plan.pdf"));
            chat.dispatchEvent(new DragEvent("drop", { dataTransfer: held, bubbles: true }));
        }"""
    )
    expect(page.get_by_role("alert")).to_contain_text("plan.pdf")
    expect(page.locator(".files li")).to_have_count(0)


def _signed_in(window: Open, server: Server, path: str) -> Page:
    page = window(f"{server.url}/sign-in?next={quote(path)}")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").first.click()
    expect(page).to_have_url(server.url + path)
    return page


def test_a_post_deleted_elsewhere_is_struck_where_it_is_quoted_within_a_second(
    server: Server, window: Open
) -> None:
    server.network.accounts.add("ada", "a long enough password", ["operator"], by="the test")
    chat, asked, other = (
        _signed_in(window, server, path)
        for path in ("/chat", "/ask?q=did+the+aurelia+leak+fuel", "/post/h213")
    )
    answer = _say(chat, ASKED)
    for page in (chat, asked):
        expect(page.locator('.said[data-id="h213"]')).to_be_visible()
    other.get_by_text("Delete this post").click()
    other.get_by_role("button", name="Delete for good").click()
    expect(answer.locator(".struck")).to_be_visible(timeout=1_000)
    expect(answer.locator(".struck")).to_have_text(
        "This post was deleted, or is no longer open to you."
    )
    expect(asked.locator(".struck")).to_be_visible(timeout=1_000)
    chat.reload()
    expect(chat.locator(".turn.assistant")).to_contain_text("This post was deleted")
    expect(chat.locator(".turn.assistant")).not_to_contain_text("MV Aurelia did not leak.")


def test_renamed_rated_copied_and_deleted(server: Server, window: Open) -> None:
    page = window(f"{server.url}/chat", permissions=["clipboard-read", "clipboard-write"])
    answer = _say(page, ASKED)
    answer.get_by_role("button", name="Copy with sources").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "@portauthority: MV Aurelia did not leak." in copied
    assert f"{server.url}/post/h213" in copied
    answer.get_by_role("button", name="Good").click()
    expect(answer.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Rename or delete").click()
    page.get_by_role("textbox", name="Title").fill("The fuel rumour")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", name="The fuel rumour")).to_be_visible()
    page.get_by_text("Rename or delete").click()
    page.get_by_role("button", name="Delete this conversation for good").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_without_scripts_each_form_brings_the_page(server: Server, window: Open) -> None:
    page = window(f"{server.url}/chat", PHONE, java_script_enabled=False)
    page.get_by_role("textbox", name="What do you want to know?").fill(ASKED)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.assistant")).to_contain_text("MV Aurelia did not leak.")


@pytest.fixture
def slow(home: Path) -> Iterator[tuple[Server, VllmLike]]:
    """A server whose model does not come to an end by itself."""
    with model_running() as model:
        model.kind, model.context, model.endless = "hosted", 4_096, True
        use = {"use": model.url, "endpoint_model": model.model}
        network = Rookery.open(home, model=use, embed={"semantic": "off"})
        network.store.apply(load_scene(datetime.now(UTC), still=True).past)
        with running(network) as server:
            yield server, model


def test_what_is_stopped_stops_at_the_model_and_can_be_asked_again(
    slow: tuple[Server, VllmLike], window: Open
) -> None:
    server, model = slow
    page = window(f"{server.url}/chat")
    page.get_by_role("textbox", name="What do you want to know?").fill(
        "Translate into Italian: the ferry is late"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".written")).to_contain_text("la la la")
    page.get_by_role("button", name="Stop").click()
    assert model.left.wait(10)
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    model.endless, model.says = False, "Il traghetto è in ritardo."
    page.reload()
    page.get_by_role("button", name="Answer again").click()
    expect(page.locator(".written")).to_have_text("Il traghetto è in ritardo.")
    expect(page.locator(".made")).to_contain_text("Written by AI: parrot. Written, not sourced")


def _sent(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="What do you want to know?").fill(text)
    page.keyboard.press("Enter")


def test_what_is_sent_while_another_streams_is_one_conversation_with_one_answer_again(
    slow: tuple[Server, VllmLike], window: Open
) -> None:
    server, model = slow
    page = window(f"{server.url}/chat")
    for text in ("the ferry is late", "the ferry is early", "the ferry is here"):
        _sent(page, f"Translate into Italian: {text}")
    expect(page.locator(".written").last).to_contain_text("la la la")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Answer again")).to_have_count(1)
    expect(page.locator(".turn").last.get_by_role("button", name="Answer again")).to_be_visible()
    expect(page.locator(".turn.person")).to_have_count(3)
    expect(page.locator(".history ol li")).to_have_count(1)
    model.endless, model.says = False, "Il traghetto è qui."
    page.get_by_role("button", name="Answer again").click()
    expect(page.get_by_role("textbox", name="What do you want to know?")).to_be_focused()
    expect(page.locator(".written").last).to_have_text("Il traghetto è qui.")
    page.reload()
    expect(page.locator(".turn.person")).to_have_count(3)


def test_a_file_and_a_question_at_once_begin_one_conversation(
    server: Server, window: Open, tmp_path: Path
) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("The harbour master is Inga Solberg.")
    page = window(f"{server.url}/chat")
    page.get_by_label("Give a file").set_input_files(file)
    answer = _say(page, "Who is the harbour master?")
    expect(answer.locator(".said")).to_contain_text("Inga Solberg")
    expect(page.locator(".history ol li")).to_have_count(1)


def test_what_never_reached_the_server_goes_back_into_the_box(server: Server, window: Open) -> None:
    page = window(f"{server.url}/chat")
    before = _say(page, ASKED)
    page.route("**/chat", lambda route: route.fulfill(status=200, body="<html>a proxy's</html>"))
    _sent(page, "and who denied it?")
    expect(page.get_by_role("alert")).to_have_text("The answer broke off before its end.")
    box = page.get_by_role("textbox", name="What do you want to know?")
    expect(box).to_have_value("and who denied it?")
    expect(page.locator(".turn")).to_have_count(2)
    expect(before.get_by_role("button", name="Answer again")).to_be_visible()
    page.evaluate(
        "() => { window.fetch = async () => { throw new TypeError('Failed to fetch'); } }"
    )
    before.get_by_role("button", name="Good").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The server could not be reached: try again in a moment."
    )
    expect(before.get_by_role("button", name="Good")).to_have_attribute("aria-pressed", "false")


def test_what_is_too_long_is_said_beside_the_box_with_its_true_number(
    server: Server, window: Open
) -> None:
    for size in ((1280, 900), PHONE):
        page = window(f"{server.url}/chat", size)
        box = page.get_by_role("textbox", name="What do you want to know?")
        box.fill("è vero? " * 12_500)
        page.get_by_role("button", name="Send").click()
        told = page.get_by_role("alert")
        expect(told).to_contain_text("at most 20,000 characters, and this has 100,000")
        expect(told).to_be_in_viewport(ratio=1)
        assert len(box.input_value()) == 100_000


def test_a_reason_is_sent_by_enter_as_what_is_bad(server: Server, window: Open) -> None:
    page = window(f"{server.url}/chat")
    answer = _say(page, ASKED)
    answer.locator(".why summary").click()
    answer.get_by_label("What is wrong with it?").fill("too old")
    page.keyboard.press("Enter")
    expect(answer.locator(".why.given")).to_be_visible()
    page.reload()
    expect(page.get_by_label("What is wrong with it?")).to_have_value("too old")


@pytest.mark.parametrize("size", [PHONE, (1280, 700)])
def test_what_is_said_comes_to_the_top_and_its_answer_is_seen(
    server: Server, window: Open, size: tuple[int, int]
) -> None:
    page = window(f"{server.url}/chat", size, reduced_motion="reduce")
    for text in (ASKED, "and who denied it?", "How many posts mention the ferry?"):
        answer = _say(page, text)
        asked = page.locator(".turn.person").last.bounding_box()
        said, below = answer.locator(".made").bounding_box(), page.locator(".bottom").bounding_box()
        assert asked and said and below
        assert 0 <= asked["y"] < 40
        assert said["y"] + said["height"] <= below["y"]


def test_the_words_beside_a_cite_stay_on_a_phone_s_screen_and_go_with_escape(
    server: Server, window: Open
) -> None:
    page = window(f"{server.url}/chat", PHONE)
    page.locator(".turns").evaluate(
        """(turns) => turns.insertAdjacentHTML("beforeend", `<li class="turn assistant"><p>
        It is said by many, far to the right. <span class="cite" data-id="x"><button>1</button>
        <span class="peek">${"Words of a post. ".repeat(20)}</span></span></p></li>`)"""
    )
    page.locator(".cite button").focus()
    box = page.locator(".peek").bounding_box()
    assert box and (box["x"], box["width"]) == (0, PHONE[0])
    assert round(box["y"] + box["height"]) == PHONE[1]
    page.keyboard.press("Escape")
    expect(page.locator(".peek")).to_be_hidden()


def test_of_a_post_that_is_gone_no_word_stays_beside_another_or_a_call(
    server: Server, window: Open
) -> None:
    page = window(f"{server.url}/chat", permissions=["clipboard-read", "clipboard-write"])
    answer = _say(page, ASKED)
    beside = answer.locator('.call .near li[data-id="h213"]')
    expect(beside).to_have_count(1)
    answer.locator(".sentences").evaluate(
        """(list) => list.insertAdjacentHTML("beforeend", `<li class="said joined"
        data-cites='["h213", "h179"]'><p><span>Both say it.</span>
        <span class="cite" data-id="h213"><button>1</button>
        <span class="peek">gone words</span></span>
        <span class="cite" data-id="h179"><button>2</button>
        <span class="peek">left words</span></span>
        </p></li>`)"""
    )
    server.network.store.delete(["h213"])
    expect(answer.locator(".struck")).to_be_visible()
    expect(beside).to_have_count(0)
    joined = answer.locator(".said.joined")
    expect(joined.locator(".cite")).to_have_count(1)
    assert "gone words" not in (joined.text_content() or "")
    assert "left words" in (joined.text_content() or "")
    answer.get_by_role("button", name="Copy with sources").click()
    assert "h213" not in page.evaluate("navigator.clipboard.readText()")
