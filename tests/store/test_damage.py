"""A damaged or lost file is named with what to do, and what can be made anew is, by compact."""

import json
import shutil
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.cli.main import main
from rookery.errors import Conflict
from rookery.people import Reader
from rookery.post import Delete, Follow
from rookery.web.secret import server_secret
from tests.command import Command, Ran
from tests.store.posts import post, public, texts

WAYS = ("half", "flipped", "emptied", "removed")
BACKUP, COMPACT = "restore the home from a backup", "`rookery store compact --home "

# of each kind one file, as a pattern under store/: the first that matches is damaged
RECORDS = ("posts.lance/data/*", "posts.lance/_deletions/*", "posts.lance/_versions/*.manifest",
           "gone.lance/data/*", "gone.lance/_versions/*.manifest", "follows.lance/data/*",
           "format.json")  # fmt: skip
DERIVED = ("forward/*.arrow", "forward/*.df", "forward/*.words",
           "posts.lance/_indices/*/part_0_invert.lance", "posts.lance/_indices/*/page_lookup.lance",
           "posts.lance/_indices/*/bitmap_page_lookup.lance", "seq", "audiences.json")  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with deletes, a closed group and follows, in one generation of few files."""
    home = tmp_path_factory.mktemp("whole") / "home"
    store = opened(home).store
    store.apply([post(f"p{n}", f"harbour {n} tram", hours=n) for n in range(50)])
    store.apply([post("closed", "harbour", visibility=("choir",)), Follow("ada", "cyd")])
    store.compact(purge=True)
    store.apply([Delete("p7")])
    assert store.check() == []
    return home


def opened(home: Path) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"})


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command within this process, for it is typed often here."""
    monkeypatch.setenv("ROOKERY_EMBED__SEMANTIC", "off")

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        try:
            main([*map(str, arguments)])
            code = 0
        except SystemExit as end:
            code = end.code
        return Ran(code or 0, *capsys.readouterr())

    return run


def damage(path: Path, way: str) -> None:
    data = path.read_bytes()
    middle = len(data) // 2
    if way == "half":
        path.write_bytes(data[:middle])
    elif way == "flipped":
        some = bytes(b ^ 0xFF for b in data[middle : middle + 8])
        path.write_bytes(data[:middle] + some + data[middle + 8 :])
    elif way == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()


def damaged(whole: Path, home: Path, pattern: str, way: str) -> Path:
    """A copy of the home with one damaged file, which is given."""
    shutil.copytree(whole, home)
    path = min((home / "store").glob(pattern))
    damage(path, way)
    return path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pattern", RECORDS)
