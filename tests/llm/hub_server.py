"""A server that speaks the Hugging Face hub's protocol, and the server of bytes that it leads to.

They answer on addresses of their own, as the hub and its CDN do, and go wrong where a test says.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c0ffee" + "0" * 34
FILE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)$")


@dataclass
class Hub:
    """What it holds, how it misbehaves, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)  # by `owner/repo/path`
    moved: dict[str, str] = field(default_factory=dict)  # a repository's new name
    token: str | None = None  # the only one it lets in
    linked: bool = True  # says size and sum in the headers of the redirect
    listed: bool = True  # says them in the list of files
    ranges: bool = True
    sum: str | None = None  # said in place of the true one
    refuse: tuple[int, dict[str, str]] | None = None  # every HEAD of a file
    fail: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # the next GETs of bytes
    cut: list[int] = field(default_factory=list)  # after so many bytes, the next GETs
    longer: bytes = b""  # behind the file
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    bytes_url: str = ""

    def gets(self) -> list[dict[str, str]]:
        """The headers of each GET at the server of bytes."""
        return [h for method, path, h in self.asked if method == "GET" and path.startswith("/cdn/")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_HEAD(self) -> None:
        self._note()
        if self.server.hub.refuse:
            self._answer(*self.server.hub.refuse)
        else:
            self._resolve()

    def do_GET(self) -> None:
        self._note()
        if self.path.startswith("/cdn/"):
            self._bytes(self.server.hub.files[self.path.removeprefix("/cdn/")])
        elif self.path.startswith("/api/models/"):
            self._list()
        else:
            self._resolve()

    def _note(self) -> None:
        headers = {k.lower(): v for k, v in self.headers.items()}
        self.server.hub.asked.append((self.command, self.path, headers))

    def _resolve(self) -> None:
        hub, found = self.server.hub, FILE.match(self.path)
        assert found, self.path
        repo, revision, path = found.groups()
        if repo in hub.moved:
            onward = f"/{hub.moved[repo]}/resolve/{revision}/{path}"
            return self._answer(307, {"Location": onward})
        if hub.token and self.headers.get("Authorization") != f"Bearer {hub.token}":
            return self._answer(401, {})
        name = f"{repo}/{path}"
        if name not in hub.files:
            there = any(one.startswith(f"{repo}/") for one in hub.files)
            code = "EntryNotFound" if there else "RepoNotFound"
            return self._answer(404 if there else 401, {"X-Error-Code": code})
        data = hub.files[name]
        headers = {"Location": f"{hub.bytes_url}/cdn/{name}", "X-Repo-Commit": COMMIT}
        if hub.linked:
            headers |= {"X-Linked-Etag": f'"{_sum(hub, data)}"', "X-Linked-Size": str(len(data))}
        self._answer(302, headers | {"ETag": '"of-the-pointer"'})

    def _list(self) -> None:
        hub = self.server.hub
        rows = [
            {"type": "file", "path": name.split("/", 2)[2], "lfs": {"oid": _sum(hub, data),
             "size": len(data)}}
            for name, data in hub.files.items()
        ]  # fmt: skip
        self._answer(200 if hub.listed else 404, {}, json.dumps(rows).encode())

    def _bytes(self, data: bytes) -> None:
        hub = self.server.hub
        if hub.fail:
            return self._answer(*hub.fail.pop(0))
        start, status, headers = 0, 200, {}
        if hub.ranges and (asked := self.headers.get("Range")):
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                return self._answer(416, {"Content-Range": f"bytes */{len(data)}"})
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        body = data[start:] + hub.longer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if hub.cut:
            self.wfile.write(body[: hub.cut.pop(0)])
            self.wfile.flush()
            self.close_connection = True
        else:
            self.wfile.write(body)

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub


def _sum(hub: Hub, data: bytes) -> str:
    return hub.sum or hashlib.sha256(data).hexdigest()


@contextmanager
def serving_hub() -> Iterator[Hub]:
    """A hub and its server of bytes, until the block ends."""
    hub = Hub()
    servers = [_Server(hub), _Server(hub)]
    hub.url, hub.bytes_url = (f"http://127.0.0.1:{s.server_port}" for s in servers)
    threads = [threading.Thread(target=s.serve_forever, args=(0.01,)) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield hub
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
