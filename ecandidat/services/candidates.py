"""Candidates as a university manages them: finding one, helping with their account, deleting it.

What never enters: what a candidate says of themself (``services.profile``), their own leaving (``services.closing``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ecandidat.dates import moment
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.models.account import Account, Purpose, normal
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Establishment
from ecandidat.register import ApplicationRow, fold, formations_below, refresh
from ecandidat.services import accounts, campaigns, closing, credentials, enrolment, links, records, rights
from ecandidat.services.mailing import to_account
from ecandidat.services.offer import record
from ecandidat.work import Work

MOST = 200
"""Most people that one search shows."""

SHORTEST, LONGEST = 2, 100
"""Lengths of what is searched for, in characters."""


@dataclass(frozen=True)
class Found:
    """Somebody found. ``applications`` counts those to this university, ``last_on`` is the day of the newest."""

    number: str
    last_name: str
    first_name: str
    birth_date: date | None
    mail: str
    student_id: str
    applications: int = 0
    last_on: date | None = None


def search(
    work: Work, establishment: Establishment, typed: str, *, exact: bool = False, past: bool = False
) -> list[Found]:
    """Who applied to a university and fits every word, by name, at most :data:`MOST` and one more.

    Words are looked for in number, names, mail, INE and student number, case and accents apart; ``exact`` wants one of
    these to be the whole of what was typed. ``past`` looks into former campaigns too. Who made an account there and
    never applied is found by a whole number, address or ENT login. Refuses ``search_short``.
    """
    wanted = fold(typed.strip()[:LONGEST])
    if len(wanted) < SHORTEST:
        raise Refused("search_short", field="recherche", minimum=SHORTEST)
    since = campaigns.begun(establishment, work.today) if not past else None
    people: dict[str, list[ApplicationRow]] = {}
    for formation in formations_below(establishment):
        for row in formation.rows.values():
            if (since is None or row.created_on >= since) and _fits(row, wanted, exact=exact):
                people.setdefault(row.number, []).append(row)
    found = [_of_rows(rows) for rows in people.values()]
    for candidate in _named(work, establishment, typed.strip()):
        if candidate.number not in people:
            found.append(_of_account(work, candidate))
    return sorted(found, key=lambda one: (fold(one.last_name), fold(one.first_name), one.number))[: MOST + 1]


def _fits(row: ApplicationRow, wanted: str, *, exact: bool) -> bool:
    parts = (row.number, row.last_name, row.first_name, row.mail, row.ine, row.student_id)
    if exact:
        full = (f"{row.first_name} {row.last_name}", f"{row.last_name} {row.first_name}")
        return any(fold(part) == wanted for part in (*parts, *full))
    text = fold(" ".join(parts))
    return all(word in text for word in wanted.split())


def _named(work: Work, establishment: Establishment, typed: str) -> Iterator[Candidate]:
    """The candidates whom a whole number, address or ENT login names, if they are this university's."""
    known, merged = work.root.accounts, work.root.candidates.successor(typed.upper())
    for account in (
        known.get(merged.userid if merged is not None else f"c-{typed.upper()}"), known.find_mail(typed),
        known.find_cas(accounts.cas_key(establishment.__name__, typed)),
    ):  # fmt: skip
        candidate = work.root.candidates.get(account.number) if account is not None else None
        if candidate is not None and belongs(candidate, establishment):
            yield candidate


def belongs(candidate: Candidate, establishment: Establishment) -> bool:
    """Whether somebody made their account at a university, or applied to it."""
    if candidate.origin == establishment.__name__:
        return True
    return any(one.formation.establishment is establishment for one in candidate.applications.values())


def _of_rows(rows: list[ApplicationRow]) -> Found:
    newest = max(rows, key=lambda row: row.created_on)
    return Found(
        newest.number, newest.last_name, newest.first_name, newest.birth_date, newest.mail, newest.student_id,
        len(rows), newest.created_on,
    )  # fmt: skip


def _of_account(work: Work, candidate: Candidate) -> Found:
    account, personal = work.root.accounts.get(candidate.userid), candidate.profile.personal
    names = (account.last_name, account.first_name) if account is not None else ("", "")
    return Found(
        candidate.number, *names, personal.birth_date if personal is not None else None, candidate.mail,
        candidate.student_id,
    )  # fmt: skip


