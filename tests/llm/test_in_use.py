"""What a server holds of its model: one client, one engine, started at the first question."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from rookery.config import ModelSettings
from rookery.errors import Unavailable
from rookery.llm.engine import end_unused
from rookery.llm.engine_files import Files
from rookery.llm.get import find, get
from rookery.llm.in_use import InUse
from rookery.llm.tasks import ANSWER, TALK
from rookery.llm.turns import Turn
from rookery.locks import exclusive
from tests.llm.engines import ended, record, until
from tests.llm.story import run

HELLO = [Turn("user", "hello")]


@pytest.fixture
def used(home: Path, tiny: Path) -> InUse:
    get(home, find(str(tiny), name="tiny"), accept=lambda *_: True)
    return InUse(home, ModelSettings(use="tiny", idle=0, context=1024, cache_mib=16))


def test_the_composer_has_no_client(home: Path) -> None:
    none = InUse(home, ModelSettings(use="composer"))
    assert none.entry().name == "composer" and not none.takes("answer", ANSWER.version)
    with pytest.raises(Unavailable, match="No language model is in use"):
        run(none.client())


def test_all_who_ask_at_once_share_one_engine_and_one_client(home: Path, used: InUse) -> None:
    async def ask() -> None:
        leaver = asyncio.create_task(used.client())
        await asyncio.sleep(0)
        others = [asyncio.create_task(used.client()) for _ in range(3)]
        await asyncio.sleep(0)
        leaver.cancel()  # the first, who began the start
        clients = await asyncio.gather(*others)
        assert len(set(map(id, clients))) == 1
        assert (await clients[0].chat(HELLO, most=4)).tokens_out
        assert used.queue == 0
        await used.close()

    run(ask())
    assert end_unused(home)


def test_a_crash_of_the_engine_is_past_at_the_next_question(home: Path, used: InUse) -> None:
    async def ask() -> None:
        await (await used.client()).chat(HELLO, most=4)
        before = record(home).pid
        os.kill(before, signal.SIGKILL)
        await asyncio.to_thread(until, lambda: not ended(home) and record(home).pid != before)
        await asyncio.to_thread(until, lambda: record(home).port)
        assert (await (await used.client()).chat(HELLO, most=4)).tokens_out
        await used.close()

    run(ask())


def test_a_server_that_ends_does_not_wait_for_an_engine(home: Path, used: InUse) -> None:
    files = Files(home)

    async def ask() -> None:
        with exclusive(files.starting, wait=5):  # as while another opens a large model
            asking = asyncio.create_task(used.client())
            await asyncio.sleep(0)
            async with asyncio.timeout(5):
                await used.close()
            asking.cancel()

    run(ask())
    until(lambda: end_unused(home))


def test_a_task_is_the_models_where_it_was_measured_at_its_bar(home: Path, used: InUse) -> None:
    assert not used.takes("talk", TALK.version)
    beside = home / "models/tiny/model.tasks.json"
    beside.write_text('{"talk": {"version": 1, "in form": [20, 20]}}')
    assert used.takes("talk", TALK.version) and not used.takes("answer", ANSWER.version)
