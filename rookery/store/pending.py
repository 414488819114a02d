"""What waits for the operator though nothing is wrong: settings that do not hold for all posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rookery.config import ConsentRow
from rookery.locks import among
from rookery.store.format import command
from rookery.store.generations import interrupted
from rookery.store.lance_home import LanceHome
from rookery.store.sql import CLOSED_STATE, sql
from rookery.store.where import And, Is, Not, Or, Present, Where

_WORDED = f"NOT {CLOSED_STATE}"  # that has no words to be found, whatever the table says


def pending(home: LanceHome) -> list[str]:
    """A sentence each, with what to type."""
    return [*_language(home), *_consent(home), *_interrupted(home)]


def _language(home: LanceHome) -> Iterator[str]:
    if home.language != home.default_lang:
        yield (
            f"text.language is {home.default_lang!r} in the settings, and posts without a "
            f"language go on being analysed as {home.language!r}: for it to hold type "
            f"`{command(home.folder)}`."
        )


def _consent(home: LanceHome) -> Iterator[str]:
    """The posts are asked and no note of theirs: tables may have changed between them, and back."""
    unstated, nobody = Not(Present("consent_search")), Is("audience", ("nobody",))
    shut = _shut(home.preparer_spec.consent)
    hold = f"for it to hold type `{command(home.folder)}`."
    if found := _count(home, And((unstated, shut, Not(nobody)))):
        what = "1 post is found" if found == 1 else f"{found:,} posts are found"
        yield f"{what} that the table of consent hides now: {hold}"
    if hidden := _count(home, And((nobody, unstated, Not(shut))), _WORDED):
        what = "1 post is hidden" if hidden == 1 else f"{hidden:,} posts are hidden"
        yield f"{what} that the table of consent lets be found now: {hold}"


def _shut(consent: Mapping[str, ConsentRow]) -> Where:
    """Of a source whose posts, where their authors have said nothing, may not be found."""
    default = consent["default"].search
    others = tuple(source for source, row in consent.items() if row.search != default)
    other = Is("source", others) if others else Or(())
    return other if default == "yes" else Not(other)


def _count(home: LanceHome, where: Where, also: str = "true") -> int:
    with among(home.read_lock):
        return int(home.table.latest().count_rows(filter=f"({sql(where)}) AND {also}"))


def _interrupted(home: LanceHome) -> Iterator[str]:
    if interrupted(home.folder):
        yield (
            f"Analysing all posts again was interrupted: `{command(home.folder)}` goes on with "
            "it, and `rookery store compact --purge` gives it up."
        )
