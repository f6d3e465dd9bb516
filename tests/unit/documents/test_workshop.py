"""No file takes the server down: bounded memory, bounded time, and another worker for the next file."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from ecandidat.documents.limits import MAX_FRAMES, MEBIBYTE
from ecandidat.documents.workshop import COMPOSING, DRAWING, MEMORY, SECONDS, Worker, Workshop
from ecandidat.domain.errors import Refused
from tests.architecture.sources import PROJECT

from . import samples

LIMIT = 2 * MEBIBYTE


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def tiff_announcing(width: int, height: int) -> bytes:
    """A few bytes of TIFF that claim to be a huge picture."""
    out = BytesIO()
    Image.new("1", (64, 64)).save(out, "TIFF")
    content = bytearray(out.getvalue())
    at = int.from_bytes(content[4:8], "little")
    for entry in range(int.from_bytes(content[at : at + 2], "little")):
        start = at + 2 + entry * 12
        tag = int.from_bytes(content[start : start + 2], "little")
        if tag in (256, 257, 278):
            content[start + 2 : start + 4] = (4).to_bytes(2, "little")
            content[start + 8 : start + 12] = (width if tag == 256 else height).to_bytes(4, "little")
    return bytes(content)


def swollen(kind: str, size: tuple[int, int], mode: str = "RGB") -> bytes:
    """A small file that unfolds to many points of one colour."""
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **({"compression": "tiff_adobe_deflate"} if kind == "TIFF" else {}))
    return out.getvalue()


def pdf_drawing(inflated: int) -> bytes:
    """A page whose content unfolds to ``inflated`` bytes of drawing."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        packed = zlib.compress(b"0 0 m 9 9 l S\n" * (inflated // 14), 9)
        document.pages[0].Contents = pikepdf.Stream(document, packed)
        document.pages[0].Contents.Filter = pikepdf.Name.FlateDecode
        out = BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def pdf_of_one_page_many_times(count: int) -> bytes:
    """A PDF of ``count`` pages in a few bytes each."""
    first = 3
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(count))
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)]
    bodies += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>"] * count
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


