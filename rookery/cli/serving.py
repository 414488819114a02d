"""`rookery serve` and `rookery demo`: one process that serves, tends the store and plays the demo.

The pages lie in `web/`; this starts and stops what runs beside them.
"""

from __future__ import annotations

import errno
import itertools
import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import uvicorn

from rookery.app import Rookery
from rookery.cli.given import given, say, show
from rookery.cli.resident import give_back
from rookery.config import DEFAULT_HOME, FILE, make_home
from rookery.errors import BadInput, Conflict
from rookery.sample import GROUP, Player
from rookery.web import check_listening, create_app

_SETTINGS = f"""\
[server]
name = "Brackwater"

[[readers]]
name = "{GROUP}"
groups = ["{GROUP}"]
"""
_LOOKED = "looked-for-models"  # a home that has it was told once
_TEND = 5.0  # seconds between looks at whether upkeep is due
_REST = 12  # of them between two times that free memory is given back
_PORTS = 65_535
_LINGER = 3  # seconds that answers under way have, once the server is told to end


def serve(home: Path, *, host: str | None, port: int | None) -> None:
    """Serve a home until interrupted."""
    network = Rookery.open(home, **_server(host, port))
    network.store.last_seq()  # opened here, where what is wrong with it is a sentence
    _offer(network.home)
    with ExitStack() as running:
        running.enter_context(_tended(network))
        _run(network, None)


def serve_demo(
    home: Path, *, still: bool, port: int | None, answers: Literal["gemma", "house"] | None = None
) -> None:
    """The sample network; its last day begins at the first start and plays on from there."""
    if home == DEFAULT_HOME:  # one's own posts and the sample must not meet
        home = DEFAULT_HOME / "demo"
    flags = _server(None, port)
    began = _began(home, still)  # before the store is made: it looks whether there is one
    _have_answer(home, answers)
    network = Rookery.open(home, **flags)
    player = Player(network.store.apply, began, still=still)
    player.due()
    network.store.settle()
    _offer(home)
    with ExitStack() as running:
        running.enter_context(_tended(network))
        running.enter_context(_playing(player))
        _run(network, player)


def _have_answer(home: Path, answers: Literal["gemma", "house"] | None) -> None:
    """Settle which model answers, where it was said beforehand."""
    from rookery.cli.model import fetch_gemma
    from rookery.llm.chosen import use_default

    if answers == "gemma":
        fetch_gemma(home)
    elif answers == "house":
        use_default(home)


def _offer(home: Path) -> None:
    """At the first start of a home, say which model servers run here; none is used unasked."""
    from rookery.cli.model import offered
    from rookery.llm.found import look

    seen = home / _LOOKED
    if not seen.exists():
        for line in offered(look()):
            say(line)
        with suppress(OSError):  # a home that cannot be written is told again
            seen.touch()


def _server(host: str | None, port: int | None) -> dict[str, Any]:
    """The options as settings; one that cannot be used is named as it was typed."""
    if port is not None and not 0 <= port <= _PORTS:
        raise BadInput(f"--port takes a number from 0 to {_PORTS}, and not {port}.")
    if host is not None and not host.strip():
        raise BadInput("--host takes an address, such as 127.0.0.1.")
    given_ones = {"host": host, "port": port}
    return {"server": {name: value for name, value in given_ones.items() if value is not None}}


def _began(home: Path, still: bool) -> datetime:
    """When the demo's last day began: kept, so that a restart goes on and does not begin anew."""
    path = home / "demo.json"
    if path.exists():
        try:
            kept = json.loads(path.read_text("utf-8"))
            was_still, at = bool(kept["still"]), datetime.fromisoformat(kept["began"])
        except (ValueError, KeyError, TypeError):
            raise Conflict(f"{path} is damaged: remove {home}, and the demo begins anew.") from None
        if was_still != still:
            raise Conflict(
                f"The demo in {home} was made {'with' if was_still else 'without'} --still: "
                "name another folder with --home, or remove this one."
            )
        return at
    if (home / "store").exists():
        raise BadInput(f"{home} holds a network of your own: name another folder with --home.")
    began = datetime.now(UTC)
    make_home(home)
    if not (home / FILE).exists():
        (home / FILE).write_text(_SETTINGS, "utf-8")
    path.write_text(json.dumps({"began": began.isoformat(), "still": still}), "utf-8")
    return began


@contextmanager
def _tended(network: Rookery) -> Iterator[None]:
    """Upkeep in the background, in whichever process of the machine gets to it first."""
    stop = threading.Event()

    def tend() -> None:
        network.search.warm()
        give_back()
        for look in itertools.count(1):
            if stop.wait(_TEND):
                return
            try:
                network.store.tend()
            except Exception as error:  # noqa: BLE001  upkeep comes round again; serving goes on
                say(f"upkeep: {error}")
            if look % _REST == 0:
                give_back()

    yield from _thread(tend, stop.set)


@contextmanager
def _playing(player: Player) -> Iterator[None]:
    yield from _thread(player.play, player.stop)


def _thread(run: Any, stop: Any) -> Iterator[None]:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(timeout=30)


def _run(network: Rookery, player: Player | None) -> None:
    server = network.settings.server
    check_listening(network.settings, network.accounts.any())
    listening = _listen(server.host, server.port)
    host, port = listening.getsockname()[:2]
    server.port = port
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    coming = (lambda: player.left) if player else (lambda: 0)
    app = create_app(network.parts(coming))
    if given.as_json:
        show({"address": address, "home": str(network.home)})
    else:
        print(f"Rookery is at {address} (Ctrl-C ends it)")
    config = uvicorn.Config(
        app, log_level="warning", lifespan="on", server_header=False,
        timeout_graceful_shutdown=_LINGER,
    )  # fmt: skip
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends once and quietly: a second Ctrl-C would cut the end short, with a traceback."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            return
        # what is cut off after `_LINGER` is no error of ours; `problems.py` logs those that are
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise Conflict(
                f"Port {port} is taken: name another with --port, or --port 0 for a free one."
            ) from None
        raise BadInput(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from None
    return listening
