"""What proves who somebody is, once the account exists: activate it, recover it, change its password or its address.

What never enters: sessions and cookies; a service that ends sessions says so, and its caller opens a new one.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from ecandidat.dates import moment
from ecandidat.domain.errors import Refused
from ecandidat.mails.layout import compose
from ecandidat.models.account import Account, Kind, Link, Purpose, normal
from ecandidat.models.offer import Establishment
from ecandidat.services import accounts, links, passwords, throttling
from ecandidat.services.mailing import to_account
from ecandidat.work import Work


class LinkState(StrEnum):
    """What an activation link still does."""

    READY = "ready"
    ALREADY = "already"
    DEAD = "dead"


def link_state(work: Work, secret: str) -> tuple[LinkState, Account | None]:
    """What an activation link would do, and whose it is; nothing is changed."""
    found = links.read(work, secret, Purpose.ACTIVATE, Purpose.CHANGE_MAIL)
    if found is None:
        return LinkState.DEAD, None
    account, link = found
    if _done(account, link):
        return LinkState.ALREADY, account
    return (LinkState.READY if link.expires_at >= work.now else LinkState.DEAD), account


def activate(work: Work, secret: str, establishment: Establishment | None = None) -> Account:
    """Use an activation link, or that of a new address; repeating it changes nothing.

    Refuses ``link_dead``, and ``mail_taken`` when somebody else took the new address meanwhile.
    """
    found = links.read(work, secret, Purpose.ACTIVATE, Purpose.CHANGE_MAIL)
    state, _ = link_state(work, secret)
    if found is None or state is LinkState.DEAD:
        raise Refused("link_dead")
    account, link = found
    if state is LinkState.READY:
        if link.purpose is Purpose.CHANGE_MAIL:
            _move_mail(work, account, link.mail, establishment)
        else:
            account.activated_at = work.now
    return account


def resend_activation(work: Work, mail: str, establishment: Establishment | None = None) -> None:
    """« J'ai perdu mon code d'activation »: a new link when an account waits at that address; silent otherwise."""
    throttling.mail_asked(work, normal(mail))
    account = work.root.accounts.find_mail(mail)
    if account is None or account.activated_at is not None or not account.active:
        _as_long(work, "CPT_MIN_LIEN_VALID_OUBLIE")
        return
    account.expires_at = accounts.end_of_validity(work, establishment)
    accounts.send_activation(work, account, "CPT_MIN_LIEN_VALID_OUBLIE", establishment)


def recover(work: Work, mail: str, establishment: Establishment | None = None) -> None:
    """« J'ai oublié mes identifiants »: the login and a link to choose a password; silent for an unknown address."""
    throttling.mail_asked(work, normal(mail))
    account = work.root.accounts.find_mail(mail)
    if account is None or not account.active:
        _as_long(work, "CPT_MIN_MDP_OUBLIE")
        return
    until = work.now + timedelta(hours=int(work.parameter("CANDIDAT_NB_HEURE_LIEN_MDP_VALID", establishment)))
    link = f"{work.base_url}/compte/identifiants/{links.issue(work, account, Purpose.RESET, until)}"
    values = {"lienReinitialisation": link, "lienReinitialisationHtml": link}
    values["datFinReinitCptMin"] = moment(until, account.language)
    to_account(work, account, "CPT_MIN_MDP_OUBLIE", values, establishment)


def first_password(work: Work, account: Account, establishment: Establishment | None = None) -> str:
    """The secret with which somebody whose account was made for them chooses a password, just after activating it."""
    hours = int(work.parameter("CANDIDAT_NB_HEURE_LIEN_MDP_VALID", establishment))
    return links.issue(work, account, Purpose.RESET, work.now + timedelta(hours=hours))


def reset_holder(work: Work, secret: str) -> Account | None:
    """Whose password a link may choose; None when the link was used, replaced, or is too old."""
    found = links.read(work, secret, Purpose.RESET)
    return found[0] if found is not None and found[1].expires_at >= work.now else None


def reset(work: Work, secret: str, password: str, establishment: Establishment | None = None) -> Account:
    """Choose a new password through a mailed link: every session ends, the link dies, the account is active.

    Reading the mail proves the address, hence the activation. Refuses ``link_dead`` and weak passwords.
    """
    account = reset_holder(work, secret)
    if account is None:
        raise Refused("link_dead")
    passwords.check(password, (account.last_name, account.first_name, account.mail))
    links.withdraw(work, account, Purpose.RESET)
    if account.activated_at is None:
        account.activated_at = work.now
    throttling.forgive(work, account.userid)
    _set_password(work, account, password, establishment)
    return account


