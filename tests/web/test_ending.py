"""A server ends when it is told to, whoever is looking."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rookery.people import add_key
from tests.command import ENVIRONMENT


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_page_that_follows_live_does_not_keep_it(home: Path, told: signal.Signals) -> None:
    command = [sys.executable, "-m", "rookery", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--home", str(home)], stdout=subprocess.PIPE, env=ENVIRONMENT
    )
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        transport = httpx.HTTPTransport(retries=5)
        with (
            httpx.Client(base_url=address, timeout=20, transport=transport) as client,
            client.stream("GET", "/events?q=") as stream,
        ):
            assert next(stream.iter_lines()).startswith("retry")
            process.send_signal(told)
            process.wait(timeout=15)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("times", [1, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 3))])
def test_somebody_who_sends_without_end_is_cut_off_and_nothing_is_said(
    home: Path, times: int
) -> None:
    key = add_key(home, "ingest", "read,write", None)
    command = [sys.executable, "-m", "rookery", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--home", str(home)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = urlsplit(json.loads(process.stdout.readline())["address"])
        head = (
            f"POST /api/posts HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"
            "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n"
        )
        with socket.create_connection((address.hostname, address.port), timeout=20) as hanging:
            hanging.sendall(head.encode())
            assert b"100" in hanging.recv(100)  # the handler waits for the body
            for _ in range(times):
                process.send_signal(signal.SIGINT)
                time.sleep(0.1)  # apart, since the system joins signals that wait
            _, said = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert said == b""
