"""An application as managers see it: what was sent, what was decided, what happened, what they may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pyramid.request import Request

from ecandidat.dates import moment, short_date, stamp
from ecandidat.domain.codes import DecisionKind, Handover, Mode
from ecandidat.domain.decisions import Decision, current, draft
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import answer, decision, dossier, treatment
from ecandidat.domain.workflow.machine import Situation, Transition
from ecandidat.i18n import _
from ecandidat.resources import Application, path_of
from ecandidat.services import assignment, letters, looks, messages, requests, wishes
from ecandidat.services.situation import is_digital, situation
from ecandidat.views import door, presence
from ecandidat.views.candidate.parts import (
    DECISION_BADGES,
    cards,
    decision_names,
    extra_information,
    person,
    piece_rows,
    status_line,
    waives_dates,
)
from ecandidat.views.desk import pile as piles
from ecandidat.views.desk import questionnaires, versions
from ecandidat.views.desk.history import mails_of, timeline
from ecandidat.views.desk.profile import profile_sections
from ecandidat.views.desk.settings import settings
from ecandidat.views.desk.versions import treatment_words

Act = tuple[Transition, Any, str]
DESK: tuple[Act, ...] = (
    (dossier.TRANSITIONS["statut-re"], _("Changer le statut"), "@@statut"),
    (treatment.TRANSITIONS["traitement-ac"], _("Changer le type de traitement"), "@@traitement"),
    (treatment.TRANSITIONS["valider-traitement"], _("Valider le type de traitement"), "@@valider-traitement"),
    (decision.TRANSITIONS["decider"], _("Saisir une décision"), "@@decision"),
    (decision.TRANSITIONS["valider-decision"], _("Valider la décision"), "@@valider-decision"),
    (decision.TRANSITIONS["supprimer-decision"], _("Supprimer la décision non validée"), "@@supprimer-decision"),
)
"""Transition that says whether, words of the link, page."""

ON_BEHALF: tuple[Act, ...] = (
    (dossier.TRANSITIONS["transmettre"], _("Transmettre la candidature"), "@@transmettre"),
    (answer.TRANSITIONS["confirmer"], _("Confirmer la candidature"), "@@confirmer"),
    (answer.TRANSITIONS["desister"], _("Désister la candidature"), "@@desister"),
    (dossier.TRANSITIONS["annuler"], _("Annuler la candidature"), "@@annuler"),
)
"""The candidate's acts that a manager may do for them."""


@door(Application, permission=P.APPLICATION_VIEW, template="desk/application.pt", owner=False)
def application(context: Application, request: Request) -> dict[str, Any]:
    """The whole file on one page; opening it marks the visit from which the next one tells what changed."""
    before = looks.since(request.work, context)
    looks.look(request.work, context)
    history = timeline(request, context, before)
    now = situation(request.work, context, waive_dates=waives_dates(request, context))
    t, may = request.localizer.translate, request.has_permission
    names = decision_names(context, request.language)
    return {
        "title": person(context),
        "presence": presence.shown(request, context),
        "pile": piles.shown(request, context),
        "formation": context.formation.title,
        "base": path_of(context),
        "status": status_line(request, context),
        "cards": _cards(request, context),
        "notice": _notice(request, context),
        "acts": _offered(request, context, now, DESK),
        "on_behalf": _offered(request, context, now, ON_BEHALF),
        "may_examine": bool(may(P.DESK_VERDICT, context)) and bool(now.pieces) and not now.cancelled,
        "settings": [] if now.cancelled else settings(request, context),
        "letter": bool(letters.due(request.work, context)),
        "pieces": piece_rows(request, context, owner=False),
        "digital": now.digital,
        "forms": questionnaires.listed(request, context),
        "may_remind": bool(may(P.DESK_STATUS, context)) and any(form.owed for form in now.forms) and not now.cancelled,
        "decisions": [_decision(t, found, request.language, names) for found in _decisions_read(request, context)],
        "profile": profile_sections(request, context),
        "extra": extra_information(request, context),
        "notes": list(context.notes) if may(P.DESK_NOTE, context) else None,
        "note_stamp": lambda note: stamp(note.at, request.language),
        "history": history[:8] if may(P.DESK_JOURNAL, context) else None,
        "changes": _changes(request, history, before) if may(P.DESK_JOURNAL, context) else "",
        "exchanges": _exchanges(request, context),
        "assignee": assignment.name_of(request.work, context.assignee),
        "may_take": bool(may(P.DESK_ASSIGN, context)) and not now.cancelled and (
            context.assignee != request.work.actor.userid
        ),
        "others": _others(request, context),
        "mails": mails_of(request, context)[:5] if may(P.DESK_JOURNAL, context) else None,
    }