def home(work: Work, candidate: Candidate) -> Establishment | None:
    """The university that answers for an account: where it was made, else the first one applied to."""
    origin = work.root.get(candidate.origin) if candidate.origin else None
    if isinstance(origin, Establishment):
        return origin
    return next((one.formation.establishment for one in candidate.applications.values()), None)


def account_of(work: Work, candidate: Candidate) -> Account:
    """The account of a candidate; refuses ``account_gone`` once its owner has left."""
    account = work.root.accounts.get(candidate.userid)
    if account is None or candidate.leaves_at is not None:
        raise Refused("account_gone")
    return account


def sheet(work: Work, candidate: Candidate) -> dict[str, Any]:
    """What « Fiche du compte » shows and changes: ``nom``, ``prenom``, ``etudiant``, ``ent``, ``continue``, and where
    :func:`says_regime` the codes ``regime`` and ``statut``.
    """
    account = account_of(work, candidate)
    enrolled = {"regime": candidate.regime, "statut": candidate.standing} if says_regime(work, candidate) else {}
    return {
        "nom": account.last_name, "prenom": account.first_name, "etudiant": candidate.student_id,
        "ent": account.cas_login.partition("/")[2], "continue": candidate.continuing, **enrolled,
    }  # fmt: skip


ENROLLED = {"regime": ("regimes", "regime"), "statut": ("statuts", "standing")}
"""Field of « Fiche du compte » → its nomenclature, its attribute."""


def says_regime(work: Work, candidate: Candidate) -> bool:
    """Whether managers say under which regime somebody enrols."""
    return bool(work.parameter(enrolment.REGIME, home(work, candidate)))


def save(work: Work, candidate: Candidate, values: dict[str, Any]) -> tuple[str, ...]:
    """Change an account; the names of what changed.

    Names are changed here until « Informations perso. » says them. Refuses ``account_gone``, ``names_in_profile``,
    ``student_id_taken``, ``ent_login_invalid``, ``ent_login_taken`` and ``unknown_code``.
    """
    account, before = account_of(work, candidate), sheet(work, candidate)
    changed = tuple(name for name in before if name in values and values[name] != before[name])
    if {"nom", "prenom"} & set(changed):
        if candidate.profile.personal is not None:
            raise Refused("names_in_profile", field="nom")
        account.last_name, account.first_name = values["nom"], values["prenom"]
    if "etudiant" in changed:
        _check_student_id(work, candidate, values["etudiant"])
        accounts.keep_student_id(work, account, values["etudiant"])
    if "ent" in changed:
        _bind(work, candidate, account, values["ent"])
    if "continue" in changed:
        candidate.continuing = values["continue"]
    said = {name: (_said(before[name]), _said(values[name])) for name in changed}
    for name in (one for one in changed if one in ENROLLED):
        said[name] = _enrol(work, candidate, name, values[name])
    for name, (old, new) in said.items():
        _note(work, candidate, f"compte-{name}", before=old, after=new)
    if changed:
        for application in candidate.applications.values():
            refresh(application)
    return changed


def _enrol(work: Work, candidate: Candidate, name: str, code: str) -> tuple[str, str]:
    """Keep a regime or a standing; its labels before and after."""
    table, attribute = work.root.nomenclatures.table(ENROLLED[name][0]), ENROLLED[name][1]
    entry, before = table.get(code) if code else None, getattr(candidate, attribute)
    if code and (entry is None or not entry.active):
        raise Refused("unknown_code", field=name, code=code[:40])
    setattr(candidate, attribute, code)
    return table.label(before), table.label(code)


