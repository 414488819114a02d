"""What cannot be read is refused in one clear sentence, and costs the server nothing."""

import struct
import zipfile
from io import BytesIO

import pytest

from rookery.assistant.documents import Limits, read
from rookery.errors import BadInput, TooLarge
from tests.assistant.made_files import docx, pdf, placed_pdf, png, zipped
from tests.llm.story import run

WHAT = "give a PDF, a picture, a Word document (.docx), HTML, Markdown or plain text."
ANEW = "that is broken: open it where it was made, save it anew, and give it again."


def refused(name: str, data: bytes, kind: type[BadInput] = BadInput, **limits: float) -> str:
    with pytest.raises(kind) as caught:
        run(read(name, data, Limits(**limits)))  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert sentence.startswith(name) or name in sentence
    assert "\n" not in sentence and "Traceback" not in sentence
    return sentence


def test_an_empty_file():
    assert refused("a.pdf", b"") == "a.pdf is empty: give a file with something in it."


@pytest.mark.parametrize("data", [b" \n\n ", "\u200b\u200b".encode(), b"<html><p hidden>x</html>"])
def test_a_file_without_text(data):
    assert refused("a.html", data) == "There is no text in a.html: give a file that has some."


def test_a_file_over_the_size():
    assert refused("a.txt", b"x" * (3 << 20), TooLarge, size=1 << 20) == (
        "a.txt has 3 MB; at most 1 MB are read: give a part of it."
    )


def test_a_pdf_with_a_password():
    locked = placed_pdf([[(72, 700, "secret")]], password="open sesame")
    assert refused("a.pdf", locked) == (
        "a.pdf is locked with a password: save it without one, and give it again."
    )


@pytest.mark.parametrize(
    "data", [pdf(["a page"])[:120], b"%PDF-1.7\n" + b"nonsense " * 50, b"%PDF-"]
)
def test_a_broken_pdf(data):
    assert refused("a.pdf", data) == f"a.pdf is a PDF {ANEW}"


def test_a_word_document_with_a_password():
    # such a .docx is no ZIP archive but a container of the old Office
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "locked with a password" in refused("a.docx", data)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("notes.txt", b"MZ\x90\0\3\0\0\0" + bytes(60), "a Windows program"),
        ("report.docx", zipped({"a.txt": "hello"}), "a ZIP archive"),
        ("report.docx", zipped({"[Content_Types].xml": "", "xl/a.xml": ""}), "an Excel workbook"),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file"),
        ("a.txt", bytes(range(256)) * 4, "neither text nor a form that is known here"),
        ("a.md", b"{\\rtf1 hello}", "a Rich Text file"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(name, data, what):
    assert refused(name, data) == f"{name} is {what}, which cannot be read here: {WHAT}"


def test_a_picture_that_says_it_is_immense():
    pytest.importorskip("rapidocr")
    bomb = png(50_000, 50_000)
    assert len(bomb) < 100
    assert refused("a.png", bomb, TooLarge) == (
        "a.png has 50,000 × 50,000 pixels; at most 40 million are read: give a smaller one."
    )


def test_a_picture_that_ends_early():
    pytest.importorskip("rapidocr")
    assert refused("a.png", png(500, 500, b"\0" * 100)) == f"a.png is a picture {ANEW}"


BOMB = "a.docx unpacks to far more than a document holds and was not opened: "


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = docx("<w:p><w:r><w:t>" + "a" * 60_000_000 + "</w:t></w:r></w:p>")
    assert len(bomb) < 100_000
    assert refused("a.docx", bomb, TooLarge, seconds=20).startswith(BOMB)


def test_a_zip_bomb_in_a_part_that_nobody_reads_is_refused_too():
    bomb = docx("", **{"word/media/a.bin": bytes(60_000_000)})
    assert refused("a.docx", bomb, TooLarge).startswith(BOMB)


def test_a_zip_bomb_that_lies_of_its_size_is_never_unpacked_whole():
    out = bytearray(docx("<w:p><w:r><w:t>" + "a" * 60_000_000 + "</w:t></w:r></w:p>"))
    with zipfile.ZipFile(BytesIO(bytes(out))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lie = bytes(out).replace(struct.pack("<I", size), struct.pack("<I", 500))
    with zipfile.ZipFile(BytesIO(lie)) as archive:
        assert archive.getinfo("word/document.xml").file_size == 500
    assert refused("a.docx", lie) == f"a.docx is a Word document {ANEW}"


def test_a_part_too_large_is_left_although_it_is_not_packed():
    parts = {
        "[Content_Types].xml": "",
        "_rels/.rels": "<a/>",
        "word/document.xml": "a" * 51_000_000,
    }
    bomb = zipped(parts, zipfile.ZIP_STORED)
    assert refused("a.docx", bomb, TooLarge, size=1 << 30).startswith(BOMB)


@pytest.mark.parametrize("body", ["<w:p><w:r>", "\x01", "&unknown;"])
def test_a_broken_word_document(body):
    assert refused("a.docx", docx(body)) == f"a.docx is a Word document {ANEW}"


def test_entities_that_multiply_are_not_expanded():
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    laughs = (
        f"<!DOCTYPE x [{entities}]>"
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert ANEW in refused("a.docx", docx("", **{"word/document.xml": laughs}), seconds=20)
