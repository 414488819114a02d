"""Starting the engine's process, and why one did not start, in a sentence.

Whoever calls holds `starting.lock`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rookery.errors import BadInput, Conflict, RookeryError, Unavailable
from rookery.llm import header, machine
from rookery.llm.engine_files import Files, Order, Record

_OPENING = 600.0  # seconds that a large model on a slow disk may take
_ENDING = 10.0  # seconds that an engine has to end, once told
_FIRST, _LONGEST = 0.5, 60.0  # seconds from a start to the next after one crash, and after many
_HEALTHY = 120.0  # seconds after which a crash is the first again; more than `_LONGEST`
_ITSELF = 200 << 20  # bytes that llama.cpp takes beside weights and caches
_TAIL = 65_536  # bytes of the log that are looked at for a reason

# what llama.cpp writes to its log, and what that means for a person
_REASONS: tuple[tuple[str, type[RookeryError], str], ...] = (
    (
        r"unknown (?:model architecture|pre-tokenizer type|tokenizer): '([^']*)'",
        BadInput,
        "{model} is of the kind {found!r}, which this engine does not know: "
        "take another model, or upgrade xllamacpp.",
    ),
    (
        r"lora adapter|adapter_lora",
        BadInput,
        "The adapter {adapter} does not fit {model}: take one that was made for it.",
    ),
    (
        r"chat template parsing error|failed to initialize chat template",
        BadInput,
        "The chat template given for {name} is not one that can be read: mend it or leave it out.",
    ),
    (
        r"bad_alloc|failed to allocate|unable to allocate|not enough memory",
        Unavailable,
        "There is not enough memory for {model}: take a smaller model, or lessen model.context.",
    ),
    (
        r"not within the file bounds|invalid magic|failed to load model",
        BadInput,
        "{model} cannot be opened, as it is damaged or lacks a part: get the model again "
        "(more in {log}).",
    ),
)  # fmt: skip
_ours: list[subprocess.Popen[bytes]] = []  # started by this process, to be taken off the system


class NotYet(Unavailable):
    """It crashed just now, and is started again in `wait` seconds."""

    def __init__(self, sentence: str, wait: float) -> None:
        super().__init__(sentence)
        self.wait = wait


def start(files: Files, order: Order, home: Path) -> Record:
    """Start the engine and wait until it serves; raises a RookeryError where it does not."""
    if find_spec("xllamacpp") is None:
        raise Unavailable("xllamacpp, the embedded engine, is missing: pip install xllamacpp.")
    former = files.read()
    crashes = _crashes(former, order)
    _check(order)
    key = former.key if former else secrets.token_urlsafe(32)  # the same, so that clients go on
    port = former.port if former else None
    files.record.unlink(missing_ok=True)
    begin = files.log.stat().st_size if files.log.exists() else 0
    told = {"home": str(home), "order": asdict(order), "key": key, "port": port, "crashes": crashes}
    try:
        _serving(files, told)
    except _Failed as failed:
        error = _explained(failed, files.log, begin, order)
        files.write(Record(order, key, port, 0, time.time(), crashes + 1, str(error)))
        raise error from None
    record = files.read()
    if record is None:
        raise Unavailable(f"The engine ended at once: the last lines of {files.log} may say why.")
    return record


def stop(files: Files) -> None:
    """End the engine that lives, and wait until it has."""
    for sign, patience in ((signal.SIGTERM, _ENDING), (signal.SIGKILL, _ENDING)):
        pid = _pid(files)
        if pid is None:
            return
        os.kill(pid, sign)
        end = time.monotonic() + patience
        while files.lives() and time.monotonic() < end:
            time.sleep(0.01)
        reap()
        if not files.lives():
            return
    raise Unavailable("The engine that runs cannot be ended: end its process, and try again.")


def reap() -> None:
    """Take those of our engines that have ended off the system's list."""
    _ours[:] = [process for process in _ours if process.poll() is None]


def _pid(files: Files) -> int | None:
    """The process that holds the engine's lock; it writes its number there itself."""
    try:
        return int(files.life.read_text()) if files.lives() else None
    except ValueError:
        return None


