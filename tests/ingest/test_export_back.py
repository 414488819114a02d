"""What `store export` writes comes back as it was."""

import json

from rookery.app import Rookery
from rookery.people import OPERATOR
from rookery.post import Media, Post, Upsert
from rookery.store.exported import exported
from tests.ingest.reading import json_lines

POSTS = [
    Post("1", "D3PR3$$3D- L@$T #one @two $AAPL https://example.org", source="x-archive"),
    Post("2", "#one two", hashtags=("two",), source="x-archive"),
    Post("3", title="a @title", text=""),
    Post("4", media=(Media("image", alt="#a"),)),
]


def test_an_export_changes_nothing_in_its_own_home(home, tmp_path) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply([Upsert(post) for post in POSTS])
    rows = [json.loads(json.dumps(exported(p))) for p in network.store.export(OPERATOR)]
    done = network.ingest(str(json_lines(tmp_path / "out.jsonl", rows)), "jsonl")
    assert (done.rejected, done.applied.new, done.applied.updated) == (0, 0, 0)
    assert done.applied.unchanged == len(POSTS)
