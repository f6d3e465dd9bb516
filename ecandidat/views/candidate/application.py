"""The application page, its acts with their confirmation pages, its dossier and its letter.

The page is the owner's; managers have theirs at the same URL. Acts and documents serve both: whoever holds the right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileIter, Response

from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import answer, dossier
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.resources import path_of
from ecandidat.services import agenda, letters
from ecandidat.services import application as service
from ecandidat.services import dossier as dossier_service
from ecandidat.services.pieces import limit
from ecandidat.services.proofs import proof_path, submissions
from ecandidat.services.situation import situation
from ecandidat.views import FORM, door, messages, presence
from ecandidat.views.candidate import countdown, forms, history, notices, parts
from ecandidat.views.layout import flash
from ecandidat.views.predicates import owns

TABS = (
    ("pieces", _("Pièces justificatives")),
    ("formulaires", _("Formulaires complémentaires")),
    ("informations", _("Informations complémentaires")),
    ("historique", _("Historique")),
)


@door(Application, permission=P.APPLICATION_VIEW, template="candidate/application.pt", owner=True)
def show(context: Application, request: Request) -> dict[str, Any]:
    """« Récapitulatif de votre candidature »."""
    return page(context, request)


def page(context: Application, request: Request, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """The values of application.pt; ``errors`` are sentences by piece key."""
    now = situation(request.work, context)
    base, lang = path_of(context), request.language
    information = parts.extra_information(request, context)
    asked = forms.form_rows(request, context)
    absent = {name for name, found in (("informations", information), ("formulaires", asked)) if not found}
    tabs = [tab for tab in TABS if tab[0] not in absent]
    shown = request.GET.get("onglet", "")
    shown = shown if shown in dict(tabs) else "pieces"
    missing = _missing(now, _titles(request, context)) if _may_complete(request, context, now) else []
    return {
        "title": request.localizer.translate(
            _("Récapitulatif de votre candidature - ${person}", mapping={"person": parts.person(context)})
        ),
        "presence": presence.shown(request, context),
        "cards": {**parts.cards(request, context), "dates_url": _dates_url(request, context)},
        "tab": shown,
        "tabs": [
            {
                "label": request.localizer.translate(label),
                "url": base if name == "pieces" else f"{base}?onglet={name}",
                "current": name == shown,
                "todo": forms.count_owed(now) if name == "formulaires" else 0,
            }
            for name, label in tabs
        ] + [one for one in (messages.tab(request, context),) if one is not None],
        "rows": parts.piece_rows(request, context, owner=True, errors=errors),
        "digital": now.digital,
        "notices": [*notices.refused(request, errors or {}), *notices.of(request, context, now)],
        "forms": asked,
        "forms_left": forms.left(request, context, now) if _may_complete(request, context, now) else [],
        "information": information,
        "history": history.timeline(request, context) if shown == "historique" else [],
        "countdown": countdown.of(request, context, now),
        "buttons": buttons(request, context, now),
        "missing": missing,
        "missing_line": " ; ".join(shorten(label) for label in missing),
        "limit": parts.size(limit(request.work, context), lang),
        "return_by": parts.limit_dates(context, lang)["return_by"],
        "base": base,
    }


COMPLETED = ("pieces_missing", "questions_missing")
"""Refusals that the candidate lifts by answering what is asked."""


def _dates_url(request: Request, application: Application) -> str:
    """Where the dates to come are downloaded for one's calendar, '' when none is left."""
    some = next(agenda.entries(request.work, application), None)
    return f"{path_of(application)}/@@dates.ics" if some is not None else ""


def shorten(label: str, width: int = 40) -> str:
    """A piece's label short enough for a list in a sentence."""
    return label if len(label) <= width else f"{label[: width - 1].rstrip()}…"


def _titles(request: Request, application: Application) -> dict[str, str]:
    return {demand.uid: demand.title(request.contents_language) for demand in application.asked()}


def _missing(now: Situation, titles: dict[str, str] | None = None) -> list[str]:
    owed = (PieceStatus.PENDING, PieceStatus.REFUSED)
    return [(titles or {}).get(piece.code, piece.label) for piece in now.pieces if piece.status in owed]


def _may_complete(request: Request, application: Application, now: Situation) -> bool:
    """Whether nothing but pieces and questionnaires keeps the application from being submitted."""
    row = dossier.TRANSITIONS["transmettre"]
    refused = row.refusal(application.status, now)
    possible = application.status in row.sources and (refused is None or refused.code in COMPLETED)
    return possible and bool(request.has_permission(row.permission, application))


PLAIN = "btn-outline-secondary"
LOOKS = {
    "confirmer": ("btn-success", "check"),
    "desister": ("btn-outline-danger", "cross"),
    "transmettre": ("btn-success", "send"),
    "reprendre": (PLAIN, "edit"),
    "annuler": ("btn-outline-danger", "remove"),
}


