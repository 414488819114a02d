"""A post that becomes closed is hidden, in whatever order its states come in."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.app import Rookery
from tests.ingest.reading import json_lines

OPEN = {"id": "q1", "text": "lighthouse", "created_at": "2026-01-01T00:00:00Z", "author": "bo"}
CLOSED = {
    **OPEN,
    "text": "sotto voce",
    "edited_at": "2026-01-02T00:00:00Z",
    "visibility": "private",
}


@pytest.fixture
def network(home: Path) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"})


def user(*, protected: bool) -> dict[str, Any]:
    return {"id_str": "7", "screen_name": "bo", "protected": protected}


V1 = {"id_str": "q1", "full_text": "lighthouse", "created_at": "Thu Jan 01 00:00:00 +0000 2026"}
V2 = {"id": "q1", "text": "lighthouse", "author_id": "7", "created_at": "2026-01-01T00:00:00.000Z"}
BO = {"id": "7", "username": "bo"}
FORMS = {
    "jsonl": ([OPEN], [CLOSED]),
    "protected": ([OPEN], [{**OPEN, "text": "sotto voce", "protected": True}]),
    "broken": ([OPEN], [{**CLOSED, "visibility": ["crew"], "likes": "many"}]),
    "v1": ([V1 | {"user": user(protected=False)}],
           [V1 | {"user": user(protected=True), "full_text": "sotto voce"}]),
    "v2": ([{"data": [V2], "includes": {"users": [BO]}}],
           [{"data": [V2 | {"text": "sotto voce"}],
             "includes": {"users": [BO | {"protected": True}]}}]),
}  # fmt: skip


def shown(network: Rookery) -> list[str]:
    return [hit.post.id for hit in network.search.search("lighthouse").hits]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("form", FORMS)
def test_a_refused_state_hides_what_is_there_and_comes_before_it_too(
    network, tmp_path, form, first
) -> None:
    paths = [json_lines(tmp_path / f"{n}.jsonl", rows) for n, rows in enumerate(FORMS[form])]
    done = [network.ingest(str(paths[n])) for n in (first, 1 - first)]
    assert shown(network) == []
    assert sum(one.rejected for one in done) == 1
    assert done[first].applied.new == 1 - first if first == 0 else done[0].applied.new == 0
    again = network.ingest(str(paths[1]), restart=True)
    assert (again.applied.new, again.applied.updated, again.applied.unchanged) == (0, 0, 0)
    held = b"".join(p.read_bytes() for p in network.home.rglob("*") if p.is_file())
    assert b"voce" not in held


@pytest.mark.parametrize("rows", [[OPEN, CLOSED], [CLOSED, OPEN]])
def test_in_one_batch(network, tmp_path, rows) -> None:
    network.ingest(str(json_lines(tmp_path / "p.jsonl", rows)))
    assert shown(network) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_state_that_opens_it_again_later_stands(network, tmp_path, order) -> None:
    states = [OPEN, CLOSED, {**OPEN, "edited_at": "2026-01-03T00:00:00Z"}]
    for n in order:
        network.ingest(str(json_lines(tmp_path / f"{n}.jsonl", [states[n]])))
    assert shown(network) == ["q1"]


def test_of_tables_too(network, tmp_path) -> None:
    columns = ["id", "text", "created_at", "edited_at", "visibility"]
    for n in range(2):
        network.ingest(str(json_lines(tmp_path / f"{n}.jsonl", [OPEN | {"id": f"q{n}"}])))
    (tmp_path / "p.csv").write_text(
        ",".join(columns) + "\n" + ",".join({**CLOSED, "id": "q0"}[c] for c in columns) + "\n"
    )
    network.ingest(str(tmp_path / "p.csv"))
    assert shown(network) == ["q1"]
    pq.write_table(pa.table({c: [CLOSED[c]] for c in columns}), tmp_path / "p.parquet")
    done = network.ingest(str(tmp_path / "p.parquet"))
    assert (done.rejected, done.applied.updated) == (1, 1)
    assert shown(network) == []


def test_it_stays_hidden_in_another_home(network, tmp_path) -> None:
    from rookery.people import OPERATOR
    from rookery.post import to_json

    network.ingest(str(json_lines(tmp_path / "p.jsonl", [OPEN, CLOSED])))
    rows = [json.loads(json.dumps(to_json(post))) for post in network.store.export(OPERATOR)]
    assert [(row["id"], row["text"], row["visibility"]) for row in rows] == [("q1", "", [])]
    other = Rookery.open(tmp_path / "other", embed={"semantic": "off"})
    other.ingest(str(json_lines(tmp_path / "whole.jsonl", rows)))
    other.ingest(str(json_lines(tmp_path / "old.jsonl", [OPEN])))
    assert shown(other) == []


def test_what_hides_a_post_and_has_no_words_is_no_post_that_waits_or_counts(network, tmp_path):
    network.ingest(str(json_lines(tmp_path / "p.jsonl", [OPEN, {**CLOSED, "id": "q2"}])))
    assert network.store.pending() == []
    assert network.store.stats().posts == 1
