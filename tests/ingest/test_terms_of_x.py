"""What X's API gave is never trained on, whatever way it takes."""

import json

import pytest

from rookery.app import Rookery
from rookery.ingest.grant import Grant
from rookery.people import OPERATOR
from rookery.post import Post
from rookery.store.exported import exported
from tests.ingest.reading import json_lines

FROM_X = {
    "id_str": "1", "full_text": "a tram", "created_at": "Thu Jan 01 00:00:00 +0000 2026",
    "user": {"id_str": "7", "screen_name": "bo"},
}  # fmt: skip
YES = {"id": "1", "text": "a tram", "edited_at": "2026-02-01", "consent": {"train": "yes"}}
OURS = Grant(train=True, because="ours")


@pytest.fixture
def network(home) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"})


def only(network: Rookery) -> Post:
    (post,) = network.store.export(OPERATOR)
    return post


def test_an_export_of_it_cannot_be_granted_elsewhere(network, tmp_path) -> None:
    network.ingest(str(json_lines(tmp_path / "x.jsonl", [FROM_X])), "x-api")
    rows = [json.loads(json.dumps(exported(p))) for p in network.store.export(OPERATOR)]
    club = Rookery.open(tmp_path / "club", embed={"semantic": "off"})
    club.ingest(
        str(json_lines(tmp_path / "out.jsonl", rows)), "jsonl", source_name="club", grant=OURS
    )
    assert (only(club).source, only(club).consent.train) == ("club", "no")


def test_an_export_says_it_also_of_posts_that_do_not() -> None:
    assert exported(Post("1", "a", source="x-api"))["consent"] == {"train": "no"}
    assert "consent" not in exported(Post("1", "a"))


@pytest.mark.parametrize("first", [0, 1])
def test_no_state_from_elsewhere_undoes_it(network, tmp_path, first) -> None:
    takes = [
        lambda: network.ingest(str(json_lines(tmp_path / "x.jsonl", [FROM_X])), "x-api"),
        lambda: network.ingest(
            str(json_lines(tmp_path / "p.jsonl", [YES])), "jsonl", source_name="club", grant=OURS
        ),
    ]
    for n in (first, 1 - first):
        takes[n]()
    assert only(network).consent.train == "no"
