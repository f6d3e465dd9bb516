"""« Demander une correction »: what a candidate may no longer change alone, asked of those who may.

What never enters: who may decide (the door checked it), the fields' own rules (``forms.profile.personal``).
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import BinaryIO

from BTrees.OOBTree import OOBTree

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission
from ecandidat.domain.profile import PersonalDetails
from ecandidat.models.candidate import Candidate
from ecandidat.models.correction import ACCEPTED, PENDING, REFUSED, WITHDRAWN, Correction
from ecandidat.models.document import Document
from ecandidat.models.folder import ShardedMap
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Establishment
from ecandidat.resources import path_of
from ecandidat.services import filing, mailing, profile
from ecandidat.work import Work

LONGEST = 500
"""Characters of a reason or of an answer."""

MOST_KEPT = 20
"""Requests that one candidate may make; beyond, they write to the office."""

MEGABYTE = 1024 * 1024


def all_of(candidate: Candidate) -> list[Correction]:
    """What a candidate asked for, the newest first."""
    asked = candidate.corrections.values() if candidate.corrections is not None else ()
    return sorted(asked, key=lambda one: one.asked_at, reverse=True)


def pending(candidate: Candidate) -> Correction | None:
    """The request that waits for its answer, if any: one at a time."""
    return next((one for one in all_of(candidate) if one.state == PENDING), None)


def refusal_to_ask(candidate: Candidate) -> Refused | None:
    """Why this candidate may not ask for a correction now; None when they may."""
    try:
        _correctable(candidate)
    except Refused as refused:
        return refused
    return None


def _correctable(candidate: Candidate) -> PersonalDetails:
    """The details that this candidate may ask to have corrected."""
    details = candidate.profile.personal
    if details is None or not profile.identity_frozen(candidate):
        raise Refused("correction_open")
    if details.from_records:
        raise Refused("correction_records")
    if pending(candidate) is not None:
        raise Refused("correction_pending")
    if len(all_of(candidate)) >= MOST_KEPT:
        raise Refused("too_many_entries", maximum=MOST_KEPT)
    return details


def ask(work: Work, candidate: Candidate, wanted: PersonalDetails, reason: str) -> Correction:
    """Ask for details to become ``wanted``; the offices of the establishments applied to are told.

    Refuses what :func:`refusal_to_ask` says, ``correction_useless`` when nothing changes, ``ine_taken`` at ``ine``.
    """
    details = _correctable(candidate)
    changes = tuple(
        (field.name, getattr(details, field.name), getattr(wanted, field.name))
        for field in fields(PersonalDetails)
        if field.name != "from_records" and getattr(details, field.name) != getattr(wanted, field.name)
    )
    if not changes:
        raise Refused("correction_useless")
    if profile.holder(work, wanted) not in (None, candidate.number):
        raise Refused("ine_taken", field="ine")
    made = Correction()
    made.asked_at, made.changes, made.reason = work.now, changes, reason[:LONGEST]
    if candidate.corrections is None:
        candidate.corrections = OOBTree()
    made.__name__, made.__parent__ = new_key(), candidate
    candidate.corrections[made.__name__] = made
    if work.root.corrections is None:
        work.root.corrections = ShardedMap()
    work.root.corrections[candidate.number] = made.__name__
    _note(work, candidate, made, "correction-demandee")
    account = work.root.accounts.get(candidate.userid)
    for establishment in establishments(candidate):
        mailing.to_office(work, establishment, Permission.PROFILE_CORRECT, "CORRECTION_DEMANDE", {
            "prenom": account.first_name if account is not None else "",
            "nom": account.last_name if account is not None else "",
            "numDossierOpi": candidate.number,
            "correction.motif": made.reason,
            "lienCorrection": f"{work.base_url}{path_of(candidate)}/@@corrections",
        }, path_of(candidate))  # fmt: skip
    return made


def maximum(work: Work) -> int:
    """The largest document that a request keeps, in bytes; photographs and scans are made to fit."""
    return int(work.parameter("TECH_FILE_MAX_SIZE")) * MEGABYTE


def join(work: Work, candidate: Candidate, stream: BinaryIO, filename: str) -> Document:
    """Add a document to the request that waits, in place of the one before. Refuses what deposits refuse."""
    asked = _waiting(candidate)
    document = asked.document = filing.new_document(work, stream, filename, maximum(work))
    return document


def withdraw(work: Work, candidate: Candidate) -> None:
    """The candidate changes their mind."""
    _close(work, candidate, _waiting(candidate), WITHDRAWN, "", "correction-retiree")


def accept(work: Work, candidate: Candidate, key: str, answer: str = "") -> None:
    """Write what was asked; the candidate is told. Submitted applications follow, their snapshots stay as sent.

    Refuses ``correction_decided``, ``correction_records`` and ``ine_taken``.
    """
    asked, details = _asked(candidate, key), candidate.profile.personal
    if details is None or details.from_records:
        raise Refused("correction_records")
    wanted = replace(details, **{name: after for name, _before, after in asked.changes})
    profile.save_personal(work, candidate, wanted)
    _close(work, candidate, asked, ACCEPTED, answer, "correction-acceptee")
    _tell(work, candidate, asked, "CORRECTION_ACCEPTEE")


def refuse(work: Work, candidate: Candidate, key: str, answer: str) -> None:
    """Say no, and why; the candidate is told. Refuses ``correction_decided`` and ``correction_reason``."""
    asked = _asked(candidate, key)
    if not answer.strip():
        raise Refused("correction_reason", field="answer")
    _close(work, candidate, asked, REFUSED, answer, "correction-refusee")
    _tell(work, candidate, asked, "CORRECTION_REFUSEE")


def waiting(work: Work, establishment: Establishment) -> list[tuple[Candidate, Correction]]:
    """The requests that wait for an answer from an establishment's office, the oldest first."""
    index = work.root.corrections
    found = []
    for number in index if index is not None else ():
        candidate = work.root.candidates.get(number)
        asked = pending(candidate) if candidate is not None else None
        if asked is not None and candidate.leaves_at is None and establishment in establishments(candidate):
            found.append((candidate, asked))
    return sorted(found, key=lambda pair: pair[1].asked_at)


