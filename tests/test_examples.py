"""Whoever tries an example of the documentation on the sample network finds something."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.people import ANONYMOUS, Reader
from rookery.sample import GROUP, load_scene
from rookery.search.operators import OPERATORS
from rookery.search.searcher import Searcher

ROOT = Path(__file__).parent.parent
BEGAN = datetime(2026, 11, 27, 12, tzinfo=UTC)  # the days that examples name lie within its month
NIGHT = Reader(GROUP, frozenset({GROUP}))  # as the demo's own settings name it


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    network = Rookery.open(tmp_path_factory.mktemp("examples") / "home")
    network.store.apply(load_scene(BEGAN, still=True).past)
    return Searcher(network.store, embedder=network.store.embedder, now=lambda: BEGAN)


def _typed() -> list[tuple[str, Reader]]:
    """What the pages tell one to type after `rookery search`."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs/guide").glob("*.md"))]:
        for line in re.findall(r"^rookery (?:--json )?search .+$", page.read_text("utf-8"), re.M):
            parts = shlex.split(line.replace("--json ", ""))
            found.append((parts[2], NIGHT if GROUP in parts else ANONYMOUS))
    return found


def _in_tables() -> list[str]:
    """What stands in code in the cells of the guide's and the reference's tables of searches."""
    guide = (ROOT / "docs/guide/searching.md").read_text("utf-8")
    cells = re.findall(r"^\| [^`|]+ \| (.+) \|$", guide, re.M)
    reference = (ROOT / "docs/reference/query-language.md").read_text("utf-8")
    words = reference.split("## Words")[1].split("## Operators")[0]
    cells += re.findall(r"^\| (`.+`) \|", words, re.M)
    return [one.replace("\\|", "|") for cell in cells for one in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize(
    ("query", "reader"), _typed(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_what_one_is_told_to_type_finds_posts(searcher, query, reader) -> None:
    assert searcher.search(query, reader, beside=True).total


@pytest.mark.parametrize("query", dict.fromkeys(_in_tables()))
def test_every_search_of_a_table_finds_posts(searcher, query) -> None:
    assert searcher.search(query, beside=True).total


@pytest.mark.parametrize("query", [o.example for o in OPERATORS])
def test_every_example_of_an_operator_finds_posts(searcher, query) -> None:
    assert searcher.search(query).hits
