"""Making a PDF fit: its photographs and scans lose points, then quality, until the whole is small enough.

Text is never touched, nor pictures in two colours, which are small already. Under a hundred dots per inch of the page
small print cannot be read any more: there it stops, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pikepdf
from PIL import Image

from ecandidat.documents.images import afford, encode, strip_jpeg
from ecandidat.documents.limits import MAX_DECODED_PIXELS
from ecandidat.domain.errors import Refused

LEVELS: Final = ((300, 85), (200, 80), (150, 75), (150, 60), (120, 55), (100, 50), (100, 35))
"""Dots per inch and JPEG quality, from the finest to the last that is legible."""

_WORTH: Final = 20_000
"""Bytes below which a picture is left alone."""

_LONG_SIDE: Final = 297 / 25.4
"""Inches of the long side of the page that a picture is thought to fill."""


@dataclass(frozen=True)
class _Picture:
    stream: pikepdf.Stream
    size: int


def fit(pdf: pikepdf.Pdf, target: Path, limit: int) -> int:
    """Write ``pdf`` to ``target`` in at most ``limit`` bytes; the size reached.

    Refused with ``file_cannot_fit`` (``size`` is the smallest reached, ``limit``). The document is changed.
    """
    size = save(pdf, target)
    if size <= limit:
        return size
    size = save(pdf, target, again=True)
    if size <= limit:
        return size
    pictures = [picture for picture in _pictures(pdf) if picture.size > _WORTH]
    rest = size - sum(picture.size for picture in pictures)
    level, smaller = _first_level(pictures, limit - rest)
    while True:
        for picture, data in zip(pictures, smaller, strict=True):
            _replace(picture, data)
        size = save(pdf, target, again=True)
        if size <= limit:
            return size
        level += 1
        if level >= len(LEVELS):
            raise Refused("file_cannot_fit", limit=limit, size=size)
        smaller = [_encoded(picture, level) for picture in pictures]


def save(pdf: pikepdf.Pdf, target: Path, again: bool = False) -> int:
    """Write without the unused; ``again`` also compresses anew what was compressed. The size."""
    pdf.remove_unreferenced_resources()
    pdf.save(
        target, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, recompress_flate=again
    )
    return os.path.getsize(target)


def _first_level(pictures: list[_Picture], room: int) -> tuple[int, list[bytes]]:
    """The finest level at which the pictures fit in ``room`` bytes, or the last; each picture's data there."""
    low, high = 0, len(LEVELS) - 1
    found: dict[int, list[bytes]] = {}
    while low < high:
        middle = (low + high) // 2
        found = {middle: [_encoded(picture, middle) for picture in pictures]}
        if sum(_kept(picture, data) for picture, data in zip(pictures, found[middle], strict=True)) <= room:
            high = middle
        else:
            low = middle + 1
    return low, found[low] if low in found else [_encoded(picture, low) for picture in pictures]


def _kept(picture: _Picture, data: bytes) -> int:
    return min(picture.size, len(data)) if data else picture.size


def _pictures(pdf: pikepdf.Pdf) -> Iterator[_Picture]:
    """Each photograph or scan of the document once."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image and _encodable(thing):
            yield _Picture(thing, len(thing.read_raw_bytes()))


def _encodable(stream: pikepdf.Stream) -> bool:
    """Whether a picture is of eight bits in grey or three colours, plainly stored, and can be decoded here."""
    if "/Decode" in stream or isinstance(stream.get("/Mask"), pikepdf.Array) or stream.get("/ImageMask", False):
        return False
    try:
        points = int(stream.Width) * int(stream.Height)
        if int(stream.get("/BitsPerComponent", 0)) != 8 or points > 4 * MAX_DECODED_PIXELS:
            return False
    except (AttributeError, TypeError, ValueError):
        return False
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    return names in (["/DCTDecode"], ["/FlateDecode"]) and _components(stream.get("/ColorSpace")) in (1, 3)


def _components(space: Any) -> int:
    if isinstance(space, pikepdf.Name):
        return {"/DeviceRGB": 3, "/DeviceGray": 1}.get(str(space), 0)
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        if space[0] == pikepdf.Name.ICCBased and isinstance(space[1], pikepdf.Stream):
            return int(space[1].get("/N", 0))
        return {"/CalRGB": 3, "/CalGray": 1}.get(str(space[0]), 0)
    return 0


def _encoded(picture: _Picture, level: int) -> bytes:
    """The picture at a level; empty when it cannot be read, and stays as it is."""
    resolution, quality = LEVELS[level]
    longest = round(resolution * _LONG_SIDE)
    try:
        if picture.stream.get("/Filter") in (pikepdf.Name.DCTDecode, pikepdf.Array([pikepdf.Name.DCTDecode])):
            image: Image.Image = Image.open(BytesIO(picture.stream.read_raw_bytes()), formats=("JPEG",))
            if image.mode not in ("L", "RGB"):
                return b""
            afford(image, longest)
        else:
            image = pikepdf.PdfImage(picture.stream).as_pil_image()
        # The page says how to turn it, and which colours it has.
        image.info = {}
        image.getexif().clear()
        return encode(image, longest, quality)
    except MemoryError:
        raise
    except Exception:
        return b""


def _replace(picture: _Picture, data: bytes) -> None:
    """Put data in the place of a picture's, if they are smaller."""
    stream = picture.stream
    if not data or len(data) >= len(stream.read_raw_bytes()):
        return
    with Image.open(BytesIO(data), formats=("JPEG",)) as image:
        stream.Width, stream.Height = image.size
        # An encoded grey picture in a space of three colours would be drawn wrongly.
        if _components(stream.get("/ColorSpace")) != len(image.getbands()):
            stream.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    if "/DecodeParms" in stream:
        del stream["/DecodeParms"]
    stream.write(data, filter=pikepdf.Name.DCTDecode)


def forget_places(pdf: pikepdf.Pdf) -> None:
    """Take from pictures inside a document what cameras write beside them, and from all of it who wrote it where."""
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in ("/Metadata", "/PieceInfo"):
            if key in thing:
                del thing[key]
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
            raw = thing.read_raw_bytes()
            try:
                stripped = strip_jpeg(raw)
            except ValueError:
                continue
            if stripped != raw:
                thing.write(stripped, filter=pikepdf.Name.DCTDecode)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
