"""The language of a text: told where it can be, and none rather than a wrong one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rookery.text import detect, detect_many

SAID = {
    "en": "The ferry was late again because of the storm, and they would not say when it comes",
    "it": "Il traghetto è di nuovo in ritardo per la tempesta e nessuno dice quando arriva",
    "de": "Die Fähre ist wegen des Sturms wieder zu spät und niemand sagt, wann sie kommt",
    "fr": "Le ferry est encore en retard à cause de la tempête et personne ne dit quand il arrive",
    "es": "El ferry llega tarde otra vez por la tormenta y nadie dice cuándo viene",
    "ru": "Паром снова опаздывает из-за шторма, и никто не говорит, когда он придёт",
    "ja": "フェリーは嵐のためにまた遅れていて、いつ来るのか誰も教えてくれません。",
}
UNTOLD = {
    "empty": "",
    "short": "ciao a tutti",
    "links": "https://example.com/il-gatto-dorme-sul-divano-di-casa www",
    "tags": "#questa #canzone #della #mia #vita #sempre #nella #notte",
    "names and tags": "@giovanni @francesca #traghetto #tempesta $AAPL @nessuno",
    "signs": "😂" * 40,
    "a language whose code has three letters": "ang barko naulahi na usab tungod sa bagyo ug "
    "walay usa nga nagsulti kanus-a kini moabot",
    "numbers": "1234 5678 " * 10,
}


@pytest.mark.parametrize("lang", SAID)
def test_language_of_a_sentence(lang: str) -> None:
    assert detect(SAID[lang]) == lang


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_too_little_to_tell(text: str) -> None:
    assert detect(text) is None


def test_three_words_that_only_english_has_are_enough() -> None:
    assert detect("what would they do") == "en"
    assert detect("what would loro do") is None


@pytest.mark.parametrize("lang", ["en", "it"])
def test_names_tags_and_links_do_not_count(lang: str) -> None:
    assert detect(f"@Müller #größe https://example.de/die-und-das {SAID[lang]}") == lang
    assert detect(SAID[lang].replace(" ", "\n")) == lang


def test_many_texts_keep_their_order() -> None:
    texts = [*SAID.values(), "", *reversed(SAID.values())]
    assert detect_many(texts) == [*SAID, None, *reversed(SAID)]
    assert detect_many([]) == []


@settings(max_examples=50)
@given(st.text())
def test_any_text_has_a_code_of_two_letters_or_none(text: str) -> None:
    lang = detect(text)
    assert lang is None or (len(lang) == 2 and lang.isalpha())
