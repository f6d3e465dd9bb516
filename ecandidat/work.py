"""What a use case leans on: the tree, who acts, the moment, the settings, the outside world.

A view, a batch, a script and a test build the same object; services take it as their first argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ecandidat.adapters import Adapters
from ecandidat.domain.moments import civil
from ecandidat.domain.parameters import PARAMETERS, Value
from ecandidat.models.offer import Establishment
from ecandidat.resources import Portal
from ecandidat.settings import Settings


@dataclass(frozen=True)
class Actor:
    """Who acts. ``userid`` is '' for the system and for people not signed in; ``name`` is what journals print.

    ``real`` is the account id of whoever took the role of ``userid``, '' when nobody did.
    """

    userid: str = ""
    name: str = "eCandidat"
    real: str = ""

    @property
    def person(self) -> str:
        """The account id of whoever sits at the keyboard."""
        return self.real or self.userid

    @property
    def automatic(self) -> bool:
        """Whether no person stands behind the act."""
        return not self.userid


SYSTEM = Actor()


@dataclass(frozen=True)
class Work:
    """``now`` is aware, in UTC; ``base_url`` starts the links of mails, without trailing slash; ``language`` is that in
    which the actor reads contents, and in which a refusal names them.
    """

    root: Portal
    actor: Actor
    now: datetime
    settings: Settings
    adapters: Adapters
    base_url: str
    language: str = "fr"

    @property
    def today(self) -> date:
        """The civil date in Europe/Paris."""
        return civil(self.now)

    def parameter(self, code: str, establishment: Establishment | None = None) -> Value:
        """The value of a parameter: the establishment's, else the portal's, else its default."""
        if establishment is not None and (found := establishment.parameters.get(code)) is not None:
            value: Value = found
            return value
        inherited: Value = self.root.parameters.get(code, PARAMETERS[code].default)
        return inherited


def clock() -> datetime:
    """The server's clock: aware, in UTC."""
    return datetime.now(UTC)
