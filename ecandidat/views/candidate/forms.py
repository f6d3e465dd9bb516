"""« Formulaires complémentaires » as several pages show them: the list with its states, what is owed, what was sent."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.dates import moment
from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import Source, State, said
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.document import Document
from ecandidat.resources import Application, path_of
from ecandidat.services import questionnaires as service
from ecandidat.services.answers import FormView, form_views, owed_lines, printed, readable, sent_last
from ecandidat.services.messages import service_of
from ecandidat.views.candidate.parts import waives_dates
from ecandidat.views.contents import words

BADGES = {
    State.PENDING: "pending", State.OPTIONAL: "draft", State.ANSWERED: "valid", State.NOT_CONCERNED: "notconcerned",
}  # fmt: skip


def tab_url(application: Application) -> str:
    """Where the questionnaires of an application are listed."""
    return f"{path_of(application)}?onglet=formulaires#rubriques"


def form_rows(request: Request, application: Application) -> list[dict[str, Any]]:
    """One dict per questionnaire, for the macro ``forms`` of forms.pt; empty when nothing is asked."""
    return [form_row(request, application, view) for view in form_views(application)]


def form_row(request: Request, application: Application, view: FormView) -> dict[str, Any]:
    t, asked = request.localizer.translate, view.questionnaire
    base = f"{path_of(application)}/formulaires/{asked.uid.replace('/', '~')}"
    waive = waives_dates(request, application)
    open_ = service.refusal(request.work, application, view, "repondre", waive_dates=waive) is None
    toggle = toggle_of(request, application, view)
    elsewhere = asked.source is Source.LIMESURVEY
    return {
        "title": asked.title(request.contents_language),
        "lang": words(request, asked.label).lang,
        "url": base,
        "status": {"label": t(_(view.state.label)), "kind": BADGES[view.state]},
        "owed": view.owed,
        "started": view.state is State.PENDING and bool(view.response.values),
        "conditional": asked.conditional,
        "elsewhere": elsewhere,
        "act": t(_act(view, open_)),
        "primary": open_ and view.owed,
        "toggle": {"url": f"{base}/@@{toggle}", "label": t(_(service.table.TRANSITIONS[ACTS[toggle]].label))}
        if toggle
        else None,
        "when": moment(view.response.answered_at, request.language) if view.state is State.ANSWERED else "",
        "by": service_of(application) if view.state is State.ANSWERED and view.response.by_staff else "",
    }


def _act(view: FormView, open_: bool) -> Any:
    if not open_:
        return _("Voir les réponses")
    return _("Modifier mes réponses") if view.state is State.ANSWERED else _("Remplir le formulaire")


ACTS = {"non-concerne": "formulaire-non-concerne", "concerne": "formulaire-concerne"}
"""View → act of the table."""


def toggle_of(request: Request, application: Application, view: FormView) -> str:
    """The view that says « Non concerné » or takes it back; '' when neither may be said now."""
    if not view.questionnaire.conditional:
        return ""
    waive = waives_dates(request, application)
    possible = (
        name for name, act in ACTS.items()
        if service.refusal(request.work, application, view, act, waive_dates=waive) is None
    )  # fmt: skip
    return next(possible, "")


def owed_notice(request: Request, application: Application, now: Situation) -> list[dict[str, str]]:
    """The notice of the application's page when a questionnaire waits for an answer that may still be given."""
    if not count_owed(now) or now.decision is not None or return_date_not_passed(now) is not None:
        return []
    text = _("N'oubliez pas de consulter l'onglet « Formulaires complémentaires ».")
    if now.forms_demanded:
        text = _("N'oubliez pas de consulter l'onglet « Formulaires complémentaires » : il faut y répondre avant de "
                 "transmettre votre candidature.")  # fmt: skip
    t = request.localizer.translate
    return [{"kind": "warning", "text": t(text), "url": tab_url(application), "link": t(_("Ouvrir l'onglet"))}]


def count_owed(now: Situation) -> int:
    """How many questionnaires wait for an answer, as long as one may answer."""
    waits = now.status in (Status.PENDING, Status.INCOMPLETE) and not now.cancelled
    return sum(form.owed for form in now.forms) if waits else 0


def advised(request: Request, application: Application, now: Situation) -> list[str]:
    """The titles of the questionnaires without answer where one may submit all the same."""
    return [] if now.forms_demanded else owed_lines(application, request.contents_language)


def left(request: Request, application: Application, now: Situation) -> list[str]:
    """The titles of the questionnaires to answer before submitting; empty where they only are advised."""
    return owed_lines(application, request.contents_language) if now.forms_demanded else []


def sent_forms(request: Request, application: Application, *, owner: bool) -> list[dict[str, Any]]:
    """The questionnaires with their answers in words, for the macro ``answers`` of forms.pt."""
    lang, t = request.contents_language, request.localizer.translate
    frozen = sent_last(application)
    found = []
    for form in readable(application, owner=owner):
        base = f"{path_of(application)}/formulaires/{form.uid.replace('/', '~')}/@@fichier"
        items = []
        for place, answer in enumerate(form.answers):
            file = isinstance(answer.value, Document)
            # What was not sent yet has no place in a submission: its own page opens it.
            url = f"{base}?n={place}" if file and form in frozen else ""
            items.append({
                "label": said(answer.label, lang), "lang": words(request, answer.label).lang,
                "value": printed(answer.value, lang), "url": url,
            })  # fmt: skip
        found.append({
            "title": said(form.label, lang),
            "lang": words(request, form.label).lang,
            "uid": form.uid,
            "status": {"label": t(_(form.state.label)), "kind": BADGES[form.state]},
            "when": moment(form.answered_at, request.language) if form.by_staff else "",
            "by": (service_of(application) if owner else form.answered_by) if form.by_staff else "",
            "answers": items,
        })  # fmt: skip
    return found
