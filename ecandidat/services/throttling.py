"""Slowing down whoever guesses: counters per account and per client address, with an honest waiting time.

An account asks to wait after :data:`ACCOUNT_TRIES` wrong passwords. An address asks to wait after wrong passwords for
:data:`ADDRESS_TRIES` *different* accounts: whoever insists on one account slows that account alone, and never the
other people behind the same address. While one waits nothing is counted, so the time that was said is the time that
it takes. Counters are forgotten after :data:`MEMORY` without a failure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import fingerprint
from ecandidat.work import Work

ACCOUNT_TRIES = 5
ADDRESS_TRIES = 20
MAILS = 5
"""How many mails one address may be sent in a row by people who have not proved that it is theirs."""

MEMORY = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=15)


class Attempts(NamedTuple):
    """What is kept of a counter: failures since the last success, the last one, when tries are allowed again.

    ``who`` holds short fingerprints of the accounts tried from an address; it is empty for the counter of an account.
    """

    failures: int
    last: datetime
    until: datetime
    who: tuple[str, ...] = ()


def check(work: Work, account: str, address: str = "") -> None:
    """Refuse a try that comes too early; nothing is counted. Without an address, only the account is asked."""
    _check(work, _account(account))
    if address:
        _check(work, _address(address))


def failed(work: Work, account: str, address: str = "") -> None:
    """Count a wrong password."""
    _count(work, _account(account), ACCOUNT_TRIES)
    if not address:
        return
    key = _address(address)
    before = _live(work, key)
    mark = fingerprint(account)[:12]
    if before is None or mark not in before.who:
        _count(work, key, ADDRESS_TRIES, mark)


def succeeded(work: Work, account: str, address: str) -> None:
    """Forget the failures of an account, and what they counted for its address."""
    forgive(work, account)
    attempts = work.root.accounts.attempts
    key, mark = _address(address), fingerprint(account)[:12]
    before = _live(work, key)
    if before is not None and mark in before.who:
        who = tuple(other for other in before.who if other != mark)
        attempts[key] = before._replace(failures=len(who), who=who)


def forgive(work: Work, account: str) -> None:
    """Forget the failures of an account: its owner proved who they are."""
    attempts = work.root.accounts.attempts
    if _account(account) in attempts:
        del attempts[_account(account)]


def mail_asked(work: Work, mail: str) -> None:
    """Count a mail to an address that may be somebody else's; refuse when it was sent too many."""
    key = "mail:" + fingerprint(mail)
    _check(work, key)
    _count(work, key, MAILS)


def forget_old(work: Work) -> int:
    """Remove the counters that no longer count; tell how many."""
    attempts = work.root.accounts.attempts
    old = [key for key, value in attempts.items() if value.until <= work.now and value.last + MEMORY <= work.now]
    for key in old:
        del attempts[key]
    return len(old)


def _account(name: str) -> str:
    return "account:" + fingerprint(name)


def _address(address: str) -> str:
    return "address:" + fingerprint(address)


def _live(work: Work, key: str) -> Attempts | None:
    found: Attempts | None = work.root.accounts.attempts.get(key)
    return found if found is not None and found.last + MEMORY > work.now else None


def _check(work: Work, key: str) -> None:
    found = work.root.accounts.attempts.get(key)
    if found is None or found.until <= work.now:
        return
    seconds = int((found.until - work.now).total_seconds())
    minutes = seconds // 60 + 1
    raise Refused("throttled" if minutes > 1 else "throttled_one", minutes=minutes, seconds=seconds + 1)


def _count(work: Work, key: str, tries: int, mark: str = "") -> None:
    before = _live(work, key)
    count = (before.failures if before is not None else 0) + 1
    who = (*(before.who if before is not None else ()), mark) if mark else ()
    wait = min(FIRST_WAIT * 2 ** min(count - tries, 8), LONGEST_WAIT) if count >= tries else timedelta(0)
    work.root.accounts.attempts[key] = Attempts(count, work.now, work.now + wait, who)
