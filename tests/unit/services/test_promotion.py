"""The waiting list fills the places: by random sequences of what managers and candidates do, and one rule at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pytest
import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.MappingStorage import MappingStorage

from ecandidat.domain.codes import Answer, DecisionKind, Publication
from ecandidat.domain.decisions import current, draft, published
from ecandidat.domain.errors import Refused
from ecandidat.domain.promotion import Waiting, answer_by, holds_place, in_order, places
from ecandidat.models.document import Document
from ecandidat.register import rebuild, waiting
from ecandidat.resources import ROOT
from ecandidat.services import agenda, closing, deadlines, desk, offer, promotion
from ecandidat.services import application as service
from ecandidat.services.situation import confirm_by, in_force
from tests import seed

# The rule


@pytest.mark.parametrize(
    ("capacity", "admitted", "freed", "expected"),
    [(None, 30, 1, 1), (None, 30, 0, 0), (30, 29, 1, 1), (30, 28, 1, 2), (30, 30, 1, 0), (30, 34, 1, 0), (0, 0, 1, 0)],
)
def test_as_many_are_called_as_there_are_places(
    capacity: int | None, admitted: int, freed: int, expected: int
) -> None:
    """D25, D28."""
    assert places(capacity, admitted, freed) == expected


def test_the_smallest_rank_is_called_first_and_ties_go_to_who_applied_first() -> None:
    """X14."""
    day = seed.TODAY
    people = [Waiting("b", 2, day), Waiting("z", 1, day), Waiting("a", 1, day), Waiting("c", 1, day - timedelta(1))]
    assert in_order(people) == ["c", "a", "z", "b"]


def test_whoever_is_called_has_time_to_answer_even_when_the_date_of_the_list_is_over() -> None:
    """X07."""
    dates, day = seed.calendar(), seed.TODAY
    assert answer_by(dates, day, 2) == dates.waiting_confirmation
    assert answer_by(replace(dates, waiting_confirmation=day - timedelta(3)), day, 2) == day + timedelta(2)
    delayed = replace(dates, waiting_confirmation=None, waiting_confirmation_delay=5)
    assert answer_by(delayed, day, 2) == day + timedelta(5)
    assert answer_by(replace(dates, waiting_confirmation=None), day, 2) is None


# Random sequences over the services


@lru_cache(maxsize=1)
def base() -> Any:
    """The seed, in memory, for the whole of the machine's life."""
    folder = tempfile.TemporaryDirectory()
    storage = BlobStorage(folder.name, MappingStorage("base"))
    storage.folder = folder
    with transaction.manager, DB(storage).transaction() as connection:
        seed.build(connection.root())
    return storage


@contextmanager
def university() -> Iterator[Any]:
    """A connection to a database of its own over the seed; no letters, which take the longest."""
    layer = DemoStorage(base=base())
    layer.close = lambda: None if layer.changes is None else layer.changes.close()
    database = DB(layer)
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    connection.root()[ROOT]["test"]["droit"].commissions["commission"].mail_letters = False
    manager.commit()
    manager.begin()
    try:
        yield connection
    finally:
        manager.abort()
        connection.close()
        database.close()


FAVOURABLE, REFUSAL, RANKED = "favorable", "defavorable", "liste-complementaire"


