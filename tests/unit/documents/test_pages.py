"""Files of any kind become pages, pages become one PDF: real files, made on the spot."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from ecandidat.documents import pages
from ecandidat.documents.shrinking import LEVELS
from ecandidat.domain.errors import Refused

from . import samples

LIMIT = 2 * 1024 * 1024
KINDS = {
    "JPEG": samples.camera("JPEG"),
    "PNG": samples.camera("PNG"),
    "HEIC": samples.camera("HEIF"),
    "WebP": samples.camera("WEBP"),
    "TIFF": samples.camera("TIFF"),
    "transparent PNG": samples.picture("PNG", (600, 400), "RGBA"),
    "sixteen bits": samples.tiff(1, mode="I;16"),
    "palette": samples.picture("PNG", (300, 200), "L"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files come and go."""
    return tmp_path


def sent(folder: Path, content: bytes, name: str = "sent") -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def paged(folder: Path, content: bytes, name: str = "sent") -> str:
    """The file as the PDF that a tray keeps."""
    made = str(folder / f"{name}.pdf")
    pages.pages(sent(folder, content, name), made)
    return made


def images(pdf: pikepdf.Pdf) -> list[Any]:
    """The pictures of a document, in the order in which they were put in."""
    kind = pikepdf.Name.Image
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == kind]


def colours(path: str, index: int = 0) -> list[str]:
    """What is seen at the four corners of a drawn page, red or not, clockwise from the upper left."""
    with pypdfium2.PdfDocument(path) as document:
        image = document[index].render(scale=0.2).to_pil().convert("RGB")
    width, height = image.size
    corners = [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)]
    seen = [image.getpixel((int(width * x), int(height * y))) for x, y in corners]
    return ["red" if pixel[0] > 200 and pixel[1] < 90 else "other" for pixel in seen]


def text(path: str) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded().strip() for page in document]


@pytest.mark.parametrize("kind", KINDS)
def test_any_picture_becomes_an_a4_page(folder: Path, kind: str) -> None:
    """C070."""
    made = paged(folder, KINDS[kind])
    with pikepdf.open(made) as pdf:
        assert len(pdf.pages) == 1
        box = sorted(float(side) for side in pdf.pages[0].mediabox[2:])
    assert box == pytest.approx([595.28, 841.89], abs=0.5)


@pytest.mark.parametrize("kind", ["JPEG", "HEIC", "WebP", "TIFF", "PNG"])
def test_nothing_tells_where_a_photograph_was_taken(folder: Path, kind: str) -> None:
    content = KINDS[kind]
    assert b"SpyPhone" in content
    made = folder / "out.pdf"
    done = pages.receive(sent(folder, content), str(made), LIMIT)
    assert not done["kept"]
    with pikepdf.open(made) as pdf:
        everything = made.read_bytes() + b"".join(
            thing.read_raw_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)
        )
        assert "/Info" not in pdf.trailer or "SpyPhone" not in str(pdf.trailer.Info)
    for trace in (b"SpyPhone", b"Exif", b"eXIf", b"GPS", b"http://ns.adobe.com"):
        assert trace not in everything


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "TIFF", "WEBP", "PNG"])
@pytest.mark.parametrize(
    ("orientation", "red_at"), [(1, 0), (3, 2), (6, 1), (8, 3), (2, 1), (5, 0)]
)
def test_a_photograph_is_upright_as_its_camera_says(folder: Path, kind: str, orientation: int, red_at: int) -> None:
    made = paged(folder, samples.camera(kind, (800, 600), orientation))
    assert [index for index, colour in enumerate(colours(made)) if colour == "red"] == [red_at]


def test_the_data_of_a_jpeg_are_copied(folder: Path) -> None:
    bare = samples.picture("JPEG", (900, 700), quality=83)
    for content in (bare, samples.camera("JPEG", (900, 700), 6)):
        with pikepdf.open(paged(folder, content)) as pdf:
            (data,) = (image.read_raw_bytes() for image in images(pdf))
        assert data[-200:] == content[-200:]
        assert len(data) <= len(content)


def test_a_picture_with_nothing_beside_it_is_kept_as_it_was_sent(folder: Path) -> None:
    for content, content_type in ((samples.picture(), "image/jpeg"), (samples.picture("PNG"), "image/png")):
        done = pages.receive(sent(folder, content), str(folder / "made"), LIMIT)
        assert done == {"content_type": content_type, "pages": 1, "kept": True}


