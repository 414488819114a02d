"""Words of every script are found, completed and marked whole."""

import pytest

from rookery.app import Rookery
from tests.store.posts import post


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Rookery:
    network = Rookery.open(tmp_path_factory.mktemp("tower") / "home", embed={"semantic": "off"})
    said = {
        "hi": "हिन्दी बोलते हैं", "hi2": "दिन है", "ta": "தமிழ் வாழ்க", "tr": "İstanbul çok güzel",
        "ja": "今日は日本語を話す", "he": "שָׁלוֹם לכולם", "fr": "un cafe\u0301 noir",
        "ko": "한국어 공부",
    }  # fmt: skip
    network.store.apply([post(id, text, lang=id[:2]) for id, text in said.items()])
    return network


@pytest.mark.parametrize(
    ("query", "id", "marked"),
    [
        ("हिन्दी", "hi", ["हिन्दी"]), ("தமிழ்", "ta", ["தமிழ்"]),
        ("istanbul", "tr", ["İstanbul"]),
        ("İSTANBUL", "tr", ["İstanbul"]), ("日本語", "ja", ["日本語"]), ("שלום", "he", ["שָׁלוֹם"]),
        ("café", "fr", ["cafe\u0301"]), ("cafe", "fr", ["cafe\u0301"]),
        ("한국어", "ko", ["한국어"]),
    ],
)  # fmt: skip
def test_a_word_is_found_and_marked_whole(tower: Rookery, query, id, marked) -> None:
    hits = [hit for hit in tower.search.search(query).hits if not hit.partial]
    assert [hit.post.id for hit in hits] == [id]
    spans = hits[0].snippet
    assert "".join(span.text for span in spans) == hits[0].post.text
    assert [span.text for span in spans if span.hit and len(span.text) > 1] == marked


@pytest.mark.parametrize(
    ("typed", "whole"), [("हिन्", "हिन्दी"), ("தமி", "தமிழ்"), ("İst", "istanbul"), ("caf", "café")]
)
def test_a_word_of_which_a_part_is_typed_is_completed(tower: Rookery, typed, whole) -> None:
    assert whole in [c.text for c in tower.search.complete(typed)]
