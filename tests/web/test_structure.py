"""Pages hold together as documents: no link in a link, no heading below one that is not there."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from rookery.post import Author, Post, Upsert
from tests.web.serving import Server

RISING = "risingword of #tags and $CASH by @someone at https://x.example/page"


class _Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.nested: list[str | None] = []
        self.levels: list[int] = []
        self._open = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            if self._open:
                self.nested.append(dict(attrs).get("href"))
            self._open += 1
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag == "a"


def _rise(server: Server) -> None:
    now = datetime.now(UTC)
    server.network.store.apply(
        [
            Upsert(
                Post(
                    f"rise{n}",
                    text=f"{RISING} {n}",
                    author=Author(f"riser{n}"),
                    created_at=now - timedelta(minutes=n),
                )
            )
            for n in range(12)
        ]
    )


def test_a_line_that_is_a_link_holds_no_links_of_its_own(server: Server) -> None:
    _rise(server)
    for path in ("/trends", "/"):
        text = server.get(path).text
        assert "https://x.example/page" in re.sub("<.*?>", "", text)
        assert _Read(text).nested == [], path


def test_the_lines_of_what_rises_are_words_on_the_first_page(server: Server) -> None:
    _rise(server)
    lines = [x for x in server.get("/").text.splitlines() if '<p class="line"' in x]
    assert any("x.example" in line for line in lines)
    assert not any("<a " in line.split('<p class="line"')[1].split("</p>")[0] for line in lines)


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=storm", "/search?q=community:harbour", "/search?q=zzyzx", "/trends", "/saved",
     "/sign-in", "/api", "/post/h005", "/post/h007", "/author/ferrymaster", "/community/harbour",
     "/nowhere"],
)  # fmt: skip
def test_headings_go_down_one_step_at_a_time(site: Server, path: str) -> None:
    levels = _Read(site.get(path, headers={"accept": "text/html"}).text).levels
    assert levels[0] == 1
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps, default=0) <= 1, levels


def test_the_title_of_a_post_is_a_heading_below_the_page(server: Server) -> None:
    post = Post("t1", title="titleword of a post", text="text", quote_of="h005")
    quoted = Post("t2", title="another titleword", text="text", quote_of="t1")
    server.network.store.apply([Upsert(post), Upsert(quoted)])
    for path in ("/search?q=titleword", "/post/t1", "/post/t2", "/"):
        levels = _Read(server.get(path).text).levels
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps) <= 1, (path, levels)
