"""The export of applications: what each column reads is gathered, rights are asked again, rows go to a file.

It is the work of a task: in the name of whoever asked, with the rights that they have by then. Applications are read
by chunks and forgotten, so that memory does not grow with their number.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecandidat.dates import moment
from ecandidat.domain.codes import Scan
from ecandidat.domain.decisions import current, draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.questionnaire import State, said
from ecandidat.domain.ranking import real_ranks
from ecandidat.exports import csv, xlsx
from ecandidat.exports.cells import Head, Value
from ecandidat.exports.columns import (
    BY_CODE,
    NOTES,
    Column,
    Curriculum,
    Entry,
    Labels,
    chosen,
    labels_of,
)
from ecandidat.models.account import Account
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.offer import Establishment, Formation
from ecandidat.models.task import Line, Selection, Task
from ecandidat.register import ApplicationRow, waiting
from ecandidat.resources import find, path_of
from ecandidat.services import answers, offer, rights, tags, tasks
from ecandidat.work import Work

EXPORT = "export-candidatures"
FORMATS = {"xlsx": xlsx, "csv": csv}
CHUNK = 500
"""Applications read before they are forgotten."""

Place = tuple[str, str]
"""Uid of a questionnaire and French label of a question: the column that an answer goes to."""


@dataclass(frozen=True)
class Choice:
    """What was ticked in the window: codes of columns, whether questions follow, format, footer."""

    columns: tuple[str, ...]
    questions: bool = False
    format: str = "xlsx"
    footer: bool = False


def remembered(account: Account) -> Choice | None:
    """What the person ticked last; None for who never exported."""
    kept = dict(account.exports)
    if "colonnes" not in kept:
        return None
    codes = tuple(code for code in kept["colonnes"].split() if code in BY_CODE)
    return Choice(codes, kept.get("questions") == "1", kept.get("format", "xlsx"), kept.get("pied") == "1")


def ask(work: Work, node: Any, paths: Iterable[str], choice: Choice, *, kind: tasks.TaskKind, back: str) -> Task:
    """Queue an export of the applications at these paths, remember what was ticked, leave a line in the journal.

    Refuses ``export_no_column`` and ``export_empty``.
    """
    columns = chosen(choice.columns)
    every = tuple(paths)
    if not columns and not choice.questions:
        raise Refused("export_no_column")
    if not every:
        raise Refused("export_empty")
    parameters = {
        "niveau": path_of(node), "colonnes": " ".join(column.code for column in columns),
        "questions": "1" if choice.questions else "", "format": choice.format if choice.format in FORMATS else "xlsx",
        "pied": "1" if choice.footer else "",
    }  # fmt: skip
    account = work.root.accounts.get(work.actor.userid)
    kept = tuple((name, value) for name, value in parameters.items() if name != "niveau")
    if account is not None and account.exports != kept:
        account.exports = kept
    task = tasks.ask(work, kind, parameters, back=back, total=len(every))
    task.selection = Selection(every)
    offer.record(work, node, "exporter", after=str(len(every)))
    return task


def build(run: tasks.Run) -> None:
    """The work of the task; refuses ``export_too_wide`` where the format has not as many columns."""
    with run.reading() as (work, task):
        parameters, owner, paths = dict(task.parameters), task.owner, selected(task)
        node = find(work.root, parameters["niveau"])
        path = run.folder / f"export.{parameters['format']}"
        columns = chosen(parameters["colonnes"].split())
        gather = Gatherer(work, owner, bool(parameters["questions"]), any(c.block == NOTES for c in columns))
        places = gather.places(paths) if parameters["questions"] else []
        heads = [column.head for column in columns] + [Head(gather.titles[place], 24) for place in places]
        most = FORMATS[parameters["format"]].MOST_COLUMNS
        if most is not None and len(heads) > most:
            raise Refused("export_too_wide", count=len(heads), most=most)
        written, gone = 0, list[Line]()
        with FORMATS[parameters["format"]].Book(path, title="Candidatures") as book:
            sheet = book.sheet("Candidatures", heads)
            for count, entry in gather.entries(paths):
                if entry is not None:
                    sheet.add(cells(entry, columns, gather.answers(entry, places)))
                    written += 1
                else:
                    about = paths[count - 1]
                    gone.append(tasks.refused_line("", about.rsplit("/", 1)[1], Refused("export_gone")))
                if count % CHUNK == 0 or count == len(paths):
                    run.step(tasks.advanced(count, tuple(gone)))
                    gone.clear()
            left_out = len(paths) - written
            sheet.end(footer(work, node, written, left_out) if parameters["pied"] else ())
        name = f"candidatures-{node.__name__}-{work.today:%Y-%m-%d}.{parameters['format']}"
        kept_for = hours(work, node)
    content_type = FORMATS[parameters["format"]].CONTENT_TYPE
    run.step(lambda work, task: keep(work, task, path, name, content_type, kept_for))


def selected(task: Task) -> list[str]:
    """The paths that a task is about."""
    return task.selection.paths() if task.selection is not None else []


def hours(work: Work, node: Any) -> timedelta:
    """How long a file of candidates' data is kept at that level."""
    return timedelta(hours=int(work.parameter("GEST_NB_HEURE_EXPORT", establishment_of(node))))


