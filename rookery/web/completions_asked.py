"""What a client asks of `/v1/chat/completions`, read and checked: bad input goes no further."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from rookery.answer.asked.question import LONGEST, asked
from rookery.assistant.replying import taken
from rookery.assistant.small_talk import kind_of
from rookery.assistant.wishes import wish_of
from rookery.errors import Said
from rookery.llm.estimate import estimate
from rookery.llm.turns import ToolCall, Turn
from rookery.web.completions_choosing import Choosing, choosing_of
from rookery.web.completions_errors import Refused
from rookery.web.completions_forms import MessageForm, RequestForm

OURS = "rookery"  # the name of the network's assistant, whichever model it works with
_KINDS = ("str", "int", "bool")
_TEXT_PARTS = ("text", "input_text", "output_text", "refusal")


@dataclass(frozen=True, slots=True)
class Asking:
    """One request; `turns` are all but what the program says of itself, which is `about`."""

    model: str
    question: str
    earlier: tuple[Turn, ...]  # texts of persons and of us before the question
    turns: tuple[Turn, ...]
    about: str
    choosing: Choosing
    most: int | None  # tokens of a reply
    streamed: bool
    usage: bool  # told at the end of a stream
    tokens: int  # of all of it

    @property
    def with_results(self) -> bool:
        """Whether results of the client's tools are what came last."""
        return self.turns[-1].role == "tool"


def read_request(body: bytes) -> Asking:
    """The request; raises BadInput with one sentence that names what is wrong."""
    try:
        given = RequestForm.model_validate_json(body)
    except ValidationError as error:
        raise _unusable(error) from None
    _check_offered(given)
    turns, about = _turns(given.messages)
    last = max((n for n, t in enumerate(turns) if t.role == "user"), default=None)
    if last is None:
        raise Refused(Said("No message is the user's: the last of them is the question."), _IN)
    if turns[-1].role not in ("user", "tool"):
        raise Refused(Said("The last message is to be the user's, or the result of a tool."), _IN)
    question = _question(turns[last].content)
    # a longer one before the question helps nobody to understand it
    earlier = (Turn(t.role, t.content[:LONGEST]) for t in turns[:last] if t.role != "tool")
    return Asking(
        given.model,
        question,
        tuple(turn for turn in earlier if turn.content.strip()),
        tuple(turns),
        about,
        choosing_of(given),
        given.max_completion_tokens or given.max_tokens,
        streamed=bool(given.stream),
        usage=bool(given.stream_options and given.stream_options.include_usage),
        tokens=estimate(about) + sum(estimate(turn.content) for turn in turns),
    )


_IN = "messages"


def _unusable(error: ValidationError) -> Refused:
    first = error.errors()[0]
    if not first["loc"]:
        return Refused(Said("The body is to be one object of JSON with `messages`."))
    # without the kinds that a value might have had, which Pydantic names too
    where = [str(one) for one in first["loc"] if str(one).isalnum() or "_" in str(one)]
    where = [one for one in where if one not in _KINDS]
    return Refused(
        Said(
            "In the request %(where)s is not usable: %(why)s.",
            where=".".join(where), why=first["msg"],
        ),
        where[0],
    )  # fmt: skip


def _check_offered(given: RequestForm) -> None:
    """Raises for what would be answered otherwise than it is asked for."""
    kind = (given.response_format or {}).get("type", "text")
    refusals: Sequence[tuple[str, bool, Said]] = (
        ("n", given.n not in (None, 1), Said("One answer at a time is offered: leave out n.")),
        (
            "response_format",
            kind != "text",
            Said("Answers in JSON are not offered: each is text with its citations beside it."),
        ),
        ("logprobs", bool(given.logprobs), Said("Probabilities of tokens are not offered.")),
        (
            "modalities",
            given.modalities not in (None, ["text"]),
            Said("Answers are text: sound is not offered."),
        ),
        (
            "functions",
            bool(given.functions),
            Said("`functions` is an older form that is not taken: send them as `tools`."),
        ),
    )
    for param, wrong, why in refusals:
        if wrong:
            raise Refused(why, param)


def _question(text: str) -> str:
    """Refused before a stream begins, as a status, where it would be refused in it."""
    text = taken(text)
    return text if kind_of(text) or wish_of(text) else asked(text)


# Messages


def _turns(messages: Sequence[MessageForm]) -> tuple[list[Turn], str]:
    """Those of a conversation, and what the program says of itself."""
    turns: list[Turn] = []
    about: list[str] = []
    called: set[str] = set()
    for place, message in enumerate(messages):
        where = f"{_IN}[{place}]"
        text = _text(message, where)
        if message.role in ("system", "developer"):
            about.append(text)
        elif message.role == "user":
            turns.append(Turn("user", text))
        elif message.role == "assistant":
            calls = _calls(message, where)
            called |= {call.id for call in calls}
            turns.append(Turn("assistant", text, calls=calls))
        else:
            if message.tool_call_id not in called:
                raise Refused(
                    Said("%(where)s is the result of a call that no message before it makes.",
                         where=where),
                    where,
                )  # fmt: skip
            turns.append(Turn("tool", text, result_of=message.tool_call_id))
    return turns, "\n".join(filter(str.strip, about))


def _text(message: MessageForm, where: str) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    for part in message.content:
        if part.type not in _TEXT_PARTS:
            raise Refused(
                Said("%(where)s has a part of the kind %(kind)r: only text is read here.",
                     where=where, kind=part.type[:40]),
                where,
            )  # fmt: skip
    return "\n".join(part.text or "" for part in message.content)


def _calls(message: MessageForm, where: str) -> tuple[ToolCall, ...]:
    made = []
    for call in message.tool_calls or ():
        try:
            arguments = json.loads(call.function.arguments or "{}")
        except (ValueError, RecursionError):
            arguments = None
        if not isinstance(arguments, dict):
            raise Refused(
                Said("%(where)s calls %(tool)r with arguments that are no object of JSON.",
                     where=where, tool=call.function.name[:80]),
                where,
            )  # fmt: skip
        made.append(ToolCall(call.id, call.function.name, arguments))
    return tuple(made)
