"""The `rookery` command, one file a group; `main` is the console script."""

from rookery.cli.main import main

__all__ = ["main"]