def establishment_of(node: Any) -> Establishment | None:
    """The establishment at or above a node."""
    while node is not None and not isinstance(node, Establishment):
        node = node.__parent__
    return node


def keep(work: Work, task: Task, path: Path, name: str, content_type: str, stays: timedelta) -> None:
    """End a task with the file that it made."""
    document = Document()
    document.filename, document.content_type, document.size = name, content_type, path.stat().st_size
    document.added_at, document.added_by, document.scan = work.now, work.actor.name, Scan.SAFE
    with path.open("rb") as source, document.writer() as target:
        shutil.copyfileobj(source, target, 64 * 1024)
    tasks.finish(work, task, document, stays)


def cells(entry: Entry, columns: list[Column], more: list[Value]) -> Iterator[Value]:
    """The row of an application."""
    for column in columns:
        yield column.read(entry)
    yield from more


def footer(work: Work, node: Any, written: int, left_out: int) -> list[str]:
    """Who exported what, and when."""
    title = getattr(node, "name_full", "") or (node.title() if callable(node.title) else node.title)
    lines = [f"{title} – {written} candidature(s), exportées le {moment(work.now)} par {work.actor.name}"]
    if left_out:
        lines.append(f"{left_out} candidature(s) de la sélection n'existent plus ou ne vous sont plus ouvertes.")
    return lines


@dataclass(frozen=True)
class Known:
    """What is looked up once for a formation. ``sees`` refuses rows that are hidden from the person, None: none."""

    formation: Formation
    sees: Callable[[ApplicationRow], bool] | None
    may_read_notes: bool
    ranks: dict[str, int]
    tags: dict[str, str]


