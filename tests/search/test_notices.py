"""An empty result says which filter left nothing, and nothing of what the reader may not know."""

from rookery.people import Reader
from rookery.post import Author, Post, Upsert

NIGHT = Reader("nia", frozenset({"nightshift"}))


def told(network, query: str, reader: Reader = Reader()) -> list[str]:  # noqa: B008  frozen
    return [str(notice) for notice in network.search.search(query, reader).notices]


def test_a_handle_a_community_and_a_language_that_no_post_has(sample) -> None:
    assert told(sample, "ferry from:nosuchone") == [
        "There is no author @nosuchone here whose posts you may read."
    ]
    assert told(sample, "community:nowhere") == [
        "There is no community 'nowhere' here whose posts you may read."
    ]
    assert told(sample, "(lang:xx) storm") == [
        "No post that you may read here is in the language xx."
    ]
    assert len(told(sample, "from:nosuchone in:nowhere lang:xx since:1d until:2d")) == 4


def test_spans_of_time_that_do_not_meet(sample) -> None:
    for query in ("since:2026-11-24 until:2026-11-20", "since:2026-11-20 until:2026-11-20"):
        since, until = query.split()
        assert told(sample, query) == [
            f"{since} leaves out all that {until} lets in, so no post can match."
        ]
    assert told(sample, "during:2026-10 after:2026-11-20") == [
        "after:2026-11-20 leaves out all that during:2026-10 lets in, so no post can match."
    ]


def test_nothing_is_said_of_filters_that_could_be_met(sample) -> None:
    for query in (
        "storm ferry", "zzyzx", "from:ferrymaster lang:it", "-from:nosuchone",
        "from:nosuchone OR from:ferrymaster", "since:2001 until:2002", "",
    ):  # fmt: skip
        assert told(sample, query) == []


def test_what_closed_groups_alone_have_is_as_unknown_as_what_is_not_there(network) -> None:
    closed = Post("x", "biscuits", author=Author("nia"), community="crypt", lang="fi",
                  visibility=("nightshift",))  # fmt: skip
    network.store.apply([Upsert(closed)])
    for operator, there, nowhere in (
        ("from", "nia", "noa"), ("community", "crypt", "cellar"), ("lang", "fi", "xx")
    ):  # fmt: skip
        (outside,) = told(network, f"ferry {operator}:{there}")
        assert told(network, f"ferry {operator}:{nowhere}") == [outside.replace(there, nowhere)]
        assert told(network, f"ferry {operator}:{there}", NIGHT) == []


def test_signs_that_hold_no_word_are_said_to_be_none(sample) -> None:
    for query in ("#", "*", "@", '"#"', "# OR *", "(* @)"):
        assert told(sample, query) == [
            "There is no word to search for in this: write one, or an operator such as from:."
        ], query
    assert told(sample, "") == []
    assert "no word" not in "".join(told(sample, "# from:nosuchone"))
