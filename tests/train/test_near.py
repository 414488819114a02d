"""Near-duplicates are found, however they are spread over batches; different texts are not."""

import random

import numpy as np

from rookery.train.near import BANDS, Seen, Signer

WORDS = [f"w{n}" for n in range(5_000)]


def _text(dice: random.Random, words: int = 40) -> list[str]:
    return dice.choices(WORDS, k=words)


def _changed(dice: random.Random, text: list[str], words: int) -> str:
    made = list(text)
    for at in dice.sample(range(len(made)), words):
        made[at] = dice.choice(WORDS)
    return " ".join(made)


def _shared(a: str, b: str) -> float:
    one, two = ({tuple(t.split()[i : i + 3]) for i in range(len(t.split()) - 2)} for t in (a, b))
    return len(one & two) / len(one | two)


def test_the_same_words_in_other_clothes_are_one_text() -> None:
    keys = Signer().keys(
        ["The ferry is late, again!", "the ferry is late again", "the ferry is on time"]
    )
    assert np.array_equal(keys[0], keys[1])
    assert Seen().again(keys).tolist() == [False, True, False]


def test_chance_of_a_find_is_that_of_the_bands() -> None:
    dice = random.Random(1)
    signer = Signer()
    for words, changed in ((60, 1), (60, 3), (60, 6)):
        pairs = []
        for _ in range(400):
            text = _text(dice, words)
            pairs.append((" ".join(text), _changed(dice, text, changed)))
        one, two = (signer.keys(side) for side in zip(*pairs, strict=True))
        found = (one == two).any(1).mean()
        expected = np.mean([1 - (1 - _shared(*pair) ** 8) ** BANDS for pair in pairs])
        assert abs(found - expected) < 0.08


def test_different_texts_are_not_taken_for_one() -> None:
    dice = random.Random(2)
    keys = Signer().keys([" ".join(_text(dice)) for _ in range(20_000)])
    assert not Seen().again(keys).any()


def test_a_duplicate_in_a_later_batch_is_found() -> None:
    dice = random.Random(3)
    texts = [" ".join(_text(dice)) for _ in range(3_000)]
    seen, signer = Seen(), Signer()
    for start in range(0, 3_000, 70):
        keys = signer.keys(texts[start : start + 70])
        assert not seen.again(keys).any()
        seen.add(keys)
    assert seen.again(signer.keys(texts)).all()
    assert max(map(len, seen._runs)) <= 8  # few runs, whatever the number of batches


def test_keys_are_the_same_in_any_batch_and_process() -> None:
    dice = random.Random(4)
    texts = [" ".join(_text(dice, dice.randint(1, 90))) for _ in range(200)]
    whole = Signer().keys(texts)
    other = Signer()
    other.keys(["words that came before", "and others"])
    parts = np.concatenate(
        [other.keys(texts[:1]), other.keys(texts[1:150]), other.keys(texts[150:])]
    )
    assert np.array_equal(whole, parts)


def test_texts_of_few_words_are_compared_whole() -> None:
    keys = Signer().keys(["one", "one two", "one two", "two one", "", ""])
    assert Seen().again(keys).tolist() == [False, False, True, False, False, True]


def test_no_texts_are_no_trouble() -> None:
    seen = Seen()
    keys = Signer().keys([])
    seen.add(keys)
    assert seen.again(keys).tolist() == []
