"""Real files, made on the spot."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageDraw


def pdf(pages: int = 1, **save: Any) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        out = BytesIO()
        document.save(out, **save)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="secret", user="secret"))


def incompressible_pdf(size: int = 2_600_000) -> bytes:
    """A page whose content is drawn by chance: nothing makes it smaller, and nothing of it is a picture."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        noise = random.Random(1).randbytes(size)
        document.pages[0].Contents = document.make_stream(b"% " + noise.replace(b"\n", b" ").replace(b"\r", b" "))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **save: Any) -> bytes:
    image = Image.new(mode, size)
    draw = ImageDraw.Draw(image)
    for x in range(0, size[0], 7):
        draw.line((x, 0, size[0] - x, size[1]), fill=(x * 37) % 256 if mode == "L" else (x % 256, 90, 160))
    out = BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_announcing(width: int, height: int) -> bytes:
    """A few bytes of PNG that claim to be a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def pdf_hiding(inflated: int) -> bytes:
    """A small PDF whose catalogue lies in a compressed stream of ``inflated`` bytes."""
    objects = b"<</Type/Catalog/Pages 2 0 R>>      <</Type/Pages/Kids[5 0 R]/Count 1>>"
    packer = zlib.compressobj(9)
    stream = packer.compress(b"1 0 2 35 " + objects + b" " * inflated) + packer.flush()
    body = b"%PDF-1.5\n"
    third = len(body)
    body += b"3 0 obj <</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>> stream\n" % len(stream)
    body += stream + b"\nendstream endobj\n"
    fifth = len(body)
    body += b"5 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj\n"
    fourth = len(body)
    rows = b"".join(
        struct.pack(">BIB", kind, where, index)
        for kind, where, index in [(0, 0, 0), (2, 3, 0), (2, 3, 1), (1, third, 0), (1, fourth, 0), (1, fifth, 0)]
    )
    table = zlib.compress(rows)
    body += b"4 0 obj <</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>> stream\n" % len(table)
    return body + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % fourth
