"""A commission day, lived by everybody whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ZODB.DB import DB

from ecandidat.domain.codes import Mode, Publication, Treatment
from ecandidat.domain.profiles import ProfileKind
from ecandidat.jobs import mail
from ecandidat.jobs.smtp import Smtp
from ecandidat.models.offer import Commission
from ecandidat.services import publications, rights, rights_profiles
from tests import seed
from tests.functional.desk.files import applied, commit
from tests.functional.desk.masses import runner
from tests.post import Post, delivering
from tests.stories.commission_day import ELSEWHERE, PILE, CommissionDay, number
from tests.stories.people import Person

PRESIDENT = {
    "GEST_CANDIDATURE": "R", "GEST_FEN_CAND": "R", "GEST_JOURNAL": "R", "GEST_PUBLICATION": "W",
}  # fmt: skip


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def transport(post: Post) -> Iterator[Smtp]:
    """The way to a running mail server."""
    with delivering(post) as way:
        yield way


@pytest.fixture
def campaign(connection: Any, portal: Any) -> None:
    """Two commissions; one formation that publishes by hand and has two places; eight people who applied."""
    university, droit = portal["test"], portal["test"]["droit"]
    university.commission_statuses = ("CO",)
    university.parameters[publications.APPROVAL] = True
    evening = Commission()
    evening.title = "Commission du soir"
    droit.commissions["soir"] = evening
    main, other = droit["master"]["m1-droit"], droit["master"]["m1-papier"]
    main.publishes, main.treatment, other.commission_code = Publication.BY_HAND, Treatment.DIRECT, "soir"
    other.mode = Mode.DIGITAL
    admin = seed.work(portal, "s-admin")
    rights_profiles.create(admin, university, "presidence", "Présidence", ProfileKind.COMMISSION, PRESIDENT)
    rights.grant(admin, droit.commissions["commission"], "presidence", seed.staff(portal, "presidente"))
    for name in (*PILE, ELSEWHERE):
        seed.candidate(portal, number(name), birth_name=name.upper(), first_name="LOU")
        applied(portal, number(name), "m1-droit" if name in PILE else "m1-papier", sent=name in PILE)
    commit(connection)


@pytest.mark.usefixtures("campaign")
def test_a_commission_day(wsgi: Any, database: DB, post: Post, transport: Smtp) -> None:
    """M01, M02, M04, M05, M10, M15, M17, M18, M19, M25, M27, M37, M44, M51, X05, X14."""

    def works() -> None:
        runner(database).sweep()
        mail.sweep(database, transport)

    CommissionDay(lambda login: Person(wsgi, login), works, post).lived()
