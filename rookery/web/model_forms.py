"""The JSON forms of `/model`: what OpenAPI documents, and the values put into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field

from rookery.llm.catalogue import Entry
from rookery.llm.found import Offer
from rookery.llm.skill import Skill


class TaskForm(BaseModel):
    """Who does a task."""

    name: str
    by: Literal["model", "composer", "nobody"]
    version: int | None = Field(description="Of the task that the weights were tuned for.")
    measured: dict[str, tuple[int, int]] = Field(
        description="So many of so many kept-back examples, by measure."
    )


class OtherModelForm(BaseModel):
    name: str
    here: bool = Field(description="Its file is on this machine.")
    bytes: int | None
    licence: str
    good_for: str


class OfferForm(BaseModel):
    """A model that a server on this machine holds ready; used only when it is chosen."""

    name: str
    server: str
    url: str


class ModelForm(BaseModel):
    """The answer of `/model`."""

    name: str
    good_for: str
    wrong: str | None = Field(description="Why what was chosen does not answer.")
    tasks: list[TaskForm]
    others: list[OtherModelForm]
    found: list[OfferForm]


class TalkForm(BaseModel):
    """What a model replied."""

    text: str
    made_by: str


def model_json(
    entry: Entry,
    wrong: object,
    tasks: Sequence[tuple[str, Skill | None, str]],
    others: Sequence[tuple[Entry, bool]],
    found: Sequence[Offer],
) -> dict[str, Any]:
    """The form of `ModelForm`."""
    return {
        "name": entry.name,
        "good_for": entry.good_for,
        "wrong": None if wrong is None else str(wrong),
        "tasks": [
            {
                "name": name, "by": by, "version": skill.version if skill else None,
                "measured": dict(skill.shares) if skill else {},
            }
            for name, skill, by in tasks
        ],
        "others": [
            {
                "name": one.name, "here": here, "bytes": one.size_bytes, "licence": one.licence,
                "good_for": one.good_for,
            }
            for one, here in others
        ],
        "found": [{"name": o.model, "server": o.server, "url": o.url} for o in found],
    }  # fmt: skip
