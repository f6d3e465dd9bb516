"""The people of a commission: who presides, and what is said of each."""

from __future__ import annotations

from BTrees.OOBTree import OOBTree

from ecandidat.domain.errors import Refused
from ecandidat.models.account import Account
from ecandidat.models.offer import Commission, MemberNote
from ecandidat.services.offer import record
from ecandidat.work import Work

COMMENT_MAXIMUM = 500


def note_of(commission: Commission, userid: str) -> MemberNote:
    """What is said of a member."""
    found: MemberNote | None = commission.notes.get(userid) if commission.notes is not None else None
    return found or MemberNote()


def version(commission: Commission, userid: str) -> str:
    """What :func:`describe` compares."""
    note = note_of(commission, userid)
    return f"{int(note.president)}:{note.comment}"


def describe(
    work: Work, commission: Commission, userid: str, *, president: bool, comment: str, seen: str
) -> bool:  # fmt: skip
    """Say whether a member presides, with a comment for managers; tell whether something changed.

    Refuses ``role_not_held`` of somebody else, ``text_too_long``, and ``list_changed`` when it is not what was seen.
    """
    if not commission.grants.holds(userid):
        raise Refused("role_not_held")
    if version(commission, userid) != seen:
        raise Refused("list_changed")
    before, after = note_of(commission, userid), MemberNote(president, comment.strip())
    if len(after.comment) > COMMENT_MAXIMUM:
        raise Refused("text_too_long", field="comment", maximum=COMMENT_MAXIMUM, count=len(after.comment))
    if after == before:
        return False
    if commission.notes is None:
        commission.notes = OOBTree()
    commission.notes[userid] = after
    account: Account | None = work.root.accounts.get(userid)
    name = account.name if account is not None else userid
    record(work, commission, "membre", before=_said(before), after=_said(after), detail=name)
    return True


def forget(commission: Commission, userid: str) -> None:
    """Nothing is said any more of somebody who is no member any more."""
    if commission.notes is not None and not commission.grants.holds(userid):
        commission.notes.pop(userid, None)


def _said(note: MemberNote) -> str:
    return " – ".join(part for part in ("président" if note.president else "", note.comment) if part)
