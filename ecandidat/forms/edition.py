"""The form of one object: sections that make one flat sheet, and a version that tells a stale page what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

import colander
import deform
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.codes import Copies, DecisionKind, Labelled, Mode, Publication, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.questionnaire import Source
from ecandidat.forms import Lifecycle
from ecandidat.forms.widgets import FrenchDate, Whole, hidden
from ecandidat.i18n import _, label
from ecandidat.refusals import sentence
from ecandidat.services import sheets

CODES: dict[str, type[Labelled]] = {
    "mode": Mode, "treatment": Treatment, "kind": DecisionKind, "source": Source, "publishes": Publication,
    "copies": Copies,
}  # fmt: skip
SHOWN = 80
"""Longest text quoted in a sentence, in characters."""


def section(name: str, title: Any, *nodes: colander.SchemaNode, hint: Any = "", kind: Any = None) -> Any:
    """Some fields under one heading."""
    return (kind or colander.SchemaNode)(colander.Mapping(), *nodes, name=name, title=title, description=hint)


def sheet_schema(*nodes: colander.SchemaNode) -> colander.SchemaNode:
    """A form of sections or fields, with the version of what it shows."""
    return colander.SchemaNode(colander.Mapping(), *nodes, hidden("version"))


def leaves(node: Any) -> Iterator[Any]:
    """The fields of a form or nodes of a schema that hold a value, whatever section they stand in."""
    for child in node.children:
        schema = getattr(child, "schema", child)
        if isinstance(schema.typ, colander.Mapping):
            yield from leaves(child)
        else:
            yield child


class Edition(Lifecycle):
    """The life of a form over a sheet. ``sheet`` holds the values as they are now; an empty one creates."""

    def __init__(self, request: Request, schema: colander.SchemaNode, sheet: Mapping[str, Any], **more: Any) -> None:
        self.sheet = {leaf.name: sheet[leaf.name] for leaf in leaves(schema) if leaf.name in sheet}
        values = {**sheet, "version": sheets.version(self.sheet)}
        super().__init__(request, schema, values=_nested(schema, values), **more)

    def lead(self, save: Callable[[dict[str, Any], str], Any], **page: Any) -> Any:
        """``save`` gets the flat values and the version that was seen; what it returns is the answer.

        When the object changed meanwhile, values that were not touched take what is stored now, those that were typed
        stay, and the form is shown again with the sentence that tells them apart.
        """

        def succeed(values: dict[str, Any]) -> Any:
            flat = self._flat(values)
            version = flat.pop("version", "")
            try:
                return save(flat, version)
            except Refused as refused:
                if refused.code != "changed_meanwhile":
                    raise
                fields = refused.params["fields"]
                self._merge(flat, version)
                raise Refused("changed_meanwhile", changes=self._told(fields)) from None  # type: ignore[arg-type]

        return self.handle(succeed, **page)

    def refuse(self, refused: Refused) -> None:
        """As every form does, whatever section the faulty field stands in."""
        field = next((leaf for leaf in leaves(self.form) if leaf.name == str(refused.params.get("field", ""))), None)
        if field is None:
            super().refuse(refused)
            return
        text = sentence(refused, self.request.localizer.translate, self.request.language)
        field.error = colander.Invalid(field.schema, text)
        self.form.error = colander.Invalid(self.form.schema)

    def redraw(self, **typed: str) -> str:
        """The form as it was typed, with some texts replaced."""
        for name, text in typed.items():
            self._put(name, text)
        html: str = self.form.widget.serialize(self.form, self.form.cstruct)
        return html

    def _flat(self, values: Mapping[str, Any]) -> dict[str, Any]:
        flat: dict[str, Any] = {}
        for name, value in values.items():
            if isinstance(value, Mapping):
                flat |= self._flat(value)
            else:
                flat[name] = value
        kinds = {leaf.name: leaf.schema.typ for leaf in leaves(self.form)}
        for name, value in flat.items():
            if value == "" and (isinstance(kinds[name], FrenchDate | Whole) or name in CODES):
                flat[name] = None
            elif name in CODES:
                flat[name] = CODES[name](value)
            elif isinstance(value, set):
                flat[name] = frozenset(value)
        return flat

    def _merge(self, flat: Mapping[str, Any], version: str) -> None:
        typed = set(sheets.touched(sheets.clean(flat), version))
        for leaf in leaves(self.form):
            if leaf.name in self.sheet and leaf.name not in typed:
                self._put(leaf.name, leaf.schema.serialize(_shown(self.sheet[leaf.name])))
        self._put("version", sheets.version(self.sheet))

    def _put(self, name: str, text: Any) -> None:
        for leaf in leaves(self.form):
            if leaf.name == name:
                leaf.cstruct = text

    def _told(self, names: tuple[str, ...]) -> str:
        translate = self.request.localizer.translate
        titles = {leaf.name: translate(leaf.title) for leaf in leaves(self.form)}
        now = _("${field} (maintenant « ${value} »)")
        said = [_(now, mapping={"field": titles[name], "value": self._printed(self.sheet[name])}) for name in names]
        return ", ".join(translate(one) for one in said)

    def _printed(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(self.request.localizer.translate(_("oui") if value else _("non")))
        if isinstance(value, date):
            return short_date(value, self.request.language)
        if isinstance(value, Labelled):
            return str(self.request.localizer.translate(label(value.label)))
        if isinstance(value, frozenset):
            return ", ".join(sorted(value))
        text = "–" if value in (None, "") else str(value)
        return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _nested(schema: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for child in schema.children:
        if isinstance(child.typ, colander.Mapping):
            nested[child.name] = _nested(child, values)
        elif child.name in values:
            nested[child.name] = _shown(values[child.name])
    return nested


def _shown(value: Any) -> Any:
    if value is None:
        return colander.null
    if isinstance(value, frozenset):
        return set(value)
    return value.value if isinstance(value, Enum) else value


def checkbox(name: str, title: Any, *, hint: Any = "") -> colander.SchemaNode:
    """Yes or no."""
    return colander.SchemaNode(
        colander.Boolean(), name=name, title=title, description=hint, missing=False, oid=f"champ-{name}",
        widget=deform.widget.CheckboxWidget(true_val="true", false_val="false"),
    )  # fmt: skip


def checkboxes(name: str, title: Any, choices: list[tuple[str, Any]], *, hint: Any = "") -> colander.SchemaNode:
    """Any number of codes among a few."""
    return colander.SchemaNode(
        colander.Set(), name=name, title=title, description=hint, missing=frozenset(), oid=f"champ-{name}",
        widget=deform.widget.CheckboxChoiceWidget(values=choices),
        validator=colander.ContainsOnly([code for code, _label in choices]),
    )  # fmt: skip
