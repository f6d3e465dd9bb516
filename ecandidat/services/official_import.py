"""Importing official files: received and checked, compared with what is there, then written behind the page.

A code is never removed: what a file no longer has is put out of service, and keeps its label for the files that used
it. What an administrator typed is left alone. The same file twice changes nothing. Between its preview and its import,
a file waits for whoever sent it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, BinaryIO, NamedTuple

from BTrees.OOBTree import OOBTree

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission
from ecandidat.models.document import Document
from ecandidat.models.nomenclature import LOCAL, Entry, Imported, Nomenclature, Nomenclatures, OfficialList
from ecandidat.models.portal import Portal
from ecandidat.models.task import Line, Task
from ecandidat.services import filing, rights, tasks
from ecandidat.services.offer import record
from ecandidat.services.official_files import OfficialFile, received, unpacked
from ecandidat.services.official_kinds import KINDS, TITLES, FileKind, recognised
from ecandidat.work import Work

IMPORT = "import-nomenclature"
FAULTS_KEPT = 200
CHANGES_REPORTED = 2_000
"""Most changes that the report of an import names; all are counted."""

WAITS = timedelta(days=1)
"""How long a file waits for its owner's word."""

KEPT = timedelta(days=8)
"""How long a file stays whose import has begun: longer than its task, which may be begun again."""

ADDED, CHANGED, CLOSED, REOPENED, ABSENT = "ajoute", "modifie", "ferme", "rouvre", "absent"
ACTS: dict[str, str] = {
    ADDED: "Ajouté", CHANGED: "Modifié", CLOSED: "Fermé dans le fichier", REOPENED: "Remis en service",
    ABSENT: "Absent du fichier",
}  # fmt: skip
"""What an import does to an entry → its words."""


class Difference(NamedTuple):
    """What the file would do to one entry; ``old`` is None for a new one."""

    act: str
    entry: Entry
    old: Entry | None


class Fault(NamedTuple):
    """A line left out: its number in the file (the header is 1), why, its code as it was read."""

    line: int
    refused: Refused
    code: str


@dataclass
class Comparison:
    """A file beside its table. ``entries`` are those that it wants, by code, those that stay as they are too.

    ``absent`` are the codes in service that it no longer has, ``others`` all codes that it does not have. ``ignored``
    rows concern nobody here (primary schools…). Only the first faults are kept, ``faulty`` counts them all;
    ``unreadable`` those whose code could not be read. ``active`` is how many entries are in service now.
    """

    kind: FileKind
    encoding: str
    separator: str
    entries: dict[str, Entry] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    absent: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    ignored: int = 0
    faulty: int = 0
    unreadable: int = 0
    active: int = 0

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.kind.table

    def count(self, act: str) -> int:
        """How many differences of one sort."""
        return len(self.absent) if act == ABSENT else sum(one.act == act for one in self.differences)

    @property
    def whole(self) -> bool:
        """Whether the file looks like the whole list: it lacks at most half of it, and every code could be read."""
        return not self.unreadable and 2 * len(self.absent) <= self.active

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do, whatever is chosen for the absent ones."""
        return not self.differences and not self.absent


def receive(work: Work, stream: BinaryIO, filename: str, kind: str = "") -> str:
    """Check an official file and keep it until it is confirmed; its key. It takes the place of the sender's last one.

    ``kind`` is a code of ``official_kinds.KINDS``, '' to recognise it. Refuses what :mod:`.official_files` refuses,
    ``nomenclature_kind``, ``nomenclature_unknown``, ``nomenclature_columns``, and ``nomenclature_nothing`` for a file
    without one line that may be read.
    """
    if kind and kind not in KINDS:
        raise Refused("nomenclature_kind")
    folder = filing.room(work)
    with received(stream, folder) as sent:
        with unpacked(sent, folder) as text:
            compared = compare(work.root.nomenclatures, text, filename, kind)
        if not compared.entries:
            raise Refused("nomenclature_nothing", faulty=compared.faulty)
        sent.seek(0)
        document = filing.as_sent(work, sent, filename, "text/csv")
    lists = work.root.nomenclatures
    if lists.arrivals is None:
        lists.arrivals = OOBTree()
    mine = [key for key, one in lists.arrivals.items() if one.owner == work.actor.userid and not one.task]
    for key in mine:
        del lists.arrivals[key]
    key = new_key(12)
    lists.arrivals[key] = OfficialList(
        work.now, work.actor.userid, compared.kind.code, document.filename, document
    )
    return key


def waiting(work: Work, key: str) -> OfficialList:
    """One's own file of that key that waits for a word; refuses ``nomenclature_gone``."""
    found = _arrival(work.root.nomenclatures, key)
    if found is None or found.owner != work.actor.userid or found.task:
        raise Refused("nomenclature_gone")
    return found