class Commission(RuleBasedStateMachine):
    """Managers decide, validate, rank, resize; candidates confirm, withdraw, leave. Every rule commits."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.held = university()
        self.connection = self.held.__enter__()
        self.portal = self.connection.root()[ROOT]
        self.formation = self.portal["test"]["droit"]["master"]["m1-droit"]
        self.called: list[str] = []
        self.count = 0
        self.by_hand = 0

    def teardown(self) -> None:
        self.held.__exit__(None, None, None)

    @initialize(capacity=st.none() | st.integers(0, 3), on_date=st.booleans())
    def start(self, capacity: int | None, on_date: bool) -> None:
        self.formation.capacity = capacity
        if on_date:
            self.formation.publishes = Publication.ON_DATE

    def work(self) -> Any:
        return seed.work(self.portal, "s-droit", "Gestionnaire")

    def act(self, act: Any, *arguments: Any, **more: Any) -> bool:
        """Act and commit; a refusal changes nothing. The invariants of a freed place are checked right there."""
        before, free_before = self.admitted(), self.free()
        waited = [row.key for row in self.ready()]
        try:
            act(self.work(), *arguments, **more)
        except Refused:
            self.connection.transaction_manager.abort()
            self.connection.transaction_manager.begin()
            return False
        self.connection.transaction_manager.commit()
        self.connection.transaction_manager.begin()
        after = self.admitted()
        called = [key for key in waited if key in after and key not in before and self.from_list(key)]
        order = [key for key in waited if key not in before]
        assert called == order[: len(called)], "somebody passed before a better rank"
        assert not set(called) & set(self.called), "somebody was called twice"
        self.called += called
        freed = len(before - after)
        capacity = self.formation.capacity
        if called and capacity is not None:
            assert len(after) <= capacity, "a call went beyond the places"
        grown = self.free() is not None and (free_before is None or self.free() > free_before)
        if freed or grown:
            if capacity is None:
                assert len(called) == min(freed, len(waited)), "a freed place was not given"
            else:
                assert self.free() <= 0 or not self.ready(), "a place stays free while somebody waits"
        return True

    def admitted(self) -> set[str]:
        return {
            one.key for one in self.formation.values()
            if holds_place(one.decisions, one.answer, one.cancelled_at is not None)
        }  # fmt: skip

    def free(self) -> int | None:
        return None if self.formation.capacity is None else self.formation.capacity - len(self.admitted())

    def ready(self) -> list[Any]:
        rows = [row for row in self.formation.rows.values() if waiting(row) is not None and not row.unpublished]
        return sorted(rows, key=lambda row: (row.waiting_rank, row.created_on, row.key))

    def from_list(self, key: str) -> bool:
        decision = current(self.formation[key].decisions)
        return decision is not None and decision.from_waiting_list

    @rule(target=people)
    def apply(self) -> str:
        self.count += 1
        candidate = seed.candidate(self.portal, f"PERSO{self.count:03}")
        made = service.apply(self.work(), self.formation, candidate, waive_dates=True)
        self.connection.transaction_manager.commit()
        self.connection.transaction_manager.begin()
        return str(made.key)

    @rule(key=people, code=st.sampled_from([FAVOURABLE, REFUSAL, RANKED]), rank=st.integers(1, 6), now=st.booleans())
    def decide(self, key: str, code: str, rank: int, now: bool) -> None:
        one = self.formation[key]
        more: dict[str, Any] = {"motivation": "Dossier insuffisant"} if code == REFUSAL else {}
        if self.act(desk.decide, one, code, rank=rank if code == RANKED else None, **more) and now:
            self.act(desk.validate_decision, one)

    @rule(key=people)
    def validate(self, key: str) -> None:
        self.act(desk.validate_decision, self.formation[key])

    @rule(key=people)
    def publish(self, key: str) -> None:
        self.act(desk.publish_decision, self.formation[key])

    @rule(key=people)
    def remove(self, key: str) -> None:
        self.act(desk.remove_draft, self.formation[key])

    @rule(key=people)
    def confirm(self, key: str) -> None:
        self.act(service.confirm, self.formation[key])

    @rule(key=people)
    def withdraw(self, key: str) -> None:
        self.act(service.withdraw, self.formation[key])

    @rule(key=people)
    def cancel(self, key: str) -> None:
        self.act(service.cancel, self.formation[key])

    @rule(capacity=st.none() | st.integers(0, 4))
    def resize(self, capacity: int | None) -> None:
        self.act(lambda work: offer.edit(work, self.formation, {"capacity": capacity}))

    @rule()
    @precondition(lambda self: self.count)
    def call(self) -> None:
        self.act(lambda work: promotion.call_next(work, self.formation))

    @invariant()
    def no_rank_is_borne_twice(self) -> None:
        ranks = [rank for row in self.formation.rows.values() for rank in row.ranks]
        assert len(ranks) == len(set(ranks))

    @invariant()
    def the_rows_say_what_the_applications_say(self) -> None:
        assert {row.key for row in self.formation.rows.values() if row.place} == self.admitted()
        assert rebuild(self.formation) == 0

    @invariant()
    def a_draft_stays_the_newest(self) -> None:
        for one in self.formation.values():
            assert all(decision.validated_at for decision in one.decisions[:-1])


Commission.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWaitingList = Commission.TestCase


# One story at a time


@pytest.fixture
def formation(portal: Any) -> Any:
    return portal["test"]["droit"]["master"]["m1-droit"]


def manager(portal: Any, **more: Any) -> Any:
    return seed.work(portal, "s-droit", "Gestionnaire", **more)


def person(portal: Any, formation: Any, number: str, code: str, **more: Any) -> Any:
    """An application with a decision in force."""
    work = manager(portal)
    made = service.apply(work, formation, seed.candidate(portal, number), waive_dates=True)
    desk.decide(work, made, code, **more)
    desk.validate_decision(work, made)
    return made


def mails(portal: Any, application: Any) -> list[str]:
    return [portal.outbox[key].code for key in application.mails]


def test_a_withdrawal_calls_the_first_of_the_list_with_mail_letter_alert_and_date(portal: Any, formation: Any) -> None:
    """D27, D28, X14."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    second = person(portal, formation, "SECOND01", RANKED, rank=2)
    service.withdraw(seed.work(portal, admitted[0].candidate.userid, "Le candidat"), admitted[0])
    decision = in_force(first)
    assert decision is not None
    assert decision.kind is DecisionKind.FAVOURABLE
    assert decision.from_waiting_list
    assert first.answer is Answer.NONE
    assert confirm_by(first) == formation.calendar.waiting_confirmation
    assert mails(portal, first)[-2:] == ["AVIS_FAVORABLE", "COMMISSION_ALERT_LISTE_PRINC"]
    assert portal.outbox[first.mails[-2]].attachments[0].filename.startswith("lettre-admission")
    entry = first.journal.newest_first()[0]
    assert (entry.act, entry.automatic, entry.public) == ("appeler", True, True)
    row = formation.rows[first.key]
    assert (row.place, row.called_rank, row.ranks) == (True, 1, ())
    assert in_force(second).kind is DecisionKind.WAITING_RANKED