def test_what_follows_a_picture_is_not_kept(folder: Path) -> None:
    for picture in (samples.picture(), samples.picture("PNG")):
        made = folder / "made.pdf"
        done = pages.receive(sent(folder, picture + b"PK\x03\x04 a second file"), str(made), LIMIT)
        assert done["content_type"] == "application/pdf"
        assert b"second file" not in made.read_bytes()


def test_a_tiff_gives_each_of_its_pages(folder: Path) -> None:
    made = paged(folder, samples.tiff(3, compression="group4"))
    with pikepdf.open(made) as pdf:
        assert len(pdf.pages) == 3
        assert [int(image.BitsPerComponent) for image in images(pdf)] == [1, 1, 1]


def test_a_pdf_with_nothing_to_take_out_stays_byte_for_byte(folder: Path) -> None:
    content = samples.text_pdf(pages=2)
    assert pages.receive(sent(folder, content), str(folder / "made"), LIMIT) == {
        "content_type": "application/pdf", "pages": 2, "kept": True
    }  # fmt: skip
    assert Path(paged(folder, content)).read_bytes() == content


def test_what_a_pdf_does_by_itself_is_taken_out_and_its_text_stays(folder: Path) -> None:
    """C071."""
    content = samples.active_pdf()
    made = folder / "made.pdf"
    assert pages.receive(sent(folder, content), str(made), LIMIT)["kept"] is False
    with pikepdf.open(made) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
        links = [annotation.A.URI for annotation in pdf.pages[0].Annots if "/A" in annotation]
    left = out.getvalue()
    for word in (
        b"JavaScript", b"/JS", b"/AA", b"OpenAction", b"Launch", b"SubmitForm", b"ImportData", b"XFA", b"RichMedia",
        b"EmbeddedFile", b"FileAttachment", b"embedded secret",
    ):  # fmt: skip
        assert word in content or word == b"EmbeddedFile"
        assert word not in left, word
    assert [str(link) for link in links] == ["https://example.org/fine"]
    assert text(str(made)) == ["Vivant 1"]


def test_opening_at_a_place_is_no_reason_to_write_a_pdf_anew(folder: Path) -> None:
    with pikepdf.open(BytesIO(samples.text_pdf())) as pdf:
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
        out = BytesIO()
        pdf.save(out)
    assert pages.receive(sent(folder, out.getvalue()), str(folder / "made"), LIMIT)["kept"]


def test_another_file_behind_a_pdf_is_cut_off(folder: Path) -> None:
    made = folder / "made.pdf"
    content = samples.text_pdf() + b"PK\x03\x04" + b"z" * 300
    assert not pages.receive(sent(folder, content), str(made), LIMIT)["kept"]
    assert b"PK\x03\x04" not in made.read_bytes()
    assert text(str(made)) == ["Bonjour 1"]


def test_an_archive_that_ends_as_a_pdf_does_is_cut_off_too(folder: Path) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("program.exe", b"MZ" * 50)
        files.comment = b"%%EOF"
    made = folder / "made.pdf"
    assert not pages.receive(sent(folder, samples.text_pdf() + archive.getvalue()), str(made), LIMIT)["kept"]
    assert b"program.exe" not in made.read_bytes()


def test_a_file_kept_as_it_is_is_of_the_kinds_that_are_wanted(folder: Path) -> None:
    path = sent(folder, samples.picture("PNG"))
    assert pages.inspect(path, ["image/png", "image/jpeg"]) == {"content_type": "image/png", "pages": 1}
    with pytest.raises(Refused, match="file_type"):
        pages.inspect(path, ["application/pdf"])
    with pytest.raises(Refused, match="file_broken"):
        pages.inspect(sent(folder, samples.text_pdf()[:200]), ["application/pdf"])


def test_pages_of_several_files_follow_their_order_and_their_turns(folder: Path) -> None:
    """C070."""
    letter = paged(folder, samples.text_pdf("Lettre", 2), "letter")
    photo = paged(folder, samples.camera("HEIF", (800, 600)), "photo")
    out = folder / "out.pdf"
    done = pages.compose([(letter, 1, 0), (photo, 0, 90), (letter, 0, 180)], str(out), LIMIT)
    assert done["pages"] == 3
    assert done["size"] == out.stat().st_size
    assert text(str(out)) == ["Lettre 2", "", "Lettre 1"]
    assert colours(str(out), 1).index("red") == 1
    with pikepdf.open(out) as pdf:
        assert [int(page.get("/Rotate", 0)) for page in pdf.pages] == [0, 90, 180]


