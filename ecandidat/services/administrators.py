"""The first administrator of an instance, whom nobody could have appointed on a screen."""

from __future__ import annotations

from ecandidat.domain.roles import Role
from ecandidat.models.account import Account
from ecandidat.services import passwords
from ecandidat.services.rights import register_staff
from ecandidat.work import Work


def add_administrator(
    work: Work, login: str, mail: str, last_name: str, first_name: str, password: str
) -> Account:  # fmt: skip
    """Create a staff account that administers the whole instance; refuses as ``register_staff``, and weak passwords."""
    passwords.check(password, (login, mail, last_name, first_name))
    account = register_staff(work, login, first_name, last_name, mail)
    account.password = passwords.kept(password)
    work.root.grants.grant(account.userid, Role.ADMINISTRATOR)
    return account
