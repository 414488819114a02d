"""Files are decoded in a process that may die: a sentence is said, and nothing is left running."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rookery.assistant.documents import Limits, read
from rookery.errors import BadInput, TooLarge
from tests.assistant.made_files import pdf
from tests.llm.story import run

SLOW = b"<html><body>" + b"<p>Boats <b>leave</b></p>" * 700_000  # seconds of work
CHILD = "rookery.assistant.documents.child"


def children() -> list[int]:
    """Processes that decode for this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if CHILD in words and int(parent) == os.getpid():
                found.append(int(entry.name))
    return found


async def at_work() -> int:
    """The process, once it has spent a third of a second on the file."""
    while True:
        for child in children():
            spent = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11]
            if int(spent) > 0.33 * os.sysconf("SC_CLK_TCK"):
                return child
        await asyncio.sleep(0.01)


def while_reading(do: Callable[[int, "asyncio.Task[object]"], None]) -> None:
    """Do something to a reading that is at work, and wait for what comes of it."""

    async def story() -> None:
        reading = asyncio.create_task(read("slow.html", SLOW))
        do(await asyncio.wait_for(at_work(), 30), reading)
        try:
            await reading
        finally:
            assert children() == []

    run(story())


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_dies_is_a_sentence_and_the_next_file_is_read(sign):
    with pytest.raises(BadInput) as caught:
        while_reading(lambda child, _: os.kill(child, sign))
    assert str(caught.value) == (
        "slow.html could not be read: it is broken, or needs more memory than is allowed."
    )
    assert run(read("next.pdf", pdf(["A page"]))).pages[0].text == "A page"


def test_a_caller_that_is_cancelled_leaves_no_process():
    with pytest.raises(asyncio.CancelledError):
        while_reading(lambda _, reading: reading.cancel())


def test_time_runs_out_in_one_sentence():
    with pytest.raises(TooLarge) as caught:
        run(read("slow.html", SLOW, Limits(seconds=1)))
    assert str(caught.value) == (
        "Reading slow.html took longer than 1 seconds and was given up: give a part of it."
    )
    assert children() == []


def test_memory_runs_out_in_one_sentence():
    with pytest.raises(TooLarge) as caught:
        run(read("slow.html", SLOW, Limits(memory=200 << 20)))
    assert str(caught.value) == (
        "Reading slow.html takes more memory than is allowed: give a part of it."
    )


def test_two_files_are_read_at_once():
    async def story() -> list[str]:
        both = await asyncio.gather(*(read(f"{n}.pdf", pdf([f"File {n}"])) for n in range(2)))
        return [document.pages[0].text for document in both]

    assert run(story()) == ["File 0", "File 1"]


def test_the_process_has_no_secrets_of_the_server(monkeypatch):
    monkeypatch.setenv("ROOKERY_KEY", "sesame")
    seen: list[bytes] = []

    def look(child: int, reading: "asyncio.Task[object]") -> None:
        seen.append(Path(f"/proc/{child}/environ").read_bytes())
        reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        while_reading(look)
    assert b"PYTHONPATH" in seen[0] and b"sesame" not in seen[0]


def test_a_process_that_nobody_waits_for_ends_by_itself():
    child = subprocess.Popen([sys.executable, "-m", CHILD], stdin=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(b'{"name": "a.txt", "limits": {"seconds": 0.5}}\n')
    child.stdin.flush()  # the file itself never comes
    assert child.wait(timeout=30) == -signal.SIGALRM
    child.stdin.close()


def test_a_decoder_reaches_no_network():
    tried = (
        "import socket; from rookery.assistant.documents import child, Limits; "
        "child._limit(Limits()); socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run(
        [sys.executable, "-c", tried], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "PermissionError" in done.stderr
