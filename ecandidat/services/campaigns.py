"""The campaign of an establishment: set by its central office, it opens and closes the creation of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date

from ecandidat.domain.campaign import Campaign, Period, check_past, periods
from ecandidat.domain.errors import Refused
from ecandidat.models.account import Account, Kind
from ecandidat.models.offer import Establishment
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

NAMES = tuple(field.name for field in fields(Campaign))
PAST_NAMES = ("code", "label", "opens", "closes")


def closed(work: Work, establishment: Establishment | None) -> bool:
    """Whether no account may be made today: there, or in any university when none is meant."""
    concerned = [establishment] if establishment is not None else work.root.establishments
    running = [current(one, work.today) for one in concerned]
    return bool(concerned) and all(one is not None and not one.is_open(work.today) for one in running)


def check_open(work: Work, establishment: Establishment | None) -> None:
    """Refuse ``campaign_closed`` where no account may be made today."""
    if closed(work, establishment):
        raise Refused("campaign_closed")


def check_in_time(work: Work, account: Account) -> None:
    """Refuse ``campaign_over`` to a candidate all of whose universities have closed their doors to candidates."""
    if account.kind is not Kind.CANDIDATE:
        return
    universities = list(_concerned(work, account))
    running = [current(one, work.today) for one in universities]
    if universities and all(one is not None and one.locked(work.today) for one in running):
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

    The campaign that another one replaces is kept among the former ones; one that is set again leaves them. Refuses
    dates out of order, each at its field, ``campaign_overlap`` with a former one, and ``changed_meanwhile`` as every
    screen does.
    """
    now, wanted = sheet(establishment), Campaign(**values)
    wanted.check()
    late = tuple(name for name in sheets.stale(now, version) if now[name] != values[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    made = wanted if wanted != Campaign() else None
    if made == establishment.campaign:
        return False
    before = establishment.campaign
    past = _past(establishment, before, made, work.today)
    if made is not None:
        _check_after(made, past)
    establishment.campaign = made
    if past != establishment.past_campaigns:
        establishment.past_campaigns = past
    record(work, establishment, "campagne", before=_words(before), after=_words(made))
    return True


def _past(
    establishment: Establishment, before: Campaign | None, made: Campaign | None, today: date
) -> tuple[Campaign, ...]:
    """The former campaigns once ``made`` takes the place of ``before``."""
    past = [one for one in establishment.past_campaigns if made is None or not made.code or one.code != made.code]
    if before is not None and before.opens is not None and before.opens <= today:
        if made is None:
            past.append(before.over(None, today))
        elif made.succeeds(before):
            past.append(before.over(made.opens, today))
    return _ordered(past)


def _check_after(made: Campaign, past: tuple[Campaign, ...]) -> None:
    """Refuse a campaign that does not begin after the former ones."""
    for one in past:
        if made.opens is not None and one.closes is not None and made.opens <= one.closes:
            raise Refused("campaign_overlap", field="opens", name=one.label or one.code)


def _ordered(past: Iterable[Campaign]) -> tuple[Campaign, ...]:
    return tuple(sorted(past, key=lambda one: one.opens or date.min))


def past_sheet(establishment: Establishment, code: str) -> sheets.Sheet:
    """The values of a former campaign; blank ones where no former one bears the code."""
    found = past(establishment, code) or Campaign()
    return {name: getattr(found, name) for name in PAST_NAMES}


def past(establishment: Establishment, code: str) -> Campaign | None:
    """The former campaign of a code."""
    return next((one for one in establishment.past_campaigns if one.code == code), None)


def save_past(
    work: Work, establishment: Establishment, code: str, values: sheets.Sheet, version: str = ""
) -> bool:  # fmt: skip
    """Correct the former campaign of a code, '' adds one. Says whether anything changed.

    Refuses ``campaign_gone``, what :func:`ecandidat.domain.campaign.check_past` refuses, ``campaign_past_late`` for
    one that is not over when the present one begins, and ``changed_meanwhile``.
    """
    before = past(establishment, code)
    if code and before is None:
        raise Refused("campaign_gone")
    now = past_sheet(establishment, code)
    late = tuple(name for name in sheets.stale(now, version) if now[name] != values[name]) if code else ()
    if late:
        raise Refused("changed_meanwhile", fields=late)
    made = replace(before or Campaign(), **values)
    if made == before:
        return False
    others = [one for one in establishment.past_campaigns if one is not before]
    present = establishment.campaign
    check_past(made, others)
    if made.closes is not None and made.closes >= (present.opens if present and present.opens else work.today):
        raise Refused("campaign_past_late", field="closes")
    if present is not None and present.code and present.code.casefold() == made.code.casefold():
        raise Refused("campaign_code_taken", field="code", name=present.label or present.code)
    establishment.past_campaigns = _ordered([*others, made])
    record(work, establishment, "campagne-passee", before=_words(before), after=_words(made))
    return True


def forget_past(work: Work, establishment: Establishment, code: str) -> None:
    """Take a former campaign away: what was done then counts for the one before it. Refuses ``campaign_gone``."""
    gone = past(establishment, code)
    if gone is None:
        raise Refused("campaign_gone")
    establishment.past_campaigns = tuple(one for one in establishment.past_campaigns if one is not gone)
    record(work, establishment, "campagne-passee", before=_words(gone))


def _words(campaign: Campaign | None) -> str:
    if campaign is None:
        return ""
    dates = (campaign.opens, campaign.closes, campaign.locks_after)
    return " ".join([campaign.code, campaign.label, *(day.isoformat() for day in dates if day is not None)]).strip()


def known(establishment: Establishment, today: date) -> tuple[Period, ...]:
    """The campaigns that have begun there, the newest first; none while none was set with its first day."""
    return periods(establishment.campaigns, today)


def current(establishment: Establishment, today: date) -> Campaign | None:
    """The campaign that counts today: the one that is set, but as long as it has not begun the one before it."""
    present = establishment.campaign
    if present is None or present.opens is None or present.opens <= today:
        return present
    former = [one for one in establishment.past_campaigns if one.opens is not None and one.opens <= today]
    return former[-1] if former else present


def begun(establishment: Establishment, today: date) -> date | None:
    """The first day of the campaign that runs or has run there; None before the first one: nothing is archived."""
    if establishment.campaign is None:
        return None
    found = known(establishment, today)
    return found[0].first if found else None


def named(establishment: Establishment, day: date, today: date) -> str:
    """The name of the campaign that a day counts for, '' where none is known."""
    return next((one.name for one in known(establishment, today) if one.holds(day)), "")
