"""What follows the words of an open quotation mark: read in the newest posts that have them so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rookery.search.forms import Forms
from rookery.search.threads import latest
from rookery.store import View
from rookery.store.rows import Addresses
from rookery.store.where import Or, Phrase, Where, Word
from rookery.text import words

_READ = 500  # posts: a longer text is read in a quarter of a millisecond


def phrase(forms: Forms, typed: Sequence[str]) -> Where:
    """Posts with these words side by side, as each language stems them."""
    stemmed = forms.phrases(typed)
    return Or(tuple(Phrase(stems) if len(stems) > 1 else Word(stems) for stems in stemmed))


def following(
    view: View, forms: Forms, found: Addresses, typed: Sequence[str], begun: str
) -> tuple[list[tuple[str, int]], int]:
    """Words that begin so right behind those `typed` in posts that were found by them, each with
    how many hold it, the most common first; and how many posts were read.
    """
    newest = latest(found, view.times(found), _READ)
    read = view.column(newest, ["title", "text", "lang_key"])
    counts: Counter[str] = Counter()
    for *texts, lang in zip(*(c.to_pylist() for c in read.columns), strict=True):
        term = forms.analyser.of(lang or forms.analyser.own)
        counts.update({w for text in texts if text for w in _behind(text, typed, begun, term)})
    return counts.most_common(), len(newest)


def _behind(text: str, typed: Sequence[str], begun: str, term: Mapping[str, str]) -> Iterator[str]:
    """As the store finds a phrase: by the terms of the post's own language."""
    said = words(text)
    wanted = [term[word] for word in typed]
    for at in range(len(wanted), len(said)):
        if said[at].startswith(begun) and all(
            term[word] == stem for stem, word in zip(wanted[::-1], said[at - 1 :: -1], strict=False)
        ):
            yield said[at]
