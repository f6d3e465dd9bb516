"""Forms: Colander schemas, Deform widgets, and the one life every form leads.

What never enters: use cases. A form turns what was typed into checked values and puts a sentence at each faulty field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import colander
import deform
import peppercorn
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest
from pyramid.i18n import get_localizer
from pyramid.path import AssetResolver
from pyramid.request import Request
from pyramid.threadlocal import get_current_request

from ecandidat.domain.errors import Refused
from ecandidat.i18n import _
from ecandidat.refusals import sentence

SAVE = "enregistrer"
Button = deform.Button
"""What a view asks for below its form."""


class Lifecycle:
    """Show, refresh, check, refuse, succeed: the life of every form.

    ``handle`` returns the values for the template (``{"form": html, …}``) or the response of a success. A POST with
    ``_refresh`` only redraws the form with what was typed (dependent lists narrow); a faulty one is redrawn with
    HTTP 422, a refused one with 409, and nothing is written in either case.
    """

    def __init__(
        self, request: Request, schema: colander.Schema, *, values: dict[str, Any] | None = None,
        buttons: Sequence[deform.Button] = (), formid: str = "deform", action: str = "",
    ) -> None:  # fmt: skip
        self.request = request
        self.values = values or {}
        chosen = tuple(buttons) or (deform.Button(SAVE, _("Enregistrer")),)
        bound = schema.bind(request=request, work=request.work) if not getattr(schema, "bindings", None) else schema
        token = request.session.get_csrf_token()
        self.form = deform.Form(bound, buttons=chosen, formid=formid, action=action or request.path_qs, csrf=token)

    @property
    def refreshing(self) -> bool:
        """Whether the browser only asks for the form again with its lists narrowed."""
        return self.request.method == "POST" and "_refresh" in self.request.POST

    def handle(self, succeed: Callable[[dict[str, Any]], Any], **page: Any) -> Any:
        """Lead the form through its life; ``succeed`` gets the checked values and returns a response."""
        if self.request.method != "POST":
            return {"form": self.form.render(self.values), **page}
        if self.refreshing:
            return {"form": self._typed(), **page}
        try:
            values = self.form.validate(self.request.POST.items())
        except deform.ValidationFailure as failure:
            self.request.response.status_int = 422
            return {"form": failure.render(), **page}
        try:
            return succeed(values)
        except Refused as refused:
            self.request.response.status_int = 409
            self.refuse(refused)
            return {"form": self.form.widget.serialize(self.form, self.form.cstruct), **page}

    def refuse(self, refused: Refused) -> None:
        """Put the sentence of a refusal at the field it names, else at the top of the form."""
        text = sentence(refused, self.request.localizer.translate, self.request.language)
        node = self.form
        field = str(refused.params.get("field", ""))
        if field and field in [child.name for child in self.form.children]:
            node = self.form[field]
        error = colander.Invalid(node.schema, text)
        node.error = error
        if node is not self.form:
            self.form.error = colander.Invalid(self.form.schema)

    def fields(self, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """What posted pairs put in each field, unchecked."""
        try:
            cstruct = self.form.widget.deserialize(self.form, structure(pairs))
        except colander.Invalid as invalid:
            cstruct = invalid.value
        return dict(cstruct)

    def filled(self, pairs: Iterable[tuple[str, Any]], **changed: Any) -> str:
        """The form with what posted pairs say, unchecked; each field draws its own part of the whole."""
        self.form.cstruct = {**self.fields(pairs), **changed}
        html: str = self.form.widget.serialize(self.form, self.form.cstruct)
        return html

    def _typed(self, **changed: Any) -> str:
        return self.filled(self.request.POST.items(), **changed)


def plain(value: Any) -> Any:
    """A field's value to compare or print: an absent one is an empty one."""
    return "" if value in (None, colander.null) else value


def structure(pairs: Iterable[tuple[str, Any]]) -> Any:
    """Posted pairs as a structure; a body whose groups do not close is a bad request."""
    try:
        return peppercorn.parse(list(pairs))
    except (ValueError, IndexError, TypeError):
        raise HTTPBadRequest from None


def typed_values(request: Request, pairs: Iterable[tuple[str, Any]] | None = None) -> dict[str, Any]:
    """What was posted, by field name: for schemas whose lists depend on what is being typed.

    ``pairs`` are those of a draft, when the form shows one instead of what the request posts.
    """
    if pairs is None:
        if request.method != "POST":
            return {}
        pairs = request.POST.items()
    parsed = structure(pairs)
    return {key: value for key, value in parsed.items() if not key.startswith("_")}


def _translate(term: Any) -> str:
    request = get_current_request()
    return get_localizer(request).translate(term) if request is not None else str(term)


def includeme(config: Configurator) -> None:
    """Our widget templates come before Deform's."""
    ours = AssetResolver("ecandidat").resolve("ecandidat:templates/deform").abspath()
    theirs = AssetResolver("deform").resolve("deform:templates").abspath()
    deform.Form.set_zpt_renderer((ours, theirs), translator=_translate)
    config.add_translation_dirs("colander:locale", "deform:locale")


def typed_alone(node: colander.SchemaNode, text: str) -> tuple[Any, list[Any]]:
    """The value of one field read by itself, None when it is blank; and its faults, none when it is right."""
    try:
        found = node.deserialize(text.strip() or colander.null)
    except colander.Invalid as invalid:
        return None, invalid.messages()
    return (None if found in ("", colander.null) else found), []