def mine(work: Work) -> str:
    """The key of one's own file that waits for a word, '' without one."""
    arrivals = work.root.nomenclatures.arrivals or {}
    return next((key for key, one in arrivals.items() if one.owner == work.actor.userid and not one.task), "")


def preview(work: Work, arrival: OfficialList) -> Comparison:
    """A file that waits beside what is there now."""
    with _text(work, arrival.document) as text:
        return compare(work.root.nomenclatures, text, arrival.filename, arrival.kind)


def confirm(work: Work, key: str, kind: tasks.TaskKind, *, close_absent: bool, back: str = "") -> Task:
    """Have a file that waits imported behind the page; ``close_absent`` puts what it lacks out of service."""
    arrival = waiting(work, key)
    parameters = {"fichier": key, "absents": "oui" if close_absent else ""}
    task = tasks.ask(work, kind, parameters, back=back)
    arrival.task = task.__name__
    return task


def forget(work: Work, key: str) -> None:
    """« Ne pas importer »: let go of one's own file."""
    waiting(work, key)
    arrivals = work.root.nomenclatures.arrivals
    if arrivals is not None:
        del arrivals[key]


def forgotten(portal: Portal) -> list[str]:
    """Keys of all files that wait."""
    return list(portal.nomenclatures.arrivals or ())


def purge(portal: Portal, key: str, now: datetime) -> int:
    """Let go of a file that nobody confirmed in time, or whose import is long over."""
    found = _arrival(portal.nomenclatures, key)
    if found is None or portal.nomenclatures.arrivals is None or found.at + (KEPT if found.task else WAITS) > now:
        return 0
    del portal.nomenclatures.arrivals[key]
    return 1


def compare(nomenclatures: Nomenclatures, text: IO[bytes], filename: str = "", kind: str = "") -> Comparison:
    """What a table's file would do to it; nothing is written."""
    file = OfficialFile(text)
    try:
        found = KINDS[kind] if kind else recognised(file.header, filename)
        done = Comparison(found, file.encoding, file.separator)
        _compare(nomenclatures, file, done)
    finally:
        file.detach()
    return done


def _compare(nomenclatures: Nomenclatures, file: OfficialFile, done: Comparison) -> None:
    kind, width = done.kind, len(file.header)
    where, table = kind.where(file.header), nomenclatures.table(kind.table)
    seen: set[str] = set()
    for line, row in file.rows():
        if row is not None and not any(cell.strip() for cell in row):
            continue
        code = ""
        try:
            if row is None or len(row) != width:
                raise Refused("nomenclature_line", expected=width, found=len(row or ()))
            fields = {name: row[index].strip() if index >= 0 else "" for name, index in where.items()}
            code = fields["code"] = kind.key(fields["code"])
            old = table.get(code)
            entry = kind.read(nomenclatures, fields, old)
            if entry is not None and code in seen:
                raise Refused("nomenclature_twice")
        except Refused as refused:
            done.faulty += 1
            done.unreadable += not code
            if len(done.faults) < FAULTS_KEPT:
                done.faults.append(Fault(line, refused, "".join(sign for sign in code[:40] if sign.isprintable())))
            seen.add(code)
            continue
        seen.add(code)
        if entry is None:
            done.ignored += 1
            continue
        if old is not None and old.origin == LOCAL:
            done.kept += 1
            entry = old
        done.entries[code] = entry
        if entry == old:
            done.unchanged += 1
        else:
            done.differences.append(Difference(_act(entry, old), entry, old))
    for entry in table.entries.values():
        done.active += entry.active
        if entry.code not in seen:
            done.others.append(entry.code)
            if _leaves(entry):
                done.absent.append(entry)


