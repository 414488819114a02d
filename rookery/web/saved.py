"""Saved searches: named in `rookery.toml`, counted since they were last looked at.

Beside it `saved.json` keeps up to which change of the store each was seen and told. A search that
is not in it (written by hand, or the file is lost or of an older release) has seen nothing yet and
tells from now on.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from rookery.config import SavedSearch, drop_named, edit
from rookery.durable import write_whole
from rookery.errors import BadInput, Conflict, NotFound, Said
from rookery.people import Reader
from rookery.search.query import parse
from rookery.search.service import Search
from rookery.web.current import CurrentSettings
from rookery.web.prose import safe_link

LONGEST = 80  # characters of a name
MOST = 200
_STATE = "saved.json"


@dataclass(frozen=True, slots=True)
class Followed:
    """A saved search and how many posts it has gained."""

    search: SavedSearch
    seen: datetime | None  # when somebody looked last
    new: int
    problem: str | Said | None = None  # the query was made wrong by hand


class SavedSearches:
    """Reads and changes them; safe from any thread.

    `last` gives the number of a change up to which all posts can be found.
    """

    def __init__(
        self, home: Path, settings: CurrentSettings, search: Search, last: Callable[[], int]
    ) -> None:
        self._home, self._settings, self._search, self._last = home, settings, search, last
        self._lock = threading.Lock()

    def all(self) -> list[SavedSearch]:
        """As `rookery.toml` has them."""
        return list(self._settings().saved)

    def one(self, name: str) -> SavedSearch:
        """Raises NotFound."""
        for row in self.all():
            if row.name == name:
                return row
        raise NotFound(Said("There is no saved search %(name)r here.", name=name))

    def counted(self, reader: Reader) -> list[Followed]:
        """Each with the posts that came in since it was seen and `reader` may read."""
        state = self._read()
        return [self._counted(row, state, reader) for row in self.all()]

    def counted_one(self, name: str, reader: Reader) -> Followed:
        """One of them; raises NotFound."""
        return self._counted(self.one(name), self._read(), reader)

    def _counted(
        self, row: SavedSearch, state: dict[str, dict[str, Any]], reader: Reader
    ) -> Followed:
        held = state.get(row.name, {})
        looked, seen = _time(held.get("looked")), _number(held.get("seen")) or 0
        try:
            found = self._search.gained(row.query, reader, after=seen)
            return Followed(row, looked, found.count)
        except BadInput as error:
            return Followed(row, looked, 0, error.sentence)

    def add(self, name: str, query: str, webhook: str | None, reader: Reader) -> SavedSearch:
        """Save a search; what matches already counts as seen, and is not told."""
        name, query = name.strip(), query.strip()
        webhook = (webhook or "").strip() or None
        if not name or len(name) > LONGEST or not name.isprintable():
            raise BadInput(
                Said("A saved search needs a name of at most %(n)s characters.", n=LONGEST)
            )
        parse(query)
        if not query:
            raise BadInput(Said("A saved search needs a query."))
        if webhook is not None and not safe_link(webhook):
            raise BadInput(Said("A webhook is an address that begins with http:// or https://."))
        if len(self.all()) >= MOST:
            raise Conflict(
                Said("There are %(n)s saved searches already: remove one first.", n=MOST)
            )
        row = {"name": name, "query": query} | ({"webhook": webhook} if webhook else {})
        last = self._last()

        def append(document: tomlkit.TOMLDocument) -> None:
            rows = document.setdefault("saved", tomlkit.aot())
            if any(r.get("name") == name for r in rows):
                raise Conflict(
                    Said(
                        "There is a saved search %(name)r already: choose another name.", name=name
                    )
                )
            table = tomlkit.table()
            table.update(row)
            rows.append(table)

        with self._lock:
            edit(self._home, append)
            state = self._read()
            state[name] = {"seen": last, "looked": _now()} | ({"told": last} if webhook else {})
            self._write(state)
        return SavedSearch(**row)

    def remove(self, name: str) -> None:
        """Raises NotFound."""
        self.one(name)
        with self._lock:
            edit(self._home, lambda document: drop_named(document, "saved", name))
            state = self._read()
            state.pop(name, None)
            self._write(state)

    def see(self, name: str) -> SavedSearch:
        """Somebody looks at it now: what is there is no longer new."""
        row = self.one(name)
        self._set(name, seen=self._last(), looked=_now())
        return row

    def told(self, name: str) -> int | None:
        """The change up to which its webhook was told, `None` before any."""
        return _number(self._read().get(name, {}).get("told"))

    def tell(self, name: str, upto: int) -> None:
        """Keep up to where its webhook has been told."""
        self._set(name, told=upto)

    def _set(self, name: str, **values: Any) -> None:
        with self._lock:
            state = self._read()
            state.setdefault(name, {}).update(values)
            self._write(state)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            state = json.loads((self._home / _STATE).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _write(self, state: dict[str, dict[str, Any]]) -> None:
        write_whole(self._home / _STATE, json.dumps(state, ensure_ascii=False))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _number(value: Any) -> int | None:
    """The older form had a time here, or a list of ids."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
