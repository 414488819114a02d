"""The task "query": a conversation's last question to a search query that stands by itself."""

from __future__ import annotations

from dataclasses import dataclass

from rookery.errors import BadInput
from rookery.llm.task_conversation import Conversation, later, shown
from rookery.llm.task_form import LINE_RULES, BadForm, Task, text_of
from rookery.search.query import parse as parsed

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Query:
    """In the query language of the search."""

    text: str


class StandAlone(Task[Conversation, Query]):
    name = "query"
    version = 1
    most = 60
    rules = (
        "Write the search query for what the person asks last, in few words as one types them "
        "into a search box, so that it can be understood without the conversation. Write the query "
        "and nothing else. Where the conversation asks for it, use the search's operators: "
        "from:handle to:handle community:name lang:it since:2026-03-01 until:2026-03-31 within:7d "
        '"phrase" -word OR #tag has:images has:links is:reply is:quote min_likes:50.'
    )

    def prompt(self, asked: Conversation) -> str:
        return f"task: query\n{shown(asked.turns)}"

    def grammar(self, asked: Conversation) -> str:
        return f"root ::= first char{{0,{_LONGEST - 1}}}\n{LINE_RULES}"

    def parse(self, text: str, asked: Conversation) -> Query:
        if "\n" in text.strip():
            raise BadForm("The reply has more than the query's one line.")
        query = text_of(text, _LONGEST, "The query")
        try:
            parsed(query)
        except BadInput as error:
            raise BadForm(f"The query cannot be read: {error}.") from None
        return Query(query)

    def rendered(self, got: Query) -> str:
        return got.text

    def lessened(self, asked: Conversation) -> Conversation | None:
        return later(asked)
