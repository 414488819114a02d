"""Words and stems: what is said in another form, or another way of typing, is the same term."""

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rookery.text import STOP, Analyser, fold, is_stop, places, term_id, term_ids, words
from rookery.text.marks import marks

ANALYSER = Analyser()
LANGS = [None, "en", "it", "fr", "de", "ru", "ja", "en-GB"]


def alike(lang: str | None, *texts: str) -> bool:
    return len({tuple(ANALYSER.terms(text, lang)) for text in texts}) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Storm, rain; WIND!", ["storm", "rain", "wind"]),
        ("#BigStorm @ada_l", ["bigstorm", "ada", "l"]),
        ("don't don’t U.S. e.g", ["don't", "don’t", "u.s", "e.g"]),
        ("'quoted' … end.", ["quoted", "end"]),
        ("snake_case co-op and/or", ["snake", "case", "co", "op", "and", "or"]),
        ("see https://a.b/c?d=e or www.x.org pic.twitter.com/Ab1 now", ["see", "or", "now"]),
        ("日本の tea ไทย", ["日", "本", "の", "tea", "ไ", "ท", "ย"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("हिन्दी में दिन है।", ["हिन्दी", "में", "दिन", "है"]),
        ("தமிழ் வாழ்க", ["தமிழ்", "வாழ்க"]),
        ("İstanbul ISTANBUL", ["istanbul", "istanbul"]),
        ("שָׁלוֹם مَرْحَبًا", ["שָׁלוֹם", "مَرْحَبًا"]),
        ("e\u0301a n\u0303 q\u0308x", ["éa", "ñ", "q\u0308x"]),
        ("ＦＵＬＬ ﬁne Ⅷ", ["full", "fine", "viii"]),
        ("", []),
        (" 😂 — \u202e … ", ["😂"]),
        ("lovely🦢🦢 🇮🇹!", ["lovely", "🦢", "🦢", "🇮🇹"]),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("24/7 in 2026", ["24", "7", "in", "2026"]),
        ("3.14 and 1,000", ["3.14", "and", "1", "000"]),
        ("covid19 4th", ["covid19", "4th"]),
    ],
)
def test_numbers_are_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize("lang", LANGS)
def test_a_hashtag_and_an_accent_are_no_other_word(lang: str | None) -> None:
    assert alike(lang, "#storm", "storm", "STORM")
    assert alike(lang, "don't", "don’t")
    assert alike(lang, "café", "cafe\u0301")


@pytest.mark.parametrize("lang", [*LANGS, "he", "ar", "hi", "ta", "tr"])
def test_vowel_points_are_no_other_word_and_vowels_are(lang: str | None) -> None:
    assert alike(lang, "שָׁלוֹם", "שלום")
    assert alike(lang, "مَرْحَبًا", "مرحبا")
    assert alike(lang, "İstanbul", "istanbul")
    assert not alike(lang, "दिन", "दीन")
    assert not alike(lang, "हिन्दी", "हिनदी")


@given(st.text(st.characters(max_codepoint=127)))
def test_a_plain_text_is_split_as_one_with_a_foreign_letter_is(text: str) -> None:
    assert [*words(text), "é"] == words(f"{text} é")


def test_marks_are_those_of_unicode() -> None:
    held = re.compile(f"[{marks()}]")
    for code in range(0x1F000):
        assert bool(held.match(chr(code))) == (unicodedata.category(chr(code))[0] == "M"), code


WRITTEN = ["ab", "é", "e\u0301t", "日本", "の", "น้ำ", "ที่", "हिन्दी", "שָׁלוֹם", "İs", "ﬁ", "🌊", "Ⅷ"]


@given(st.lists(st.sampled_from([*WRITTEN, "don't", " ", "-", "#", ".", "'", "_"]), max_size=20))
def test_the_pieces_of_a_text_hold_its_words(parts: list[str]) -> None:
    text = "".join(parts)
    found = [(words, start, end) for words, start, end in places(text, len(text))]
    assert [w for held, _, _ in found for w in held if w] == words(text)
    assert all(end > start for _, start, end in found)
    assert all(words(text[start:end]) == held for held, start, end in found)


