"""A small sign-on server inside the application, for the demo and the tests: same steps, no other machine.

Its page (``/@@ent``, development only) knows the demo's ENT accounts and hands out signed tickets that work once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from importlib.resources import files
from secrets import token_hex
from urllib.parse import urlencode

from ecandidat.adapters.cas import Identity

TICKET_SECONDS = 60


class EmbeddedSignOn:
    """Tickets carry the identity and the service, signed; a ticket that was used once is refused."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"ecandidat.ent." + secret.encode()).digest()
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def login_url(self, service: str) -> str:
        """The embedded sign-in page."""
        return "/@@ent?" + urlencode({"service": service})

    def logout_url(self, service: str) -> str:
        """There is no session to end."""
        return ""

    def ticket(self, identity: Identity, service: str) -> str:
        """A ticket for somebody who signed in on the embedded page."""
        until = time.time() + TICKET_SECONDS
        content = {"who": asdict(identity), "service": service, "until": until, "n": token_hex(8)}
        body = urlsafe_b64encode(json.dumps(content).encode()).decode()
        return f"ST-{body}.{self._sign(body)}"

    def verify(self, ticket: str, service: str) -> Identity | None:
        """The identity of a ticket that is genuine, fresh, for this service and unused."""
        body, _, signature = ticket.removeprefix("ST-").partition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._sign(body).encode()):
            return None
        content = json.loads(urlsafe_b64decode(body.encode()))
        now = time.time()
        with self._lock:
            self._used = {used: until for used, until in self._used.items() if until > now}
            if content["service"] != service or content["until"] < now or signature in self._used:
                return None
            self._used[signature] = content["until"]
        return Identity(**content["who"])

    def _sign(self, body: str) -> str:
        return hmac.new(self._key, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def ent_accounts() -> dict[str, dict[str, Identity]]:
    """The demo's ENT accounts: establishment code → login → identity."""
    source = files("ecandidat").joinpath("data/demo/ent_accounts.json").read_text(encoding="utf-8")
    return {
        establishment: {entry["login"]: Identity(**entry) for entry in entries}
        for establishment, entries in json.loads(source).items()
    }
