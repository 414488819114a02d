"""Models are known by name, come into a home whole or not at all, and are used once they are."""

import json
import os
from pathlib import Path

import pytest

from rookery.config import ModelSettings, load
from rookery.errors import BadInput, Conflict, NoRoom, NotFound, Unavailable
from rookery.llm import catalogue, shelf, transfer
from rookery.llm import header as head
from rookery.llm.catalogue import COMPOSER, GEMMA_NAME, HOUSE, known
from rookery.llm.chosen import Remote, chosen, use, use_default
from rookery.llm.get import Got, find, get
from rookery.llm.hub import HubFile
from rookery.llm.shelf import Shelved, entry_of, is_here, model_file, name_for, names
from rookery.llm.skill import Skill
from rookery.locks import attempt
from tests.llm.hub_server import serving_hub
from tests.llm.tiny_gguf import gguf


def refuse(*_: object) -> bool:
    raise AssertionError("nobody is to be asked")


def laid(tmp_path: Path, name: str = "Tiny.gguf", **how: object) -> Path:
    path = tmp_path / name
    path.write_bytes(gguf(**how))  # type: ignore[arg-type]
    return path


def got(home: Path, source: str | Path, **how: object) -> Got:
    return get(home, find(str(source)), accept=refuse, **how)  # type: ignore[arg-type]


# what is known


def test_the_catalogue_says_what_a_person_chooses_by() -> None:
    for entry in known().values():
        assert entry.licence and entry.good_for
        if isinstance(entry.where_from, HubFile):
            assert HubFile.parse(str(entry.where_from)) == entry.where_from
            assert entry.size_bytes and entry.context and entry.instructed
            assert entry.sha256 is None  # the hub's own is taken
    assert list(known())[:3] == [COMPOSER, HOUSE, GEMMA_NAME]
    assert known()[HOUSE].context == 1024
    gemma = known()[GEMMA_NAME]
    assert not gemma.instructed  # the base model
    assert gemma.terms and gemma.terms.address == "https://ai.google.dev/gemma/terms"
    assert gemma.sha256 == "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"


def test_the_types_of_a_head_are_as_long_as_ggml_says() -> None:
    sizes = pytest.importorskip("gguf").GGML_QUANT_SIZES
    said = {kind.value: size for kind, size in sizes.items()}
    assert {kind: said[kind] for kind in head._BLOCKS} == head._BLOCKS


# from a file


def test_a_file_is_copied_and_described(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    done = got(home, path)
    assert (done.name, done.already) == ("tiny", False)
    assert done.path == home / "models" / "tiny" / "model.gguf"
    assert done.path.read_bytes() == path.read_bytes()
    assert names(home) == ["tiny"]
    entry = entry_of(home, "tiny")
    assert (entry.licence, entry.context, entry.size_bytes) == ("mit", 256, path.stat().st_size)
    assert not entry.instructed
    model = model_file(home, "tiny")
    assert (model.path, model.adapter) == (done.path, None)


def test_a_person_says_that_it_follows_instructions(tmp_path: Path, home: Path) -> None:
    got(home, laid(tmp_path), instructed=True)
    assert entry_of(home, "tiny").instructed


def test_what_is_there_and_whole_is_left_alone(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    before = got(home, path).path.stat().st_mtime_ns
    again = got(home, path)
    assert again.already and again.path.stat().st_mtime_ns == before


def test_what_was_damaged_is_got_anew(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    done = got(home, path)
    for damage in (b"x" * path.stat().st_size, b"short"):
        done.path.write_bytes(damage)
        assert not got(home, path).already
        assert done.path.read_bytes() == path.read_bytes()
    (done.path.parent / "model.json").write_text("{")
    with pytest.raises(Conflict, match="damaged: get tiny once more"):
        entry_of(home, "tiny")
    assert not got(home, path).already


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "no GGUF"), (b"PK\x03\x04zip", "no GGUF"), (gguf()[:-9], "cut short"),
     (gguf(kind="adapter"), "of the kind 'adapter'")],
)  # fmt: skip
def test_what_is_no_whole_model_is_not_taken(tmp_path: Path, home: Path, data, says) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=says):
        got(home, path)
    assert names(home) == [] and not (home / "models").exists()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, home: Path, monkeypatch) -> None:
    monkeypatch.setattr(transfer, "_SPARE", 1 << 60)
    with pytest.raises(NoRoom, match="make room"):
        got(home, laid(tmp_path))
    assert names(home) == []
    assert [p.name for p in (home / "models" / "tiny").iterdir()] == ["lock"]


