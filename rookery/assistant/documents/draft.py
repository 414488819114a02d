"""What is read of a document so far: its pages within the limits, and what a person must know."""

from __future__ import annotations

from collections.abc import Iterable

from rookery.assistant.documents.document import Limits
from rookery.errors import Said


class Draft:
    """Filled by a decoder, which need make no page once `add` has said that there is no room."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pages: list[str] = []
        self.notes: list[Said] = []
        self._room = limits.characters

    def add(self, text: str) -> bool:
        """Whether another page may follow."""
        self.pages.append(text[: self._room])
        if len(text) > self._room:
            number = len(self.pages)
            self.notes.append(
                Said(
                    "Only the first %(count)s characters were read, to page %(page)s.",
                    count=self.limits.characters,
                    page=number,
                )
            )
            self._room = 0
            return False
        self._room -= len(text)
        return True

    def add_all(self, pages: Iterable[str]) -> None:
        """As many as there is room for, and a note of how many are left."""
        left = 0
        going = True
        for page in pages:
            if len(self.pages) >= self.limits.pages or not going:
                left += 1
            else:
                going = self.add(page)
        if left and going:
            self.unread(len(self.pages) + left)

    def unread(self, total: int) -> None:
        """The pages after those that are here, of `total`."""
        first = len(self.pages) + 1
        if first == total:
            self.notes.append(Said("Page %(page)s was not read.", page=total))
        elif first < total:
            self.notes.append(
                Said("Pages %(first)s to %(last)s were not read.", first=first, last=total)
            )

    @property
    def empty(self) -> bool:
        return not any(page.strip() for page in self.pages)
