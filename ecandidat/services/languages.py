"""The language that somebody reads and is written to in."""

from __future__ import annotations

from dataclasses import replace

from ecandidat.models.account import Account
from ecandidat.models.candidate import Candidate


def choose(account: Account, candidate: Candidate | None, lang: str) -> None:
    """Keep a language on the account: its next screens, mails and documents are in it. Writes only what changes."""
    if account.language != lang:
        account.language = lang
    if candidate is None:
        return
    if candidate.language != lang:
        candidate.language = lang
    personal = candidate.profile.personal
    if personal is not None and personal.language != lang:
        candidate.profile.personal = replace(personal, language=lang)
