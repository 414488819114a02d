"""Posts as a prompt shows them, and sentences that cite them: what answers and summaries share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rookery.errors import Said, Unfit
from rookery.llm.task_form import (
    TEXT_RULES,
    BadForm,
    json_line,
    json_lines,
    one_line,
    quoted,
    string_rule,
    text_of,
)

LONGEST_POST, LONGEST_HANDLE = 600, 80  # characters; what is longer is cut
LONGEST_SENTENCE = 300
_MOST_CITES = 6
_ID = re.compile(r"p[1-9][0-9]{0,2}")
_LIKE_AN_ID = re.compile(r"\[(p\d+)\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A post under an id that means nothing outside its prompt: p1, p2, …"""

    id: str
    author: str  # a handle; may be empty
    time: str  # 2026-03-14 09:20; may be empty
    text: str

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise Unfit(Said("%(id)s is no id of a post in a prompt", id=repr(self.id)))


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """Sentences that rest on posts; none where the posts do not say."""

    sentences: tuple[Sentence, ...]


def distinct(posts: Sequence[Passage]) -> None:
    """Raises Unfit where two posts have the same id."""
    if len({p.id for p in posts}) < len(posts):
        raise Unfit(Said("two posts of one prompt have the same id"))


def shown(posts: Sequence[Passage]) -> str:
    """The posts, one a line; no text can begin a line or look like another post's beginning."""
    return "\n".join(map(_line, posts))


def _line(post: Passage) -> str:
    author = one_line(post.author, LONGEST_HANDLE).replace(" ", "")
    head = " ".join(filter(None, [f"@{author}" if author else "", one_line(post.time, 20)]))
    text = _LIKE_AN_ID.sub(r"(\1)", one_line(post.text, LONGEST_POST))
    return f"[{post.id}] {head}: {text}"


def cited_grammar(posts: Sequence[Passage], least: int, most: int) -> str:
    """JSON lines of sentences that cite nothing but these posts."""
    more = f'("\\n" line){{0,{most - 1}}}'
    ids = " | ".join(quoted(f'"{p.id}"') for p in posts)
    return "\n".join(
        [
            f"root ::= line {more}" if least else f"root ::= (line {more})?",
            'line ::= "{\\"text\\": " text ", \\"cites\\": [" cites "]}"',
            f"text ::= {string_rule(LONGEST_SENTENCE)}",
            f'cites ::= id (", " id){{0,{min(len(posts), _MOST_CITES) - 1}}}',
            f"id ::= {ids}",
            TEXT_RULES,
        ]
    )


def cited(text: str, posts: Sequence[Passage], least: int, most: int) -> Cited:
    """The sentences of a reply. Raises BadForm."""
    known = {p.id for p in posts}
    lines = json_lines(text, ("text", "cites"))
    if not least <= len(lines) <= most:
        raise BadForm(f"The reply has {len(lines)} sentences, and not {least} to {most}.")
    return Cited(tuple(_sentence(n, line, known) for n, line in enumerate(lines, 1)))


def _sentence(number: int, line: dict[str, object], known: set[str]) -> Sentence:
    said = text_of(line["text"], LONGEST_SENTENCE, f"Sentence {number}")
    cites = line["cites"]
    if not isinstance(cites, list) or not cites:
        raise BadForm(f"Sentence {number} cites nothing.")
    for cite in cites:
        if not isinstance(cite, str) or cite not in known:
            raise BadForm(f"Sentence {number} cites {cite!r:.40}, which is no post that was given.")
    return Sentence(said, tuple(dict.fromkeys(cites)))


def rendered(got: Cited) -> str:
    """JSON lines, one a sentence."""
    return "\n".join(json_line({"text": s.text, "cites": list(s.cites)}) for s in got.sentences)