def test_what_a_killed_copy_left_is_taken_away(tmp_path: Path, home: Path) -> None:
    folder = home / "models" / "tiny"
    folder.mkdir(parents=True)
    (folder / "coming.gguf.abc123.part").write_bytes(b"half")
    got(home, laid(tmp_path))
    assert sorted(p.name for p in folder.iterdir()) == ["lock", "model.gguf", "model.json"]


def test_two_do_not_get_one_model_at_once(tmp_path: Path, home: Path) -> None:
    folder = home / "models" / "tiny"
    folder.mkdir(parents=True)
    with (
        attempt(folder / "lock") as mine,
        pytest.raises(Conflict, match="got by another process"),
    ):
        assert mine
        got(home, laid(tmp_path))


def test_names_are_made_of_files_and_checked(tmp_path: Path, home: Path) -> None:
    assert name_for("a/Qwen3 4B_Q4.gguf") == "qwen3-4b_q4"
    assert name_for("…/…….gguf") == "model"
    path = str(laid(tmp_path))
    assert find(path, name="mine").name == "mine"
    for bad in ("", "../x", "A", "a/b", "x" * 65, ".x"):
        with pytest.raises(BadInput, match="model's name"):
            get(home, find(path, name=bad or " "), accept=refuse)
    for taken in (COMPOSER, HOUSE, GEMMA_NAME):
        with pytest.raises(BadInput, match="model of the catalogue"):
            find(path, name=taken)


def test_what_cannot_be_got_is_said(tmp_path: Path) -> None:
    for name in (COMPOSER, HOUSE):
        with pytest.raises(BadInput, match="nothing to get"):
            find(name)
    with pytest.raises(BadInput, match=r"no model 'nope' in the catalogue .*hf:owner"):
        find("nope")
    with pytest.raises(BadInput, match="no file"):
        find(str(tmp_path / "nope.gguf"))
    with pytest.raises(BadInput, match="--from is for a model of the catalogue"):
        find("hf:a/b/c.gguf", file=laid(tmp_path))
    with pytest.raises(BadInput, match="has its name already"):
        find("qwen3-0.6b", name="mine")


# from the hub


def test_a_model_of_the_catalogue_comes_from_the_hub(home: Path, monkeypatch) -> None:
    with serving_hub() as hub:
        hub.files["Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf"] = gguf()
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        done = got(home, "qwen3-0.6b")
    assert done.record.where_from == "hf:Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf"
    entry = entry_of(home, "qwen3-0.6b")
    assert (entry.licence, entry.instructed, entry.size_bytes) == (
        "Apache-2.0", True, len(gguf()),
    )  # fmt: skip


def test_any_other_comes_by_its_repository(home: Path, monkeypatch) -> None:
    with serving_hub() as hub:
        hub.files["someone/Own-GGUF/q4/Own.gguf"] = gguf(name="Own", licence="cc-by-4.0")
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        assert got(home, "hf:someone/Own-GGUF/q4/Own.gguf").name == "own"
    entry = entry_of(home, "own")
    assert (entry.good_for, entry.licence, entry.context) == ("Own", "cc-by-4.0", 256)


def test_a_hub_that_breaks_off_leaves_the_model_that_was_there(home: Path, monkeypatch) -> None:
    source = "hf:someone/Own-GGUF/Own.gguf"
    with serving_hub() as hub:
        hub.files["someone/Own-GGUF/Own.gguf"] = gguf()
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        done = got(home, source)
        done.path.write_bytes(gguf(fill=b"\x08"))  # damaged
        hub.refuse = (500, {})
        with pytest.raises(Unavailable, match="500"):
            got(home, source)
        assert is_here(home, "own")
        hub.refuse = None
        assert not got(home, source).already


def test_what_the_hub_holds_is_looked_at_too(home: Path, monkeypatch) -> None:
    with serving_hub() as hub:
        hub.files["someone/Own-GGUF/Own.gguf"] = b"<html>" + os.urandom(99)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        with pytest.raises(BadInput, match=r"^hf:someone/Own-GGUF/Own.gguf is no GGUF file"):
            got(home, "hf:someone/Own-GGUF/Own.gguf")
    assert [p.name for p in (home / "models" / "own").iterdir()] == ["lock"]


