"""What tests of the engine share: asking it, waiting for it, and its quick settings."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from rookery.config import ModelSettings
from rookery.llm.engine import Endpoint, ModelFile
from rookery.llm.engine_files import Files, Record

QUICK = ModelSettings(idle=0, context=1024, cache_mib=16)
# a user in a process of its own: says which engine it has, and holds it until its input ends
USER = """
import json, sys
from pathlib import Path
from rookery.config import ModelSettings
from rookery.llm.engine import ModelFile, running
with running(Path(sys.argv[1]), ModelFile(Path(sys.argv[2]), "tiny"), ModelSettings(
    idle=0, context=1024, cache_mib=16
)) as endpoint:
    print(json.dumps([endpoint.base_url, endpoint.key]), flush=True)
    sys.stdin.read()
"""


def tiny_file(path: Path, **other: Any) -> ModelFile:
    return ModelFile(path, "tiny", **other)


def ask(endpoint: Endpoint, text: str, **other: Any) -> dict[str, Any]:
    """What the engine gives back for one turn, its timings among it."""
    turn = {"role": "user", "content": text}
    body = {"model": endpoint.model, "messages": [turn], "max_tokens": 8, "temperature": 0}
    answer = httpx.post(
        f"{endpoint.base_url}/chat/completions",
        json=body | other,
        headers=key(endpoint),
        timeout=30,
    )
    answer.raise_for_status()
    return dict(answer.json())


def key(endpoint: Endpoint) -> dict[str, str]:
    return {"Authorization": f"Bearer {endpoint.key}"}


def answers(endpoint: Endpoint) -> bool:
    """Whether it serves by now: before, it is not reached, or says that it opens the model."""
    try:
        return bool(ask(endpoint, "hello")["choices"])
    except httpx.TransportError:
        return False
    except httpx.HTTPStatusError as error:
        if error.response.status_code != 503:
            raise
        return False


def until(so: Callable[[], Any], patience: float = 20.0) -> Any:
    """Wait for `so` to be true, and give what it gave."""
    end = time.monotonic() + patience
    while not (value := so()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
    return value


def record(home: Path) -> Record:
    """What `engine.json` says; while an engine starts there is none for a moment."""
    return until(Files(home).read)


def ended(home: Path) -> bool:
    return not Files(home).lives()
