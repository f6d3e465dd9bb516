"""Images as A4 pages: upright, without anything that was not seen — place, camera, name, hidden second pictures.

The data of a JPEG are copied, not encoded again; other photographs become one, drawings keep every point of theirs.
What never enters: PDF pages, limits on the size of a whole piece (``shrinking``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

import img2pdf
import pikepdf
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from ecandidat.documents.limits import MAX_DECODED_PIXELS, MAX_FRAMES, MAX_PIXELS, MAX_WEBP_PIXELS
from ecandidat.domain.errors import Refused

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
HEIC: Final = "image/heic"
TIFF: Final = "image/tiff"
WEBP: Final = "image/webp"
IMAGES: Final = (JPEG, PNG, HEIC, TIFF, WEBP)

A4: Final = (210 * 72 / 25.4, 297 * 72 / 25.4)
FINE: Final = 3508
"""Pixels of the long side of an A4 page at 300 dots per inch: an image that is encoded again gets no more."""

_QUALITY: Final = 90
_TURNS: Final = {3: 180, 6: 90, 8: 270}
_ORIENTATION: Final = 0x0112
_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_DRAWN: Final = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD"
}  # fmt: skip
"""Chunks of a PNG that tell how to draw it."""

_BYTES: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2, "LA": 4, "PA": 4}
_WEBP_HEAD: Final = 30
_MOST_COLOURS: Final = 64 * 1024
"""Bytes of a colour profile worth carrying along."""


def open_image(file: BinaryIO, content_type: str) -> Image.Image:
    """The image by its announced decoder alone: no other of Pillow's decoders is ever tried on a sent file."""
    file.seek(0)
    if content_type == JPEG:
        return JpegImagePlugin.JpegImageFile(file)
    if content_type == PNG:
        return PngImagePlugin.PngImageFile(file)
    if content_type == TIFF:
        return TiffImagePlugin.TiffImageFile(file)
    if content_type == WEBP:
        # Its decoder takes memory for all points when it is made.
        _measure_webp(file.read(_WEBP_HEAD))
        file.seek(0)
        return WebPImagePlugin.WebPImageFile(file)
    # Imported here: its library is large, and few processes ever meet such a file.
    from pillow_heif import HeifImageFile, options

    options.DECODE_THREADS, options.THUMBNAILS, options.DEPTH_IMAGES, options.AUX_IMAGES = 1, False, False, False
    opened: Image.Image = HeifImageFile(file)
    return opened


def _measure_webp(head: bytes) -> None:
    """Refuse a WebP that its decoder, which holds four copies of every point, cannot hold."""
    kind, body = head[12:16], head[20:]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(body[at : at + 3], "little") for at in (4, 7))
    elif kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if width * height > MAX_WEBP_PIXELS:
        raise Refused("file_image_too_big", width=width, height=height, limit=MAX_WEBP_PIXELS)


def bare(content: bytes, content_type: str) -> bool:
    """Whether a JPEG or PNG holds its picture and nothing else: then it may be kept as it was sent."""
    try:
        return {JPEG: strip_jpeg, PNG: strip_png}[content_type](content) == content
    except ValueError:
        return False


def strip_jpeg(content: bytes) -> bytes:
    """The picture of a JPEG without metadata, comments, and whatever follows its end; colours are kept.

    Raises ValueError when its segments do not follow each other.
    """
    kept = [b"\xff\xd8"]
    at = 2
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    while True:
        found = _MARKER.match(content, at)
        if found is None:
            raise ValueError("no marker")
        marker, at = found.group(1)[0], found.end()
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + int.from_bytes(content[at : at + 2], "big")
        if end < at + 2 or end > len(content):
            raise ValueError("cut segment")
        segment = content[at:end]
        if _colours(marker, segment):
            kept.append(bytes((0xFF, marker)) + segment)
        at = end
        if marker == 0xDA:
            following = _MARKER.search(content, at)
            if following is None:
                raise ValueError("no end")
            kept.append(content[at : following.start()])
            at = following.start()


def _colours(marker: int, segment: bytes) -> bool:
    """Whether a segment tells how to draw: not a comment, nor an application's own except what says the colours."""
    if marker == 0xE2:
        return segment[2:14] == b"ICC_PROFILE\0"
    return marker in (0xE0, 0xEE) or (not 0xE0 <= marker <= 0xEF and marker != 0xFE)