def _crashes(former: Record | None, order: Order) -> int:
    """How often it crashed of late, this once among them; raises NotYet where it is too soon."""
    if former is None or former.order != order:
        return 0
    since = time.time() - former.began
    if former.port and not former.why and since > _HEALTHY:
        return 1
    crashes = former.crashes if former.why else former.crashes + 1
    wait = min(_FIRST * 2 ** (min(crashes, 32) - 1), _LONGEST) - since
    if 0 < wait <= _LONGEST:  # more, where the clock was set back
        said = f"The engine has ended unasked and is started again in {wait:.0f} s."
        raise NotYet(former.why or said, wait)
    return crashes


def _check(order: Order) -> None:
    """What can be known before a process is started."""
    model = header.read(Path(order.model))
    if model.adapter:
        raise BadInput(f"{order.model} is an adapter: name the model that it is for beside it.")
    if order.adapter:
        adapter = header.read(Path(order.adapter))
        if not adapter.adapter or adapter.architecture != model.architecture:
            raise BadInput(
                f"The adapter {order.adapter} does not fit {order.model}: "
                "take one that was made for it."
            )
    cache = model.cache_bytes(order.context * order.parallel) + (order.cache_mib << 20)
    need, free = model.size + cache + _ITSELF, machine.free_memory()
    if free is not None and need > free:
        raise Unavailable(
            f"{order.name} needs about {need / 1e9:,.1f} GB of memory and {free / 1e9:,.1f} GB are "
            "free: take a smaller model, or lessen model.context or model.parallel."
        )


class _Failed(Exception):
    """The process said that it cannot serve, or ended; `code` is then its exit code."""

    def __init__(self, said: str, code: int | None) -> None:
        super().__init__(said)
        self.said, self.code = said, code


def _serving(files: Files, told: dict[str, Any]) -> None:
    """Start the process and wait for its word that it serves."""
    log = os.open(files.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # its own session: Ctrl-C at a terminal ends its users, and it by their end
        process = subprocess.Popen(
            [sys.executable, "-m", "rookery.llm.engine_child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(log)
    assert process.stdin and process.stdout
    with process.stdin as to, process.stdout as back:
        try:
            try:
                to.write(json.dumps(told).encode())
                to.close()
            except OSError:  # it has ended, and its exit code says more
                pass
            with selectors.DefaultSelector() as waiting:
                waiting.register(back, selectors.EVENT_READ)
                line = back.readline() if waiting.select(_OPENING) else b""
        except BaseException:  # Ctrl-C while it opens a model that nobody waits for any more
            process.kill()
            process.wait()
            raise
    try:
        answer = json.loads(line)
    except ValueError:
        process.kill()
        raise _Failed("", process.wait()) from None
    if "port" not in answer:
        process.wait()
        raise _Failed(answer["error"], None)
    reap()
    _ours.append(process)


def _explained(failed: _Failed, log: Path, begin: int, order: Order) -> RookeryError:
    """Why it does not serve, from what it said, its log since `begin`, and how it ended."""
    if failed.said == "port":
        return Conflict(
            f"The engine cannot listen on port {order.port} of this machine: "
            "set model.engine_port to another, or to 0 for a free one."
        )
    with log.open("rb") as file:
        size = file.seek(0, os.SEEK_END)  # less than `begin` where it was shortened
        file.seek(max(begin if begin <= size else 0, size - _TAIL))
        written = file.read().decode("utf-8", "replace") + failed.said
    places = {"model": order.model, "name": order.name, "adapter": order.adapter, "log": log}
    for pattern, kind, sentence in _REASONS:
        if found := re.search(pattern, written, re.IGNORECASE):
            return kind(sentence.format(found=found[1] if found.re.groups else "", **places))
    how = failed.said
    if failed.code is not None:
        how = f"exit code {failed.code}"
        if failed.code < 0:
            how = signal.Signals(-failed.code).name
    return Unavailable(
        f"The engine ended while it opened {order.model} ({how}): "
        f"the last lines of {log} may say why."
    )
