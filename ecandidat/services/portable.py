"""« Apporter mes données »: a file made by another instance, received with suspicion, kept until its owner confirms.

A file is an ``ecandidat.json`` alone or the ZIP around it (docs/own-data.md). Nothing of it is believed: its size, its
members, its types are checked here, its values by the forms of the profile, its documents as any upload.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO, cast

from ecandidat.documents.uploads import safe_filename
from ecandidat.domain.errors import Refused
from ecandidat.models.arrival import Arrival
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.models.folder import ShardedMap
from ecandidat.models.journal import Entry
from ecandidat.models.task import Line, Task
from ecandidat.services import filing, library, profile, tasks
from ecandidat.services.own_data import FORMAT, JSON_NAME, VERSION
from ecandidat.work import Work

IMPORT = "reprise-fichiers"
MEGABYTE = 1024 * 1024
LARGEST = 200 * MEGABYTE
"""Largest file brought."""

LARGEST_JSON = 3 * MEGABYTE
LARGEST_TEXT = 5_000
MOST_MEMBERS = 2_000
MOST_RATIO = 200
"""How many times its size a member may grow: a JSON or a PDF stays far below, a bomb far above."""

WAITS = timedelta(days=1)
"""How long a file waits for its owner's word."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Brought:
    """One document of the archive: its member, its name, its fingerprint."""

    member: str
    filename: str
    sha256: str


def receive(work: Work, candidate: Candidate, stream: BinaryIO, filename: str) -> Arrival:
    """Check a file and keep it until it is confirmed; it takes the place of the one brought before.

    Refuses ``file_empty``, ``import_too_large``, ``import_unreadable``, ``import_unsafe``, ``import_not_ours``,
    ``import_version`` and ``import_shape`` (``where``).
    """
    profile.check_here(candidate)
    with tempfile.TemporaryFile(dir=filing.room(work)) as kept:
        print_ = _copy(stream, kept)
        if zipfile.is_zipfile(kept):
            kept.seek(0)
            content = _from_zip(kept)
            kept.seek(0)
            archive = filing.as_sent(work, kept, filename, "application/zip") if documents(content) else None
        else:
            kept.seek(0)
            content, archive = _parsed(kept.read(LARGEST_JSON + 1)), None
    _drop(work, candidate)
    arrival = Arrival(work.now, print_, safe_filename(filename), json.dumps(content, ensure_ascii=False), archive)
    candidate.arrival = arrival
    candidates = work.root.candidates
    if candidates.arriving is None:
        candidates.arriving = ShardedMap()
    candidates.arriving[candidate.number] = work.now + WAITS
    return arrival


def content_of(arrival: Arrival) -> Values:
    """The checked content of a file that waits."""
    found: Values = json.loads(arrival.content)
    return found


def waiting(candidate: Candidate, print_: str) -> Arrival:
    """The file that a page speaks of; refuses ``import_gone`` when another one took its place or none is left."""
    arrival: Arrival | None = candidate.arrival
    if arrival is None or arrival.print_ != print_:
        raise Refused("import_gone")
    return arrival


def documents(content: Values) -> list[Brought]:
    """The documents that a content names, each once."""
    found: dict[str, Brought] = {}
    for entry in content.get("documents", ()):
        found.setdefault(entry["sha256"], Brought(entry["file"], entry["filename"], entry["sha256"]))
    return list(found.values())


def take(work: Work, candidate: Candidate, chosen: list[tuple[str, Any]]) -> list[tuple[str, Refused | None]]:
    """Write the chosen (step, checked value) pairs by the rules of the profile; what became of each."""
    outcome: list[tuple[str, Refused | None]] = []
    for step, value in chosen:
        try:
            if step in profile.SAVERS:
                profile.SAVERS[step](work, candidate, value)
            else:
                profile.save_entry(work, candidate, step, STEPS[step], value)
        except Refused as refused:
            outcome.append((step, refused))
        else:
            outcome.append((step, None))
    candidate.journal.add(Entry(work.now, work.actor.name, "apporter-donnees", after=str(len(chosen))))
    return outcome


def forget(work: Work, candidate: Candidate) -> None:
    """Let go of what was brought."""
    _drop(work, candidate)


def forgotten(work: Work) -> list[str]:
    """Numbers of those who never said what to take."""
    arriving = work.root.candidates.arriving
    return [number for number, moment in arriving.items() if moment <= work.now] if arriving is not None else []


def drop_forgotten(work: Work, number: str) -> str:
    """Let go of what somebody brought and forgot; what was done, or ''."""
    arriving, candidate = work.root.candidates.arriving, work.root.candidates.get(number)
    if arriving is None or arriving.get(number, work.now) > work.now:
        return ""
    arriving.pop(number, None)
    if candidate is not None and candidate.arrival is not None:
        candidate.arrival = None
    return "apports-oublies"


def file_away(run: tasks.Run) -> None:
    """The work of the task: put the documents brought into « Mes documents », one by one."""
    with run.reading() as (work, task):
        candidate = work.root.candidates[task.owner[2:]]
        arrival: Arrival | None = candidate.arrival
        if arrival is None or arrival.archive is None:
            raise Refused("import_gone")
        archive = run.folder / "archive.zip"
        with arrival.archive.open() as source, archive.open("wb") as target:
            shutil.copyfileobj(source, target, 64 * 1024)
        brought = {one.member: one for one in documents(content_of(arrival))}
    with zipfile.ZipFile(archive) as found:

        def one(work: Work, task: Task, member: str) -> Line:
            wanted, owner = brought[member], work.root.candidates[task.owner[2:]]
            try:
                with _member(found, member) as source:
                    document = library.add(work, owner, source, wanted.filename)
            except Refused as refused:
                return tasks.refused_line("", wanted.filename, refused)
            if document.sha256 != wanted.sha256:
                raise Refused("import_altered")
            return Line("", wanted.filename)

        run.each(one, list(brought), chunk=5)

    def end(work: Work, task: Task) -> None:
        _drop(work, work.root.candidates[task.owner[2:]])
        tasks.finish(work, task)

    run.step(end)


