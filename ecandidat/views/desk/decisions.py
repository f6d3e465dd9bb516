"""Decisions on one application: enter, validate knowing who receives what, remove what was not validated."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.decisions import Decision, current, draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.promotion import ranks_held
from ecandidat.forms import desk as forms
from ecandidat.forms import typed_values
from ecandidat.i18n import _
from ecandidat.models.offer import Component, Formation
from ecandidat.models.spoken import text
from ecandidat.register import ApplicationRow
from ecandidat.resources import Application, path_of
from ecandidat.services import decision_types, desk
from ecandidat.services.announcements import announcement
from ecandidat.services.capacity import if_favourable
from ecandidat.services.decisions import free_rank
from ecandidat.services.publication import is_held
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import say
from ecandidat.views.desk import versions
from ecandidat.views.desk.acts import confirm, lead
from ecandidat.views.desk.announced import announced, crowded, of_entry, of_validation
from ecandidat.views.layout import flash


@door(Application, "decision", permission=P.DESK_DECIDE, template="desk/form.pt", methods=FORM)
def decision(context: Application, request: Request) -> Any:
    """« Saisir une décision »: a draft, which the candidate does not see until it is validated."""
    component, typed = context.formation.component, typed_values(request)
    types, reasons = decision_choices(request, component)
    former, again = current(context.decisions), "dupliquer" in request.GET
    values = _proposed(context, typed, former if again else None)
    kind = kind_of(component, typed.get("decision") or values.get("decision", ""))
    lifecycle = forms.DecisionLifecycle(
        request,
        forms.decision(types, reasons, kind, appeal=_may_be_appealed(request, context)),
        values=values,
        buttons=forms.decision_buttons(_("Enregistrer la décision")),
        usual=usual(context.formation, context),
        notices=of_entry(request, _row(context), kind),
    )

    def act(values: dict[str, Any]) -> None:
        if kind is DecisionKind.PRESELECTION and "lieu" not in typed:
            values = {**values, **meeting(context.formation)}
        desk.decide(
            request.work, context, values["decision"], rank=values.get("rang"), appeal=values.get("appel", False),
            **decision_arguments(values),
        )  # fmt: skip
        if kind is DecisionKind.FAVOURABLE:
            for said in crowded(request, _row(context), if_favourable):
                flash(request, said, "warning")

    note = _("La décision reste invisible du candidat jusqu'à sa validation ; celle déjà validée reste en vigueur.")
    if is_held(request.work, context):
        note = _("La décision reste invisible du candidat jusqu'à sa publication ; celle déjà publiée reste "
                 "en vigueur.")  # fmt: skip
    done = _("La décision est enregistrée ; elle attend sa validation.")
    shortcut = {
        "url": f"{path_of(context)}/@@decision?dupliquer=1",
        "label": request.localizer.translate(_("Dupliquer la dernière décision validée")),
    } if former is not None and not again else None  # fmt: skip
    return lead(
        request, context, "decision", _("Saisir une décision"), lifecycle, act, done, note=note, shortcut=shortcut
    )


def _row(application: Application) -> list[tuple[Formation, ApplicationRow]]:
    """The application as a selection of one."""
    row = application.formation.rows.get(application.key)
    return [(application.formation, row)] if row is not None else []


def _may_be_appealed(request: Request, application: Application) -> bool:
    """An appeal follows a final decision in force, where the establishment records appeals."""
    in_force = current(application.decisions)
    recorded = request.work.parameter("SCOL_IS_APPEL", application.formation.establishment)
    return bool(recorded and in_force is not None and in_force.final)


def decision_choices(request: Request, component: Component) -> tuple[list[Any], list[Any]]:
    """(code, label) of the decisions in service, and of the reasons of refusal, each stored as its label."""
    lang = request.language
    types = [(kind.__name__, text(kind.label, lang)) for kind in decision_types.offered(request.work, component)]
    reasons = [text(reason.label) for reason in decision_types.reasons(request.work, component)]
    return sorted(types, key=lambda choice: choice[1]), [(reason, reason) for reason in sorted(reasons)]


def kind_of(component: Component, code: Any) -> DecisionKind | None:
    """The kind of a decision type; None for an unknown code."""
    found = component.known("decision_types").get(code) if isinstance(code, str) else None
    return found.kind if found is not None else None


def decision_arguments(values: dict[str, Any]) -> dict[str, Any]:
    """The form's values as arguments of the service."""
    return {
        "motivation": values.get("motif", ""),
        "meeting_date": values.get("date") or None,
        "meeting_time": values.get("heure", ""),
        "meeting_place": values.get("lieu", ""),
        "comment": values["commentaire"],
    }


def meeting(formation: Formation) -> dict[str, Any]:
    """The formation's usual date, time and place of preselection."""
    return {
        "date": formation.preselection_date,
        "heure": formation.preselection_time,
        "lieu": formation.preselection_place,
    }


def usual(formation: Formation, application: Application | None = None) -> dict[str, Any]:
    """What the fields of a decision hold at first: the formation's meeting, the rank already borne or the next one."""
    borne = ranks_held(application.decisions) if application is not None else ()
    return {**meeting(formation), "rang": borne[-1] if borne else free_rank(formation)}


def _proposed(application: Application, typed: dict[str, Any], former: Decision | None) -> dict[str, Any]:
    """The draft that is being changed, if any; or the decision that is taken once more."""
    values: dict[str, Any] = {"version": versions.version(application, "decision")}
    found = former or draft(application.decisions)
    if found is None or typed:
        return values
    kept = {
        "decision": found.type_code, "motif": found.motivation, "rang": found.rank, "date": found.meeting_date,
        "heure": found.meeting_time, "lieu": found.meeting_place, "commentaire": found.comment, "appel": found.appeal,
    }  # fmt: skip
    return {**values, **{name: value for name, value in kept.items() if value not in (None, "")}}


@door(
    Application, "valider-decision", permission=P.DESK_DECISION_VALIDATE, template="desk/confirm.pt", methods=FORM
)  # fmt: skip
def validate_decision(context: Application, request: Request) -> Any:
    """« Valider la décision »: the page before says who receives what."""
    done = _("La décision est validée : le candidat en est prévenu par courriel.")
    if desk.publication_of(request.work, context) is not None:
        done = _("La décision est validée ; elle sera publiée à sa date.")
    elif is_held(request.work, context):
        done = _("La décision est validée ; elle attend d'être publiée à la main.")
    try:
        effects = announced(request, context, announcement(request.work, context)) + of_validation(request, context)
    except Refused as refused:
        effects = [say(request, refused)]
    return confirm(
        request, context, "decision", _("Valider la décision"),
        lambda: desk.validate_decision(request.work, context), done, effects=effects,
    )  # fmt: skip


@door(
    Application, "supprimer-decision", permission=P.DESK_DECIDE, template="desk/confirm.pt", methods=FORM
)  # fmt: skip
def remove_draft(context: Application, request: Request) -> Any:
    """« Supprimer la décision non validée »: the decision in force, if any, stays."""
    t = request.localizer.translate
    return confirm(
        request, context, "decision", _("Supprimer la décision non validée"),
        lambda: desk.remove_draft(request.work, context), _("La décision non validée est supprimée."),
        effects=[t(_("Le candidat n'en saura rien : elle n'était pas publiée."))], danger=True,
    )  # fmt: skip
