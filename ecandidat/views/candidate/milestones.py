"""The road of one application in a few dates: what is past, where it stands, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pyramid.request import Request

from ecandidat.dates import moment, short_date
from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.domain.moments import civil
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.services.situation import confirm_by, in_force

PAST, CURRENT, NEXT, MISSED = "past", "current", "next", "missed"
STATES = {
    PAST: (_("fait"), "check"), CURRENT: (_("en cours"), "clock"), NEXT: (_("à venir"), "circle"),
    MISSED: (_("non fait"), "cross"),
}  # fmt: skip
"""State of a step → its word, and its icon: never a colour alone."""


@dataclass(frozen=True)
class Step:
    """One step. ``done`` tells that it is behind, ``waits`` that it may be where the application stands."""

    label: Any
    when: str = ""
    done: bool = False
    waits: bool = True
    missed: bool = False


def of(request: Request, application: Application, now: Situation) -> list[dict[str, Any]]:
    """The steps for the macro ``milestones``: ``label``, ``when``, ``state``, ``said``, ``icon``."""
    steps = _steps(request, application, now)
    standing = next((step for step in steps if not step.done and step.waits), None)
    t = request.localizer.translate
    told = []
    for step in steps:
        state = PAST if step.done else MISSED if step.missed else CURRENT if step is standing else NEXT
        if now.cancelled and state in (CURRENT, NEXT):
            continue
        word, icon = STATES[state]
        told.append({"label": t(step.label), "when": step.when, "state": state, "said": t(word), "icon": icon})
    return told


def _steps(request: Request, application: Application, now: Situation) -> list[Step]:
    lang, calendar = request.language, application.formation.calendar
    decision = in_force(application)
    sent = now.submitted or application.received_on is not None
    # A decision may be entered on a file that never came: nothing of what precedes it waits any more.
    past_sending = sent or decision is not None
    late = now.return_by is not None and now.today > now.return_by
    steps = [Step(_("Ouverture"), short_date(calendar.opens, lang), not calendar.opens or calendar.opens <= now.today)]
    if not now.digital:
        steps.append(Step(_("Envoi du dossier papier"), "", past_sending, missed=late and not past_sending))
    elif application.submitted_at is not None:
        steps.append(Step(_("Transmise"), moment(application.submitted_at, lang), True))
    else:
        steps.append(Step(_("À transmettre"), "", past_sending, missed=late and not past_sending))
    if now.return_by is not None:
        steps.append(Step(_("Date limite de retour"), short_date(now.return_by, lang), late, waits=False))
    steps.append(Step(_("Réception"), short_date(application.received_on, lang), past_sending, waits=past_sending))
    steps.append(_complete(application, lang, decided=decision is not None))
    published = decision.published_at if decision is not None else None
    when = short_date(civil(published) if published else calendar.publication, lang)
    steps.append(Step(_("Décision"), when, published is not None))
    return steps + _answer(application, now, lang)


def _complete(application: Application, lang: str, *, decided: bool) -> Step:
    if application.status is Status.INCOMPLETE and not decided:
        return Step(_("Incomplet : à compléter"), short_date(application.incomplete_on, lang))
    done = application.status is Status.COMPLETE or decided
    on: date | None = application.complete_on if application.status is Status.COMPLETE else None
    return Step(_("Dossier complet"), short_date(on, lang), done)


def _answer(application: Application, now: Situation, lang: str) -> list[Step]:
    """The answer: given, awaited, or not asked by the decision in force."""
    calendar, decision = application.formation.calendar, in_force(application)
    if decision is None or decision.kind is not DecisionKind.FAVOURABLE:
        if decision is not None or calendar.confirmation is None:
            return []
        return [Step(_("Confirmation"), short_date(calendar.confirmation, lang), waits=False)]
    if application.answer is Answer.NONE:
        limit = confirm_by(application)
        late = limit is not None and now.today > limit
        return [Step(_("Réponse à donner"), short_date(limit, lang), missed=late)]
    label = _("Confirmée") if application.answer is Answer.CONFIRMED else _("Désistement")
    answered = application.answered_at
    return [Step(label, short_date(civil(answered), lang) if answered else "", True)]
