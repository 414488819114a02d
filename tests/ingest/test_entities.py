"""What a text itself says: tags, names and addresses."""

from time import process_time

import pytest

from rookery.ingest.entities import cashtags, hashtags, links, mentions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Harbour, #due_parole and #Café!", ("Harbour", "due_parole", "Café")),
        ("#1 of #100 but #2nd", ("2nd",)),
        ("a#b &#39; https://example.org/#part ##x", ()),
        ("#日本語 #a #a", ("日本語", "a")),
    ],
)
def test_hashtags(text: str, found: tuple[str, ...]) -> None:
    assert hashtags(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("D3PR3$$3D- L@$T", ()),
        ("$AAPL, $BRK.B up $5 US$IBM", ("AAPL", "BRK.B")),
        ("a$b $TOOLONGX $5 $$x", ()),
    ],
)
def test_cashtags(text: str, found: tuple[str, ...]) -> None:
    assert cashtags(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@anna: thanks. (@bo_2) @anna", ("anna", "bo_2")),
        ("@x.bsky.social, @y@example.org.", ("x.bsky.social", "y@example.org")),
        ("mail me@example.org or @ 7", ()),
    ],
)
def test_mentions(text: str, found: tuple[str, ...]) -> None:
    assert mentions(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.org/a, or (http://example.org/b).",
         ("https://example.org/a", "http://example.org/b")),
        ("[it](https://en.wikipedia.org/wiki/Foo_(bar)) <https://e.org>",
         ("https://en.wikipedia.org/wiki/Foo_(bar)", "https://e.org")),
        ("ftp://example.org and example.org", ()),
    ],
)  # fmt: skip
def test_links(text: str, found: tuple[str, ...]) -> None:
    assert tuple(link.url for link in links(text)) == found


@pytest.mark.parametrize(
    "text",
    ["#" + "1" * 500_000, "@" + "-" * 500_000, "$" * 500_000, "#1" * 250_000, "@a@" * 160_000,
     "https://" + "(" * 500_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    for find in (hashtags, cashtags, mentions, links):
        start = process_time()
        find(text)
        assert process_time() - start < 2  # they take under 0.03 s