class Gatherer:
    """Makes an :class:`Entry` of each application that the person may export; others are None."""

    def __init__(self, work: Work, userid: str, questions: bool = False, notes: bool = True) -> None:
        self._work, self._userid, self._questions, self._notes = work, userid, questions, notes
        self._labels: Labels = labels_of(work.root.nomenclatures)
        self._known: dict[str, Known | None] = {}
        self._people: dict[str, str] = {}
        self.titles: dict[Place, str] = {}

    def entries(self, paths: list[str]) -> Iterator[tuple[int, Entry | None]]:
        """(how many so far, entry) of each path; what was read is forgotten after each chunk."""
        for count, application in self.applications(paths):
            yield count, self.entry(application) if application is not None else None

    def applications(self, paths: list[str]) -> Iterator[tuple[int, Application | None]]:
        """(how many so far, application); None for one that is gone or that the person may not export."""
        for count, path in enumerate(paths, start=1):
            yield count, self.find(path)
            if count % CHUNK == 0:
                self._work.root._p_jar.cacheMinimize()

    def find(self, path: str) -> Application | None:
        """The application at a path, if the person may export it."""
        above, _slash, key = path.rpartition("/")
        if above not in self._known:
            self._known[above] = self._know(above)
        known = self._known[above]
        application: Application | None = known.formation.get(key) if known is not None else None
        if known is None or application is None:
            return None
        if known.sees is not None:
            row = known.formation.rows.get(key)
            if row is None or not known.sees(row):
                return None
        return application

    def _know(self, path: str) -> Known | None:
        try:
            formation = find(self._work.root, path)
        except KeyError:
            return None
        if not isinstance(formation, Formation):
            return None
        power = rights.power(self._work, self._userid, formation)
        if P.DESK_EXPORT not in power or P.APPLICATION_VIEW not in power:
            return None
        establishment = formation.establishment
        return Known(
            formation=formation,
            sees=rights.sees(self._work, self._userid, formation),
            may_read_notes=self._notes and P.DESK_NOTE in power
            and bool(self._work.parameter("GEST_IS_EXPORT_BLOC_NOTE", establishment)),
            ranks=real_ranks({row.key: rank for row in formation.rows.values() if (rank := waiting(row)) is not None}),
            tags={uid: tag.label for uid, tag in tags.named(formation).items()},
        )  # fmt: skip

    def entry(self, application: Application) -> Entry:
        """What columns read of an application."""
        known = self._known[path_of(application.formation)]
        if known is None:
            raise LookupError(application.key)
        newest = draft(application.decisions) or current(application.decisions)
        return Entry(
            application=application,
            profile=application.profile,
            labels=self._labels,
            decision=newest,
            decision_label=newest.label if newest is not None else "",
            rank=known.ranks.get(application.key),
            tags=tuple(known.tags[uid] for uid in application.tags if uid in known.tags),
            assignee=self._person(application.assignee),
            curriculum=self._curriculum(application),
            pieces_on=pieces_changed(application),
            notes=application.notes if known.may_read_notes else (),
        )

    def _person(self, userid: str) -> str:
        if userid and userid not in self._people:
            account = self._work.root.accounts.get(userid)
            self._people[userid] = account.name if account is not None else userid
        return self._people.get(userid, "")

    def _curriculum(self, application: Application) -> Curriculum:
        """The most recent year of study; that of another university before that of ours in the same year."""
        profile, candidate = application.profile, application.candidate
        last = max(profile.external_studies, key=lambda study: study.year, default=None)
        inside = max(profile.internal_studies, key=lambda study: study.year, default=None)
        if inside is not None and (last is None or inside.year > last.year):
            home = self._work.root.get(candidate.records_of)
            ours = home if isinstance(home, Establishment) else application.formation.establishment
            return Curriculum(inside.year, ours.name_full, "", inside.label)
        if last is None:
            return Curriculum()
        return Curriculum(last.year, last.school_label, last.diploma_label, last.label)

    def places(self, paths: list[str]) -> list[Place]:
        """The columns of the questions: those asked today in their order, then those only found in what was sent."""
        places: dict[Place, str] = {}
        sought = False
        for above in dict.fromkeys(path.rpartition("/")[0] for path in paths):
            if above not in self._known:
                self._known[above] = self._know(above)
            known = self._known[above]
            for asked in known.formation.every_questionnaire() if known is not None else ():
                sought = True
                for question in asked.questions:
                    places.setdefault((asked.uid, said(question.label)), f"{asked.title()} – {said(question.label)}")
        for _count, application in self.applications(paths) if sought else ():
            for form in answers.readable(application, owner=False) if application is not None else ():
                for answer in form.answers:
                    place = (form.uid, said(answer.label))
                    places.setdefault(place, f"{said(form.label)} – {said(answer.label)}")
        self.titles = places
        return list(places)

    def answers(self, entry: Entry, places: list[Place]) -> list[Value]:
        """What was answered, in the columns of the questions."""
        if not places:
            return []
        given: dict[Place, Value] = {}
        aside: dict[str, str] = {}
        for form in answers.readable(entry.application, owner=False):
            if form.state is State.NOT_CONCERNED:
                aside[form.uid] = said(answers.STATES[form.state])
            given.update({(form.uid, said(answer.label)): plain(answer.value) for answer in form.answers})
        return [given[place] if place in given else aside.pop(place[0], None) for place in places]


def plain(value: Any) -> Value:
    """An answer as a cell: numbers and dates stay so, the rest in words."""
    return value if isinstance(value, Decimal | datetime) or hasattr(value, "toordinal") else answers.printed(value)


def pieces_changed(application: Application) -> datetime | None:
    """When a piece was last deposited or judged."""
    moments = [piece.changed_at for piece in application.pieces.stored() if piece.changed_at is not None]
    return max(moments, default=None)