def _changes(request: Request, history: list[dict[str, Any]], before: datetime | None) -> str:
    """How much others did since one's last visit, in words; '' when nothing."""
    count = sum(entry["fresh"] for entry in history)
    if before is None or not count:
        return ""
    said = {"count": count, "when": moment(before, request.language)}
    one = _("Un changement depuis votre dernière visite, le ${when}.", mapping=said)
    return str(request.localizer.translate(
        one if count == 1 else _("${count} changements depuis votre dernière visite, le ${when}.", mapping=said)
    ))  # fmt: skip


EXCHANGES: tuple[tuple[P, Any, str], ...] = (
    (P.DESK_MESSAGE, _("Messages"), "@@messages"),
    (P.DESK_REQUEST, _("Demander une pièce"), "@@demander-piece"),
    (P.DESK_ASSIGN, _("Attribuer"), "@@attribuer"),
)
"""Right, words of the link, page."""


def _exchanges(request: Request, application: Application) -> list[dict[str, Any]]:
    """What may be asked of the candidate and told them; the thread stays readable once all is over."""
    t, over = request.localizer.translate, application.cancelled_at is not None
    asks = bool(application.requested()) or requests.refusal(request.work, application) is None
    return [
        {"label": t(label), "url": f"{path_of(application)}/{view}",
         "unread": messages.unread(application, staff=True) if view == "@@messages" else 0}
        for permission, label, view in EXCHANGES
        if request.has_permission(permission, application) and (asks or view != "@@demander-piece")
        and (not over or (view == "@@messages" and application.thread is not None))
    ]  # fmt: skip


def _others(request: Request, application: Application) -> list[dict[str, Any]]:
    """The candidate's other applications: those that the person may open, with a link; those of the same university
    without one for whoever may read the list of the candidate's applications."""
    candidate, here = application.candidate, application.formation.establishment
    listed = bool(request.has_permission(P.PROFILE_VIEW, candidate))
    found = []
    for other in candidate.applications.values():
        if other is application:
            continue
        opens = bool(request.has_permission(P.APPLICATION_VIEW, other))
        if opens or (listed and other.formation.establishment is here):
            found.append({
                "title": other.formation.title, "component": other.formation.component.title,
                "url": path_of(other) if opens else "", "status": status_line(request, other),
                "decision": versions.words(request, other, "decision") if opens and other.decisions else "",
            })  # fmt: skip
    return sorted(found, key=lambda one: (one["component"], one["title"]))


def _offered(request: Request, application: Application, now: Situation, acts: tuple[Act, ...]) -> list[dict[str, str]]:
    """The acts that are both permitted to this person and possible now."""
    t = request.localizer.translate
    states = {answer: application.answer, treatment: application.treatment}
    return [
        {"label": t(label), "url": f"{path_of(application)}/{view}", "name": row.name}
        for row, label, view in acts
        if request.has_permission(row.permission, application)
        and row.refusal(_state(row, application, states), now) is None
    ]


def _state(row: Transition, application: Application, states: dict[Any, str]) -> str:
    for module, state in states.items():
        if row.name in module.TRANSITIONS:
            return state
    return application.status


