"""The engine's own process: it opens one model, serves it on the loopback, and ends with its users.

`engine_start.py` starts it as `python -m rookery.llm.engine_child`, writes what it is to do to its
standard input and reads one line from its standard output: that it serves, or why not.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from rookery.llm.engine_files import HOST, Files, Order, Record
from rookery.locks import attempt, exclusive

_LOOK = 0.25  # seconds between looks at whether anybody uses it
_LONGEST = 1 << 20  # bytes of its log; of a longer one the last quarter is kept
_REQUESTS = 32  # taken at once; those beyond `parallel` wait for their turn within
_WARNINGS = 2  # llama.cpp's level: its next one writes six lines a request


def main() -> None:
    told = json.load(sys.stdin)
    files, order = Files(Path(told["home"])), Order(**told["order"])
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    shorten(files.log)
    with exclusive(files.life, wait=10):
        files.life.write_text(str(os.getpid()))
        port, key = _port(order.port, told["port"]), told["key"]
        if port is None:
            _report(error="port")
            return
        try:
            server = _serve(order, port, key)
        except Exception as error:  # noqa: BLE001  whatever a native library raises is told
            _report(error=str(error))
            return
        port = int(server.listening_address.rpartition(":")[2])
        files.write(Record(order, key, port, os.getpid(), time.time(), told["crashes"]))
        _report(port=port)
        _stay(files, order.idle, stop)
        os._exit(0)  # at once: nobody is left to wait for what is still being written


def _port(asked: int, former: int | None) -> int | None:
    """The port asked for, else the former one, so that clients find it again, else a free one."""
    for port in (asked, former):
        if port:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                    return port
                except OSError:
                    if asked:
                        return None
    return 0


def _serve(order: Order, port: int, key: str) -> Any:
    """Open the model; it is served when this returns."""
    import xllamacpp

    p = xllamacpp.CommonParams()
    p.model.path, p.model_alias = order.model, {order.name}
    if order.adapter:
        p.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(order.adapter, order.scale)]
    if order.template:
        p.chat_template = order.template
    p.hostnames, p.port, p.api_keys = [HOST], port, [key]
    p.cors_origins, p.cors_credentials = "", False  # no page of another site may read from it
    p.ui = p.endpoint_slots = False
    p.n_threads_http, p.verbosity = _REQUESTS, _WARNINGS
    p.cpuparams.n_threads = p.cpuparams_batch.n_threads = order.threads
    p.n_parallel, p.n_ctx = order.parallel, order.context * order.parallel
    # what a prompt has in common with one before is not computed again: a slot goes on from where
    # they part, and prompts that lost their slot are kept in memory
    p.cache_prompt, p.cache_ram_mib = True, order.cache_mib
    p.sleep_idle_seconds = order.idle or -1  # it lets go of the model's memory until it is asked
    return xllamacpp.Server(p)


def _report(**row: object) -> None:
    """One line to whoever started this; from then on standard output goes where errors go."""
    with suppress(OSError):  # who started it is gone: others may use it
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()
    os.dup2(2, 1)


def _stay(files: Files, idle: int, stop: threading.Event) -> None:
    """Return when it is to end: told so, its home taken away, or nobody's for `idle` seconds."""
    used = time.time()
    while not stop.wait(_LOOK):
        shorten(files.log)
        try:
            if not files.record.exists():
                return
            with attempt(files.starting) as steady:  # nobody joins meanwhile
                if not steady:
                    continue
                with attempt(files.users) as unused:
                    # who came and went between two looks has left its time
                    used = max(used, files.users.stat().st_mtime) if unused else time.time()
                if time.time() - used >= idle and unused:
                    files.record.unlink(missing_ok=True)
                    os._exit(0)  # with `starting` still held: who comes next finds all in order
        except OSError:  # the home is gone
            return
    files.record.unlink(missing_ok=True)


def shorten(log: Path) -> None:
    """Cut a log that is too long; llama.cpp goes on at its end, as it was opened for appending."""
    with suppress(OSError):  # the log is not what this is for
        if log.stat().st_size > _LONGEST:
            with log.open("r+b") as file:
                file.seek(-_LONGEST // 4, os.SEEK_END)
                kept = file.read()
                file.truncate(0)
                file.seek(0)
                file.write(kept)


if __name__ == "__main__":
    main()
