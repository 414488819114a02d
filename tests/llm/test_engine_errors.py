"""What keeps the engine from starting is one clear sentence, and whoever asked lives on."""

import os
import shutil
import signal
import socket
import threading
from pathlib import Path

import pytest

from rookery.config import ModelSettings
from rookery.errors import BadInput, Conflict, NotFound, RookeryError, Unavailable
from rookery.llm.engine import ModelFile, found, running
from rookery.llm.engine_files import Files
from tests.llm.engines import QUICK, answers, ended, record, tiny_file, until


def _refused(
    home: Path, model: ModelFile, settings: ModelSettings = QUICK, kind: type = BadInput
) -> str:
    """The one sentence that a start ends with; nothing is left running."""
    with pytest.raises(kind) as caught, running(home, model, settings):
        pass
    sentence = str(caught.value)
    assert isinstance(caught.value, RookeryError)
    assert "\n" not in sentence and sentence.endswith(".")
    assert not home.exists() or ended(home)
    return sentence


def _changed(tiny: Path, path: Path, old: bytes, new: bytes) -> Path:
    assert old in tiny.read_bytes()
    path.write_bytes(tiny.read_bytes().replace(old, new))
    return path


def test_a_model_cut_short(home: Path, tiny: Path, tmp_path: Path):
    path = tmp_path / "cut.gguf"
    path.write_bytes(tiny.read_bytes()[:-100])
    assert "cut short or damaged" in _refused(home, tiny_file(path))


def test_a_file_that_is_no_model(home: Path, tmp_path: Path):
    path = tmp_path / "note.gguf"
    path.write_text("not a model")
    assert "is no GGUF file" in _refused(home, tiny_file(path))


def test_a_model_that_is_not_there(home: Path, tiny: Path, tmp_path: Path):
    none = tmp_path / "none.gguf"
    assert "There is no model" in _refused(home, tiny_file(none), kind=NotFound)
    _refused(home, tiny_file(tiny, adapter=none), kind=NotFound)


def test_a_model_that_lacks_a_part_is_no_secret_of_the_log(home: Path, tiny: Path, tmp_path: Path):
    path = _changed(tiny, tmp_path / "odd.gguf", b"blk.1.ffn_up.weight", b"blk.1.ffn_xx.weight")
    assert "damaged or lacks a part" in _refused(home, tiny_file(path))


def test_an_unknown_architecture(home: Path, tiny: Path, tmp_path: Path):
    path = _changed(tiny, tmp_path / "new.gguf", b"qwen3", b"qwen9")
    sentence = _refused(home, tiny_file(path))
    assert "of the kind 'qwen9', which this engine does not know" in sentence


def test_an_unknown_tokenizer(home: Path, tiny: Path, tmp_path: Path):
    path = _changed(
        tiny, tmp_path / "new.gguf", b"\x05\0\0\0\0\0\0\0gpt-2", b"\x05\0\0\0\0\0\0\0gpt-9"
    )
    assert "of the kind 'gpt-9'" in _refused(home, tiny_file(path))


def test_an_adapter_that_is_none_or_fits_another(
    home: Path, tiny: Path, tiny_adapter: Path, tmp_path: Path
):
    assert "does not fit" in _refused(home, tiny_file(tiny, adapter=tiny))
    assert "is an adapter" in _refused(home, tiny_file(tiny_adapter))
    other = _changed(tiny_adapter, tmp_path / "a.gguf", b"blk.1.", b"blk.7.")
    assert "does not fit" in _refused(home, tiny_file(tiny, adapter=other))


def test_a_chat_template_that_cannot_be_read(home: Path, tiny: Path):
    sentence = _refused(home, tiny_file(tiny, template="{% for m in"))
    assert "The chat template given for tiny" in sentence


def test_too_little_memory_is_known_before_it_is_taken(home: Path, tiny: Path, tmp_path: Path):
    path = shutil.copy(tiny, tmp_path / "large.gguf")
    os.truncate(path, 1 << 42)  # 4 TB, of which the disk holds a few pages
    sentence = _refused(home, ModelFile(path, "large"), kind=Unavailable)
    assert "large needs about 4,398" in sentence and "are free" in sentence
    assert not (home / "engine.log").exists()


def test_a_port_that_is_taken(home: Path, tiny: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = QUICK.model_copy(update={"engine_port": port})
        sentence = _refused(home, tiny_file(tiny), settings, Conflict)
    assert f"cannot listen on port {port}" in sentence and "model.engine_port" in sentence
    with running(home, tiny_file(tiny), settings) as endpoint:
        assert endpoint.base_url == f"http://127.0.0.1:{port}/v1"


def test_xllamacpp_that_is_not_installed(home: Path, tiny: Path, rookery):
    program = (
        "import sys; sys.modules['xllamacpp'] = None; from rookery.cli import main;"
        f"main(['engine', '--model', {str(tiny)!r}, '--home', {str(home)!r}])"
    )
    ran = rookery(python=("-c", program))
    assert ran.code == 1
    assert "xllamacpp, the embedded engine, is missing: pip install" in ran.sentence


def test_an_engine_killed_while_it_opens_the_model(home: Path, tiny: Path):
    files = Files(home)

    def kill() -> None:
        number = until(lambda: files.life.exists() and files.life.read_text())
        os.kill(int(number), signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    sentence = _refused(home, tiny_file(tiny), kind=Unavailable)
    killing.join()
    assert f"ended while it opened {tiny} (SIGKILL)" in sentence
    left = found(home)
    assert left is not None and left.why == sentence
    with running(home, tiny_file(tiny), QUICK) as endpoint:  # a moment later, all is well
        assert answers(endpoint)


def test_a_model_that_cannot_be_opened_is_not_tried_at_every_question(
    home: Path, tiny: Path, tmp_path: Path
):
    path = _changed(tiny, tmp_path / "new.gguf", b"qwen3", b"qwen9")
    for _ in range(4):
        _refused(home, tiny_file(path))
    left = record(home)
    began, log = left.began, (home / "engine.log").read_bytes()
    # the same sentence, at once and without a process
    assert left.why == _refused(home, tiny_file(path), kind=Unavailable)
    assert record(home).began == began and (home / "engine.log").read_bytes() == log
    shutil.copy(tiny, path)  # mended: nobody has to wait
    with running(home, tiny_file(path), QUICK) as endpoint:
        assert answers(endpoint)


def test_a_model_damaged_under_way_is_said_and_its_users_live_on(
    home: Path, tiny: Path, tmp_path: Path
):
    said: list[str] = []
    path = Path(shutil.copy(tiny, tmp_path / "model.gguf"))
    with running(home, tiny_file(path), QUICK, say=said.append) as endpoint:
        whole = path.read_bytes()
        path.unlink()
        path.write_bytes(whole[:-1])
        os.kill(record(home).pid, signal.SIGKILL)
        until(lambda: said)
        assert "cut short or damaged" in said[0]
        path.write_bytes(whole)
        until(lambda: answers(endpoint))
