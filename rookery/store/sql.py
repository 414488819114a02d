"""The tree of `where` as what Lance takes: a full-text query, an SQL filter, or row sets.

Words go to the inverted index and facts to SQL; where OR or NOT mixes both, each side's rows
are found apart and joined. Here alone are values quoted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lance.query import BooleanQuery, FullTextQuery, MatchQuery, Occur, PhraseQuery

from rookery.store.rows import MARKS
from rookery.store.where import (
    And,
    Contains,
    HasMedia,
    Is,
    LinkTo,
    Not,
    Or,
    Phrase,
    Present,
    Range,
    Where,
    Word,
)

TERMS = "terms"
# what a refused state leaves of a post: its id and its place among the states, for nobody
CLOSED_STATE = "(visibility IS NOT NULL AND coalesce(array_length(visibility), 0) = 0)"


@dataclass(frozen=True, slots=True)
class Plan:
    """What must hold together: words wanted, words not wanted, facts, and mixed parts."""

    wanted: tuple[Where, ...] = ()
    unwanted: tuple[Where, ...] = ()
    facts: tuple[Where, ...] = ()
    mixed: tuple[Where, ...] = ()


def plan(where: Where) -> Plan:
    """Sort the parts of a conjunction by who can answer them."""
    wanted, unwanted, facts, mixed = [], [], [], []
    for part in _conjuncts(where):
        kinds = _kinds(part)
        if kinds <= {"fact"}:
            facts.append(part)
        elif kinds == {"text"} and isinstance(part, Not) and _positive(part.part):
            unwanted.append(part.part)
        elif kinds == {"text"} and _positive(part):
            wanted.append(part)
        else:
            mixed.append(part)
    return Plan(tuple(wanted), tuple(unwanted), tuple(facts), tuple(mixed))


def _conjuncts(where: Where) -> Iterable[Where]:
    if isinstance(where, And):
        for part in where.parts:
            yield from _conjuncts(part)
    else:
        yield where


def _kinds(where: Where) -> set[str]:
    match where:
        case Word() | Phrase():
            return {"text"}
        case And(parts) | Or(parts):
            return set().union(*map(_kinds, parts))
        case Not(part):
            return _kinds(part)
        case _:
            return {"fact"}


def _positive(where: Where) -> bool:
    """Whether the index can answer it: each branch has something that must be there."""
    match where:
        case Word() | Phrase():
            return True
        case Or(parts):
            return all(map(_positive, parts))
        case And(parts):
            # a Not beside something wanted is an exclusion; alone the index cannot list it
            rest = [p for p in parts if not isinstance(p, Not)]
            return bool(rest) and all(map(_positive, rest)) and all(
                _positive(p.part) for p in parts if isinstance(p, Not)
            )  # fmt: skip
        case _:
            return False


def full_text(where: Where) -> FullTextQuery:
    """A positive tree of words as a query of the inverted index."""
    match where:
        case Word(stems) if len(stems) == 1:
            return MatchQuery(stems[0], TERMS)
        case Word(stems):
            return any_of(Word((stem,)) for stem in stems)
        case Phrase(stems) if len(stems) == 1:
            return MatchQuery(stems[0], TERMS)
        case Phrase(stems):
            return PhraseQuery(" ".join(stems), TERMS)
        case Or(parts):
            return any_of(parts)
        case And(parts):
            clauses = [
                (Occur.MUST_NOT, full_text(p.part))
                if isinstance(p, Not)
                else (Occur.MUST, full_text(p))
                for p in parts
            ]
            return BooleanQuery(clauses)
    raise AssertionError(f"not a tree of words: {where}")


def any_of(parts: Iterable[Where]) -> FullTextQuery:
    return BooleanQuery([(Occur.SHOULD, full_text(p)) for p in parts])


def any_stem(stems: Collection[str]) -> FullTextQuery:
    return MatchQuery(" ".join(sorted(stems)), TERMS)


def all_of(wanted: Iterable[Where], unwanted: Iterable[Where]) -> FullTextQuery:
    """Every one of `wanted` and none of `unwanted`; `wanted` is not empty."""
    return BooleanQuery([*_each(Occur.MUST, wanted), *_each(Occur.MUST_NOT, unwanted)])


def ranking(
    stems: Collection[str], wanted: Sequence[Where], unwanted: Iterable[Where]
) -> FullTextQuery:
    """Posts with any of `stems`, every one of `wanted` and none of `unwanted`.

    A stem that is wanted anyway scores once: what must be there would outweigh all else.
    """
    sure = {stem for part in wanted if isinstance(part, Word) for stem in part.stems} & set(stems)
    rest = set(stems) - sure
    ranked = [(Occur.SHOULD if sure else Occur.MUST, any_stem(rest))] if rest else []
    return BooleanQuery([*ranked, *_each(Occur.MUST, wanted), *_each(Occur.MUST_NOT, unwanted)])


def _each(occur: Occur, parts: Iterable[Where]) -> list[tuple[Occur, FullTextQuery]]:
    return [(occur, full_text(part)) for part in parts]


def sql(where: Where) -> str:
    """A tree of facts as an SQL condition."""
    match where:
        case And(parts):
            return "(" + " AND ".join(map(sql, parts)) + ")" if parts else "true"
        case Or(parts):
            return "(" + " OR ".join(map(sql, parts)) + ")" if parts else "false"
        case Not(part):
            return f"NOT coalesce({sql(part)}, false)"
        case Is(column, values) if all(isinstance(v, bool) for v in values):
            return "(" + " OR ".join(f"{column} = {str(v).lower()}" for v in values) + ")"
        case Is(column, values):
            return f"{column} IN ({', '.join(quote(str(v)) for v in values)})"
        case Contains(column, value):
            return f"array_has(marks, {quote(MARKS[column] + value)})"
        case Range("created_at", low, high):
            return _range("at", low, high)
        case Range(column, low, high):
            return _range(column, low, high)
        case Present(column) if column in {"hashtags", "cashtags", "mentions", "links", "media"}:
            return f"coalesce(array_length({column}), 0) > 0"
        case Present(column):
            return f"{column} IS NOT NULL"
        case HasMedia(None):
            return "coalesce(array_length(media), 0) > 0"
        case HasMedia(str(kind)):
            return f"array_has(marks, {quote('has:' + kind)})"
        case LinkTo(part):
            return f"contains(link_urls, {quote(part.lower())})"
    raise AssertionError(f"not a fact: {where}")


def _range(column: str, low: int | datetime | None, high: int | datetime | None) -> str:
    parts = []
    if low is not None:
        parts.append(f"{column} >= {_number(low)}")
    if high is not None:
        parts.append(f"{column} < {_number(high)}")
    return "(" + " AND ".join(parts) + ")" if parts else f"{column} IS NOT NULL"


def _number(value: int | datetime) -> int:
    return micros(value) if isinstance(value, datetime) else int(value)


def micros(time: datetime) -> int:
    """Microseconds since 1970; a time without a zone is taken as UTC."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    delta = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def quote(value: str) -> str:
    """An SQL string literal: only the quote itself needs care in this dialect."""
    return "'" + value.replace("'", "''").replace("\x00", "") + "'"


def one_of(column: str, values: Collection[str]) -> str:
    """The condition that a column has one of these values; empty where there are none."""
    return f"{column} IN ({', '.join(map(quote, values))})" if values else ""