def test_the_whole_of_one_document_is_composed_as_it_is(folder: Path) -> None:
    letter = paged(folder, samples.text_pdf("Lettre", 2))
    out = folder / "out.pdf"
    pages.compose([(letter, 0, 0), (letter, 1, 0)], str(out), LIMIT)
    assert out.read_bytes() == Path(letter).read_bytes()


def test_what_was_typed_in_a_form_is_still_seen(folder: Path) -> None:
    with pikepdf.open(BytesIO(samples.text_pdf("Imprimé", 2))) as pdf:
        font = pdf.pages[0].Resources.Font.F1
        field = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("nom"),
            V=pikepdf.String("DURAND"), Rect=pikepdf.Array([72, 500, 300, 530]), DA=pikepdf.String("/F1 12 Tf 0 g"),
            F=4,
        ))  # fmt: skip
        pdf.pages[0].Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(
            Fields=pikepdf.Array([field]), NeedAppearances=True, DA=pikepdf.String("/F1 12 Tf 0 g"),
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        ))  # fmt: skip
        out = BytesIO()
        pdf.save(out)
    form, made = paged(folder, out.getvalue()), folder / "out.pdf"
    pages.compose([(form, 0, 90)], str(made), LIMIT)
    assert "DURAND" in text(str(made))[0]


def test_photographs_lose_points_until_they_fit(folder: Path) -> None:
    """C070."""
    sheets = []
    for number in range(3):
        photo = samples.camera("JPEG", (3600, 2700), 6 if number else 1, quality=92)
        sheets.append((paged(folder, photo, f"p{number}"), 0, 0))
    before = sum(os.path.getsize(path) for path, _, _ in sheets)
    out = folder / "out.pdf"
    done = pages.compose(sheets, str(out), LIMIT)
    assert before > 3 * LIMIT
    assert LIMIT / 4 < done["size"] <= LIMIT
    with pikepdf.open(out) as pdf:
        assert len(images(pdf)) == 3
        for image in images(pdf):
            assert max(int(image.Width), int(image.Height)) >= round(LEVELS[-1][0] * 297 / 25.4)


def test_scans_in_a_pdf_are_made_smaller_and_text_never(folder: Path) -> None:
    """C070."""
    content = samples.scan_pdf()
    assert len(content) > LIMIT
    made = folder / "made.pdf"
    assert pages.receive(sent(folder, content), str(made), LIMIT)["pages"] == 2
    assert made.stat().st_size <= LIMIT
    assert text(str(made)) == ["Texte 1", "Texte 2"]


def test_a_place_hidden_in_a_scan_is_forgotten_when_pages_are_put_together(folder: Path) -> None:
    with pikepdf.open(BytesIO(samples.scan_pdf(1, (400, 600)))) as pdf:
        (image,) = images(pdf)
        image.write(samples.camera("JPEG", (400, 600)), filter=pikepdf.Name.DCTDecode)
        pdf.docinfo["/Author"] = "Espionne"
        out = BytesIO()
        pdf.save(out)
    assert b"SpyPhone" in out.getvalue()
    scan, made = paged(folder, out.getvalue()), folder / "out.pdf"
    pages.compose([(scan, 0, 180)], str(made), LIMIT)
    assert b"SpyPhone" not in made.read_bytes()
    assert b"Espionne" not in made.read_bytes()


def test_what_cannot_fit_says_how_large_it_stays(folder: Path) -> None:
    with pytest.raises(Refused) as caught:
        pages.receive(sent(folder, samples.incompressible_pdf()), str(folder / "made"), LIMIT)
    assert caught.value.code == "file_cannot_fit"
    assert caught.value.params["limit"] == LIMIT
    assert int(str(caught.value.params["size"])) > LIMIT


def test_a_page_is_drawn_small(folder: Path) -> None:
    for content in (samples.camera("JPEG", (3000, 2000)), samples.text_pdf("Mot " * 10)):
        drawn = folder / "drawn.jpg"
        pages.thumbnail(paged(folder, content), str(drawn), 0)
        assert drawn.stat().st_size <= 20 * 1024
        with Image.open(drawn) as image:
            assert max(image.size) == 200
            assert image.format == "JPEG"