@pytest.mark.parametrize(
    "forms",
    [("ferry", "ferries"), ("running", "runs", "Run"), ("dog", "dogs", "dog's", "dog’s"),
     ("boss", "boss's"), ("U.S.", "us"), ("naïve", "naive")],
)  # fmt: skip
def test_english_forms_share_a_stem(forms: tuple[str, ...]) -> None:
    assert alike("en", *forms)


@pytest.mark.parametrize(
    "forms",
    [("ragazzo", "ragazzi"), ("mangiano", "mangiavano"), ("perché", "perche", "PERCHÉ"),
     ("acqua", "l'acqua", "dell’acqua", "L'ACQUA"), ("anno", "quest'anno", "un'anno")],
)  # fmt: skip
def test_italian_forms_share_a_stem(forms: tuple[str, ...]) -> None:
    assert alike("it", *forms)


def test_each_language_has_its_own_stems() -> None:
    assert ANALYSER.terms("onda onde", "it") != ANALYSER.terms("onda onde", "en")
    assert ANALYSER.terms("l'acqua", "it") != ANALYSER.terms("l'acqua", "en")
    assert ANALYSER.terms("running ferries", "ja") == ["-:running", "-:ferries"]
    assert ANALYSER.terms("care", "it") == ["it:car"]  # and no English `car`
    assert ANALYSER.terms("ferries", "en-GB") == ANALYSER.terms("ferries", "en") == ["ferri"]
    assert not alike("en", "storm", "harbour")


def test_the_networks_own_language_is_unmarked_and_that_of_texts_without_one() -> None:
    italian = Analyser("it")
    assert italian.terms("ragazzi") == italian.terms("ragazzi", "it") == ["ragazz"]
    assert italian.terms("ferries", "en") == ["en:ferri"]
    assert Analyser("ja").terms("ferries") == ["ferries"]


def test_a_decimal_keeps_its_dot() -> None:
    assert ANALYSER.terms("1.5 U.S. v2.0.1", "en") == ["1.5", "us", "v2.0.1"]


def test_stop_words_stay_in_a_text_for_phrases() -> None:
    assert ANALYSER.terms("to be or not to be") == ["to", "be", "or", "not", "to", "be"]


@pytest.mark.parametrize(
    ("word", "lang", "stop"),
    [
        ("the", "en", True),
        ("the", "it", False),
        ("della", "it", True),
        ("perché", "it", True),
        ("storm", "en", False),
        ("the", None, False),
        ("the", "xx", False),
    ],
)
def test_function_words_are_those_of_the_language(word, lang, stop) -> None:
    assert is_stop(word, lang) is stop


def test_every_function_word_is_one_word_as_texts_are_cut() -> None:
    assert [w for listed in STOP.values() for w in listed if words(w) != [w]] == []


def test_variants_of_a_query_word_reach_both_numbers_in_italian() -> None:
    for one, many in (("lanterna", "lanterne"), ("onda", "onde")):
        for typed, said in ((one, many), (many, one)):
            assert ANALYSER.terms(said, "it")[0] in ANALYSER.variants(typed, ["en", "it"])
    assert ANALYSER.variants("running", ["en", "ja"]) == ["run", "-:running"]
    assert ANALYSER.variants("storm", ["en", "de", None]) == ["storm", "de:storm"]


@given(st.text(), st.sampled_from(LANGS))
def test_any_text_gives_terms_that_are_told_again(text: str, lang: str | None) -> None:
    terms = ANALYSER.terms(text, lang)
    assert len(terms) == len(words(text))
    assert all(terms)
    assert terms == Analyser().terms(text, lang)


@given(st.text())
def test_upper_and_lower_case_of_ascii_are_one(text: str) -> None:
    ascii = text.encode("ascii", "ignore").decode()
    assert words(ascii.upper()) == words(ascii.lower())


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_ids_are_the_same_in_every_process() -> None:
    # they stand in stores: another number would lose every word; this is CRC-32's published check
    assert term_id("123456789") == 0xCBF4_3926
    ids = term_ids(["storm", "perche", "storm"])
    assert ids.dtype == np.uint32
    assert ids.tolist() == [term_id(t) for t in ("storm", "perche", "storm")]
    assert term_ids([]).shape == (0,)
