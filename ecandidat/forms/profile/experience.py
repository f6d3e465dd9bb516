"""« Stages » and « Expériences pro. »: what was done outside school."""

from __future__ import annotations

from typing import Any

import colander

from ecandidat.domain.profile import Internship, WorkExperience
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.i18n import _

EARLIEST = 1900
MOST_HOURS = 80


def _year(desk: Desk) -> colander.SchemaNode:
    return w.whole("year", _("Année"), EARLIEST, desk.today.year + 1, css=w.THIRD, maxlength="4")


def internship_schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """One internship."""
    node = colander.SchemaNode(colander.Mapping())
    node.add(_year(desk))
    node.add(w.line("duration", _("Durée"), 20, css=w.THIRD, placeholder=desk.translate(_("6 mois"))))
    node.add(w.whole("hours", _("Nombre d'heures/semaine"), 1, MOST_HOURS, required=False, css=w.THIRD, maxlength="2"))
    node.add(w.line("organisation", _("Employeur/organisme"), 50, autocomplete="organization"))
    node.add(w.paragraph("description", _("Descriptif"), 500, hint=_("Vos missions, le cadre du stage.")))
    node.add(w.hidden("version"))
    return node


def internship_shown(value: Internship) -> dict[str, Any]:
    """The fields of a stored internship."""
    names = ("year", "duration", "hours", "organisation", "description")
    return {name: getattr(value, name) for name in names if getattr(value, name) is not None}


def internship_read(values: dict[str, Any], desk: Desk, key: str) -> Internship:
    """An internship."""
    return Internship(
        key=key, year=values["year"], duration=values["duration"], organisation=values["organisation"],
        description=values["description"], hours=values["hours"] or None,
    )  # fmt: skip


def internship_card(value: Internship, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of every field."""
    return [
        (_("Année"), str(value.year)),
        (_("Durée"), value.duration),
        (_("Nombre d'heures/semaine"), str(value.hours or "")),
        (_("Employeur/organisme"), value.organisation),
        (_("Descriptif"), value.description),
    ]


def internship_row(value: Internship, desk: Desk) -> list[tuple[Any, str]]:
    """The columns of the list; the first is the entry's name."""
    return [
        (_("Employeur/organisme"), value.organisation),
        (_("Année"), str(value.year)),
        (_("Durée"), value.duration),
        (_("Heures/semaine"), str(value.hours or "")),
        (_("Descriptif"), value.description),
    ]


def work_schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """One job."""
    node = colander.SchemaNode(colander.Mapping())
    node.add(_year(desk))
    node.add(w.line("title", _("Intitulé"), 50, css=w.TWO_THIRDS, autocomplete="organization-title"))
    node.add(w.line("duration", _("Durée"), 20, css=w.THIRD, placeholder=desk.translate(_("2 ans"))))
    node.add(w.line("organisation", _("Employeur/organisme"), 50, css=w.TWO_THIRDS, autocomplete="organization"))
    node.add(w.paragraph("description", _("Descriptif"), 500, required=False))
    node.add(w.hidden("version"))
    return node


def work_shown(value: WorkExperience) -> dict[str, Any]:
    """The fields of a stored job."""
    return {name: getattr(value, name) for name in ("year", "title", "duration", "organisation", "description")}


def work_read(values: dict[str, Any], desk: Desk, key: str) -> WorkExperience:
    """A job."""
    return WorkExperience(
        key=key, year=values["year"], title=values["title"], duration=values["duration"],
        organisation=values["organisation"], description=values["description"],
    )  # fmt: skip


def work_card(value: WorkExperience, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of every field."""
    return [
        (_("Année"), str(value.year)),
        (_("Intitulé"), value.title),
        (_("Durée"), value.duration),
        (_("Employeur/organisme"), value.organisation),
        (_("Descriptif"), value.description),
    ]


def work_row(value: WorkExperience, desk: Desk) -> list[tuple[Any, str]]:
    """The columns of the list; the first is the entry's name."""
    year, title, *rest = work_card(value, desk)
    return [title, year, *rest]
