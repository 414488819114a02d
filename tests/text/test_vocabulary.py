"""Many texts at once give what one text at a time gives."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rookery.text import Analyser, Vocabulary, words

PIECES = [
    "don't", "U.S.", "end.", "(http://a.b/c)", 'www."', "“Perché", "l'acqua", "\uff21\uff22",
    "猫が好き", "a\u00a0b", "\x1e", "x..y", "https://", "naïve,", "RUNNING", "running",
]  # fmt: skip
TEXTS = st.one_of(st.none(), st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)).filter(
    lambda text: text is None or text.encode("utf-8", "ignore").decode() == text
)


@given(st.lists(TEXTS, max_size=6), st.sampled_from(["en", "it", "xx", None]))
def test_the_words_and_stems_of_many_are_those_of_each(
    texts: list[str | None], lang: str | None
) -> None:
    vocabulary, analyser = Vocabulary(), Analyser()
    for _ in range(2):  # the second time every piece is known
        found = vocabulary.split(pa.array(texts, pa.string()))
        each = [words(text or "") for text in texts]
        flat = [word for some in each for word in some]
        assert found.lengths.tolist() == [len(some) for some in each]
        assert vocabulary.words.take(pa.array(found.numbers)).to_pylist() == flat
        stems = vocabulary.stems(found.numbers, lang)
        expected = [analyser.of(lang)[word] for word in flat]
        assert vocabulary.terms.take(pa.array(stems)).to_pylist() == expected


def test_a_word_has_its_own_stem_in_each_language() -> None:
    vocabulary = Vocabulary()
    (number,) = (found := vocabulary.split(pa.array(["notizie"]))).numbers
    stems = {lang: vocabulary.stems(found.numbers, lang)[0] for lang in ("en", "it", None)}
    spelt = {lang: vocabulary.terms[int(n)].as_py() for lang, n in stems.items()}
    assert vocabulary.words[int(number)].as_py() == "notizie"
    assert spelt == {lang: Analyser().of(lang)["notizie"] for lang in ("en", "it", None)}


@pytest.mark.parametrize("lang", ["en", "it"])
def test_a_cleared_vocabulary_begins_anew(lang: str) -> None:
    vocabulary = Vocabulary()
    vocabulary.stems(vocabulary.split(pa.array(["storm tram"])).numbers, lang)
    vocabulary.clear()
    found = vocabulary.split(pa.array(["ferry"]))
    assert found.numbers.tolist() == [0]
    assert vocabulary.words.to_pylist() == ["ferry"]
