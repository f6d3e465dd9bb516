"""An upload begun before the deadline counts: each bound, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from ecandidat.domain.calendar import GRACE, in_grace
from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import end_of
from ecandidat.services import application as service
from ecandidat.services import pieces
from ecandidat.services.situation import piece_view, piece_views
from tests import seed
from tests.unit.documents.samples import pdf

SECOND = timedelta(seconds=1)


@pytest.fixture
def candidate(portal: Any) -> Any:
    return portal.candidates["CANDIDAT"]


@pytest.fixture
def application(portal: Any, candidate: Any) -> Any:
    """A draft that lacks nothing but its letter."""
    work = seed.work(portal, candidate.userid)
    made = service.apply(work, portal["test"]["droit"]["master"]["m1-droit"], candidate)
    for view in piece_views(made):
        if view.demand.conditional:
            pieces.set_not_concerned(work, made, view.demand, concerned=False)
        elif view.demand.__name__ != "lettre":
            pieces.deposit(work, made, view.demand, BytesIO(pdf()), f"{view.demand.__name__}.pdf")
    return made


def over(application: Any) -> datetime:
    """When the return date is over."""
    return end_of(application.formation.calendar.return_for(application.return_by))


def deposit(portal: Any, application: Any, begun_at: datetime | None, ended_at: datetime, content: bytes = b"") -> Any:
    """Deposit the letter; the work of that moment."""
    work = replace(seed.work(portal, "c-CANDIDAT"), now=ended_at)
    demand = application.formation.pieces["lettre"]
    pieces.deposit(work, application, demand, BytesIO(content or pdf()), "lettre.pdf", begun_at=begun_at)
    return work


def test_begun_a_second_before_and_ended_within_the_grace_it_counts(portal: Any, application: Any) -> None:
    """C081."""
    end = over(application)
    work = deposit(portal, application, end - SECOND, end + GRACE - SECOND)
    view = piece_view(application, application.formation.pieces["lettre"])
    assert view.status is PieceStatus.SENT
    assert application.begun_in_time == end - SECOND
    acts = [entry.act for entry in application.journal]
    assert acts[-2:] == ["deposer", "depot-commence"]
    service.submit(work, application)
    assert application.status is Status.RECEIVED
    assert not list(application.journal)[-1].detail


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        (timedelta(0), SECOND), (SECOND, 2 * SECOND), (-SECOND, GRACE), (-SECOND, GRACE + SECOND),
        (-timedelta(days=30), GRACE), (None, timedelta(0)), (None, GRACE - SECOND),
    ],
)  # fmt: skip
def test_begun_too_late_or_ended_too_late_it_does_not(
    portal: Any, application: Any, begun: timedelta | None, ended: timedelta
) -> None:
    end = over(application)
    with pytest.raises(Refused, match="return_date_passed"):
        deposit(portal, application, end + begun if begun is not None else None, end + ended)
    assert application.begun_in_time is None
    with pytest.raises(Refused):
        service.submit(replace(seed.work(portal, "c-CANDIDAT"), now=end + ended), application)


def test_until_the_last_second_nothing_is_special(portal: Any, application: Any) -> None:
    end = over(application)
    deposit(portal, application, end - 2 * SECOND, end - SECOND)
    assert application.begun_in_time is None
    assert [entry.act for entry in application.journal][-1] == "deposer"
    with pytest.raises(Refused, match="return_date_passed"):
        service.submit(replace(seed.work(portal, "c-CANDIDAT"), now=end), application)


def test_the_submission_has_the_same_grace_and_no_more(portal: Any, application: Any) -> None:
    end = over(application)
    deposit(portal, application, end - SECOND, end + SECOND)
    with pytest.raises(Refused, match="return_date_passed"):
        service.submit(replace(seed.work(portal, "c-CANDIDAT"), now=end + GRACE), application)
    service.submit(replace(seed.work(portal, "c-CANDIDAT"), now=end + GRACE - SECOND), application)
    assert application.status is Status.RECEIVED
    with pytest.raises(Refused, match="return_date_passed"):
        service.take_back(replace(seed.work(portal, "c-CANDIDAT"), now=end + GRACE - SECOND), application)


def test_one_upload_in_time_opens_nothing_else(portal: Any, application: Any) -> None:
    end = over(application)
    work = deposit(portal, application, end - SECOND, end + SECOND)
    cv = application.formation.component.pieces["cv"]
    for act in (
        lambda: pieces.remove(work, application, cv),
        lambda: pieces.deposit(work, application, cv, BytesIO(pdf(2)), "autre.pdf"),
        lambda: pieces.deposit(work, application, cv, BytesIO(pdf(2)), "autre.pdf", begun_at=end + SECOND / 2),
    ):
        with pytest.raises(Refused, match="return_date_passed"):
            act()


def test_an_individual_date_moves_the_grace_with_it(portal: Any, application: Any, day: timedelta) -> None:
    """C082."""
    general = over(application)
    application.return_by = application.formation.calendar.return_by + 3 * day
    deposit(portal, application, general + day, general + day + SECOND)
    assert application.begun_in_time is None
    end = general + 3 * day
    with pytest.raises(Refused, match="return_date_passed"):
        deposit(portal, application, end, end + SECOND, pdf(2))
    deposit(portal, application, end - SECOND, end + SECOND, pdf(2))
    assert application.begun_in_time == end - SECOND


def test_the_same_file_again_changes_nothing_and_tells_nothing(portal: Any, application: Any) -> None:
    end = over(application)
    content = pdf(3)
    deposit(portal, application, end - SECOND, end + SECOND, content)
    before = len(application.journal)
    document = piece_view(application, application.formation.pieces["lettre"]).document
    deposit(portal, application, end - SECOND, end + 2 * SECOND, content)
    assert len(application.journal) == before
    assert piece_view(application, application.formation.pieces["lettre"]).document is document


def test_a_manager_is_not_bound_and_no_grace_is_noted(portal: Any, application: Any, day: timedelta) -> None:
    work = replace(seed.work(portal, "s-droit"), now=over(application) + day)
    demand = application.formation.pieces["lettre"]
    pieces.deposit(work, application, demand, BytesIO(pdf()), "lettre.pdf", waive_dates=True, begun_at=work.now)
    assert application.begun_in_time is None


def test_without_a_date_or_a_beginning_there_is_no_grace(now: datetime) -> None:
    assert not in_grace(None, now, now)
    assert not in_grace(now.date(), None, now)
