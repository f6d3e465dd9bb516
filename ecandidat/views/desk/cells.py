"""What the cells of the list say: codes become labels, days dates, ids names; one pass over the rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.marks import Tag
from ecandidat.models.offer import Establishment
from ecandidat.queries import FORMATION, FORMATION_CODE, REAL_RANK, real
from ecandidat.register import ApplicationRow, Listing, code_path
from ecandidat.resources import Formation, path_of
from ecandidat.services import sva, tags
from ecandidat.views.candidate.parts import DECISION_BADGES, STATUS_BADGES, decision_names
from ecandidat.views.desk.columns import COLUMNS, YES_NO, Column, Kind, country_names

Cell = dict[str, Any]
Show = Callable[[Formation, ApplicationRow], Any]

NARROW = frozenset({Kind.DATE, Kind.NUMBER, Kind.FLAG, Kind.COUNT})
CLASSES = {
    "nom": "cell-title", "numero": "code", "motif": "desk-long", "commentaire": "desk-long",
    "droits-complement": "desk-long", "intitule": "desk-wide", "etiquettes": "desk-wide",
}  # fmt: skip
"""Classes of columns that are drawn in a way of their own."""


class Cells:
    """The cells of one page: ``columns`` are codes, the first ``frozen`` of them stay in place."""

    def __init__(self, request: Request, context: Any, columns: Sequence[str], frozen: int) -> None:
        self.request, self.lang = request, request.language
        self.t: Callable[[Any], str] = request.localizer.translate
        self.columns = [COLUMNS[code] for code in columns]
        self.frozen = frozen
        establishment = context
        while not isinstance(establishment, Establishment):
            establishment = establishment.__parent__
        self.watch = sva.Watch(request.work, establishment)
        self.tags = tags.below(context)
        self._names = decision_names(context, self.lang)
        self._ranks: dict[str, dict[str, int]] = {}
        self._people: dict[str, str] = {}
        self._paths: dict[str, tuple[str, str]] = {}
        self._readers: dict[str, bool] = {}
        self._labels = [self.t(column.label) for column in self.columns]
        self._shows = [self._show(column) for column in self.columns]
        self._opener = columns.index("numero") if "numero" in columns else 0

    def rows(self, listed: Sequence[Listing]) -> list[dict[str, Any]]:
        """``id``, ``anchor``, ``name``, ``mark``, ``alert`` and ``cells`` of each row."""
        return [self._row(formation, row) for formation, row in listed]

    def css(self, position: int) -> str:
        """The classes of a column, the same in its head and in its cells."""
        column = self.columns[position]
        found = [f"frozen frozen-{position + 1}"] if position < self.frozen else []
        if column.kind in NARROW:
            found.append("desk-date")
        return " ".join([*found, CLASSES.get(column.code, "")]).strip()

    def _row(self, formation: Formation, row: ApplicationRow) -> dict[str, Any]:
        path, code = self._path(formation)
        cells = []
        for position, (label, show) in enumerate(zip(self._labels, self._shows, strict=True)):
            said = show(formation, row)
            cell = said if isinstance(said, dict) else {"text": said}
            cell["label"], cell["css"] = label, self.css(position)
            cell["url"] = f"{path}/{row.key}" if position == self._opener else None
            if cell["url"] and row.unread and self._reads(formation, code):
                cell["unread"] = self._unread(row.unread)
            if not (cell["text"] or cell.get("tags")):
                cell["css"] += " desk-blank"
                cell["text"] = "–"
            cells.append(cell)
        return {
            "id": f"{code}/{row.key}",
            "anchor": anchor(row.key),
            "name": f"{row.number} {row.last_name} {row.first_name}",
            "mark": mark(row),
            "alert": self.alert(row),
            "cells": cells,
        }

    def alert(self, row: ApplicationRow) -> dict[str, str] | None:
        """The alert « silence vaut accord » of a row, in words and in colour."""
        found = self.watch.of(row)
        return {"colour": found.colour, "text": self.days(found.days)} if found is not None else None

    def days(self, days: int) -> str:
        """« 30 jours et plus »."""
        return self.t(_("${days} j et plus", mapping={"days": days}))

    def _reads(self, formation: Formation, code: str) -> bool:
        """Whether the person exchanges messages with the candidates of a formation."""
        if code not in self._readers:
            self._readers[code] = bool(self.request.has_permission(P.DESK_MESSAGE, formation))
        return self._readers[code]

    def _unread(self, count: int) -> Cell:
        one, many = _("1 message non lu"), _("${count} messages non lus", mapping={"count": count})
        return {"count": count, "label": self.t(one if count == 1 else many)}

    def _path(self, formation: Formation) -> tuple[str, str]:
        code = code_path(formation)
        return self._paths.setdefault(code, (path_of(formation), code))

    def _show(self, column: Column) -> Show:
        """How to show one column."""
        if column.field in (FORMATION, FORMATION_CODE, REAL_RANK):
            return self._of_formation(column.field)
        special: dict[str, Show] = {
            "status": self._status, "decision": self._decision, "last_name": self._last_name, "tags": self._tags,
            "assignee": lambda formation, row: self._person(row.assignee), "decision_validated": self._validated,
        }  # fmt: skip
        if column.field in special:
            return special[column.field]
        field = column.field
        if column.kind is Kind.COUNT:
            return lambda formation, row: str(getattr(row, field) or "")
        if column.kind is Kind.DATE:
            return lambda formation, row: short_date(getattr(row, field), self.lang)
        labels = self.labels(column)
        if labels is not None:
            return lambda formation, row: labels.get(value := getattr(row, field), value) or ""
        return lambda formation, row: "" if (value := getattr(row, field)) is None else str(value)

    def labels(self, column: Column) -> dict[Any, str] | None:
        """Value → what the column shows of it; None where values show as they are."""
        tables = self.request.portal.nomenclatures
        if column.kind is Kind.COUNTRY:
            return country_names(column, tables, self.lang)
        if column.kind is Kind.LISTED:
            known = tables.tables.get(column.table)
            return dict(known.choices(self.lang, active=False)) if known is not None else {}
        if column.kind is Kind.FLAG:
            return {code == "1": self.t(said) for code, said in YES_NO}
        if column.kind is Kind.CODES:
            return {code: self.t(said) for code, said in column.choices}
        return None

    def _of_formation(self, field: str) -> Show:
        if field == FORMATION:
            return lambda formation, row: formation.title
        if field == FORMATION_CODE:
            return lambda formation, row: formation.__name__

        def rank(formation: Formation, row: ApplicationRow) -> str:
            code = code_path(formation)
            if code not in self._ranks:
                self._ranks[code] = real(formation)
            return str(self._ranks[code].get(row.key, ""))

        return rank

    def _status(self, _formation: Formation, row: ApplicationRow) -> Cell:
        status = Status(row.status)
        return {"text": self.t(_(status.label)), "badge": STATUS_BADGES[status]}

    def _decision(self, _formation: Formation, row: ApplicationRow) -> Cell:
        if not row.decision:
            return {"text": ""}
        name = self._names.get(row.decision_label, row.decision_label)
        shown = f"{name} ({row.rank})" if row.rank is not None else name
        badge = DECISION_BADGES[DecisionKind(row.decision)] if row.decision_validated else "draft"
        return {"text": shown, "badge": badge}

    def _validated(self, _formation: Formation, row: ApplicationRow) -> str:
        return self.t(dict(YES_NO)["1" if row.decision_validated else "0"]) if row.decision else ""

    def _last_name(self, _formation: Formation, row: ApplicationRow) -> Cell:
        return {"text": row.last_name or "–", "strong": True}

    def _tags(self, _formation: Formation, row: ApplicationRow) -> Cell:
        return {"text": "", "tags": [shown(self.tags[uid]) for uid in row.tags if uid in self.tags]}

    def _person(self, userid: str) -> str:
        if userid and userid not in self._people:
            account = self.request.portal.accounts.get(userid)
            self._people[userid] = account.name if account is not None else userid
        return self._people.get(userid, "")


def anchor(key: str) -> str:
    """Where a list shows an application: whoever comes back to it finds the same row."""
    return f"c-{key}"


def shown(tag: Tag) -> dict[str, str]:
    """A tag as lists draw it: its colour beside its words."""
    return {"label": tag.label, "colour": tag.colour}


def mark(row: ApplicationRow) -> str:
    """What tells that a row changed: the same on every server."""
    return f"{crc32(repr(row).encode()):08x}"
