"""A completion changes the end of what is typed and nothing before it, and is found."""

import pytest

from rookery.app import Rookery
from rookery.people import ANONYMOUS, Reader
from tests.store.posts import post


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Rookery:
    network = Rookery.open(tmp_path_factory.mktemp("town") / "home", embed={"semantic": "off"})
    said = ("the storm ferry is late", "storm fern in the garden", "ferry storm again", "Ferry")
    posts = [post(f"p{n}", text, lang="en") for n, text in enumerate(said)]
    posts += [
        post("c1", "ferry crossing", author="ferrymaster", community="ferry friends", lang="en"),
        post("c2", "buy $FERX and $ferq", cashtags=("ferx", "ferq"), lang="en"),
        post("c3", "buy $FERX", cashtags=("ferx",), lang="en"),
        post("c4", "@ferrymaster when?", mentions=("ferrymaster",), reply_to="c1", lang="en"),
        post("c5", "storm ferret", visibility=("crew",), lang="en"),
    ]
    network.store.apply(posts)
    return network


def _texts(town: Rookery, typed: str, reader: Reader = ANONYMOUS) -> list[str]:
    return [c.text for c in town.search.complete(typed, reader)]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("storm OR fer", "storm OR ferry"), ("Storm AND NOT Fer", "Storm AND NOT ferry"),
        ("(Storm OR fer", "(Storm OR ferry"), ("storm -fer", "storm -ferry"),
        ("+fer", "+ferry"), ("from:Ada FER", "from:Ada ferry"),
        ("-from:fer", "-from:ferrymaster"), ("author:fer", "author:ferrymaster"),
        ("to:fer", "to:ferrymaster"), ("mention:fer", "mention:ferrymaster"),
        ("in:fer", 'in:"ferry friends"'), ("community:fer", 'community:"ferry friends"'),
        ('community:"ferry fr', 'community:"ferry friends"'), ("$fer", "$FERX"),
        ("storm lang:", "storm lang:en"), ("lang:e", "lang:en"), ("is:re", "is:reply"),
        ("-is:rep", "-is:repost"), ("has:im", "has:images"), ("filter:im", "filter:images"),
        ('"storm fer', '"storm ferry"'), ('late OR "the Storm fer', 'late OR "the Storm ferry"'),
        ('"fer', '"ferry"'), ('"storm ', '"storm ferry"'),
        ('"storm ferry" la', '"storm ferry" late'),
    ],
)  # fmt: skip
def test_only_the_end_of_what_is_typed_is_completed(town, typed: str, offered: str) -> None:
    assert offered in _texts(town, typed)
    town.search.search(offered + ")" * offered.count("("))  # it can be read


@pytest.mark.parametrize(
    "typed", ["storm OR", "storm AND", "NOT", "storm -", '"', "lang:q", "is:", "$"]
)
def test_what_has_no_end_to_complete_is_left_alone(town, typed: str) -> None:
    assert all(text.startswith(typed) for text in _texts(town, typed))


def test_within_quotation_marks_only_what_follows_there_is_offered(town) -> None:
    assert set(_texts(town, '"storm fer')) == {'"storm ferry"', '"storm fern"'}
    assert _texts(town, '"garden fer') == []
    assert '"storm ferret"' in _texts(town, '"storm fer', Reader("ada", frozenset({"crew"})))
    for text in _texts(town, '"storm fer'):
        assert town.search.search(text).total > 0


def test_what_is_counted_is_what_is_found(town) -> None:
    for typed in ("to:fer", "mention:fer", "in:fer", "$fer", '"storm f', "author:fer"):
        for offered in town.search.complete(typed):
            assert offered.count == town.search.search(offered.text).total, offered
    assert [c.count for c in town.search.complete("lang:e")] == [None]


def test_a_long_query_is_completed_whole_or_not_at_all(town) -> None:
    long = "storm " * 100 + "fer"
    assert long + "ry" in _texts(town, long)


def test_what_stands_before_chooses_what_is_offered_and_is_counted(town) -> None:
    assert _texts(town, "storm fer") == ["storm ferry", "storm fern"]
    assert {"the ferry", "the fern"} <= set(_texts(town, "the fer"))
    assert _texts(town, "garden fer") == ["garden fern"]
    assert _texts(town, "ferry storm fer") == []  # nothing further begins so
    for typed in (
        "storm fer",
        "ferry la",
        "crossing in:",
        "buy $f",
        "buy $FERX $f",
        "ferry st",
        "from:ferrymaster cr",
        '"storm ferry" l',
        "-late fer",
        "crossing from:",
    ):
        found = town.search.complete(typed)
        assert found, typed
        for offered in found:
            assert offered.count == town.search.search(offered.text).total, offered


def test_behind_a_minus_what_is_taken_away_is_counted(town) -> None:
    (offered,) = (c for c in town.search.complete("storm -fer") if c.text == "storm -ferry")
    assert offered.count == town.search.search("storm ferry").total


def test_a_broad_query_is_estimated_from_its_newest_posts(tmp_path) -> None:
    network = Rookery.open(tmp_path / "home", embed={"vectors": False, "semantic": "off"})
    said = ("rain and hail", "rain and sleet", "rain", "rain and mist")
    network.store.apply(
        [post(f"r{n}", said[n % 4], lang="en", hours=n / 3_600) for n in range(12_000)]
    )
    counts = {c.text: c.count for c in network.search.complete("rain h")}
    assert counts == {"rain hail": 3_000}


def test_a_tag_that_no_sign_can_write_is_written_as_an_operator(tmp_path) -> None:
    network = Rookery.open(tmp_path / "home", embed={"vectors": False, "semantic": "off"})
    network.store.apply([post("t1", "Look", hashtags=("rock 'n' roll",), lang="en")])
    (offered,) = network.search.complete("#rock")
    assert offered.text == "hashtag:\"rock 'n' roll\""
    assert network.search.search(offered.text).total == offered.count == 1


def test_a_phrase_is_completed_as_the_posts_own_language_has_it(tmp_path) -> None:
    network = Rookery.open(tmp_path / "home", embed={"vectors": False, "semantic": "off"})
    network.store.apply(
        [
            post("e1", "they are here, and the art of it", lang="en"),
            post("e2", "lantern night", lang="en"),
            post("e3", "at the pier", hashtags=("LanternNight",), lang="en"),
            post("e4", "stage stalls street", lang="en"),
        ]
    )
    assert _texts(network, '"the a') == ['"the art"']
    (night,) = network.search.complete('"lantern n')
    assert night.count == network.search.search('"lantern night"').total == 2
    assert set(_texts(network, "stage st")) == {"stage stalls", "stage street"}
