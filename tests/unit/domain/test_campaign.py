"""Campaigns one after the other: which days count for which, what may be written of a former one."""

from __future__ import annotations

from datetime import date

import pytest

from ecandidat.domain.campaign import Campaign, check_past, periods
from ecandidat.domain.errors import Refused

FIRST = Campaign("2024", "Campagne 2024-2025", date(2024, 2, 1), date(2024, 7, 15))
SECOND = Campaign("2025", "Campagne 2025-2026", date(2025, 1, 20), date(2025, 7, 31), date(2025, 10, 1))
TODAY = date(2026, 3, 1)


def test_every_day_counts_for_one_campaign_even_between_two() -> None:
    """S02."""
    second, first = periods([SECOND, FIRST], TODAY)
    assert (first.code, first.until, second.until) == ("2024", SECOND.opens, None)
    assert first.holds(date(2024, 12, 24))
    assert not second.holds(date(2024, 12, 24))
    assert second.holds(date(2025, 1, 20))
    assert not first.holds(date(2025, 1, 20))
    assert not first.holds(date(2024, 1, 31))
    assert (first.last(TODAY), second.last(TODAY)) == (date(2025, 1, 19), TODAY)
    assert periods([FIRST, SECOND], date(2024, 12, 1))[0].code == "2024"
    assert periods([Campaign()], TODAY) == ()


@pytest.mark.parametrize(
    ("after", "another"),
    [
        (Campaign("2026", "", date(2026, 1, 20)), True),
        (Campaign("2025", "", date(2026, 1, 20)), True),
        (Campaign("2025", "", date(2025, 2, 1), date(2025, 8, 31)), False),
        (Campaign("2025-bis", "", date(2025, 1, 20)), False),
        (Campaign("2025-bis", "", date(2025, 2, 1)), True),
        (Campaign("2024", "", date(2024, 2, 1)), False),
        (Campaign("2026"), False),
    ],
)
def test_a_campaign_set_after_another_is_told_from_one_that_corrects_it(after: Campaign, another: bool) -> None:
    """X21."""
    assert after.succeeds(SECOND) is another


def test_a_campaign_that_is_replaced_ends_before_the_next_one() -> None:
    assert SECOND.over(date(2025, 6, 1), TODAY).closes == date(2025, 5, 31)
    assert SECOND.over(date(2026, 6, 1), TODAY).closes == SECOND.closes
    assert Campaign("x", "", date(2025, 1, 1)).over(None, TODAY).closes == TODAY


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (Campaign("2023", "", date(2023, 2, 1), date(2023, 7, 1)), ""),
        (Campaign("2023", "", date(2023, 2, 1), date(2024, 2, 1)), "campaign_overlap"),
        (Campaign("2023", "", date(2024, 3, 1), date(2024, 4, 1)), "campaign_overlap"),
        (Campaign("2024", "", date(2023, 2, 1), date(2023, 7, 1)), "campaign_code_taken"),
        (Campaign("2023", "", date(2023, 2, 1)), "campaign_past_incomplete"),
        (Campaign("", "", date(2023, 2, 1), date(2023, 7, 1)), "campaign_past_incomplete"),
        (Campaign("2023", "", date(2023, 2, 1), date(2023, 1, 1)), "campaign_order"),
    ],
)
def test_a_former_campaign_has_days_of_its_own(made: Campaign, code: str) -> None:
    """X21."""
    if not code:
        check_past(made, [FIRST, SECOND])
        return
    with pytest.raises(Refused) as refused:
        check_past(made, [FIRST, SECOND])
    assert refused.value.code == code
