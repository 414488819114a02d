"""What a sentence denies: the words that follow a negation, or all of it by a word such as "false".

Words of English, Italian and Spanish. A hint and no parser: it errs towards finding a denial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rookery.answer.reading.likeness import Likeness, Text

_NOTS_LISTED = """
not no never nobody none nothing without neither nor cannot can't don't doesn't didn't isn't
wasn't aren't weren't won't wouldn't hasn't haven't hadn't couldn't shouldn't ain't dont doesnt
didnt isnt wasnt arent werent wont cant hasnt aint non mai nessuno nessuna niente nulla senza né
nunca nadie nada sin tampoco
"""
_FALSE_LISTED = """
false untrue hoax fake debunked denies denied deny denial falso falsa bufala smentisce smentito
smentita smentiscono desmiente desmentido bulo mentira
"""
NOTS, FALSE = frozenset(_NOTS_LISTED.split()), frozenset(_FALSE_LISTED.split())
NO_NOUN = frozenset(("no", "without", "nessuna", "nessuno", "senza", "sin"))  # one follows it
# "said nothing" at a sentence's end takes back the saying, and not what was said before it
_OBJECTS = frozenset(["nothing", "nobody", "none", "niente", "nulla", "nessuno", "nada", "nadie"])
# "no plans to close", "no report of a leak": what stands behind these is denied with them
_LIGHT_LISTED = """
plan plans intention intentions report reports sign signs evidence proof trace need reason talk
piano piani intenzione segno segni prova prove traccia bisogno motivo planes intención señal prueba
pruebas rastro
"""
_LIGHT = frozenset(_LIGHT_LISTED.split())
_WHO = frozenset(("i", "you", "we", "they"))
_REACH, _WORDS = 4, 2  # words after a negation, and those of them that it takes with it
# what stands behind these says how, where or by whom, and that is not denied
_ENDS_LISTED = """
and so if when while who which by at in on from for with near during since because but e se quando
mentre chi da dal dalla per nel nella con perché ma y si cuando mientras quien por en desde para
porque pero
"""
_ENDS = frozenset(_ENDS_LISTED.split())
_WITHOUT = frozenset(("without", "senza", "sin"))  # "without power" tells what is, too
# what says when or which way is no subject that two sentences share
_ASIDE_LISTED = """
day days today tonight tomorrow yesterday night week weeks month year years morning evening hour
hours minutes time once now down up out off back over away oggi domani ieri giorno giorni notte
settimana anno ora hoy mañana ayer día días noche semana año hora
"""
_ASIDE = frozenset(_ASIDE_LISTED.split())
_QUALITIES = frozenset(("false", "fake"))  # "false teeth": nobody is told to be wrong
_OF_SHORTER = 0.4  # of the shorter one's words, or they do not speak of the same
_TELLING, _RARE = 1.3, 1.6  # weights of words: "know" and "going" say little, "sold" says much


def denies(text: Text) -> bool:
    """Whether a sentence denies anything."""
    return not (NOTS | FALSE).isdisjoint(text.words)


def contradicts(
    statement: Text, cited: Sequence[Text], likeness: Likeness, lang: str | None
) -> bool:
    """Whether a statement denies what those of `cited` that speak of it say, or the other way."""
    ours = frozenset(_denied(statement, likeness, lang))
    theirs = [frozenset(_denied(text, likeness, lang)) for text in cited]
    for term in statement.terms:
        about = [(t, d) for t, d in zip(cited, theirs, strict=True) if term in t.terms]
        if not about:
            continue
        if term in ours and not any(denies(t) for t, _ in about):
            return True
        if term not in ours and not denies(statement) and all(term in d for _, d in about):
            return True
    return _calls_false(statement) != any(map(_calls_false, _about(statement, cited)))


def disputes(
    denial: Text, said: Text, likeness: Likeness, lang: str | None, about: frozenset[str]
) -> bool:
    """Whether a sentence denies what another affirms, of the same subject.

    Stricter than `contradicts`, for what is shown to people as the other side. `about` are the
    terms of what the denial speaks of, its own and those of what a pronoun stands for.
    """
    if denies(said) or not (next(_negations(denial), 0) or _says_it_is_false(denial)):
        return False
    denied = frozenset(_taken_back(denial, likeness, lang))
    weights = dict(zip(likeness.stems(said.told, lang), said.told, strict=True))
    shared = {
        term: likeness.weight(weights[term])
        for term in about & said.terms
        if term in weights and not term.isdigit() and weights[term] not in _ASIDE
    }
    if len(shared) < max(2, _OF_SHORTER * min(len(denial.terms), len(said.terms))):
        return False
    if _says_it_is_false(denial):
        return sum(weight >= _RARE for weight in shared.values()) >= 2
    struck = [term for term in shared if term in denied and shared[term] >= _TELLING]
    # a sentence that ends on its negation takes back all of it
    rest = [t for t in shared if (t not in denied or len(struck) > 1) and shared[t] >= _TELLING]
    return bool(struck) and bool(rest)


def _about(statement: Text, cited: Sequence[Text]) -> Iterator[Text]:
    """The one that shares most words with it."""
    if cited:
        yield max(cited, key=lambda t: len(t.terms & statement.terms))


def _calls_false(text: Text) -> bool:
    return not FALSE.isdisjoint(text.words)


def _denied(text: Text, likeness: Likeness, lang: str | None) -> Iterator[str]:
    """The stems that stand right after a negation, without function words."""
    told = frozenset(text.told)
    for place, word in enumerate(text.words):
        if word in NOTS:
            after = text.words[place + 1 : place + 1 + _REACH]
            follow = [w for w in after if w in told and w not in NOTS]
            yield from likeness.stems(follow[: 1 if word in NO_NOUN else _WORDS], lang)


def _says_it_is_false(text: Text) -> bool:
    """By a word such as "hoax"; not by one that only describes what it stands before."""
    told = frozenset(text.told)
    following = zip(text.words, (*text.words[1:], ""), strict=True)
    return any(w in FALSE and not (w in _QUALITIES and after in told) for w, after in following)


def negated(text: Text, likeness: Likeness, lang: str | None) -> frozenset[str]:
    """The stems that stand anywhere behind a negation, aside from what says when."""
    first = min(_negations(text), default=len(text.words))
    told = frozenset(text.told) - _ASIDE - NOTS
    return frozenset(likeness.stems([w for w in text.words[first:] if w in told], lang))


def _negations(text: Text) -> Iterator[int]:
    """Where what they deny begins; "do not go" asks for something, and "no 22" is a number."""
    for place, word in enumerate(text.words):
        after = text.words[place + 1] if place + 1 < len(text.words) else ""
        asked = (word == "don't" and place == 0) or text.words[: place + 1] == ("do", "not")
        numbered = word == "no" and after.isdigit()
        if word in NOTS and word not in _WITHOUT and not asked and not numbered:
            yield place + 1


def _taken_back(text: Text, likeness: Likeness, lang: str | None) -> Iterator[str]:
    """The stems that a sentence denies and does not also affirm."""
    told, struck = frozenset(text.told), set[int]()
    for place in _negations(text):
        if place == len(text.words):
            if text.words[-1] == "don't" and _WHO.isdisjoint(text.words[-2:-1]):
                continue  # it asks for something
            if text.words[-1] == "no":
                continue  # it is short for a number, or answers somebody
            if text.words[place - 1] not in _OBJECTS:
                yield from text.terms
            elif place > 1:
                yield from likeness.stems(text.words[place - 2 : place - 1], lang)
        least = len(struck)
        for at in range(place, min(place + _REACH, len(text.words))):
            new = len(struck) - least
            if new == (1 if text.words[place - 1] in NO_NOUN else _WORDS) or (
                new and text.words[at] in _ENDS
            ):
                break
            light = text.words[place - 1] in NO_NOUN and text.words[at] in _LIGHT
            if text.words[at] in told and text.words[at] not in NOTS and not light:
                struck.add(at)
    kept = [w for at, w in enumerate(text.words) if at not in struck]
    affirmed = set(likeness.stems(kept, lang))
    yield from set(likeness.stems([text.words[at] for at in struck], lang)) - affirmed
