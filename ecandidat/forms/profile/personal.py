"""« Informations perso. »: who the candidate is, and how to reach them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import colander

from ecandidat.dates import short_date
from ecandidat.domain.codes import FRANCE, LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import read_ine
from ecandidat.domain.profile import PersonalDetails
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.i18n import _
from ecandidat.refusals import sentence

CONTACT = ("phone", "mobile", "language")
"""Fields of those details that say how to reach somebody, not who they are."""

YOUNGEST, OLDEST = 10, 100
"""Ages, in years, outside which a date of birth is a mistake."""

HELP_INE = _(
    "10 caractères, en majuscules, en haut de votre relevé de notes du baccalauréat ou sur un relevé universitaire. "
    "Ne confondez pas la lettre O et le chiffre 0 (zéro). Pas d'INE si vous n'avez jamais étudié en France."
)
HELP_KEY = _("Le caractère qui suit l'INE, ou les deux lettres finales d'un INES.")


def schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """All the fields; the département of birth only for somebody born in France."""
    lists, lang = desk.lists, desk.lang
    node = colander.SchemaNode(colander.Mapping(), validator=lone_key)
    node.add(w.choice("nationality", _("Nationalité"), lists.nationalities(lang)))
    key = typed.get("ine_key")
    checks = (agrees(desk, key if isinstance(key, str) else ""),)
    node.add(w.line("ine", _("INE"), 11, required=False, hint=HELP_INE, css=w.TWO_THIRDS, upper=True, checks=checks,
                    autocomplete="off", autocapitalize="characters", spellcheck="false"))  # fmt: skip
    node.add(w.line("ine_key", _("Clé INE"), 2, required=False, hint=HELP_KEY, css=w.THIRD, upper=True,
                    autocomplete="off", autocapitalize="characters", spellcheck="false"))  # fmt: skip
    node.add(w.choice("title", _("Civilité"), lists.table("civilites").choices(lang)))
    names = (
        ("birth_name", _("Nom patronymique"), 30, True, "family-name"),
        ("usual_name", _("Nom usuel"), 30, False, "off"),
        ("first_name", _("Prénom"), 20, True, "given-name"),
        ("other_first_name", _("Autre prénom"), 20, False, "additional-name"),
    )
    for name, label, maximum, required, auto in names:
        node.add(w.line(name, label, maximum, required=required, css=w.HALF, upper=True, plain=True,
                        checks=(w.latin_name,), autocomplete=auto))  # fmt: skip
    node.add(w.french_date("birth_date", _("Date naissance (jj/mm/aaaa)"), css=w.HALF, checks=(age(desk.today),)))
    node.add(w.country(lists, lang, "birth_country", _("Pays de naissance"), css=w.HALF))
    if w.in_france(typed, "birth_country"):
        node.add(w.choice("birth_department", _("Département de naissance"), lists.departments(), css=w.HALF))
    node.add(w.line("birth_town", _("Ville de naissance"), 30, css=w.HALF, upper=True, plain=True,
                    checks=(w.latin_place,)))  # fmt: skip
    for name, label in (("phone", _("Téléphone")), ("mobile", _("Téléphone portable"))):
        node.add(w.line(name, label, 20, required=False, css=w.HALF, checks=(w.phone,), inputmode="tel",
                        autocomplete="tel"))  # fmt: skip
    node.add(w.choice("language", _("Langue de contact"), [(code, LANGUAGES[code]) for code in desk.spoken],
                      css=w.HALF))  # fmt: skip
    node.add(w.hidden("version"))
    return node


def contact_schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """What somebody may still change whose identity comes from the student records, or who applied."""
    whole = schema(desk, typed)
    node = colander.SchemaNode(colander.Mapping())
    for name in (*CONTACT, "version"):
        node.add(whole[name])
    return node


def identity_schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """All but what :func:`contact_schema` asks."""
    node = schema(desk, typed)
    for name in CONTACT:
        del node[name]
    return node


def ine_schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """The INE and its key alone, both required."""
    whole = schema(desk, typed)
    node = colander.SchemaNode(colander.Mapping())
    for name in ("ine", "ine_key"):
        node.add(whole[name])
        node[name].missing = colander.required
    return node


def shown(value: PersonalDetails) -> dict[str, Any]:
    """The fields of stored details."""
    return {name: getattr(value, name) for name in PersonalDetails.__dataclass_fields__ if name != "from_records"}


def read(values: dict[str, Any], desk: Desk, before: PersonalDetails | None) -> PersonalDetails:
    """Details from checked values; what the form did not ask stays as it was."""
    fields = {name: value for name, value in values.items() if name in PersonalDetails.__dataclass_fields__}
    if before is not None and (before.from_records or "birth_name" not in fields):
        return replace(before, **{name: fields[name] for name in CONTACT})
    if before is not None:
        fields = {**{name: getattr(before, name) for name in CONTACT}, **fields}
    if fields["ine"] or fields["ine_key"]:
        reading = read_ine(fields["ine"], fields["ine_key"])
        fields["ine"], fields["ine_key"] = reading.ine, reading.key
    if fields["birth_country"] != FRANCE:
        fields["birth_department"] = ""
    return PersonalDetails(**fields)


def card(value: PersonalDetails, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of every field."""
    lists = desk.lists
    nationalities = dict(lists.nationalities(desk.lang))
    departments = dict(lists.departments())
    return [
        (_("Nationalité"), nationalities.get(value.nationality, value.nationality)),
        (_("INE"), value.ine),
        (_("Clé INE"), value.ine_key),
        (_("Civilité"), lists.table("civilites").label(value.title, desk.lang)),
        (_("Nom patronymique"), value.birth_name),
        (_("Nom usuel"), value.usual_name),
        (_("Prénom"), value.first_name),
        (_("Autre prénom"), value.other_first_name),
        (_("Date naissance"), short_date(value.birth_date, desk.lang)),
        (_("Pays de naissance"), lists.table("pays").label(value.birth_country, desk.lang)),
        (_("Département de naissance"), departments.get(value.birth_department, value.birth_department)),
        (_("Ville de naissance"), value.birth_town),
        (_("Téléphone"), value.phone),
        (_("Téléphone portable"), value.mobile),
        (_("Langue de contact"), LANGUAGES.get(value.language, value.language)),
    ]


def agrees(desk: Desk, key: str) -> w.Check:
    """Refuse a number that the key typed beside it does not match; the sentence tells an O taken for a zero."""

    def check(node: Any, ine: str) -> None:
        try:
            read_ine(ine, key)
        except Refused as refused:
            raise colander.Invalid(node, sentence(refused, desk.translate, desk.lang)) from None

    return check


def lone_key(node: Any, values: dict[str, Any]) -> None:
    """Refuse a key without its number."""
    if values["ine_key"] and not values["ine"]:
        error = colander.Invalid(node)
        error["ine"] = _("Donnez aussi l'INE, ou effacez sa clé.")
        raise error


def age(today: date) -> w.Check:
    """Refuse dates of birth that give an age under 10 or over 100."""

    def check(node: Any, born: date) -> None:
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not YOUNGEST <= years <= OLDEST:
            message = _("Cette date donne un âge de ${age} ans : vérifiez l'année.", mapping={"age": years})
            if born > today:
                message = _("Cette date est dans le futur : vérifiez l'année.")
            raise colander.Invalid(node, message)

    return check
