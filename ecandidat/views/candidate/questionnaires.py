"""The doors of a questionnaire: its form, its files, « non concerné », the return from LimeSurvey.

Whoever may deposit for the candidate answers on the same pages; the others read what was sent on the page of the
application.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.adapters.survey import Unavailable
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.questionnaire import Source
from ecandidat.i18n import _
from ecandidat.models.document import Document
from ecandidat.resources import ApplicationForm, ApplicationForms, path_of
from ecandidat.services import questionnaires as service
from ecandidat.services.answers import form_view
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.candidate import parts
from ecandidat.views.candidate.drafts import keep
from ecandidat.views.candidate.forms import tab_url
from ecandidat.views.candidate.pieces import serve
from ecandidat.views.candidate.questionnaire import Page, back_url, draft_name
from ecandidat.views.files import chosen_file
from ecandidat.views.layout import flash
from ecandidat.views.pace import Pace

TEMPLATE = "candidate/questionnaire.pt"
LOOKS = Pace(most=6, within=timedelta(minutes=5))
"""How often one may come back from a survey: each time all its replies are read from another server."""
LOOKING = Lock()
"""One look at a time in a process: a survey that answers slowly never holds all its threads."""


@door(ApplicationForms, permission=P.APPLICATION_VIEW)
def forms(context: ApplicationForms, request: Request) -> HTTPSeeOther:
    """They are listed on the application's page."""
    return HTTPSeeOther(tab_url(context.__parent__))


@door(ApplicationForm, permission=P.APPLICATION_VIEW, template=TEMPLATE, methods=READ)
def show(context: ApplicationForm, request: Request) -> Any:
    """One questionnaire: its form, the link to LimeSurvey, or what was answered once the file is frozen.

    Who only reads finds what was sent among the rest of the file.
    """
    if not request.has_permission(P.APPLICATION_DEPOSIT, context):
        return HTTPSeeOther(back_url(context, request))
    return Page(context, request).show()


@door(ApplicationForm, permission=P.APPLICATION_DEPOSIT, template=TEMPLATE, methods=ACT)
def save(context: ApplicationForm, request: Request) -> Any:
    """« Enregistrer »."""
    return Page(context, request).save()


