"""Dossiers of a selection, or one piece of each, as one file: the work of a task, in the name of whoever asked.

Files go one by one from their place to an archive on the disk, so that memory grows with neither their number nor
their size. What the antivirus signalled stays behind, with a line in the report and in the archive.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ecandidat.dates import moment
from ecandidat.documents import workshop
from ecandidat.domain import filenames
from ecandidat.domain.errors import Refused
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.offer import Formation
from ecandidat.models.task import Line, Selection, Task
from ecandidat.refusals import sentence
from ecandidat.resources import find, path_of
from ecandidat.services import dossier, offer, tasks
from ecandidat.services.exports import Gatherer, establishment_of, hours, keep, selected
from ecandidat.work import Work

DOWNLOAD = "dossiers"
ZIP, PDF, PIECE = "zip", "pdf", "piece"
FORMS = (ZIP, PDF, PIECE)
"""What is made: an archive of dossiers, one PDF, an archive of one piece of each."""

VOLUME = 100
"""Dossiers of one PDF: more of them make several PDFs in one archive, so that putting them together stays bounded."""

_EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
READ_ME = "LISEZMOI.txt"


@dataclass(frozen=True)
class Wanted:
    """What was asked for in the window. ``piece`` is the uid of a piece, ``name`` the template of the files' names."""

    form: str = ZIP
    pieces: bool = False
    piece: str = ""
    name: str = ""


def usual(work: Work, node: Any) -> Wanted:
    """What the window proposes: the parameters of the establishment."""
    home = establishment_of(node)
    form = PDF if work.parameter("DOWNLOAD_MULTIPLE_MODE", home) == "P" else ZIP
    return Wanted(form, bool(work.parameter("DOWNLOAD_MULTIPLE_IS_ADD_PJ", home)), "", filenames.DEFAULT)


def pieces_of(formations: Iterable[Formation]) -> list[tuple[str, str]]:
    """(uid, label) of the pieces that some formations ask for, those of all first."""
    found: dict[str, str] = {}
    for formation in formations:
        for demand in formation.every_demand():
            found.setdefault(demand.uid, demand.title())
    return list(found.items())


def ask(work: Work, node: Any, paths: Iterable[str], wanted: Wanted, *, kind: tasks.TaskKind, back: str) -> Task:
    """Queue a download of the applications at these paths; it leaves a line in the journal of the node.

    Refuses ``export_empty``, ``download_piece_unknown`` and a template of names that cannot be filled.
    """
    every = tuple(paths)
    if not every:
        raise Refused("export_empty")
    if wanted.form not in FORMS or (wanted.form == PIECE and not wanted.piece):
        raise Refused("download_piece_unknown", field="piece")
    name = filenames.check(wanted.name)
    parameters = {"niveau": path_of(node), "forme": wanted.form, "pieces": "1" if wanted.pieces else "",
                  "piece": wanted.piece if wanted.form == PIECE else "", "nom": name}  # fmt: skip
    task = tasks.ask(work, kind, parameters, back=back, total=len(every))
    task.selection = Selection(every)
    offer.record(work, node, "telecharger-dossiers", after=str(len(every)), detail=wanted.piece)
    return task


def build(run: tasks.Run) -> None:
    """The work of the task."""
    with run.reading() as (work, task):
        parameters, paths = dict(task.parameters), selected(task)
        wanted = Wanted(parameters["forme"], bool(parameters["pieces"]), parameters["piece"], parameters["nom"])
        node = find(work.root, parameters["niveau"])
        making = Making(run, work, Gatherer(work, task.owner), wanted)
        stem = f"{'pieces' if wanted.form == PIECE else 'dossiers'}-{node.__name__}-{work.today:%Y-%m-%d}"
        path, extension = making.pdf(paths) if wanted.form == PDF else making.archive(paths)
        kept_for = hours(work, node)
    content_type = "application/pdf" if extension == ".pdf" else "application/zip"
    run.step(lambda work, task: keep(work, task, path, f"{stem}{extension}", content_type, kept_for))


