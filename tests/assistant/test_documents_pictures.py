"""Text in pictures is read on this machine, with models that came with the package."""

from io import BytesIO

import pytest

from rookery.assistant.documents import Limits, image, ocr, read
from rookery.errors import Unavailable
from tests.assistant.made_files import placed_pdf, png, scanned_pdf
from tests.llm.story import run

pytest.importorskip("rapidocr")
Image = pytest.importorskip("PIL.Image")
LINES = ["The ferry leaves at 7:40", "from pier 3, says Anna."]
ERRS = "The text of this picture was read by OCR, which may err."


def drawn(lines=LINES, size=(620, 200), mode="RGB", ground="white"):
    from PIL import ImageDraw, ImageFont

    picture = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((40, 30 + 60 * number), line, "black", ImageFont.load_default(size=32))
    return picture


def saved(picture, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_the_text_of_a_picture_is_read_whatever_its_name(form):
    document = run(read("report.pdf", saved(drawn(), form)))
    assert document.kind == "image"
    assert [page.text for page in document.pages] == ["\n".join(LINES)]
    assert [str(note) for note in document.notes] == [ERRS]


def test_text_on_no_ground_is_read():
    clear = drawn(mode="RGBA", ground=(0, 0, 0, 0))
    assert run(read("a.png", saved(clear, "PNG"))).pages[0].text == "\n".join(LINES)


def test_a_picture_without_text_says_so():
    document = run(read("a.png", png(40, 40, (b"\0" + b"\xff" * 120) * 40)))
    assert [str(note) for note in document.notes] == ["No text was found in this picture."]


def test_a_long_picture_of_a_telephone_is_read_line_by_line():
    lines = [f"{number} boats" for number in range(20, 55)]
    text = run(read("a.png", saved(drawn(lines, (240, 2160)), "PNG"))).pages[0].text
    assert [line for line in text.split("\n") if line] == lines


def test_a_page_that_is_a_picture_is_read_and_told():
    picture = drawn(size=(595, 842), mode="L")
    scan = scanned_pdf([(595, 842, picture.tobytes())] * 2)
    document = run(read("scan.pdf", scan, Limits(recognised=1)))
    assert [page.text for page in document.pages] == ["\n".join(LINES), ""]
    assert [str(note) for note in document.notes] == [
        "Pages that are pictures, read by OCR, which may err: 1.",
        "Pages that are pictures and were not read: 2.",
    ]


def test_without_the_extra_a_picture_says_what_to_type(monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(Unavailable, match=r"pip install -c constraints.txt '\.\[ocr\]'"):
        image.read("a.png", saved(drawn(), "PNG"), Limits())


def test_an_empty_page_is_no_picture():
    document = run(read("a.pdf", placed_pdf([[], [(72, 700, "The second page")]])))
    assert [page.text for page in document.pages] == ["", "The second page"]
    assert document.notes == ()
