"""Plain text and Markdown, as they are written; they have no pages: see paged.py."""

from __future__ import annotations

from rookery.assistant.documents.document import Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import decoded
from rookery.assistant.documents.paged import paged


def read(name: str, data: bytes, limits: Limits) -> Draft:
    text = (decoded(data) or "").replace("\r\n", "\n").replace("\r", "\n")
    draft = Draft(limits)
    draft.add_all(paged(text))
    return draft
