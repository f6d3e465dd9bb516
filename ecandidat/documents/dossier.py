"""« Télécharger mon dossier »: the recapitulation of an application, then its pieces, in one PDF with bookmarks.

What never enters: models and codes. The caller gives labels and dates as they are to be read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ecandidat.documents import workshop
from ecandidat.documents.merging import Part
from ecandidat.documents.typesetting import DEFAULT_ACCENT, colour, compile_pdf
from ecandidat.documents.words import DOSSIER, words_for
from ecandidat.domain.errors import Refused


@dataclass(frozen=True)
class Identity:
    """Who the candidate is, as printed."""

    civil_title: str = ""
    birth_name: str = ""
    usual_name: str = ""
    first_name: str = ""
    other_first_name: str = ""
    birth: str = ""
    birth_place: str = ""
    nationality: str = ""
    ine: str = ""
    mail: str = ""
    phone: str = ""
    mobile: str = ""

    @property
    def name(self) -> str:
        """First name, then usual or birth name."""
        return f"{self.first_name} {self.usual_name or self.birth_name}".strip()


@dataclass(frozen=True)
class Dates:
    """« Dates utiles », as printed; "" for one that the formation has not."""

    return_by: str = ""
    analysis: str = ""
    jury: str = ""
    publication: str = ""
    confirmation: str = ""


@dataclass(frozen=True)
class Bac:
    """The baccalaureate; ``without`` for « sans bac »."""

    without: bool = False
    year: str = ""
    series: str = ""
    honours: str = ""
    specialities: str = ""
    options: str = ""
    school: str = ""
    place: str = ""


@dataclass(frozen=True)
class Study:
    """One line of « Cursus interne » or « Cursus externe »; ``result`` says obtained or not, mark and honours."""

    year: str
    label: str
    school: str = ""
    result: str = ""


@dataclass(frozen=True)
class Activity:
    """One line of « Stages » or « Expériences pro. »."""

    year: str
    label: str
    organisation: str = ""
    duration: str = ""
    description: str = ""


@dataclass(frozen=True)
class PieceLine:
    """One demanded piece in the recapitulation; ``sha256`` in full, its first 16 characters are printed.

    ``conditional`` pieces say so in the checklist of a paper file.
    """

    label: str
    status: str = ""
    comment: str = ""
    filename: str = ""
    sha256: str = ""
    conditional: bool = False


@dataclass(frozen=True)
class DossierData:
    """Everything that the recapitulation says. ``accent`` is "#rrggbb"; empty values are left out of the page.

    ``paper`` adds the sentence, the checklist, the return address and the grid for the commission, in French, one box
    for each of ``decisions``.
    """

    language: str
    university: str
    number: str
    formation: str
    identity: Identity
    accent: str = DEFAULT_ACCENT
    component: str = ""
    campaign: str = ""
    edited: str = ""
    formation_code: str = ""
    mode: str = ""
    status: str = ""
    treatment: str = ""
    decision: str = ""
    reason: str = ""
    comment: str = ""
    answer: str = ""
    dates: Dates = Dates()
    address: tuple[str, ...] = ()
    baccalaureate: Bac | None = None
    internal_studies: tuple[Study, ...] = ()
    external_studies: tuple[Study, ...] = ()
    internships: tuple[Activity, ...] = ()
    experiences: tuple[Activity, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[PieceLine, ...] = ()
    paper: bool = False
    return_address: tuple[str, ...] = ()
    return_comment: str = ""
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class PieceFile:
    """A file to put behind the recapitulation. ``open`` gives a new seekable stream, which is closed after use."""

    label: str
    filename: str
    content_type: str
    open: Callable[[], BinaryIO]


def build(
    dossier: DossierData, pieces: Sequence[PieceFile], target: BinaryIO, *, created: datetime | None = None
) -> None:
    """Write the whole PDF to ``target`` (seekable). A piece that cannot be printed gets a page that says why.

    Pieces are read in a process apart, from their files: memory does not grow with them. Refused with
    ``file_exhausting`` and ``files_crowd`` as :mod:`workshop` does.
    """
    words = words_for(DOSSIER, dossier.language)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ecandidat-")))
        parts = [_part(folder / str(rank), piece, stack) for rank, piece in enumerate(pieces)]
        data = asdict(dossier) | {
            "name": dossier.identity.name,
            "accent": colour(dossier.accent),
            "words": words,
            "desk": words_for(DOSSIER, "fr"),
            "language": dossier.language if dossier.language in DOSSIER else "fr",
            "inserts": [
                {
                    "label": part.label,
                    "filename": part.filename,
                    "reason": words.get(part.fault, words["file_broken"]) if part.fault else "",
                }
                for part in parts
                if part.needs_page
            ],
        }
        typeset = compile_pdf("dossier", data, created=created)
        start, whole = folder / "typeset.pdf", folder / "whole.pdf"
        start.write_bytes(typeset)
        workshop.merge(str(start), parts, words["summary"], str(whole))
        with whole.open("rb") as made:
            shutil.copyfileobj(made, target, 64 * 1024)


def _part(path: Path, piece: PieceFile, stack: ExitStack) -> Part:
    """A piece examined apart; ``path`` is where its pages may be written."""
    try:
        source = _path_of(path.with_suffix(".sent"), stack.enter_context(piece.open()))
    except (OSError, LookupError):
        return Part(piece.label, piece.filename, "", "file_missing")
    try:
        image = bool(workshop.examine(source, piece.content_type, str(path))["image"])
    except Refused as refused:
        if refused.code == "files_crowd":
            raise
        return Part(piece.label, piece.filename, "", refused.code)
    return Part(piece.label, piece.filename, str(path) if image else source, image=image)


def _path_of(copy: Path, stream: BinaryIO) -> str:
    """Where the bytes of a stream are on the disk; they are put there when they are only in memory."""
    name = getattr(stream, "name", "")
    if isinstance(name, str) and name and Path(name).is_file():
        return name
    with copy.open("wb") as target:
        shutil.copyfileobj(stream, target, 64 * 1024)
    return str(copy)
