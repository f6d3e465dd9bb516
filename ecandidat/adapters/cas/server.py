"""A real CAS server, spoken to with python-cas (protocol 3)."""

from __future__ import annotations

from typing import Any

from cas import CASClientV3

from ecandidat.adapters.cas import Identity


class CasServer:
    """``url`` is the server's base address, as operators know it: https://cas.univ.example/cas."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"

    def _client(self, service: str) -> Any:
        return CASClientV3(server_url=self._url, service_url=service)

    def login_url(self, service: str) -> str:
        """The server's sign-in page."""
        return str(self._client(service).get_login_url())

    def logout_url(self, service: str) -> str:
        """The server's sign-out page."""
        return str(self._client(service).get_logout_url(service))

    def verify(self, ticket: str, service: str) -> Identity | None:
        """Ask the server; attributes have the names of the SupAnn directory schema."""
        login, attributes, _ = self._client(service).verify_ticket(ticket)
        if not login:
            return None
        given = attributes or {}
        return Identity(
            login=str(login),
            last_name=_first(given, "sn"),
            first_name=_first(given, "givenName"),
            mail=_first(given, "mail") or _first(given, "email"),
            student_id=_first(given, "supannEtuId"),
        )


def _first(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name) or ""
    return str(value[0] if isinstance(value, list) else value)
