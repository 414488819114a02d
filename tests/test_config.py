"""Settings: the file, then variables, then flags; what is wrong is named in one sentence."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tomlkit

from rookery.config import FILE, Settings, consent_table, edit, load
from rookery.errors import BadInput


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no variables of whoever runs the tests."""
    for name in ("SERVER__PORT", "SERVER__NAME", "EMBED__SEMANTIC", "TEXT__LANGUAGE"):
        monkeypatch.delenv(f"ROOKERY_{name}", raising=False)
    return tmp_path


def written(home: Path, text: str) -> Settings:
    (home / FILE).write_text(text, "utf-8")
    return load(home)


def test_nothing_said_gives_the_defaults(home: Path) -> None:
    assert load(home) == load(home / "not" / "there") == written(home, "")
    assert (load(home).server.port, load(home).server.host) == (8463, "127.0.0.1")
    assert not (home / "not").exists()


def test_a_variable_wins_over_the_file_and_a_flag_over_both(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(home, '[server]\nport = 1\nname = "file"\nhost = "file"\n[text]\nlanguage = "it"\n')
    monkeypatch.setenv("ROOKERY_SERVER__PORT", "2")
    monkeypatch.setenv("ROOKERY_SERVER__NAME", "variable")
    settings = load(home, server={"port": 3})
    assert (settings.server.port, settings.server.name, settings.server.host) == (
        3, "variable", "file"
    )  # fmt: skip
    assert settings.text.language == "it"
    assert load(home).server.port == 2


def test_each_home_is_read_from_its_own_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, f'[server]\nname = "{name}"\n')
    assert [load(tmp_path / n).server.name for n in ("one", "two", "one")] == ["one", "two", "one"]


def test_threads_that_read_at_once_have_each_their_own_file(tmp_path: Path) -> None:
    names = ("one", "two")
    for name in names:
        (tmp_path / name).mkdir()
        written(tmp_path / name, f'[server]\nname = "{name}"\n')

    def read(name: str) -> set[str]:
        return {load(tmp_path / name).server.name for _ in range(30)}

    was = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within each reading
    try:
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(read, names)) == [{"one"}, {"two"}]
    finally:
        sys.setswitchinterval(was)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[server]\nport = "eighty"', "server.port"),
        ("[server]\nport = 70000", "server.port"),
        ('[server]\nprot = "8080"', "server.prot"),
        ("colour = 1", "colour"),
        ('[embed]\nsemantic = "sometimes"', "'auto', 'on' or 'off'"),
        ('[consent.jsonl]\nsearch = "perhaps"', "consent.jsonl.search"),
        ('[consent.x-api]\ntrain = "yes"', "X's terms"),
        ('[[readers]]\ngroups = ["night"]', "readers.0.name"),
        ('[[keys]]\nname = "k"\nhash = "h"\nscopes = ["fly"]', "keys.0.scopes.0"),
        ("[server", "not valid TOML"),
        ("a = 1\na = 2", "not valid TOML"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_it(home: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as said:
        written(home, text)
    (sentence,) = str(said.value).splitlines()
    assert says in sentence and str(home / FILE) in sentence


TWICE = {
    "readers": '[[readers]]\nname = "night"\ngroups = ["{n}"]\n',
    "keys": '[[keys]]\nname = "night"\nhash = "{n}"\n',
    "saved": '[[saved]]\nname = "night"\nquery = "{n}"\n',
}


@pytest.mark.parametrize("table", TWICE)
def test_two_rows_of_one_name_are_refused(home: Path, table: str) -> None:
    row = TWICE[table]
    with pytest.raises(
        BadInput, match=rf"The setting {table} in .*: two are named 'night'"
    ) as said:
        written(home, row.format(n=1) + row.format(n=2))
    assert len(str(said.value).splitlines()) == 1
    written(home, row.format(n=1) + row.format(n=2).replace("night", "day"))


def test_two_keys_of_one_hash_are_refused(home: Path) -> None:
    with pytest.raises(BadInput, match=r"keys in .*: 'a' and 'b' are one key"):
        written(home, '[[keys]]\nname="a"\nhash="h"\n[[keys]]\nname="b"\nhash="h"')


def test_a_file_that_is_not_utf8_is_said(home: Path) -> None:
    (home / FILE).write_bytes('[server]\nname = "Città"'.encode("latin-1"))
    with pytest.raises(BadInput, match="not valid TOML"):
        load(home)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ROOKERY_SERVER__PORT", "eighty", "server.port"),
        ("ROOKERY_SERVER__PORT", "", "server.port"),
        ("ROOKERY_SERVER__PROT", "1", "server.prot"),
        ("ROOKERY_EMBED__SEMANTIC", "sometimes", "embed.semantic"),
        ("ROOKERY_READERS", "night", 'not JSON.*"readers"'),
    ],
)
def test_a_bad_variable_is_one_sentence(home, monkeypatch, name, value, says) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=says) as said:
        load(home)
    assert "ROOKERY_" in str(said.value)
    assert len(str(said.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ROOKERY_SERVER_PORT", "ROOKERY_SERVER__PORT"),
        ("ROOKERY_PORT", "ROOKERY_SERVER__PORT"),
        ("ROOKERY_SEVER__PORT", "ROOKERY_SERVER__PORT"),
        ("rookery_server_name", "ROOKERY_SERVER__NAME"),  # settings are read in any case
        ("ROOKERY_READER", "ROOKERY_READERS"),
        ("ROOKERY_HOMES", "ROOKERY_HOME"),
        ("rookery_home", "ROOKERY_HOME"),  # the command line reads it as it is written
        ("ROOKERY_CONSENT_DEFAULT", "ROOKERY_CONSENT"),
    ],
)
def test_a_variable_that_is_no_setting_is_refused_with_the_nearest(
    home, monkeypatch, name, nearest
) -> None:
    monkeypatch.setenv(name, "9")
    with pytest.raises(BadInput) as said:
        load(home)
    assert str(said.value) == f"There is no setting {name}: the nearest is {nearest}."


