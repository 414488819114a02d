"""How much a word tells by itself, whatever it is said of.

The shipped embedder's vector of a word is the shorter the less its teacher made of it: `please` has
a length of .9, `today` 1.2, `lost` 1.6, `storm` 2.2, `lantern` 2.9.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from rookery.embed.static import load_static

Telling = Callable[[str], float]


@cache
def telling(word: str) -> float:
    """The length of a word's vector; 0 of what the embedder has no pieces for."""
    return load_static().length(word)
