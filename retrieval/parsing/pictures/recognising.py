"""Reads the text on a picture with a model. Only a bounded process does so: it takes seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.parsing.formats import PDF, suffix_of
from retrieval.parsing.pdf.recognised import RecognisedLine, RecognisedPage
from retrieval.parsing.pictures.frames import frame, opened

if TYPE_CHECKING:
    from PIL import Image

# Letters of ordinary size are some 25 pixels high then on a page of A4.
LONGEST = 2000
# An edge that is so much longer than the other belongs to a line that stands upright.
UPRIGHT = 1.5
FLIPPED = 0.9
# A word of small letters before a figure, but no unit such as cm3; and a figure before a word.
_GLUED = re.compile(r"(?<=[^\W\d_A-Z]{2})(?<![cdkm]m)(?<!\bco)(?=\d)|(?<=\d)(?=[^\W\d_A-Z]{5})")
# Below this a line is a drawing or a stain.
SURE = 0.5


def recognise_page(data: bytes, path: str, number: int) -> RecognisedPage:
    """Read page ``number`` (from 1) as it looks; raises `ParseError` and `PageMissingError`."""
    if suffix_of(path) in PDF.suffixes:
        from retrieval.parsing.pdf.rendering import page_picture

        return recognise(page_picture(data, number, longest=LONGEST))
    with opened(data) as image:
        return recognise(frame(image, number, longest=LONGEST))


def recognise(image: Image.Image) -> RecognisedPage:
    """Read a picture: its lines with their places, and how the page lies."""
    from rapidocr.main import RapidOCRError

    engine = _engine()
    pixels = np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
    shrunk, record = engine.preprocess_img(pixels)
    try:
        crops, found = engine.detect_and_crop(shrunk, record)
    except RapidOCRError:
        # Nothing on it is text.
        return RecognisedPage(image.width, image.height)
    tall = [_is_tall(box) for box in found.boxes]
    _, flips = engine.cls_and_rotate([crop.copy() for crop in crops])
    flipped = [label == "180" and score >= FLIPPED for label, score in flips.cls_res]
    turn = _turn(crops, tall, flipped)
    upright = [
        np.rot90(crop, 2) if is_upside_down(turn, is_tall, flip) else crop
        for crop, is_tall, flip in zip(crops, tall, flipped, strict=True)
    ]
    read = engine.recognize_txt([np.ascontiguousarray(crop) for crop in upright])
    across, down = pixels.shape[1] / shrunk.shape[1], pixels.shape[0] / shrunk.shape[0]
    lines = tuple(
        RecognisedLine(_corners(box, across, down), spaced(str(text)), round(float(score), 4))
        for box, text, score in zip(found.boxes, read.txts, read.scores, strict=True)
        if score >= SURE and text.strip()
    )
    return RecognisedPage(image.width, image.height, turn, lines)


def is_upside_down(turn: int, is_tall: bool, flip: bool) -> bool:
    """Tell whether a line is: as its page lies, or by itself where it stands across the others."""
    along = is_tall == (turn in {90, 270})
    return turn in {180, 270} if along else flip


def _corners(box: Any, across: float, down: float) -> Any:
    return tuple((round(float(x) * across, 1), round(float(y) * down, 1)) for x, y in box)


def spaced(text: str) -> str:
    """Part a word from a figure where the model saw no space between them."""
    return _GLUED.sub(" ", text)


def _turn(crops: Sequence[Any], tall: Sequence[bool], flipped: Sequence[bool]) -> int:
    """How far the text leans clockwise, by what most of it does; long lines tell it best."""
    weights = [crop.shape[1] for crop in crops]
    lying = [weight for weight, is_tall in zip(weights, tall, strict=True) if is_tall]
    sideways = 2 * sum(lying) > sum(weights)
    votes = [
        weight if flip else -weight
        for weight, is_tall, flip in zip(weights, tall, flipped, strict=True)
        if is_tall == sideways
    ]
    if sideways:
        return 270 if sum(votes) > 0 else 90
    return 180 if sum(votes) > 0 else 0


def _is_tall(box: Any) -> bool:
    """Tell whether the library turns what stands in a box, as it does with upright lines."""
    width = max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3]))
    height = max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))
    return bool(height >= UPRIGHT * width)


@cache
def _engine() -> Any:
    import cv2
    import onnxruntime
    from rapidocr import RapidOCR

    onnxruntime.disable_telemetry_events()
    cv2.setNumThreads(1)
    threads = "EngineConfig.onnxruntime"
    return RapidOCR(
        params={
            # Beside people who ask, one processor is enough.
            f"{threads}.intra_op_num_threads": 1,
            f"{threads}.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            "Global.max_side_len": LONGEST,
            # It would move what stands on a wide picture, and need not: a line is high enough.
            "Global.use_vertical_padding": False,
        }
    )
