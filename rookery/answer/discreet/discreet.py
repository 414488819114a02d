"""What a conversation may go on from: nothing of a question that was declined as private.

Such a question, and what was said to it, is no turn that the next one can lean on; who asks on
("and why?", "what about oxygen?") is declined too; and of whom it was, other questions' answers
say nothing unless they name them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rookery.answer.asked.somebody import as_handles, listed
from rookery.answer.asked.standalone import leans
from rookery.answer.discreet.matters import CLOSE, OPENLY
from rookery.answer.discreet.private import is_private, persons_of
from rookery.answer.evidence import Evidence
from rookery.llm.turns import Turn
from rookery.text import STOP, words

_OPENS = re.compile(
    r"\W*(?:and|but|so|or|then|what about|how about|e|ed|ma|allora|che dire d\w+|y|pero|entonces"
    r"|qu[eé] hay de|und|aber|et|mais)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:(?:please )?(?:tell|say|show)(?: me| us)? (?:more|anyway|all|it)|go on|more|continue"
    r"|are you sure|really|dimmi di pi[uù]|continua|davvero|cu[eé]ntame m[aá]s|sigue|de verdad)\b",
    re.IGNORECASE,
)
_IN = re.compile(r"\W*(?:and|but|e|ma|y|pero|und|et)?\W*(?:in|en|auf)\s+\w+\W*", re.IGNORECASE)
_THEM = listed(
    """he she they him her them his hers their theirs himself herself lui lei loro suo sua suoi
    él ella ellos ellas sus er ihr ihm sein elle leur"""
)
_IT = listed("it that this there so lo la questo quello ciò eso esto ello ça cela das es")
_ASKING = listed(
    """who what when where why how which whose since until long much many true serious bad chi cosa
    che quando dove perché come quale quanto vero grave quién qué cuándo dónde cómo cuál cuánto
    verdad por wer was wann wo warum wie qui quoi quand où pourquoi comment about"""
)
_STOPS = frozenset().union(*STOP.values())


@dataclass(frozen=True, slots=True)
class Discreet:
    """A question in its conversation."""

    private: bool  # it is declined
    earlier: tuple[Turn, ...] = ()  # those before it that it may lean on
    unnamed: frozenset[str] = frozenset()  # who is not to be spoken of
    leans: bool = False  # it may be on what was declined
    after_private: bool = False  # the question just before it was
    words: frozenset[str] = frozenset()  # its own

    def may_tell(self, post: Evidence) -> bool:
        """Whether a post names nobody that may not be spoken of."""
        return self.unnamed.isdisjoint(words(f"{post.author} {post.text}"))

    def may_ask(self, query: str) -> bool:
        """Whether posts may be searched by it, whoever worded it."""
        return not is_private(query) and self.unnamed.isdisjoint(words(query))


def discreet(question: str, earlier: Sequence[Turn]) -> Discreet:
    """How a question stands after the turns before it.

    >>> before = [Turn("user", "Is Mr Banerjee ill?"), Turn("assistant", "That is private.")]
    >>> discreet("and why?", before).private, discreet("Is the ferry late?", before).private
    (True, False)
    """
    kept: list[Turn] = []
    unnamed = set[str]()
    declined = False  # the question that was asked last
    for turn in earlier:
        if turn.role == "user":
            declined = _private(turn.content, kept, unnamed, declined)
            if declined:
                unnamed |= persons_of(turn.content)
        if not declined:
            kept.append(turn)
    private = _private(question, kept, unnamed, declined)
    said = frozenset(words(question))
    of_others, own = frozenset(unnamed) - said, said - _STOPS - _ASKING - _THEM - _IT
    on = bool(unnamed) and leans(question, None)
    return Discreet(private, tuple(kept), of_others, on, declined, own)


def _private(question: str, kept: Sequence[Turn], unnamed: set[str], declined: bool) -> bool:
    if is_private(question) or (declined and _asks_on(question, unnamed)):
        return True
    before = next((t.content for t in reversed(kept) if t.role == "user"), "")
    return bool(
        CLOSE.search(question)
        and not OPENLY.search(question)
        and leans(question, None)
        and persons_of(before)
    )


def _asks_on(question: str, unnamed: set[str]) -> bool:
    """Whether it asks for more of what was declined just before it."""
    said = words(re.sub("['’]", " ", as_handles(question)))
    own = [w for w in said if w not in _STOPS | _ASKING | _THEM | _IT]
    if not own or not _THEM.isdisjoint(said) or _MORE.match(question) or _IN.fullmatch(question):
        return True
    of_them = [w for w in own if w in unnamed]
    if of_them and len(own) - len(of_them) <= 1:
        return not OPENLY.search(question)
    return CLOSE.search(question) is not None and (bool(_OPENS.match(question)) or len(own) <= 1)