def buttons(request: Request, application: Application, now: Situation) -> list[dict[str, str]]:
    """The row of buttons, those of the guides: each only when the act is possible and permitted.

    « Transmettre ma candidature » stays, in grey, as long as pieces are all that is missing.
    """
    base, t = path_of(application), request.localizer.translate
    found = []
    for name, (look, icon) in LOOKS.items():
        unanswered = bool(_missing(now)) or dossier.questions_answered(now) is not None
        grey = name == "transmettre" and unanswered and _may_complete(request, application, now)
        if grey or parts.offered(request, application, now, name):
            label = t(_(parts.TABLES[name].label))
            found.append(
                {"label": label, "url": f"{base}/@@{name}", "look": "btn-grey" if grey else look, "icon": icon}
            )
    kind = letters.due(request.work, application)
    if kind:
        label = _("Télécharger lettre d'admission") if kind == "admission" else _("Télécharger lettre de refus")
        found.append({"label": t(label), "url": f"{base}/@@lettre.pdf", "look": PLAIN, "icon": "letter"})
    if sent := submissions(application):
        proof = t(_("Accusé de transmission"))
        found.append({"label": proof, "url": proof_path(application, sent[-1]), "look": PLAIN, "icon": "download"})
    mine = t(_("Télécharger mon dossier"))
    # On paper this is the act that everything waits for.
    look = PLAIN if now.digital or application.status not in (Status.PENDING, Status.INCOMPLETE) else "btn-primary"
    found.append({"label": mine, "url": f"{base}/@@dossier.pdf", "look": look, "icon": "download"})
    return found


@door(Application, "transmettre", permission=P.APPLICATION_SUBMIT, template="candidate/submit.pt", methods=FORM)
def submit(context: Application, request: Request) -> Any:
    """« Transmettre ma candidature »: what will be sent, then the act, once."""
    waive, mine = parts.waives_dates(request, context), owns(request, context)
    back = path_of(context)
    if request.method == "POST":
        try:
            service.submit(request.work, context, waive_dates=waive)
        except Refused as refused:
            return _refuse(request, refused, back)
        flash(request, _("Votre candidature est transmise. Un courriel vous le confirme.") if mine else DONE_FOR)
        return HTTPSeeOther(back)
    now = situation(request.work, context, waive_dates=waive)
    refused_now = _submit_refusal(context, now)
    if refused_now is not None and refused_now.code not in COMPLETED:
        return _refuse(request, refused_now, back)
    return {
        "title": request.localizer.translate(
            _("Transmettre ma candidature") if mine else _("Transmettre la candidature")
        ),
        "formation": context.formation,
        "mine": mine,
        "who": parts.person(context),
        "rows": _sent_rows(request, context, mine=mine),
        "missing": _missing(now, _titles(request, context)),
        "forms": forms.sent_forms(request, context, owner=True),
        "forms_missing": forms.left(request, context, now),
        "forms_advised": forms.advised(request, context, now),
        "forms_url": forms.tab_url(context) if mine else f"{back}#formulaires",
        "profile": profile_summary(request, context),
        "profile_url": f"{path_of(context.candidate)}/profil/infos-perso",
        "return_by": parts.limit_dates(context, request.language)["return_by"],
        "again": context.status is Status.INCOMPLETE,
        "base": back,
    }


DONE_FOR = _("C'est fait au nom du candidat, qui en est prévenu par courriel.")


def _sent_rows(request: Request, application: Application, *, mine: bool) -> list[dict[str, Any]]:
    """The pieces as they will be sent; others than the candidate read the names of files, not the files."""
    rows = parts.piece_rows(request, application, owner=True)
    for row in rows:
        if not mine and row["file"] is not None:
            row["file"] |= {"view_url": ""}
    return rows


def _submit_refusal(application: Application, now: Situation) -> Refused | None:
    if application.status is Status.RECEIVED and now.submitted:
        return Refused("already_submitted")
    return dossier.TRANSITIONS["transmettre"].refusal(application.status, now)


def profile_summary(request: Request, application: Application) -> list[dict[str, str]]:
    """What of the profile will be frozen, in a few lines."""
    printed = dossier_service.data(request.work, application, owner=True, lang=request.language)
    identity, bac, t = printed.identity, printed.baccalaureate, request.localizer.translate
    lines = (
        (_("Candidat"), f"{identity.civil_title} {identity.name}".strip()),
        (_("Date de naissance"), identity.birth),
        (_("INE"), identity.ine),
        (_("Adresse"), ", ".join(printed.address)),
        (_("Adresse mail"), identity.mail),
        (_("Baccalauréat"), _bac_line(bac, t)),
        (_("Cursus"), str(len(printed.internal_studies) + len(printed.external_studies))),
        (_("Stages"), str(len(printed.internships))),
        (_("Expériences pro."), str(len(printed.experiences))),
    )
    return [{"label": t(label), "value": value} for label, value in lines]


def _bac_line(bac: Any, translate: Callable[[Any], str]) -> str:
    if bac is None:
        return ""
    if bac.without:
        return translate(_("Sans baccalauréat"))
    return ", ".join(part for part in (bac.series, bac.year, bac.honours) if part)


@dataclass(frozen=True)
class Act:
    """A confirmable act: the sentence that asks, what must be known before, the words of its success."""

    run: Callable[..., None]
    asks: Any
    warnings: tuple[Any, ...]
    done: Any
    look: str = "btn-primary"
    dated: bool = False


