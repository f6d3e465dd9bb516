"""The managers' acts on an application: status, treatment, decision, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ecandidat.domain.codes import Answer, DecisionKind, Publication, Status, Treatment
from ecandidat.domain.decisions import Decision, draft, publish
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.domain.workflow import dossier, treatment
from ecandidat.models.application import Application, Note
from ecandidat.models.mail import StoredMail
from ecandidat.models.offer import DecisionType
from ecandidat.services import effects, letters, outbox
from ecandidat.services.situation import situation
from ecandidat.work import Work


def set_status(work: Work, application: Application, status: Status, on: date | None = None) -> None:
    """Change the file's status, from any to any. ``on`` is the civil date of the fact, today at the latest."""
    on = on or work.today
    if on > work.today:
        raise Refused("date_in_future", date=on)
    dossier.TRANSITIONS[f"statut-{status.lower()}"].check(application.status, situation(work, application))
    if status is application.status:
        raise Refused("status_unchanged", status=status.label)
    if status is not Status.PENDING and application.snapshot is None:
        effects.freeze(work, application)
    before, application.status, application.status_on = application.status, status, on
    if status is Status.RECEIVED:
        application.received_on = on
    elif status is Status.COMPLETE:
        application.complete_on = on
    elif status is Status.INCOMPLETE:
        application.incomplete_on = on
    application.examined_at = application.examined_at or work.now
    effects.apply(work, application, Fact(f"statut-{status.lower()}", before, status, mail=f"STATUT_{status}"))


TREATMENT_MAILS = {
    Treatment.SELECTIVE: "TYPE_TRAIT_AC",
    Treatment.DIRECT: "TYPE_TRAIT_AD",
    Treatment.PENDING: "TYPE_TRAIT_ATT",
}


def set_treatment(work: Work, application: Application, kind: Treatment) -> None:
    """Choose how the application is examined; AC is validated at once, AD and AT wait for a validation."""
    if kind is application.treatment:
        raise Refused("treatment_unchanged", treatment=kind.label)
    treatment.TRANSITIONS[f"traitement-{kind.lower()}"].check(application.treatment, situation(work, application))
    before, application.treatment = application.treatment, kind
    application.treatment_validated = kind is Treatment.SELECTIVE
    mail = TREATMENT_MAILS[kind] if application.treatment_validated else ""
    facts = [Fact(f"traitement-{kind.lower()}", before, kind, mail=mail, public=application.treatment_validated)]
    establishment = application.formation.establishment
    if work.parameter("SCOL_IS_STATUT_ATT_WHEN_CHANGE_TT", establishment) and application.status is not Status.PENDING:
        facts.append(Fact("statut-at", application.status, Status.PENDING, mail="STATUT_AT"))
        application.status, application.status_on = Status.PENDING, work.today
    effects.apply(work, application, *facts)


def validate_treatment(work: Work, application: Application) -> None:
    """Validate the treatment type. Direct access admits: a favourable decision is validated with it."""
    row = treatment.TRANSITIONS["valider-traitement"]
    row.check(application.treatment, situation(work, application))
    application.treatment_validated = True
    if application.treatment is Treatment.DIRECT:
        formation = application.formation
        decision = _new(work, _decision_type(application, formation.favourable_type))
        decision = replace(_validated(work, decision), published_at=work.now)
        application.decisions = (*application.decisions, decision)
        application.answer, application.answered_at = Answer.NONE, None
    kind = application.treatment
    effects.apply(work, application, Fact("valider-traitement", after=kind, mail=TREATMENT_MAILS[kind]))


def decide(
    work: Work, application: Application, type_code: str, *, motivation: str = "", rank: int | None = None,
    meeting_date: date | None = None, meeting_time: str = "", meeting_place: str = "", comment: str = "",
    appeal: bool = False,
) -> Decision:  # fmt: skip
    """Enter a decision as a draft. An earlier draft is replaced; a validated decision stays in force and visible."""
    decision_table.TRANSITIONS["decider"].check(application.status, situation(work, application))
    kind = _decision_type(application, type_code)
    preselection = kind.kind is DecisionKind.PRESELECTION
    decision = replace(
        _new(work, kind),
        motivation=motivation.strip(), rank=rank, comment=comment.strip(), appeal=appeal,
        meeting_date=meeting_date if preselection else None,
        meeting_time=meeting_time.strip() if preselection else "",
        meeting_place=meeting_place.strip() if preselection else "",
    )  # fmt: skip
    decision.check()
    former = draft(application.decisions)
    kept = application.decisions[:-1] if former is not None else application.decisions
    application.decisions = (*kept, decision)
    application.examined_at = application.examined_at or work.now
    effects.apply(work, application, Fact("decider", former.label if former else "", decision.label, public=False))
    return decision


