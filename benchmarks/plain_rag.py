"""What a user would build instead: the same posts and the same model, in one plain prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.answer_judge import Claim
from rookery.errors import RookeryError
from rookery.llm.client import Client
from rookery.llm.turns import Turn

_CITE = re.compile(r"\[(\w+)\]")
_ENDS = re.compile(r"(?<=[.!?\]])\s+(?=[^\[])")
_NOTHING = re.compile(
    r"\b(?:do not|don't|does not|doesn't|cannot|can't)\b.{0,30}\b(?:say|know|find|answer|contain"
    r"|mention)|non (?:lo )?dicono|no (?:lo )?dicen",
    re.IGNORECASE,
)
PROMPT = """Answer the question using only the posts below. After each sentence put the id of the
post that supports it in square brackets, like [a1]. If the posts do not contain the answer, say
that they do not say.

Posts:
{posts}

Question: {question}
Answer:"""


async def ask(client: Client, case: Mapping[str, Any]) -> list[Claim]:
    """The sentences of the reply, each with what it cites; none where it says that it cannot."""
    posts = "\n".join(f"[{p['id']}] @{p['author']} ({p['at']}): {p['text']}" for p in case["posts"])
    prompt = PROMPT.format(posts=posts, question=case["question"])
    try:
        text = (await client.chat([Turn("user", prompt)], most=300)).text
    except RookeryError:
        return []
    return claims(text)


def claims(text: str) -> list[Claim]:
    """The sentences of a reply whose marks are ids."""
    if _NOTHING.search(text) and not _CITE.search(text):
        return []
    pieces = [piece.strip() for piece in _ENDS.split(text) if _CITE.sub("", piece).strip(" .\n")]
    return [Claim(_CITE.sub("", p).strip(), tuple(_CITE.findall(p))) for p in pieces]
