"""The command within the test's own process, which is quicker; and a home that it filled."""

import json
from pathlib import Path

import pytest

from rookery.cli import main
from tests.command import Command, Ran, run

POSTS = [
    {"id": "a", "text": "The ferry is late again", "author": "ada", "community": "harbour",
     "created_at": "2026-11-01T08:00Z", "url": "https://example.org/a", "counts": {"likes": 4}},
    {"id": "b", "text": "ferry on time, gulls delighted", "reply_to": "a",
     "author": {"handle": "bob", "name": "Bob"}, "created_at": "2026-11-02T08:00Z"},
    {"id": "c", "text": "Lanterne sul molo", "lang": "it", "created_at": "2026-11-03T08:00Z"},
    {"id": "d", "text": "ferry biscuits for the night crew", "author": "nia",
     "visibility": ["nightshift"], "created_at": "2026-11-04T08:00Z"},
    {"id": "e", "title": "Only a title: ferry", "text": "", "consent": {"search": "no"}},
]  # fmt: skip


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five posts; tests only read it."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "posts.jsonl").write_text("".join(json.dumps(p) + "\n" for p in POSTS))
    ran = run("ingest", "posts.jsonl", "--home", "H", cwd=folder)
    assert ran.code == 0, ran.err
    readers = '[[readers]]\nname = "nia"\ngroups = ["nightshift"]\n'
    (folder / "H" / "rookery.toml").write_text(readers)
    return folder / "H"


@pytest.fixture
def command(tmp_path: Path, monkeypatch, capsys) -> Command:
    """What `rookery` runs, without a process of its own; as `rookery` in all else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROOKERY_EMBED__SEMANTIC", "off")

    def call(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = 0
        try:
            main([*map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call