HOSTILE = {
    "empty": (b"", "file_empty"),
    "encrypted": (samples.encrypted_pdf(), "file_encrypted"),
    "PDF cut": (cut(samples.text_pdf(pages=3)), "file_broken"),
    "JPEG cut": (cut(samples.picture("JPEG", (900, 900))), "file_broken"),
    "PNG cut": (cut(samples.picture("PNG", (900, 900))), "file_broken"),
    "HEIC cut": (cut(samples.camera("HEIF")), "file_broken"),
    "WebP cut": (cut(samples.camera("WEBP")), "file_broken"),
    "TIFF cut": (cut(samples.tiff(2, compression="group4")), "file_broken"),
    "web page": (b"<!doctype html><script>alert(1)</script>", "file_type"),
    "program": (b"MZ\x90\x00" + bytes(200), "file_type"),
    "GIF before a PDF": (b"GIF89a" + bytes(20) + samples.text_pdf(), "file_type"),
    "PDF that unfolds without end": (samples.pdf_hiding(300 * MEBIBYTE), "file_broken"),
    "PDF of ten thousand pages": (pdf_of_one_page_many_times(10_000), "file_too_many_pages"),
    "PNG that claims 20,000 × 20,000": (samples.png_announcing(20_000, 20_000), "file_image_too_big"),
    "TIFF that claims 20,000 × 20,000": (tiff_announcing(20_000, 20_000), "file_image_too_big"),
    "TIFF that unfolds to 8,000 × 8,000": (swollen("TIFF", (8_000, 8_000)), "file_image_too_big"),
    "TIFF of many pages": (samples.tiff(MAX_FRAMES + 1, (16, 16)), "file_too_many_pages"),
    "WebP that unfolds to 12,000 × 7,000": (swollen("WEBP", (12_000, 7_000)), "file_image_too_big"),
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """One worker for all files of this module: what one file does to it, the next one feels."""
    with Workshop(workers=1) as opened:
        yield opened


def peak(shop: Workshop) -> int:
    """The most memory that the waiting worker ever had, in bytes."""
    status = Path(f"/proc/{shop._idle[-1].process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_its_sentence_and_little_memory(shop: Workshop, tmp_path: Path, kind: str) -> None:
    """C071."""
    content, code = HOSTILE[kind]
    source = tmp_path / "sent"
    source.write_bytes(content)
    for act, arguments in (("receive", {"limit": LIMIT}), ("pages", {})):
        with pytest.raises(Refused) as caught:
            shop.ask(act, SECONDS, source=str(source), target=str(tmp_path / "made"), **arguments)
        assert caught.value.code == code
    assert peak(shop) < MEMORY


def test_a_picture_too_large_for_the_memory_of_a_worker_is_refused_and_the_next_file_read(tmp_path: Path) -> None:
    sent = {"large": samples.camera("TIFF", (3200, 2400), compression="tiff_lzw"), "small": samples.text_pdf()}
    for name, content in sent.items():
        (tmp_path / name).write_bytes(content)
    with Workshop(workers=1, memory=40 * MEBIBYTE) as shop:
        with pytest.raises(Refused, match="file_exhausting"):
            shop.ask("pages", SECONDS, source=str(tmp_path / "large"), target=str(tmp_path / "made"))
        assert shop.ask("pages", SECONDS, source=str(tmp_path / "small"), target=str(tmp_path / "made")) == {"pages": 1}


def test_a_worker_that_takes_too_long_is_ended_and_replaced(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.camera("JPEG", (3000, 2400), 2))
    with Workshop(workers=1) as shop:
        arguments = {"source": str(tmp_path / "sent"), "target": str(tmp_path / "made")}
        with pytest.raises(Refused, match="file_exhausting"):
            shop.ask("pages", 0.01, **arguments)
        assert shop.ask("pages", SECONDS, **arguments) == {"pages": 1}


def test_a_page_that_draws_without_end_costs_its_time_and_no_more(shop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(pdf_drawing(200 * MEBIBYTE))
    page = {"source": str(tmp_path / "sent"), "target": str(tmp_path / "drawn.jpg"), "index": 0}
    with pytest.raises(Refused, match="file_exhausting"):
        shop.ask("thumbnail", 1, **page)
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    assert shop.ask("thumbnail", DRAWING, **page)["height"] == 200


def test_a_dead_worker_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    arguments = {"source": str(tmp_path / "sent"), "target": str(tmp_path / "made")}
    with Workshop(workers=1) as shop:
        shop.ask("pages", SECONDS, **arguments)
        worker = shop._idle[0].process
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        assert shop.ask("pages", SECONDS, **arguments) == {"pages": 1}
        assert shop._idle[0].process.pid != worker.pid


class Perilous(Workshop):
    """Its first workers are killed while they read."""

    def __init__(self, killed: int) -> None:
        super().__init__(workers=1)
        self.taken, self.killed = 0, killed

    def _take(self) -> Worker:
        worker = super()._take()
        self.taken += 1
        if self.taken <= self.killed:
            # Stopped, it cannot answer before it is killed.
            os.kill(worker.process.pid, signal.SIGSTOP)
            threading.Timer(0.2, worker.process.kill).start()
        return worker


def test_what_a_killed_worker_was_reading_is_read_once_more(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    arguments = {"source": str(tmp_path / "sent"), "target": str(tmp_path / "made")}
    with Perilous(killed=1) as shop:
        assert shop.ask("pages", SECONDS, **arguments) == {"pages": 1}
    with Perilous(killed=2) as shop:
        with pytest.raises(Refused, match="file_exhausting"):
            shop.ask("pages", SECONDS, **arguments)
        assert shop.ask("pages", SECONDS, **arguments) == {"pages": 1}


def test_threads_share_the_workers(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf(pages=2))
    answers: list[int] = []

    def ask(number: int) -> None:
        target = str(tmp_path / f"made{number}")
        answers.append(shop.ask("pages", SECONDS, source=str(tmp_path / "sent"), target=target)["pages"])

    with Workshop(workers=2) as shop:
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(COMPOSING)
        assert answers == [2] * 8
        assert 1 <= len(shop._idle) <= 2


class Held(Workshop):
    """Its requests wait for a word before they are worked on."""

    def __init__(self, turn: float) -> None:
        super().__init__(workers=2, turn=turn)
        self.begun, self.word = threading.Semaphore(0), threading.Event()

    def _have(self, act: str, seconds: float, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        self.begun.release()
        assert self.word.wait(COMPOSING)
        return super()._have(act, seconds, arguments)


@pytest.mark.parametrize("turn", [0, COMPOSING], ids=["refused", "waits"])
def test_one_person_never_holds_all_workers(tmp_path: Path, turn: float) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    said: list[str] = []

    def ask(who: str, number: int) -> None:
        try:
            shop.ask("pages", SECONDS, who, source=str(tmp_path / "sent"), target=str(tmp_path / f"made{number}"))
            said.append(f"{who} done")
        except Refused as refused:
            said.append(f"{who} {refused.code}")

    with Held(turn) as shop:
        threads = [threading.Thread(target=ask, args=("anne", number)) for number in (1, 2)]
        threads[0].start()
        assert shop.begun.acquire(timeout=SECONDS)
        threads[1].start()
        if not turn:
            threads[1].join(COMPOSING)
            assert said == ["anne files_turn"]
        threads.append(threading.Thread(target=ask, args=("bruno", 3)))
        threads[2].start()
        assert shop.begun.acquire(timeout=SECONDS), "the other worker is for somebody else"
        assert not shop.begun.acquire(blocking=False)
        shop.word.set()
        for thread in threads:
            thread.join(COMPOSING)
        assert sorted(said) == ["anne done", "anne done" if turn else "anne files_turn", "bruno done"]
        assert not shop._turns


def test_a_worker_may_not_take_more_than_its_memory(shop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    shop.ask("pages", SECONDS, source=str(tmp_path / "sent"), target=str(tmp_path / "made"))
    limits = Path(f"/proc/{shop._idle[-1].process.pid}/limits").read_text()
    line = next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert MEMORY < int(line.split()[3]) < MEMORY + 150 * MEBIBYTE


def worker_ends(program: str, within: float) -> bool:
    """Whether the worker whose number a server prints ends, in so many seconds, once that server was told to."""
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    with server, server.stdin, server.stdout:
        worker = os.pidfd_open(int(server.stdout.readline()))
        server.stdin.write(b"x")
        server.stdin.flush()
        server.wait(COMPOSING)
        ended, _, _ = select.select([worker], [], [], within)
        os.close(worker)
    return bool(ended)


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)"], ids=["normal", "killed"])
def test_workers_end_with_their_server(tmp_path: Path, end: str) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    program = (
        "import os, signal, sys\n"
        "from ecandidat.documents import workshop\n"
        f"workshop.pages({str(tmp_path / 'sent')!r}, {str(tmp_path / 'made')!r}, '')\n"
        "pid = workshop._shop._idle[0].process.pid\n"
        "print(pid, flush=True)\n"
        "sys.stdin.read(1)\n"
        f"{end}\n"
    )
    assert worker_ends(program, within=30)


def test_a_worker_at_work_ends_with_its_server(tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(samples.text_pdf())
    objects = b"".join(b"%d 0 obj<</A[%d 0 R]>>endobj\n" % (number, number + 1) for number in range(3, 400_000))
    root = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    (tmp_path / "long").write_bytes(b"%PDF-1.4\n" + objects + root)
    long = {"source": str(tmp_path / "long"), "target": str(tmp_path / "made"), "who": ""}
    program = (
        "import os, signal, sys, threading\n"
        "from ecandidat.documents import workshop\n"
        f"workshop.pages({str(tmp_path / 'sent')!r}, {str(tmp_path / 'made')!r}, '')\n"
        "pid = workshop._shop._idle[0].process.pid\n"
        "def spent():\n"
        "    return int(open(f'/proc/{pid}/stat').read().split()[13])\n"
        "before = spent()\n"
        f"reading = threading.Thread(target=lambda: workshop.pages(**{long!r}), daemon=True)\n"
        "reading.start()\n"
        "while reading.is_alive() and spent() < before + 20:\n"
        "    pass\n"
        "print(pid, flush=True)\n"
        "sys.stdin.read(1)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert worker_ends(program, within=1)
