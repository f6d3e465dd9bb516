"""« Mon compte »: writing what a candidate says of themself.

What never enters: the shape of what is typed (``forms.profile``), who may write (the door checked it), what a
university knows of its students (``services.records``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from ecandidat import register
from ecandidat.domain.errors import Refused
from ecandidat.domain.profile import (
    Baccalaureate,
    ExternalStudy,
    Internship,
    PersonalDetails,
    PostalAddress,
    WorkExperience,
)
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.portal import Portal
from ecandidat.models.unlisted import Unlisted, uses_of
from ecandidat.work import Work

MOST_ENTRIES = 50
"""Entries of one list of the profile; the dossier prints them all."""

EDITABLE = ("phone", "mobile", "language")
"""Personal details that the student records do not own and that no application freezes: how to reach somebody."""

ListEntry = ExternalStudy | Internship | WorkExperience


def identity_frozen(candidate: Candidate) -> bool:
    """Whether the candidate may no longer change who they are: as soon as they applied once, even if they cancelled."""
    return len(candidate.applications) > 0


def save_personal(work: Work, candidate: Candidate, details: PersonalDetails) -> bool:
    """« Informations perso. »; says whether anything changed.

    Refuses ``identity_frozen`` to a candidate who applied and changes more than how to reach them (managers may go on)
    and ``ine_taken`` (field ``ine``) when another account holds the number. What came from student records stays,
    whatever ``details`` says of it.
    What staff correct of somebody who applied reaches their submitted applications too (:func:`follow_identity`).
    """
    check_here(candidate)
    before = candidate.profile.personal
    if before is not None and before.from_records:
        details = replace(before, **{name: getattr(details, name) for name in EDITABLE})
    if details == before:
        return False
    if identity_frozen(candidate) and work.actor.userid == candidate.userid and not _reached(before, details):
        raise Refused("identity_frozen")
    claim_ine(work, candidate, details)
    corrected = identity_frozen(candidate) and work.actor.userid != candidate.userid
    write(work, candidate, "infos-perso", "personal", details)
    follow_names(work, candidate, details)
    if corrected:
        follow_identity(work, candidate, details)
    return True


def follow_identity(
    work: Work, candidate: Candidate, details: PersonalDetails, applications: Iterable[Application] | None = None
) -> None:
    """Lists, letters and mails of live applications, all of them or these, name the candidate as corrected; snapshots
    stay as sent.
    """
    for application in candidate.live_applications() if applications is None else applications:
        before = application.profile.personal
        if application.snapshot is None or before == details:
            continue
        application.corrected, application.corrected_at = details, work.now
        old, new = (_called(said) for said in (before, details))
        told = (old, new) if old != new else ("", "")
        application.journal.add(
            Entry(work.now, work.actor.name, "infos-corrigees", *told, automatic=work.actor.automatic, public=True)
        )
        register.refresh(application)


def _reached(before: PersonalDetails | None, details: PersonalDetails) -> bool:
    """Whether two states of the details differ by nothing but how to reach the candidate."""
    return before is not None and replace(before, **{name: getattr(details, name) for name in EDITABLE}) == details


def save_address(work: Work, candidate: Candidate, address: PostalAddress) -> bool:
    """« Adresse »; says whether anything changed."""
    return write(work, candidate, "adresse", "address", address)


def save_baccalaureate(work: Work, candidate: Candidate, bac: Baccalaureate) -> bool:
    """« Baccalauréat »; says whether anything changed. Refuses ``bac_from_records`` when a university wrote it."""
    before = candidate.profile.baccalaureate
    if bac == before:
        return False
    if before is not None and before.from_records:
        raise Refused("bac_from_records")
    return write(work, candidate, "baccalaureat", "baccalaureate", bac)


SAVERS: dict[str, Callable[[Work, Candidate, Any], bool]] = {
    "infos-perso": save_personal,
    "adresse": save_address,
    "baccalaureat": save_baccalaureate,
}
"""Step that holds one value → what writes it, and says whether anything changed."""


def check_here(candidate: Candidate) -> None:
    """Refuse ``candidate_left`` for whoever deleted their account: nobody writes about them any more."""
    if candidate.leaves_at is not None or candidate.left_at is not None:
        raise Refused("candidate_left")


def save_entry(work: Work, candidate: Candidate, step: str, attribute: str, entry: ListEntry) -> bool:
    """Add an entry to a list of the profile, or replace the one of the same key; newest year first.

    Saying the same thing twice adds nothing. Refuses ``too_many_entries`` (param ``maximum``) beyond fifty.
    """
    check_here(candidate)
    held: tuple[Any, ...] = getattr(candidate.profile, attribute)
    if any(replace(other, key=entry.key) == entry for other in held):
        return False
    others = [other for other in held if other.key != entry.key]
    if len(others) >= MOST_ENTRIES:
        raise Refused("too_many_entries", maximum=MOST_ENTRIES)
    ordered = tuple(sorted([*others, entry], key=lambda other: -other.year))
    before = next((other for other in held if other.key == entry.key), None)
    setattr(candidate.profile, attribute, ordered)
    _note(work, candidate, step, before, entry)
    if attribute == "external_studies":
        follow_unlisted(work.root, candidate)
    return True


def delete_entry(work: Work, candidate: Candidate, step: str, attribute: str, key: str) -> bool:
    """Remove an entry; says whether it was there."""
    check_here(candidate)
    held: tuple[Any, ...] = getattr(candidate.profile, attribute)
    removed = next((entry for entry in held if entry.key == key), None)
    if removed is None:
        return False
    setattr(candidate.profile, attribute, tuple(entry for entry in held if entry.key != key))
    _note(work, candidate, step, removed, None)
    if attribute == "external_studies":
        follow_unlisted(work.root, candidate)
    return True


def contacts(candidate: Candidate) -> list[tuple[str, str]]:
    """Whom to write to about frozen details: (name, mail) of the components applied to, each once."""
    found: dict[str, str] = {}
    for application in candidate.applications.values():
        formation = application.formation
        mail = formation.component.contact_mail or formation.establishment.contact_mail
        if mail:
            found.setdefault(mail, formation.component.title)
    return [(title, mail) for mail, title in found.items()]


def write(work: Work, candidate: Candidate, step: str, attribute: str, value: Any) -> bool:
    """Set a step's value and say so in the journal; says whether anything changed. Checks no rule of the step."""
    check_here(candidate)
    before = getattr(candidate.profile, attribute)
    if value == before:
        return False
    setattr(candidate.profile, attribute, value)
    _note(work, candidate, step, before, value)
    if attribute == "personal":
        for application in candidate.live_applications():
            if application.snapshot is None:
                register.refresh(application)
    elif attribute in ("address", "baccalaureate"):
        follow_unlisted(work.root, candidate)
    return True


