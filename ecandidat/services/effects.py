"""What follows an act, in a written order: journal, register row, mail, alert; and the snapshot of a submission.

All of it is stored in the transaction of the act; nothing leaves the database here.
"""

from __future__ import annotations

from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application, Snapshot
from ecandidat.models.document import Document
from ecandidat.models.journal import Entry
from ecandidat.models.questionnaire import put_response
from ecandidat.register import refresh
from ecandidat.services import mailing
from ecandidat.services.answers import form_views, sent
from ecandidat.services.situation import piece_views
from ecandidat.work import Work

OUT_OF_TIME = "(hors délai)"
"""What ends the detail of an act that a manager did outside the dates."""


def apply(work: Work, application: Application, *facts: Fact, attachment: Document | None = None) -> None:
    """Carry out the consequences of what happened to an application."""
    for fact in facts:
        application.journal.add(
            Entry(
                at=work.now,
                actor=work.actor.name,
                act=fact.act,
                before=fact.before,
                after=fact.after,
                detail=f"{fact.detail} {OUT_OF_TIME}".strip() if fact.waived else fact.detail,
                automatic=work.actor.automatic,
                public=fact.public,
            )
        )
    refresh(application)
    for fact in facts:
        if fact.mail:
            mailing.to_candidate(work, application, fact.mail, attachment=attachment)
        if fact.alert:
            mailing.to_commission(work, application, f"COMMISSION_ALERT_{fact.alert}")


def freeze(work: Work, application: Application) -> Snapshot:
    """Take the snapshot that managers will read: the profile, each piece with its own file, the answers."""
    pieces: list[tuple[str, str, str, Document | None]] = []
    for view in piece_views(application):
        file = view.file
        if view.lent:
            application.pieces.keep(file)
            file.status, file.document = view.status, view.document
            file.changed_at, file.changed_by = work.now, work.actor.name
        elif view.record and not file.record:
            application.pieces.keep(file)
            file.status, file.record = view.status, view.record
            file.changed_at, file.changed_by = work.now, work.actor.name
        pieces.append((view.demand.uid, view.demand.title(), view.status.value, view.document))
    forms = form_views(application)
    for form in forms:
        if form.lent and form.response.answered_at is not None:
            put_response(application, form.questionnaire.uid, form.response)
    snapshot = Snapshot(work.now, application.candidate.data(), tuple(pieces))
    snapshot.forms = tuple(sent(form) for form in forms)
    application.snapshots = (*application.snapshots, snapshot)
    if application.corrected is not None:
        application.corrected = application.corrected_at = None
    if application.amended:
        application.amended = ()
    return snapshot
