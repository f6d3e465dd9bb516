"""Drafts of forms: kept while somebody types, forgotten once they save for good.

A draft belongs to whoever types: a manager's draft on a candidate's form is not the candidate's. What never enters:
checking what was typed (a draft may be half a date), who may write the form (the door checked it).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ecandidat.domain.errors import Refused
from ecandidat.models.candidate import Candidate
from ecandidat.models.draft import Draft, Drafts, Pairs
from ecandidat.work import Work

LARGEST = 60_000
"""Most characters of one draft: several times the longest form."""

MOST = 60
"""Most drafts of one account with one candidate; beyond, the oldest goes."""

KEPT = timedelta(days=180)
"""How long a draft that nobody touches is kept."""

NEVER = ("csrf_token", "_charset_", "__formid__", "_refresh", "certifie")
"""Fields that belong to one page, not to what was typed."""

SECRET = ("mot_de_passe", "password")
"""Parts of the names of fields that are never kept."""


def kept_fields(pairs: Iterable[tuple[str, object]]) -> Pairs:
    """What of a posted form may be kept: texts in their order, no password, no file, no token."""
    return tuple(
        (name, value) for name, value in pairs
        if isinstance(value, str) and name not in NEVER and not any(word in name for word in SECRET)
    )  # fmt: skip


def save(work: Work, candidate: Candidate, name: str, fields: Pairs, version: str = "") -> Draft:
    """Keep what the actor typed so far in the form ``name``; writing the same again writes nothing.

    Refuses ``draft_too_large`` (param ``maximum``, characters).
    """
    if sum(len(field) + len(value) for field, value in fields) > LARGEST:
        raise Refused("draft_too_large", maximum=LARGEST)
    if candidate.drafts is None:
        candidate.drafts = Drafts()
    drafts, userid = candidate.drafts, work.actor.userid
    draft = drafts.get(userid, name)
    if draft is None:
        _make_room(work, drafts)
        draft = Draft()
        draft.begun_at = work.now
        drafts.keep(userid, name, draft)
    elif draft.fields == fields and draft.version == version:
        return draft
    draft.at, draft.fields, draft.version = work.now, fields, version
    return draft


def load(work: Work, candidate: Candidate, name: str) -> Draft | None:
    """The actor's draft of a form, unless it is too old."""
    draft = candidate.drafts.get(work.actor.userid, name) if candidate.drafts is not None else None
    return draft if draft is not None and _fresh(work, draft) else None


def forget(work: Work, candidate: Candidate, name: str) -> bool:
    """Remove the actor's draft of a form: it was saved for good, or thrown away; tell whether there was one."""
    return candidate.drafts is not None and candidate.drafts.remove(work.actor.userid, name)


def named(work: Work, candidate: Candidate, prefix: str) -> list[tuple[str, Draft]]:
    """The actor's drafts whose names start with ``prefix``, the newest first."""
    if candidate.drafts is None:
        return []
    found = [pair for pair in candidate.drafts.of(work.actor.userid, prefix) if _fresh(work, pair[1])]
    return sorted(found, key=lambda pair: pair[1].at or work.now, reverse=True)


def _fresh(work: Work, draft: Draft) -> bool:
    return draft.at is not None and draft.at > work.now - KEPT


def _make_room(work: Work, drafts: Drafts) -> None:
    held = sorted(drafts.of(work.actor.userid), key=lambda pair: pair[1].at or work.now, reverse=True)
    for number, (name, draft) in enumerate(held):
        if number >= MOST - 1 or not _fresh(work, draft):
            drafts.remove(work.actor.userid, name)
