"""Gemma's wheels are read as data, joined and checked; without them a sentence says so."""

import hashlib
from importlib import metadata
from pathlib import Path

import pytest

from rookery.errors import NoRoom, Unavailable
from rookery.llm import transfer
from rookery.llm.header import read
from rookery.llm.wheels import GEMMA, Wheels, plain_terms
from tests.llm.tiny_gguf import gguf

WHOLE = gguf(numbers=20_000)
NAME = "rookery-test-model"
PAGE = """<html><body><nav><p>Menu</p></nav><style>p {}</style>
<div class="devsite-article-body clearfix"><h2>Section 1</h2><p>You   may
use it.<div>All of it<script>track()</script>.</div></p></div><p>Footer</p></body></html>"""


def install(folder: Path, parts: list[bytes], *, without: str = "") -> None:
    """Lay out what pip would have, with packages that must not be imported."""
    for number in range(len(parts) + 1):
        distribution = f"{NAME}-part{number}" if number else NAME
        package = distribution.replace("-", "_")
        data = folder / package / "data"
        data.mkdir(parents=True)
        (folder / package / "__init__.py").write_text("raise RuntimeError('imported')\n")
        if number:
            files = {f"model.gguf.part{number - 1:02}": parts[number - 1]}
        else:
            files = {"GEMMA_TERMS.html": PAGE.encode(), "NOTICE.md": b"notice"}
        for name, content in files.items():
            if name != without:
                (data / name).write_bytes(content)
        info = folder / f"{package}-1.0.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n")
        listed = [f"{package}/__init__.py", *(f"{package}/data/{name}" for name in files)]
        (info / "RECORD").write_text("".join(f"{line},,\n" for line in listed))


def wheels(sha256: str = hashlib.sha256(WHOLE).hexdigest()) -> Wheels:
    return Wheels(NAME, "1.0.0", sha256)


@pytest.fixture
def site(tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


PARTS = [WHOLE[:30_000], WHOLE[30_000:50_000], WHOLE[50_000:70_000], WHOLE[70_000:]]


def test_the_parts_are_joined_without_being_imported(site: Path, tmp_path: Path) -> None:
    install(site, PARTS)
    said = []
    to = tmp_path / "model.gguf"
    assert wheels().bring(to, said.append) == hashlib.sha256(WHOLE).hexdigest()
    assert to.read_bytes() == WHOLE
    assert said[-1].stage == "joining" and said[-1].done == said[-1].total == len(WHOLE)
    assert [path.name for path in wheels().beside()] == ["GEMMA_TERMS.html", "NOTICE.md"]


def test_parts_that_make_another_file_leave_nothing(site: Path, tmp_path: Path) -> None:
    install(site, [*PARTS[:3], b"x" + PARTS[3][1:]])
    to = tmp_path / "out" / "model.gguf"
    to.parent.mkdir()
    with pytest.raises(Unavailable, match=r"SHA-256 differs\): pip install --force-reinstall"):
        wheels().bring(to, lambda _: None)
    assert list(to.parent.iterdir()) == []


def test_a_part_that_is_gone_is_named(site: Path, tmp_path: Path) -> None:
    install(site, PARTS, without="model.gguf.part02")
    with pytest.raises(Unavailable, match=f"{NAME}-part3 is installed without its file .part02"):
        wheels().bring(tmp_path / "model.gguf", lambda _: None)


def test_without_the_wheels_a_sentence_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"pip install -c constraints.txt '.\[gemma\]'"):
        wheels().bring(tmp_path / "model.gguf", lambda _: None)


def test_a_disk_without_room_is_said_before_anything_is_written(
    site: Path, tmp_path: Path, monkeypatch
) -> None:
    install(site, PARTS)
    monkeypatch.setattr(transfer, "_SPARE", 1 << 60)
    with pytest.raises(NoRoom):
        wheels().bring(tmp_path / "model.gguf", lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_terms_are_the_words_of_the_page_alone(site: Path) -> None:
    install(site, PARTS)
    assert wheels().terms_text() == "Section 1\n\nYou may use it.\n\nAll of it."
    assert plain_terms("") == ""


@pytest.fixture
def gemma() -> Wheels:
    """The real wheels."""
    try:
        metadata.files(GEMMA.distribution)
    except metadata.PackageNotFoundError:
        pytest.skip("the wheels of the extra [gemma] are not installed")
    return GEMMA


def test_the_real_wheels_make_the_pinned_base_model(gemma: Wheels, tmp_path: Path) -> None:
    assert gemma.bring(tmp_path / "model.gguf", lambda _: None) == gemma.sha256
    header = read(tmp_path / "model.gguf")
    assert (header.architecture, header.adapter, header.context) == ("gemma3", False, 32_768)


def test_the_real_terms_are_readable(gemma: Wheels) -> None:
    text = gemma.terms_text()
    assert "Last modified" in text and "Prohibited Use Policy" in text
    assert "<" not in text and "{" not in text
