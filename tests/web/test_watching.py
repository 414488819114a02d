"""The watcher of the feed outlives a store that fails to answer for a while."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import anyio

from rookery.app import Rookery
from rookery.post import Change, Post, Upsert
from rookery.web.live import Live


def test_a_read_that_fails_is_made_up_for_by_the_next(network: Rookery) -> None:
    parts = network.parts()
    failures: list[Exception] = []

    def changes(after: int, limit: int) -> list[Change]:
        if failures:
            raise failures.pop()
        return parts.changes(after, limit)

    live = Live(replace(parts, changes=changes))

    async def told() -> int:
        await live.begin()
        start = live.seq
        failures.extend([RuntimeError("busy"), OSError("busy")])
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live.watch)
            network.store.apply([Upsert(Post("one", text="one"))])
            deadline = time.monotonic() + 10
            while live.seq == start and time.monotonic() < deadline:
                await live.wait(1)
            tasks.cancel_scope.cancel()
        return live.seq - start

    with ThreadPoolExecutor(1) as own:  # where no browser of another test runs a loop
        assert own.submit(anyio.run, told).result() == 1
    assert failures == []
