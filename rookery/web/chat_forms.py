"""The JSON forms of `/chat`, as OpenAPI documents them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from rookery.web.answer_forms import EvidenceForm, SentenceForm


class ConversationForm(BaseModel):
    """A conversation in a list."""

    id: str
    title: str
    made_at: str
    changed_at: str


class ConversationsForm(BaseModel):
    conversations: list[ConversationForm]


class CallForm(BaseModel):
    """A tool that was called, and what it gave: ids of posts, figures, pages."""

    tool: str
    arguments: dict[str, Any]
    result: dict[str, Any]
    took_ms: int | None = None
    wrong: str | None = None


class RatingForm(BaseModel):
    good: bool
    reason: str


class TurnForm(BaseModel):
    """A turn: a person's has `text`, the assistant's the rest."""

    id: int
    role: Literal["person", "assistant"]
    at: str
    text: str | None = None
    kind: Literal["answer", "talk", "written"] | None = None
    sentences: list[SentenceForm] | None = None
    posts: list[EvidenceForm] | None = None
    declined: bool | None = None
    why: str | None = None
    near: list[EvidenceForm] | None = None
    made_by: str | None = Field(None, description="A model, `composer`, or `store` for figures.")
    gone: int | None = Field(None, description="Sentences that rested on posts deleted since.")
    calls: list[CallForm] | None = None
    rating: RatingForm | None = None


class FileForm(BaseModel):
    """A file of a conversation."""

    id: str
    name: str
    kind: str
    pages: int
    notes: list[str]


class WholeConversationForm(ConversationForm):
    turns: list[TurnForm]
    files: list[FileForm]


class SaidForm(BaseModel):
    """What the assistant said."""

    conversation: str
    turn: TurnForm


class GivenForm(BaseModel):
    """A file that was taken in."""

    conversation: str
    file: FileForm