def _said(value: Any) -> str:
    return {True: "oui", False: "non"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _check_student_id(work: Work, candidate: Candidate, student_id: str) -> None:
    establishment = home(work, candidate)
    if not student_id or establishment is None:
        return
    for formation in formations_below(establishment):
        for row in formation.rows.values():
            if row.student_id == student_id and row.number != candidate.number:
                raise Refused("student_id_taken", field="etudiant", number=row.number)


def _bind(work: Work, candidate: Candidate, account: Account, login: str) -> None:
    establishment = home(work, candidate)
    if not login or establishment is None:
        accounts.unbind_cas(work, account)
    elif not rights.is_ent_login(login):
        raise Refused("ent_login_invalid", field="ent")
    else:
        accounts.bind_cas(work, account, accounts.cas_key(establishment.__name__, login))


def change_mail(work: Work, candidate: Candidate, mail: str) -> bool:
    """Another address for an account. Whoever never activated it gets a new link there at once (True); for others the
    address changes when its mail is answered (False). Refuses ``account_gone``, ``mail_same``, ``mail_taken``.
    """
    account, known = account_of(work, candidate), work.root.accounts
    if normal(mail) == normal(account.mail):
        raise Refused("mail_same", field="adresse_mail")
    if known.find_mail(mail) is not None:
        raise Refused("mail_taken", field="adresse_mail")
    _note(work, candidate, "compte-mail", before=account.mail, after=mail)
    if account.activated_at is not None:
        credentials.ask_new_address(work, account, mail, home(work, candidate))
        return False
    del known.by_mail[normal(account.mail)]
    known.by_mail[normal(mail)] = account.userid
    account.mail = candidate.mail = mail
    _activation(work, candidate, account)
    return True


def send_link(work: Work, candidate: Candidate) -> bool:
    """A new link by mail: to activate the account (True), or to choose a password once it is activated (False)."""
    account, establishment = account_of(work, candidate), home(work, candidate)
    _note(work, candidate, "compte-lien", detail=account.mail)
    if account.activated_at is None:
        _activation(work, candidate, account)
        return True
    until = work.now + timedelta(hours=int(work.parameter("CANDIDAT_NB_HEURE_LIEN_MDP_VALID", establishment)))
    address = f"{work.base_url}/compte/identifiants/{links.issue(work, account, Purpose.RESET, until)}"
    values = {
        "lienReinitialisation": address, "lienReinitialisationHtml": address,
        "datFinReinitCptMin": moment(until, account.language),
    }  # fmt: skip
    to_account(work, account, "CPT_MIN_MDP_OUBLIE", values, establishment)
    return False


def _activation(work: Work, candidate: Candidate, account: Account) -> None:
    establishment = home(work, candidate)
    account.expires_at = accounts.end_of_validity(work, establishment)
    accounts.send_activation(work, account, "CPT_MIN_LIEN_VALID_OUBLIE", establishment)


def read_records(work: Work, candidate: Candidate) -> bool:
    """Ask the student records what they know of a candidate; whether anything changed.

    Refuses ``account_gone``, ``records_none`` when no number leads to them, and as :func:`services.records.read_again`.
    """
    account_of(work, candidate)
    if candidate.records_of:
        changed = records.read_again(work, candidate)
    else:
        establishment = home(work, candidate)
        if not candidate.student_id or establishment is None:
            raise Refused("records_no_number")
        changed = records.load_student(work, candidate, establishment, candidate.student_id)
        if not changed:
            raise Refused("records_gone", university=establishment.name_full)
    _note(work, candidate, "compte-dossier")
    return changed


def delete(work: Work, candidate: Candidate, *, tell: bool) -> None:
    """Delete an account that holds no application, not even a cancelled one; refuses ``account_has_applications``."""
    if len(candidate.applications):
        raise Refused("account_has_applications", count=len(candidate.applications))
    _erase(work, candidate, "supprimer-candidat", tell=tell)


def erase(work: Work, candidate: Candidate, typed: str, *, tell: bool) -> None:
    """« Suppression CNIL »: everything goes, applications included; the number is never given again.

    Refuses ``number_of_another``, and ``erase_elsewhere`` when one application stands where the actor may not erase.
    """
    if "".join(typed.split()).upper() != candidate.number:
        raise Refused("number_of_another", field="numero")
    for application in candidate.applications.values():
        establishment = application.formation.establishment
        if Permission.CANDIDATE_ERASE not in rights.power(work, work.actor.userid, establishment):
            raise Refused("erase_elsewhere", university=establishment.name_full)
    _erase(work, candidate, "effacer-candidat", tell=tell)


def _erase(work: Work, candidate: Candidate, act: str, *, tell: bool) -> None:
    establishment = home(work, candidate)
    record(work, establishment if establishment is not None else work.root, act, before=candidate.number)
    closing.erase(work, candidate, tell=tell)


def _note(work: Work, candidate: Candidate, act: str, before: str = "", after: str = "", detail: str = "") -> None:
    candidate.journal.add(Entry(work.now, work.actor.name, act, before, after, detail))