def change_password(
    work: Work, account: Account, old: str, new: str, establishment: Establishment | None = None
) -> None:
    """Replace a password by whoever knows it; every session ends, the caller opens a new one.

    Refuses ``wrong_password`` and ``throttled``, which change counters: commit them.
    """
    prove(work, account, old, "mot_de_passe_actuel")
    passwords.check(new, (account.last_name, account.first_name, account.mail))
    links.withdraw(work, account, Purpose.RESET)
    _set_password(work, account, new, establishment)


def change_mail(
    work: Work, account: Account, mail: str, password: str, establishment: Establishment | None = None
) -> None:
    """Ask for another address; it replaces the present one when its mail is answered.

    Whoever has a password gives it. Refuses ``wrong_password``, ``throttled``, ``mail_same``, ``mail_taken``.
    """
    if account.password:
        prove(work, account, password, "mot_de_passe_actuel")
    if normal(mail) == normal(account.mail):
        raise Refused("mail_same", field="adresse_mail")
    free = accounts.address_is_free(work, mail, establishment, "adresse_mail")
    if free:
        # Nobody has proved yet that this address is theirs: somebody else is not to be flooded in this way.
        throttling.mail_asked(work, normal(mail))
        ask_new_address(work, account, mail, establishment)
        return
    account.pending_mail = mail
    links.withdraw(work, account, Purpose.CHANGE_MAIL)


def ask_new_address(work: Work, account: Account, mail: str, establishment: Establishment | None = None) -> None:
    """Write to a new address: it becomes that of the account once somebody there has answered."""
    account.pending_mail = mail
    days = int(work.parameter("CANDIDAT_NB_JOUR_KEEP_CPT_MIN", establishment))
    secret = links.issue(work, account, Purpose.CHANGE_MAIL, accounts.end_of_day(work.now, days), mail)
    link = f"{work.base_url}/compte/activer/{secret}"
    values = {"lienValidation": link, "lienValidationHtml": link}
    to_account(work, account, "CPT_MIN_MOD_MAIL", values, establishment, recipient=mail)


def _done(account: Account, link: Link) -> bool:
    """Whether a link has already done its work."""
    if link.purpose is Purpose.ACTIVATE:
        return account.activated_at is not None
    return normal(account.mail) == normal(link.mail)


def _move_mail(work: Work, account: Account, mail: str, establishment: Establishment | None) -> None:
    known = work.root.accounts
    if known.find_mail(mail) is not None:
        raise Refused("mail_taken")
    to_account(work, account, "CPT_MAIL_MODIFIE", {}, establishment)
    # Whoever reads the old address must not choose the password any more.
    links.withdraw(work, account, Purpose.RESET)
    del known.by_mail[normal(account.mail)]
    known.by_mail[normal(mail)] = account.userid
    account.mail, account.pending_mail = mail, ""
    candidate = work.root.candidates.get(account.number) if account.kind is Kind.CANDIDATE else None
    if candidate is not None:
        candidate.mail = mail


def prove(work: Work, account: Account, password: str, field: str) -> None:
    """Check the password of somebody signed in, with the same patience as at the door.

    Refuses ``wrong_password`` and ``throttled``, which change counters: commit them.
    """
    throttling.check(work, account.userid)
    if not passwords.matches(account.password, password):
        throttling.failed(work, account.userid)
        raise Refused("wrong_password", field=field)
    throttling.forgive(work, account.userid)


def _set_password(work: Work, account: Account, password: str, establishment: Establishment | None) -> None:
    account.password = passwords.kept(password)
    account.sessions.clear()
    # Whoever knew the old password may have asked for another address: its link must not give them the account.
    links.withdraw(work, account, Purpose.CHANGE_MAIL)
    account.pending_mail = ""
    to_account(work, account, "CPT_MDP_MODIFIE", {}, establishment)


def _as_long(work: Work, code: str) -> None:
    """Take as long as writing a mail, so that the time of an answer tells nothing."""
    compose(code, "fr", {}, establishment="eCandidat", accent="")
