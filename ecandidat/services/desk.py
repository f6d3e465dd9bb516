"""The managers' acts on an application: status, treatment, dates, notes; decisions stand in modules of their own."""

from __future__ import annotations

from datetime import date

from ecandidat.domain.codes import Status, Treatment
from ecandidat.domain.decisions import beneath_draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.workflow import dossier, treatment
from ecandidat.models.application import Application, Note
from ecandidat.models.mail import StoredMail
from ecandidat.services import decisions, effects, outbox, promotion
from ecandidat.services.decisions import decide, remove_draft
from ecandidat.services.publication import is_held, publication_of, publish_decision, validate_decision
from ecandidat.services.situation import situation
from ecandidat.work import Work

__all__ = [
    "add_note", "decide", "publication_of", "publish_decision", "remove_draft", "remove_note",
    "send_mail_again", "set_status", "set_treatment", "validate_decision", "validate_treatment",
]  # fmt: skip


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
    Treatment.DIRECT: decisions.DIRECT_MAIL,
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
    """Validate the treatment type. Direct access admits: a favourable decision is validated with it.

    It is published as any other decision of the formation: told at once by the mail of direct access, or waiting for
    its date, or for somebody who publishes it. Until then the candidate sees nothing of it and keeps the former answer.
    """
    row = treatment.TRANSITIONS["valider-traitement"]
    row.check(application.treatment, situation(work, application))
    application.treatment_validated, kind = True, application.treatment
    if kind is not Treatment.DIRECT:
        effects.apply(work, application, Fact("valider-traitement", after=kind, mail=TREATMENT_MAILS[kind]))
        return
    with promotion.places(work, application):
        made = decisions.validated(work, decisions.admission(work, application))
        application.decisions = beneath_draft(application.decisions, made)
        if is_held(work, application):
            effects.apply(work, application, Fact("valider-traitement", after=kind, public=False))
        else:
            decisions.reveal(work, application, "valider-traitement", after=kind)


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