def establishments(candidate: Candidate) -> list[Establishment]:
    """Where a candidate applied, each once, by code."""
    every = {one.formation.establishment.__name__: one.formation.establishment
             for one in candidate.applications.values()}  # fmt: skip
    return [every[code] for code in sorted(every)]


def _waiting(candidate: Candidate) -> Correction:
    asked = pending(candidate)
    if asked is None:
        raise Refused("correction_decided")
    return asked


def _asked(candidate: Candidate, key: str) -> Correction:
    asked = _waiting(candidate)
    if asked.__name__ != key:
        raise Refused("correction_decided")
    return asked


def _close(work: Work, candidate: Candidate, asked: Correction, state: str, answer: str, act: str) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, work.now, work.actor.name
    if answer.strip():
        asked.answer = answer.strip()[:LONGEST]
    if work.root.corrections is not None:
        work.root.corrections.pop(candidate.number)
    _note(work, candidate, asked, act)


def _note(work: Work, candidate: Candidate, asked: Correction, act: str) -> None:
    names = ", ".join(name for name, _before, _after in asked.changes)
    candidate.journal.add(Entry(work.now, work.actor.name, act, detail=names, automatic=work.actor.automatic))


def _tell(work: Work, candidate: Candidate, asked: Correction, code: str) -> None:
    account = work.root.accounts.get(candidate.userid)
    if account is None:
        return
    values = {
        "correction.reponse": asked.answer,
        "lienCorrection": f"{work.base_url}{path_of(candidate)}/profil/infos-perso",
    }
    mailing.to_account(work, account, code, values, next(iter(establishments(candidate)), None))
