"""The offer as tables that leave: components with their managers, commissions with their members, formations.

What never enters: candidates; how a table is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ecandidat.domain.calendar import LABELS
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.exports import xlsx
from ecandidat.exports.cells import Head, Value
from ecandidat.exports.columns import yes_no
from ecandidat.i18n import _, label
from ecandidat.models.offer import Commission, Component, Establishment, Formation
from ecandidat.models.task import Task
from ecandidat.register import formations_below
from ecandidat.resources import find, path_of
from ecandidat.services import rights, tasks
from ecandidat.services.exports import hours, keep
from ecandidat.services.labels import word
from ecandidat.work import Work

Row = list[Value]

EXPORT = "export-formations"
AT_ONCE = 300
"""Formations of a workbook that is made while one waits: read from the disk, 2,000 of them took over two seconds."""


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its columns (title, width in characters), its rows. Titles are messages to translate."""

    name: Any
    columns: tuple[tuple[Any, int], ...]
    rows: list[Row]


PEOPLE: tuple[tuple[Any, int], ...] = (
    (_("Identifiant"), 16), (_("Identifiant à l'ENT"), 20), (_("surname", default="Nom"), 24), (_("Prénom"), 20),
    (_("Adresse mail"), 30), (_("Profil"), 24),
)  # fmt: skip


def components(work: Work, establishment: Establishment) -> list[Table]:
    """The components, then who holds which profile on each of them."""
    every: list[Component] = sorted(establishment.values(), key=lambda one: (one.title.casefold(), one.__name__))
    heads = ((_("Code"), 20), (_("Composante"), 40), (_("En service"), 10), (_("Maximum de candidatures"), 12),
             (_("Adresse mail de contact"), 30), (_("Commissions"), 12), (_("Formations"), 12))  # fmt: skip
    rows: list[Row] = [
        [one.__name__, one.title, yes_no(one.active), one.quota, one.contact_mail, len(one.commissions),
         sum(1 for _formation in formations_below(one))]
        for one in every
    ]  # fmt: skip
    people = [
        [one.title, *person, ", ".join(title for code in limits if (title := _commission(one, code)))]
        for one in every
        for person, limits in _people(work, one)
    ]
    managers = ((_("Composante"), 40), *PEOPLE, (_("Limité aux commissions"), 30))
    return [Table(_("Composantes"), heads, rows), Table(_("Gestionnaires"), managers, people)]


def commissions(work: Work, component: Component) -> list[Table]:
    """The commissions of a component, then their members."""
    every: list[Commission] = sorted(component.commissions.values(), key=lambda one: one.title.casefold())
    count: dict[str, int] = {}
    for formation in formations_below(component):
        count[formation.commission_code] = count.get(formation.commission_code, 0) + 1
    heads = ((_("Code"), 20), (_("Commission"), 40), (_("En service"), 10), (_("Adresse mail"), 30),
             (_("Adresse des alertes"), 30), (_("Téléphone"), 16), (_("Adresse"), 40), (_("Signataire"), 24),
             (_("Signature déposée"), 10), (_("Édition des lettres"), 10), (_("Formations"), 12))  # fmt: skip
    rows: list[Row] = [
        [one.__name__, one.title, yes_no(one.active), one.mail, one.alert_mail, one.phone, "\n".join(one.address),
         one.signatory, yes_no(one.signature is not None), yes_no(one.letters), count.get(one.__name__, 0)]
        for one in every
    ]  # fmt: skip
    members: list[Row] = []
    for one in every:
        for person, _limits in _people(work, one):
            note = one.notes.get(f"s-{person[0]}") if one.notes is not None else None
            members.append([one.title, *person, yes_no(bool(note and note.president)), note.comment if note else ""])
    titles = ((_("Commission"), 40), *PEOPLE, (_("Préside"), 10), (_("Commentaire"), 30))
    return [Table(_("Commissions"), heads, rows), Table(_("Membres"), titles, members)]


