"""Runs what a test tells of asynchronous code."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Told = TypeVar("Told")


def run(story: Coroutine[Any, Any, Told]) -> Told:
    """In a thread of its own: a browser that other tests opened holds the loop of this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, story).result()
