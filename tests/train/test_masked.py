"""Addresses and telephone numbers do not reach the model; other figures stay."""

import time

import pytest

from rookery.train.masked import masked, unlinked

EMAILS = [
    "ada@example.org",
    "ada.love+lists@mail.example.co.uk",
    "o'hara@example.ie",
    "ada [at] example [dot] org",
    "ada(at)example.org",
    "ada at gmail dot com",
    "ADA_99@EXAMPLE.COM",
    "josé@correo.es",
]
PHONES = [
    "+39 055 123 4567",
    "+1 (555) 123-4567",
    "+442079460958",
    "0044 20 7946 0958",
    "(555) 123-4567",
    "555-123-4567",
    "555.123.4567",
    "1-800-555-1234",
    "020 7946 0958",
    "06 12 34 56 78",
    "055/1234567",
    "333 1234567",
    "5552345678",
    "07911123456",
    "+34 612 345 678",
    "8 (495) 123-45-67",
]
KEPT = [
    "in 1999 and 2012",
    "UPDATE (04/24/2013 0714 UTC)",
    "1000 m x 1000 m x 1000 m = 1 000 000 000 m",
    "on 2012-06-13 it rained",
    "on 13/06/2013 it rained",
    "it cost $1,234,567.89 then",
    "10,000,000 people",
    "10.000.000 people",
    "1000000000 views",
    "the score was 110-98 and 101-99",
    "at 10:30 or 20:15",
    "version 10.15.7.1",
    "pi is 3.14159265358979",
    "from 1939-1945 and 1914 - 1918",
    "@ada says hello at home",
    "https://example.org/item/5552345678",
    "he ran 100 200 and 400 metres",
    "IP 192.168.100.200",
    "call 911 now",
    "0.000123 0.55 000",
    "meet me @ noon. bring cake",
]


@pytest.mark.parametrize("said", EMAILS)
def test_an_address_is_masked(said) -> None:
    assert masked(f"Write to {said}, please.") == ("Write to [email], please.", 1, 0)


@pytest.mark.parametrize("said", PHONES)
def test_a_number_is_masked(said) -> None:
    assert masked(f"Reach me: {said}, please.") == ("Reach me: [phone], please.", 0, 1)
    assert masked(said) == ("[phone]", 0, 1)


@pytest.mark.parametrize("said", KEPT)
def test_other_figures_stay(said) -> None:
    assert masked(said) == (said, 0, 0)


def test_a_short_number_is_masked_where_a_word_says_what_it_is() -> None:
    assert masked("call 555-1234 now") == ("call [phone] now", 0, 1)
    assert masked("tel: 123 4567") == ("tel: [phone]", 0, 1)
    assert masked("page 555-1234") == ("page 555-1234", 0, 0)


@pytest.mark.parametrize(
    "said",
    ["0039 333 1234567", "0034 612 345 678", "0044 7911 123456", "0049 1512 3456789",
     "0039 055 123 4567", "030 1234 5678 9", "8 (495) 123-45-67", "0039.055.1234567",
     "+39 333 123 4567", "(0)20 7946 0958", "5551234", "1 2 3 4 5 6 7 8 9", *PHONES],
)  # fmt: skip
def test_after_a_word_no_digit_of_a_number_is_left(said) -> None:
    for word in ("tel", "tel:", "tel.", "Call me at", "mobile", "telefono", "t:", "m:", "teléfono"):
        for after in (" now", ".", ", or not", "", ". 20 people"):
            found = masked(f"{word} {said}{after}")
            assert found == (f"{word} [phone]{after}", 0, 1)


@pytest.mark.parametrize(
    "said",
    ["text me on 2019-06-13 then", "call at 10:30 or 20:15", "mobile 1 000 000 000 users",
     "tel 12", "t: 10.30", "text 24/12/2013"],
)  # fmt: skip
def test_after_a_word_dates_and_times_stay(said) -> None:
    assert masked(said) == (said, 0, 0)


@pytest.mark.parametrize(
    ("said", "left", "links"),
    [
        ("see http://example.org/a_b?c=d#e, there", "see [link], there", 1),
        ("(https://example.org/a)", "([link])", 1),
        ("a [map](http://example.org/m_(1)) and [r/x] (/r/x)", "a map and r/x", 2),
        ("[http://a.example](http://a.example)", "[link]", 2),
        ("www.example.org is it", "[link] is it", 1),
        ("f[0](x) and [note] (see above)", "f[0](x) and [note] (see above)", 0),
    ],
)
def test_links_are_left_out_and_their_words_stay(said, left, links) -> None:
    assert unlinked(said) == (left, links)


def test_several_are_counted() -> None:
    text, emails, phones = masked("a@b.org, c@d.org: 555-123-4567 or +39 055 123 4567")
    assert text == "[email], [email]: [phone] or [phone]"
    assert (emails, phones) == (2, 2)


@pytest.mark.parametrize(
    "piece",
    ["a.", "a", "1 ", "1", "0 1", "a@", "(0", "+1 ", "at ", "[a", "[a](/", "http://", "http://a(",
     "tel 1 ", "tel 1", "call (1", "tel 1(1)"],
)  # fmt: skip
def test_hostile_text_takes_no_long_time(piece) -> None:
    start = time.perf_counter()
    unlinked(piece * (20_000 // len(piece)))
    masked(piece * (20_000 // len(piece)))
    assert time.perf_counter() - start < 2