def strip_png(content: bytes) -> bytes:
    """The picture of a PNG without texts, dates, places, and whatever follows its end; ValueError when it is cut."""
    kept, at, name = [content[:8]], 8, b""
    while name != b"IEND":
        if at + 12 > len(content):
            raise ValueError("cut chunk")
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if name in _DRAWN:
            kept.append(content[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


def pdf_of(content: bytes, content_type: str) -> pikepdf.Pdf:
    """A PDF of the image: one A4 page, or one per frame of a TIFF. Refused as ``uploads.check_image`` does."""
    try:
        if content_type == JPEG and (copied := _copied_jpeg(content)) is not None:
            return copied
        if content_type == PNG and (copied := _copied_png(content)) is not None:
            return copied
        whole = pikepdf.new()
        for data in _frames(content, content_type):
            with pikepdf.open(_page(data)) as one:
                whole.pages.extend(one.pages)
        return whole
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # Some decoders only say it in words.
        if "memory" in str(error).lower():
            raise MemoryError from error
        raise Refused("file_broken") from error


def _copied_jpeg(content: bytes) -> pikepdf.Pdf | None:
    """The data as they are, on a page turned as the camera says; None for the rare mirrored ones."""
    with open_image(BytesIO(content), JPEG) as image:
        orientation = image.getexif().get(_ORIENTATION, 1)
        check_jpeg(image)
    try:
        stripped = strip_jpeg(content)
    except ValueError:
        return None
    if orientation not in (0, 1, *_TURNS):
        return None
    pdf = pikepdf.open(_page(stripped))
    if orientation in _TURNS:
        pdf.pages[0].rotate(_TURNS[orientation], relative=False)
    return pdf


def check_jpeg(image: Image.Image) -> None:
    """Read a JPEG to its end, at an eighth of its size; a progressive one needs all its coefficients in memory."""
    measure(image.size)
    if image.info.get("progressive") and image.width * image.height > 2 * MAX_DECODED_PIXELS:
        raise Refused("file_image_too_big", width=image.width, height=image.height, limit=2 * MAX_DECODED_PIXELS)
    image.draft(image.mode, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def check_png(content: bytes) -> Image.Image:
    """Verify the checksums of a PNG and, if it is small enough, decode it; the image."""
    with open_image(BytesIO(content), PNG) as image:
        measure(image.size)
        image.verify()
    image = open_image(BytesIO(content), PNG)
    if image.width * image.height <= MAX_DECODED_PIXELS:
        image.load()
    return image


def _copied_png(content: bytes) -> pikepdf.Pdf | None:
    """The points as they are; None when some are transparent, or the picture is turned."""
    image = check_png(content)
    plain = image.mode in ("1", "L", "P", "RGB") and "transparency" not in image.info
    turned = b"eXIf" in content and image.getexif().get(_ORIENTATION, 1) not in (0, 1)
    return pikepdf.open(_page(strip_png(content))) if plain and not turned else None


def _frames(content: bytes, content_type: str) -> Iterator[bytes]:
    """Each picture of an image file, upright, opaque, no finer than a page needs, as JPEG or (two colours) PNG."""
    with open_image(BytesIO(content), content_type) as image:
        measure(image.size)
        for index in range(_count(image) if content_type == TIFF else 1):
            image.seek(index)
            afford(image)
            yield encode(image.copy() if index else image)


def _count(image: Image.Image) -> int:
    """The pictures of a TIFF; it is not read further than the most that is accepted."""
    for index in range(1, MAX_FRAMES + 1):
        try:
            image.seek(index)
        except EOFError:
            image.seek(0)
            return index
    raise Refused("file_too_many_pages", pages=MAX_FRAMES + 1, limit=MAX_FRAMES)


def measure(size: tuple[int, int]) -> None:
    """Refuse an image of more points than any page has, before anything of it is decoded."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise Refused("file_image_too_big", width=width, height=height, limit=MAX_PIXELS)


def afford(image: Image.Image, longest: int = FINE) -> None:
    """Refuse an image that cannot be decoded in the memory of a worker; a JPEG is asked for no finer than needed."""
    width, height = image.size
    measure(image.size)
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        finest = min(2 * longest, FINE)
        image.draft(image.mode, (finest, finest))
    if image.width * image.height * _BYTES.get(image.mode, 4) > 8 * MAX_DECODED_PIXELS:
        raise Refused("file_image_too_big", width=width, height=height, limit=2 * MAX_DECODED_PIXELS)


def encode(image: Image.Image, longest: int = FINE, quality: int = _QUALITY) -> bytes:
    """An image as the data of a page: at most ``longest`` pixels long, on white paper, turned upright."""
    if image.mode == "1":
        image.load()
        out = BytesIO()
        _upright(image).save(out, "PNG")
        return out.getvalue()
    # Sixteen bits of grey have no direct way to eight, and points of a palette no mean.
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "PA"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    image.thumbnail((longest, longest), reducing_gap=2.0)
    colours = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "L") else None
    image = _upright(image)
    if "A" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.new("RGB", layered.size, "white")
        image.paste(layered, mask=layered.getchannel("A"))
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    out = BytesIO()
    options = {"icc_profile": colours} if colours and len(colours) <= _MOST_COLOURS else {}
    image.save(out, "JPEG", quality=quality, optimize=True, **options)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """A loaded image turned as its orientation says, with nothing in it but its points."""
    turned = ImageOps.exif_transpose(image)
    turned.info = {key: value for key, value in turned.info.items() if key == "transparency"}
    turned.getexif().clear()
    return turned


def _page(data: bytes) -> BytesIO:
    """One A4 page, upright or lying as the image is, filled by it."""
    layout = img2pdf.get_layout_fun(pagesize=A4, fit=img2pdf.FitMode.into, auto_orient=True)
    page = BytesIO()
    img2pdf.convert(data, layout_fun=layout, rotation=img2pdf.Rotation.none, outputstream=page, nodate=True)
    page.seek(0)
    return page