# Gemma, and adapters


def test_a_file_that_is_not_the_pinned_gemma_is_refused(tmp_path: Path, home: Path) -> None:
    asked = []

    def accept(terms: catalogue.Terms, text: str | None) -> bool:
        asked.append((terms.address, text))
        return True

    entry = find(GEMMA_NAME, file=laid(tmp_path))
    with pytest.raises(BadInput, match="is not the gemma-3-270m that is meant"):
        get(home, entry, accept=accept)
    ((address, text),) = asked
    assert address == "https://ai.google.dev/gemma/terms"
    assert text is not None  # the copy beside our adapter, as the file brings none
    assert "3.2 Use Restrictions" in text
    assert not is_here(home, GEMMA_NAME)


def test_the_pinned_gemma_has_its_terms_whatever_its_file_is_called(home: Path) -> None:
    path = os.environ.get("ROOKERY_GEMMA")
    if not path:
        pytest.skip("ROOKERY_GEMMA names no file")
    with pytest.raises(BadInput, match="without its terms being accepted"):
        get(home, find(path), accept=lambda *_: False)
    there = get(home, find(path), accept=lambda *_: True)
    assert there.name == GEMMA_NAME and there.record.where_from == f"the file {path}"
    assert "3.2 Use Restrictions" in (there.path.parent / "TERMS.txt").read_text("utf-8")
    assert "Gemma" in (there.path.parent / "NOTICE").read_text("utf-8")


def test_without_its_terms_being_accepted_nothing_is_got(tmp_path: Path, home: Path) -> None:
    with pytest.raises(BadInput, match="without its terms being accepted"):
        get(home, find(GEMMA_NAME, file=laid(tmp_path)), accept=lambda *_: False)
    assert not (home / "models").exists()


def test_an_adapter_is_laid_beside_with_its_tasks(tmp_path: Path, home: Path) -> None:
    adapter = laid(tmp_path, "ours.gguf", kind="adapter")
    (tmp_path / "ours.tasks.json").write_text('{"answer": {"version": 1}}')
    path = laid(tmp_path)
    got(home, path, adapter=adapter)
    model = model_file(home, "tiny")
    assert model.adapter is not None and model.adapter.read_bytes() == adapter.read_bytes()
    assert model.entry.tasks == {"answer": Skill(1)}
    # another one, for a model that is there already
    (tmp_path / "ours.tasks.json").unlink()
    assert got(home, path, adapter=adapter).already
    assert entry_of(home, "tiny").tasks == {}