def _cards(request: Request, application: Application) -> list[dict[str, Any]]:
    """The three cards of the guides; managers also read the treatment, the mode, the registration code."""
    t, said = request.localizer.translate, cards(request, application)
    mode = application.formation.mode if is_digital(request.work, application) else Mode.PAPER
    more = [
        {"label": t(_("N° de dossier")), "value": application.candidate.number},
        {"label": t(_("Type de traitement")), "value": treatment_words(t, application)},
        {"label": t(_("Mode de candidature")), "value": t(_(mode.label))},
    ]
    if (rank := wishes.rank(application)) is not None:
        place = t(_("${place} sur ${total}", mapping={"place": rank[0], "total": rank[1]}))
        more.append({"label": t(_("Ordre de préférence")), "value": place})
    if not application.registration_code:
        more.append({"label": t(_("Code OPI")), "value": t(_("Non défini"))})
    if application.handover is not Handover.NONE:
        more.append({"label": t(_("Scolarité")), "value": t(_(application.handover.label))})
    created = {"label": t(_("Date de candidature")), "value": stamp(application.created_at, request.language)}
    contact = said["contact"]
    lines = [*contact["lines"], contact["mail"], contact["phone"]]
    commission = application.formation.commission
    named = [commission.title] if commission is not None and commission.title not in lines else []
    return [
        {"title": t(_("Informations détaillées")), "items": [*said["information"], *more]},
        {"title": t(_("Dates utiles")), "items": [created, *said["dates"]]},
        {"title": t(_("Adresse de contact")),
         "items": [{"label": t(_("Commission")), "value": "\n".join(line for line in [*named, *lines] if line)}]},
    ]  # fmt: skip


def _notice(request: Request, application: Application) -> dict[str, str]:
    """From when what is read dates: the last submission, or today while nothing was sent."""
    t, lang = request.localizer.translate, request.language
    if application.cancelled_at is not None:
        text = _("Cette candidature a été annulée le ${when} : elle se lit, plus rien n'y change.")
        return {"kind": "warning", "text": t(_(text, mapping={"when": moment(application.cancelled_at, lang)}))}
    if application.snapshot is None:
        return {"kind": "info", "text": t(_("Dossier non transmis : le profil est tel qu'il est aujourd'hui."))}
    text = _("Profil et pièces tels qu'ils ont été transmis le ${when}.")
    if len(application.snapshots) > 1:
        text = _("Profil et pièces tels qu'ils ont été transmis le ${when} (envoi n° ${count}).")
    when, count = moment(application.snapshot.taken_at, lang), len(application.snapshots)
    told = t(_(text, mapping={"when": when, "count": count}))
    if application.corrected_at is not None:
        more = _("Informations personnelles corrigées depuis, le ${when} : l'historique dit le nom d'avant.")
        told = f"{told} {t(_(more, mapping={'when': moment(application.corrected_at, lang)}))}"
    return {"kind": "info", "text": told}


def _decisions_read(request: Request, application: Application) -> list[Decision]:
    """The decisions that this person may read, the newest first: past ones need a right of their own."""
    every = application.decisions
    if not request.has_permission(P.DESK_DECISION_HISTORY, application):
        every = tuple(one for one in every if one is draft(every) or one is current(every))
    return list(reversed(every))


def _decision(t: Any, found: Decision, lang: str, names: dict[str, str]) -> dict[str, Any]:
    """One decision of the history, as facts."""
    meeting = (short_date(found.meeting_date, lang), found.meeting_time, found.meeting_place)
    rows = (
        (_("Rang"), str(found.rank or "")),
        (_("Motif"), found.motivation),
        (_("Convocation"), ", ".join(part for part in meeting if part)),
        (_("Commentaire"), found.comment),
        (_("Appel"), t(_("Décision rendue après un recours")) if found.appeal else ""),
        (_("Saisie le"), f"{stamp(found.created_at, lang)}, {found.created_by}"),
        (_("Validée le"), f"{stamp(found.validated_at, lang)}, {found.validated_by}" if found.validated_at else ""),
        (_("Publiée le"), _published(t, found, lang)),
    )
    return {
        "label": names.get(found.label, found.label),
        "kind": DECISION_BADGES[DecisionKind(found.kind)] if found.validated_at else "draft",
        "validated": found.validated_at is not None,
        "items": [{"label": t(label), "value": value} for label, value in rows if value],
    }


def _published(t: Any, found: Decision, lang: str) -> str:
    """When the candidate was told, where that is not at the validation."""
    if found.validated_at is None or found.published_at == found.validated_at:
        return ""
    if found.published_at is None:
        return str(t(_("En attente de sa publication : invisible du candidat")))
    return stamp(found.published_at, lang)
