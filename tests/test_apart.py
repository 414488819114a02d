"""Worker processes that are killed: told at once, and nobody waits for what never comes."""

import os
import signal
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children

import pytest

from rookery.apart import Apart


def _kill_the_first(others: set[object], late: float) -> None:
    while not (new := [child for child in active_children() if child not in others]):
        time.sleep(0.0005)  # until it is there; the pool that starts it bounds this
    time.sleep(late)  # the moments of a start are what is tried
    os.kill(new[0].pid, signal.SIGKILL)


@pytest.mark.parametrize("late", [0.0, 0.002, 0.005, 0.02])
def test_a_worker_killed_while_another_starts_is_told_and_not_waited_for(late: float) -> None:
    others: set[object] = set(active_children())
    killer = threading.Thread(target=_kill_the_first, args=(others, late), daemon=True)
    killer.start()
    with pytest.raises(BrokenProcessPool), Apart(3) as pool:
        for future in [pool.submit(time.sleep, 0.2) for _ in range(6)]:
            future.result(timeout=60)
    killer.join(timeout=10)
    assert not set(active_children()) - others
