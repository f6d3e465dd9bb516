"""The demonstration: complete, coherent, the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import transaction
from ZODB.blob import BlobStorage
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from ecandidat.domain.codes import Answer, DecisionKind, MailState, Mode, Status, Treatment
from ecandidat.domain.decisions import current, draft
from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import read_ine
from ecandidat.domain.roles import Role
from ecandidat.models.application import Application
from ecandidat.models.portal import Portal
from ecandidat.register import formations_below, rebuild
from ecandidat.services import demo, passwords
from ecandidat.services.demo import offer, people
from ecandidat.services.install import install
from ecandidat.services.situation import in_force
from tests import seed

TODAY = seed.TODAY


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    storage = BlobStorage(str(tmp_path_factory.mktemp("blobs")), MappingStorage("demo"))
    database = DB(storage)
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    made = install(connection.root())
    demo.build(seed.work(made), lambda: manager.savepoint(optimistic=True))
    manager.commit()
    manager.begin()
    yield made
    manager.abort()
    connection.close()
    database.close()


@pytest.fixture(scope="module")
def applications(portal: Portal) -> list[Application]:
    return [application for formation in formations_below(portal) for application in formation.values()]


def test_its_size_is_the_one_promised(portal: Portal, applications: list[Application]) -> None:
    assert len(portal.candidates) == demo.CANDIDATES
    assert len(applications) == demo.APPLICATIONS
    assert [e.__name__ for e in portal.values()] == sorted(offer.CODES)


def test_formations_are_open_today_closed_and_to_come(portal: Portal) -> None:
    for establishment in portal.values():
        calendars = [formation.calendar for formation in formations_below(establishment)]
        assert any(calendar.is_open(TODAY) for calendar in calendars)
        assert any(calendar.opens is not None and calendar.opens > TODAY for calendar in calendars)
        assert any(calendar.closes is not None and calendar.closes < TODAY for calendar in calendars)


def test_every_state_is_there(applications: list[Application]) -> None:
    live = [application for application in applications if application.cancelled_at is None]
    assert {application.status for application in live} == set(Status)
    assert {a.treatment for a in live} == set(Treatment)
    assert {a.formation.mode for a in live} == set(Mode)
    assert {a.answer for a in live} == set(Answer)
    decided = Counter(decision.kind for a in live if (decision := in_force(a)) is not None)
    assert set(decided) == set(DecisionKind)
    assert any(draft(a.decisions) is not None and current(a.decisions) is None for a in live)
    assert any(a.cancelled_at is not None for a in applications)
    assert any(a.snapshots and a.submitted_at is None and a.formation.mode is Mode.DIGITAL for a in live)


def test_nothing_happens_in_the_future_or_out_of_order(applications: list[Application]) -> None:
    for application in applications:
        moments = [entry.at for entry in application.journal]
        assert moments == sorted(moments)
        assert max(moments) <= seed.clock()
        calendar = application.formation.calendar
        created = seed.civil(application.created_at)  # type: ignore[arg-type]
        assert calendar.opens is not None
        assert calendar.opens <= created


def test_ranks_of_a_formation_have_no_ties(portal: Portal) -> None:
    for formation in formations_below(portal):
        ranks = [row.rank for row in formation.rows.values() if row.rank is not None]
        # The first were called where a place became free.
        assert sorted(ranks) == list(range(min(ranks, default=1), min(ranks, default=1) + len(ranks)))


def test_rows_are_those_that_would_be_rebuilt(portal: Portal) -> None:
    assert [rebuild(formation) for formation in formations_below(portal)] == [0] * len(list(formations_below(portal)))


def test_named_candidates_show_what_their_line_says(portal: Portal) -> None:
    expected = {
        "transmis": lambda a: a.status is Status.RECEIVED and a.submitted_at is not None,
        "incomplet": lambda a: a.status is Status.INCOMPLETE,
        "complet": lambda a: a.status is Status.COMPLETE and not a.decisions,
        "admis": lambda a: in_force(a).kind is DecisionKind.FAVOURABLE and a.answer is Answer.NONE,
        "confirme": lambda a: a.answer is Answer.CONFIRMED,
        "desiste": lambda a: a.answer is Answer.WITHDRAWN,
        "refuse": lambda a: in_force(a).kind is DecisionKind.UNFAVOURABLE and in_force(a).motivation,
        "liste": lambda a: in_force(a).rank == 1,
        "entretien": lambda a: in_force(a).meeting_place,
        "papier": lambda a: a.formation.mode is Mode.PAPER,
        "direct": lambda a: a.treatment is Treatment.DIRECT and a.treatment_validated,
        "annule": lambda a: a.cancelled_at is not None,
    }
    for named in demo.NAMED:
        account = portal.accounts.find_mail(f"{named.local}@{demo.DOMAIN}")
        assert account is not None
        candidate = portal.candidates[account.number]
        found = list(candidate.applications.values())
        assert len(found) == (named.tale is not None)
        if named.local in expected:
            assert expected[named.local](found[0]), named.local
    assert set(expected) < {named.local for named in demo.NAMED}


def test_everybody_printed_signs_in_with_the_printed_password(portal: Portal) -> None:
    passwords.check(demo.PASSWORD)
    for _, login, _ in demo.accounts():
        account = portal.accounts.find_mail(login) if "@" in login else portal.accounts.get(f"s-{login}")
        assert account is not None, login
        assert account.activated_at is not None
    assert passwords.matches(account.password, demo.PASSWORD)


def test_staff_hold_one_role_where_there_is_work(portal: Portal) -> None:
    assert portal.grants.roles("s-admin") == (Role.ADMINISTRATOR,)
    for code in offer.CODES:
        component = portal[code][demo.FIRST[code]]
        assert portal[code].grants.roles(f"s-scolarite-{code}") == (Role.CENTRAL,)
        assert component.grants.roles(f"s-gestion-{code}") == (Role.COMPONENT_MANAGER,)
        (commission,) = [c for c in component.commissions.values() if c.grants.roles(f"s-commission-{code}")]
        examined = [f for f in formations_below(commission) if len(f)]
        assert examined, code


def test_mails_of_former_days_have_left_and_only_those(portal: Portal) -> None:
    queued, limit = set(portal.outbox.queue), seed.NOW - timedelta(hours=13)
    assert queued
    for key, mail in portal.outbox._children.items():
        assert (mail.state is MailState.SENT) is (key not in queued)
        assert mail.created_at is not None
        if key in queued:
            assert mail.created_at > limit
        to_staff = mail.code.startswith("COMMISSION_ALERT") or mail.code == "MESSAGE_GESTIONNAIRE"
        assert mail.recipient.endswith(".example.org") or to_staff


def test_profiles_hold_codes_that_the_forms_offer(portal: Portal) -> None:
    tables = portal.nomenclatures
    for candidate in portal.candidates.values():
        profile = candidate.profile
        if profile.personal is None:
            continue
        assert profile.personal.nationality in dict(tables.nationalities())
        if profile.personal.ine:
            read_ine(profile.personal.ine, profile.personal.ine_key)
        assert profile.address.town_code in dict(tables.towns_by_postcode(profile.address.postcode))
        bac = profile.baccalaureate
        assert bac.series in dict(tables.series_for_year(bac.year))
        if bac.school:
            assert bac.school in dict(tables.schools_of_town(bac.town_code))
        for study in profile.external_studies:
            assert study.diploma in dict(tables.table("diplomes_externes").choices())


def test_the_same_people_come_back(portal: Portal) -> None:
    def invent() -> list[Any]:
        random = Random(7)  # noqa: S311 - not a secret
        return [people.invent(random, portal.nomenclatures, TODAY, index) for index in range(20)]

    assert invent() == invent()
    assert len({person.local for person in invent()}) == 20


def test_it_never_mixes_with_real_data(portal: Portal) -> None:
    with pytest.raises(Refused) as refused:
        demo.build(seed.work(portal))
    assert refused.value.code == "demo_not_empty"


def test_each_university_has_something_of_everything_on_its_desk(portal: Portal) -> None:
    """M07, S03, D18."""
    for code in offer.CODES:
        establishment = portal[code]
        component = establishment[demo.FIRST[code]]
        assert component.grants.codes(f"s-secretariat-{code}") == ("secretariat",)
        assert len(component.views) == 2
        (trial,) = [one for one in formations_below(component, trials=True) if one.trial]
        assert trial.active
        assert len(trial) == 0
        (batch,) = establishment.publications.values()
        assert batch.publish_at > seed.NOW + timedelta(days=1)
        assert batch.approved_at is not None
        threads = [a.thread for f in formations_below(component) for a in f.values() if a.thread is not None]
        assert len(threads) == 3
        assert sum(thread.unread(staff=True) > 0 for thread in threads) == 2
        called = [
            application for one in formations_below(component) if one.capacity == 1 for application in one.values()
            if any(entry.act == "appeler" for entry in application.journal)
        ]  # fmt: skip
        assert bool(called) is (code != "poitiers"), code
        assert establishment.tags
