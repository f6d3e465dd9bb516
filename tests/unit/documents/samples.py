"""Real files, made on the spot."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
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
        noise = random.Random(1).randbytes(size)  # noqa: S311 - not a secret
        document.pages[0].Contents = document.make_stream(b"% " + noise.replace(b"\n", b" ").replace(b"\r", b" "))
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **save: Any) -> bytes:
    image = Image.new(mode, size)
    draw = ImageDraw.Draw(image)
    for x in range(0, size[0], 7):
        draw.line((x, 0, size[0] - x, size[1]), fill=(x * 37) % 256 if mode == "L" else (x % 256, 90, 160))
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
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


def photo(size: tuple[int, int] = (1200, 900), orientation: int = 1, seed: int = 1) -> Image.Image:
    """A picture that a camera could have taken: noise, and a red square at its upper left; it says where it was."""
    small = (size[0] // 4, size[1] // 4)
    noise = random.Random(seed).randbytes(small[0] * small[1] * 3)  # noqa: S311 - not a secret
    image = Image.frombytes("RGB", small, noise).resize(size)
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "SpyPhone"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (46.0, 34.0, 48.0), "E", (0.0, 20.0, 24.0)
    return image


def camera(kind: str, size: tuple[int, int] = (1200, 900), orientation: int = 1, **save: Any) -> bytes:
    """The file of :func:`photo`: JPEG, HEIF, WEBP, TIFF or PNG."""
    image = photo(size, orientation)
    out = BytesIO()
    if kind == "HEIF":
        # Its own box says how to turn it, made from what the image holds.
        pillow_heif.register_heif_opener()
    else:
        save["exif"] = image.getexif()
    image.save(out, kind, **save)
    return out.getvalue()


def tiff(pages: int, size: tuple[int, int] = (300, 400), mode: str = "1", **save: Any) -> bytes:
    """A scan of several pages."""
    images = [photo(size, seed=number).convert(mode) for number in range(pages)]
    out = BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], **save)
    return out.getvalue()


def text_pdf(words: str = "Bonjour", pages: int = 1, size: int = 24) -> bytes:
    """Pages with words of their own: « Bonjour 1 », « Bonjour 2 »."""
    with pikepdf.new() as document:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for number in range(1, pages + 1):
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = document.make_stream(f"BT /F1 {size} Tf 72 700 Td ({words} {number}) Tj ET".encode())
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def active_pdf() -> bytes:
    """A page of text with everything that a PDF can do by itself."""
    with pikepdf.open(BytesIO(text_pdf("Vivant"))) as document:
        name, action = pikepdf.Name, pikepdf.Dictionary
        script = action(S=name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        root, page = document.Root, document.pages[0]
        root.OpenAction = script
        root.AA = action(WC=script)
        root.Names = action(
            JavaScript=action(Names=pikepdf.Array([pikepdf.String("a"), script])),
            EmbeddedFiles=action(Names=pikepdf.Array([])),
        )
        page.obj.AA = action(O=action(S=name.Launch, F=pikepdf.String("cmd.exe")))
        rect = pikepdf.Array([0, 0, 9, 9])
        kinds = [
            action(S=name.Launch, F=pikepdf.String("cmd.exe")),
            action(S=name.SubmitForm, F=pikepdf.String("http://example.org")),
            action(S=name.ImportData, F=pikepdf.String("x.fdf")),
            action(S=name.URI, URI=pikepdf.String("https://example.org"), Next=script),
        ]
        annotations = [action(Type=name.Annot, Subtype=name.Link, Rect=rect, A=one) for one in kinds]
        live = ("/RichMedia", "/FileAttachment")
        annotations += [action(Type=name.Annot, Subtype=name(kind), Rect=rect) for kind in live]
        fine = action(S=name.URI, URI=pikepdf.String("https://example.org/fine"))
        annotations.append(action(Type=name.Annot, Subtype=name.Link, Rect=rect, A=fine))
        page.obj.Annots = document.make_indirect(pikepdf.Array(annotations))
        field = document.make_indirect(action(T=pikepdf.String("f"), AA=action(K=script), Kids=pikepdf.Array([])))
        root.AcroForm = action(XFA=pikepdf.String("<xdp/>"), Fields=pikepdf.Array([field]))
        root.Outlines = document.make_indirect(action())
        root.Outlines.First = document.make_indirect(action(Title=pikepdf.String("t"), A=script))
        document.attachments["secret.txt"] = b"embedded secret"
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def scan_pdf(pages: int = 2, size: tuple[int, int] = (2000, 2800)) -> bytes:
    """A scan: one photograph a page, over a line of text."""
    with pikepdf.open(BytesIO(text_pdf("Texte", pages))) as document:
        for number, page in enumerate(document.pages):
            out = BytesIO()
            photo(size, seed=number).save(out, "JPEG", quality=92)
            picture_stream = document.make_stream(out.getvalue())
            picture_stream.Type, picture_stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture_stream.Width, picture_stream.Height = size
            picture_stream.ColorSpace, picture_stream.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
            picture_stream.Filter = pikepdf.Name.DCTDecode
            page.Resources.XObject = pikepdf.Dictionary(Im=picture_stream)
            page.contents_add(b"q 595 0 0 842 0 0 cm /Im Do Q", prepend=True)
        whole = BytesIO()
        document.save(whole)
    return whole.getvalue()
