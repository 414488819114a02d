"""The JSON forms of `/v1/chat/completions` and `/v1/models`: OpenAI's, with what ours add."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rookery.web.answer_forms import EvidenceForm

# What a client sends; fields that are not named here are accepted and change nothing


class PartForm(BaseModel):
    """A piece of a message's content."""

    type: str
    text: str | None = None


class CalledForm(BaseModel):
    name: str
    arguments: str = Field(description="An object of JSON, as text.")


class ToolCallForm(BaseModel):
    """A call of one of the client's tools."""

    id: str = Field(min_length=1, max_length=200)
    type: Literal["function"] = "function"
    function: CalledForm


class MessageForm(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[PartForm] | None = None
    tool_calls: list[ToolCallForm] | None = None
    tool_call_id: str | None = None


class FunctionForm(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    description: str | None = Field(None, max_length=4_000)
    parameters: dict[str, Any] | None = None


class ToolForm(BaseModel):
    type: Literal["function"]
    function: FunctionForm


class StreamOptionsForm(BaseModel):
    include_usage: bool | None = None


class RequestForm(BaseModel):
    """What is read of a request."""

    model_config = ConfigDict(extra="ignore")

    messages: list[MessageForm] = Field(min_length=1, max_length=500)
    model: str = "rookery"
    stream: bool | None = None
    stream_options: StreamOptionsForm | None = None
    tools: list[ToolForm] | None = Field(None, max_length=64)
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    # told to be not offered
    n: int | None = None
    logprobs: bool | None = None
    response_format: dict[str, Any] | None = None
    modalities: list[str] | None = None
    functions: list[Any] | None = None


REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["messages"],
    "properties": {
        "messages": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Of system, developer, user, assistant and tool; the last of the user "
            "is the question.",
        },
        "model": {"type": "string", "default": "rookery"},
        "stream": {"type": "boolean"},
        "stream_options": {"type": "object"},
        "tools": {"type": "array", "items": {"type": "object"}},
        "tool_choice": {"description": "none, auto, required, or a function."},
        "max_completion_tokens": {"type": "integer", "description": "Cut at a sentence."},
    },
}
"""What OpenAPI says of a request; FastAPI would read a body without a limit."""


# What it gets


class CitationForm(BaseModel):
    """What a mark such as [1] stands for: a post, or a search that was counted."""

    number: int
    id: str | None = None
    author: str | None = None
    created_at: str | None = None
    url: str | None = None
    text: str | None = None
    community: str | None = None
    search: str | None = None


class ReplyForm(BaseModel):
    """The assistant's message."""

    role: Literal["assistant"]
    content: str | None
    tool_calls: list[ToolCallForm] | None = None
    citations: list[CitationForm] = Field(description="What the marks in the content stand for.")
    made_by: str = Field(description="The model, `composer`, or `store` for a figure.")
    declined: bool = Field(description="The posts don't say.")
    near: list[EvidenceForm] = Field(description="Where the posts don't say, the nearest.")
    sourced: bool = Field(description="False: the words rest on no post.")


class ChoiceForm(BaseModel):
    index: int
    message: ReplyForm
    finish_reason: Literal["stop", "length", "tool_calls"]
    logprobs: None = None


class UsageForm(BaseModel):
    """Estimates: one token for three bytes."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionForm(BaseModel):
    """The answer of `/v1/chat/completions`."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceForm]
    usage: UsageForm


class ModelForm(BaseModel):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsForm(BaseModel):
    """The answer of `/v1/models`."""

    object: Literal["list"]
    data: list[ModelForm]