def test_variables_that_are_no_settings_but_known_are_left_alone(home, monkeypatch) -> None:
    before = load(home)
    for name in ("ROOKERY_HOME", "ROOKERY_DATA", "ROOKERY_PICTURES", "ROOKERYISH", "MY_ROOKERY_X"):
        monkeypatch.setenv(name, "9")
    assert load(home) == before


def test_a_bad_flag_is_one_sentence_and_the_next_reading_is_whole(home: Path) -> None:
    with pytest.raises(BadInput, match=r"server\.port"):
        load(home, server={"port": "x"})
    assert load(home).server.port == 8463


HAND_WRITTEN = """\
# who we are
[server]
port = 8080   # behind the proxy

[[readers]]   # the night shift
name = "night"
groups = [
  "nightshift",  # till six
]
"""


def test_an_edit_keeps_what_the_operator_wrote(home: Path) -> None:
    written(home, HAND_WRITTEN)

    def add(document: tomlkit.TOMLDocument) -> None:
        document["text"] = {"language": "it"}

    edit(home, add)
    kept = (home / FILE).read_text("utf-8")
    assert kept.startswith(HAND_WRITTEN)
    assert load(home).text.language == "it"


def test_an_edit_that_fails_leaves_the_file_and_nothing_half_written(home: Path) -> None:
    written(home, HAND_WRITTEN)

    def fail(document: tomlkit.TOMLDocument) -> None:
        document.clear()
        raise BadInput("no")

    with pytest.raises(BadInput, match="no"):
        edit(home, fail)
    assert (home / FILE).read_text("utf-8") == HAND_WRITTEN
    assert {path.name for path in home.iterdir()} == {FILE, f"{FILE}.lock"}


def test_an_edit_makes_the_home_and_refuses_a_file_it_cannot_read(home: Path) -> None:
    edit(home / "new", lambda document: document.update(text={"language": "it"}))
    assert load(home / "new").text.language == "it"
    (home / FILE).write_text("[server")
    with pytest.raises(BadInput, match="not valid TOML"):
        edit(home, lambda document: document.clear())
    assert (home / FILE).read_text() == "[server"


def test_what_is_unstated_about_consent_has_the_documented_defaults() -> None:
    table = consent_table(Settings())
    said = {source: tuple(row.model_dump().values()) for source, row in table.items()}
    # may be found, be quoted in an answer, go into a model, shape an audience
    assert said == {"default": ("yes", "yes", "no", "no"), "x-api": ("yes", "no", "no", "no")}


def test_a_row_changes_only_what_it_says(home: Path) -> None:
    rows = '[consent.x-api]\nanswer = "yes"\n[consent.mastodon]\nsearch = "no"\n'
    table = consent_table(written(home, rows))
    assert tuple(table["x-api"].model_dump().values()) == ("yes", "yes", "no", "no")
    assert tuple(table["mastodon"].model_dump().values()) == ("no", "yes", "no", "no")
    assert tuple(table["default"].model_dump().values()) == ("yes", "yes", "no", "no")


@pytest.mark.parametrize("order", [("default", "mastodon"), ("mastodon", "default")])
def test_a_changed_default_holds_for_sources_with_a_row(home: Path, order) -> None:
    rows = {"default": '[consent.default]\nsearch = "no"\n',
            "mastodon": '[consent.mastodon]\nads = "yes"\n'}  # fmt: skip
    table = consent_table(written(home, "".join(rows[name] for name in order)))
    assert tuple(table["mastodon"].model_dump().values()) == ("no", "yes", "no", "yes")


def test_rows_that_processes_write_at_once_are_all_kept(
    tmp_path: Path, spawned: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    home = tmp_path / "shared"
    writers = [spawned(_WRITER, home, letter) for letter in "abcd"]
    for writer in writers:
        assert writer.wait(timeout=60) == 0
    assert {row.name for row in load(home).keys} == {f"{x}{n}" for x in "abcd" for n in range(15)}


def test_a_name_that_processes_choose_at_once_is_given_once(
    tmp_path: Path, spawned: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    home = tmp_path / "shared"
    writers = [spawned(_WRITER, home, "same") for _ in range(4)]
    assert sorted(writer.wait(timeout=60) for writer in writers) == [0, 2, 2, 2]
    assert len(load(home).keys) == 15


_WRITER = """
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from rookery.errors import BadInput
from rookery.people import add_key

try:
    for n in range(15):
        add_key(Path(sys.argv[1]), f"{sys.argv[2]}{n}", "read", None)
except BadInput:
    sys.exit(2)
"""
