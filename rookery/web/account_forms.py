"""The JSON forms of `/people`: what OpenAPI documents, and the values put into them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from rookery.people.accounts import Person
from rookery.people.audit import Entry


class PersonForm(BaseModel):
    name: str
    roles: list[str]
    groups: list[str] = Field(description="Whose closed posts they may read.")
    closed: bool


class PeopleForm(BaseModel):
    """The answer of `/people`."""

    people: list[PersonForm]


class EntryForm(BaseModel):
    seq: int
    at: str
    who: str
    what: str
    about: str
    detail: dict[str, Any]


class AuditForm(BaseModel):
    """The answer of `/people/audit`."""

    entries: list[EntryForm]


def person_json(person: Person) -> dict[str, Any]:
    """The form of `PersonForm`."""
    return {
        "name": person.name,
        "roles": sorted(person.roles),
        "groups": sorted(person.groups),
        "closed": person.closed,
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """The form of `EntryForm`."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat().replace("+00:00", "Z"),
        "who": entry.who,
        "what": entry.what,
        "about": entry.about,
        "detail": dict(entry.detail),
    }