def test_a_damaged_file_of_record_is_named_and_nothing_is_made_instead(
    whole, home, typed: Command, pattern, way
) -> None:
    path = damaged(whole, home, pattern, way)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.suffix != ".lock"}
    checked = typed("store", "check", "--home", home)
    said = checked.out + checked.err
    assert (checked.code, path.name in said, BACKUP in said) == (1, True, True)
    assert "unforeseen" not in said
    assert before == {p: p.read_bytes() for p in before if p.exists()}
    with pytest.raises(Conflict, match=BACKUP):
        opened(home).store.compact()
    assert before == {p: p.read_bytes() for p in before if p.exists()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pattern", DERIVED)
def test_what_can_be_made_anew_is_by_compact(whole, home, typed: Command, pattern, way) -> None:
    path = damaged(whole, home, pattern, way)
    checked = typed("store", "check", "--home", home)
    assert checked.code == 1
    assert [path.name in line and COMPACT in line for line in checked.out.splitlines()] == [True]
    searched = typed("search", "harbour", "--home", home, "--json")
    assert "unforeseen" not in searched.err
    assert "Traceback" not in searched.err
    assert typed("store", "compact", "--home", home).code == 0
    mended = opened(home)
    assert mended.store.check() == []
    assert texts(mended.store).keys() == {f"p{n}" for n in range(50) if n != 7} | {"closed"}
    assert public(mended.store) == texts(mended.store).keys() - {"closed"}
    choir = Reader("choir", frozenset({"choir"}))
    assert mended.search.search("harbour", choir, limit=100).total == 50
    assert mended.search.complete("harb")[0].text == "harbour"
    seq = mended.store.last_seq()
    mended.store.apply([post("new", "harbour")])
    assert [c.id for c in mended.store.changes(seq)] == ["new"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["buried", "next.json", "sums"])
def test_a_damaged_note_that_nothing_hangs_on_costs_nothing(whole, home, name, way) -> None:
    shutil.copytree(whole, home)
    path = home / "store" / name
    if not path.exists():
        path.write_text('{"generation": 1}')
    damage(path, way)
    assert all(name in said and COMPACT in said for said in opened(home).store.check())
    network = opened(home)
    network.store.compact()
    assert network.store.check() == []
    assert len(texts(network.store)) == 50


@pytest.mark.parametrize("emptied", [False, True])
@pytest.mark.parametrize("table", ["posts.lance", "gone.lance", "follows.lance"])
def test_a_lost_table_is_told_and_not_begun_anew(
    whole, home, typed: Command, table, emptied
) -> None:
    shutil.copytree(whole, home)
    shutil.rmtree(home / "store" / table)
    if emptied:
        (home / "store" / table).mkdir()
    checked = typed("store", "check", "--home", home)
    assert checked.code == 1
    state = "damaged" if emptied else "gone"
    assert checked.out.strip() == f"store/{table} is {state}: {BACKUP}."
    assert f"{table} is {state}" in typed("search", "harbour", "--home", home).err
    with pytest.raises(Conflict, match=rf"{table} is {state}"):
        _ = opened(home).store
    assert not list((home / "store").glob(f"{table}/*"))


def test_a_lost_description_takes_no_generation_with_it(whole, home) -> None:
    shutil.copytree(whole, home)
    opened(home).reanalyse()
    (home / "store" / "format.json").unlink()
    with pytest.raises(Conflict, match=r"format.json is gone: restore the home"):
        _ = opened(home).store
    assert (home / "store" / "posts-1.lance").is_dir()


def test_a_home_of_before_the_sums_is_read_and_noted(whole, home) -> None:
    shutil.copytree(whole, home)
    (home / "store" / "sums").unlink()
    (home / "store" / "seq").write_text((whole / "store" / "seq").read_text().strip())
    seq = opened(whole).store.last_seq()
    store = opened(home).store
    assert store.check() == []
    assert store.last_seq() == seq
    path = min((home / "store" / "posts.lance" / "data").iterdir())
    damage(path, "flipped")
    (told,) = store.check()
    assert path.name in told


def test_all_damaged_files_are_named(whole, home, typed: Command) -> None:
    shutil.copytree(whole, home)
    paths = [min((home / "store").glob(p)) for p in ("posts.lance/data/*", "forward/*.df", "seq")]
    for path in paths:
        damage(path, "emptied")
    told = json.loads(typed("store", "check", "--home", home, "--json").out)["wrong"]
    assert [any(path.name in said for said in told) for path in paths] == [True] * 3
    assert len(told) == 3


@pytest.mark.parametrize("way", ["half", "flipped", "emptied"])
def test_a_damaged_key_of_the_server_signs_nothing(home, way) -> None:
    assert server_secret(home) == server_secret(home)
    damage(home / "server.key", way)
    with pytest.raises(Conflict, match=r"server.key is damaged: remove it"):
        server_secret(home)


@pytest.mark.parametrize("way", ["half", "flipped", "emptied"])
def test_a_demo_whose_beginning_is_damaged_says_so(home, typed: Command, way) -> None:
    home.mkdir()
    (home / "demo.json").write_text('{"began": "2026-11-20T12:00:00+00:00", "still": true}')
    damage(home / "demo.json", way)
    assert "demo.json is damaged: remove" in typed("demo", "--still", "--home", home).sentence


def test_a_damaged_older_version_goes_with_compact(whole, home) -> None:
    shutil.copytree(whole, home)
    for n in range(3):
        opened(home).store.apply([post(f"more{n}", "harbour")])
    oldest = max((home / "store" / "posts.lance" / "_versions").glob("*.manifest"))
    damage(oldest, "half")
    store = opened(home).store
    (told,) = store.check()
    assert oldest.name in told
    store.compact()
    assert store.check() == []
    assert len(texts(store)) == 53