ACTS: dict[str, Act] = {
    "reprendre": Act(
        service.take_back,
        _("Voulez-vous reprendre votre candidature pour la modifier ?"),
        (
            _("Elle ne sera plus transmise : il faudra la transmettre à nouveau avant le ${date}."),
            _("Ce que vous aviez transmis est conservé dans l'historique."),
        ),
        _("Votre candidature est reprise. N'oubliez pas de la transmettre à nouveau."),
    ),
    "annuler": Act(
        service.cancel,
        _("Voulez-vous annuler votre candidature ?"),
        (
            _("Attention : cette action est irréversible. Les pièces propres à cette candidature seront effacées."),
            _("Vous pourrez candidater à nouveau à cette formation tant qu'elle est ouverte."),
        ),
        _("Votre candidature est annulée. Un courriel vous le confirme."),
        "btn-danger",
    ),
    "confirmer": Act(
        service.confirm,
        _("Voulez-vous confirmer votre candidature ?"),
        (
            _("Vous acceptez la place qui vous est proposée. Attention : cette action est irréversible."),
            _("Vous pourrez encore vous désister ensuite, jusqu'à la date limite."),
        ),
        _("Votre candidature est confirmée. Un courriel vous indique la suite."),
        "btn-success",
        True,
    ),
    "desister": Act(
        service.withdraw,
        _("Voulez-vous vous désister de cette candidature ?"),
        (
            _("Attention : cette action est irréversible. Votre place sera proposée à une autre personne."),
            _("Aucune inscription ne vous sera proposée dans cette formation."),
        ),
        _("Votre désistement est enregistré. Un courriel vous le confirme."),
        "btn-danger",
        True,
    ),
}


@door(Application, "reprendre", permission=P.APPLICATION_SUBMIT, template="candidate/confirm_act.pt", methods=FORM)
@door(Application, "annuler", permission=P.APPLICATION_CANCEL, template="candidate/confirm_act.pt", methods=FORM)
@door(Application, "confirmer", permission=P.APPLICATION_ANSWER, template="candidate/confirm_act.pt", methods=FORM)
@door(Application, "desister", permission=P.APPLICATION_ANSWER, template="candidate/confirm_act.pt", methods=FORM)
def act(context: Application, request: Request) -> Any:
    """Ask (GET), then act (POST)."""
    name = request.view_name
    described, back = ACTS[name], path_of(context)
    mine = request.current_identity.candidate is context.candidate
    # Only answers may be given out of time by whoever may waive dates: the others know no date, or no manager.
    more = {"waive_dates": parts.waives_dates(request, context)} if described.dated else {}
    if request.method == "POST":
        try:
            described.run(request.work, context, **more)
        except Refused as refused:
            return _refuse(request, refused, back)
        flash(request, described.done if mine else DONE_FOR)
        return HTTPSeeOther(back)
    row = parts.TABLES[name]
    state = context.answer if name in answer.TRANSITIONS else context.status
    refused_now = row.refusal(state, situation(request.work, context, **more))
    if refused_now is not None:
        return _refuse(request, refused_now, back)
    dates, t = parts.limit_dates(context, request.language), request.localizer.translate
    return {
        "title": t(_(row.label)),
        "asks": t(described.asks)
        if mine
        else t(
            _(
                "Vous agissez au nom de ${who}, à qui les phrases qui suivent s'adressent.",
                mapping={"who": parts.person(context)},
            )
        ),
        "formation": context.formation,
        "warnings": [t(_(warning, mapping={"date": dates["return_by"]})) for warning in described.warnings],
        "date": dates["confirm_by"] if described.dated else "",
        "look": described.look,
        "back": t(_("Revenir à ma candidature") if mine else _("Revenir à la candidature")),
        "base": back,
    }


def _refuse(request: Request, refused: Refused, back: str) -> Response:
    """Say why not on the application's page; nothing of what was begun is kept."""
    request.tm.doom()
    flash(request, parts.say(request, refused), "info" if refused.code == "already_submitted" else "danger")
    return HTTPSeeOther(back)


@door(Application, "dossier.pdf", permission=P.APPLICATION_VIEW)
def dossier_pdf(context: Application, request: Request) -> Response:
    """« Télécharger mon dossier »: set in type now, streamed from a temporary file, in the reader's language."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the iterator that streams it
    mine = owns(request, context)
    dossier_service.build(request.work, context, target, owner=mine, lang="" if mine else request.language)
    length = target.seek(0, 2)
    target.seek(0)
    response = request.response
    response.content_type = "application/pdf"
    response.content_length = length
    response.content_disposition = content_disposition(dossier_service.filename(context))
    response.app_iter = FileIter(target)
    return response


@door(Application, "lettre.pdf", permission=P.APPLICATION_VIEW)
def letter_pdf(context: Application, request: Request) -> Response:
    """« Télécharger lettre d'admission », « Télécharger lettre de refus »."""
    filename, content = letters.pdf(request.work, context)
    response = request.response
    response.content_type = "application/pdf"
    response.content_disposition = content_disposition(filename)
    response.body = content
    return response
