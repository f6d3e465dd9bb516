"""Drafts of forms: the door that keeps what is being typed, and how a form takes its draft up again.

For a form of one's own, on any context below a candidate: open a door named ``brouillon`` with the permission of the
form that calls :func:`keep`; mark the form with :func:`watch`; on GET give the page what :func:`resume` returns and
draw ``templates/candidate/draft.pt``; once saved for good, call ``services.drafts.forget`` with the same name.
"""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.dates import moment
from ecandidat.domain.identifiers import is_key
from ecandidat.domain.moments import PARIS
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle, plain, structure
from ecandidat.forms.profile import ENTRY, VERSION
from ecandidat.forms.profile.steps import STEPS
from ecandidat.i18n import _
from ecandidat.models.candidate import Candidate
from ecandidat.models.draft import Draft
from ecandidat.resources import ProfileStep, path_of
from ecandidat.services import drafts
from ecandidat.views import ACT, door
from ecandidat.views.layout import flash

DISCARD = "effacer"
"""Name of the button that throws a draft away."""

APART = (VERSION, ENTRY)
"""Hidden fields: what they hold was not typed."""


@door(ProfileStep, "brouillon", permission=P.PROFILE_EDIT, methods=ACT)
def step(context: ProfileStep, request: Request) -> Response:
    """The draft of a step, or of the entry ``?entree=<key>`` of a list."""
    described, key = STEPS[context.__name__], str(request.GET.get("entree", ""))
    if described.schema is None or (described.row is not None) != is_key(key):
        raise HTTPNotFound
    return keep(request, context.candidate, step_name(context, key), path_of(context))


def step_name(context: ProfileStep, key: str = "") -> str:
    """The name under which the drafts of a step, or of one of its entries, are kept."""
    return f"profil/{context.__name__}/{key}"


def step_url(context: ProfileStep, key: str = "") -> str:
    """Where the draft of a step, or of one of its entries, is sent."""
    return f"{path_of(context)}/@@brouillon" + (f"?entree={key}" if key else "")


def keep(request: Request, candidate: Candidate, name: str, back: str) -> Response:
    """Keep the posted form as the asker's draft called ``name``; with the button « effacer », throw it away.

    A script reads JSON: ``at`` (« 14:02 » in Paris). Without one the answer leads ``back``.
    """
    if DISCARD in request.POST:
        if drafts.forget(request.work, candidate, name):
            flash(request, _("Le brouillon est effacé."), "info")
        return HTTPSeeOther(back)
    fields = drafts.kept_fields(request.POST.items())
    structure(fields)
    version = next((value for field, value in fields if field == VERSION), "")
    draft = drafts.save(request.work, candidate, name, fields, version)
    if request.headers.get("Accept") != "application/json":
        return HTTPSeeOther(back)
    at = (draft.at or request.work.now).astimezone(PARIS)
    return Response(json_body={"at": f"{at:%H:%M}"}, content_type="application/json")


def watch(form: Lifecycle, url: str) -> None:
    """Have what is typed in a form sent to ``url`` by ``static/js/autosave.js``."""
    form.form.widget.attributes = {"data-autosave": url}


def resume(
    request: Request, form: Lifecycle, draft: Draft | None, url: str, shown: dict[Any, str] | None = None
) -> dict[str, Any]:
    """What a page adds when its form has a draft: the form filled with it, ``draft`` (the notice), ``changed``.

    Nothing when there is no draft, or when it says what the stored value says. ``form.values`` is the stored value,
    with its present version; ``shown`` its label and text pairs, to be told when it changed since the draft was begun.
    """
    if draft is None:
        return {}
    stored, typed = form.form.schema.serialize(form.values), form.fields(draft.fields)
    differing = [
        field for field in form.form.children
        if field.name not in APART and plain(stored.get(field.name)) != plain(typed.get(field.name))
    ]  # fmt: skip
    if not differing:
        return {}
    version = form.values.get(VERSION, "")
    stale = bool(draft.version) and draft.version != version
    kept = {name: form.values[name] for name in APART if name in form.values}
    t = request.localizer.translate
    labels = {t(label): text for label, text in (shown or {}).items()}
    changed = [
        {"label": t(field.title),
         "now": labels.get(t(field.title)) or _words(t, field, stored.get(field.name)),
         "typed": _words(t, field, typed.get(field.name))}
        for field in differing if stale
    ]  # fmt: skip
    return {"form": form.filled(draft.fields, **kept), "draft": notice(request, draft, url), "changed": changed}


def notice(request: Request, draft: Draft, url: str) -> dict[str, str]:
    """The values of ``templates/candidate/draft.pt``: when it was typed, where it is thrown away."""
    return {"when": moment(draft.at, request.language), "url": url}


def _words(t: Any, field: Any, value: Any) -> str:
    """A field's value as it is read on the page: the label of a code, the text itself."""
    labels = {str(code): label for code, label, *_more in getattr(field.widget, "values", ())}
    known = plain(value)
    return t(labels.get(str(known), str(known))) if known else ""
