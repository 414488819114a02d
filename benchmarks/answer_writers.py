"""Who writes the answers that are measured: one writer for every question, whatever its skill."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rookery.answer.writer import Writer
from rookery.config import ModelSettings
from rookery.llm import header
from rookery.llm.client import Client
from rookery.llm.engine import Endpoint, ModelFile, running

CONTEXT = 4_096  # tokens, where the model reads as many


@dataclass(frozen=True, slots=True)
class Fixed:
    """None: the composer."""

    who: Writer | None

    async def writer(self, task: str) -> Writer | None:
        return self.who


@dataclass(frozen=True, slots=True)
class Open:
    """A model in our engine, and a client of it."""

    at: Endpoint
    client: Client
    context: int

    def writer(self, name: str) -> Fixed:
        """It writes, as it was tuned to."""
        return Fixed(Writer(self.client, name, self.context, explained=False))


@asynccontextmanager
async def opened(home: Path, file: ModelFile) -> AsyncIterator[Open]:
    """The model, for as long as it is open."""
    most = context(file)
    with running(home, file, ModelSettings(idle=0, context=most)) as at:
        async with Client(at.base_url, at.model, key=at.key) as client:
            yield Open(at, client, most)


def context(file: ModelFile) -> int:
    """How many tokens the model reads."""
    return min(header.read(file.path).context or CONTEXT, CONTEXT)
