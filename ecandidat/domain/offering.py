"""Where a formation stands in the eyes of its managers: in service, ready, within the campaign, open today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.campaign import Campaign
from ecandidat.domain.codes import Labelled
from ecandidat.domain.errors import Refused


class Standing(Labelled):
    """One word for one formation; the first that holds, in this order."""

    OFF = "off", "Hors service"
    TRIAL = "trial", "En test"
    INCOMPLETE = "incomplete", "Incomplète"
    OUTSIDE = "outside", "Hors campagne"
    FUTURE = "future", "À venir"
    OPEN = "open", "Ouverte"
    CLOSED = "closed", "Close"


def standing(
    calendar: Calendar, campaign: Campaign | None, today: date,
    *, active: bool, trial: bool, examined: bool, waiting_list: bool,
) -> Standing:  # fmt: skip
    """Where a formation stands today. ``examined`` tells that it has a commission."""
    if not active:
        return Standing.OFF
    if trial:
        return Standing.TRIAL
    if not examined or next(calendar.faults(waiting_list=waiting_list), None) is not None:
        return Standing.INCOMPLETE
    if outside(calendar, campaign):
        return Standing.OUTSIDE
    if calendar.is_open(today):
        return Standing.OPEN
    return Standing.FUTURE if calendar.opens is not None and calendar.opens > today else Standing.CLOSED


def outside(calendar: Calendar, campaign: Campaign | None) -> bool:
    """Whether some of the days on which one may apply are not within the campaign; without campaign none is outside."""
    if campaign is None:
        return False
    return any(
        (campaign.opens is not None and day < campaign.opens) or (campaign.closes is not None and day > campaign.closes)
        for day in (calendar.opens, calendar.closes)
        if day is not None
    )


YEAR = 364
"""Days from a date to the one of the same weekday a year later: fifty-two weeks, one or two days short of a year."""

MOST_DAYS = 1_500
"""How far dates may be moved at once, in days."""


def checked_days(days: int) -> int:
    """A number of days by which dates may be moved; refuses ``shift_range``."""
    if not days or abs(days) > MOST_DAYS:
        raise Refused("shift_range", maximum=MOST_DAYS)
    return days


def wanted_codes(mode: str, present: Mapping[str, bool], chosen: Iterable[str]) -> tuple[set[str], set[str]]:
    """(codes to put in, codes to take out) of what one level asks: ``present`` maps each code to « asked today ».

    ``mode`` is ``ajouter``, ``retirer`` or ``remplacer``.
    """
    picked = set(chosen)
    if mode == "ajouter":
        return picked, set()
    asked = {code for code, active in present.items() if active}
    if mode == "retirer":
        return set(), picked & asked
    if mode == "remplacer":
        return picked, asked - picked
    raise Refused("unknown_code", field="mode")
