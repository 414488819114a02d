"""Text in pictures, by RapidOCR with the models of its own wheel: nothing is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rookery.assistant.documents.layout import Piece, written

_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
_SIDE = 1800  # pixels: recognising shrinks what is larger anyway, in more memory
_WIDE = 1200  # of a picture taller than two squares, as of a long page on a telephone
_STRIPS = 8  # such a one is read in strips; a still longer one is shrunk
_SEAM = 60  # pixels of the next strip that each sees too, so that no line is cut
_LEAST = 8  # pixels: no letter is smaller


def installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def recognised(image: Any) -> str:
    """The text of a Pillow image, in lines."""
    image = _smaller(_plain(image))
    if min(image.size) < _LEAST:
        return ""
    return written([piece for top in range(0, image.height, _SIDE) for piece in _strip(image, top)])


def _strip(image: Any, top: int) -> Iterator[Piece]:
    """What stands in the strip that begins there, lines on its lower border too."""
    import numpy as np

    begin, end = max(0, top - _SEAM), min(image.height, top + _SIDE + _SEAM)
    strip = image.crop((0, begin, image.width, end))
    found = _engine()(np.asarray(strip)[:, :, ::-1])  # RGB to BGR
    if found.boxes is None or found.txts is None:
        return
    for corners, text in zip(found.boxes, found.txts, strict=True):
        (left, upper), (right, lower) = corners.min(0), corners.max(0)
        # a line near a border is seen by both strips: it is where its middle is
        if top <= begin + (upper + lower) / 2 < top + _SIDE:
            below = float(begin + lower)
            yield Piece(text, float(left), float(right), -below, -float(begin + upper))


def _smaller(image: Any) -> Any:
    """Large enough to be read, and no larger."""
    width, height = image.size
    if height > 2 * width:
        scale = min(1.0, _WIDE / width, _SIDE * _STRIPS / height)
    else:
        scale = min(1.0, _SIDE / max(width, height))
    if scale == 1.0:
        return image
    return image.resize((max(1, round(width * scale)), max(1, round(height * scale))))


def _plain(image: Any) -> Any:
    """In RGB, and on white: text of a picture without a ground is mostly dark."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGB")


@cache
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    runtime = "EngineConfig.onnxruntime"
    return rapidocr.RapidOCR(
        params={
            # named by path, so that nothing is looked up or fetched
            **{f"{task}.model_path": str(models / file) for task, file in _MODELS.items()},
            "Global.log_level": "critical",
            # which way up a line is: it took a third of the time and turned 4 upright lines of 40
            "Global.use_cls": False,
            # finding lines at 1,280 pixels: the same 40 of 40 as at 1,754, in 60 % of the time
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
            f"{runtime}.intra_op_num_threads": min(4, os.cpu_count() or 1),
            f"{runtime}.inter_op_num_threads": 1,
        }
    )
