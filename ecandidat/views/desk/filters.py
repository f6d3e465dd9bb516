"""The filters of the list: one field per column, with what the address asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pyramid.request import Request

from ecandidat.domain.campaign import Period
from ecandidat.i18n import _
from ecandidat.queries import ARCHIVED, Overview
from ecandidat.register import code_path
from ecandidat.services import tags
from ecandidat.views.desk.address import CAMPAIGN, State, archived
from ecandidat.views.desk.columns import COLUMNS, EMPTY, FILLED, LONGEST, MINE, NOBODY, Column, Kind, parameters

Option = tuple[str, str]
FIRST = ("statut", "decision")
"""The columns whose filters stand in sight; the others wait behind « Plus de filtres »."""

FEMININE = frozenset({"decision", "reponse", "etiquettes", "formation", "droits"})
ANY_DATE = ((EMPTY, _("Vide")), (FILLED, _("Renseignée")))
ANY_NUMBER = ((EMPTY, _("Vide")), (FILLED, _("Renseigné")))


def fields(request: Request, context: Any, state: State, found: Overview) -> dict[str, list[dict[str, Any]]]:
    """``first``: the fields in sight; ``more``: the others, those in use first said by ``open``."""
    maker = _Maker(request, context, state)
    first = [maker.field(COLUMNS[code]) for code in FIRST]
    if state.query.variant == ARCHIVED and (known := archived(request, context)):
        first.insert(0, _campaigns(request, state, known))
    if len(found.formations) > 1:
        first.append(_formations(request, state, found))
    more = [maker.field(column) for code, column in COLUMNS.items() if code not in FIRST]
    return {"first": first, "more": more, "in_use": [one for one in more if one["in_use"]]}


class _Maker:
    """Fields of one page."""

    def __init__(self, request: Request, context: Any, state: State) -> None:
        self.request, self.state = request, state
        self.t: Callable[[Any], str] = request.localizer.translate
        self.tags = tags.below(context)

    def field(self, column: Column) -> dict[str, Any]:
        """``code``, ``label``, ``kind`` (text, choice or bounds), what is asked and what may be."""
        options = self._options(column)
        asked = [value for name in parameters(column) for value in self.state.values(name)]
        made = {"code": column.code, "label": self.t(column.label), "in_use": bool(asked), "kind": "text",
                "value": self.state.value(column.code)[:LONGEST], "every": self._every(column.code)}  # fmt: skip
        if column.kind in (Kind.DATE, Kind.NUMBER):
            low, high = parameters(column)[1:]
            dates = column.kind is Kind.DATE
            made |= {"kind": "bounds", "type": "date" if dates else "text", "low": low, "high": high,
                     "low_value": self.state.value(low)[:LONGEST], "high_value": self.state.value(high)[:LONGEST],
                     "options": self._said(options)}  # fmt: skip
        elif options is not None:
            made |= {"kind": "choice", "options": self._chosen(column, self._said(options))}
        return made

    def _every(self, code: str) -> str:
        return self.t(_("Toutes") if code in FEMININE else _("Tous"))

    def _said(self, options: Iterable[tuple[str, Any]] | None) -> list[Option]:
        return [(value, self.t(said)) for value, said in options or ()]

    def _options(self, column: Column) -> Iterable[tuple[str, Any]] | None:
        """The values offered; None for a text."""
        if column.kind is Kind.DATE:
            return ANY_DATE
        if column.kind is Kind.NUMBER:
            return ANY_NUMBER
        if column.kind is Kind.TAGS:
            return [*((uid, tag.label) for uid, tag in self.tags.items()), (EMPTY, _("Sans étiquette"))]
        if column.kind is Kind.PERSON:
            return [(MINE, _("À moi")), (NOBODY, _("À personne")), (FILLED, _("À quelqu'un"))]
        if column.kind is Kind.LISTED:
            table = self.request.portal.nomenclatures.tables.get(column.table)
            known = table.choices(self.request.language, active=False) if table is not None else []
            return [*known, (EMPTY, _("Vide"))]
        return column.choices or None

    def _chosen(self, column: Column, options: list[Option]) -> list[Option]:
        """Several values together, as an address may ask them, stand as one more line of the list."""
        value = ".".join(self.state.values(column.code))
        said = dict(options)
        parts = [part for part in value.split(".") if part in said]
        if len(parts) > 1:
            return [*options, (".".join(parts), ", ".join(said[part] for part in parts))]
        return options


def chosen(state: State, code: str) -> str:
    """What a list of choices shows as chosen."""
    return ".".join(state.values(code))


def _campaigns(request: Request, state: State, known: tuple[Period, ...]) -> dict[str, Any]:
    t = request.localizer.translate
    return {
        "code": CAMPAIGN, "label": t(_("Campagne")), "kind": "choice", "every": t(_("Toutes")),
        "options": [(one.code, one.name) for one in known],
        "value": state.value(CAMPAIGN), "in_use": bool(state.value(CAMPAIGN)),
    }  # fmt: skip


def _formations(request: Request, state: State, found: Overview) -> dict[str, Any]:
    several = len({formation.component.__name__ for formation in found.formations}) > 1
    options = sorted(
        (
            (code_path(formation), f"{formation.component.title} – {formation.title}" if several else formation.title)
            for formation in found.formations
        ),
        key=lambda option: option[1],
    )
    t = request.localizer.translate
    return {
        "code": "formation", "label": t(_("Formation")), "kind": "choice", "options": options,
        "value": state.value("formation"), "in_use": bool(state.value("formation")), "every": t(_("Toutes")),
    }  # fmt: skip
