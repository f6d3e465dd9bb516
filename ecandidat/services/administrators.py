"""The first administrator of an instance, whom nobody could have appointed on a screen."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import slugify
from ecandidat.domain.roles import Role
from ecandidat.models.account import Account, Kind, normal
from ecandidat.services import passwords, sheets
from ecandidat.work import Work


def add_administrator(
    work: Work, login: str, mail: str, last_name: str, first_name: str, password: str
) -> Account:  # fmt: skip
    """Create an activated staff account that administers the whole instance.

    Refuses ``login_invalid`` (letters, digits and hyphens only), ``login_taken``, ``mail_invalid``, ``mail_taken`` and
    weak passwords.
    """
    if not login or slugify(login) != login:
        raise Refused("login_invalid", login=login[:80])
    accounts, userid = work.root.accounts, f"s-{login}"
    if accounts.get(userid) is not None:
        raise Refused("login_taken", login=login)
    if not sheets.is_mail(mail.strip()):
        raise Refused("mail_invalid")
    if accounts.find_mail(mail) is not None:
        raise Refused("mail_taken", mail=mail)
    passwords.check(password, (login, mail, last_name, first_name))
    account = Account()
    account.userid, account.kind, account.mail = userid, Kind.STAFF, mail.strip()
    account.last_name, account.first_name = last_name.strip(), first_name.strip()
    account.password = passwords.kept(password)
    account.created_at = account.activated_at = work.now
    accounts.people[userid] = account
    accounts.by_mail[normal(mail)] = userid
    work.root.grants.grant(userid, Role.ADMINISTRATOR)
    return account
