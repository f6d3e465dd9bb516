"""« Baccalauréat »: with or without; series by year, specialities by series, schools by town."""

from __future__ import annotations

import re
from typing import Any

import colander

from ecandidat.domain.profile import Baccalaureate
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.forms.profile.places import add_place, place_card, read_place, shown_place
from ecandidat.i18n import _

EARLIEST = 1900
COUNTRY = _("Pays d'obtention")
WITH, WITHOUT = "avec", "sans"
OPTIONS = {"option1": _("Option 1"), "option2": _("Option 2"), "option3": _("Option 3"), "option4": _("Option 4")}
"""Optional subjects of the reformed bac: field → label."""


def schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """One question first; the rest for those who hold or prepare a bac."""
    node = colander.SchemaNode(colander.Mapping(), validator=different_subjects)
    choices = [
        (WITH, desk.translate(_("J'ai le baccalauréat ou une équivalence"))),
        (WITHOUT, desk.translate(_("Je suis sans bac"))),
    ]
    node.add(w.radios("diploma", _("Votre situation"), choices, refresh=True))
    if typed.get("diploma") == WITHOUT:
        node.add(w.hidden("version"))
        return node
    year, series = year_typed(typed), typed.get("series")
    listed = desk.lists.series_for_year(year, desk.lang)
    found = [(code, label if label.startswith(f"{code} ") else f"{code} - {label}") for code, label in listed]
    node.add(w.whole("year", _("Année d'obtention"), EARLIEST, desk.today.year, css=w.THIRD, maxlength="4",
                     data_refresh=""))  # fmt: skip
    node.add(w.choice("series", _("Série du bac ou équivalence"), found, css=w.TWO_THIRDS, refresh=True))
    honours = desk.lists.table("mentions_bac").choices(desk.lang)
    node.add(w.choice("honours", _("Mention"), honours, required=False, empty=_("Aucune")))
    if isinstance(series, str) and series in dict(found):
        _specialities(node, desk, series, year)
    add_place(node, desk, typed, COUNTRY, desk.lists.schools_near)
    node.add(w.hidden("version"))
    return node


def _specialities(node: colander.SchemaNode, desk: Desk, series: str, year: int | None) -> None:
    kept, dropped = desk.lists.specialities_demanded(series)
    choices = desk.lists.specialities_for(series, year, desk.lang)
    if choices and kept:
        node.add(w.choice("speciality1", _("Spécialité de terminale 1"), choices, css=w.HALF))
        if kept > 1:
            node.add(w.choice("speciality2", _("Spécialité de terminale 2"), choices, css=w.HALF))
    if choices and dropped:
        node.add(w.choice("dropped_speciality", _("Spécialité abandonnée en première"), choices))
    options = desk.lists.options_for(series, year, desk.lang)
    for name, label in OPTIONS.items() if options else ():
        node.add(w.choice(name, label, options, required=False, css=w.HALF, empty=_("Aucune")))


def shown(value: Baccalaureate) -> dict[str, Any]:
    """The fields of a stored bac."""
    if value.without:
        return {"diploma": WITHOUT}
    names = ("series", "honours", "speciality1", "speciality2", "dropped_speciality")
    fields = {name: getattr(value, name) for name in names}
    options = dict(zip(OPTIONS, value.options, strict=False))
    return {"diploma": WITH, "year": value.year, **fields, **options, **shown_place(value)}


def read(values: dict[str, Any], desk: Desk, before: Baccalaureate | None) -> Baccalaureate:
    """A bac; without one, nothing else is kept."""
    if values["diploma"] == WITHOUT:
        return Baccalaureate(without=True, country="")
    return Baccalaureate(
        year=values["year"],
        series=values["series"],
        series_label=desk.lists.table("bac_series").label(values["series"]),
        honours=values["honours"],
        speciality1=values.get("speciality1", ""),
        speciality2=values.get("speciality2", ""),
        dropped_speciality=values.get("dropped_speciality", ""),
        options=tuple(code for name in OPTIONS if (code := values.get(name))),
        **read_place(values, desk),
    )


def card(value: Baccalaureate, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of what was said."""
    if value.without:
        return [(_("Votre situation"), desk.translate(_("Sans bac")))]
    lists, lang = desk.lists, desk.lang
    subjects = lists.table("bac_specialites")
    series = f"{value.series} - {value.series_label}" if value.series else ""
    rows = [
        (_("Année d'obtention"), str(value.year or "")),
        (_("Série du bac ou équivalence"), series),
        (_("Mention"), lists.table("mentions_bac").label(value.honours, lang)),
    ]
    more = [
        (_("Spécialité de terminale 1"), subjects.label(value.speciality1, lang)),
        (_("Spécialité de terminale 2"), subjects.label(value.speciality2, lang)),
        (_("Spécialité abandonnée en première"), subjects.label(value.dropped_speciality, lang)),
        (_("Options"), ", ".join(lists.table("bac_options").label(code, lang) for code in value.options)),
    ]
    return [*rows, *((label, text) for label, text in more if text), *place_card(value, desk, COUNTRY)]


def year_typed(typed: dict[str, Any]) -> int | None:
    """The year being typed, None as long as it is not one."""
    text = str(typed.get("year") or "").strip()
    return int(text) if re.fullmatch(r"[0-9]{4}", text) else None


def different_subjects(node: Any, values: dict[str, Any]) -> None:
    """Refuse the same speciality or the same option twice."""
    error = colander.Invalid(node)
    for names in (("speciality1", "speciality2", "dropped_speciality"), tuple(OPTIONS)):
        seen: set[str] = set()
        for name in names:
            if (code := values.get(name, "")) in seen:
                error[name] = _("C'est déjà choisi plus haut : prenez autre chose dans la liste.")
            elif code:
                seen.add(code)
    if error.children:
        raise error
