"""« Demander une correction »: the candidate's request, its state, and the page where those who may decide answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import moment
from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profile import PersonalDetails
from ecandidat.forms import Button, Lifecycle, typed_values
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk, personal
from ecandidat.i18n import _
from ecandidat.models.correction import ACCEPTED, PENDING, REFUSED, WITHDRAWN, Correction
from ecandidat.refusals import sentence
from ecandidat.resources import Candidate, path_of
from ecandidat.services import corrections as service
from ecandidat.views import ACT, FORM, door
from ecandidat.views.candidate.parts import file_of, size
from ecandidat.views.candidate.pieces import serve
from ecandidat.views.files import chosen_file
from ecandidat.views.layout import flash

STATES = {
    PENDING: (_("En attente"), "pending"), ACCEPTED: (_("Acceptée"), "valid"),
    REFUSED: (_("Refusée"), "refused"), WITHDRAWN: (_("Retirée"), "cancelled"),
}  # fmt: skip
"""State → words and badge."""


def panel(page: Any) -> dict[str, Any]:
    """What « Informations perso. » shows of corrections once the identity is frozen."""
    candidate, request = page.context.candidate, page.request
    base = path_of(candidate)
    open_, refused = service.pending(candidate), service.refusal_to_ask(candidate)
    return {
        "records": refused is not None and refused.code == "correction_records",
        "ask_url": f"{base}/@@demander-correction" if refused is None else "",
        "withdraw_url": f"{base}/@@retirer-correction" if open_ is not None else "",
        "join_url": f"{base}/@@justificatif" if open_ is not None else "",
        "asked": [told(request, candidate, one) for one in service.all_of(candidate)],
        "sendable": size(MAX_SENT, request.language),
    }


def told(request: Request, candidate: Candidate, asked: Correction) -> dict[str, Any]:
    """A request as a page shows it."""
    label, kind = STATES[asked.state]
    url = f"{path_of(candidate)}/@@justificatif?demande={asked.__name__}"
    return {
        "key": asked.__name__,
        "when": moment(asked.asked_at, request.language),
        "badge": {"label": request.localizer.translate(label), "kind": kind},
        "pending": asked.state == PENDING,
        "rows": differences(request, candidate, asked),
        "reason": asked.reason,
        "answer": asked.answer,
        "decided": moment(asked.decided_at, request.language) if asked.decided_at else "",
        "by": asked.decided_by,
        "file": file_of(asked.document, url, request.language) if asked.document is not None else None,
    }


def differences(request: Request, candidate: Candidate, asked: Correction) -> list[dict[str, str]]:
    """One row per field: ``label``, ``before``, ``after``, in words."""
    details, desk = candidate.profile.personal or PersonalDetails(), Desk.of(request)
    before = replace(details, **{name: value for name, value, _after in asked.changes})
    after = replace(details, **{name: value for name, _before, value in asked.changes})
    pairs = zip(personal.card(before, desk), personal.card(after, desk), strict=True)
    return [
        {"label": desk.translate(label), "before": old, "after": new}
        for (label, old), (_label, new) in pairs
        if old != new
    ]


@door(Candidate, "demander-correction", permission=P.PROFILE_EDIT, template="candidate/correction.pt", methods=FORM)
def ask(context: Candidate, request: Request) -> Any:
    """The form: the details as they stand, to be changed where they are wrong, and why."""
    back = f"{path_of(context)}/profil/infos-perso"
    details = context.profile.personal
    if request.current_identity.candidate is not context or details is None:
        return HTTPSeeOther(back)
    refused = service.refusal_to_ask(context)
    if refused is not None and request.method != "POST":
        flash(request, sentence(refused, request.localizer.translate, request.language), "info")
        return HTTPSeeOther(back)
    desk, shown = Desk.of(request), personal.shown(details)
    typed = typed_values(request) or {name: str(value) for name, value in shown.items() if value is not None}
    node = personal.identity_schema(desk, typed)
    node.add(
        w.paragraph(
            "reason",
            _("Pourquoi cette correction ?"),
            service.LONGEST,
            hint=_("Ce qui est faux, et ce qui le prouve : vous pourrez joindre un justificatif."),
        )
    )
    form = Lifecycle(
        request, node, values={name: value for name, value in shown.items() if value is not None}, formid="correction",
        buttons=(
            Button("demander", _("Envoyer la demande"), css_class="btn-primary"),
            Button("annuler", _("Annuler"), type="link", value=back, css_class="btn-outline-secondary"),
            Button("_refresh", _("Actualiser les listes"), css_class="btn-outline-secondary no-js-only"),
        ),
    )  # fmt: skip

    def send(values: dict[str, Any]) -> HTTPSeeOther:
        reason = str(values.pop("reason"))
        service.ask(request.work, context, personal.read(values, desk, details), reason)
        flash(request, _("Votre demande est envoyée. La réponse vous parviendra par courriel."))
        return HTTPSeeOther(f"{back}#corrections")

    return form.handle(send, title=request.localizer.translate(_("Demander une correction")), back=back)


@door(Candidate, "retirer-correction", permission=P.PROFILE_EDIT, methods=ACT)
def withdraw(context: Candidate, request: Request) -> HTTPSeeOther:
    """« Retirer ma demande »."""
    if request.current_identity.candidate is not context:
        raise HTTPNotFound
    service.withdraw(request.work, context)
    flash(request, _("Votre demande est retirée."))
    return HTTPSeeOther(f"{path_of(context)}/profil/infos-perso")


@door(Candidate, "justificatif", permission=P.PROFILE_EDIT, methods=FORM)
def proof(context: Candidate, request: Request) -> Any:
    """POST joins a document to the request that waits, GET reads the one of a request."""
    if request.method == "POST":
        return _join(context, request)
    owner = request.current_identity.candidate is context
    if not owner and not request.has_permission(P.PROFILE_CORRECT, context):
        raise HTTPNotFound
    found = {one.__name__: one.document for one in service.all_of(context)}
    document = found.get(request.GET.get("demande", ""))
    if document is None:
        raise HTTPNotFound
    return serve(document, request)


def _join(context: Candidate, request: Request) -> HTTPSeeOther:
    if request.current_identity.candidate is not context:
        raise HTTPNotFound
    try:
        service.join(request.work, context, *chosen_file(request))
    except Refused as refused:
        request.tm.doom()
        flash(request, sentence(refused, request.localizer.translate, request.language), "danger")
    else:
        flash(request, _("Le justificatif est joint à votre demande."))
    return HTTPSeeOther(f"{path_of(context)}/profil/infos-perso#corrections")


@door(Candidate, "corrections", permission=P.PROFILE_CORRECT, template="candidate/corrections.pt", methods=FORM)
def decide(context: Candidate, request: Request) -> Any:
    """What was asked, and « Accepter » or « Refuser » for what waits."""
    here, refusal, typed = f"{path_of(context)}/@@corrections", "", ""
    if request.method == "POST":
        key, typed = request.POST.get("demande", ""), str(request.POST.get("reponse", ""))
        try:
            if "accepter" in request.POST:
                service.accept(request.work, context, key, typed)
                flash(request, _("La correction est faite, le candidat en est prévenu."))
            else:
                service.refuse(request.work, context, key, typed)
                flash(request, _("La demande est refusée, le candidat en est prévenu."))
            return HTTPSeeOther(here)
        except Refused as refused:
            request.tm.doom()
            request.response.status_int = 409
            refusal = sentence(refused, request.localizer.translate, request.language)
    details = context.profile.personal
    person = f"{details.first_name} {details.name} ({context.number})" if details is not None else context.number
    return {
        "title": request.localizer.translate(_("Corrections demandées")), "kicker": person, "refusal": refusal,
        "asked": [told(request, context, one) for one in service.all_of(context)], "typed": typed, "url": here,
        "profile_url": f"{path_of(context)}/profil/infos-perso", "longest": service.LONGEST,
        "back": next((f"{path_of(one)}/@@corrections" for one in service.establishments(context)
                      if request.has_permission(P.PROFILE_CORRECT, one)), ""),
    }  # fmt: skip


def to_decide(page: Any) -> str:
    """Where the request that waits is decided, for whoever may; "" when there is none."""
    candidate = page.context.candidate
    may = page.request.has_permission(P.PROFILE_CORRECT, candidate)
    return f"{path_of(candidate)}/@@corrections" if may and service.pending(candidate) is not None else ""
