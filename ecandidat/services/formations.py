"""Many formations at once: their dates, their service, what they ask; each change is seen before it is made.

A change is shown formation by formation with what it breaks and whom it touches, under a fingerprint of what was
there. It is then made only where that is still there; elsewhere the formation is left as it is, with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Publication
from ecandidat.domain.errors import Refused
from ecandidat.domain.offering import Standing, checked_days, standing
from ecandidat.domain.permissions import Permission
from ecandidat.models.offer import Component, DiplomaType, Establishment, Formation
from ecandidat.models.portal import Portal
from ecandidat.models.task import Line, Task
from ecandidat.register import code_path, formations_below
from ecandidat.resources import path_of
from ecandidat.services import centres, offer, rights, sheets, tasks
from ecandidat.services.demands import DEMANDS, Move, copy, move, moves
from ecandidat.services.sheets import DATES
from ecandidat.work import Work

TASK = "formations-en-masse"
AT_ONCE = 50
"""Formations that one request changes; more of them are a task."""

DAYS = (*(name for name in DATES if not name.endswith("_delay")), "preselection_date")
"""Values of a formation that are dates, and move together."""

EDITABLE = (*DATES, "preselection_date")
"""Values that a change of dates may set."""


PUBLISHING = ("publishes", "publication", *sheets.PUBLISHING[1:])
"""Values that a change of the publication may set."""


@dataclass(frozen=True)
class Change:
    """What is asked of many formations, one of: ``values`` of their sheets, all dates moved by ``days``, or codes of
    what they ask put in and taken out (``what`` is a key of :data:`DEMANDS`, ``mode`` as ``offering.wanted_codes``,
    ``models`` the paths of those that are copied or named).
    """

    values: tuple[tuple[str, Any], ...] = ()
    days: int = 0
    what: str = ""
    mode: str = ""
    models: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prospect:
    """What a change would do to one formation. ``moves`` are those of what it asks, ``seen`` what was there."""

    formation: Formation
    values: tuple[tuple[str, Any, Any], ...]
    moves: tuple[Move, ...]
    faults: tuple[Refused, ...]
    touched: int
    seen: str

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.values and not self.moves


def standing_of(work: Work, formation: Formation) -> Standing:
    """The one word that says where a formation stands today."""
    return standing(
        formation.calendar, formation.establishment.campaign, work.today,
        active=formation.active, trial=formation.trial, examined=formation.commission is not None,
        waiting_list=formation.waiting_list,
    )  # fmt: skip


def chosen(work: Work, node: Any, codes: Sequence[str]) -> list[Formation]:
    """The formations below a node that those code paths name and that the actor may edit, in the given order."""
    known = {code_path(one): one for one in formations_below(node, trials=True)}
    found = [known[code] for code in dict.fromkeys(codes) if code in known]
    return [one for one in found if _may(work, work.actor.userid, one)]


def prospect(work: Work, formation: Formation, change: Change) -> Prospect:
    """What a change would do, without doing it."""
    if change.what:
        found = moves(formation, change.what, change.mode, _models(formation, change))
        return Prospect(formation, (), found, (), 0, _seen(formation, change))
    sheet = sheets.read(formation)
    wanted = _values(formation, change)
    lines = tuple((name, sheet[name], value) for name, value in wanted.items() if sheet[name] != value)
    after = {name: value for name, _before, value in lines}
    calendar = Calendar(**{name: after.get(name, sheet[name]) for name in DATES})
    faults = tuple(calendar.faults(waiting_list=formation.waiting_list)) if _judged(after) else ()
    if {**sheet, **after}["publishes"] is Publication.ON_DATE and calendar.publication is None:
        faults = (*faults, Refused("date_required", field="publication"))
    touched = len({one.row.key for one in offer.affected(formation, after)})
    return Prospect(formation, lines, (), faults, touched, _seen(formation, change))


def make(work: Work, formation: Formation, change: Change, seen: str) -> bool:
    """Make a change on one formation as it was seen; tell whether something changed. Refuses
    ``formation_changed`` when what it changes is no more what was seen, and whatever the edition of one refuses.
    """
    if _seen(formation, change) != seen:
        raise Refused("formation_changed", formation=formation.title)
    if change.what:
        found = moves(formation, change.what, change.mode, _models(formation, change))
        return move(work, formation, change.what, found)
    return bool(offer.edit(work, formation, _values(formation, change)))


def make_all(
    work: Work, picks: Sequence[tuple[Formation, str]], change: Change
) -> list[tuple[Formation, Refused | None]]:
    """Make a change on each (formation, what was seen), each in its own savepoint: one refusal undoes nothing else."""
    done: list[tuple[Formation, Refused | None]] = []
    for formation, seen in picks:
        savepoint = formation._p_jar.transaction_manager.savepoint()
        try:
            make(work, formation, change, seen)
        except Refused as refused:
            savepoint.rollback()
            done.append((formation, refused))
        else:
            done.append((formation, None))
    return done


def ask(
    work: Work, kind: tasks.TaskKind, picks: Sequence[tuple[Formation, str]], change: Change, back: str
) -> Task:
    """Have the worker make a change on more formations than one request should."""
    parameters = {
        "change": dump(change),
        "picks": json.dumps([[path_of(formation), seen] for formation, seen in picks]),
    }
    return tasks.ask(work, kind, parameters, back=back, total=len(picks))


def run(going: tasks.Run) -> None:
    """The work of the task: each formation in its turn, as whoever asked may still edit it."""
    with going.reading() as (_work, task):
        change = load(task.parameter("change"))
        picks = dict(json.loads(task.parameter("picks")))

    def one(work: Work, task: Task, path: str) -> Line | None:
        formation = _at(work.root, path)
        if formation is None or not _may(work, task.owner, formation):
            raise Refused("formation_gone")
        make(work, formation, change, picks[path])
        return Line(path, formation.title)

    going.each(one, list(picks), chunk=20)
    going.step(tasks.finish)


def _at(node: Any, path: str) -> Formation | None:
    """The formation of a path below an object of the offer."""
    for name in path.strip("/").split("/"):
        node = node.get(name) if isinstance(node, Portal | Establishment | Component | DiplomaType) else None
    return node if isinstance(node, Formation) else None


def _may(work: Work, userid: str, formation: Formation) -> bool:
    return Permission.FORMATION_EDIT in rights.power(work, userid, formation)


def _values(formation: Formation, change: Change) -> dict[str, Any]:
    if not change.days:
        return dict(change.values)
    sheet, step = sheets.read(formation), timedelta(days=checked_days(change.days))
    return {name: sheet[name] + step for name in DAYS if sheet[name] is not None}


def _judged(after: Mapping[str, Any]) -> bool:
    """Whether the order of dates matters to a change: not when a formation only goes out of service."""
    return bool(after) and set(after.items()) != {("active", False)}


def _models(formation: Formation, change: Change) -> list[Any]:
    """What the paths of a change name, among what formations of the same component ask."""
    found: list[Any] = []
    for path in change.models:
        owner, _slash, code = path.rpartition("/")
        source = _at(formation.establishment, owner)
        if source is None or source.component is not formation.component:
            raise Refused("change_unreadable")
        model = DEMANDS[change.what].folder(source).get(code)
        if model is None:
            raise Refused("change_unreadable")
        found.append(model)
    return found


def _seen(formation: Formation, change: Change) -> str:
    if change.what:
        own = DEMANDS[change.what].own(formation)
        return sheets.fingerprint(repr([(one.__name__, DEMANDS[change.what].state(one)) for one in own]))
    sheet = sheets.read(formation)
    names = DAYS if change.days else tuple(sorted(name for name, _value in change.values))
    return sheets.fingerprint(repr([(name, sheets.fingerprint(sheet[name])) for name in names]))


def dump(change: Change) -> str:
    """A change as text; dates are written YYYY-MM-DD."""
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in change.values}
    return json.dumps({"values": said, "days": change.days, "what": change.what, "mode": change.mode,
                       "models": change.models}, sort_keys=True)  # fmt: skip


def load(text: str) -> Change:
    """What :func:`dump` wrote, or somebody pretends it did: only what a change may hold is taken."""
    try:
        said = json.loads(text)
        values = tuple((name, _value(name, value)) for name, value in said["values"].items())
        models = tuple(str(model) for model in said["models"])
        found = Change(values, int(said["days"]), str(said["what"]), str(said["mode"]), models)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("change_unreadable") from None
    if found.what and found.what not in DEMANDS:
        raise Refused("change_unreadable")
    return replace(found, days=checked_days(found.days)) if found.days else found


def _value(name: str, value: Any) -> Any:
    if name == "active":
        return bool(value)
    if name == "publishes":
        return {one.value: one for one in Publication}[value]
    if name == "second_approval":
        return bool(value)
    if name == "publication_time":
        return str(value)
    if name not in EDITABLE:
        raise ValueError(name)
    if value is None:
        return None
    return int(value) if name.endswith("_delay") else date.fromisoformat(value)


PARTS: dict[str, tuple[str, ...]] = {
    "dates": (*EDITABLE, "return_reminder", "return_last_reminder", "confirmation_reminder"),
    "textes": ("keywords", "url", *(name for name in sheets.SHEETS[Formation] if name.startswith("info_")),
               "preselection_time", "preselection_place"),
    "pieces": (),
    "formulaires": (),
}  # fmt: skip
"""What a copy may take over → the values of the sheet that it is made of; all the others always are."""


def duplicate(
    work: Work, source: Formation, container: DiplomaType, code: str, title: str, parts: frozenset[str]
) -> Formation:
    """A new formation like another one of its component, out of service until somebody has looked at it.

    Refuses as :func:`ecandidat.services.offer.free_code` does, a title that no formation may have, and
    ``formation_not_created``: whoever is limited to some commissions edits their formations and makes none.
    """
    if work.actor.userid and Permission.FORMATION_EDIT not in rights.power(work, work.actor.userid, container):
        raise Refused("formation_not_created")
    left = {name for part, names in PARTS.items() if part not in parts for name in names}
    typed = sheets.clean({"title": title})
    sheets.check(typed)
    values = {name: value for name, value in sheets.read(source).items() if name not in left}
    centres.check(work, container.component, values)
    made = Formation(shards=source.rows.shards)
    container[offer.free_code(container, code, str(typed["title"]))] = made
    sheets.write(made, {**values, **typed, "active": False})
    offer.record(work, made, "creer", after=made.title, detail=f"copie de {code_path(source)}")
    for what in DEMANDS:
        if what in parts:
            for one in DEMANDS[what].own(source):
                if one.active:
                    copy(work, made, what, one)
    return made
