"""The campaign of an establishment: set by its central office, it opens and closes the creation of accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from ecandidat.domain.campaign import Campaign
from ecandidat.domain.errors import Refused
from ecandidat.models.account import Account, Kind
from ecandidat.models.offer import Establishment
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

NAMES = tuple(field.name for field in fields(Campaign))


def closed(work: Work, establishment: Establishment | None) -> bool:
    """Whether no account may be made today: there, or in any university when none is meant."""
    concerned = [establishment] if establishment is not None else work.root.establishments
    return bool(concerned) and all(
        one.campaign is not None and not one.campaign.is_open(work.today) for one in concerned
    )


def check_open(work: Work, establishment: Establishment | None) -> None:
    """Refuse ``campaign_closed`` where no account may be made today."""
    if closed(work, establishment):
        raise Refused("campaign_closed")


def check_in_time(work: Work, account: Account) -> None:
    """Refuse ``campaign_over`` to a candidate all of whose universities have closed their doors to candidates."""
    if account.kind is not Kind.CANDIDATE:
        return
    universities = list(_concerned(work, account))
    if universities and all(one.campaign is not None and one.campaign.locked(work.today) for one in universities):
        raise Refused("campaign_over")


def _concerned(work: Work, account: Account) -> Iterator[Establishment]:
    """The universities where somebody applied, else where their account was made, else all."""
    candidate = work.root.candidates.get(account.number)
    applied = candidate.live_applications() if candidate is not None else []
    origin = work.root.get(account.origin)
    if applied:
        yield from {one.formation.establishment.__name__: one.formation.establishment for one in applied}.values()
    elif isinstance(origin, Establishment):
        yield origin
    else:
        yield from work.root.establishments


def sheet(establishment: Establishment) -> sheets.Sheet:
    """The values that its screen shows."""
    campaign = establishment.campaign or Campaign()
    return {name: getattr(campaign, name) for name in NAMES}


def save(work: Work, establishment: Establishment, values: sheets.Sheet, version: str = "") -> bool:
    """Set the campaign; nothing filled in means none. Says whether anything changed.

    Refuses dates out of order, each at its field, and ``changed_meanwhile`` as every screen does.
    """
    now, wanted = sheet(establishment), Campaign(**values)
    wanted.check()
    late = tuple(name for name in sheets.stale(now, version) if now[name] != values[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    made = wanted if wanted != Campaign() else None
    if made == establishment.campaign:
        return False
    before, establishment.campaign = establishment.campaign, made
    record(work, establishment, "campagne", before=_words(before), after=_words(made))
    return True


def _words(campaign: Campaign | None) -> str:
    if campaign is None:
        return ""
    dates = (campaign.opens, campaign.closes, campaign.locks_after)
    return " ".join([campaign.code, campaign.label, *(day.isoformat() for day in dates if day is not None)]).strip()


def begun(establishment: Establishment, today: date) -> date | None:
    """The first day of the campaign that runs or has run there; None before the first one: nothing is archived."""
    campaign = establishment.campaign
    if campaign is None or campaign.opens is None or campaign.opens > today:
        return None
    return campaign.opens