FORMATIONS_SHEET = _("Formations")
FORMATIONS: tuple[tuple[Any, int], ...] = (
    (_("Code"), 20), (_("Formation"), 40), (_("En service"), 10), (_("Composante"), 30), (_("Type de diplôme"), 20),
    (_("Commission"), 30), (_("Mode de candidature"), 20), (_("Type de traitement"), 16), (_("Capacité"), 10),
    (_("Liste complémentaire"), 14), (_("Campagne"), 14), *((label(said), 14) for said in LABELS.values()),
    (_("Mots clés"), 30), (_("Adresse web"), 30), (_("Pièces demandées"), 12), (_("Candidatures"), 12),
)  # fmt: skip


def formations(work: Work, node: Any) -> list[Table]:
    """The formations at or below a node, with their calendar."""
    every: list[Formation] = sorted(formations_below(node), key=lambda one: (one.component.title, one.title.casefold()))
    rows: list[Row] = [
        [one.__name__, one.title, yes_no(one.active), one.component.title, one.type.title(),
         one.commission.title if one.commission is not None else "", one.mode.label,
         word(one.establishment, one.treatment, "fr"), one.capacity,
         yes_no(one.waiting_list), one.calendar.campaign, *(getattr(one.calendar, name) for name in LABELS),
         one.keywords, one.url, len(one.demands()),
         sum(1 for row in one.rows.values() if row.cancelled_on is None)]
        for one in every
    ]  # fmt: skip
    return [Table(FORMATIONS_SHEET, FORMATIONS, rows)]


def many(node: Any) -> bool:
    """Whether a workbook of formations is too long for whoever waits before their screen."""
    return sum(1 for _formation in islice(formations_below(node), AT_ONCE + 1)) > AT_ONCE


def ask(work: Work, node: Any, titles: Sequence[str], *, kind: tasks.TaskKind, back: str) -> Task:
    """Queue the workbook of the formations below a node; ``titles`` are the names of its sheet and columns."""
    parameters = {"niveau": path_of(node), "titres": "\n".join(titles)}
    return tasks.ask(work, kind, parameters, back=back)


def build(run: tasks.Run) -> None:
    """The work of the task; refuses ``formations_export_right`` to whoever may not edit formations any more."""
    with run.reading() as (work, task):
        node, titles = find(work.root, task.parameter("niveau")), task.parameter("titres").split("\n")
        if Permission.FORMATION_EDIT not in rights.power(work, task.owner, node):
            raise Refused("formations_export_right")
        [table] = formations(work, node)
        said = dict(zip((str(table.name), *(str(title) for title, _width in table.columns)), titles, strict=False))
        path, name = run.folder / "formations.xlsx", file_name(work, node, "formations")
        write(path, [table], lambda word: said.get(str(word), str(word)))
        kept_for = hours(work, node)
    run.step(lambda work, task: keep(work, task, path, name, xlsx.CONTENT_TYPE, kept_for))


def write(path: Path, tables: Iterable[Table], say: Callable[[Any], str]) -> None:
    """Tables as the sheets of one workbook; ``say`` translates their names and titles."""
    with xlsx.Book(path, title=path.stem) as book:
        for table in tables:
            sheet = book.sheet(say(table.name), [Head(say(title), width) for title, width in table.columns])
            for row in table.rows:
                sheet.add(row)
            sheet.end()


def file_name(work: Work, node: Any, what: str) -> str:
    """What a workbook about a node is called."""
    return f"{what}-{node.__name__}-{work.today:%Y-%m-%d}.xlsx"


def _people(work: Work, node: Any) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Who holds a profile on a node, and the commissions that it is limited to."""
    for held in rights.held_here(work, node):
        account = held.account
        if account is None:
            continue
        yield [account.number, account.cas_login.rpartition("/")[2], account.last_name, account.first_name,
               account.mail, held.profile.label], held.commissions  # fmt: skip


def _commission(component: Component, code: str) -> str:
    found: Commission | None = component.commissions.get(code)
    return found.title if found is not None else ""
