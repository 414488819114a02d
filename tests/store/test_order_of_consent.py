"""The author's last word of consent holds, in whatever order and batches its states come in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, permutations, product

import lance
import pytest

from rookery.app import Rookery
from rookery.people import OPERATOR
from rookery.post import Consent, Post, Upsert
from rookery.store.rows import SAID
from tests.store.posts import NOON, post, public

WORDS = ("yes", "no", None)
Case = tuple[tuple[int, str | None], ...]  # of each state, in the order they come in


def cases(versions: tuple[int, ...]) -> Iterator[Case]:
    """Every way in which authors speak in states of these versions, in every order."""
    for words in product(WORDS, repeat=len(versions)):
        yield from permutations(zip(versions, words, strict=True))


def cuts(n: int) -> Iterator[tuple[int, ...]]:
    """Of each state the batch that it comes in: every way to cut a row of them."""
    for ends in product((0, 1), repeat=n - 1):
        yield tuple(sum(ends[:i]) for i in range(n))


def right(case: Case) -> str | None:
    """The later word, and of two of one moment the "no"."""
    words = [(version, word == "no", word) for version, word in case if word]
    return max(words)[2] if words else None


FOUR = pytest.param((1, 2, 3, 4), marks=pytest.mark.long)


@pytest.mark.parametrize("versions", [(1, 2, 3), (1, 1, 2), (1, 2, 2), (1, 1, 1), FOUR])
@pytest.mark.parametrize("texts", ["its own", "the same"])
def test_the_last_word_holds_in_every_order_and_every_batch(store, versions, texts) -> None:
    told: dict[str, str | None] = {}
    batches: list[list[Upsert]] = [[] for _ in versions]
    for n, (case, cut) in enumerate(product(cases(versions), cuts(len(versions)))):
        told[f"p{n}"] = right(case)
        for (version, word), batch in zip(case, cut, strict=True):
            text = f"state {version}" if texts == "its own" else "ferry"
            seen = NOON + timedelta(hours=version)
            consent = Consent(search=word, train=word)
            batches[batch].append(post(f"p{n}", text, observed_at=seen, consent=consent))
    for batch in batches:
        store.apply(batch)
    kept = {p.id: p.consent for p in store.export(OPERATOR)}
    assert {id_: c.search for id_, c in kept.items()} == told
    assert {id_: c.train for id_, c in kept.items()} == told
    assert public(store) == {id_ for id_, word in told.items() if word != "no"}
    before = store.last_seq()
    assert store.apply(list(chain(*batches))).updated == 0
    assert store.last_seq() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_no_wins_over_a_ground_of_the_operator_whenever_it_comes(store, order) -> None:
    states = [
        post("a", edited_at=NOON + timedelta(hours=1)).post,
        post("a", consent=Consent(train="no")).post,
        post("a", "newer", edited_at=NOON + timedelta(hours=2)).post,
    ]
    for i in order:
        store.apply_prepared(store.prepare([states[i]]), grant=["consent_train"])
    (kept,) = store.export(OPERATOR)
    assert (kept.text, kept.consent.train) == ("newer", "no")


def test_a_no_that_comes_late_is_kept_through_analysing_again(empty) -> None:
    states = [
        post("a", consent=Consent(search="yes")),
        post("a", edited_at=NOON + timedelta(hours=2)),
        post("a", consent=Consent(search="no"), edited_at=NOON + timedelta(hours=1)),
    ]
    empty.store.apply(states[:2])
    empty.reanalyse()
    assert public(empty.store) == {"a"}
    empty.store.apply(states[2:])
    assert public(empty.store) == set()


def of_format_3(home) -> None:
    """Make the store as the release before it was."""
    lance.dataset(str(home / "store" / "posts.lance")).drop_columns(list(SAID.values()))
    path = home / "store" / "format.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 3}))


def test_in_a_store_of_an_older_format_any_no_wins_over_a_yes(empty) -> None:
    said = {"yes": Consent(search="yes"), "no": Consent(search="no"), "silent": Consent()}
    empty.store.apply([post(id_, consent=consent, hours=5) for id_, consent in said.items()])
    untimed = Post("untimed", "ferry", consent=Consent(search="no"))
    empty.store.apply([Upsert(untimed)])
    of_format_3(empty.home)
    store = Rookery.open(empty.home, embed={"semantic": "off"}).store
    assert public(store) == {"yes", "silent"}
    store.apply([post(id_, consent=Consent(search="no"), hours=1) for id_ in said])
    assert public(store) == set()
    store.apply([post(id_, consent=Consent(search="yes"), hours=6) for id_ in said])
    assert public(store) == {"yes", "no", "silent"}
    store.apply([Upsert(replace(untimed, consent=Consent(search="yes")))])
    assert "untimed" not in public(store)  # of two words of one moment
    store.apply([post("untimed", consent=Consent(search="yes"))])
    assert "untimed" in public(store)
    assert store.check() == []