def test_an_automatic_withdrawal_calls_too(portal: Any, formation: Any) -> None:
    """D28, X14."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=4)
    late = seed.work(portal, now=seed.NOW + timedelta(days=60))
    service.withdraw_late(late, admitted[1])
    assert in_force(first).from_waiting_list
    # The date of the list is over by then too: whoever is called still has two days.
    assert confirm_by(first) == max(formation.calendar.waiting_confirmation, late.today + timedelta(days=2))


def test_a_refusal_that_replaces_an_admission_calls_the_next(portal: Any, formation: Any) -> None:
    """D25, D28."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    work = manager(portal)
    desk.decide(work, admitted[0], REFUSAL, motivation="Dossier insuffisant")
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    desk.validate_decision(work, admitted[0])
    assert in_force(first).kind is DecisionKind.FAVOURABLE


def test_a_capacity_raised_calls_as_many_as_it_gives_places(portal: Any, formation: Any) -> None:
    """D25, X14."""
    for n in range(2):
        person(portal, formation, f"ADMIS{n:03}", FAVOURABLE)
    waits = [person(portal, formation, f"ATTEND{n:02}", RANKED, rank=n) for n in (1, 2, 3)]
    offer.edit(manager(portal), formation, {"capacity": 4})
    assert [in_force(one).kind.value for one in waits] == ["FA", "FA", "LC"]


def test_beyond_the_capacity_a_withdrawal_calls_nobody(portal: Any, formation: Any) -> None:
    """D25."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(3)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    service.withdraw(manager(portal), admitted[0])
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    service.withdraw(manager(portal), admitted[1])
    assert in_force(first).kind is DecisionKind.FAVOURABLE


def test_nobody_is_called_where_the_list_is_off(portal: Any, formation: Any) -> None:
    """D27."""
    admitted = person(portal, formation, "ADMIS001", FAVOURABLE)
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    formation.waiting_list = False
    service.withdraw(manager(portal), admitted)
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    offer.edit(manager(portal), formation, {"waiting_list": True})
    assert in_force(first).kind is DecisionKind.FAVOURABLE


def test_a_letter_that_cannot_be_made_keeps_the_withdrawal_and_the_place(portal: Any, formation: Any) -> None:
    formation.capacity = None
    admitted = person(portal, formation, "ADMIS001", FAVOURABLE)
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    commission = formation.commission
    broken = Document()
    with broken.writer() as target:
        target.write(b"no image")
    commission.signature = broken
    service.withdraw(manager(portal), admitted)
    assert admitted.answer is Answer.WITHDRAWN
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    assert mails(portal, admitted)[-2:] == ["CANDIDATURE_DESIST", "COMMISSION_ALERT_DESISTEMENT"]
    state = promotion.state_of(formation)
    assert (state.fault.code, state.about) == ("letter_failed", first.key)
    assert list(promotion.owed(manager(portal))) == [formation]
    with pytest.raises(Refused, match="letter_failed"):
        promotion.call_next(manager(portal), formation)
    commission.signature = None
    assert promotion.fill(manager(portal), formation) == [first]
    assert promotion.state_of(formation).fault is None
    assert not list(promotion.owed(manager(portal)))


def test_a_draft_over_a_waiting_decision_survives_the_call(portal: Any, formation: Any) -> None:
    """X05."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    desk.decide(manager(portal), first, RANKED, rank=7)
    service.withdraw(manager(portal), admitted[0])
    assert in_force(first).kind is DecisionKind.FAVOURABLE
    assert draft(first.decisions).rank == 7
    assert published(first.decisions).from_waiting_list


def test_who_deletes_their_account_is_not_called(portal: Any, formation: Any) -> None:
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    second = person(portal, formation, "SECOND01", RANKED, rank=2)
    first.candidate.leaves_at = seed.NOW
    service.withdraw(manager(portal), admitted[0])
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    assert in_force(second).kind is DecisionKind.FAVOURABLE


