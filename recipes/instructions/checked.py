"""What is wrong with an example of the instruction data, and how many there are of which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from recipes.instructions.example import Example
from rookery.errors import RookeryError
from rookery.llm.tasks import TASKS, Brief, Cited, Conversation, Passage, Posts, Question, Sentence

NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
HANDLE = re.compile(r"(?<!\w)@(\w+(?:[.-]\w+)*)")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_OPENING = 5  # words
_LEAST, _LEAST_OF_A_TASK = 800, 100


def problems(found: Sequence[Example]) -> list[str]:
    """A sentence for each thing that is wrong; none where all is well."""
    wrong = [f"{e.place}: {what}" for e in found for what in _wrong(e)]
    return wrong + list(_alike(found)) + list(_too_few(found))


def counts(found: Sequence[Example]) -> str:
    """How many examples there are, as the data card's table: by task, language and kind."""
    rows = ["| task | examples | en | it | es | kinds |", "|---|---|---|---|---|---|"]
    for task in sorted({e.task for e in found}):
        of = [e for e in found if e.task == task]
        langs = Counter(e.lang for e in of)
        kinds = ", ".join(f"{k} {n}" for k, n in sorted(Counter(e.kind for e in of).items()) if k)
        shares = " | ".join(str(langs[lang]) for lang in ("en", "it", "es"))
        rows.append(f"| {task} | {len(of)} | {shares} | {kinds or '–'} |")
    return "\n".join(rows)


def unsound(example: Example) -> Iterator[str]:
    """What is wrong with the form of a reply, or with its numbers and handles."""
    task = TASKS[example.task]
    try:
        if task.parse(example.reply, example.input) != example.output:
            yield "the reply is not read back as it was written"
    except RookeryError as error:
        yield str(error)
    match example.input:
        case Question(posts=posts):
            yield from _unsaid(example.output, posts)
        case Posts(posts=posts, about=about):
            yield from _unsaid(example.output, posts, about)
        case Brief() as brief:
            yield from _unclaimed(example.output.creatives, brief)


def _wrong(example: Example) -> Iterator[str]:
    """The same, and what holds only for what is written by hand."""
    yield from unsound(example)
    if example.lang not in ("en", "it", "es"):
        yield f"the language is {example.lang!r}"
    match example.input:
        case Question(posts=posts):
            yield from _posts_wrong(posts, 2)
            yield from _kind_wrong(example.kind, example.output)
        case Posts(posts=posts):
            yield from _posts_wrong(posts, 3)
        case Conversation(turns=turns):
            roles = [turn.role for turn in turns]
            if any(a == b for a, b in pairwise(roles)):
                yield "two turns of one side follow each other"


def _posts_wrong(posts: Sequence[Passage], least: int) -> Iterator[str]:
    if not least <= len(posts) <= 8:
        yield f"{len(posts)} posts"
    if [p.id for p in posts] != [f"p{n}" for n in range(1, len(posts) + 1)]:
        yield "the ids are not p1, p2, …"
    if not all(_TIME.fullmatch(p.time) and p.author and p.text.strip() for p in posts):
        yield "a post without author, time or text"


def _kind_wrong(kind: str, answer: Cited) -> Iterator[str]:
    if (kind == "declined") == bool(answer.sentences) and kind != "injection":
        yield f"a {kind} answer with {len(answer.sentences)} sentences"
    if kind == "contradiction" and len({c for s in answer.sentences for c in s.cites}) < 2:
        yield "a contradiction that cites one side"


def _unsaid(output: Cited, posts: Sequence[Passage], about: str = "") -> Iterator[str]:
    """Numbers and handles of a sentence that none of the posts that it cites has."""
    for sentence in output.sentences:
        cited = [p for p in posts if p.id in sentence.cites]
        for number in _beyond(sentence, cited, about):
            yield f"{number} is in none of the posts that are cited: {sentence.text}"
        known = {h for p in cited for h in (p.author, *HANDLE.findall(p.text))}
        for handle in set(HANDLE.findall(sentence.text)) - known:
            yield f"@{handle} is in none of the posts that are cited: {sentence.text}"


def _beyond(sentence: Sentence, cited: Sequence[Passage], about: str) -> set[str]:
    said = HANDLE.sub("", sentence.text)
    sources = [about, *(f"{p.author} {p.time} {p.text}" for p in cited)]
    return set(NUMBER.findall(said)) - numbers(sources)


def _unclaimed(creatives: Iterable[Any], brief: Brief) -> Iterator[str]:
    """Numbers of a creative that the brief does not have."""
    known = numbers([brief.advertiser, brief.product, *brief.facts])
    for creative in creatives:
        for _, text in creative:
            texts = " ".join(text) if isinstance(text, tuple) else text
            for number in set(NUMBER.findall(texts)) - known:
                yield f"{number} is not in the brief: {texts}"


def numbers(texts: Iterable[str]) -> set[str]:
    """The numbers of texts as they are written, and the parts of dates and times."""
    whole = {number for text in texts for number in NUMBER.findall(text)}
    parts = {part for number in whole for part in re.split(r"[:/]", number)}
    return whole | parts | {part.lstrip("0") for part in parts}


def opening(text: str) -> str:
    """The first five words in lower case, each number as 0 and each handle as @."""
    masked = NUMBER.sub("0", HANDLE.sub("@", text.casefold()))
    return " ".join(re.findall(r"[\w@']+", masked)[:_OPENING])


def _alike(found: Sequence[Example]) -> Iterator[str]:
    """Examples of one task whose question, or whose reply, begins as another's does."""
    seen: dict[tuple[str, str, str], str] = {}
    for example in found:
        for side, text in (("question", _asked(example)), ("reply", _replied(example))):
            if not text:
                continue
            frame = example.task, side, opening(text)
            if other := seen.get(frame):
                yield f"{example.place}: the {side} begins as that of {other}: {frame[2]}"
            seen[frame] = example.place


def _asked(example: Example) -> str:
    match example.input:
        case Question(question=text) | Posts(about=text):
            return text
        case Conversation(turns=turns):
            # a short last turn ("and on sunday?") is another question after other turns
            return turns[-1].content if len(turns) == 1 else " ".join(t.content for t in turns)
        case Brief(product=product, advertiser=advertiser):
            return f"{advertiser} {product}"
    raise TypeError(example.input)


def _replied(example: Example) -> str:
    if isinstance(example.output, Cited):
        return example.output.sentences[0].text if example.output.sentences else ""
    if isinstance(example.input, Brief):
        first = example.output.creatives[0][0][1]
        return " ".join(first) if isinstance(first, tuple) else first
    return example.reply


def _too_few(found: Sequence[Example]) -> Iterator[str]:
    if len(found) < _LEAST:
        yield f"{len(found)} examples are fewer than {_LEAST}"
    for task, many in Counter(e.task for e in found).items():
        if many < _LEAST_OF_A_TASK:
            yield f"{many} examples of {task} are fewer than {_LEAST_OF_A_TASK}"