@door(ApplicationForm, "brouillon", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def draft(context: ApplicationForm, request: Request) -> Response:
    """What is being typed."""
    return keep(request, context.application.candidate, draft_name(context), path_of(context))


@door(ApplicationForm, "deposer", permission=P.APPLICATION_DEPOSIT, template=TEMPLATE, methods=ACT)
def deposit(context: ApplicationForm, request: Request) -> Any:
    """Deposit the file that answers a question."""
    page, key = Page(context, request), str(request.POST.get("question", ""))
    try:
        page.check_file(key)
        service.deposit(
            request.work, context.application, context.questionnaire, key, *chosen_file(request),
            waive_dates=page.waive,
        )  # fmt: skip
    except Refused as refused:
        return page.refuse_file(key, refused)
    flash(request, _("Le fichier est déposé."))
    return HTTPSeeOther(f"{path_of(context)}#question-{key}")


@door(ApplicationForm, "retirer", permission=P.APPLICATION_DEPOSIT, template=TEMPLATE, methods=ACT)
def remove(context: ApplicationForm, request: Request) -> Any:
    """Take the file of a question away."""
    page, key = Page(context, request), str(request.POST.get("question", ""))
    try:
        page.check_file(key)
        service.remove(request.work, context.application, context.questionnaire, key, waive_dates=page.waive)
    except Refused as refused:
        return page.refuse_file(key, refused)
    flash(request, _("Le fichier est supprimé."))
    return HTTPSeeOther(f"{path_of(context)}#question-{key}")


@door(ApplicationForm, "non-concerne", permission=P.APPLICATION_DEPOSIT, methods=ACT)
@door(ApplicationForm, "concerne", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def concern(context: ApplicationForm, request: Request) -> HTTPSeeOther:
    """« Non concerné par ce formulaire », « Concerné par ce formulaire »."""
    try:
        service.set_not_concerned(
            request.work, context.application, context.questionnaire, request.view_name == "concerne",
            waive_dates=parts.waives_dates(request, context.application),
        )  # fmt: skip
    except Refused as refused:
        request.tm.doom()
        flash(request, parts.say(request, refused), "danger")
    return HTTPSeeOther(back_url(context, request))


@door(ApplicationForm, "retour", permission=P.APPLICATION_DEPOSIT, methods=FORM, owner=False)
def look_for(context: ApplicationForm, request: Request) -> HTTPSeeOther:
    """Whoever answers for the candidate comes back from LimeSurvey, or asks what it holds now."""
    title, back = context.questionnaire.title(request.contents_language), back_url(context, request)
    try:
        found = context.questionnaire.source is Source.LIMESURVEY and _look(context, request, service.fetch_for)
    except Unavailable:
        late = _("L'enquête ne répond pas en ce moment : ses réponses arriveront d'elles-mêmes dans quelques minutes.")
        flash(request, late, "warning")
    except Refused as refused:
        request.tm.doom()
        flash(request, parts.say(request, refused), "danger")
    else:
        arrived = _("« ${form} » : les réponses de l'enquête sont relevées.", mapping={"form": title})
        nothing = _("« ${form} » : l'enquête n'a encore aucune réponse.", mapping={"form": title})
        flash(request, arrived if found else nothing, "success" if found else "info")
    return HTTPSeeOther(back)


@door(ApplicationForm, "retour", permission=P.APPLICATION_VIEW, owner=True)
def come_back(context: ApplicationForm, request: Request) -> HTTPSeeOther:
    """The candidate comes back from LimeSurvey: their answers are looked for at once."""
    title = context.questionnaire.title(request.contents_language)
    try:
        found = context.questionnaire.source is Source.LIMESURVEY and _look(context, request, service.fetch)
    except Unavailable:
        late = _("L'enquête ne répond pas en ce moment : vos réponses arriveront d'elles-mêmes dans quelques minutes.")
        flash(request, late, "warning")
        return HTTPSeeOther(tab_url(context.application))
    if found:
        flash(request, _("« ${form} » : vos réponses sont arrivées.", mapping={"form": title}))
    else:
        nothing = _(
            "« ${form} » : aucune réponse n'est encore arrivée. Allez jusqu'au bout de l'enquête ; ses réponses sont "
            "relevées toutes les cinq minutes.",
            mapping={"form": title},
        )
        flash(request, nothing, "info")
    return HTTPSeeOther(tab_url(context.application))


def _look(context: ApplicationForm, request: Request, fetch: Callable[..., bool]) -> bool:
    """Whether the survey holds an answer; what is not looked for now arrives with the next round."""
    if LOOKS.wait(path_of(context), request.work.now) or not LOOKING.acquire(blocking=False):
        raise Unavailable(context.questionnaire.survey)
    try:
        return fetch(request.work, context.application, context.questionnaire)
    finally:
        LOOKING.release()


@door(ApplicationForm, "fichier", permission=P.APPLICATION_VIEW, owner=True)
def own_file(context: ApplicationForm, request: Request) -> Response:
    """The file of one's own answer: ``?question=<key>`` now, ``?n=<place>`` as it was sent."""
    if "question" not in request.GET:
        return sent_file(context, request)
    return _held(context, request)


@door(ApplicationForm, "fichier", permission=P.APPLICATION_VIEW, owner=False)
def sent_file(context: ApplicationForm, request: Request) -> Response:
    """A file among the answers of the last submission, by its place; whoever deposits for the candidate opens what
    answers now, too.
    """
    if "question" in request.GET and request.has_permission(P.APPLICATION_DEPOSIT, context):
        return _held(context, request)
    place = request.GET.get("n", "")
    index = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1
    return _stream(request, service.sent_document(context.application, context.questionnaire.uid, index))


def _held(context: ApplicationForm, request: Request) -> Response:
    view = form_view(context.application, context.questionnaire)
    return _stream(request, service.own_document(view, request.GET["question"]))


def _stream(request: Request, document: Document | None) -> Response:
    if document is None:
        raise HTTPNotFound()
    return serve(document, request)
