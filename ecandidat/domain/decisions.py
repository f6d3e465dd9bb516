"""Decisions (« avis ») as immutable values: an application keeps them all, the newest is the current one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused


@dataclass(frozen=True)
class Decision:
    """One decision. ``validated_at`` makes it current; ``published_at`` shows it to the candidate.

    ``published_at`` is when the candidate was told, never a moment to come: validation publishes at once, unless the
    decision waits for its publication, during which the one published before it stays in force for the candidate.

    ``rank`` is the rank typed by the commission (1 = first). ``motivation`` is the label of the reason of a refusal.
    ``direct`` tells that direct access admitted, without a commission.
    """

    key: str
    kind: DecisionKind
    type_code: str
    label: str
    created_at: datetime
    created_by: str
    motivation: str = ""
    rank: int | None = None
    meeting_date: date | None = None
    meeting_time: str = ""
    meeting_place: str = ""
    comment: str = ""
    show_comment: bool = False
    appeal: bool = False
    final: bool = False
    validated_at: datetime | None = None
    validated_by: str = ""
    published_at: datetime | None = None
    from_waiting_list: bool = False
    confirm_by: date | None = None
    direct: bool = False

    def check(self) -> None:
        """Refuse what the kind of decision forbids."""
        if self.kind is DecisionKind.UNFAVOURABLE and not self.motivation:
            raise Refused("motivation_required")
        if self.kind is DecisionKind.WAITING_RANKED and (self.rank is None or self.rank < 1):
            raise Refused("rank_required")
        if self.kind is not DecisionKind.WAITING_RANKED and self.rank is not None:
            raise Refused("rank_forbidden")


def current(decisions: tuple[Decision, ...]) -> Decision | None:
    """The newest validated decision: the one in force."""
    return next((decision for decision in reversed(decisions) if decision.validated_at), None)


def draft(decisions: tuple[Decision, ...]) -> Decision | None:
    """The newest decision when it still waits for its validation."""
    return decisions[-1] if decisions and decisions[-1].validated_at is None else None


def beneath_draft(decisions: tuple[Decision, ...], made: Decision) -> tuple[Decision, ...]:
    """The decisions with a validated one that nobody entered as a draft: a draft stays the newest, and a draft."""
    entered = draft(decisions)
    return (*decisions, made) if entered is None else (*decisions[:-1], made, entered)


def unpublished(decisions: tuple[Decision, ...]) -> Decision | None:
    """The decision in force when it still waits for its publication."""
    newest = current(decisions)
    return newest if newest is not None and newest.published_at is None else None


def publish(decisions: tuple[Decision, ...], at: datetime) -> tuple[tuple[Decision, ...], Decision]:
    """The decisions once the one in force is shown, at that moment, to its candidate; and that one.

    Refuses ``no_unpublished_decision`` when none waits for its publication.
    """
    waiting = unpublished(decisions)
    if waiting is None:
        raise Refused("no_unpublished_decision")
    shown = replace(waiting, published_at=at)
    return tuple(shown if one is waiting else one for one in decisions), shown


def published(decisions: tuple[Decision, ...]) -> Decision | None:
    """The newest published decision: the one that the candidate sees. A draft never hides it."""
    return next((decision for decision in reversed(decisions) if decision.published_at), None)
