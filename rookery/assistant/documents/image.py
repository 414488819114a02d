"""Pictures: PNG, JPEG, WebP, GIF (its first frame), TIFF and BMP, read by OCR."""

from __future__ import annotations

import warnings
from io import BytesIO

from rookery.assistant.documents import ocr
from rookery.assistant.documents.document import Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import broken
from rookery.errors import Said, TooLarge, Unavailable

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP")


def read(name: str, data: bytes, limits: Limits) -> Draft:
    """Its size is taken from its header, before anything is decoded."""
    if not ocr.installed():
        raise Unavailable(
            Said(
                "%(name)s is a picture; reading the text in pictures needs an extra: "
                "in a clone, pip install -c constraints.txt '.[ocr]'",
                name=name,
            )
        )
    from PIL import Image, ImageOps

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # what the header says is judged below, in a sentence
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError):
        raise broken(name, Said("a picture")) from None
    width, height = image.size
    if width * height > limits.pixels:
        raise TooLarge(
            Said(
                "%(name)s has %(width)s × %(height)s pixels; at most %(most)s million are read: "
                "give a smaller one.",
                name=name,
                width=width,
                height=height,
                most=limits.pixels // 1_000_000,
            )
        )
    Image.MAX_IMAGE_PIXELS = limits.pixels  # a GIF's first frame may exceed its header
    several = getattr(image, "is_animated", False)
    try:
        image.draft("RGB", (1800, 1800))  # a large JPEG is decoded smaller
        image.load()
        upright = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise broken(name, Said("a picture")) from None
    draft = Draft(limits)
    draft.add(ocr.recognised(upright))
    if draft.empty:
        draft.notes.append(Said("No text was found in this picture."))
    else:
        draft.notes.append(Said("The text of this picture was read by OCR, which may err."))
    if several:
        draft.notes.append(Said("Only the first picture of this file was read."))
    return draft
