"""Two files of one person: found, compared, made one; nothing is lost, and both numbers lead to what stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Handover, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.profile import Internship
from ecandidat.domain.roles import Role
from ecandidat.register import rebuild
from ecandidat.services import application as applying
from ecandidat.services import closing, desk, merging, messages
from ecandidat.services.install import add_establishment
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, formation, manager, refresh
from tests.functional.doors import sign_in

STAYS, GOES = "CANDIDAT", "SECONDAA"
PAGE = f"/candidats/{STAYS}/@@reunir?avec={GOES}"
INTERNSHIP = Internship(key="STAGE222", year=2024, duration="2 mois", organisation="Étude Roux", description="Notaire")


@pytest.fixture
def two(portal: Any, connection: Any) -> tuple[Any, Any]:
    """CANDIDAT applied to M1 Droit privé; the same person came back as SECONDAA and sent two other applications."""
    first = applied(portal)
    other = seed.candidate(portal, GOES, ine="1234567890", ine_key="V", phone="0102030405")
    portal.candidates.by_ine["1234567890V"] = GOES
    other.origin = portal.candidates[STAYS].origin = "test"
    other.mail = portal.accounts.get(other.userid).mail = "candi.dat+2@exemple.fr"
    portal.accounts.by_mail["candi.dat+2@exemple.fr"] = other.userid
    del portal.accounts.by_mail["secondaa@exemple.fr"]
    other.profile.internships = (INTERNSHIP,)
    second = applied(portal, GOES, "l3-direct", sent=True)
    applied(portal, GOES, "m1-papier")
    messages.write(seed.work(portal, other.userid, "La candidate"), second, "Bonjour, une question.", staff=False)
    commit(connection)
    return first, second


def admin(portal: Any) -> Any:
    """The work of the administrator."""
    return seed.work(portal, "s-admin", "Admin Test")


def merged(browser: TestApp, **choices: str) -> Any:
    """Go through the page as an administrator."""
    sign_in(browser, "admin")
    form = form_of(browser.get(PAGE), "version")
    for name, value in choices.items():
        form[name] = value
    return form.submit(status=303).follow()


def test_a_manager_sees_who_is_likely_the_same_person(browser: TestApp, two: Any, portal: Any, connection: Any) -> None:
    """G16."""
    sign_in(browser, "central")
    page = browser.get(f"/candidats/{STAYS}/@@fiche")
    assert GOES in page
    assert "adresse mail très proche, mêmes nom, prénom et date de naissance" in page
    assert "@@reunir" not in page
    browser.get(PAGE, status="4*")
    browser.reset()
    sign_in(browser, "admin")
    assert browser.get(f"/candidats/{GOES}/@@fiche").click("Réunir…").request.GET["avec"] == STAYS
    portal.candidates[GOES].profile.personal = replace(portal.candidates[GOES].profile.personal, birth_name="DUPONT")
    for application in portal.candidates[GOES].applications.values():
        rebuild(application.formation)
    commit(connection)
    assert merging.twins(admin(portal), portal.candidates["NOUVEAUX"]) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.b@x.fr", "AB+ecandidat@x.fr", True), ("a-b@x.fr", "a_b@x.fr", True),
        ("ab@gmail.com", "a.b@googlemail.com", True),
        ("ab@x.fr", "ab@y.fr", False), ("ab1@x.fr", "ab2@x.fr", False), ("@x.fr", "@x.fr", True), ("", "", True),
    ],
)  # fmt: skip
def test_variants_of_one_address_are_alike(one: str, other: str, same: bool) -> None:
    assert (merging.alike(one) == merging.alike(other)) is same
    assert merging.alike("@x.fr") == ""


def test_nothing_is_lost_and_both_numbers_lead_to_the_file_that_stays(
    browser: TestApp, two: Any, portal: Any, connection: Any
) -> None:
    """G16."""
    _first, second = two
    gone, kept = portal.candidates[GOES], portal.candidates[STAYS]
    files = {one.sha256 for one in gone.documents.values()}
    shared = {uid: one.sha256 for uid, one in gone.shared.items()}
    mails = {key for one in gone.applications.values() for key in one.mails}
    page = merged(browser)
    assert "n'en font plus qu'un" in page
    refresh(connection)
    assert GOES not in portal.candidates
    assert portal.accounts.get(f"c-{GOES}") is None
    assert len(kept.applications) == 3
    assert {one.candidate for one in kept.applications.values()} == {kept}
    assert second.status is Status.RECEIVED
    assert files <= {one.sha256 for one in kept.documents.values()}
    assert all(one.__parent__ is kept.documents for one in kept.documents.values())
    assert shared.items() <= {uid: one.sha256 for uid, one in kept.shared.items() if one is not None}.items()
    assert [one.text for one in second.thread.messages] == ["Bonjour, une question."]
    assert mails <= {key for one in kept.applications.values() for key in one.mails}
    assert kept.profile.internships == (INTERNSHIP,)
    assert kept.profile.personal.ine == seed.PERSONAL.ine
    assert "1234567890V" not in portal.candidates.by_ine
    assert second.snapshot.profile.number == GOES
    assert second.profile.number == STAYS
    for code in ("m1-droit", "l3-direct", "m1-papier"):
        (row,) = formation(portal, code).rows.values()
        assert (row.number, rebuild(formation(portal, code))) == (STAYS, 0)
    assert ("reunir", GOES, STAYS) in [(one.act, one.before, one.after) for one in second.journal]
    assert ("reunir-candidats", GOES) in [(one.act, one.before) for one in portal["test"].journal]
    told = [one for one in portal.outbox.values() if one.code == "CPT_REUNION"]
    assert {one.recipient for one in told} == {"candidat@exemple.fr", "candi.dat+2@exemple.fr"}
    assert all(STAYS in one.text and GOES in one.text for one in told)
    assert browser.get(f"/candidats/{GOES}/@@fiche", status=302).location.endswith(f"/candidats/{STAYS}/@@fiche")
    assert browser.get(f"/candidats/{GOES}/profil/stages").follow().request.path == f"/candidats/{STAYS}/profil/stages"
    assert STAYS in browser.get("/test/@@candidats", {"recherche": GOES})
    assert "Dossiers réunis" in browser.get(f"/candidats/{STAYS}/@@fiche")
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(f"/candidats/{GOES}/@@fiche", status=404)
    browser.reset()
    sign_in(browser, GOES.lower())
    assert "L3 Droit" in browser.get(f"/candidats/{STAYS}/candidatures")
    history = browser.get(f"/test/droit/master/l3-direct/{second.key}?onglet=historique")
    assert "Vos deux dossiers sont réunis" in history


def test_what_stands_of_each_is_chosen(browser: TestApp, two: Any, portal: Any, connection: Any) -> None:
    """G16: another address and another telephone; what was sent stays, lists follow."""
    first, _second = two
    page = merged(browser, **{"compte": "autre", "infos-perso": "autre"})
    assert "candi.dat+2@exemple.fr" in page
    refresh(connection)
    kept, account = portal.candidates[STAYS], portal.accounts.get(f"c-{STAYS}")
    assert kept.profile.personal.phone == "0102030405"
    assert (account.mail, kept.mail) == ("candi.dat+2@exemple.fr",) * 2
    assert portal.accounts.find_mail("candidat@exemple.fr") is None
    assert portal.accounts.find_mail("candi.dat+2@exemple.fr") is account
    assert portal.candidates.by_ine["1234567890V"] == STAYS
    assert first.profile.personal.phone == "0102030405"
    browser.reset()
    sign_in(browser, "candi.dat+2@exemple.fr")
    browser.get(f"/candidats/{STAYS}", status=200)


def test_of_two_applications_to_one_formation_one_goes_on(
    browser: TestApp, two: Any, portal: Any, connection: Any
) -> None:
    """G16: the one that went further is proposed; the other one is cancelled, and stays readable with its files."""
    first, _second = two
    double = applied(portal, GOES, sent=True)
    desk.decide(manager(portal), double, "favorable")
    desk.validate_decision(manager(portal), double)
    commit(connection)
    sign_in(browser, "admin")
    page = browser.get(PAGE)
    assert "Une seule des deux continue" in page
    form = form_of(page, "version")
    assert form[f"candidature-{first.key}"].value == double.key
    form.submit(status=303)
    refresh(connection)
    assert first.cancelled_at is not None
    assert double.cancelled_at is None
    assert [one.act for one in first.journal][-1] == "annuler-doublon"
    assert len(portal.candidates[STAYS].applications) == 4
    assert rebuild(formation(portal)) == 0


def test_a_place_that_a_merge_cancels_is_not_handed_over(two: Any, portal: Any) -> None:
    """G16: whoever confirmed twice is expected in the student system for one place only."""
    first, _second = two
    double = applied(portal, GOES, sent=True)
    desk.decide(manager(portal), double, "favorable")
    desk.validate_decision(manager(portal), double)
    applying.confirm(seed.work(portal, double.candidate.userid), double)
    assert double.handover is Handover.REGISTER
    kept, gone = portal.candidates[STAYS], portal.candidates[GOES]
    merging.merge(admin(portal), kept, gone, {f"candidature-{first.key}": first.key})
    assert double.cancelled_at is not None
    assert double.handover is Handover.NONE


def test_a_page_that_is_no_more_true_is_asked_again(browser: TestApp, two: Any, portal: Any, connection: Any) -> None:
    """G16."""
    sign_in(browser, "admin")
    form = form_of(browser.get(PAGE), "version")
    form["compte"] = "autre"
    applied(portal, GOES, "m1-droit")
    commit(connection)
    page = form.submit(status=409)
    assert "a changé entre-temps" in page
    assert form_of(page, "version")["compte"].value == "autre"
    refresh(connection)
    assert GOES in portal.candidates
    form_of(page, "version").submit(status=303)


def test_who_may_not_and_what_cannot_be_merged(browser: TestApp, two: Any, portal: Any, connection: Any) -> None:
    """G16."""
    other = add_establishment(portal, "autre", "Autre université")
    seed.staff(portal, "adm-autre", other, Role.ADMINISTRATOR)
    portal.candidates[STAYS].origin = "autre"
    away = seed.candidate(portal, "AILLEURS", ine="", ine_key="")
    commit(connection)
    for typed, words in ((STAYS, "C'est le n° de ce dossier"), ("ZZZZZZZZ", "Aucun dossier"), ("<b>", "Aucun dossier")):
        browser.reset()
        sign_in(browser, "admin")
        page = browser.get(f"/candidats/{STAYS}/@@reunir", {"avec": typed}, status=409)
        assert words in page
        assert "<b>" not in page.html.find("main").decode_contents().split("avec")[0]
    browser.reset()
    sign_in(browser, "adm-autre")
    assert "Aucun dossier" in browser.get(PAGE, status=409)
    for login in ("central", "droit", "membre", "sciences", STAYS):
        browser.reset()
        sign_in(browser, login)
        browser.get(PAGE, status="4*")
    account = portal.accounts.get(away.userid)
    closing.ask(seed.work(portal, away.userid), away, account)
    with pytest.raises(Refused, match="merge_left"):
        merging.other(admin(portal), portal.candidates[STAYS], "AILLEURS")


def test_a_number_leads_on_through_several_merges_until_nobody_is_left(portal: Any, two: Any) -> None:
    """G16, X22."""
    work, known = admin(portal), portal.candidates
    third = seed.candidate(portal, "TROISIEM", ine="", ine_key="")
    merging.merge(work, known[STAYS], known[GOES], {})
    merging.merge(work, third, known[STAYS], {})
    assert known.successor(GOES) is known.successor(STAYS) is third
    assert known.was_used(GOES)
    assert third.profile.personal == seed.PERSONAL.__class__(**{**vars(seed.PERSONAL), "ine": "", "ine_key": ""})
    closing.erase(work, third)
    assert known.successor(GOES) is None