def follow_unlisted(root: Portal, candidate: Candidate) -> None:
    """Keep what the queue of unlisted texts holds of this candidate as the profile says: the candidate's own key."""
    uses = uses_of(candidate.profile)
    if root.unlisted is None:
        if not uses:
            return
        root.unlisted = Unlisted()
    held = root.unlisted.uses
    if held.get(candidate.number, ()) == uses:
        return
    if uses:
        held[candidate.number] = uses
    else:
        del held[candidate.number]


def _called(details: PersonalDetails | None) -> str:
    """« CAMILLE MARTIN – DURAND »: first name, birth name, usual name if any."""
    if details is None:
        return ""
    return " – ".join(filter(None, (f"{details.first_name} {details.birth_name}", details.usual_name)))


def _note(work: Work, candidate: Candidate, step: str, before: Any, after: Any) -> None:
    """One line of the candidate's journal, with the fields that changed."""
    old, new = _fields(before), _fields(after)
    changed = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
    candidate.journal.add(
        Entry(
            at=work.now,
            actor=work.actor.name,
            act="profil",
            before=_printed(old, changed),
            after=_printed(new, changed),
            detail=step,
            automatic=work.actor.automatic,
        )
    )


def _fields(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if isinstance(value, tuple):
        return {str(index): f"{study.year} {study.label}" for index, study in enumerate(value)}
    return {field.name: str(getattr(value, field.name)) for field in fields(value) if field.name != "key"}


def _printed(values: dict[str, str], names: Iterable[str]) -> str:
    return "; ".join(f"{name}={values[name]}" for name in names if values.get(name) not in (None, "", "None"))


def holder(work: Work, details: PersonalDetails) -> str | None:
    """The number of the candidate who holds this INE; None when nobody does, or when there is no INE."""
    held: str | None = work.root.candidates.by_ine.get(details.ine + details.ine_key) if details.ine else None
    return held


def claim_ine(work: Work, candidate: Candidate, details: PersonalDetails) -> None:
    """Move the candidate's entry in the index of INEs; two who claim one number at once meet in the same bucket."""
    index, before = work.root.candidates.by_ine, candidate.profile.personal
    if holder(work, details) not in (None, candidate.number):
        raise Refused("ine_taken", field="ine")
    old = before.ine + before.ine_key if before is not None and before.ine else ""
    new = details.ine + details.ine_key if details.ine else ""
    if old and old != new and index.get(old) == candidate.number:
        del index[old]
    if new and index.get(new) != candidate.number:
        index[new] = candidate.number


def follow_names(work: Work, candidate: Candidate, details: PersonalDetails) -> None:
    """The account greets the candidate by the name and in the language of their profile."""
    if candidate.language != details.language:
        candidate.language = details.language
    account = work.root.accounts.get(candidate.userid)
    if account is None:
        return
    wanted = (("last_name", details.name), ("first_name", details.first_name), ("language", details.language))
    for name, value in wanted:
        if value and getattr(account, name) != value:
            setattr(account, name, value)
