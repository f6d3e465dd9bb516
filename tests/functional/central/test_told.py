"""Who may do a thing is told of it, by whatever profile: a role of the product or one that the site made."""

from __future__ import annotations

from typing import Any

import pytest

from ecandidat.domain.codes import Copies
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profiles import ProfileKind
from ecandidat.domain.roles import Role
from ecandidat.services import application as applying
from ecandidat.services import mailing, rights, rights_profiles
from tests import seed


@pytest.fixture
def university(portal: Any) -> Any:
    """« /test » without an address of contact, and profiles of its own."""
    test, work = portal["test"], seed.work(portal, "s-admin")
    test.contact_mail = ""
    for code, kind, levels in (
        ("identites", ProfileKind.CANDIDATES, {"GEST_CANDIDAT": "R", "GEST_CORRECTION": "W"}),
        ("fiches", ProfileKind.CANDIDATES, {"GEST_CANDIDAT": "W"}),
        ("relecture", ProfileKind.COMPONENT, {"GEST_CANDIDATURE": "R", "GEST_JOURNAL": "R"}),
        ("etiquettes", ProfileKind.COMPONENT, {"GEST_CANDIDATURE": "R", "GEST_TAG": "W"}),
    ):
        rights_profiles.create(work, test, code, code.title(), kind, levels)
    return test


def told(portal: Any, university: Any) -> list[str]:
    """Whom the mail of a correction reaches."""
    sent = mailing.to_office(seed.work(portal), university, P.PROFILE_CORRECT, "CORRECTION_DEMANDE", {}, "/")
    return [mail.recipient for mail in sent]


def test_the_office_is_whoever_may_correct_and_nobody_else(portal: Any, university: Any) -> None:
    """S03, X16."""
    work = seed.work(portal, "s-admin")
    for login, profile in (("ines", "identites"), ("paul", "fiches"), ("ferme", "identites")):
        rights.grant(work, university, profile, seed.staff(portal, login))
    seed.staff(portal, "candidats", university, Role.CANDIDATE_MANAGER)
    seed.staff(portal, "lecteur", university, Role.CANDIDATE_READER)
    portal.accounts.people["s-ferme"].active = False
    assert told(portal, university) == ["candidats@univ.example", "central@univ.example", "ines@univ.example"]
    rights_profiles.set_active(work, university.profiles["identites"], False)
    assert told(portal, university) == ["candidats@univ.example", "central@univ.example"]


def test_when_nobody_there_may_the_administrators_of_the_instance_are_told(portal: Any, university: Any) -> None:
    university.grants.revoke("s-central", Role.CENTRAL)
    assert told(portal, university) == ["admin@univ.example"]
    university.contact_mail = "scolarite@univ.example"
    assert told(portal, university) == ["scolarite@univ.example"]


def test_hidden_copies_go_to_those_who_may_read_the_mails_of_the_file(portal: Any, university: Any) -> None:
    """D04, X16."""
    droit, work = university["droit"], seed.work(portal, "s-admin")
    droit.copies = Copies.MANAGERS
    for login, profile, limit in (
        ("relit", "relecture", ()), ("etiquette", "etiquettes", ()), ("ici", "relecture", ("commission",)),
    ):  # fmt: skip
        rights.grant(work, droit, profile, seed.staff(portal, login), limit)
    droit["master"]["m1-papier"].commission_code = ""
    applicant = portal.candidates["CANDIDAT"]
    blind = {
        code: portal.outbox[applying.apply(work, droit["master"][code], applicant).mails[0]].blind
        for code in ("m1-droit", "m1-papier")
    }
    assert blind["m1-droit"] == ("droit@univ.example", "ici@univ.example", "relit@univ.example")
    assert blind["m1-papier"] == ("droit@univ.example", "relit@univ.example")
