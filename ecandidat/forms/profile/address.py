"""« Adresse »: in France the town is one of the postal code's; elsewhere it is typed."""

from __future__ import annotations

import re
from typing import Any

import colander

from ecandidat.domain.codes import FRANCE
from ecandidat.domain.profile import PostalAddress
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk
from ecandidat.i18n import _

WIDTH = 32
"""Characters on one line of an envelope, as student systems print it."""

OTHER_TOWN = _("Ma commune n'est pas dans la liste")
HELP_LINE = _("Numéro et rue. 32 caractères par ligne, comme sur une enveloppe.")
REFRESH = _("Actualiser les communes")


def schema(desk: Desk, typed: dict[str, Any]) -> colander.SchemaNode:
    """Country first: it decides what a town is."""
    node = colander.SchemaNode(colander.Mapping())
    node.add(w.country(desk.lists, desk.lang, "country", _("Pays")))
    if w.in_france(typed):
        towns = _towns(desk, typed.get("postcode"))
        node.add(w.line("postcode", _("Code postal"), 5, css=w.THIRD, checks=(_postcode(desk),), inputmode="numeric",
                        autocomplete="postal-code", data_refresh=""))  # fmt: skip
        empty = w.CHOOSE if towns else _("Donnez d'abord le code postal")
        listed = [*towns, (w.OTHER, desk.translate(OTHER_TOWN))] if towns else []
        node.add(w.choice("town_code", _("Commune"), listed, css=w.TWO_THIRDS, empty=empty, refresh=True,
                          awaits=not towns))  # fmt: skip
        if towns and typed.get("town_code") == w.OTHER:
            node.add(w.line("town", _("Nom de la commune"), WIDTH, plain=True, checks=(w.latin_place,)))
    else:
        node.add(w.line("postcode", _("Code postal"), 10, required=False, css=w.THIRD, autocomplete="postal-code"))
        node.add(w.line("town", _("Ville"), WIDTH, css=w.TWO_THIRDS, autocomplete="address-level2"))
    node.add(w.line("line1", _("Adresse"), WIDTH, hint=HELP_LINE, autocomplete="address-line1"))
    node.add(w.line("line2", _("Complément d'adresse 1"), WIDTH, required=False, autocomplete="address-line2"))
    node.add(w.line("line3", _("Complément d'adresse 2"), WIDTH, required=False, autocomplete="address-line3"))
    if w.in_france(typed):
        node.add(w.line("cedex", _("Cedex"), WIDTH, required=False, upper=True, css=w.HALF,
                        hint=_("Par exemple « CEDEX 9 », s'il y en a un.")))  # fmt: skip
    node.add(w.hidden("version"))
    return node


def shown(value: PostalAddress) -> dict[str, Any]:
    """The fields of a stored address; a town typed by hand shows as « not in the list »."""
    fields = {name: getattr(value, name) for name in PostalAddress.__dataclass_fields__}
    if value.country == FRANCE and value.town and not value.town_code:
        fields["town_code"] = w.OTHER
    return fields


def read(values: dict[str, Any], desk: Desk, before: PostalAddress | None) -> PostalAddress:
    """An address; in France the town's name comes from the list, or is typed and has no code."""
    fields = {name: value for name, value in values.items() if name in PostalAddress.__dataclass_fields__}
    if fields["country"] == FRANCE and fields["town_code"] == w.OTHER:
        fields["town_code"], fields["town"] = "", fields["town"].upper()
    elif fields["country"] == FRANCE:
        fields["town"] = dict(_towns(desk, fields["postcode"])).get(fields["town_code"], "").upper()
    return PostalAddress(**fields)


def card(value: PostalAddress, desk: Desk) -> list[tuple[Any, str]]:
    """Label and text of every field."""
    return [
        (_("Pays"), desk.lists.table("pays").label(value.country, desk.lang)),
        (_("Code postal"), value.postcode),
        (_("Commune"), value.town),
        (_("Adresse"), value.line1),
        (_("Complément d'adresse 1"), value.line2),
        (_("Complément d'adresse 2"), value.line3),
        (_("Cedex"), value.cedex),
    ]


def _towns(desk: Desk, postcode: Any) -> list[tuple[str, str]]:
    code = postcode.strip() if isinstance(postcode, str) else ""
    return desk.lists.towns_by_postcode(code) if re.fullmatch(r"[0-9]{5}", code) else []


def _postcode(desk: Desk) -> w.Check:
    def check(node: Any, value: str) -> None:
        if not re.fullmatch(r"[0-9]{5}", value):
            raise colander.Invalid(node, _("Un code postal français a 5 chiffres."))
        if not _towns(desk, value):
            message = _(
                "Aucune commune n'a ce code postal. Pour une adresse Cedex, donnez le code postal ordinaire de la "
                "commune et remplissez le champ « Cedex »."
            )
            raise colander.Invalid(node, message)

    return check