@contextmanager
def _member(archive: zipfile.ZipFile, member: str) -> Iterator[BinaryIO]:
    """A member of an archive; one that cannot be unpacked is a broken file."""
    try:
        with archive.open(member) as source:
            yield cast("BinaryIO", source)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Refused("file_broken") from error
    except Exception as error:
        # Decompressors have exceptions of their own: zlib.error, lzma.LZMAError.
        if isinstance(error, Refused):
            raise
        raise Refused("file_broken") from error


def _copy(stream: BinaryIO, target: BinaryIO) -> str:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(64 * 1024):
        size += len(chunk)
        if size > LARGEST:
            raise Refused("import_too_large", limit=LARGEST)
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise Refused("file_empty")
    target.seek(0)
    return digest.hexdigest()[:32]


def _from_zip(stream: BinaryIO) -> Values:
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive)
            with _member(archive, JSON_NAME) as source:
                content = _parsed(source.read(LARGEST_JSON + 1))
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refused("import_unreadable") from error
    content["documents"] = [entry for entry in content["documents"] if entry["file"] in names]
    return content


def _check_members(archive: zipfile.ZipFile) -> None:
    """Refuse what no archive of ours has: too many members, paths that leave it, locks, growth beyond measure."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused("import_unsafe")
    for member in members:
        parts = member.filename.split("/")
        strays = ".." in parts or member.filename.startswith("/") or "\\" in member.filename or ":" in parts[0]
        grows = member.file_size > MOST_RATIO * max(member.compress_size, 1024)
        if strays or grows or member.flag_bits & 0x1 or not member.filename.isprintable():
            raise Refused("import_unsafe")
    if len({member.filename for member in members}) != len(members):
        raise Refused("import_unsafe")
    if JSON_NAME not in archive.namelist():
        raise Refused("import_not_ours")


def _parsed(text: bytes) -> Values:
    if len(text) > LARGEST_JSON:
        raise Refused("import_too_large", limit=LARGEST_JSON)
    try:
        content = json.loads(text.decode("utf-8-sig"))
        # JSON may escape half of a character: no page could show it.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused("import_unreadable") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Refused("import_not_ours")
    version = content.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise Refused("import_version", version=str(version)[:20], known=VERSION)
    steps = content.get("profile") or {}
    if not isinstance(steps, dict):
        raise Refused("import_shape", where="profile")
    instance = content.get("instance")
    return {
        "instance": instance[:200] if isinstance(instance, str) and instance.isprintable() else "",
        "profile": {name: _step(name, steps.get(name)) for name in STEPS},
        "documents": list(_documents(content)),
    }


def _step(name: str, raw: Any) -> Any:
    """One step: a record, a list of records, or None; nothing but short texts, numbers and lists of texts in them."""
    where = f"profile.{name}"
    if raw is None:
        return None
    if isinstance(raw, list):
        if len(raw) > profile.MOST_ENTRIES:
            raise Refused("import_shape", where=where)
        return [_record(f"{where}[{index}]", entry) for index, entry in enumerate(raw)]
    return _record(where, raw)


def _record(where: str, raw: Any) -> Values:
    if not isinstance(raw, dict) or len(raw) > 100:
        raise Refused("import_shape", where=where)
    return {key: _plain(f"{where}.{key[:40]}", value) for key, value in raw.items()}


def _plain(where: str, value: Any) -> Any:
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**9):
        return value
    if isinstance(value, str) and len(value) <= LARGEST_TEXT:
        return value
    if isinstance(value, list) and len(value) <= 20 and all(isinstance(one, str) and len(one) < 100 for one in value):
        return value
    raise Refused("import_shape", where=where if where.isprintable() else "profile")


def _documents(content: Values) -> Iterator[Values]:
    """The documents named anywhere in the file; what is not described as one is left aside."""
    held: list[Any] = _listed(content.get("library"))
    held += [entry.get("document") for entry in _listed(content.get("shared_pieces")) if isinstance(entry, dict)]
    for application in _listed(content.get("applications")):
        if isinstance(application, dict):
            several = [application, *_listed(application.get("submissions"))]
            for one in several:
                pieces = _listed(one.get("pieces")) if isinstance(one, dict) else []
                held += [piece.get("document") for piece in pieces if isinstance(piece, dict)]
    for entry in held:
        if isinstance(entry, dict) and all(
            isinstance(entry.get(name), str) and 0 < len(entry[name]) <= 300 for name in ("file", "filename", "sha256")
        ):
            yield {name: entry[name] for name in ("file", "filename", "sha256")}


def _listed(value: Any) -> list[Any]:
    return list(value[:MOST_MEMBERS]) if isinstance(value, list) else []


def _drop(work: Work, candidate: Candidate) -> None:
    if candidate.arrival is not None:
        candidate.arrival = None
    arriving = work.root.candidates.arriving
    if arriving is not None and candidate.number in arriving:
        del arriving[candidate.number]
