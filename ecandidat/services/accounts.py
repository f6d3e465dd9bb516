"""The account of a person: create it, find it, sign in, remove it.

What never enters: activation, recovery and changes (``services.credentials``), sessions and cookies (``security``),
what a candidate says of themself (``services.profile``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from ecandidat.adapters.cas import Identity
from ecandidat.dates import long_date
from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.moments import PARIS, civil
from ecandidat.models.account import Account, Kind, Purpose, normal
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Establishment
from ecandidat.services import campaigns, links, passwords, throttling
from ecandidat.services.mailing import to_account
from ecandidat.services.offer import record
from ecandidat.work import Work

NUMBER_LENGTH = 8
LOGIN_MAXIMUM = 254
"""Longest login worth looking up: that of a mail address."""


@dataclass(frozen=True)
class NewAccount:
    """What « Créer un compte » asks. ``cas_login`` is ``<establishment>/<login>`` for whoever came by the ENT;
    ``form_key`` the random key of the form, '' for none.
    """

    last_name: str
    first_name: str
    mail: str
    password: str = ""
    language: str = "fr"
    cas_login: str = ""
    student_id: str = ""
    form_key: str = ""


def find(work: Work, login: str) -> Account | None:
    """The account of a candidate number (any case, spaces or not), a mail address or a staff login.

    The number of a file that was merged into another opens that one.
    """
    typed = login.strip()
    if len(typed) > LOGIN_MAXIMUM:
        return None
    accounts = work.root.accounts
    if "@" in typed:
        return accounts.find_mail(typed)
    number = "".join(typed.split()).upper()
    merged = work.root.candidates.successor(number)
    userid = merged.userid if merged is not None else f"c-{number}"
    return accounts.get(userid) or accounts.get(f"s-{typed.lower()}")


def sign_in(work: Work, login: str, password: str, address: str) -> Account:
    """The account that a login and its password open.

    Refuses ``sign_in_failed`` alike for an unknown account and a wrong password, ``account_not_activated`` only to
    whoever knows the password, ``throttled`` after too many failures. A refusal changes the counters: commit it.
    """
    account = find(work, login)
    name = account.userid if account is not None else normal(login[:LOGIN_MAXIMUM])
    throttling.check(work, name, address)
    right = passwords.matches(account.password if account is not None else "", password)
    if account is None or not right or not account.active:
        throttling.failed(work, name, address)
        raise Refused("sign_in_failed")
    throttling.succeeded(work, name, address)
    if passwords.ages(account.password):
        account.password = passwords.kept(password)
    if account.activated_at is None:
        raise Refused("account_not_activated")
    campaigns.check_in_time(work, account)
    return account


def create(work: Work, person: NewAccount, establishment: Establishment | None = None) -> Account | None:
    """A candidate's account, waiting to be activated from the mail that leaves, and an empty candidate.

    The address must be checked and free: otherwise refuses ``mail_taken``, or, where the establishment hides which
    addresses are known, writes to the address and returns None; the person asking sees no difference.
    """
    accounts = work.root.accounts
    if (made := _made_by(work, person)) is not None:
        return made
    campaigns.check_open(work, establishment)
    if not person.cas_login and not work.parameter("CANDIDAT_IS_COMPTE_EXTERNE_AUT", establishment):
        raise Refused("creation_closed")
    if not person.cas_login or asks_password(work, establishment):
        passwords.check(person.password, (person.last_name, person.first_name, person.mail))
    if person.cas_login and accounts.by_cas.get(person.cas_login):
        raise Refused("ent_login_taken")
    password = passwords.kept(person.password) if person.password else ""
    if not address_is_free(work, person.mail, establishment, "adresse_mail"):
        return None
    account = _open(work, person, password, establishment)
    if person.cas_login:
        keep_student_id(work, account, person.student_id)
        bind_cas(work, account, person.cas_login)
    send_activation(work, account, "CPT_MIN_CREATE", establishment)
    return account


def create_for(work: Work, person: NewAccount, establishment: Establishment) -> Account:
    """A candidate's account made by a manager: the mail's link activates it, then asks for a password.

    Refuses ``mail_taken``, whatever the establishment hides from visitors.
    """
    holder = work.root.accounts.find_mail(person.mail)
    if holder is not None and not (_abandoned(work, holder) and discard(work, holder)):
        raise Refused("mail_taken", field="adresse_mail")
    account = _open(work, person, "", establishment)
    send_activation(work, account, "CPT_CREE_POUR", establishment)
    work.root.candidates[account.number].journal.add(Entry(work.now, work.actor.name, "creer-compte"))
    record(work, establishment, "creer-candidat", after=account.number)
    return account


def asks_password(work: Work, establishment: Establishment | None) -> bool:
    """Whether who comes by the ENT chooses a password too."""
    return bool(work.parameter("CANDIDAT_IS_MDP_CONNECT_CAS", establishment))


def _open(work: Work, person: NewAccount, password: str, establishment: Establishment | None) -> Account:
    """An account that waits to be activated, and its empty candidate."""
    account = _register(work, person, password, establishment)
    account.origin = establishment.__name__ if establishment is not None else ""
    account.expires_at = end_of_validity(work, establishment)
    candidate = Candidate()
    candidate.number, candidate.userid = account.number, account.userid
    candidate.mail, candidate.language, candidate.origin = account.mail, account.language, account.origin
    work.root.candidates[account.number] = candidate
    return account


def _made_by(work: Work, person: NewAccount) -> Account | None:
    """The account that this very form has already created: a double click is one account and one mail."""
    holder = work.root.accounts.find_mail(person.mail) if person.form_key else None
    return holder if holder is not None and holder.form_key == person.form_key else None


def cas_key(establishment: str, login: str) -> str:
    """What an ENT login is known under: ``poitiers/e12345``."""
    return f"{establishment}/{login[:LOGIN_MAXIMUM]}"


def cas_sign_in(work: Work, establishment: str, identity: Identity) -> Account | None:
    """The account that an ENT login opens, None when there is none; refuses ``account_not_activated``.

    An account that nobody activated in time is as good as none: it goes, and the person may create another.
    """
    account = work.root.accounts.find_cas(cas_key(establishment, identity.login))
    if account is None or (_abandoned(work, account) and discard(work, account)):
        return None
    if not account.active:
        raise Refused("sign_in_failed")
    if account.activated_at is None:
        raise Refused("account_not_activated")
    campaigns.check_in_time(work, account)
    if identity.student_id:
        keep_student_id(work, account, identity.student_id)
    return account


def keep_student_id(work: Work, account: Account, student_id: str) -> None:
    """The student number of an account, on its candidate too: lists name people by it."""
    if account.student_id != student_id:
        account.student_id = student_id
    candidate = work.root.candidates.get(account.number) if account.kind is Kind.CANDIDATE else None
    if candidate is not None and candidate.student_id != student_id:
        candidate.student_id = student_id


def bind_cas(work: Work, account: Account, cas_login: str) -> None:
    """Let ``<establishment>/<login>`` of the ENT open an account; an earlier login of the account opens it no more."""
    by_cas = work.root.accounts.by_cas
    if by_cas.get(cas_login, account.userid) != account.userid:
        raise Refused("ent_login_taken")
    if account.cas_login and account.cas_login != cas_login and account.cas_login in by_cas:
        del by_cas[account.cas_login]
    account.cas_login = cas_login
    by_cas[cas_login] = account.userid


def unbind_cas(work: Work, account: Account) -> None:
    """The ENT opens this account no more."""
    if account.cas_login:
        work.root.accounts.by_cas.pop(account.cas_login, None)
        account.cas_login = ""


def sweep(work: Work, limit: int = 1_000_000) -> dict[str, int]:
    """Remove links too old, accounts that nobody activated in time, counters that no longer count: how many of each.

    At most ``limit`` links at once. Idempotent; an account with an application is never removed here.
    """
    accounts = work.root.accounts
    every = ((print_, link) for print_, link in accounts.links.items() if link.expires_at < work.now)
    old = list(islice(every, limit))
    removed = 0
    for print_, link in old:
        account = accounts.get(link.userid)
        if account is not None and link.purpose is Purpose.ACTIVATE and _abandoned(work, account):
            removed += discard(work, account)
        if print_ in accounts.links:
            del accounts.links[print_]
        if account is not None and (link.purpose, print_) in account.mailed:
            account.mailed = tuple(pair for pair in account.mailed if pair[1] != print_)
    return {"links": len(old), "accounts": removed, "counters": throttling.forget_old(work)}


def discard(work: Work, account: Account) -> bool:
    """Remove an account that never applied, with its candidate; False, and nothing done, when it did apply."""
    accounts, candidates = work.root.accounts, work.root.candidates
    candidate = candidates.get(account.number) if account.kind is Kind.CANDIDATE else None
    if candidate is not None and len(candidate.applications):
        return False
    for purpose in Purpose:
        links.withdraw(work, account, purpose)
    if accounts.by_mail.get(normal(account.mail)) == account.userid:
        del accounts.by_mail[normal(account.mail)]
    unbind_cas(work, account)
    if candidate is not None:
        if account.number in candidates.rows:
            del candidates.rows[account.number]
        candidates.retire(account.number, work.now)
        del candidates[account.number]
    del accounts.people[account.userid]
    return True


def _register(work: Work, person: NewAccount, password: str, establishment: Establishment | None) -> Account:
    accounts, userid = work.root.accounts, f"c-{_new_number(work, establishment)}"
    account = Account()
    account.userid, account.mail, account.password = userid, person.mail, password
    account.last_name, account.first_name = person.last_name, person.first_name
    account.language = person.language if person.language in LANGUAGES else "fr"
    account.form_key = person.form_key
    account.created_at = work.now
    accounts.people[userid] = account
    accounts.by_mail[normal(person.mail)] = userid
    return account


def _new_number(work: Work, establishment: Establishment | None) -> str:
    """Eight characters, the first two an establishment's own if it wants so; never one that was somebody's before."""
    prefix = str(work.parameter("CANDIDAT_PREFIXE_NUM_DOSS", establishment))
    candidates = work.root.candidates
    while True:
        number = prefix + new_key(NUMBER_LENGTH - len(prefix))
        taken = work.root.accounts.get(f"c-{number}") or work.root.accounts.get(f"s-{number.lower()}")
        if taken is None and number not in candidates and not candidates.was_used(number):
            return number


def address_is_free(work: Work, mail: str, establishment: Establishment | None, field: str) -> bool:
    """Whether an address has no account. When it has one: refuse, or write to it and stay silent, by parameter."""
    holder = work.root.accounts.find_mail(mail)
    if holder is not None and _abandoned(work, holder) and discard(work, holder):
        holder = None
    if holder is None:
        return True
    if work.parameter("compte_existant_visible", establishment):
        raise Refused("mail_taken", field=field)
    throttling.mail_asked(work, normal(mail))
    if holder.activated_at is None:
        send_activation(work, holder, "CPT_MIN_LIEN_VALID_OUBLIE", establishment)
    else:
        to_account(work, holder, "CPT_EXISTE_DEJA", {}, establishment)
    return False


def _abandoned(work: Work, account: Account) -> bool:
    return account.activated_at is None and account.expires_at is not None and account.expires_at < work.now


def end_of_day(now: datetime, days: int) -> datetime:
    """The last second of the civil day that comes in ``days`` days."""
    return datetime.combine(civil(now) + timedelta(days=days), time(23, 59, 59), PARIS).astimezone(now.tzinfo)


def end_of_validity(work: Work, establishment: Establishment | None) -> datetime:
    return end_of_day(work.now, int(work.parameter("CANDIDAT_NB_JOUR_KEEP_CPT_MIN", establishment)))


def send_activation(work: Work, account: Account, code: str, establishment: Establishment | None) -> None:
    until = account.expires_at or end_of_validity(work, establishment)
    link = f"{work.base_url}/compte/activer/{links.issue(work, account, Purpose.ACTIVATE, until)}"
    last_day = long_date(civil(until), account.language)
    values = {"lienValidation": link, "lienValidationHtml": link, "jourDestructionCptMin": last_day}
    to_account(work, account, code, values, establishment)
