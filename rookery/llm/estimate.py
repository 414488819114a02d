"""How many tokens a text may be, without a model to count them."""

from __future__ import annotations

_BYTES_A_TOKEN = 3


def estimate(text: str) -> int:
    """About how many tokens a text is, rather too many: one for three bytes, rounded up."""
    return -(-len(text.encode("utf-8", "ignore")) // _BYTES_A_TOKEN)
