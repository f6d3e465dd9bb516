"""« Demander une pièce »: a piece asked of one candidate besides those of the formation, with a date of its own.

One that blocks makes the file incomplete until it is sent; one that does not is deposited while the file goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ecandidat.dates import deadline, short_date
from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.moments import civil
from ecandidat.domain.reminders import due
from ecandidat.domain.workflow import dossier
from ecandidat.models.application import Application
from ecandidat.models.offer import Pieces
from ecandidat.models.request import AskedPiece
from ecandidat.services import effects, mailing
from ecandidat.services.situation import is_digital, piece_view, situation
from ecandidat.work import Work

LABEL, EXPLANATION, MOST = 100, 1000, 20
MAIL, REFUSED_MAIL = "PIECE_DEMANDEE", "PIECE_REFUSEE"
OWED = (PieceStatus.PENDING, PieceStatus.REFUSED)


def refusal(work: Work, application: Application) -> Refused | None:
    """Why nothing more may be asked of this candidate; None when it may."""
    if application.cancelled_at is not None:
        return Refused("application_cancelled")
    if not is_digital(work, application):
        return Refused("request_on_paper")
    return Refused("not_submitted") if application.snapshot is None else None


def ask(
    work: Work, application: Application, label: str, limit: date, *, explanation: str = "", blocking: bool = False
) -> AskedPiece:
    """Ask for one piece more until the last day ``limit``; a mail tells the candidate.

    ``blocking`` makes the file incomplete and its return date that of the piece.
    """
    if (refused := refusal(work, application)) is not None:
        raise refused
    label, explanation = " ".join(label.split()), explanation.strip()
    if not label or len(label) > LABEL or len(explanation) > EXPLANATION:
        raise Refused("request_length", maximum=LABEL, more=EXPLANATION, field="piece")
    if limit <= work.today:
        raise Refused("date_not_future", date=limit, field="avant")
    if len(application.requested()) >= MOST:
        raise Refused("requests_too_many", maximum=MOST)
    if blocking:
        dossier.TRANSITIONS["statut-in"].check(application.status, situation(work, application))
    asked = AskedPiece()
    asked.label, asked.explanation, asked.limit, asked.blocking = (("fr", label),), explanation, limit, blocking
    asked.asked_at, asked.asked_by = work.now, work.actor.name
    asked.order = len(application.requested()) + 1
    if application.requests is None:
        folder = Pieces()
        folder.__name__, folder.__parent__ = "demandes", application
        application.requests = folder
    application.requests[new_key()] = asked
    application.examined_at = application.examined_at or work.now
    facts = [Fact("demander-piece", after=label, detail=short_date(limit))]
    if blocking:
        if application.status is not Status.INCOMPLETE:
            facts.append(Fact("statut-in", application.status, Status.INCOMPLETE))
            application.status, application.status_on = Status.INCOMPLETE, work.today
            application.incomplete_on = work.today
        application.return_by = limit
    effects.apply(work, application, *facts)
    mailing.to_candidate(work, application, MAIL, more=_values(asked, application.candidate.language))
    return asked


def take_back(work: Work, application: Application, key: str) -> None:
    """Ask no more for a piece; what was deposited for it stays readable."""
    found = application.requests.get(key) if application.requests is not None else None
    if not isinstance(found, AskedPiece) or not found.active:
        raise Refused("unknown_code", code=key)
    found.active = False
    effects.apply(work, application, Fact("retirer-demande", before=found.title()))


def tell_refused(work: Work, application: Application, asked: AskedPiece, comment: str) -> None:
    """Ask again for what was refused; where the piece blocks, the mail of the incomplete file says it too."""
    lang = application.candidate.language
    values = {
        "demande.piece": asked.title(lang), "demande.date": deadline(asked.limit, lang), "demande.refus": comment
    }  # fmt: skip
    mailing.to_candidate(work, application, REFUSED_MAIL, more=values)


def waited(application: Application) -> list[AskedPiece]:
    """The pieces asked besides that hold nothing up and are not there yet."""
    return [
        one for one in application.requested()
        if one.active and not one.blocking and piece_view(application, one).status in OWED
    ]  # fmt: skip


def remind(work: Work, application: Application, days: Sequence[int]) -> int:
    """Recall the pieces whose own date is near, each at most once per lead; how many were. Safe to repeat."""
    count = 0
    if not application.candidate.wants_reminders or application.cancelled_at is not None:
        return 0
    for asked in waited(application):
        lead = due(asked.limit, work.today, tuple(days), asked.reminders) if asked.limit is not None else None
        if lead is None or asked.limit is None or (asked.asked_at is not None and civil(asked.asked_at) == work.today):
            continue
        asked.reminders = (*asked.reminders, (asked.limit, lead))
        effects.apply(work, application, Fact("rappeler-piece", after=asked.title()))
        values = {**_values(asked, application.candidate.language), "demande.rappel": "oui"}
        mailing.to_candidate(work, application, MAIL, more=values)
        count += 1
    return count


def _values(asked: AskedPiece, lang: str) -> dict[str, str]:
    return {
        "demande.piece": asked.title(lang), "demande.explication": asked.explanation,
        "demande.date": deadline(asked.limit, lang), "demande.bloquante": "oui" if asked.blocking else "",
        "demande.rappel": "",
    }  # fmt: skip
