"""A real CAS server, spoken to with python-cas (protocol 3)."""

from __future__ import annotations

import logging
from typing import Any
from xml.etree.ElementTree import ParseError

from cas import CASClientV3
from requests import RequestException, Response, Session

from ecandidat.adapters.cas import Identity, Unavailable

log = logging.getLogger(__name__)

SECONDS = 5
"""Longest wait for the server: somebody is looking at an empty page."""


class _Patient(Session):
    """A session that never waits for ever, never follows a redirection, and takes only good answers."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        kwargs.update(timeout=SECONDS, allow_redirects=False)
        answer = super().request(*args, **kwargs)
        if answer.status_code != 200:
            raise RequestException(f"HTTP {answer.status_code}")
        return answer


class CasServer:
    """``url`` is the server's base address, as operators know it: https://cas.univ.example/cas."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"

    def _client(self, service: str) -> Any:
        return CASClientV3(server_url=self._url, service_url=service, session=_Patient())

    def login_url(self, service: str) -> str:
        """The server's sign-in page."""
        return str(self._client(service).get_login_url())

    def logout_url(self, service: str) -> str:
        """The server's sign-out page."""
        return str(self._client(service).get_logout_url(service))

    def verify(self, ticket: str, service: str) -> Identity | None:
        """Ask the server; attributes have the names of the SupAnn directory schema."""
        try:
            login, attributes, _ = self._client(service).verify_ticket(ticket)
        except (RequestException, ParseError, LookupError, AttributeError, ValueError) as error:
            log.warning("CAS %s : %s", self._url, error)
            raise Unavailable(self._url) from error
        if not login:
            return None
        given = attributes or {}
        return Identity(
            login=str(login).strip(),
            last_name=_first(given, "sn"),
            first_name=_first(given, "givenName"),
            mail=_first(given, "mail") or _first(given, "email"),
            student_id=_first(given, "supannEtuId"),
        )


def _first(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name) or ""
    return str((value[0] or "") if isinstance(value, list) else value).strip()
