"""« Cursus interne », read from the student records; « Cursus externe », typed year by year."""

from __future__ import annotations

from typing import Any

import colander

from ecandidat.domain.codes import Obtained
from ecandidat.domain.profile import ExternalStudy, InternalStudy
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.forms.profile.places import add_place, place_card, read_place, shown_place
from ecandidat.i18n import _

EARLIEST = 1900
COUNTRY = _("Pays")
OTHER_DIPLOMA = _("Mon diplôme n'est pas dans la liste")
HELP_SCHOOL = _("Un IUT est une composante : choisissez son université.")


def schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """One year of study elsewhere."""
    node = colander.SchemaNode(colander.Mapping(), validator=honours_with_diploma)
    table, lang = desk.lists.table, desk.lang
    add_place(node, desk, typed, COUNTRY, desk.lists.places_of_study, hint=HELP_SCHOOL)
    node.add(w.whole("year", _("Année d'obtention"), EARLIEST, desk.today.year + 1, css=w.THIRD, maxlength="4",
                     hint=_("Ou la dernière année suivie.")))  # fmt: skip
    diplomas = [*table("diplomes_externes").choices(lang), (w.OTHER, desk.translate(OTHER_DIPLOMA))]
    node.add(w.choice("diploma", _("Formation"), diplomas, css=w.TWO_THIRDS, refresh=True))
    if typed.get("diploma") == w.OTHER:
        node.add(w.line("diploma_label", _("Nom du diplôme"), 100))
    node.add(w.line("label", _("Libellé et niveau de la formation"), 255,
                    hint=_("Par exemple « Licence 2 Géographie ».")))  # fmt: skip
    answers = [(member.value, desk.translate(_(member.label))) for member in Obtained]
    node.add(w.choice("obtained", _("Obtenu"), answers, css=w.HALF))
    honours = table("mentions_diplome").choices(lang)
    node.add(w.choice("honours", _("Mention"), honours, required=False, css=w.HALF, empty=_("Aucune")))
    node.add(w.hidden("version"))
    return node


def shown(value: ExternalStudy) -> dict[str, Any]:
    """The fields of a stored year; a diploma typed by hand shows as « not in the list »."""
    names = ("year", "diploma_label", "label", "obtained", "honours")
    fields = {name: getattr(value, name) for name in names}
    return {**fields, "diploma": value.diploma or w.OTHER, **shown_place(value)}


def read(values: dict[str, Any], desk: Desk, key: str) -> ExternalStudy:
    """A year of study, its diploma's label beside the code."""
    diploma = "" if values["diploma"] == w.OTHER else values["diploma"]
    called = desk.lists.table("diplomes_externes").label(diploma) if diploma else values["diploma_label"]
    return ExternalStudy(
        key=key, year=values["year"], diploma=diploma, diploma_label=called, label=values["label"],
        obtained=Obtained(values["obtained"]), honours=values["honours"], **read_place(values, desk),
    )  # fmt: skip


def card(value: ExternalStudy, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of every field."""
    return [
        (_("Année d'obtention"), str(value.year)),
        (_("Formation"), value.diploma_label),
        (_("Libellé et niveau de la formation"), value.label),
        (_("Obtenu"), desk.translate(_(value.obtained.label))),
        (_("Mention"), desk.lists.table("mentions_diplome").label(value.honours, desk.lang)),
        *place_card(value, desk, COUNTRY),
    ]


def row(value: ExternalStudy, desk: Desk) -> list[tuple[Any, str]]:
    """The columns of the list; the first is the entry's name."""
    where = ", ".join(text for text in (value.school_label, value.town) if text)
    return [
        (_("Formation"), f"{value.diploma_label} : {value.label}"),
        (_("Année"), str(value.year)),
        (_("Etablissement"), where),
        (_("Obtenu"), desk.translate(_(value.obtained.label))),
        (_("Mention"), desk.lists.table("mentions_diplome").label(value.honours, desk.lang)),
    ]


def internal_row(value: InternalStudy, desk: Desk) -> list[tuple[Any, str]]:
    """The columns of « Cursus interne »."""
    mark = f"{value.mark} / {value.scale}" if value.mark and value.scale else value.mark
    return [
        (_("Formation"), f"{value.code} : {value.label}" if value.code else value.label),
        (_("Année"), str(value.year)),
        (_("Résultat"), desk.lists.table("types_resultat").label(value.result, desk.lang)),
        (_("Note"), mark),
        (_("Mention"), desk.lists.table("mentions_diplome").label(value.honours, desk.lang)),
    ]


def honours_with_diploma(node: Any, values: dict[str, Any]) -> None:
    """Refuse a mention for a year without diploma."""
    if values["honours"] and values["obtained"] != Obtained.YES:
        error = colander.Invalid(node)
        error["honours"] = _("Une mention ne se donne qu'avec un diplôme obtenu.")
        raise error
