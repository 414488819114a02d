"""The hand-written examples are sound, counted truly, set apart by their posts, and multiplied."""

import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from recipes.instructions import DATA, Example, apart, examples, multiplied
from recipes.instructions.__main__ import main
from recipes.instructions.apart import rests_on
from recipes.instructions.checked import counts, opening, problems, unsound
from recipes.instructions.names import renamed
from recipes.instructions.numbers import renumbered
from rookery.llm.tasks import Cited, Passage, Question, Sentence


@pytest.fixture(scope="module")
def written() -> list[Example]:
    return examples()


@pytest.fixture(scope="module")
def learned(written: list[Example]) -> list[Example]:
    return apart(written)[0]


def answer(posts: dict[str, str], *sentences: tuple[str, str], kind: str = "answered") -> Example:
    given = (
        Passage(f"p{n}", author, "2026-03-14 09:20", text)
        for n, (author, text) in enumerate(posts.items(), 1)
    )
    said = Cited(tuple(Sentence(text, tuple(cites.split())) for text, cites in sentences))
    return Example("answer", "en", kind, Question("When?", tuple(given)), said, "a.jsonl:1")


def test_nothing_is_wrong_with_the_examples(written: list[Example]) -> None:
    assert problems(written) == []


def test_a_third_of_the_answers_is_not_plainly_answered(written: list[Example]) -> None:
    kinds = Counter(e.kind for e in written if e.task == "answer")
    assert kinds["answered"] <= kinds.total() * 2 / 3
    assert min(kinds.values()) >= 20


def test_the_data_card_counts_truly(written: list[Example]) -> None:
    card = (DATA / "CARD.md").read_text("utf-8")
    learned, kept = apart(written)
    assert counts(written) in card
    assert f"{len(learned)} of them are to learn from, {len(kept)} are kept back." in card
    for path in DATA.glob("*.jsonl"):
        assert re.sub(r"-\d", "*", path.name) in card or path.name.replace(".", "*.") in card


def test_the_check_says_what_there_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["instructions", "--check"])
    assert main() == 0
    assert "| answer | 310 |" in capsys.readouterr().out


POSTS = {"ann": "It opens at 9:30.", "bob_2": "no, at 10"}


@pytest.mark.parametrize(
    ("sentence", "kind", "says"),
    [
        (("It opens at 11.", "p1"), "answered", "11 is in none of the posts that are cited"),
        (("It opens at 9:30.", "p2"), "answered", "9:30 is in none of the posts"),
        (("@cid says at 10.", "p2"), "answered", "@cid is in none of the posts"),
        (("At 10.", "p3"), "answered", "Sentence 1 cites 'p3', which is no post that was given."),
        (("At  10.", "p2"), "answered", "not read back as it was written"),
        (("At 10.", "p2"), "declined", "a declined answer with 1 sentences"),
        (("At 10.", "p2"), "contradiction", "a contradiction that cites one side"),
    ],
)
def test_the_check_finds(sentence: tuple[str, str], kind: str, says: str) -> None:
    found = problems([answer(POSTS, sentence, kind=kind)])
    assert any(says in problem for problem in found), found


def test_the_check_lets_through_what_is_right() -> None:
    assert list(unsound(answer(POSTS, ("@ann says 9:30, @bob_2 says 10.", "p1 p2")))) == []


def test_two_replies_with_one_opening_are_found() -> None:
    one = answer(POSTS, ("@ann says it opens at 9:30.", "p1"))
    other = replace(answer(POSTS, ("@ann says it opens at 9:30 only.", "p1")), place="a.jsonl:2")
    assert any("the reply begins as that of a.jsonl:1" in p for p in problems([one, other]))
    assert (
        opening("@ann says 27 of them came")
        == opening("@bob says 3 of them left")
        == ("@ says 0 of them")
    )


def test_what_shares_a_post_stands_on_one_side(written: list[Example]) -> None:
    learned, kept = apart(written)
    assert len(learned) + len(kept) == len(written)
    assert not {k for e in kept for k in rests_on(e)} & {k for e in learned for k in rests_on(e)}


def test_a_tenth_of_every_task_is_kept_back(written: list[Example]) -> None:
    kept = apart(written)[1]
    of, back = Counter(e.task for e in written), Counter(e.task for e in kept)
    assert all(0.07 <= back[task] / of[task] <= 0.13 for task in of)
    assert {e.kind for e in kept if e.task == "answer"} == {
        "answered", "contradiction", "declined", "injection", "outdated",
    }  # fmt: skip


