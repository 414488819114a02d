"""Other names for the people and places of an example, the same on both sides of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

# Names of one group stand for each other: pronouns and endings still agree. None is a word, too.
_KINDS = tuple(
    names.split()
    for names in (
        "Agnes Ailsa Alice Berta Brenda Clara Edda Elna Fiona Hattie Henrike Hettie Ida "
        "Ingrid Jessop Moira",
        "Alan Barry Brannoc Bruno Colin Dave Denby Dougie Fergus Greg Kev Luc Oswin Ralph "
        "Rufus Uwe Walter",
        "Amal Dana Ifeoma Marta Nadia Priya Rhian Sheila Tabitha Teresa Toni Ulla Yasmin "
        "Zofia Nell Petra",
        "Hoang Ivo Orrin Rafael Sandeep Tariq Kofi Marcin Anders Goran Lemuel Obi Piotr "
        "Rashid Sven Viktor",
        "Ada Chiara Donata Elisa Fulvia Gilda Lucia Marzia Noemi Ottavia Paola Rossana Silvia "
        "Tiziana",
        "Dario Elio Fabrizio Gino Ivano Lorenzo Matteo Nicola Osvaldo Pietro Renzo Salvo "
        "Tullio Ugo Vanni",
        "Amparo Begoña Carmen Elvira Inés Lola Maite Nuria Pilar Rocío Socorro Triana Yolanda",
        "Andrés Borja Eusebio Gonzalo Iván Joaquín Manolo Nacho Paco Rodrigo Teodosio Tomás Xavi",
        "Ardmouth Ardnal Ashcombe Ashgrove Coldharbour Coldwell Corvane Derwick Elmbridge "
        "Fernhill Fernley Halden Harwick Hepworth Lowfold Marrowby Merrin Millford Oldmarsh "
        "Otterby Pellworth Plainfield Ravenhill Severnside Skerra Stonebridge Torvik Withern "
        "Wyre Aldercombe Bramwick Carrowby Dunsley Eskmoor Farrowdale Gorsefield Hexley "
        "Ivelmouth Kelderby Lindmoor Merewick Nethercote Penhallow Quarrington Ruswick "
        "Selmoor Ulverby Wexcombe Yarnley",
        "Borgonovo Mirano Noale Valrovere Roccaspina Montefalda Casalbruno Pianmoro "
        "Vallescura Torrebella",
        "Olmedo Batán Valdeparra Torrecilla Fuentelmo Robledal Campoluz Peñaverde",
    )
)
_KIND_OF = {name.casefold(): kind for kind in _KINDS for name in kind}
_CHANGED = 0.8  # of the handles and names that may be

Renamed = Callable[[str], str]


def renamed(
    inputs: Iterable[str],
    outputs: Iterable[str],
    handles: Sequence[str],
    strangers: Sequence[str],
    dice: random.Random,
    *,
    no_longer: bool = False,
) -> Renamed:
    """What puts other names into a text of the example.

    `handles` are those that stand in the example, `strangers` those to choose from; with
    `no_longer` no name becomes longer than it was.
    """
    told, replied = " ".join(inputs), " ".join(outputs)
    names = _names(told, replied, dice, no_longer=no_longer)
    return _replacing(names | _handles(handles, f"{told} {replied}", strangers, names, dice))


def _names(told: str, replied: str, dice: random.Random, *, no_longer: bool) -> dict[str, str]:
    """Other names for those that stand on both sides."""
    there = set(re.findall(r"[^\W\d_]+", told.casefold()))
    both = sorted(there & set(re.findall(r"[^\W\d_]+", replied.casefold())) & _KIND_OF.keys())
    found: dict[str, str] = {}
    for name in both:
        fit = [
            other.casefold()
            for other in _KIND_OF[name]
            if other.casefold() not in {*there, *found.values()}
            and not (no_longer and len(other) > len(name))
        ]
        if fit and dice.random() < _CHANGED:
            found[name] = dice.choice(fit)
    return found


def _handles(
    handles: Sequence[str],
    texts: str,
    strangers: Sequence[str],
    names: Mapping[str, str],
    dice: random.Random,
) -> dict[str, str]:
    """Other handles, but for those of which a part is said in the texts as well: Sue of sue_k."""
    bare = texts.casefold()
    for handle in sorted(handles, key=len, reverse=True):
        bare = bare.replace(handle.casefold(), " ")
    found: dict[str, str] = {}
    for handle in sorted(set(handles)):
        parts = [part for part in re.split(r"[\W\d_]+", handle.casefold()) if len(part) > 2]
        if any(part in bare for part in parts):
            other = "_".join(names.get(part, part) for part in handle.casefold().split("_"))
            if other != handle.casefold():
                found[handle.casefold()] = other
        elif strangers and dice.random() < _CHANGED:
            other = dice.choice(strangers)
            if other.casefold() not in bare and other not in {*handles, *found.values()}:
                found[handle.casefold()] = other
    return found


def _replacing(others: Mapping[str, str]) -> Renamed:
    if not others:
        return lambda text: text
    longest_first = sorted(others, key=len, reverse=True)
    # a name within a handle is the handle's, and "Ada" is not in "Adam"
    pattern = re.compile(rf"(?<![\w]){_any(longest_first)}(?![\w])", re.IGNORECASE)

    def put(match: re.Match[str]) -> str:
        was = match[0]
        other = others[was.casefold()]
        if "_" in was or other.casefold() != other or not was[0].isupper():
            return other
        return other.upper() if was.isupper() and len(was) > 1 else other[0].upper() + other[1:]

    return lambda text: pattern.sub(put, text)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"
