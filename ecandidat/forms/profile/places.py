"""Where something was studied: country, département, town, school; each list follows the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import colander

from ecandidat.domain.codes import FRANCE
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.i18n import _
from ecandidat.models.nomenclature import Choice

OTHER_TOWN = _("Ma commune n'est pas dans la liste")
OTHER_SCHOOL = _("Mon établissement n'est pas dans la liste")
REFRESH = _("Actualiser les listes")
FIRST_DEPARTMENT = _("Choisissez d'abord le département")
FIRST_TOWN = _("Choisissez d'abord la commune")
Schools = Callable[[str, str], list[Choice]]
"""Code of a département and INSEE code of a town ("" for one typed by hand) → the schools to choose from."""


def add_place(
    node: colander.SchemaNode, desk: Desk, typed: dict[str, Any], country_title: Any, schools: Schools, hint: Any = ""
) -> None:
    """Add the four fields; in France what no list knows is typed after « n'est pas dans la liste »."""
    lists = desk.lists
    node.add(w.country(lists, desk.lang, "country", country_title))
    if not w.in_france(typed):
        node.add(w.line("town", _("Ville"), 32, required=False, css=w.HALF))
        node.add(w.line("school_label", _("Etablissement"), 100, required=False, css=w.HALF))
        return
    towns = _towns(desk, typed)
    towns = [*towns, (w.OTHER, desk.translate(OTHER_TOWN))] if towns else []
    town = str(typed.get("town_code")) if typed.get("town_code") in dict(towns) else ""
    near = schools(str(typed.get("department")), "" if town == w.OTHER else town) if town else []
    found = [*near, (w.OTHER, desk.translate(OTHER_SCHOOL))] if town else []
    node.add(w.choice("department", _("Département"), lists.departments(), css=w.HALF, refresh=True))
    node.add(w.choice("town_code", _("Commune"), towns, css=w.HALF, refresh=True, awaits=not towns,
                      empty=w.CHOOSE if towns else FIRST_DEPARTMENT))  # fmt: skip
    if town == w.OTHER:
        node.add(w.line("town", _("Nom de la commune"), 32, plain=True, checks=(w.latin_place,)))
    node.add(w.choice("school", _("Etablissement"), found, refresh=True, hint=hint, awaits=not found,
                      empty=w.CHOOSE if found else FIRST_TOWN))  # fmt: skip
    if town and typed.get("school") == w.OTHER:
        node.add(w.line("school_label", _("Nom de l'établissement"), 100))


def shown_place(value: Any) -> dict[str, Any]:
    """The fields of a stored place; what was typed by hand shows as « not in the list »."""
    school = value.school or (w.OTHER if value.country == FRANCE and value.school_label else "")
    town_code = value.town_code or (w.OTHER if value.country == FRANCE and value.town else "")
    return {
        "country": value.country, "department": value.department, "town_code": town_code, "town": value.town,
        "school": school, "school_label": value.school_label,
    }  # fmt: skip


def read_place(values: dict[str, Any], desk: Desk) -> dict[str, str]:
    """The stored fields of a place, labels beside codes."""
    if values["country"] != FRANCE:
        return {
            "country": values["country"], "department": "", "town_code": "", "town": values["town"], "school": "",
            "school_label": values["school_label"],
        }  # fmt: skip
    school = "" if values["school"] == w.OTHER else values["school"]
    typed = values["town_code"] == w.OTHER
    town = values["town"] if typed else dict(_towns(desk, values)).get(values["town_code"], "")
    return {
        "country": FRANCE, "department": values["department"], "town_code": "" if typed else values["town_code"],
        "town": town, "school": school,
        "school_label": desk.lists.school_label(school) if school else values["school_label"],
    }  # fmt: skip


def place_card(value: Any, desk: Desk, country_title: Any) -> list[tuple[Any, str]]:
    """Label and text of the four fields."""
    departments = dict(desk.lists.departments())
    return [
        (country_title, desk.lists.table("pays").label(value.country, desk.lang)),
        (_("Département"), departments.get(value.department, value.department)),
        (_("Commune"), value.town),
        (_("Etablissement"), value.school_label),
    ]


def _towns(desk: Desk, typed: dict[str, Any]) -> list[Choice]:
    department = typed.get("department")
    known = isinstance(department, str) and department in dict(desk.lists.departments())
    return desk.lists.towns_of_department(str(department)) if known else []
