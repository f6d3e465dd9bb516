"""The candidate's acts on an application: apply, submit, take back, cancel, confirm, withdraw."""

from __future__ import annotations

from ecandidat.domain.codes import FRANCE, Answer, PieceStatus, Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.workflow import answer as answer_table
from ecandidat.domain.workflow import dossier
from ecandidat.domain.workflow.dossier import submission_in_time
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Formation
from ecandidat.services import desk, effects, handover, pieces, promotion, questionnaires
from ecandidat.services.situation import situation
from ecandidat.work import Work

MOST_TIMES = 30
"""How often one may apply to one formation again, or submit one application again: each time writes to people."""


def refusal_to_apply(
    work: Work, formation: Formation, candidate: Candidate, *, waive_dates: bool = False
) -> Refused | None:
    """Why this candidate may not apply to this formation today; None when they may."""
    if candidate.leaves_at is not None or candidate.left_at is not None:
        return Refused("candidate_left")
    if not formation.active or not formation.component.active or not formation.establishment.active:
        return Refused("formation_closed")
    if formation.trial and candidate.number not in formation.testers:
        return Refused("formation_closed")
    calendar = formation.calendar
    # Whoever tries a formation does so before it opens.
    if not waive_dates and not formation.trial and not calendar.is_open(work.today):
        if calendar.opens is not None and work.today < calendar.opens:
            return Refused("formation_not_yet_open", date=calendar.opens)
        return Refused("formation_closed", date=calendar.closes)
    profile = candidate.profile
    missing = [
        name
        for name, value in (
            ("infos-perso", profile.personal), ("adresse", profile.address), ("baccalaureat", profile.baccalaureate)
        )
        if value is None
    ]  # fmt: skip
    if missing:
        return Refused("profile_incomplete", steps=tuple(missing))
    if (refused := _ine_missing(work, formation, candidate)) is not None:
        return refused
    live = candidate.live_applications()
    if any(application.formation is formation for application in live):
        return Refused("already_applied")
    if not waive_dates and sum(one.formation is formation for one in candidate.applications.values()) >= MOST_TIMES:
        return Refused("too_often", maximum=MOST_TIMES)
    return None if waive_dates else _quota(work, formation, live)


def _ine_missing(work: Work, formation: Formation, candidate: Candidate) -> Refused | None:
    personal, bac = candidate.profile.personal, candidate.profile.baccalaureate
    if personal is None or bac is None or personal.ine or bac.without or bac.year is None:
        return None
    if not work.parameter("CANDIDAT_IS_INE_OBLI_FR", formation.establishment) or personal.nationality != FRANCE:
        return None
    demanded = work.root.nomenclatures.ine_demanded(bac.series, bac.year)
    return Refused("ine_required", year=bac.year) if demanded else None


def _quota(work: Work, formation: Formation, live: list[Application]) -> Refused | None:
    establishment, component = formation.establishment, formation.component
    if work.parameter("CANDIDATURE_NB_VOEUX_MAX_IS_ETAB", establishment):
        maximum = work.parameter("CANDIDATURE_NB_VOEUX_MAX", establishment)
        count = sum(application.formation.establishment is establishment for application in live)
    else:
        maximum = component.quota or work.parameter("CANDIDATURE_NB_VOEUX_MAX", establishment)
        count = sum(application.formation.component is component for application in live)
    return Refused("quota_reached", maximum=maximum, count=count) if count >= int(maximum) else None


def apply(work: Work, formation: Formation, candidate: Candidate, *, waive_dates: bool = False) -> Application:
    """« Candidater »: a new application, pending; its treatment is validated when the formation selects (AC)."""
    if (refused := refusal_to_apply(work, formation, candidate, waive_dates=waive_dates)) is not None:
        raise refused
    late, beyond = _exempted(work, formation, candidate, waive_dates=waive_dates)
    application = _new(work, formation, candidate)
    fact = Fact("candidater", after=Status.PENDING, detail=beyond, mail="CANDIDATURE", waived=late)
    effects.apply(work, application, fact)
    return application


def _exempted(work: Work, formation: Formation, candidate: Candidate, *, waive_dates: bool = True) -> tuple[bool, str]:
    """What a manager passes over in applying for somebody: the dates, and in words the number of applications."""
    if not waive_dates:
        return False, ""
    beyond = _quota(work, formation, candidate.live_applications())
    said = f"Au-delà du nombre de candidatures permis ({beyond.params['maximum']})" if beyond is not None else ""
    return not formation.trial and not formation.calendar.is_open(work.today), said


def propose(work: Work, formation: Formation, candidate: Candidate) -> Application:
    """« Proposition d'admission » by a manager: a complete file with a favourable decision that waits for validation.

    Dates and quota do not bind the manager; the candidate hears of it when the decision is validated.
    """
    if (refused := refusal_to_apply(work, formation, candidate, waive_dates=True)) is not None:
        raise refused
    late, beyond = _exempted(work, formation, candidate)
    application = _new(work, formation, candidate)
    application.proposal, application.treatment_validated = True, True
    application.status, application.status_on = Status.COMPLETE, work.today
    application.complete_on = work.today
    effects.freeze(work, application)
    fact = Fact("proposer", "", Status.COMPLETE, beyond, alert="PROPOSITION", public=False, waived=late)
    effects.apply(work, application, fact)
    desk.decide(work, application, formation.favourable_type)
    return application


def _new(work: Work, formation: Formation, candidate: Candidate) -> Application:
    application = Application(candidate)
    application.created_at, application.created_by = work.now, work.actor.name
    if formation.treatment is Treatment.DIRECT:
        application.treatment, application.treatment_validated = Treatment.PENDING, False
    key = new_key()
    formation[key] = application
    candidate.applications[key] = application
    # Two windows of one candidate would add two keys side by side: writing the candidate makes the second think again.
    candidate.applied_at = work.now
    return application


