"""The characters that stand on or after a letter and are none themselves (Unicode's class M)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

_FIRST, _PAST = 0x300, 0x1F000  # all but selectors of variants, which change no word


@cache
def marks() -> str:
    """As the inside of a character class; made of Python's own tables in some 20 ms."""
    codes = [c for c in range(_FIRST, _PAST) if unicodedata.category(chr(c))[0] == "M"]
    runs = (list(run) for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]))
    return "".join(f"{re.escape(chr(r[0][1]))}-{re.escape(chr(r[-1][1]))}" for r in runs)
