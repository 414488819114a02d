"""Bad input is one clear sentence, an exit code, and no traceback; what went in before stays."""

import gzip
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.errors import BadInput

GOOD = {"id": "good", "text": "harbour lights"}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("x " * 5_000, "shorter"),
        ("a" * 10_000, "shorter"),
        ('ferry "late again', "column 7"),
        ("ferry (late", "column 7"),
        ("ferry OR", "column 7"),
        ("since:someday", "column 7"),
        ("min_likes:many", "column 11"),
        ("form:ada", "Did you mean from:"),
    ],
    ids=lambda v: v[:20],
)
def test_bad_query(command, filled, query, says) -> None:
    ran = command("search", query, "--home", filled)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.sentence


@pytest.mark.parametrize(
    "query",
    ["from:ada' OR '1'='1", "from:\"x' OR 1=1 --\"", "community:'; DROP TABLE posts", "lang:en;--",
     "url:%'", "#a'b", "source:\\", "from:)", "'", "%", "\\", "conversation:' OR id LIKE '%"],
)  # fmt: skip
def test_quotes_and_sql_in_filters_find_nothing_more(command, filled, query) -> None:
    ran = command("search", "--json", "--home", filled, "--", query)
    assert ran.code in (0, 2)
    assert ran.out == ""
    if ran.code:
        assert ran.sentence


def _good(folder: Path) -> Path:
    path = folder / "x.jsonl"
    path.write_text(json.dumps(GOOD) + "\n")
    return path


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["search", "ferry", "--as-of", "someday"], "--as-of"),
        (["search", "ferry", "--as-of", "9999y"], "years 1 to 9999"),
        (["search", "ferry", "--as-of", " "], "--as-of takes a moment, such as 2026-11-20"),
        (["search", "ferry", "--limit", "0"], "--limit takes a number from 1 to 1,000, and not 0."),
        (["search", "ferry", "--limit", "1001"], "--limit takes a number from 1 to 1,000"),
        (["search", "ferry", "--as", "nobody"], "nobody"),
        (["search", "ferry", "--as", ""], "no reader ''"),
        (["store", "export", "--as", ""], "no reader ''"),
        (["keys", "add", "k", "--as", ""], "no reader ''"),
        (["ingest", "nothing.jsonl"], "nothing.jsonl"),
        (["ingest", "jsonl"], "PATH"),
        (["ingest", "fax", "x.jsonl"], "fax"),
        (["ingest", "x.jsonl", "--map", "text"], "--map"),
        (["ingest", "x.jsonl", "--map", "words=body"], "words"),
        (["ingest", "x.jsonl", "--grant", "everything"], "--grant"),
        (["ingest", "x.jsonl", "--grant", "train"], "--because"),
        (["ingest", "x.jsonl", "--encoding", "klingon"], "klingon"),
        (["ingest", "parquet", "x.jsonl", "--encoding", "latin-1"], "--encoding is for text"),
        (["ingest", "x.jsonl", "--source-name", " "], "--source-name needs a name"),
        (["ingest", "x.jsonl", "--map", "text=a", "--map", "text=b"], "--map gives text twice"),
        (["keys", "add", "k", "--scopes", "fly"], "--scopes"),
        (["serve", "--port", "99999"], "--port takes a number from 0 to 65535, and not 99999."),
        (["serve", "--port", "-1"], "--port takes"),
        (["demo", "--port", "99999"], "--port takes"),
        (["serve", "--host", ""], "--host takes"),
        (["serve", "--host", "no.such.host.invalid"], "no.such.host.invalid"),
        (["store", "stats", "--home"], "--home"),
        (["ingest", "x.jsonl", "--home", ""], "--home takes a folder"),
        (["ingest", "x.jsonl", "--home="], "--home takes a folder"),
        (["ingest", "x.jsonl", "--home", "x.jsonl/home"], "x.jsonl/home cannot be made: Not a dir"),
        (["ingest", "x.jsonl", "--home", "h" * 300], "File name too long"),
        (["ingest", "x.jsonl", "--home", "h\udcff"], "is not UTF-8"),
        (["keys", "add", "k", "--home", "x.jsonl/home"], "x.jsonl/home"),
        (["demo", "--port", "0", "--home", "x.jsonl/home"], "x.jsonl/home cannot be made"),
        (["store", "stats", "--home", "x.jsonl"], "is a file"),
    ],
    ids=lambda v: " ".join(v)[:40] if isinstance(v, list) else None,
)
def test_bad_argument(command, tmp_path, line, says) -> None:
    command("ingest", _good(tmp_path))
    ran = command(*line)
    assert ran.code == 2
    assert says in ran.sentence


READING = (
    ["search", "ferry"],
    ["search", "ferry", "--json"],
    ["store", "stats"],
    ["store", "check"],
    ["store", "compact"],
    ["store", "export"],
    ["eval", "search", "--corpus", "x.jsonl", "--queries", "x.jsonl", "--run", "run"],
)


@pytest.mark.parametrize("line", READING, ids=" ".join)
def test_what_only_reads_refuses_a_home_that_is_not_there(command, tmp_path, line) -> None:
    _good(tmp_path)
    for absent in ("nowhere", tmp_path / "no" / "where"):
        ran = command(*line, "--home", absent)
        assert (ran.code, ran.out) == (2, "")
        assert f"rookery ingest PATH --home {absent}" in ran.sentence
    assert [p.name for p in tmp_path.iterdir()] == ["x.jsonl"]


