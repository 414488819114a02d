"""A fault of ours: one sentence to who asked, a short traceback in the log, no private value."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from rookery.app import Rookery
from tests.command import ENVIRONMENT
from tests.web.serving import Server, running

SCRIPT = """
from rookery.log import logger

def fails(secret):
    private = secret * 2
    raise ValueError("a plain fault")

try:
    fails("hushword")
except ValueError as error:
    logger("rookery.web").error("a request failed", exc_info=error)
"""


def test_a_traceback_in_the_log_is_plain() -> None:
    """In a process of its own, as the log is set up once a process."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=True, capture_output=True, text=True, env=ENVIRONMENT, timeout=60,
    )  # fmt: skip
    assert ran.stdout == ""
    assert "a request failed" in ran.stderr and "ValueError: a plain fault" in ran.stderr
    assert "hushwordhushword" not in ran.stderr and "locals" not in ran.stderr
    assert len(ran.stderr) < 2_000


def _fails() -> int:
    """What the first page asks for last."""
    told = " ".join(["hush", "word"])
    raise ZeroDivisionError(f"a fault beside a text of {len(told)} characters")


@pytest.fixture
def faulty(network: Rookery) -> Iterator[Server]:
    """A server whose first page fails in a way that nobody foresaw."""
    with running(network, _fails) as server:
        yield server


def test_a_fault_is_logged_once_shortly_and_without_values(
    faulty: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    assert faulty.get("/", headers={"accept": "text/html"}).status_code == 500
    logged = "".join(capfd.readouterr())
    assert logged.count("ZeroDivisionError: a fault") == 1
    assert "hush word" not in logged and len(logged) < 20_000


def test_a_fault_carries_the_headers_of_security_and_is_counted(faulty: Server) -> None:
    for method in ("GET", "HEAD"):
        answer = faulty.client.request(method, "/", headers={"accept": "text/html"})
        assert answer.status_code == 500
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "private, no-cache"
        assert ("Something went wrong here" in answer.text) == (method == "GET")
    counted = re.findall(
        r'rookery_http_requests_total\{method="(\w+)",route="/",status="500"\} (\S+)',
        faulty.get("/metrics").text,
    )
    assert dict(counted) == {"GET": "1.0", "HEAD": "1.0"}


def test_methods_that_nobody_knows_are_counted_as_one(site: Server) -> None:
    for n in range(3):
        site.client.request(f"FOO{n}", "/trends")
    text = site.get("/metrics").text
    assert 'method="other"' in text and "FOO" not in text
