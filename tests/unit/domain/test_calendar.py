"""The order of dates, inclusive bounds, delays: for any calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.domain.calendar import LABELS, ORDER, Calendar

DAY = date(2026, 3, 1)
WHOLE = Calendar(
    opens=DAY, closes=DAY + timedelta(30), pre_analysis=DAY + timedelta(31), return_by=DAY + timedelta(40),
    board=DAY + timedelta(50), publication=DAY + timedelta(55), confirmation=DAY + timedelta(70),
    waiting_confirmation=DAY + timedelta(80),
)  # fmt: skip


def faults(calendar: Calendar, waiting_list: bool = False) -> set[tuple[str, str]]:
    return {(fault.code, str(fault.params["field"])) for fault in calendar.faults(waiting_list=waiting_list)}


@pytest.mark.parametrize(("later", "earlier"), ORDER)
def test_a_date_may_equal_the_one_before_but_not_precede_it(later: str, earlier: str) -> None:
    bound = getattr(WHOLE, earlier)
    others = {name: None for name in LABELS if name not in (later, earlier, "opens", "closes", "return_by")}
    same = replace(WHOLE, **{**others, later: bound})
    assert not any(field == later for code, field in faults(same) if code == "date_order")
    assert ("date_order", later) in faults(replace(same, **{later: bound - timedelta(1)}))


def test_three_dates_are_required_and_one_more_with_a_waiting_list() -> None:
    assert faults(Calendar(), waiting_list=True) == {
        ("date_required", name) for name in ("opens", "closes", "return_by", "waiting_confirmation")
    }
    assert faults(replace(WHOLE, waiting_confirmation=None)) == set()
    assert faults(replace(WHOLE, waiting_confirmation=None, waiting_confirmation_delay=5), waiting_list=True) == set()


@pytest.mark.parametrize(("delay", "wrong"), [(0, True), (1, False), (365, False), (366, True), (-1, True)])
def test_a_delay_stays_within_a_year_and_replaces_the_date(delay: int, wrong: bool) -> None:
    alone = replace(WHOLE, confirmation=None, confirmation_delay=delay)
    assert (("delay_range", "confirmation_delay") in faults(alone)) == wrong
    assert ("date_xor_delay", "confirmation") in faults(replace(WHOLE, confirmation_delay=delay))


@given(st.integers(-4000, 4000))
def test_a_whole_calendar_moved_stays_whole(days: int) -> None:
    moved = WHOLE.shifted(days)
    assert faults(moved, waiting_list=True) == set()
    assert moved.shifted(-days) == WHOLE


def test_both_bounds_of_the_deposit_count() -> None:
    assert [WHOLE.is_open(DAY + timedelta(offset)) for offset in (-1, 0, 30, 31)] == [False, True, True, False]


def test_an_individual_return_date_only_prolongs() -> None:
    """X08."""
    assert WHOLE.return_by is not None
    assert WHOLE.return_for(WHOLE.return_by - timedelta(1)) == WHOLE.return_by
    assert WHOLE.return_for(WHOLE.return_by + timedelta(1)) == WHOLE.return_by + timedelta(1)


def test_the_last_day_to_answer_is_ones_own_else_some_days_after_the_decision_else_that_of_the_formation() -> None:
    """X07."""
    own, delayed = DAY + timedelta(99), replace(WHOLE, confirmation=None, confirmation_delay=12)
    assert WHOLE.confirmation_for(DAY) == WHOLE.confirmation
    assert delayed.confirmation_for(DAY) == DAY + timedelta(12)
    assert WHOLE.confirmation_for(DAY, individual=own) == delayed.confirmation_for(DAY, individual=own) == own
    assert replace(WHOLE, confirmation=None).confirmation_for(DAY) is None


@pytest.mark.parametrize(
    ("closes", "campaign"),
    [(date(2026, 12, 19), "2027-2028"), (date(2027, 3, 1), "2027-2028"), (date(2027, 9, 15), "2027-2028"), (None, "")],
)
def test_applications_lead_to_the_next_university_year(closes: date | None, campaign: str) -> None:
    assert Calendar(closes=closes).campaign == campaign
