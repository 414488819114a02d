"""A file of the hub comes whole, goes on where it stopped, and each refusal is a sentence."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rookery.errors import BadInput, Forbidden, NoRoom, NotFound, Unauthorized, Unavailable
from rookery.llm import transfer
from rookery.llm.hub import Hub, HubFile
from rookery.llm.transfer import Progress
from tests.llm import hub_server
from tests.llm.hub_server import COMMIT, serving_hub

DATA = os.urandom(3_000_000)
FILE = HubFile("owner/tiny-GGUF", "tiny.gguf")


@pytest.fixture
def hub() -> Iterator[hub_server.Hub]:
    with serving_hub() as hub:
        hub.files["owner/tiny-GGUF/tiny.gguf"] = DATA
        yield hub


class Fetching:
    """Fetches as the product does, but waits for nothing; notes how far it was, and its waits."""

    def __init__(self, hub: hub_server.Hub, folder: Path) -> None:
        self.hub, self.to = hub, folder / "model.gguf"
        self.seen: list[Progress] = []
        self.waits: list[float] = []

    def __call__(self, file: HubFile = FILE, token: str | None = None) -> bytes:
        with Hub(self.hub.url, token, sleep=self.waits.append) as asked:
            got = asked.fetch(file, self.to, self.seen.append)
        data = self.to.read_bytes()
        assert got == hashlib.sha256(data).hexdigest()
        return data

    def parts(self) -> list[Path]:
        return sorted(self.to.parent.glob("*.part"))


@pytest.fixture
def fetch(hub: hub_server.Hub, tmp_path: Path) -> Fetching:
    return Fetching(hub, tmp_path)


def test_a_file_comes_whole_and_says_how_far_it_is(fetch: Fetching) -> None:
    assert fetch() == DATA
    assert fetch.parts() == []
    assert {p.stage for p in fetch.seen} == {"fetching", "checking"}
    last = [p for p in fetch.seen if p.stage == "fetching"][-1]
    assert last.done == last.total == len(DATA)
    assert last.rate > 0 and last.left == 0


def test_it_is_fetched_at_the_commit_that_the_hub_named(fetch: Fetching, hub) -> None:
    fetch()
    (resolved,) = [path for method, path, _ in hub.asked if method == "GET" and "resolve" in path]
    assert resolved == f"/owner/tiny-GGUF/resolve/{COMMIT}/tiny.gguf"


def test_the_token_is_shown_to_the_hub_and_to_nobody_else(fetch: Fetching, hub) -> None:
    hub.token = "hf_secret"
    assert fetch(token="hf_secret") == DATA
    at_hub = [h for _, path, h in hub.asked if "resolve" in path]
    assert at_hub and all(h["authorization"] == "Bearer hf_secret" for h in at_hub)
    assert hub.gets() and not any("authorization" in h for h in hub.gets())


def test_endpoint_and_token_are_taken_from_the_variables(hub, tmp_path, monkeypatch) -> None:
    hub.token = "hf_secret"
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.url}/")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    FILE.bring(tmp_path / "model.gguf", lambda _: None)
    assert (tmp_path / "model.gguf").read_bytes() == DATA


def test_a_repository_that_moved_is_followed(fetch: Fetching, hub) -> None:
    hub.moved["old/tiny-GGUF"] = "owner/tiny-GGUF"
    assert fetch(HubFile("old/tiny-GGUF", "tiny.gguf")) == DATA


def test_a_mirror_without_the_headers_is_asked_for_its_list(fetch: Fetching, hub) -> None:
    hub.linked = False
    assert fetch() == DATA
    assert any(path == f"/api/models/owner/tiny-GGUF/tree/{COMMIT}" for _, path, _ in hub.asked)


def test_without_any_checksum_nothing_is_taken(fetch: Fetching, hub) -> None:
    hub.linked = hub.listed = False
    with pytest.raises(Unavailable, match="names no SHA-256"):
        fetch()
    assert list(fetch.to.parent.iterdir()) == []


def test_a_connection_that_is_cut_goes_on_by_itself(fetch: Fetching, hub) -> None:
    hub.cut = [1_000_000, 500_000]
    assert fetch() == DATA
    assert [h.get("range") for h in hub.gets()] == [None, "bytes=1000000-", "bytes=1500000-"]


def test_a_fetch_that_gave_up_is_gone_on_with_by_the_next(fetch: Fetching, hub) -> None:
    hub.cut = [1_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(Unavailable, match=r"broke \(1 MB of 3 MB are here\)"):
        fetch()
    assert not fetch.to.exists()
    assert [p.stat().st_size for p in fetch.parts()] == [1_000_000]
    hub.cut, hub.asked, fetch.seen = [], [], []
    assert fetch() == DATA
    assert [h["range"] for h in hub.gets()] == ["bytes=1000000-"]
    assert {p.before for p in fetch.seen if p.stage == "fetching"} == {1_000_000}


def test_a_part_of_another_file_is_not_gone_on_with(fetch: Fetching, hub) -> None:
    hub.cut = [1_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(Unavailable):
        fetch()
    hub.cut, other = [], os.urandom(2_000_000)
    hub.files["owner/tiny-GGUF/tiny.gguf"] = other
    assert fetch() == other
    assert fetch.parts() == []


def test_a_server_without_ranges_sends_it_from_the_beginning(fetch: Fetching, hub) -> None:
    hub.ranges, hub.cut = False, [1_000_000]
    assert fetch() == DATA


def test_a_wrong_checksum_leaves_nothing(fetch: Fetching, hub) -> None:
    hub.sum = "0" * 64
    with pytest.raises(Unavailable, match="not what its checksum says"):
        fetch()
    assert list(fetch.to.parent.iterdir()) == []


def test_more_bytes_than_were_said_are_not_written(fetch: Fetching, hub) -> None:
    hub.longer = b"x" * 5_000_000
    assert fetch() == DATA


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_passes_is_waited_for(fetch: Fetching, hub, status: int) -> None:
    hub.fail = [(status, {"Retry-After": "7"}), (status, {})]
    assert fetch() == DATA
    assert fetch.waits == [7.0, 2.0]


def test_a_long_wait_is_for_a_person_to_decide(fetch: Fetching, hub) -> None:
    hub.fail = [(429, {"Retry-After": "3600"})]
    with pytest.raises(Unavailable, match="asked too often"):
        fetch()
    assert fetch.waits == []


def test_an_error_that_stays_is_said_in_the_end(fetch: Fetching, hub) -> None:
    hub.fail = [(500, {})] * 9
    with pytest.raises(Unavailable, match="answered 500"):
        fetch()
    assert len(fetch.waits) == 4


REFUSALS = [
    (401, {}, Unauthorized, "set HF_TOKEN"),
    (401, {"X-Error-Code": "RepoNotFound"}, NotFound, "knows no owner/tiny-GGUF"),
    (403, {"X-Error-Code": "GatedRepo"}, Forbidden, "accepted its terms"),
    (403, {}, Forbidden, "accepted its terms"),
    (404, {"X-Error-Code": "EntryNotFound"}, NotFound, "has no file tiny.gguf"),
    (404, {"X-Error-Code": "RevisionNotFound"}, NotFound, "has no revision main"),
    (404, {}, NotFound, "has no owner/tiny-GGUF/tiny.gguf"),
    (429, {}, Unavailable, "asked too often"),
    (500, {}, Unavailable, "answered 500"),
]


@pytest.mark.parametrize(("status", "headers", "kind", "says"), REFUSALS)
def test_a_refusal_is_a_sentence(fetch: Fetching, hub, status, headers, kind, says) -> None:
    hub.refuse = (status, headers)
    with pytest.raises(kind, match=says):
        fetch()
    assert list(fetch.to.parent.iterdir()) == []


def test_a_token_that_is_refused_is_named(fetch: Fetching, hub) -> None:
    hub.token = "another"
    with pytest.raises(Unauthorized, match="refuses the token in HF_TOKEN"):
        fetch(token="hf_secret")


def test_a_hub_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with Hub("http://127.0.0.1:9") as asked, pytest.raises(Unavailable, match="cannot be reached"):
        asked.fetch(FILE, tmp_path / "model.gguf", lambda _: None)


@pytest.mark.parametrize("url", ["huggingface.co", "http://", "http://a:b", "ftp://hub"])
def test_an_endpoint_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="HF_ENDPOINT"):
        Hub(url)


def test_a_disk_without_room_is_said_before_anything_is_fetched(
    fetch: Fetching, hub, monkeypatch
) -> None:
    monkeypatch.setattr(transfer, "_SPARE", 1 << 60)  # no disk of a test has so much to spare
    with pytest.raises(NoRoom, match="make room"):
        fetch()
    assert hub.gets() == []


def test_what_a_person_types_is_read() -> None:
    assert HubFile.parse("hf:owner/repo/a/b c.gguf") == HubFile("owner/repo", "a/b c.gguf")
    assert HubFile.parse("hf:owner/repo@v1/f.gguf") == HubFile("owner/repo", "f.gguf", "v1")
    assert str(HubFile.parse("hf:owner/repo@v1/f.gguf")) == "hf:owner/repo@v1/f.gguf"


@pytest.mark.parametrize(
    "text",
    ["hf:", "hf:owner", "hf:owner/repo", "hf:owner/repo/file.bin", "hf:o/r/../x.gguf",
     "hf:o/r//x.gguf", "hf:o?x/r/x.gguf", "hf:o/r/m-00001-of-00002.gguf"],
)  # fmt: skip
def test_what_names_no_whole_gguf_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        HubFile.parse(text)
