"""Each rule removes the text that it is for, under its name, and leaves good text alone."""

import re
from pathlib import Path

import pytest

from rookery.train.cleaned import EMPTY, LANGUAGE, NEAR
from rookery.train.quality import ARTICLES, POSTS, RULES, Looked, broken

GOOD_POST = (
    "My neighbour found an old radio in the shed and we spent the whole weekend on it.\n\n"
    "It plays again, but only one station... Does anybody know where to look for valves?"
)
GOOD_ARTICLE = (
    "The lighthouse was built in 1871 on a rock at the mouth of the river. It stood for ninety "
    "years before a storm took its upper part away. The keeper of that time, whose letters are "
    "held by the museum, wrote that the sea came in through the windows of the second floor.\n"
    "After the storm a lamp on a steel mast was put up in its place, and the stump is a home for "
    "gulls. Visitors reach it at low water, on foot, from the village to the north."
)
SHORT_LINES = "\n".join(f"and then line number {n} goes on..." for n in range(8))
POST_CASES = {
    "too few words": "look at this https://example.org/a-very-long-address",
    "too many words": "one two three four five six seven eight nine ten " * 10_001,
    "length of words": "a b c d e f g h i j k",
    "hashes and ellipses": "#storm #harbour #ferry #late again today",
    "bullet points": "- eggs from the farm\n- milk and butter\n- bread of yesterday\n- two lemons",
    "unfinished lines": SHORT_LINES,
    "words without letters": "1200 1300 1400 1500 hours 1600 1700 the times",
    "no function words": " ".join(f"word{chr(97 + n)}" for n in range(24)),
    "repeated lines": "buy my mixtape now\n" * 5 + "it is good and it is cheap",
    "one run of two words": "good morning said he good morning said she good morning to you",
    "one run of three words": "we want bread xx we want bread yy we want bread zz we want bread",
    "repeated runs of words": (
        "the cat sat down on the old mat today ok the cat sat down on the old mat today"
    ),
    "filler": "lorem ipsum dolor sit amet and so it goes on",
}


def _tail(text: str) -> str:
    return f"{GOOD_ARTICLE} {text}"


ARTICLE_CASES = {
    "too few words": "A short note. It has three sentences. That is not an article.",
    "too many words": "one two three four five six seven eight nine ten. " * 10_001,
    "length of words": "a b c d e. f g h i j. " * 10,
    "hashes and ellipses": _tail("# ... " * 20),
    "bullet points": "\n".join(
        f"- {line}." for line in GOOD_ARTICLE.replace("\n", " ").split(". ")
    ),
    "unfinished lines": "\n".join(f"{line}..." for line in GOOD_ARTICLE.split(". ")),
    "words without letters": _tail("1871 1872 1873 1874 1875 " * 8),
    "no function words": " ".join(f"wörd{chr(97 + n % 26)}{n}." for n in range(60)),
    "repeated lines": "\n".join([GOOD_ARTICLE[:70]] * 3 + [GOOD_ARTICLE]),
    "one run of two words": _tail("sea wall " * 25),
    "one run of three words": _tail("".join(f"of sea wall {w} " for w in "abcdefghijklmnopqr")),
    "one run of four words": _tail("".join(f"a new sea wall {w} " for w in "bcdefghijk")),
    "repeated runs of words": _tail(GOOD_ARTICLE[:200]),
    "filler": _tail("Lorem ipsum dolor sit amet."),
    "code": _tail("if (late) { wait(); }"),
    "too few sentences": GOOD_ARTICLE.replace(".", ","),
}


def test_good_text_breaks_no_rule() -> None:
    assert broken(Looked(GOOD_POST, "en"), POSTS) is None
    assert broken(Looked(GOOD_ARTICLE, "en"), ARTICLES) is None


@pytest.mark.parametrize("name", POST_CASES)
def test_a_rule_for_posts_removes_what_it_is_for(name) -> None:
    (rule,) = [rule for rule in POSTS if rule.name == name]
    assert rule.breaks(Looked(POST_CASES[name], "en"))
    assert not rule.breaks(Looked(GOOD_POST, "en"))
    assert broken(Looked(POST_CASES[name], "en"), POSTS) is not None


@pytest.mark.parametrize("name", ARTICLE_CASES)
def test_a_rule_for_articles_removes_what_it_is_for(name) -> None:
    (rule,) = [rule for rule in ARTICLES if rule.name == name]
    assert rule.breaks(Looked(ARTICLE_CASES[name], "en"))
    assert not rule.breaks(Looked(GOOD_ARTICLE, "en"))


def test_every_rule_has_its_case() -> None:
    assert set(POST_CASES) == {rule.name for rule in RULES["posts"]}
    assert set(ARTICLE_CASES) == {rule.name for rule in RULES["articles"]}


def test_every_name_of_a_removal_is_documented() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "training-data.md"
    named = set(re.findall(r"^\| `([a-z -]+)` \|", page.read_text("utf-8"), re.MULTILINE))
    assert named == {rule.name for rules in RULES.values() for rule in rules} | {
        EMPTY, LANGUAGE, NEAR
    }  # fmt: skip


def test_function_words_are_those_of_the_language() -> None:
    said = (
        "La nave è in ritardo e il porto è pieno di gente che aspetta da questa mattina presto con"
    )
    said += " le valigie in mano"
    assert broken(Looked(said, "it"), POSTS) is None
    assert broken(Looked(said, "ja"), POSTS) is None  # of it no words are known here


def test_empty_text_is_no_trouble_to_any_rule() -> None:
    for rules in RULES.values():
        for rule in rules:
            rule.breaks(Looked("", None))
            rule.breaks(Looked("\n\n", "en"))
