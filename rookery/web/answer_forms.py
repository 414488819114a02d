"""The JSON forms of `/ask`, `/summary` and `/behind`, as OpenAPI documents them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from rookery.answer.answered import Why


class EvidenceForm(BaseModel):
    """A post that an answer cites."""

    id: str
    text: str
    author: str | None = None
    created_at: str | None = None
    community: str | None = None
    url: str | None = None
    source: str | None = Field(None, description="The file that it is a page of; no post then.")


class SearchCite(BaseModel):
    search: str = Field(description="The query whose results were counted.")


class SentenceForm(BaseModel):
    text: str
    cites: list[str | SearchCite]
    quoted: str | None = Field(description="A post's own words within it; null: a model's.")
    otherwise: bool = Field(description="It differs from a sentence before it.")


class AnswerForm(BaseModel):
    """The answer of `/ask` and `/summary`."""

    question: str = Field(description="Or what is summed up, such as `thread h87`.")
    sentences: list[SentenceForm]
    posts: list[EvidenceForm]
    declined: bool
    why: Why | None
    near: list[EvidenceForm] = Field(description="Where the posts don't say, the nearest.")
    made_by: str = Field(description="The model, `composer`, or `store` for a figure.")
    searched: list[str]


class RemarkForm(BaseModel):
    words: str
    post: EvidenceForm


class BehindForm(BaseModel):
    """The answer of `/behind/ID`."""

    post: EvidenceForm
    above: list[EvidenceForm]
    quotes: EvidenceForm | None
    earliest: RemarkForm | None = Field(description="Null: none earlier was found.")
    repeated: list[RemarkForm]
    otherwise: list[RemarkForm]
    corrections: list[RemarkForm]
    doubted: list[RemarkForm]
    more: int