def remove_draft(work: Work, application: Application) -> None:
    """Remove the decision that was not validated."""
    decision_table.TRANSITIONS["supprimer-decision"].check(application.status, situation(work, application))
    removed, application.decisions = application.decisions[-1], application.decisions[:-1]
    effects.apply(work, application, Fact("supprimer-decision", removed.label, public=False))


def validate_decision(work: Work, application: Application) -> None:
    """Put the draft in force and publish it; until the date of publication where the formation waits for one, the
    decision published before stays what the candidate sees and answers."""
    decision_table.TRANSITIONS["valider-decision"].check(application.status, situation(work, application))
    decision = _validated(work, application.decisions[-1])
    application.decisions = (*application.decisions[:-1], decision)
    if publication_of(work, application) is None:
        _publish(work, application, "valider-decision")
    else:
        effects.apply(work, application, Fact("valider-decision", after=decision.label, public=False))


def publication_of(work: Work, application: Application) -> date | None:
    """The day when a decision validated today is published; None when that is at once."""
    formation = application.formation
    day = formation.calendar.publication
    return day if formation.publishes is Publication.ON_DATE and day is not None and day > work.today else None


def publish_decision(work: Work, application: Application) -> None:
    """Publish the validated decision that waits for it."""
    decision_table.TRANSITIONS["publier-decision"].check(application.status, situation(work, application))
    _publish(work, application, "publier-decision")


def _publish(work: Work, application: Application, act: str) -> None:
    """Show the decision in force, mail it with its letter; the answer to a former one is reset."""
    application.decisions, decision = publish(application.decisions, work.now)
    application.answer, application.answered_at, application.answered_by = Answer.NONE, None, ""
    commission = application.formation.commission
    attachment = letters.for_mail(work, application) if commission is not None and commission.mail_letters else None
    kind = _decision_type(application, decision.type_code)
    fact = Fact(act, after=decision.label, mail=kind.mail)
    effects.apply(work, application, fact, attachment=attachment)


def set_dates(
    work: Work, application: Application, *, return_by: date | None = None, confirm_by: date | None = None
) -> None:
    """Individual dates of one application; None takes an individual date away. Each is later than today."""
    dossier.TRANSITIONS["statut-at"].check(application.status, situation(work, application))
    for field, name, day in (
        ("return_by", "Date limite de retour", return_by), ("confirm_by", "Date de confirmation", confirm_by)
    ):  # fmt: skip
        before = getattr(application, field)
        if day == before:
            continue
        if day is not None and day <= work.today:
            raise Refused("date_not_future", field=field, date=day)
        setattr(application, field, day)
        effects.apply(work, application, Fact("date-individuelle", str(before or ""), str(day or ""), name))


def send_mail_again(work: Work, application: Application, key: str) -> None:
    """« Renvoyer »: queue once more a mail of this application, as it was; the journal says who asked."""
    mail = work.root.outbox.get(key) if key in application.mails else None
    if not isinstance(mail, StoredMail):
        raise Refused("unknown_code", code=key)
    outbox.send_again(work, mail)
    effects.apply(work, application, Fact("renvoyer", detail=mail.subject, public=False))


def add_note(work: Work, application: Application, text: str) -> None:
    """« Bloc-notes »: 1 to 2,000 characters, for managers only. Sent again, one's last note is not added again."""
    text = text.strip()
    if not text or len(text) > 2000:
        raise Refused("note_length", maximum=2000)
    own = [note for note in application.notes if note.userid == work.actor.userid]
    if not own or own[-1].text != text:
        application.notes = (*application.notes, Note(work.now, work.actor.userid, work.actor.name, text))


def remove_note(work: Work, application: Application, index: int) -> None:
    """Delete one's own note, by its place in the list."""
    if not 0 <= index < len(application.notes) or application.notes[index].userid != work.actor.userid:
        raise Refused("not_your_note")
    application.notes = (*application.notes[:index], *application.notes[index + 1 :])


def decision_types(application: Application) -> list[DecisionType]:
    """Decisions that may be entered on this application, by label."""
    every = application.formation.establishment.decision_types.values()
    return sorted((kind for kind in every if kind.active), key=lambda kind: dict(kind.label).get("fr", ""))


def _decision_type(application: Application, code: str) -> DecisionType:
    found = application.formation.establishment.decision_types.get(code)
    if not isinstance(found, DecisionType):
        raise Refused("unknown_decision_type", code=code)
    return found


def _new(work: Work, kind: DecisionType) -> Decision:
    return Decision(
        key=new_key(), kind=kind.kind, type_code=kind.__name__, label=dict(kind.label).get("fr", kind.__name__),
        created_at=work.now, created_by=work.actor.name, show_comment=kind.show_comment, final=kind.final,
    )  # fmt: skip


def _validated(work: Work, decision: Decision) -> Decision:
    return replace(decision, validated_at=work.now, validated_by=work.actor.name)
