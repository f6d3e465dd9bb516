"""What a university knows of its students: found, taken over, read again, let go.

What never enters: what candidates type (``services.profile``), asking whether somebody is who a record says (the view).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from ecandidat.adapters.sis import StudentRecord
from ecandidat.domain.errors import Refused
from ecandidat.domain.profile import Baccalaureate, PersonalDetails
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Establishment
from ecandidat.services.profile import EDITABLE, claim_ine, follow_names, holder, identity_frozen, write
from ecandidat.work import Work

log = logging.getLogger(__name__)


def find_record(work: Work, details: PersonalDetails) -> tuple[Establishment, StudentRecord] | None:
    """The student record that these details name by INE *and* date of birth.

    A number alone is not enough: it must not tell a stranger who holds it. Records that do not answer are as good as
    unknown, because nobody should be kept from saving their profile.
    """
    if not details.ine:
        return None
    for establishment in _asked(work):
        try:
            record = work.adapters.records.by_ine(establishment.__name__, details.ine, details.ine_key)
        except OSError:
            _silent(establishment)
            continue
        if record is not None and record.personal.birth_date == details.birth_date:
            return establishment, record
    return None


def universities_asked(work: Work, details: PersonalDetails, before: PersonalDetails | None) -> list[Establishment]:
    """The universities that want a number newly typed confirmed when their records, plugged in, do not know it."""
    old = (before.ine, before.ine_key) if before is not None else ("", "")
    if not details.ine or (details.ine, details.ine_key) == old:
        return []
    wanting = [one for one in _asked(work) if work.parameter("candidat_confirme_ine_inconnu", one)]
    try:
        return [one for one in wanting if work.adapters.records.covers(one.__name__)]
    except OSError:
        return []


def load_student(work: Work, candidate: Candidate, establishment: Establishment, student_id: str) -> bool:
    """Take over the record of a student who came by the ENT; records that do not answer keep nobody out."""
    try:
        return load_records(work, candidate, establishment, student_id=student_id)
    except OSError:
        _silent(establishment)
        return False


def load_records(
    work: Work,
    candidate: Candidate,
    establishment: Establishment,
    *,
    student_id: str = "",
    ine: str = "",
    key: str = "",
) -> bool:
    """Take over what an establishment knows of its student, found by student number or else by INE and key.

    Identity and bac become those of the records and read-only; phone numbers and language stay the candidate's, and an
    address already given too. A candidate who applied keeps their identity and bac: only « Cursus interne » and the
    pieces that the records hold follow.
    Says whether a record was taken over: not when nobody is known, nor when another account holds the INE.
    """
    records, code = work.adapters.records, establishment.__name__
    record = records.by_student_id(code, student_id) if student_id else None
    if record is None and ine:
        record = records.by_ine(code, ine, key)
    if record is None or holder(work, record.personal) not in (None, candidate.number):
        return False
    _take_over(work, candidate, establishment, record)
    return True


def read_again(work: Work, candidate: Candidate) -> bool:
    """Ask the records anew for what they know today; says whether anything changed.

    Refuses ``records_none`` to somebody whose profile owes nothing to them, ``records_silent`` when they do not answer,
    ``records_gone`` when they know this person no more: what was read before stays then.
    """
    establishment, details = source(work, candidate), candidate.profile.personal
    if establishment is None or details is None:
        raise Refused("records_none")
    try:
        record = _same_person(work, candidate, establishment, details)
    except OSError:
        _silent(establishment)
        raise Refused("records_silent", university=establishment.name_full) from None
    if record is None:
        raise Refused("records_gone", university=establishment.name_full)
    before = (candidate.data(), candidate.record_pieces)
    _take_over(work, candidate, establishment, record)
    return before != (candidate.data(), candidate.record_pieces)


def let_go(work: Work, candidate: Candidate, ine: str, key: str) -> None:
    """Take another INE, that no record knows: what came from the records goes, or becomes the candidate's to change.

    The identity stays, to be changed freely; bac, « Cursus interne » and pieces of the records are dropped. Refuses
    ``identity_frozen`` to a candidate who applied, ``records_none`` and ``ine_taken``.
    """
    details, bac = candidate.profile.personal, candidate.profile.baccalaureate
    if details is None or not details.from_records:
        raise Refused("records_none")
    if identity_frozen(candidate):
        raise Refused("identity_frozen")
    changed = replace(details, ine=ine, ine_key=key, from_records=False)
    claim_ine(work, candidate, changed)
    write(work, candidate, "infos-perso", "personal", changed)
    if bac is not None and bac.from_records:
        write(work, candidate, "baccalaureat", "baccalaureate", None)
    write(work, candidate, "cursus-interne", "internal_studies", ())
    candidate.records_of = ""
    if candidate.record_pieces:
        candidate.record_pieces = ()


def source(work: Work, candidate: Candidate) -> Establishment | None:
    """The establishment whose records this profile leans on, if it is still there."""
    found: Establishment | None = work.root.get(candidate.records_of) if candidate.records_of else None
    return found


def _asked(work: Work) -> list[Establishment]:
    """The establishments whose records may be looked into by INE."""
    code = "CANDIDAT_IS_UTILISE_SYNCHRO_INE"
    return [one for one in work.root.establishments if work.parameter(code, one)]


def _take_over(work: Work, candidate: Candidate, establishment: Establishment, record: StudentRecord) -> None:
    if candidate.records_of != establishment.__name__:
        candidate.records_of = establishment.__name__
    if work.parameter("CANDIDAT_IS_GET_CURSUS_INTERNE", establishment):
        studies = tuple(sorted(record.studies, key=lambda study: -study.year))
        write(work, candidate, "cursus-interne", "internal_studies", studies)
    if work.parameter("CANDIDAT_IS_GET_SISCOL_PJ", establishment):
        held = tuple(piece for piece in record.pieces if piece.expires is None or piece.expires >= work.today)
        if candidate.record_pieces != held:
            candidate.record_pieces = held
    if identity_frozen(candidate):
        return
    details = replace(record.personal, from_records=True)
    if (before := candidate.profile.personal) is not None:
        own = before if before.from_records else details
        kept = {name: getattr(before, name) or getattr(own, name) for name in EDITABLE}
        details = replace(details, **kept)
    claim_ine(work, candidate, details)
    write(work, candidate, "infos-perso", "personal", details)
    follow_names(work, candidate, details)
    if record.address is not None and candidate.profile.address is None:
        write(work, candidate, "adresse", "address", record.address)
    if record.baccalaureate is not None:
        bac = replace(_with_or_without(work, establishment, record.baccalaureate), from_records=True)
        write(work, candidate, "baccalaureat", "baccalaureate", bac)


def _with_or_without(work: Work, establishment: Establishment, bac: Baccalaureate) -> Baccalaureate:
    """The bac of a record, « sans bac » when its series is the one that says so in that university."""
    none = str(work.parameter("SCOL_SISCOL_COD_SANS_BAC", establishment))
    return Baccalaureate(without=True, country="") if none and bac.series == none else bac


def _same_person(
    work: Work, candidate: Candidate, establishment: Establishment, details: PersonalDetails
) -> StudentRecord | None:
    """The record of this very person: a student number alone may be somebody else's in another university."""
    records, code = work.adapters.records, establishment.__name__
    account = work.root.accounts.get(candidate.userid)
    number = account.student_id if account is not None else ""
    found = (
        records.by_ine(code, details.ine, details.ine_key) if details.ine else None,
        records.by_student_id(code, number) if number else None,
    )
    for record in found:
        if record is not None and record.personal.birth_date == details.birth_date:
            return record if holder(work, record.personal) in (None, candidate.number) else None
    return None


def _silent(establishment: Establishment) -> None:
    log.warning("Le dossier étudiant de %s ne répond pas.", establishment.__name__, exc_info=True)