def test_an_example_stays_on_its_side_when_others_go(written: list[Example]) -> None:
    kept = {e.place for e in apart(written)[1]}
    alone = [e for e in written if e.task == "creatives"]
    assert {e.place for e in apart(alone)[1]} == {p for p in kept if p.startswith("creatives")}


def test_multiplying_is_a_function_of_its_seed(learned: list[Example]) -> None:
    few = learned[:60]
    assert multiplied(few, 3, 1) == multiplied(few, 3, 1)
    assert multiplied(few, 3, 1) != multiplied(few, 3, 2)
    assert len(multiplied(few, 3, 1)) == 180
    assert sorted(e.place for e in multiplied(few, 1, 1)) == sorted(e.place for e in few)


def test_what_is_multiplied_is_as_sound_as_what_was_written(learned: list[Example]) -> None:
    made = multiplied(learned, 3, 7)
    assert [problem for e in made for problem in unsound(e)] == []
    kinds = {e.place: (e.task, e.lang, e.kind) for e in learned}
    assert all((e.task, e.lang, e.kind) == kinds[e.place] for e in made)


def test_most_copies_differ_from_what_was_written(learned: list[Example]) -> None:
    was = {e.place: e for e in learned}
    changed = Counter(e.task for e in multiplied(learned, 2, 3) if e != was[e.place])
    of = Counter(e.task for e in learned)
    assert changed["answer"] > 0.9 * of["answer"]
    assert changed["summary"] > 0.9 * of["summary"]
    assert changed["creatives"] > 0.9 * of["creatives"]


def test_posts_that_are_mixed_in_share_no_word_with_the_question(learned: list[Example]) -> None:
    own = {e.place: {p.time for p in e.input.posts} for e in learned if e.task == "answer"}
    mixed = 0
    for made in multiplied([e for e in learned if e.task == "answer"], 3, 5):
        assert len(made.input.posts) <= 8
        asked = set(re.findall(r"[^\W\d_]{6,}", made.input.question.casefold()))
        cited = {c for s in made.output.sentences for c in s.cites}
        for post in made.input.posts:
            if post.time in own[made.place]:
                continue
            mixed += 1
            assert post.id not in cited
            assert not asked & set(re.findall(r"[^\W\d_]{6,}", post.text.casefold()))
    assert mixed > 200


def test_nothing_of_the_kept_tenth_is_lent(written: list[Example]) -> None:
    learned, kept = apart(written)
    held = {p.text for e in kept if e.task == "answer" for p in e.input.posts if len(p.text) > 20}
    made = multiplied(learned, 3, 5)
    assert not {p.text for e in made for p in getattr(e.input, "posts", ())} & held


def test_numbers_change_on_both_sides_and_keep_their_order() -> None:
    told, replied = "From 40 to 75, 1,200 seats, at 10:15.", "It has 1,200 seats from 40 to 75."
    seen = set()
    for seed in range(40):
        change = renumbered([told], [replied], random.Random(seed))
        new = [int(n.replace(",", "")) for n in re.findall(r"\d+(?:,\d{3})*", change(replied))]
        assert 999 < new[0] < 2_000
        assert 30 <= new[1] < new[2] < 100
        assert change(told).endswith("at 10:15.")  # stands on one side alone
        assert all(n in change(told) for n in re.findall(r"[\d,]+\d", change(replied)))
        seen.add(change(replied))
    assert len(seen) > 20


@pytest.mark.parametrize(
    "text",
    [
        "in 1987 and 2026", "on 14 March", "the 22nd", "version 2.10.3", "3 of 5", "@bob_42 said",
        "on Sat 24", "2026-03-14", "bus 14N", "half of 80", "il 24 marzo", "#42 is closed",
    ],
)  # fmt: skip
def test_numbers_that_mean_more_stay(text: str) -> None:
    for seed in range(20):
        assert renumbered([text], [text], random.Random(seed))(text) == text


def test_names_and_handles_change_on_both_sides() -> None:
    told = ["@sue_k: ask Priya of Marrowby", "@old_gull: priya knows"]
    replied = ["@old_gull says Priya of Marrowby knows."]
    change = renamed(told, replied, ["old_gull", "sue_k"], ["new_crab"], random.Random(3))
    (said,) = map(change, replied)
    assert "Priya" not in said
    assert "Marrowby" not in said
    assert "@new_crab" in said
    name = re.search(r"says (\w+) of", said)[1]
    assert change(told[1]) == f"@new_crab: {name.lower()} knows"


def test_a_handle_that_the_texts_speak_of_stays() -> None:
    told = ["@dock_sue: I'm here", "@gull: thanks Sue"]
    for seed in range(20):
        change = renamed(told, ["Sue is here."], ["dock_sue"], ["new_crab"], random.Random(seed))
        assert change(told[0]) == told[0]