@dataclass
class Making:
    """One download under way."""

    run: tasks.Run
    work: Work
    gather: Gatherer
    wanted: Wanted
    names: filenames.Names = field(default_factory=filenames.Names)
    told: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def archive(self, paths: list[str]) -> tuple[Path, str]:
        """The archive of all that was asked for, and its extension."""
        path = self.run.folder / "archive.zip"
        self.names.free(READ_ME[:-4], ".txt")
        added = 0
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as target:
            for application in self._each(paths):
                maker = self._piece if self.wanted.form == PIECE else self._dossier
                added += maker(application, target)
            target.writestr(READ_ME, self._read_me(added), zipfile.ZIP_DEFLATED)
        return path, ".zip"

    def pdf(self, paths: list[str]) -> tuple[Path, str]:
        """One PDF of all dossiers, or an archive of several where there are many."""
        volumes: list[Path] = []
        waiting: list[tuple[str, str]] = []
        for application in self._each(paths):
            made = self._made(application)
            if made is not None:
                waiting.append((str(made), self._title(application)))
            if len(waiting) >= VOLUME:
                volumes += self._bound(waiting)
                waiting = []
        if waiting:
            volumes += self._bound(waiting)
        if not volumes:
            raise Refused("export_empty")
        if len(volumes) == 1 and not self.told:
            return volumes[0], ".pdf"
        path = self.run.folder / "volumes.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as target:
            for rank, volume in enumerate(volumes, start=1):
                target.write(volume, f"dossiers-{rank}.pdf")
                volume.unlink()
            target.writestr(READ_ME, self._read_me(len(paths)), zipfile.ZIP_DEFLATED)
        return path, ".zip"

    def _each(self, paths: list[str]) -> Iterator[Application]:
        """The applications that the owner may take away; progress and report are written on the way."""
        for count, application in self.gather.applications(paths):
            self.lines = []
            if application is None:
                self._tell(paths[count - 1], paths[count - 1].rsplit("/", 1)[1], Refused("download_gone"))
            else:
                yield application
            self.run.step(tasks.advanced(count, self.lines))

    def _dossier(self, application: Application, target: zipfile.ZipFile) -> int:
        made = self._made(application)
        if made is None:
            return 0
        with made.open("rb") as source:
            self._put(target, self._name(application, ""), ".pdf", source)
        made.unlink()
        return 1

    def _made(self, application: Application) -> Path | None:
        """The dossier as a file of the folder, None when it cannot be made."""
        path = self.run.folder / f"{application.key}.pdf"
        if self.wanted.pieces:
            for title, document in dossier.files(application, "fr", owner=False):
                if not dossier.is_safe(document):
                    self._tell(path_of(application), self._title(application), Refused("download_unsafe", piece=title))
        try:
            with path.open("wb") as target:
                dossier.build(
                    self.work, application, target, owner=False, lang=self.work.language, pieces=self.wanted.pieces
                )  # fmt: skip
        except Refused:
            path.unlink(missing_ok=True)
            self._tell(path_of(application), self._title(application), Refused("download_failed"))
            return None
        return path

    def _piece(self, application: Application, target: zipfile.ZipFile) -> int:
        found = self._sent(application)
        about, title = path_of(application), self._title(application)
        if found is None:
            self._tell(about, title, Refused("download_no_piece"))
            return 0
        label, document = found
        if not dossier.is_safe(document):
            self._tell(about, title, Refused("download_unsafe", piece=label))
            return 0
        with document.open() as source:
            extension = _EXTENSIONS.get(document.content_type, "")
            self._put(target, self._name(application, label), extension, source)
        return 1

    def _sent(self, application: Application) -> tuple[str, Document] | None:
        demand = application.demand(self.wanted.piece)
        document = dossier.readable(application, demand, owner=False) if demand is not None else None
        return (demand.title(), document) if demand is not None and document is not None else None

    def _put(self, target: zipfile.ZipFile, name: str, extension: str, source: BinaryIO) -> None:
        info = zipfile.ZipInfo(self.names.free(name, extension), self.work.now.timetuple()[:6])
        with target.open(info, "w", force_zip64=True) as sink:
            shutil.copyfileobj(source, sink, 64 * 1024)

    def _bound(self, parts: list[tuple[str, str]]) -> list[Path]:
        """Several dossiers in one PDF, in two where one asks for too much; what is put together is removed."""
        path = self.run.folder / f"volume-{Path(parts[0][0]).stem}.pdf"
        try:
            workshop.bind(parts, str(path))
        except Refused:
            if len(parts) == 1:
                raise
            half = len(parts) // 2
            return self._bound(parts[:half]) + self._bound(parts[half:])
        for part, _title in parts:
            Path(part).unlink()
        return [path]

    def _name(self, application: Application, piece: str) -> str:
        personal, formation = application.profile.personal, application.formation
        return filenames.named(self.wanted.name, {
            "numero": application.candidate.number, "nom": personal.name if personal else "",
            "prenom": personal.first_name if personal else "", "formation": formation.title,
            "code": formation.__name__, "composante": formation.component.title, "piece": piece,
        })  # fmt: skip

    def _title(self, application: Application) -> str:
        personal = application.profile.personal
        who = f" {personal.name} {personal.first_name}" if personal is not None else ""
        return f"{application.candidate.number}{who} – {application.formation.title}"

    def _tell(self, about: str, label: str, refused: Refused) -> None:
        self.lines.append(tasks.refused_line(about, label, refused))
        self.told.append(f"{label} : {sentence(refused)}")

    def _read_me(self, added: int) -> str:
        lines = [f"{added} fichier(s) préparé(s) le {moment(self.work.now)} pour {self.work.actor.name}.", ""]
        lines += ["Ce qui n'y est pas :", *self.told] if self.told else ["Rien ne manque."]
        return "\r\n".join(lines) + "\r\n"