def submit(work: Work, application: Application, *, waive_dates: bool = False) -> None:
    """« Transmettre ma candidature »: received, frozen, acknowledged; once, or again after an incomplete file."""
    now = situation(work, application, waive_dates=waive_dates)
    if application.status is Status.RECEIVED and application.submitted_at is not None:
        raise Refused("already_submitted")
    dossier.TRANSITIONS["transmettre"].check(application.status, now)
    late = submission_in_time(situation(work, application)) is not None
    before = application.status
    # The snapshot comes before the new status: until then the candidate's shared pieces still answer.
    effects.freeze(work, application)
    application.status, application.submitted_at = Status.RECEIVED, work.now
    application.received_on = application.status_on = work.today
    application.examined_at = None
    fact = Fact("transmettre", before, Status.RECEIVED, mail="STATUT_RE", alert="TRANSMISSION", waived=late)
    effects.apply(work, application, fact)


def take_back(work: Work, application: Application) -> None:
    """« Reprendre ma candidature »: pending again, as long as nobody examined it; what was sent stays in history."""
    dossier.TRANSITIONS["reprendre"].check(application.status, situation(work, application))
    if len(application.snapshots) >= MOST_TIMES:
        raise Refused("too_often", maximum=MOST_TIMES)
    before, application.status = application.status, Status.PENDING
    _share_again(application)
    application.submitted_at, application.received_on, application.status_on = None, None, work.today
    effects.apply(work, application, Fact("reprendre", before, Status.PENDING, mail="CANDIDATURE_REPRISE"))


def _share_again(application: Application) -> None:
    """A draft again: its files are back in the library, and its common pieces follow the answer of all drafts."""
    candidate = application.candidate
    for file in application.pieces.stored():
        document, demand = file.document, application.demand(file.uid)
        if document is not None and document.__name__ not in candidate.documents:
            candidate.documents[document.__name__] = document
        if demand is None or not demand.shared or file.record:
            continue
        if file.status in (PieceStatus.SENT, PieceStatus.NOT_CONCERNED):
            if demand.uid not in candidate.shared:
                candidate.shared[demand.uid] = document
            file.status, file.document = PieceStatus.PENDING, None
            pieces.discard(candidate, document)


def cancel(work: Work, application: Application) -> None:
    """« Annuler la candidature »: final; a new application to the same formation becomes possible."""
    _cancel(work, application, "annuler")


def cancel_leaving(work: Work, application: Application) -> None:
    """The cancellation of somebody who deletes their account: a submitted file too, as long as nobody decided."""
    _cancel(work, application, "annuler-compte")


def cancel_duplicate(work: Work, application: Application) -> None:
    """One of two applications of one person to one formation, whatever its state; its files stay in the library."""
    dossier.TRANSITIONS["annuler-doublon"].check(application.status, situation(work, application))
    with promotion.places(work, application):
        application.cancelled_at, application.cancelled_by = work.now, work.actor.name
        fact = Fact("annuler-doublon", mail="CANDIDATURE_ANNULATION", alert="ANNULATION")
        effects.apply(work, application, fact, *handover.follow(application))


def _cancel(work: Work, application: Application, act: str) -> None:
    dossier.TRANSITIONS[act].check(application.status, situation(work, application))
    for file in application.pieces.stored():
        document = file.document
        if document is not None and not application.snapshots:
            file.document = None
            pieces.discard(application.candidate, document)
    questionnaires.forget(application)
    with promotion.places(work, application):
        application.cancelled_at, application.cancelled_by = work.now, work.actor.name
        fact = Fact(act, mail="CANDIDATURE_ANNULATION", alert="ANNULATION")
        effects.apply(work, application, fact, *handover.follow(application))


def confirm(work: Work, application: Application, *, waive_dates: bool = False) -> None:
    """« Confirmation candidature »: the candidate accepts the place."""
    _answer(work, application, "confirmer", Answer.CONFIRMED, "CANDIDATURE_CONFIRM", "", waive_dates)


def withdraw(work: Work, application: Application, *, waive_dates: bool = False) -> None:
    """« Désistement candidature »: the candidate gives the place up, even after having confirmed."""
    _answer(work, application, "desister", Answer.WITHDRAWN, "CANDIDATURE_DESIST", "DESISTEMENT", waive_dates)


def withdraw_late(work: Work, application: Application) -> None:
    """The withdrawal of a candidate who let the confirmation date pass; it behaves as a withdrawal in everything."""
    _answer(work, application, "desister-auto", Answer.WITHDRAWN, "CANDIDATURE_DESIST_AUTO", "DESISTEMENT", False)


def remind(work: Work, application: Application) -> None:
    """Recall once, some days before, that a favourable decision waits for an answer."""
    application.reminded_at = work.now
    effects.apply(work, application, Fact("relancer", mail="CANDIDATURE_RELANCE_FAVO"))


def _answer(
    work: Work, application: Application, act: str, answer: Answer, mail: str, alert: str, waive_dates: bool
) -> None:
    now = situation(work, application, waive_dates=waive_dates)
    answer_table.TRANSITIONS[act].check(application.answer, now)
    late = waive_dates and answer_table.confirmation_date_not_passed(situation(work, application)) is not None
    with promotion.places(work, application):
        before, application.answer = application.answer, answer
        application.answered_at, application.answered_by = work.now, work.actor.name
        fact = Fact(act, before, answer, mail=mail, alert=alert, waived=late)
        effects.apply(work, application, fact, *handover.follow(application))

