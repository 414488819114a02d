"""Questions for what somebody said who is here, by handle or name: only theirs answer them.

English, Italian and Spanish. Where nobody here is called so it is a question like any other; a
handle with its sign names an account, also one that has no post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rookery.answer.asked.leaning import Leaning
from rookery.answer.asked.somebody import listed, somebody
from rookery.answer.asked.standalone import carried
from rookery.errors import BadInput, NotFound
from rookery.people import Reader
from rookery.search.results import Profile
from rookery.search.service import Search
from rookery.text import STOP, lowered, words

_NAME = r"(?P<name>@[\w.-]*\w(?:@[\w.-]*\w)?|[^\W\d_][\w.'’-]*(?:\s+[^\W_][\w.'’-]*){0,3}?)"
_SAYS = (
    r"(?:say|said|saying|answer|answered|reply|replied|write|wrote|written|writing|think|thinking"
    r"|post|posted|posting|claim|claimed|claiming|announce|announced|respond|comment|commented|tell"
    r"|report|reported|mean|complain|ask|asked|promise|promised)"
)
_ABOUT = r"(?:about|on|of|to|regarding|that|su\w*|di|del\w*|sobre|de|acerca de|a proposito di)"
_DICE = (
    r"(?:dice|dicono|(?:ha|hanno) (?:detto|scritto|risposto|pubblicato)|pensa|scrive|risponde"
    r"|sostiene|racconta)"
)
_DIJO = (
    r"(?:dice|dijo|ha dicho|escribi[oó]|escribe|ha escrito|piensa|opina|respondi[oó]|contest[oó]"
    r"|cree|public[oó]|cuenta|cont[oó])"
)
_END = r"(?P<rest>\s.*)?$"
_FORMS = tuple(
    re.compile(rf"^\W*(?:(?:and|but|so|e|ma|y|pero)\s+)?{form}", re.IGNORECASE)
    for form in (
        rf"(?:what|how|why|when|where)(?: else)? (?:did|does|do|has|have|is|was) {_NAME} "
        rf"(?:been |ever |already )?{_SAYS}\b{_END}",
        rf"(?:did|does|has|have|is) {_NAME} (?:ever |already )?{_SAYS}\b(?: anything)?{_END}",
        rf"what(?: is| are| was|['’]s) {_NAME}['’]s? "
        rf"(?:opinion|view|views|take|answer|reply|position|thoughts|story)\b{_END}",
        rf"according to {_NAME}\s*[,:](?P<rest>.*)$",
        rf"(?:che )?(?:cosa|che) {_DICE} {_NAME}(?P<rest>\s+{_ABOUT}\b.*)?$",
        rf"(?:che )?cosa {_NAME} {_DICE}\b{_END}",
        rf"{_NAME} (?:che )?(?:cosa|che) {_DICE}\b{_END}",
        rf"qu[eé] {_DIJO} {_NAME}(?P<rest>\s+{_ABOUT}\b.*)?$",
        rf"(?:secondo|seg[uú]n) {_NAME}\s*[,:](?P<rest>.*)$",
    )
)
_LEAD = re.compile(rf"^\s*(?:{_ABOUT}\s+)+", re.IGNORECASE)
_IT = listed("it that this lo questo quello ciò eso esto ello all so")
_FOUND = 50  # posts in which a name is looked for


def of_whom(
    question: str, search: Search, reader: Reader, before: Sequence[str] = ()
) -> Leaning | None:
    """What it asks for and of whom; `None` for a question that names nobody who is here.

    Of "it", or of nothing, is of what was asked `before`.
    """
    asked = question.strip().rstrip(" ?!.")
    for form in _FORMS:
        if not (found := form.match(asked)):
            continue
        about = _LEAD.sub("", found["rest"] or "").strip()
        if who := _handle(found["name"], about, search, reader):
            if before and {*words(about)} <= _IT:
                whole = [one for one in before if not any(form.match(one) for form in _FORMS)]
                about = carried("it", whole, None).removesuffix("it").strip() or about
            own = " ".join(word for word in words(about) if word not in _STOPS)
            return Leaning(about or question, f"from:{who} {own}".strip(), author=who)
    return None


def bearer(name: str, search: Search, reader: Reader) -> Profile:
    """Of a handle, or of a whole name that one person here has.

    Raises NotFound for one without a post that the reader may read.
    """
    try:
        return search.author(name.removeprefix("@"), reader)
    except NotFound:
        found = _called(name, search, reader)
        if len(found) != 1 or lowered(*found.values()) != lowered(name):
            raise
        return search.author(next(iter(found)), reader)


def _handle(name: str, about: str, search: Search, reader: Reader) -> str | None:
    """Of whoever is called so: of several, the one who wrote of what is asked `about`."""
    if name.startswith("@"):
        return name.removeprefix("@")
    if len(name.split()) == 1 and not {lowered(name)}.isdisjoint(_STOPS):
        return None
    try:
        return search.author(name, reader).author.handle
    except NotFound:
        found = _called(name, search, reader)
        told = [handle for handle, called in found.items() if lowered(called) == lowered(name)]
        if not told and somebody(name.split()):  # a part of their name, and no word for a thing
            told = list(found)
        if len(told) > 1 and about:
            told = [handle for handle in told if _wrote(handle, about, search, reader)]
        return told[0] if len(told) == 1 else None  # of two it cannot be told which is meant


def _wrote(handle: str, about: str, search: Search, reader: Reader) -> bool:
    """Whether somebody has a post with all that is asked about."""
    own = " ".join(word for word in words(about) if word not in _STOPS)
    try:
        return search.count(f"from:{handle} {own}", reader).total > 0
    except BadInput:
        return False


def _called(name: str, search: Search, reader: Reader) -> dict[str, str]:
    """The handles and names of those who have all words of the name in theirs, or in a handle."""
    wanted = frozenset(words(name))
    try:
        hits = search.search(" ".join(words(name)), reader, limit=_FOUND).hits
    except BadInput:
        return {}
    authors = [hit.post.author for hit in hits if hit.post.author]
    return {
        a.handle: a.name or a.handle
        for a in authors
        if wanted <= frozenset(words(a.name or ""))
        or wanted <= frozenset(words(a.handle.replace("_", " ")))
    }


_STOPS = frozenset().union(*STOP.values())
