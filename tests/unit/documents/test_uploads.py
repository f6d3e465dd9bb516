"""What is believed of a sent file: its bytes, counted as they come."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf
import pytest

from ecandidat.documents.uploads import CHUNK, check, content_disposition, receive, safe_filename, saved_as
from ecandidat.domain.errors import Refused

from . import samples

LIMIT = 2 * 1024 * 1024


def send(content: bytes, filename: str = "cv.pdf", limit: int = LIMIT) -> object:
    return receive(BytesIO(content), filename, limit=limit, target=BytesIO())


def refusal(content: bytes, filename: str = "cv.pdf") -> Refused:
    with pytest.raises(Refused) as caught:
        send(content, filename)
    return caught.value


class Endless:
    """A client that never stops sending."""

    def __init__(self) -> None:
        self.sent = 0
        self.largest = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the whole file was asked for at once"
        self.sent += size
        self.largest = max(self.largest, size)
        return b"%PDF-" + b"x" * (size - 5)


@pytest.mark.parametrize(
    ("content", "content_type", "pages"),
    [
        (samples.pdf(3), "application/pdf", 3),
        (samples.picture("JPEG"), "image/jpeg", 1),
        (samples.picture("JPEG", progressive=True), "image/jpeg", 1),
        (samples.picture("PNG"), "image/png", 1),
    ],
)
def test_a_good_file_is_copied_and_described(content: bytes, content_type: str, pages: int) -> None:
    target = BytesIO()
    received = receive(BytesIO(content), "n'importe.quoi", limit=LIMIT, target=target)
    assert (received.content_type, received.pages) == (content_type, pages)
    assert received.size == len(content)
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    assert target.tell() == 0
    assert target.read() == content


def test_it_works_on_a_file_on_disk(tmp_path: Path) -> None:
    with (tmp_path / "upload").open("w+b") as target:
        received = receive(BytesIO(samples.pdf(2)), "a.pdf", limit=LIMIT, target=target)
        assert received.pages == 2
        assert target.read(5) == b"%PDF-"


def test_an_endless_upload_stops_at_the_limit() -> None:
    client = Endless()
    target = BytesIO()
    with pytest.raises(Refused) as caught:
        receive(cast(BinaryIO, client), "a.pdf", limit=1_000_000, target=target)
    assert caught.value.code == "file_too_large"
    assert caught.value.params["limit"] == 1_000_000
    assert client.sent <= 1_000_000 + CHUNK
    assert client.largest == CHUNK
    assert len(target.getvalue()) <= 1_000_000


def test_the_limit_itself_is_accepted_and_one_byte_more_is_not() -> None:
    content = samples.pdf()
    send(content, limit=len(content))
    with pytest.raises(Refused, match="file_too_large"):
        send(content, limit=len(content) - 1)


def test_nothing_is_refused_as_empty() -> None:
    assert refusal(b"").code == "file_empty"


def test_a_pdf_that_asks_for_a_password_is_refused() -> None:
    assert refusal(samples.pdf(encryption=pikepdf.Encryption(user="u", owner="o"))).code == "file_encrypted"


def test_a_pdf_locked_against_changes_is_as_good_as_any() -> None:
    assert send(samples.pdf(encryption=pikepdf.Encryption(user="", owner="o"))).pages == 1


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf(3)[:-60],
        samples.pdf(3)[:200],
        b"%PDF-1.7\n",
        b"%PDF-1.7\nHello %%EOF\n",
        samples.pdf(0),
        samples.picture("JPEG", (900, 900))[:-400],
        samples.picture("JPEG", (900, 900), progressive=True)[:3000],
        samples.picture("PNG", (900, 900))[:-30],
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    assert refusal(content).code == "file_broken"


def test_a_png_with_one_byte_changed_is_refused() -> None:
    content = bytearray(samples.picture("PNG", (400, 400)))
    content[len(content) // 2] ^= 0xFF
    assert refusal(bytes(content)).code == "file_broken"


def test_a_pdf_with_a_damaged_table_but_a_whole_end_is_repaired() -> None:
    content = samples.pdf(2).replace(b"startxref\n", b"startxref\n9")
    assert check(BytesIO(content)) == ("application/pdf", 2)


def test_pages_are_counted() -> None:
    assert check(BytesIO(samples.pdf(500))) == ("application/pdf", 500)
    many = refusal(samples.pdf(501))
    assert many.code == "file_too_many_pages"
    assert many.params == {"pages": 501, "limit": 500}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"GIF89a" + b"\0" * 20 + samples.pdf(), "image/gif"),
        (b"\n" + samples.pdf(), ""),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "text/html"),
        (b"PK\x03\x04" + b"\0" * 60, "application/zip"),
        (b"MZ" + b"\0" * 60, "application/x-msdownload"),
        (samples.picture("BMP"), "image/bmp"),
        (b"bonjour", ""),
    ],
)
def test_the_name_never_makes_the_type(content: bytes, found: str) -> None:
    refused = refusal(content, "document.pdf")
    assert (refused.code, refused.params["found"]) == ("file_type", found)


def test_an_image_that_claims_too_many_pixels_is_not_decoded() -> None:
    refused = refusal(samples.png_announcing(20_000, 20_000))
    assert refused.code == "file_image_too_big"
    assert refused.params == {"width": 20_000, "height": 20_000, "limit": 100_000_000}


def test_a_large_progressive_photo_is_checked_to_its_end() -> None:
    photo = samples.picture("JPEG", (5200, 5000), "L", progressive=True, quality=20)
    assert check(BytesIO(photo)) == ("image/jpeg", 1)
    assert refusal(photo[:-2]).code == "file_broken"


def test_a_pdf_that_inflates_without_end_is_refused() -> None:
    assert check(BytesIO(samples.pdf_hiding(1000))) == ("application/pdf", 1)
    bomb = samples.pdf_hiding(64 * 1024 * 1024)
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "file_broken"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("CV d'Éloïse (définitif) 😀.pdf", "CV d'Éloïse (définitif) 😀.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\cv.pdf", "cv.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("", "document"),
        ("..", "document"),
        ("a/", "document"),
        ("\ud800.pdf", ".pdf"),
        ("سيرة.pdf", "سيرة.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("y" * 300, "y" * 200),
    ],
)
def test_a_name_is_kept_as_shown(sent: str, kept: str) -> None:
    assert safe_filename(sent) == kept


def test_a_download_keeps_its_name_in_every_reader() -> None:
    assert content_disposition('Relevé "L3"; 2026.pdf') == (
        "attachment; filename=\"Releve _L3__ 2026.pdf\"; filename*=UTF-8''Relev%C3%A9%20%22L3%22%3B%202026.pdf"
    )
    assert content_disposition("سيرة.pdf", inline=True) == (
        "inline; filename=\"document.pdf\"; filename*=UTF-8''%D8%B3%D9%8A%D8%B1%D8%A9.pdf"
    )
    assert "\r" not in content_disposition("a\r\nX: y")


@pytest.mark.parametrize(
    ("name", "content_type", "saved"),
    [
        ("CV.PDF", "application/pdf", "CV.PDF"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("sans extension", "application/pdf", "sans extension.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.jpg", "image/png", "photo.jpg.png"),
        ("x" * 250 + ".exe", "application/pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_document_leaves_with_the_extension_of_what_it_is(name: str, content_type: str, saved: str) -> None:
    assert saved_as(name, content_type) == saved
