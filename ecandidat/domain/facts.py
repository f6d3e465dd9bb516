"""What an act did, as a value: the transition says it, the effects carry it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One thing that happened to an application.

    ``act`` is the transition's name; ``mail`` a code of the mail catalogue, sent to the candidate; ``alert`` the end
    of a ``COMMISSION_ALERT_…`` code; ``public`` facts show in the candidate's timeline; ``waived`` marks an exemption
    from a date.
    """

    act: str
    before: str = ""
    after: str = ""
    detail: str = ""
    mail: str = ""
    alert: str = ""
    public: bool = True
    waived: bool = False
