"""« Profils à revoir » of an establishment: corrections asked for, and texts that wait for their official entry."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import moment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.unlisted import ADDRESS_TOWN, DIPLOMA, SCHOOL, TOWN
from ecandidat.resources import Establishment, path_of
from ecandidat.services import corrections as corrections_service
from ecandidat.services import unlisted as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import page, tabs, told
from ecandidat.views.layout import flash

TABS = ((_("Corrections demandées"), "@@corrections"), (_("Libellés à rattacher"), "@@libelles"))
KINDS = {
    SCHOOL: _("Établissement"), TOWN: _("Commune"), ADDRESS_TOWN: _("Commune (adresse)"), DIPLOMA: _("Diplôme")
}  # fmt: skip
LONGEST_SEARCH = 100


@door(Establishment, "corrections", permission=P.PROFILE_CORRECT, template="central/corrections.pt")
def corrections(context: Establishment, request: Request) -> dict[str, Any]:
    """The requests that wait for an answer, the oldest first."""
    rows = [
        {
            "name": f"{details.name} {details.first_name}" if (details := candidate.profile.personal) else "",
            "number": candidate.number,
            "when": moment(asked.asked_at, request.language),
            "fields": len(asked.changes),
            "file": asked.document is not None,
            "url": f"{path_of(candidate)}/@@corrections",
        }
        for candidate, asked in corrections_service.waiting(request.work, context)
    ]
    return page(request, _("Corrections demandées"), rows=rows, tabs=tabs(request, context, TABS, "@@corrections"))


@door(Establishment, "libelles", permission=P.PROFILE_CORRECT, template="central/unlisted.pt")
def texts(context: Establishment, request: Request) -> dict[str, Any]:
    """What candidates typed by hand, the most frequent first; apart, what is kept as typed."""
    every = [_row(context, request, found) for found in service.groups(request.work, context)]
    return page(
        request, _("Libellés à rattacher"), tabs=tabs(request, context, TABS, "@@libelles"),
        rows=[row for row in every if not row["kept"]], kept=[row for row in every if row["kept"]],
        keep_url=f"{path_of(context)}/@@garder-libelle",
    )  # fmt: skip


@door(Establishment, "rattacher", permission=P.PROFILE_CORRECT, template="central/attach.pt", methods=FORM)
def attach(context: Establishment, request: Request) -> Any:
    """The official entries nearest to a text, a search among the others; POST attaches the one chosen."""
    back = f"{path_of(context)}/@@libelles"
    wanted, refusal = request.params.get("libelle", ""), ""
    if request.method == "POST":
        try:
            count = service.attach(request.work, context, wanted, request.POST.get("code", ""))
        except Refused as refused:
            if refused.code == "unlisted_gone":
                flash(request, told(request, refused), "warning")
                return HTTPSeeOther(back)
            request.tm.doom()
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            flash(request, _("Le libellé est rattaché ; profils mis à jour : ${count}.", mapping={"count": count}))
            return HTTPSeeOther(back)
    try:
        found = service.group(request.work, context, wanted)
    except KeyError:
        flash(request, told(request, Refused("unlisted_gone")), "warning")
        return HTTPSeeOther(back)
    query = request.params.get("q", "")[:LONGEST_SEARCH].strip()
    row = _row(context, request, found)
    return page(
        request, _("Rattacher « ${text} »", mapping={"text": found.text}), kicker=row["kind"], row=row, back=back,
        refusal=refusal, query=query, action=f"{path_of(context)}/@@rattacher", id=found.id,
        found=service.suggestions(request.portal, found, query, request.language),
    )  # fmt: skip


@door(Establishment, "garder-libelle", permission=P.PROFILE_CORRECT, methods=ACT)
def keep(context: Establishment, request: Request) -> HTTPSeeOther:
    """« Garder tel quel », or back into the list."""
    kept = request.POST.get("garder") != "non"
    try:
        service.keep(request.work, context, request.POST.get("libelle", ""), kept=kept)
    except Refused as refused:
        flash(request, told(request, refused), "warning")
    else:
        flash(request, _("Le libellé est gardé tel quel.") if kept else _("Le libellé est de nouveau à rattacher."))
    return HTTPSeeOther(f"{path_of(context)}/@@libelles")


def _row(context: Establishment, request: Request, found: service.Group) -> dict[str, Any]:
    t, lists = request.localizer.translate, request.portal.nomenclatures
    departments = dict(lists.departments())
    return {
        "id": found.id,
        "text": found.text,
        "kind": t(KINDS[found.kind]),
        "where": departments.get(found.where, found.where),
        "count": len(found.candidates),
        "candidates": [
            {"number": one.number, "url": f"{path_of(one)}/profil"} for one in found.candidates[: service.MOST_FOUND]
        ],
        "kept": t(_("Gardé par ${who} le ${when}", mapping={
            "who": found.kept.by, "when": moment(found.kept.at, request.language),
        })) if found.kept is not None else "",
        "url": f"{path_of(context)}/@@rattacher?libelle={found.id}",
    }  # fmt: skip
