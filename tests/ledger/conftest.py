"""A ledger of each kind: every test of it runs on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from rookery.ledger import Ledger, open_ledger
from tests.ledger.databases import postgres


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty one."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    opened = open_ledger(tmp_path, url)
    if url:
        with opened.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        opened.close()
        opened = open_ledger(tmp_path, url)
    yield opened
    opened.close()
