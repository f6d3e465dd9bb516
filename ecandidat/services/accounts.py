"""The account of a person: sign in; create, activate, recover, change.

What never enters: sessions and cookies (``security``), what a candidate says of themself (``services.profile``).
"""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.models.account import Account, normal
from ecandidat.services import passwords, throttling
from ecandidat.work import Work

LOGIN_MAXIMUM = 254
"""Longest login worth looking up: that of a mail address."""


def find(work: Work, login: str) -> Account | None:
    """The account of a candidate number (any case, spaces or not), a mail address or a staff login."""
    typed = login.strip()
    if len(typed) > LOGIN_MAXIMUM:
        return None
    accounts = work.root.accounts
    if "@" in typed:
        return accounts.find_mail(typed)
    number = "".join(typed.split()).upper()
    return accounts.get(f"c-{number}") or accounts.get(f"s-{typed.lower()}")


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
    return account
