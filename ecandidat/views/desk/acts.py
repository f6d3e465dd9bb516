"""The managers' forms on one application: status, treatment, individual dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.mails.catalogue import MAILS
from ecandidat.resources import Application, path_of
from ecandidat.services import desk
from ecandidat.services.announcements import direct_admission
from ecandidat.services.capacity import if_direct
from ecandidat.services.desk import TREATMENT_MAILS
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.desk import versions
from ecandidat.views.desk.announced import announced, of_validation
from ecandidat.views.layout import flash


def lead(
    request: Request, application: Application, section: str, title: Any, lifecycle: Lifecycle,
    act: Callable[[dict[str, Any]], None], done: Any, **page: Any,
) -> Any:  # fmt: skip
    """Lead the form of one section: the version is checked, then ``act`` is done, then the application shows."""

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        versions.check(request, application, section, lifecycle, values["version"])
        act(values)
        flash(request, done)
        return HTTPSeeOther(path_of(application))

    return lifecycle.handle(succeed, **frame(request, application, section, title), **page)


def frame(request: Request, application: Application, section: str, title: Any) -> dict[str, Any]:
    """What every form's page says above the form."""
    t = request.localizer.translate
    return {
        "title": t(title),
        "kicker": f"{person(application)} – {application.formation.title}",
        "base": path_of(application),
        "section": t(versions.LABELS[section]),
        "now": versions.words(request, application, section),
    }


@door(Application, "statut", permission=P.DESK_STATUS, template="desk/form.pt", methods=FORM)
def status(context: Application, request: Request) -> Any:
    """« Changer le statut »: any status, on a day that has come; the candidate gets the mail of the new status."""
    schema = forms.status(request.localizer.translate)
    values = {"statut": context.status.value, "version": versions.version(context, "statut")}
    lifecycle = Lifecycle(request, schema, values=values, buttons=forms.buttons(_("Enregistrer le statut")))

    def act(values: dict[str, Any]) -> None:
        desk.set_status(request.work, context, Status(values["statut"]), values["date"] or None)

    note = _("Le candidat en est prévenu par courriel.")
    done = _("Le statut est enregistré, le candidat en est prévenu par courriel.")
    return lead(request, context, "statut", _("Changer le statut"), lifecycle, act, done, note=note)


@door(Application, "traitement", permission=P.DESK_TREATMENT, template="desk/form.pt", methods=FORM)
def treatment(context: Application, request: Request) -> Any:
    """« Changer le type de traitement »: AC counts at once, AD and AT wait for their validation."""
    schema = forms.treatment(request.localizer.translate)
    values = {"traitement": context.treatment.value, "version": versions.version(context, "traitement")}
    lifecycle = Lifecycle(request, schema, values=values, buttons=forms.buttons(_("Enregistrer le type de traitement")))

    def act(values: dict[str, Any]) -> None:
        desk.set_treatment(request.work, context, Treatment(values["traitement"]))

    note = _("« Accès contrôlé » vaut tout de suite ; « Accès direct » et « En attente » attendent une validation.")
    title = _("Changer le type de traitement")
    return lead(
        request, context, "traitement", title, lifecycle, act, _("Le type de traitement est enregistré."), note=note
    )


@door(
    Application, "valider-traitement", permission=P.DESK_TREATMENT_VALIDATE, template="desk/confirm.pt", methods=FORM
)  # fmt: skip
def validate_treatment(context: Application, request: Request) -> Any:
    """« Valider le type de traitement »: direct access admits, with a favourable decision."""
    t = request.localizer.translate
    effects = [
        t(_("${who} reçoit le courriel « ${mail} »."), mapping={
            "who": context.candidate.mail, "mail": t(_(MAILS[TREATMENT_MAILS[context.treatment]].label)),
        })
    ]  # fmt: skip
    if context.treatment is Treatment.DIRECT:
        try:
            effects = announced(request, context, direct_admission(request.work, context))
            effects += of_validation(request, context, if_direct)
        except Refused as refused:
            effects = [say(request, refused)]
        effects.insert(0, t(_("L'accès direct admet : une décision favorable est validée en même temps.")))
    return confirm(
        request, context, "traitement", _("Valider le type de traitement"),
        lambda: desk.validate_treatment(request.work, context), _("Le type de traitement est validé."), effects=effects,
    )  # fmt: skip


def confirm(
    request: Request, application: Application, section: str, title: Any, act: Callable[[], object], done: Any, *,
    effects: list[str], danger: bool = False,
) -> Any:  # fmt: skip
    """Ask on GET, act on POST; a refusal or a stale page is said on the same page, with HTTP 409."""
    said = ""
    if request.method == "POST":
        try:
            seen = request.POST.get("version", "")
            if (refused := versions.stale(request, application, section, seen)) is not None:
                raise refused
            act()
        except Refused as refused:
            request.response.status_int = 409
            said = say(request, refused)
        else:
            flash(request, done)
            return HTTPSeeOther(path_of(application))
    return {
        **frame(request, application, section, title),
        "version": versions.version(application, section),
        "action": request.path,
        "effects": effects,
        "danger": danger,
        "said": said,
    }