@pytest.mark.parametrize("capacity", [2, None])
def test_who_is_erased_leaves_their_place_to_the_next(portal: Any, formation: Any, capacity: int | None) -> None:
    """D25, D28."""
    formation.capacity = capacity
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    second = person(portal, formation, "SECOND01", RANKED, rank=2)
    closing.erase(manager(portal), second.candidate)
    assert in_force(first).kind is DecisionKind.WAITING_RANKED
    closing.erase(manager(portal), admitted[0].candidate)
    assert in_force(first).from_waiting_list
    assert first.journal.newest_first()[0].automatic


def test_a_draft_above_an_admission_stops_no_reminder_nor_withdrawal(portal: Any, formation: Any) -> None:
    """X05."""
    admitted = [person(portal, formation, f"ADMIS{n:03}", FAVOURABLE) for n in range(2)]
    first = person(portal, formation, "PREMIER1", RANKED, rank=1)
    desk.decide(manager(portal), admitted[0], REFUSAL, motivation="Dossier insuffisant")
    late = seed.work(portal, now=seed.NOW + timedelta(days=60))
    found = {one.key: days for one, days in deadlines.unanswered(late)}
    assert set(found) == {one.key for one in admitted}
    assert deadlines.act_on(late, admitted[0], found[admitted[0].key]) == "desister-auto"
    assert in_force(first).from_waiting_list


def test_an_admission_told_after_the_last_day_leaves_time_to_answer(portal: Any, formation: Any) -> None:
    """X07."""
    first = person(portal, formation, "REFUSE01", REFUSAL, motivation="Dossier insuffisant")
    first.confirm_by = seed.TODAY + timedelta(days=5)
    late = manager(portal, now=seed.NOW + timedelta(days=60))
    desk.decide(late, first, FAVOURABLE, appeal=True)
    desk.validate_decision(late, first)
    assert confirm_by(first) == late.today + timedelta(days=2)
    assert [days for _one, days in deadlines.unanswered(late)] == [2]
    in_time = person(portal, formation, "ADMIS001", FAVOURABLE)
    assert confirm_by(in_time) == formation.calendar.confirmation


def test_decisions_of_one_date_are_told_to_who_is_ranked_first_by_rank(portal: Any, formation: Any) -> None:
    """X14."""
    formation.publishes, work = Publication.BY_HAND, manager(portal)
    told = [("A", FAVOURABLE, {}), ("B", REFUSAL, {"motivation": "Dossier insuffisant"}), ("C", RANKED, {"rank": 3}),
            ("D", RANKED, {"rank": 1})]  # fmt: skip
    made = {letter: person(portal, formation, f"{letter}PERSONN", code, **more) for letter, code, more in told}
    formation.publishes = Publication.AT_ONCE
    assert list(deadlines.unpublished(work)) == [made[letter] for letter in "DCAB"]


def test_a_draft_leaves_the_calendar_of_its_candidate_as_it_was(portal: Any, formation: Any) -> None:
    """X05."""
    work = manager(portal)
    made = service.apply(work, formation, seed.candidate(portal, "BROUILL1"), waive_dates=True)
    before = agenda.one(work, made)
    desk.decide(work, made, REFUSAL, motivation="Dossier insuffisant")
    assert agenda.one(work, made) == before
    desk.validate_decision(work, made)
    assert agenda.one(work, made) != before


def test_managers_call_the_free_places_or_the_next_one(portal: Any, formation: Any) -> None:
    with pytest.raises(Refused, match="nobody_waits"):
        promotion.call_next(manager(portal), formation)
    waits = [person(portal, formation, f"ATTEND{n:02}", RANKED, rank=n) for n in (1, 2, 3, 4)]
    assert promotion.call_next(manager(portal), formation) == waits[:2]
    assert waits[0].journal.newest_first()[0].actor == "Gestionnaire"
    with pytest.raises(Refused, match="no_place_left"):
        promotion.call_next(manager(portal), formation)
    formation.capacity = None
    assert promotion.call_next(manager(portal), formation) == waits[2:3]


def test_two_people_of_a_formation_never_bear_one_rank(portal: Any, formation: Any) -> None:
    """M25."""
    person(portal, formation, "PREMIER1", RANKED, rank=2)
    other = service.apply(manager(portal), formation, seed.candidate(portal, "SECOND01"), waive_dates=True)
    with pytest.raises(Refused, match="rank_taken") as refused:
        desk.decide(manager(portal), other, RANKED, rank=2)
    assert refused.value.params["free"] == 3
    desk.decide(manager(portal), other, RANKED, rank=1)
    with pytest.raises(Refused, match="rank_taken"):
        desk.decide(manager(portal), person(portal, formation, "TIERS001", FAVOURABLE), RANKED, rank=1)
