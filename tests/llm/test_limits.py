import asyncio

import pytest

from rookery.llm.failures import Busy
from rookery.llm.limits import PLACE, Limits, Place
from tests.llm.story import run


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_so_many_run_so_many_wait_in_their_order_and_the_rest_are_told():
    async def story() -> None:
        limits, done, order = Limits(2, 2), asyncio.Event(), []

        async def ask(name: str) -> None:
            async with limits.slot(5):
                order.append(name)
                await done.wait()

        tasks = [asyncio.create_task(ask(name)) for name in "abcd"]
        await _settled()
        assert order == ["a", "b"]
        assert limits.waiting == 2
        with pytest.raises(Busy, match="its queue holds 2"):
            await ask("e")
        done.set()
        await asyncio.gather(*tasks)
        assert order == ["a", "b", "c", "d"]
        assert limits.waiting == 0

    run(story())


def test_who_leaves_the_queue_leaves_no_hole():
    async def story() -> None:
        limits, done = Limits(1, 5), asyncio.Event()

        async def ask() -> None:
            async with limits.slot(5):
                await done.wait()

        first, leaves, stays = (asyncio.create_task(ask()) for _ in range(3))
        await _settled()
        assert limits.waiting == 2
        leaves.cancel()
        await _settled()
        assert limits.waiting == 1
        done.set()
        await asyncio.gather(first, stays)
        async with limits.slot(5):
            assert limits.waiting == 0

    run(story())


def test_a_queue_that_does_not_move_is_left_in_time():
    async def story() -> None:
        limits = Limits(1, 5)
        async with limits.slot(5):
            with pytest.raises(Busy):
                async with limits.slot(0.01):
                    pass
        assert limits.waiting == 0
        async with limits.slot(0.01):
            pass

    run(story())


def test_who_waits_can_be_told_how_many_are_before_them():
    async def story() -> None:
        limits, done, places = Limits(1, 3), asyncio.Event(), [Place() for _ in range(3)]

        async def ask(place: Place) -> None:
            PLACE.set(place)  # in this task alone
            async with limits.slot(5):
                await done.wait()

        tasks = [asyncio.create_task(ask(place)) for place in places]
        await _settled()
        assert [place.ahead for place in places] == [None, 0, 1]
        tasks[1].cancel()
        await _settled()
        assert [place.ahead for place in places] == [None, None, 0]
        done.set()
        await asyncio.wait(tasks)
        assert [place.ahead for place in places] == [None, None, None]

    run(story())
