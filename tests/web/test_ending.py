"""A server ends when it is told to, whoever is looking."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

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
