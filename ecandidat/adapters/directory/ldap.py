"""A real LDAP directory, with the attributes that universities share (uid, givenName, sn, mail)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import ldap3
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars

from ecandidat.adapters.directory import MOST, Person, Unavailable

log = logging.getLogger(__name__)

SECONDS = 5
"""Longest wait for the directory: somebody looks at an empty page."""

_SIGNS = re.compile(r"[*()\\\0]")
"""What filters are written with: no name, login or address holds any."""

ATTRIBUTES = ("uid", "givenName", "sn", "mail")


class LdapDirectory:
    """``url`` is ``ldaps://…``; ``user`` is the name that binds, '' for nobody's; ``connect`` opens a connection."""

    def __init__(
        self, url: str, base: str, user: str = "", password: str = "", connect: Callable[[], Any] | None = None
    ) -> None:
        self._url, self._base, self._user, self._password = url, base, user, password
        self._connect = connect or self._open

    def search(self, words: str) -> list[Person]:
        """People whose login, name or mail address hold every word."""
        wanted = _SIGNS.sub(" ", words).split()
        if not wanted:
            return []
        parts = [f"(|{''.join(f'({name}=*{escape_filter_chars(word)}*)' for name in ATTRIBUTES)})" for word in wanted]
        try:
            with self._connect() as connection:
                connection.search(
                    self._base, f"(&(uid=*)(mail=*){''.join(parts)})", attributes=list(ATTRIBUTES), size_limit=MOST,
                    time_limit=SECONDS,
                )  # fmt: skip
                found = [_person(entry["attributes"]) for entry in connection.response or () if "attributes" in entry]
        except LDAPException as error:
            log.warning("Annuaire : %s", type(error).__name__)
            raise Unavailable(type(error).__name__) from None
        return sorted(found, key=lambda one: (one.last_name.casefold(), one.first_name, one.login))[:MOST]

    def _open(self) -> Any:
        server = ldap3.Server(self._url, connect_timeout=SECONDS)
        return ldap3.Connection(
            server, self._user or None, self._password or None, receive_timeout=SECONDS, read_only=True, auto_bind=True,
        )  # fmt: skip


def _person(attributes: Any) -> Person:
    login, first_name, last_name, mail = (_first(attributes.get(name)) for name in ATTRIBUTES)
    return Person(login, first_name, last_name, mail)


def _first(value: Any) -> str:
    """An attribute may have several values: the first is the usual one."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return str(value or "").strip()
