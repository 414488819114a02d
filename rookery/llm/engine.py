"""The embedded engine: llama.cpp's server in one process a home, which all its workers share.

    with running(home, ModelFile(path, "house"), settings.model) as endpoint:
        ...  # endpoint.base_url, .key, .model: what any OpenAI client takes

Whoever comes first starts it, others join; each that uses it watches over it, and whichever sees
first that it crashed starts it anew, later each time. It ends some time after its last user.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rookery.config import ModelSettings, make_home
from rookery.errors import Conflict, NotFound, RookeryError, Unavailable
from rookery.llm import header, machine
from rookery.llm.chat_forms import BY_ARCHITECTURE
from rookery.llm.engine_files import HOST, Files, Order, Record
from rookery.llm.engine_start import NotYet, reap, start, stop
from rookery.locks import attempt, exclusive, shared
from rookery.log import logger

_LOOK = 0.25  # seconds between looks at whether it lives
_STARTING = 660.0  # seconds that one waits for another to start it: longer than it may take
_MOMENT = 2.0  # seconds that one waits to see whether an engine that crashed comes up again
_log = logger("rookery.llm")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model on this machine's disk."""

    path: Path  # a GGUF
    name: str  # what requests and pages call it
    adapter: Path | None = None  # a LoRA adapter for it, as GGUF
    scale: float = 1.0  # how strongly the adapter acts
    template: str | None = None  # Jinja of the chat's form, in place of the model's own


@dataclass(slots=True)
class Endpoint:
    """Where the engine is reached; after a crash the same, unless its port was taken meanwhile."""

    base_url: str
    key: str
    model: str


@contextmanager
def running(
    home: Path,
    model: ModelFile,
    settings: ModelSettings,
    *,
    say: Callable[[str], None] | None = None,
) -> Iterator[Endpoint]:
    """Use the engine of `home` with `model`, started or joined; `say` hears of what goes wrong.

    Raises a RookeryError that says why there is none; Conflict where others use it with another
    model.
    """
    make_home(home)
    home = home.absolute()
    files, order = Files(home), ordered(model, settings)
    with ExitStack() as held:
        record = _patiently(lambda: _joined(files, order, home, held))
        endpoint = Endpoint(_address(record), record.key, order.name)
        ended = threading.Event()
        watching = threading.Thread(
            target=_watch, args=(files, order, home, endpoint, ended, say or _logged), daemon=True
        )
        watching.start()
        try:
            yield endpoint
        finally:
            ended.set()
            watching.join(timeout=2 * _LOOK)  # longer only while it starts one: let it
            files.users.touch()


def end_unused(home: Path) -> bool:
    """End the engine of `home` now, where nobody uses it; gives whether none is left."""
    if not (home / "engine").is_dir():
        return True
    files = Files(home)
    with exclusive(files.starting, wait=_STARTING):
        if files.lives() and _unused(files):
            stop(files)
        return not files.lives()


def found(home: Path) -> Record | None:
    """The record of the engine that lives; of one that did not come up, where none does."""
    if not (home / "engine").is_dir():
        return None
    files = Files(home)
    record = files.read()
    if record is None or files.lives() or record.why:
        return record
    return None


def ordered(model: ModelFile, settings: ModelSettings) -> Order:
    """What the engine is to do: the settings, and what they leave open by model and machine."""
    stamps = [_stamp(path) for path in (model.path, model.adapter) if path]
    head = _header(model.path, stamps[0])
    silent = "tokenizer.chat_template" not in head.values
    return Order(
        name=model.name,
        model=str(model.path.absolute()),
        stamp=" ".join(stamps),
        adapter=str(model.adapter.absolute()) if model.adapter else None,
        scale=model.scale,
        template=model.template or (BY_ARCHITECTURE.get(head.architecture) if silent else None),
        # with all of them, each waits for whichever the rest of the machine holds up
        threads=settings.threads or max(machine.cores() - 1, 1),
        context=min(settings.context, head.context or settings.context),
        parallel=settings.parallel,
        cache_mib=settings.cache_mib,
        idle=settings.idle,
        port=settings.engine_port,
    )


@lru_cache(maxsize=8)
def _header(path: Path, stamp: str) -> header.Header:
    """What a model says of itself; to pass a large vocabulary takes 0.1 s."""
    return header.read(path)


def _stamp(path: Path) -> str:
    try:
        at = path.stat()
    except OSError:
        raise NotFound(f"There is no model {path}: name a GGUF file that is there.") from None
    return f"{path.absolute()}:{at.st_size}:{at.st_mtime_ns}"


def _patiently(join: Callable[[], Record]) -> Record:
    """`join`, tried again where an engine that crashed is started anew in a moment."""
    while True:
        try:
            return join()
        except NotYet as soon:
            if soon.wait > _MOMENT:
                raise
            time.sleep(soon.wait)


def _joined(files: Files, order: Order, home: Path, held: ExitStack) -> Record:
    """The engine that lives, or a new one; it is in use until `held` ends."""
    with exclusive(files.starting, wait=_STARTING):
        record = _living(files)
        if record is not None and record.order != order:
            if _unused(files):
                stop(files)
                record = None
            elif not record.order.same_model(order):
                raise Conflict(
                    f"The engine of {home} is in use with {record.order.name}: end what uses it, "
                    f"and then {order.name} can be taken."
                )
        if record is None:
            record = start(files, order, home)
        held.enter_context(shared(files.users))
        files.users.touch()
        return record


def _living(files: Files) -> Record | None:
    """The engine that lives, waited for where whoever started it ended before it served."""
    end = time.monotonic() + _STARTING
    while files.lives():
        record = files.read()
        if record is not None and record.port:
            return record
        if time.monotonic() > end:
            raise Unavailable("The engine does not come up: end its process, and try again.")
        time.sleep(0.01)
    return None


def _unused(files: Files) -> bool:
    with attempt(files.users) as free:
        return free


def _watch(
    files: Files,
    order: Order,
    home: Path,
    endpoint: Endpoint,
    ended: threading.Event,
    say: Callable[[str], None],
) -> None:
    """Start the engine anew whenever it has crashed, until `ended`."""
    last = ""
    while not ended.wait(_LOOK):
        try:
            reap()
            if files.lives():
                continue
            with exclusive(files.starting, wait=_STARTING):
                record = None if ended.is_set() else _living(files) or start(files, order, home)
            if record is not None:
                endpoint.base_url, endpoint.key = _address(record), record.key
                last = f"The engine ended unasked and runs again (see {files.log})."
                say(last)
        except NotYet:
            pass
        except (RookeryError, OSError) as error:  # who uses it lives on, and it is tried again
            if str(error) != last:
                last = str(error)
                say(last)


def _address(record: Record) -> str:
    return f"http://{HOST}:{record.port}/v1"


def _logged(sentence: str) -> None:
    _log.warning("engine", said=sentence, pid=os.getpid())
