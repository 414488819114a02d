"""The console script, and the one place for exit codes: no traceback reaches a person.

`--home DIR` and `--json` may stand anywhere on the line.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rookery.cli.commands import app
from rookery.cli.given import given, say
from rookery.cli.output import NotWritten, watched
from rookery.errors import BadInput, RookeryError, disk_problem


def _anywhere(arguments: Sequence[str]) -> list[str]:
    """Take `--home` and `--json` from wherever they stand before a `--`."""
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*rest, argument, *waiting]
        if argument == "--json":
            given.as_json = True
        elif argument == "--home":
            value = next(waiting, None)
            _name_home(value)
        elif argument.startswith("--home="):
            _name_home(argument.removeprefix("--home="))
        else:
            rest.append(argument)
    return rest


def _name_home(value: str | None) -> None:
    if not value:  # an empty one, of a variable that is not set, would be the current folder
        raise BadInput("--home takes a folder.")
    given.home, given.named = Path(value), True


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: errors become one sentence and an exit code, and no traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a sign that a terminal lacks costs only itself
        sys.stdout.reconfigure(errors="backslashreplace")
    named = os.environ.get("ROOKERY_HOME")
    given.home, given.named, given.as_json = Path(named or "rookery-data"), bool(named), False
    try:
        arguments = _anywhere(sys.argv[1:] if arguments is None else arguments)
        with watched(), _explained():
            app(arguments)
    except NotWritten as lost:
        if isinstance(lost.__cause__, BrokenPipeError):  # `rookery … | head` has what it wants
            sys.exit(0)
        say(f"rookery: The output could not be written: {lost}.")
        sys.exit(1)
    except RookeryError as error:
        say(f"rookery: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        say(f"rookery: {disk_problem(error, given.home) or _unexpected(error)}")
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  the last line of defence: a person reads a sentence
        say(f"rookery: {_unexpected(error)}")
        sys.exit(1)


@contextmanager
def _explained() -> Iterator[None]:
    """Where something unforeseen goes wrong, a damaged file of the store may be why."""
    try:
        yield
    except (RookeryError, NotWritten, BrokenPipeError):
        raise
    except Exception:
        if not (given.home / "store").is_dir():
            raise
        from rookery.store.damage import explained

        with explained(given.home / "store"):
            raise


def _unexpected(error: Exception) -> str:
    """Keep the traceback in a file for whoever mends it."""
    text = "".join(traceback.format_exception(error))
    try:
        given.home.mkdir(parents=True, exist_ok=True)
        path = given.home / "crash.txt"
        path.write_text(text, "utf-8")
    except OSError:
        return f"something unforeseen went wrong: {type(error).__name__}: {error}"
    return f"something unforeseen went wrong ({type(error).__name__}); the details are in {path}."
