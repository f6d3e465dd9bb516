"""« Accusé de transmission »: what proves that an application was submitted, when, and with which files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from ecandidat.dates import instant
from ecandidat.documents import proof
from ecandidat.domain.codes import PieceStatus
from ecandidat.domain.errors import Refused
from ecandidat.models.application import Application, Snapshot
from ecandidat.resources import path_of
from ecandidat.services.labels import word
from ecandidat.work import Work


@dataclass(frozen=True)
class Submission:
    """One « Transmettre ma candidature »: its place among those of the application (from 1), what it froze, by whom."""

    number: int
    snapshot: Snapshot
    by: str

    @property
    def at(self) -> datetime:
        """When it was done."""
        return self.snapshot.taken_at


def submissions(application: Application) -> tuple[Submission, ...]:
    """The submissions, the oldest first. A snapshot taken when managers received a paper file is none."""
    if not application.snapshots:
        return ()
    done = {line.at: line.actor for line in application.journal if line.act == "transmettre"}
    sent = [snapshot for snapshot in application.snapshots if snapshot.taken_at in done]
    return tuple(Submission(place, one, done[one.taken_at]) for place, one in enumerate(sent, start=1))


def proof_path(application: Application, submission: Submission) -> str:
    """Where the proof of a submission is downloaded: a path below the site."""
    return f"{path_of(application)}/@@accuse.pdf?n={submission.number}"


def pdf(work: Work, application: Application, number: int = 0) -> tuple[str, bytes]:
    """File name and bytes of the proof of a submission, the last one for 0. Refuses ``no_proof`` when there is none.

    The same submission always gives the same bytes, in the candidate's language of that moment.
    """
    every = submissions(application)
    if number > len(every) or not every:
        raise Refused("no_proof")
    found = every[number - 1]
    target = BytesIO()
    proof.build(_data(application, found, len(every)), target, created=found.at)
    name = f"accuse-{application.candidate.number}-{application.formation.__name__}-{found.number}.pdf"
    return name, target.getvalue()


def seal(application: Application, snapshot: Snapshot) -> str:
    """The fingerprint (SHA-256, hexadecimal) of a submission: application, moment, and each piece with its file."""
    lines = [path_of(application), snapshot.taken_at.isoformat()]
    for uid, _label, status, document in snapshot.pieces:
        lines.append("\t".join((uid, status, document.sha256 if document is not None else "")))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _data(application: Application, submission: Submission, total: int) -> proof.ProofData:
    formation, snapshot = application.formation, submission.snapshot
    lang, personal = application.candidate.language, snapshot.profile.personal
    titles = {demand.uid: demand.title(lang) for demand in formation.every_demand()}
    return proof.ProofData(
        language=lang,
        university=formation.establishment.name_full,
        component=formation.component.title,
        accent=formation.establishment.accent,
        campaign=formation.calendar.campaign,
        number=snapshot.profile.number,
        name=f"{personal.title} {personal.first_name} {personal.name}".strip() if personal else "",
        formation=formation.title,
        formation_code=formation.__name__,
        key=application.key,
        at=instant(submission.at, lang),
        by=submission.by,
        rank=submission.number,
        total=total,
        pieces=tuple(
            proof.SentPiece(
                label=titles.get(uid, label),
                filename=document.filename if document is not None else "",
                size=document.size if document is not None else 0,
                sha256=document.sha256 if document is not None else "",
                not_concerned=status == PieceStatus.NOT_CONCERNED,
            )
            for uid, label, status, document in snapshot.pieces
        ),
        seal=seal(application, snapshot),
        not_concerned=word(formation.establishment, PieceStatus.NOT_CONCERNED, lang),
    )
