"""Mailed links: a random secret that proves that one reads an address; once, for a time, the newest only."""

from __future__ import annotations

from datetime import datetime

from ecandidat.domain.identifiers import fingerprint, new_secret
from ecandidat.models.account import Account, Link, Purpose
from ecandidat.work import Work

_LONGEST = 100
_AROUND = " \t\r\n.,;:!?<>()[]\"'«»\u00a0"
"""What mail programs and people add around a link that is pasted."""


def issue(work: Work, account: Account, purpose: Purpose, expires_at: datetime, mail: str = "") -> str:
    """A new secret for ``account``; the one sent before for the same purpose dies."""
    withdraw(work, account, purpose)
    secret = new_secret()
    print_ = fingerprint(secret)
    work.root.accounts.links[print_] = Link(account.userid, purpose, expires_at, mail)
    account.mailed = (*account.mailed, (purpose, print_))
    return secret


def read(work: Work, secret: str, *purposes: Purpose) -> tuple[Account, Link] | None:
    """The account and the link behind a secret; None when it is unknown, replaced, or meant for something else."""
    cleaned = secret.strip(_AROUND)
    if not cleaned or len(cleaned) > _LONGEST:
        return None
    link: Link | None = work.root.accounts.links.get(fingerprint(cleaned))
    account = work.root.accounts.get(link.userid) if link is not None else None
    if link is None or account is None or link.purpose not in purposes:
        return None
    if not account.active and link.purpose is not Purpose.RESTORE:
        return None
    return account, link


def withdraw(work: Work, account: Account, purpose: Purpose) -> None:
    """The link last sent for a purpose works no more."""
    links = work.root.accounts.links
    for held, print_ in account.mailed:
        if held is purpose and print_ in links:
            del links[print_]
    if rest := tuple(pair for pair in account.mailed if pair[0] is not purpose):
        account.mailed = rest
    elif account.mailed:
        account.mailed = ()
