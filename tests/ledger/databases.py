"""The databases that the ledger is tested on: SQLite, and a PostgreSQL that the test starts."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    one = shutil.which("initdb")
    return Path(one).parent if one else None


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Its address; skips where the programs are not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="the extra [postgres] is not installed")
    # it refuses to run as root: then as the user that Debian's package made
    root = os.geteuid() == 0
    if root:
        shutil.chown(folder, "postgres")
        for above in folder.parents:
            if above.stat().st_mode & 0o5 != 0o5 and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o11)
    who = ["runuser", "-u", "postgres", "--"] if root else []
    data, port = folder / "data", _free()

    def run(*command: str | Path) -> None:
        subprocess.run([*who, *map(str, command)], check=True, capture_output=True, cwd=folder)

    run(programs / "initdb", "-D", data, "-U", "rookery", "--auth=trust", "--no-sync")
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
    try:
        run(programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "rookery", "ledger")
        yield f"postgresql+psycopg://rookery@127.0.0.1:{port}/ledger"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
