"""The small university that tests live in: two components, four formations, staff of each role, one candidate.

Dates are relative to the real day, because the application reads the real clock; a test that needs another moment
builds its own :class:`~ecandidat.work.Work`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from argon2 import PasswordHasher

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Mode, Treatment
from ecandidat.domain.moments import civil
from ecandidat.domain.profile import Baccalaureate, PersonalDetails, PostalAddress
from ecandidat.domain.questionnaire import Kind as Asks
from ecandidat.domain.questionnaire import Question
from ecandidat.domain.roles import Role
from ecandidat.models.account import Account, Kind, normal
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Commission, Component, DiplomaType, Formation, PieceDemand
from ecandidat.models.portal import Portal
from ecandidat.models.questionnaire import Questionnaire, questionnaires_of
from ecandidat.services.install import add_establishment, install
from ecandidat.settings import Settings
from ecandidat.work import Actor, Work, clock

NOW = clock()
TODAY = civil(NOW)
PASSWORD = "Correct-cheval-batterie-9"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

PERSONAL = PersonalDetails(
    nationality="100", ine="0123456789", ine_key="M", title="Mme", birth_name="MARTIN", first_name="CAMILLE",
    birth_date=date(2003, 7, 14), birth_country="100", birth_department="86", birth_town="POITIERS",
    mobile="0600000000",
)  # fmt: skip
ADDRESS = PostalAddress(postcode="86000", town_code="86194", town="POITIERS", line1="2 rue de l'église")
BACCALAUREATE = Baccalaureate(
    year=2021, series="NBGE", series_label="Baccalauréat général (réforme 2021)", honours="AB", department="86",
    town_code="86194", town="Poitiers", school_label="Lycée du Bois d'Amour", speciality1="MATH", speciality2="SVT",
)  # fmt: skip


def calendar(opens: int = -10, closes: int = 20) -> Calendar:
    """A whole calendar around today, in days."""
    day = lambda offset: TODAY + timedelta(days=offset)  # noqa: E731
    return Calendar(
        opens=day(opens), closes=day(closes), pre_analysis=day(closes + 1), return_by=day(closes + 5),
        board=day(closes + 10), publication=day(closes + 12), confirmation=day(closes + 30),
        waiting_confirmation=day(closes + 40),
    )  # fmt: skip


def piece(owner: Any, code: str, label: str, **more: Any) -> PieceDemand:
    """Ask for a piece."""
    demand = PieceDemand()
    demand.label = (("fr", label), ("en", label))
    for name, value in more.items():
        setattr(demand, name, value)
    owner.pieces[code] = demand
    return demand


def question(key: str, kind: Asks, label: str, **more: Any) -> Question:
    """A question, asked in French and in English."""
    return Question(key, kind, (("fr", label), ("en", f"{label} (en)")), **more)


def questionnaire(owner: Any, code: str, label: str, *questions: Question, **more: Any) -> Questionnaire:
    """Ask to fill a questionnaire."""
    made = Questionnaire()
    made.label, made.questions = (("fr", label), ("en", f"{label} (en)")), questions
    for name, value in more.items():
        setattr(made, name, value)
    folder = questionnaires_of(owner)
    owner.questionnaires = folder
    folder[code] = made
    return made


def formation(parent: DiplomaType, code: str, title: str, **more: Any) -> Formation:
    """A formation open today."""
    made = Formation()
    made.title, made.calendar, made.commission_code, made.waiting_list = title, calendar(), "commission", True
    for name, value in more.items():
        setattr(made, name, value)
    parent[code] = made
    return made


def staff(portal: Portal, login: str, node: Any = None, role: Role | None = None) -> Account:
    """A member of staff with one role on one object, password :data:`PASSWORD`."""
    account = Account()
    account.userid, account.kind = f"s-{login}", Kind.STAFF
    account.mail, account.last_name, account.first_name = f"{login}@univ.example", login.title(), "Test"
    account.password, account.activated_at, account.created_at = _HASH, NOW, NOW
    portal.accounts.people[account.userid] = account
    portal.accounts.by_mail[normal(account.mail)] = account.userid
    if node is not None and role is not None:
        node.grants.grant(account.userid, role)
    return account


def candidate(portal: Portal, number: str, *, complete: bool = True, **personal: Any) -> Candidate:
    """An activated candidate, mail ``<number>@exemple.fr`` in lower case, password :data:`PASSWORD`."""
    account = Account()
    account.userid, account.kind = f"c-{number}", Kind.CANDIDATE
    account.mail, account.last_name, account.first_name = f"{number.lower()}@exemple.fr", "MARTIN", "CAMILLE"
    account.password, account.activated_at, account.created_at = _HASH, NOW, NOW
    portal.accounts.people[account.userid] = account
    portal.accounts.by_mail[normal(account.mail)] = account.userid
    made = Candidate()
    made.number, made.userid, made.mail = number, account.userid, account.mail
    if complete:
        made.profile.personal = replace(PERSONAL, **personal)
        made.profile.address, made.profile.baccalaureate = ADDRESS, BACCALAUREATE
    portal.candidates[number] = made
    return made


def build(zodb_root: Any) -> Portal:
    """``/test/droit/master/m1-droit`` (digital, selective), ``…/m1-papier``, ``…/l3-direct``, ``…/m2-ferme``, and
    ``/test/sciences/master/m1-maths`` of another component; staff ``admin``, ``central``, ``droit``, ``membre``,
    ``sciences``; candidates ``CANDIDAT`` (complete profile) and ``NOUVEAUX`` (empty one).
    """
    portal = install(zodb_root)
    university = add_establishment(portal, "test", "Université de Test")
    university.contact_mail = "ecandidat@univ.example"
    university.parameters["compte_existant_visible"] = True
    for code, title in (("droit", "UFR Droit"), ("sciences", "UFR Sciences")):
        component = Component()
        component.title, component.contact_mail = title, f"{code}@univ.example"
        university[code] = component
        commission = Commission()
        commission.title, commission.mail = f"Commission {title}", f"commission.{code}@univ.example"
        commission.address, commission.signatory = ("2 rue Jean Carbonnier", "86073 POITIERS"), "La présidente du jury"
        component.commissions["commission"] = commission
        master = DiplomaType()
        master.label = (("fr", "Master"), ("en", "Master"))
        component["master"] = master
    droit, sciences = university["droit"], university["sciences"]
    piece(university, "identite", "Copie pièce d'identité", order=1)
    piece(droit, "cv", "Curriculum Vitae", order=2)
    main_formation = formation(droit["master"], "m1-droit", "M1 Droit privé", keywords="droit, civil", capacity=2)
    piece(main_formation, "lettre", "Lettre de motivation", order=3)
    piece(main_formation, "handicap", "Demande d'aménagement au titre du handicap", order=4, conditional=True)
    formation(droit["master"], "m1-papier", "M1 Droit public", mode=Mode.PAPER)
    formation(droit["master"], "l3-direct", "L3 Droit", treatment=Treatment.DIRECT)
    formation(droit["master"], "m2-ferme", "M2 Notariat", calendar=calendar(-40, -20))
    formation(sciences["master"], "m1-maths", "M1 Mathématiques")
    staff(portal, "admin", portal, Role.ADMINISTRATOR)
    staff(portal, "central", university, Role.CENTRAL)
    staff(portal, "droit", droit, Role.COMPONENT_MANAGER)
    staff(portal, "membre", droit.commissions["commission"], Role.COMMISSION_MEMBER)
    staff(portal, "sciences", sciences, Role.COMPONENT_MANAGER)
    candidate(portal, "CANDIDAT")
    candidate(portal, "NOUVEAUX", complete=False)
    return portal


def settings() -> Settings:
    """Those of an instance that keeps nothing on disk."""
    return Settings(secret="tests", var=None, development=True)  # type: ignore[arg-type]


def work(portal: Portal, userid: str = "", name: str = "Test", **more: Any) -> Work:
    """A work for services called directly."""
    values: dict[str, Any] = {
        "root": portal, "actor": Actor(userid, name), "now": clock(), "settings": settings(),
        "adapters": Adapters(None, NoRecords()), "base_url": "https://ecandidat.test",
    }  # fmt: skip
    return Work(**{**values, **more})