def _act(entry: Entry, old: Entry | None) -> str:
    if old is None:
        return ADDED
    if old.active != entry.active:
        return REOPENED if entry.active else CLOSED
    return CHANGED


def _leaves(entry: Entry) -> bool:
    """Whether an entry that a file lacks goes out of service."""
    return entry.active and entry.origin != LOCAL


def carry_out(run: tasks.Run) -> None:
    """The work of the task: entry after entry, in the order of the file, then what it lacks."""
    with run.reading() as (work, task):
        _check_right(work, task)
        arrival = _begun(work, task)
        with _text(work, arrival.document) as text:
            compared = compare(work.root.nomenclatures, text, arrival.filename, arrival.kind)
    close_absent = task.parameter("absents") == "oui"
    run.step(lambda work, task: _begin(work, task, compared, close_absent))
    # Every code the file lacks, not only those in service: a worker that takes over finds the same list.
    things = [*compared.entries, *(compared.others if close_absent else ())]
    name, reported = compared.table, [0]

    def one(work: Work, task: Task, code: str) -> Line | None:
        table = work.root.nomenclatures.ensure(name)
        act = _write(table, compared, code)
        if not act or reported[0] >= CHANGES_REPORTED:
            return None
        reported[0] += 1
        return Line("", f"{code} – {table.label(code)}", detail=ACTS[act])

    run.each(one, things, chunk=500)
    run.step(_end)


def _write(table: Nomenclature, compared: Comparison, code: str) -> str:
    """Write one entry; what was done to it, '' for nothing."""
    old = table.get(code)
    if old is not None and old.origin == LOCAL:
        return ""
    entry = compared.entries.get(code)
    if entry is None:
        if old is None or not _leaves(old):
            return ""
        table.put(old._replace(active=False, origin=compared.kind.code))
        return ABSENT
    return _act(entry, old) if table.put(entry) else ""


def _begin(work: Work, task: Task, compared: Comparison, close_absent: bool) -> None:
    """Count, and report the lines left out: once, whoever takes over."""
    arrival = _begun(work, task)
    if arrival.counts:
        return
    acts = [act for act in ACTS if act != ABSENT or close_absent]
    arrival.counts = (
        *((act, compared.count(act)) for act in acts), ("inchange", compared.unchanged), ("ecarte", compared.faulty),
    )  # fmt: skip
    work.root.nomenclatures.ensure(compared.table)
    lines = [tasks.refused_line("", f"{fault.line} : {fault.code}".removesuffix(" : "), fault.refused)
             for fault in compared.faults]  # fmt: skip
    tasks.progress(task, task.done, lines)


def _end(work: Work, task: Task) -> None:
    arrival = _begun(work, task)
    table = work.root.nomenclatures.ensure(KINDS[arrival.kind].table)
    table.imported = Imported(work.now, work.actor.name, arrival.filename)
    words = {**ACTS, "inchange": "Inchangé", "ecarte": "Ligne écartée"}
    said = ", ".join(f"{words[name].lower()} : {count}" for name, count in arrival.counts if count)
    record(work, work.root, "nomenclature", after=f"{TITLES[table.name]} – {said}", detail=arrival.filename)
    arrivals = work.root.nomenclatures.arrivals
    if arrivals is not None:
        del arrivals[task.parameter("fichier")]
    tasks.finish(work, task)


def _begun(work: Work, task: Task) -> OfficialList:
    found = _arrival(work.root.nomenclatures, task.parameter("fichier"))
    if found is None:
        raise Refused("nomenclature_gone")
    return found


def _check_right(work: Work, task: Task) -> None:
    """Whoever asked still sets the instance."""
    if Permission.PORTAL_EDIT not in rights.power(work, task.owner, work.root):
        raise Refused("nomenclature_right")


def _arrival(nomenclatures: Nomenclatures, key: str) -> OfficialList | None:
    found: OfficialList | None = nomenclatures.arrivals.get(key) if nomenclatures.arrivals is not None else None
    return found


@contextmanager
def _text(work: Work, document: Document) -> Iterator[IO[bytes]]:
    folder = filing.room(work)
    with document.open() as stored, unpacked(stored, folder) as text:
        yield text
