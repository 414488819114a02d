"""A server reads in many threads while one writes."""

import threading

from rookery.people import ANONYMOUS
from rookery.store.where import Word
from tests.store.posts import post


def test_readers_in_other_threads_go_on_while_one_writes(store) -> None:
    store.apply([post("first", text="ferry")])
    done = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        while not done.is_set():
            try:
                with store.view(ANONYMOUS) as view:
                    assert len(view.find(Word(("ferri",))))
                store.changes(0)
            except BaseException as error:  # noqa: BLE001  what fails in a thread must fail the test
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for i in range(40):
        store.apply([post(f"p{i}", text="ferry")])
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