def test_a_model_of_ones_own_brings_what_it_can_do(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    path.with_suffix(".tasks.json").write_text('{"answer": {"version": 1, "in form": [20, 20]}}')
    got(home, path)
    assert model_file(home, "tiny").entry.takes("answer", 1)


def test_what_is_asked_of_a_model_that_is_there_is_done(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    got(home, path)
    path.with_suffix(".tasks.json").write_text('{"answer": {"version": 1, "in form": [20, 20]}}')
    assert got(home, path, instructed=True).already  # measured since
    entry = entry_of(home, "tiny")
    assert entry.instructed and entry.tasks["answer"].reached


def test_an_adapter_goes_with_the_model_that_it_was_for(tmp_path: Path, home: Path) -> None:
    adapter = laid(tmp_path, "ours.gguf", kind="adapter")
    (tmp_path / "ours.tasks.json").write_text('{"talk": {"version": 1, "in form": [20, 20]}}')
    got(home, laid(tmp_path), adapter=adapter)
    get(home, find(str(laid(tmp_path, "B.gguf", fill=b"b")), name="tiny"), accept=refuse)
    model = model_file(home, "tiny")
    assert model.adapter is None and model.entry.tasks == {}


def test_figures_that_are_damaged_hide_no_model(tmp_path: Path, home: Path) -> None:
    path = laid(tmp_path)
    path.with_suffix(".tasks.json").write_text('{"answer": {"version": 1, "speed": [1, 2]}}')
    got(home, path)
    entry = entry_of(home, "tiny")
    assert entry.tasks == {} and "write it again" in str(entry.wrong)
    assert not entry.takes("answer", 1)


def test_an_adapter_for_another_model_is_refused(tmp_path: Path, home: Path) -> None:
    other = laid(tmp_path, "ours.gguf", kind="adapter", architecture="gemma3")
    with pytest.raises(BadInput, match="an adapter for gemma3, and this model is qwen3"):
        got(home, laid(tmp_path), adapter=other)
    assert names(home) == []
    with pytest.raises(BadInput, match="'adapter' is wanted"):
        got(home, laid(tmp_path), adapter=laid(tmp_path, "model.gguf"))


# which answers


def test_a_model_that_is_here_is_used_and_comments_stay(tmp_path: Path, home: Path) -> None:
    got(home, laid(tmp_path))
    toml = home / "rookery.toml"
    toml.write_text('# mine\n[model]  # which\nuse = "composer" # for now\n[server]\nport = 1\n')
    assert use(home, "tiny").use == "tiny"
    text = toml.read_text()
    assert "# mine" in text and "# which" in text and "# for now" in text and "port = 1" in text
    answers = chosen(home, load(home).model)
    assert isinstance(answers, Shelved) and answers.name == "tiny"


@pytest.mark.parametrize("text", ["", "model.use = 'composer'\n", "model = {use = 'composer'}\n"])
def test_however_the_file_was_written(tmp_path: Path, home: Path, text: str) -> None:
    got(home, laid(tmp_path))
    (home / "rookery.toml").write_text(text)
    assert use(home, "tiny").use == load(home).model.use == "tiny"


def test_what_is_not_here_is_not_used(home: Path) -> None:
    with pytest.raises(Unavailable, match="not here yet: type `rookery model get qwen3-4b`"):
        use(home, "qwen3-4b")
    with pytest.raises(NotFound, match="no model 'nope'"):
        use(home, "nope")
    with pytest.raises(BadInput, match="leave it out"):
        use(home, COMPOSER, "x")
    assert not (home / "rookery.toml").exists()


def test_the_composer_answers_where_the_house_model_is_absent(
    tmp_path: Path, home: Path, monkeypatch
) -> None:
    monkeypatch.setattr(shelf, "HOUSE_FILE", tmp_path / "house.gguf")
    assert ModelSettings().use == HOUSE
    assert chosen(home, ModelSettings()) is None
    with pytest.raises(Unavailable, match="not in this build"):
        use(home, HOUSE)
    laid(tmp_path, "house.gguf")
    answers = chosen(home, ModelSettings())
    assert isinstance(answers, Shelved) and answers.path == tmp_path / "house.gguf"
    assert use(home, HOUSE).use == HOUSE
    assert use(home, COMPOSER).use == COMPOSER
    assert chosen(home, load(home).model) is None
    use_default(home)
    assert load(home).model.use == HOUSE


def test_a_model_in_use_that_was_taken_away_is_said(tmp_path: Path, home: Path) -> None:
    path = got(home, laid(tmp_path)).path
    use(home, "tiny")
    path.write_bytes(b"x")
    with pytest.raises(Unavailable, match="its size differs"):
        chosen(home, load(home).model)
    path.unlink()
    with pytest.raises(Unavailable, match="not here yet"):
        chosen(home, load(home).model)


def test_an_address_in_the_settings_needs_its_model(home: Path) -> None:
    home.mkdir()
    (home / "rookery.toml").write_text('[model]\nuse = "http://127.0.0.1:1/v1"\n')
    with pytest.raises(BadInput, match="endpoint_model"):
        load(home)
    settings = load(home, model={"use": "http://127.0.0.1:1/v1", "endpoint_model": "m"}).model
    answers = chosen(home, settings)
    assert isinstance(answers, Remote)
    assert (answers.base_url, answers.model, answers.key) == ("http://127.0.0.1:1/v1", "m", None)
    assert answers.entry.instructed


def test_a_record_is_written_last(tmp_path: Path, home: Path) -> None:
    folder = got(home, laid(tmp_path)).path.parent
    record = json.loads((folder / "model.json").read_text())
    assert record["sha256"] and record["architecture"] == "qwen3"
    (folder / "model.json").unlink()
    assert names(home) == [] and not is_here(home, GEMMA_NAME)
