"""A file of JSON that says what something is: a configuration, the record of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rookery.errors import BadInput


def read(path: Path, otherwise: str = "bring it back from a copy") -> dict[str, Any]:
    """The object in it; raises BadInput, which says to do `otherwise`, where there is none."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise BadInput(f"{path} cannot be read ({why}): {otherwise}.") from None
    if not isinstance(held, dict):
        raise BadInput(f"{path} holds no JSON object: {otherwise}.")
    return held