def test_what_only_reads_makes_no_store_in_a_folder_without_one(command, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    for line in READING[:-1]:
        ran = command(*line, "--home", "empty")
        assert (ran.code, ran.out) == (2, "")
        assert "no posts in empty yet: type `rookery ingest PATH --home empty`" in ran.sentence
    assert command("doctor", "--home", "empty").code == 0
    assert list((tmp_path / "empty").iterdir()) == []


def test_unknown_option_and_command(command) -> None:
    for line in (["search", "x", "--fast"], ["sarch", "x"], ["search", "x", "--limit", "-3"]):
        ran = command(*line)
        assert ran.code == 2
        assert "Traceback" not in ran.err


def test_settings_that_are_wrong_are_named(command, tmp_path) -> None:
    (tmp_path / "H").mkdir()
    for text, says in (("[server]\nport = 'x'", "server.port"), ("[server", "not valid TOML"),
                       ("colour = 1", "colour")):  # fmt: skip
        (tmp_path / "H" / "rookery.toml").write_text(text)
        ran = command("store", "stats", "--home", "H")
        assert ran.code == 2
        assert says in ran.sentence


@pytest.mark.parametrize("make", [Path.mkdir, lambda p: p.symlink_to("gone"), os.mkfifo])
def test_settings_that_are_no_file_are_not_passed_over(command, filled, tmp_path, make) -> None:
    shutil.copytree(filled, tmp_path / "H")
    (tmp_path / "H" / "rookery.toml").unlink()
    make(tmp_path / "H" / "rookery.toml")
    for line in (["search", "ferry"], ["keys", "add", "k"], ["keys", "list"]):
        ran = command(*line, "--home", "H")
        assert (ran.code, ran.out) == (2, "")
        assert "H/rookery.toml is no file that can be read" in ran.sentence


def test_a_setting_given_in_python_is_not_blamed_on_the_file(home) -> None:
    with pytest.raises(BadInput, match=r"^server\.port cannot be 99999: ") as caught:
        Rookery.open(home, server={"port": 99_999})
    assert "rookery.toml" not in str(caught.value)


def _broken_zip(path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/tweets.js", "window.YTD.tweets.part0 = []" * 100)
    path.write_bytes(path.read_bytes()[:200])


def _cut_gz(path) -> None:
    path.write_bytes(gzip.compress((json.dumps(GOOD) + "\n").encode() * 10)[:-12])


BROKEN = {
    "archive.zip": _broken_zip,
    "posts.jsonl.gz": _cut_gz,
    "posts.csv": lambda p: p.write_text("id,when\n1,2026-11-01\n"),
    "posts.parquet": lambda p: p.write_bytes(b"PAR1 and no more"),
    "latin.jsonl": lambda p: p.write_bytes('{"id": "1", "text": "perché"}\n'.encode("latin-1")),
    "posts.jsonl.zst": lambda p: p.write_bytes(b"\x28\xb5\x2f\xfd and no more"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file(command, tmp_path, name) -> None:
    BROKEN[name](tmp_path / name)
    command("ingest", _good(tmp_path))
    ran = command("ingest", name)
    assert ran.code == 2
    assert name in ran.sentence
    assert command("store", "check").code == 0


def test_wrong_encoding_is_named_and_the_right_one_helps(command, tmp_path) -> None:
    (tmp_path / "p.csv").write_bytes("id,text\n1,perché no\n".encode("latin-1"))
    ran = command("ingest", "p.csv")
    assert ran.code == 2
    assert "--encoding" in ran.sentence
    assert command("ingest", "p.csv", "--encoding", "latin-1").code == 0
    assert json.loads(command("store", "export").out)["text"] == "perché no"


def test_giant_post_costs_only_itself(command, tmp_path) -> None:
    giant = {"id": "giant", "text": "x" * 10_500_000}
    after = {"id": "after", "text": "harbour walls"}
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(p) + "\n" for p in (GOOD, giant, after)))
    ran = command("ingest", "p.jsonl", "--json")
    assert ran.code == 0
    done = json.loads(ran.out)
    assert (done["new"], done["rejected"]) == (2, 1)
    (rejects,) = (tmp_path / "rookery-data" / "rejects").iterdir()
    (reject,) = map(json.loads, rejects.read_text().splitlines())
    assert reject["at"].endswith(":2")
    assert "10" in reject["reason"]
    assert len(reject["record"]) <= 2_000
    found = command("search", "harbour", "--json").out.splitlines()
    assert {json.loads(line)["id"] for line in found} == {"good", "after"}


def test_store_of_a_newer_version(command, rookery, tmp_path) -> None:
    command("ingest", _good(tmp_path), "--home", "H")
    (tmp_path / "H" / "store" / "format.json").write_text('{"format": 99}')
    for ran in (
        command("search", "x", "--home", "H"),
        rookery("serve", "--port", "0", "--home", "H"),  # no thread of it leaves a traceback
    ):
        assert (ran.code, ran.out) == (1, "")
        assert "newer Rookery" in ran.sentence
