"""Other people's words, made safe to show: no control can hide or reorder what is said."""

from __future__ import annotations

import re

# Bidirectional controls (Unicode TR 9) reorder what follows; C0 and C1 drive a terminal.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)


def visible(text: str) -> str:
    """`text` without characters that only act: terminal and bidirectional controls."""
    return _CONTROLS.sub("", text)
