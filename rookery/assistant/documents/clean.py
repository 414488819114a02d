"""Text as it may be kept and shown: nothing in it only acts, hides or cannot be stored.

In the server, not in the process that decodes: loading `rookery.text` takes a quarter of a second.
"""

from __future__ import annotations

import re

from rookery.text.visible import visible

# Signs that nobody sees, in which instructions are smuggled: zero-width spaces and joins, the soft
# hyphen, fillers, annotations, tags, and the supplement of variation selectors. The two joiners
# (200C, 200D) and the first 16 selectors stay: Persian, Hindi and emoji are written with them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]+")
_GAPS = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Without controls and unseen signs; surrogates paired or replaced; at most one empty line."""
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = _UNSEEN.sub("", visible(text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _GAPS.sub("\n\n", text).strip("\n")
