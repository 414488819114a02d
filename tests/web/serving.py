"""A real server in this process, as `rookery serve` starts it, on a port of its own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from rookery.app import Rookery
from rookery.people import add_key
from rookery.web import create_app


@dataclass(frozen=True)
class Server:
    """A running server: its network, its address, and a client that does not follow redirects."""

    network: Rookery
    url: str
    client: httpx.Client

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        return self.client.get(path, **kwargs)

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """A form sent from a page of ours, as a browser sends it."""
        return self.client.post(path, data=form, headers={"origin": self.url} | headers)

    def key(self, name: str, scopes: str, reader: str | None = None) -> dict[str, str]:
        """Make a key; gives the header that shows it."""
        key = add_key(self.network.home, name, scopes, reader)
        return {"authorization": f"Bearer {key}"}


@contextmanager
def running(network: Rookery, coming: Callable[[], int] = lambda: 0) -> Iterator[Server]:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(network.parts(coming)),
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)  # uvicorn has no event for it; the thread's end bounds this
    with httpx.Client(base_url=url, timeout=30) as client:
        yield Server(network, url, client)
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive(), "the server did not end"
