"""The log: one logger a part, set up once; a traceback in it is plain.

structlog's own default prints the values of every local variable beside it where Rich is installed:
words of closed posts, hashes of keys, the server's secret.
"""

from __future__ import annotations

import sys
from typing import Any

import structlog


def logger(name: str) -> Any:
    """The logger of a part; whoever has set structlog up themselves keeps what they set."""
    if not structlog.is_configured():
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper("%Y-%m-%d %H:%M:%S", utc=False),
                structlog.dev.ConsoleRenderer(
                    colors=sys.stderr.isatty(),
                    exception_formatter=structlog.dev.plain_traceback,
                ),
            ],
            # looked up at each line: standard error may be another by then
            logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        )
    return structlog.get_logger(name)
