"""The form of the parameters: one field each, of its type, by groups; below it, where its value comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import colander
import deform
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import PARAMETERS, Group, Parameter, Value
from ecandidat.forms import plain
from ecandidat.forms.edition import Edition, checkbox, leaves, section, sheet_schema
from ecandidat.forms.tags import COUNTED
from ecandidat.forms.widgets import choice, line, whole
from ecandidat.i18n import _, label
from ecandidat.services import sheets
from ecandidat.services.parameters import Held

RESTORE = "reprendre"
"""Name of the buttons that give a parameter back its inherited value; the value is its code."""

LONGEST = 50
SCREENS = {"N": _("Rien"), "R": _("Lecture"), "W": _("Lecture et écriture")}
CHOICES: dict[str, dict[str, Any]] = {
    "SVA_ALERT_DAT": COUNTED,
    "SCOL_GESTION_CANDIDAT_CTR_CAND": SCREENS, "SCOL_GESTION_CANDIDAT_COMM": SCREENS,
    "SCOL_MODE_TYPE_FORMATION": {"DIP": _("Par type de diplôme"), "NO": _("Sans regroupement")},
    "LC_MODE_AFFICHAGE_RANG": {"N": _("Aucun rang"), "S": _("Rang saisi"), "R": _("Rang réel")},
    "DOWNLOAD_MULTIPLE_MODE": {"Z": _("Une archive ZIP"), "P": _("Un seul PDF")},
}  # fmt: skip
"""What each choice of a parameter means."""

Translate = Callable[[Any], str]


@dataclass(frozen=True)
class Notes:
    """What is said below a field: the value inherited in words, whose value is in force, how to go back."""

    inherited: str
    own: str = ""
    restore: str = ""
    elsewhere: str = ""


def parameters(
    groups: Iterable[Group], mine: Callable[[Parameter], bool], states: Mapping[str, Held],
    others: Mapping[str, list[tuple[Any, Value]]], translate: Translate, *, portal: bool,
) -> colander.SchemaNode:  # fmt: skip
    """« Paramètres » of the groups. Those that are not ``mine`` are read below the fields of their group.

    ``others`` holds the establishments whose value the instance does not change, with that value.
    """
    return sheet_schema(*(_group(one, mine, states, others, translate, portal=portal) for one in groups))


def _group(
    group: Group, mine: Callable[[Parameter], bool], states: Mapping[str, Held],
    others: Mapping[str, list[tuple[Any, Value]]], translate: Translate, *, portal: bool,
) -> colander.SchemaNode:  # fmt: skip
    fields = []
    for row in group.rows:
        if not mine(row):
            continue
        node = _field(row)
        node.notes = notes(row, states[row.code], others.get(row.code, []), translate, portal=portal)
        fields.append(node)
    made = section(group.code, label(group.label), *fields)
    made.widget = deform.widget.MappingWidget(template="parameter_group", item_template="parameter")
    made.oid = f"groupe-{group.code}"
    made.fixed = [
        {"label": label(row.label), "help": label(row.help), "value": words(row, states[row.code].value, translate)}
        for row in group.rows if not mine(row)
    ]  # fmt: skip
    return made


def notes(
    row: Parameter, state: Held, others: list[tuple[Any, Value]], translate: Translate, *, portal: bool
) -> Notes:
    """What is said of one parameter below its field."""
    value = {"value": words(row, state.inherited, translate)}
    own = _("Propre à l'instance") if portal else _("Propre à l'établissement")
    said = _("Valeur de l'instance : ${value}", mapping=value) if state.gives \
        else _("Par défaut : ${value}", mapping=value)  # fmt: skip
    back = _("Reprendre la valeur de l'instance") if state.gives else _("Reprendre la valeur par défaut")
    listed = ", ".join(f"{one.name_short or one.name_full} ({words(row, its, translate)})" for one, its in others)
    differs = translate(_("Autre valeur : ${listed}", mapping={"listed": listed})) if listed else ""
    return Notes(
        translate(said), translate(own) if state.own else "", translate(back) if state.own else "", differs
    )  # fmt: skip


def words(row: Parameter, value: Value, translate: Translate) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return translate(_("oui") if value else _("non"))
    if row.choices:
        return translate(CHOICES.get(row.code, {}).get(str(value), str(value)))
    return str(value) if value != "" else translate(_("rien"))


def _field(row: Parameter) -> colander.SchemaNode:
    if isinstance(row.default, bool):
        return checkbox(row.code, label(row.label), hint=label(row.help))
    if isinstance(row.default, int):
        made = whole(row.code, label(row.label), row.low, row.high, hint=label(row.help))
        made.bounds = (row.low, row.high)
        return made
    if row.choices:
        shown = CHOICES.get(row.code, {})
        values = [(code, shown.get(code, code)) for code in row.choices]
        return choice(row.code, label(row.label), values, hint=label(row.help))
    return line(row.code, label(row.label), LONGEST, required=False, hint=label(row.help))


class Parameters(Edition):
    """The life of that form: a value may also be given back, and what is typed in the other fields stays typed."""

    def __init__(self, request: Request, schema: colander.SchemaNode, sheet: Mapping[str, Any], **more: Any) -> None:
        super().__init__(request, schema, sheet, **more)
        self.form.widget.css_class = "parameters"

    @property
    def restored(self) -> str:
        """The code of the parameter whose button was pressed, '' when none was."""
        code = str(self.request.POST.get(RESTORE, ""))
        return code if code in PARAMETERS and code in self.sheet else ""

    @property
    def version(self) -> str:
        """The version of the page that was sent."""
        return str(self.request.POST.get("version", ""))

    def untouched(self, code: str) -> bool:
        """Whether no field but that one holds something else than what is stored."""
        typed = self._typed_values()
        stored = {leaf.name: plain(leaf.schema.serialize(self.sheet[leaf.name])) for leaf in self._fields()}
        return all(plain(typed.get(name)) == value for name, value in stored.items() if name != code)

    def after(self, code: str) -> str:
        """The form with all that was typed, but for one parameter, which shows what is stored now."""
        fields = self.fields(self.request.POST.items())
        current = sheets.version(self.sheet).split(";")
        seen = [part for part in self.version.split(";") if not part.startswith(f"{code}:")]
        fields["version"] = ";".join([*seen, *(part for part in current if part.startswith(f"{code}:"))])
        for part in fields.values():
            if isinstance(part, dict) and code in part:
                part[code] = next(f.schema.serialize(self.sheet[code]) for f in self._fields() if f.name == code)
        self.form.cstruct = fields
        html: str = self.form.widget.serialize(self.form, self.form.cstruct)
        return html

    def late(self, code: str) -> None:
        """Say at the top of the form that somebody changed that value meanwhile."""
        self.refuse(Refused("changed_meanwhile", changes=self._told((code,))))

    def _fields(self) -> list[Any]:
        return [leaf for leaf in leaves(self.form) if leaf.name in self.sheet]

    def _typed_values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in self.fields(self.request.POST.items()).values():
            if isinstance(part, dict):
                found |= part
        return found
