"""The road of one application in a few dates: what is past, where it stands, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pyramid.request import Request

from ecandidat.dates import short_date, stamp
from ecandidat.domain.codes import Answer, DecisionKind, Status
from ecandidat.domain.decisions import Decision
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
    """One step. ``done`` tells that it is behind, ``waits`` that it may be where the application stands; ``said`` is
    the word of its state where the usual one would not do.
    """

    label: Any
    when: Any = ""
    done: bool = False
    waits: bool = True
    missed: bool = False
    said: Any = None


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
        said = t(step.said or word)
        told.append({"label": t(step.label), "when": t(step.when), "state": state, "said": said, "icon": icon})
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
        steps.append(Step(_("Transmise"), stamp(application.submitted_at, lang), True))
    else:
        steps.append(Step(_("À transmettre"), "", past_sending, missed=late and not past_sending))
    if now.return_by is not None:
        steps.append(_limit(now, lang, late=late, kept=past_sending and application.status is not Status.INCOMPLETE))
    steps.append(Step(_("Réception"), short_date(application.received_on, lang), past_sending, waits=past_sending))
    steps.append(_complete(application, lang, decided=decision is not None))
    published = decision.published_at if decision is not None else None
    if published is not None:
        steps.append(Step(_("Décision"), short_date(civil(published), lang), True))
    else:
        planned = _("prévue le ${date}", mapping={"date": short_date(calendar.publication, lang)})
        steps.append(Step(_("Décision"), planned if calendar.publication is not None else ""))
    return steps + _answer(application, now, lang)


def _limit(now: Situation, lang: str, *, late: bool, kept: bool) -> Step:
    """The return date: met by what was sent, over without it, or still to come."""
    when = short_date(now.return_by, lang)
    if kept:
        return Step(_("Date limite de retour"), when, True, said=_("respectée"))
    return Step(_("Date limite de retour"), when, waits=False, missed=late, said=_("dépassée") if late else None)


def _meeting(decision: Decision, now: Situation, lang: str) -> Step:
    """The day of the preselection, with its hour."""
    day = decision.meeting_date
    when = " ".join(filter(None, (short_date(day, lang), decision.meeting_time)))
    return Step(_("Présélection"), when, day is not None and day < now.today)


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
        if decision is not None and decision.kind is DecisionKind.PRESELECTION:
            return [_meeting(decision, now, lang)]
        if decision is not None or calendar.confirmation is None:
            return []
        return [Step(_("Confirmation"), short_date(calendar.confirmation, lang), waits=False)]
    if application.answer is Answer.NONE:
        limit = confirm_by(application)
        late = limit is not None and now.today > limit
        by = _("avant le ${date}", mapping={"date": short_date(limit, lang)}) if limit is not None else ""
        return [Step(_("Réponse à donner"), by, missed=late)]
    label = _("Confirmée") if application.answer is Answer.CONFIRMED else _("Désistement")
    answered = application.answered_at
    return [Step(label, short_date(civil(answered), lang) if answered else "", True)]
