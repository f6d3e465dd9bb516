"""One person, two files: who is likely to be the same, and making one of two.

Nothing is lost: applications, documents, messages, answers and history go to the file that stays, and the number of the
other one leads there. What never enters: deleting somebody (``services.closing``), who may do this (the door asks).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from BTrees.OOBTree import OOBTree

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission
from ecandidat.domain.profile import PersonalDetails
from ecandidat.models.account import Account, normal
from ecandidat.models.application import Application
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.models.correction import PENDING
from ecandidat.models.current import rely_on_whole
from ecandidat.models.draft import Drafts
from ecandidat.models.folder import ShardedMap
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Formation
from ecandidat.register import ApplicationRow, fold, formations_below, refresh
from ecandidat.services import application as applying
from ecandidat.services import candidates, closing, profile, rights
from ecandidat.services.mailing import to_account
from ecandidat.services.offer import record
from ecandidat.work import Work

MINE, THEIRS = "garde", "autre"
"""Whose value stands: that of the file that stays, that of the one that goes."""

ACCOUNT = "compte"
"""The choice of the way in: mail address, password and ENT login go together."""

CHOSEN: Final = ("infos-perso", "adresse", "baccalaureat")
"""Steps that hold one value: one of two stands. The lists of both files are put together."""

MOST: Final = 20
"""Most people that are proposed as the same."""

SAME_INE, SAME_MAIL, SAME_NAME = "ine", "mail", "nom"


@dataclass(frozen=True)
class Twin:
    """Somebody who is likely to be the same person; ``why`` are the constants above, the surest first."""

    number: str
    last_name: str
    first_name: str
    birth_date: date | None
    mail: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """Two live applications to one formation, of which one goes on."""

    formation: Formation
    mine: Application
    theirs: Application

    @property
    def name(self) -> str:
        """The name of the choice: the key of the application that stands is its value."""
        return f"candidature-{self.mine.key}"


def alike(mail: str) -> str:
    """What variants of one address share: case, what follows « + », dots and dashes before the « @ », googlemail."""
    local, _at, host = normal(mail).partition("@")
    local = re.sub(r"[._-]", "", local.partition("+")[0])
    return f"{local}@{'gmail.com' if host == 'googlemail.com' else host}" if local and host else ""


def twins(work: Work, candidate: Candidate) -> list[Twin]:
    """Who is likely to be the same person, among those who applied where the actor manages candidates.

    The same INE, a variant of the same address, or the same names, in either order, and the same day of birth.
    """
    personal = candidate.profile.personal
    account = work.root.accounts.get(candidate.userid)
    wanted_mail = alike(account.mail if account is not None else candidate.mail)
    ine = f"{personal.ine}{personal.ine_key}" if personal is not None and personal.ine else ""
    born = personal.birth_date if personal is not None else None
    names = {fold(personal.name), fold(personal.first_name)} if personal is not None else set()
    found: dict[str, tuple[set[str], list[ApplicationRow]]] = {}
    for row in _rows(work):
        if row.number == candidate.number:
            continue
        why = {SAME_INE} if ine and row.ine == ine else set()
        if wanted_mail and row.mail[:1].lower() == wanted_mail[:1] and alike(row.mail) == wanted_mail:
            why.add(SAME_MAIL)
        if born is not None and row.birth_date == born and {fold(row.last_name), fold(row.first_name)} == names:
            why.add(SAME_NAME)
        if why or row.number in found:
            reasons, rows = found.setdefault(row.number, (set(), []))
            reasons |= why
            rows.append(row)
    people = [_twin(reasons, rows) for reasons, rows in found.values() if work.root.candidates.get(rows[0].number)]
    return sorted(people, key=lambda one: (-len(one.why), one.number))[:MOST]


def _rows(work: Work) -> list[ApplicationRow]:
    mine = (
        one for one in work.root.establishments
        if Permission.CANDIDATE_MANAGE in rights.power(work, work.actor.userid, one)
    )  # fmt: skip
    return [row for one in mine for formation in formations_below(one) for row in formation.rows.values()]


def _twin(reasons: set[str], rows: list[ApplicationRow]) -> Twin:
    newest = max(rows, key=lambda row: row.created_on)
    why = tuple(one for one in (SAME_INE, SAME_MAIL, SAME_NAME) if one in reasons)
    return Twin(newest.number, newest.last_name, newest.first_name, newest.birth_date, newest.mail, why)


def other(work: Work, candidate: Candidate, number: str) -> Candidate:
    """The file that is to go, by its number as typed.

    Refuses ``merge_unknown``, for one that the actor may not erase too, ``merge_self``, ``merge_left`` when one of the
    two deleted their account, ``erase_elsewhere`` when one applied where the actor may not erase, ``merge_correction``
    while the office has to decide of a correction that the one who goes asked for.
    """
    number = "".join(number.split()).upper()
    if number == candidate.number or work.root.candidates.successor(number) is candidate:
        raise Refused("merge_self", field="avec")
    found: Candidate | None = work.root.candidates.get(number)
    if found is None or Permission.CANDIDATE_ERASE not in rights.power(work, work.actor.userid, found):
        raise Refused("merge_unknown", field="avec", number=number[:20])
    for one in (candidate, found):
        if one.leaves_at is not None or one.left_at is not None or work.root.accounts.get(one.userid) is None:
            raise Refused("merge_left", field="avec", number=one.number)
        for application in one.applications.values():
            establishment = application.formation.establishment
            if Permission.CANDIDATE_ERASE not in rights.power(work, work.actor.userid, establishment):
                raise Refused("erase_elsewhere", university=establishment.name_full)
    if any(asked.state == PENDING for asked in (found.corrections or {}).values()):
        raise Refused("merge_correction", field="avec", number=found.number)
    return found


def clashes(kept: Candidate, gone: Candidate) -> list[Clash]:
    """Formations to which both have a live application."""
    mine = {id(one.formation): one for one in kept.live_applications()}
    return [
        Clash(one.formation, mine[id(one.formation)], one) for one in gone.live_applications()
        if id(one.formation) in mine
    ]  # fmt: skip


def usual(work: Work, kept: Candidate, gone: Candidate) -> dict[str, str]:
    """The choices that are proposed: what the file that stays says, unless only the other one says something; of two
    applications to one formation, the one that went further.
    """
    chosen = {}
    for step in CHOSEN:
        mine, theirs = (getattr(one.profile, STEPS[step]) for one in (kept, gone))
        chosen[step] = THEIRS if mine is None and theirs is not None else MINE
    ours, other_ = (work.root.accounts.get(one.userid) for one in (kept, gone))
    opened = ours is not None and ours.activated_at is not None
    chosen[ACCOUNT] = THEIRS if not opened and other_ is not None and other_.activated_at is not None else MINE
    for clash in clashes(kept, gone):
        chosen[clash.name] = max((clash.mine, clash.theirs), key=_advance).key
    return chosen


def _advance(application: Application) -> tuple[bool, bool, bool]:
    return bool(application.answer.value), bool(application.decisions), bool(application.snapshots)


def fingerprint(kept: Candidate, gone: Candidate) -> str:
    """What the page that asks was drawn from: another value means that one of the two has changed since."""
    parts = [str(value._p_serial) for one in (kept, gone) for value in (one, one.profile)]
    parts += sorted(f"{one.key}{one.status}{one.answer}" for who in (kept, gone) for one in who.applications.values())
    return "|".join(parts)


def merge(work: Work, kept: Candidate, gone: Candidate, choices: Mapping[str, str]) -> None:
    """Make one file of two: ``gone`` ends and its number leads to ``kept``. :func:`other` comes before.

    ``choices`` are those of :func:`usual`, others than proposed where somebody chose so.
    """
    for holder in (gone, gone.documents, gone.journal, gone.drafts):
        rely_on_whole(holder)
    chosen = {**usual(work, kept, gone), **choices}
    doubled = clashes(kept, gone)
    account, former = candidates.account_of(work, kept), candidates.account_of(work, gone)
    addresses = {normal(one.mail): one.mail for one in (account, former)}
    number, former_number = kept.number, gone.number
    taken = _way_in(former)
    details = _identity(kept, gone, chosen)
    _library(kept, gone)
    moved = _applications(kept, gone)
    _work_in_hand(work, kept, gone)
    _profile(kept, gone, chosen)
    _about(kept, gone, account, former)
    for entry in gone.journal:
        kept.journal.add(entry)
    place = candidates.home(work, kept)
    closing.dissolve(work, gone)
    _emptied(work, gone)
    work.root.candidates.merge(former_number, number)
    if chosen[ACCOUNT] == THEIRS:
        _open_with(work, kept, account, taken)
    elif not account.cas_login and taken["cas_login"]:
        _bind(work, account, taken["cas_login"])
    if details is not None:
        profile.claim_ine(work, kept, details)
        profile.write(work, kept, "infos-perso", "personal", details)
        profile.follow_names(work, kept, details)
        followed = kept.live_applications() if chosen["infos-perso"] == THEIRS else moved
        profile.follow_identity(work, kept, details, [one for one in followed if one.cancelled_at is None])
    profile.follow_unlisted(work.root, kept)
    for application in moved:
        application.journal.add(Entry(work.now, work.actor.name, "reunir", former_number, number, public=True))
    for clash in doubled:
        applying.cancel_duplicate(work, clash.theirs if chosen[clash.name] == clash.mine.key else clash.mine)
    for application in kept.applications.values():
        refresh(application)
    kept.journal.add(Entry(work.now, work.actor.name, "reunir", former_number, number))
    record(work, place if place is not None else work.root, "reunir-candidats", before=former_number, after=number)
    for address in addresses.values():
        values = {"numAncien": former_number, "adresseMail": account.mail}
        to_account(work, account, "CPT_REUNION", values, place, recipient=address)


def _identity(kept: Candidate, gone: Candidate, chosen: Mapping[str, str]) -> PersonalDetails | None:
    """The personal details that stand; where they come from goes with them."""
    if chosen["infos-perso"] == MINE:
        return kept.profile.personal
    kept.records_of, kept.record_pieces = gone.records_of, gone.record_pieces or kept.record_pieces
    return gone.profile.personal


def _profile(kept: Candidate, gone: Candidate, chosen: Mapping[str, str]) -> None:
    mine, theirs = kept.profile, gone.profile
    for step in CHOSEN[1:]:
        if chosen[step] == THEIRS:
            setattr(mine, STEPS[step], getattr(theirs, STEPS[step]))
    if theirs.internal_studies and not mine.internal_studies:
        mine.internal_studies, kept.record_pieces = theirs.internal_studies, gone.record_pieces
    for name in ("external_studies", "internships", "experiences"):
        held, keys = list(getattr(mine, name)), {one.key for one in getattr(mine, name)}
        for entry in getattr(theirs, name):
            if not any(replace(one, key=entry.key) == entry for one in held):
                held.append(replace(entry, key=new_key()) if entry.key in keys else entry)
        if len(held) > len(getattr(mine, name)):
            setattr(mine, name, tuple(sorted(held, key=lambda one: -one.year)))


def _library(kept: Candidate, gone: Candidate) -> None:
    """Files, and what answers every application that is not sent: where both answered, the file that stays does."""
    for name in list(gone.documents):
        document = gone.documents[name]
        del gone.documents[name]
        kept.documents[new_key() if name in kept.documents else name] = document
    for uid, document in gone.shared.items():
        if kept.shared.get(uid) is None:
            kept.shared[uid] = document
        elif document is not None:
            document.kept = True
    if gone.answers:
        if kept.answers is None:
            kept.answers = OOBTree()
        for uid, response in gone.answers.items():
            kept.answers.insert(uid, response)


def _applications(kept: Candidate, gone: Candidate) -> list[Application]:
    moved: list[Application] = list(gone.applications.values())
    for application in moved:
        application.candidate = kept
        kept.applications[application.key] = application
        if gone.number in application.formation.testers:
            _follow_tester(application.formation, gone.number, kept.number)
    if gone.wishes:
        kept.wishes = (*kept.wishes, *gone.wishes)
    if gone.applied_at is not None:
        kept.applied_at = max(gone.applied_at, kept.applied_at or gone.applied_at)
    return moved


def _follow_tester(formation: Formation, former: str, number: str) -> None:
    formation.testers = tuple(dict.fromkeys(number if one == former else one for one in formation.testers))


def _work_in_hand(work: Work, kept: Candidate, gone: Candidate) -> None:
    """Pages laid out and forms half typed for applications, by their candidate or by who works for them."""
    known = work.root.candidates
    for key, tray in list((gone.trays or {}).items()):
        about, _slash, userid = key.rpartition("/")
        if kept.trays is None:
            kept.trays = OOBTree()
        kept.trays.insert(f"{about}/{kept.userid if userid == gone.userid else userid}", tray)
    if kept.trays:
        if known.composing is None:
            known.composing = ShardedMap()
        known.composing.insert(kept.number, True)
    if gone.drafts is not None:
        if kept.drafts is None:
            kept.drafts = Drafts()
        for name, draft in list(gone.drafts.of(gone.userid)):
            if not name.startswith("profil/") and kept.drafts.get(kept.userid, name) is None:
                kept.drafts.keep(kept.userid, name, draft)


def _about(kept: Candidate, gone: Candidate, account: Account, former: Account) -> None:
    """What is known of the person besides their profile, where the file that stays does not know it."""
    if not kept.student_id and gone.student_id:
        kept.student_id = account.student_id = gone.student_id
    if gone.continuing:
        kept.continuing = True
    for name in ("regime", "standing"):
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    if not kept.origin and gone.origin:
        kept.origin, account.origin = gone.origin, former.origin
    for key, asked in (gone.corrections or {}).items():
        if kept.corrections is None:
            kept.corrections = OOBTree()
        asked.__parent__ = kept
        kept.corrections.insert(key, asked)


def _way_in(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in ("mail", "password", "cas_login", "activated_at", "language")}


def _open_with(work: Work, kept: Candidate, account: Account, taken: Mapping[str, Any]) -> None:
    """The account opens with what opened the other one; whoever is signed in with the former way is signed out."""
    known = work.root.accounts
    if known.by_mail.get(normal(account.mail)) == account.userid:
        del known.by_mail[normal(account.mail)]
    known.by_mail[normal(taken["mail"])] = account.userid
    account.mail = kept.mail = taken["mail"]
    account.password, account.activated_at, account.pending_mail = taken["password"], taken["activated_at"], ""
    account.sessions.clear()
    if taken["cas_login"]:
        _bind(work, account, taken["cas_login"])


def _bind(work: Work, account: Account, login: str) -> None:
    known = work.root.accounts
    if account.cas_login:
        known.by_cas.pop(account.cas_login, None)
    if known.by_cas.insert(login, account.userid):
        account.cas_login = login


def _emptied(work: Work, gone: Candidate) -> None:
    """Write the file that ends and its profile: whoever writes there at the same moment relies on it, begins again, and
    is refused."""
    gone.left_at = work.now
    gone.applications.clear()
    gone.shared.clear()
    gone.wishes, gone.trays, gone.drafts = (), None, None
    for attribute in STEPS.values():
        setattr(gone.profile, attribute, () if isinstance(getattr(gone.profile, attribute), tuple) else None)
