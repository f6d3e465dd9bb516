"""Stories of profiles as data: a site makes its own, limits a manager to a commission, hides statuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Status
from ecandidat.domain.profiles import ProfileKind
from ecandidat.domain.roles import Role
from ecandidat.models.offer import Commission
from ecandidat.register import refresh
from ecandidat.resources import ROOT
from ecandidat.services import application as applications
from ecandidat.services import rights, rights_profiles
from tests import seed
from tests.functional.doors import sign_in

LIST = "/test/@@profils"
READER = {"GEST_CANDIDATURE": "R", "GEST_FEN_CAND": "R", "GEST_JOURNAL": "R"}


def enter(browser: TestApp, login: str) -> None:
    browser.reset()
    sign_in(browser, login)


def now(connection: Any) -> Any:
    """The tree as it is committed."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    return connection.root()[ROOT]


def keep(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def tick(form: Any, *codes: str) -> None:
    """Leave ticked only the boxes of some commissions."""
    for box in form.fields["checkbox"]:
        box.checked = box._value in codes


def matrix(page: Any) -> Any:
    return next(form for form in page.forms.values() if "GEST_CANDIDATURE" in form.fields)


@pytest.fixture
def applied(portal: Any, connection: Any) -> Any:
    """An application to « M1 Droit privé », and one to a formation of another commission of the same component."""
    droit = portal["test"]["droit"]
    other = Commission()
    other.title = "Commission notariat"
    droit.commissions["notariat"] = other
    droit["master"]["m1-papier"].commission_code = "notariat"
    candidate = portal.candidates["CANDIDAT"]
    work = seed.work(portal, "c-CANDIDAT")
    made = [applications.apply(work, droit["master"][code], candidate) for code in ("m1-droit", "m1-papier")]
    keep(connection)
    return made


def test_a_site_makes_a_profile_from_one_of_the_product(browser: TestApp, portal: Any, connection: Any) -> None:
    """S03, X16."""
    enter(browser, "central")
    page = browser.get(LIST).click("Dupliquer", href="component_manager")
    form = matrix(page)
    assert form["EDIT_AVIS"].value == "W"
    form["label"], form["code"] = "Secrétariat", "Sans Espace !"
    assert form.submit(status=409).html.find(id="champ-code")["aria-invalid"] == "true"
    form["code"] = "secretariat"
    for code in ("EDIT_AVIS", "VALID_AVIS", "GEST_PUBLICATION"):
        form[code] = ""
    page = form.submit(status=303).follow()
    assert "Secrétariat" in page
    made = now(connection)["test"].profiles["secretariat"]
    assert "EDIT_AVIS" not in dict(made.levels)
    assert dict(made.levels)["GEST_TAG"] == "W"
    form = matrix(browser.get(f"{LIST[:-9]}/@@nouveau-profil?type=G"))
    form["label"], form["code"] = "SECRÉTARIAT", "autre"
    page = form.submit(status=409)
    assert "autre nom" in page
    assert matrix(page)["code"].value == "autre"


def test_what_was_changed_meanwhile_is_shown_and_kept(browser: TestApp, portal: Any, connection: Any) -> None:
    """S03."""
    made = rights_profiles.create(
        seed.work(portal, "s-central"), portal["test"], "lecture", "Lecture", ProfileKind.COMPONENT, READER
    )
    keep(connection)
    enter(browser, "central")
    form = matrix(browser.get("/test/profils/lecture/@@modifier"))
    form["GEST_TAG"], form["EXPORT"] = "W", "R"
    work = seed.work(portal, "s-central")
    rights_profiles.edit(work, made, "Lecture", {**READER, "STATISTIQUES": "R"}, "Lecture", READER)
    keep(connection)
    form.submit(status=303)
    assert dict(now(connection)["test"].profiles["lecture"].levels) == {
        **READER, "STATISTIQUES": "R", "EXPORT": "R", "GEST_TAG": "W"
    }
    form = matrix(browser.get("/test/profils/lecture/@@modifier"))
    stale = matrix(browser.get("/test/profils/lecture/@@modifier"))
    form["GEST_FEN_CAND"] = "W"
    form.submit(status=303)
    stale["GEST_FEN_CAND"] = ""
    page = stale.submit(status=409)
    assert "Modifié entre-temps" in page
    assert matrix(page)["GEST_FEN_CAND"].value == ""


def test_nobody_writes_into_a_profile_what_they_lack(browser: TestApp, portal: Any) -> None:
    """X16."""
    enter(browser, "central")
    form = matrix(browser.get("/test/@@nouveau-profil?type=A"))
    form["label"], form["code"], form["PRENDRE_ROLE"] = "Presque tout", "presque", "R"
    assert "Prendre un rôle" in form.submit(status=409)
    enter(browser, "droit")
    browser.get(LIST, status=403)
    browser.get("/test/@@nouveau-profil?type=G", status=403)
    enter(browser, "CANDIDAT")
    browser.get(LIST, status=403)


def test_a_profile_is_granted_closed_and_only_deleted_when_nobody_holds_it(
    browser: TestApp, portal: Any, applied: Any, connection: Any
) -> None:
    """S03."""
    rights_profiles.create(
        seed.work(portal, "s-central"), portal["test"], "lecture", "Lecture seule", ProfileKind.COMPONENT, READER
    )
    keep(connection)
    path = "/test/droit/master/m1-droit/" + applied[0].key
    enter(browser, "central")
    form = browser.get("/test/droit/@@accorder").forms["deform"]
    form["person"], form["role"] = "sciences", "lecture"
    form.submit(status=303)
    enter(browser, "sciences")
    browser.get(path, status=200)
    browser.get(f"{path}/@@statut", status=404)
    browser.get("/test/droit/@@modifier", status=403)
    enter(browser, "central")
    page = browser.get("/test/profils/lecture/@@supprimer")
    assert "retirez-le-leur" in page.forms[len(page.forms) - 1].submit(status=409)
    page = browser.get("/test/profils/lecture/@@modifier")
    next(form for form in page.forms.values() if form.action.endswith("@@activer")).submit("actif", status=303)
    enter(browser, "sciences")
    browser.get(path, status=404)
    enter(browser, "central")
    page = browser.get("/test/droit/@@retirer?compte=s-sciences&role=lecture")
    page.forms[len(page.forms) - 1].submit(status=303)
    page = browser.get("/test/profils/lecture/@@supprimer")
    page.forms[len(page.forms) - 1].submit(status=303)
    assert "lecture" not in now(connection)["test"].profiles


def test_the_profiles_of_the_product_are_protected(browser: TestApp) -> None:
    """S03."""
    enter(browser, "admin")
    page = browser.get(LIST)
    assert page.text.count("Profil d'eCandidat") == 6
    form = matrix(browser.get("/test/@@nouveau-profil?de=component_manager"))
    form["label"], form["code"] = "Gestionnaire de composante", "copie"
    assert "autre nom" in form.submit(status=409)


def test_a_manager_limited_to_a_commission_neither_lists_nor_opens_the_rest(
    browser: TestApp, portal: Any, applied: Any, connection: Any
) -> None:
    """D32."""
    seed.staff(portal, "notaire")
    keep(connection)
    enter(browser, "central")
    form = browser.get("/test/droit/@@accorder").forms["deform"]
    form["person"], form["role"] = "notaire", "component_manager"
    next(box for box in form.fields["checkbox"] if box._value == "notariat").checked = True
    assert "Commission notariat" in form.submit(status=303).follow()
    mine, other = applied[1], applied[0]
    enter(browser, "notaire")
    listed = browser.get("/test/droit/@@candidatures", status=200)
    assert mine.key in listed
    assert other.key not in listed
    assert mine.key in browser.get("/test/droit/commissions/notariat/@@candidatures", status=200)
    browser.get(f"/test/droit/master/m1-papier/{mine.key}", status=200)
    browser.get(f"/test/droit/master/m1-droit/{other.key}", status=404)
    browser.get("/test/droit/master/m1-droit/@@candidatures", status=403)
    browser.get("/test/droit/commissions/commission/@@candidatures", status=403)
    browser.get("/test/droit/@@modifier", status=403)
    browser.get("/test/droit/@@droits", status=403)


def test_a_commission_does_not_see_what_is_hidden(browser: TestApp, portal: Any, applied: Any, connection: Any) -> None:
    """M02, S21."""
    path = f"/test/droit/master/m1-droit/{applied[0].key}"
    enter(browser, "membre")
    browser.get(path, status=200)
    browser.get("/candidats/CANDIDAT", status=200)
    enter(browser, "central")
    page = browser.get(LIST)
    form = next(form for form in page.forms.values() if form.action.endswith("statuts-commissions"))
    form.set("statut", False, index=0)
    form.submit(status=303)
    enter(browser, "membre")
    browser.get(path, status=404)
    browser.get("/candidats/CANDIDAT", status=404)
    enter(browser, "droit")
    browser.get(path, status=200)
    applied[0].status = Status.COMPLETE
    refresh(applied[0])
    keep(connection)
    enter(browser, "membre")
    browser.get(path, status=200)


def test_hidden_rows_are_seen_by_whoever_holds_another_way(portal: Any, applied: Any) -> None:
    """S21."""
    work, formation = seed.work(portal), applied[0].formation
    assert rights.sees(work, "s-membre", formation) is None
    portal["test"].commission_statuses = ("CO",)
    seen = rights.sees(work, "s-membre", formation)
    assert seen is not None
    row = formation.rows[applied[0].key]
    assert not seen(row)
    assert seen(row._replace(status="CO"))
    assert rights.sees(work, "s-droit", formation) is None
    member = portal.accounts.get("s-membre")
    rights.grant(seed.work(portal, "s-admin"), formation.component, "component_manager", member)
    assert rights.sees(work, "s-membre", formation) is None


def test_many_people_get_a_profile_at_once_each_line_with_its_answer(browser: TestApp, connection: Any) -> None:
    """S04."""
    enter(browser, "central")
    form = browser.get("/test/@@droits").click("Accorder à plusieurs personnes").forms["deform"]
    form["role"], form["people"] = "candidate_reader", "membre\nsciences@univ.example, personne; CANDIDAT\nmembre"
    page = form.submit(status=200)
    assert "Accordé à 2 personne(s) sur 4" in page.html.find("main").text
    grants = now(connection)["test"].grants
    assert [grants.roles(f"s-{login}") for login in ("membre", "sciences")] == [(Role.CANDIDATE_READER,)] * 2
    enter(browser, "droit")
    browser.get("/test/@@accorder-a-plusieurs", status=403)


def test_one_finds_what_a_person_holds(browser: TestApp, portal: Any, connection: Any) -> None:
    """S05."""
    rights.grant(
        seed.work(portal, "s-admin"), portal["test"]["droit"], Role.COMPONENT_MANAGER, portal.accounts.get("s-membre"),
        ("commission",),
    )  # fmt: skip
    keep(connection)
    enter(browser, "central")
    page = browser.get("/test/@@droits").click("Droits d'une personne")
    form = next(form for form in page.forms.values() if "q" in form.fields)
    form["q"] = "membre"
    said = form.submit().html.find("main").text
    assert "Membre de commission" in said
    assert "Gestionnaire de composante" in said
    form["q"] = "<script>"
    assert "Aucun agent" in form.submit()


def test_the_parameters_say_how_far_one_goes_on_the_screens_of_candidates(portal: Any, applied: Any) -> None:
    """X17."""
    candidate, test = portal.candidates["CANDIDAT"], portal["test"]

    def held(userid: str) -> set[str]:
        return {one for one in rights.power(seed.work(portal), userid, candidate) if one.startswith("profile:")}

    both = {"profile:view", "profile:edit"}
    assert (held("s-droit"), held("s-membre"), held("s-sciences")) == (both, {"profile:view"}, set())
    test.parameters["SCOL_GESTION_CANDIDAT_CTR_CAND"] = "R"
    test.parameters["SCOL_GESTION_CANDIDAT_COMM"] = "N"
    assert (held("s-droit"), held("s-membre")) == ({"profile:view"}, set())
    test.parameters["SCOL_GESTION_CANDIDAT_CTR_CAND"] = "W"
    rights.grant(seed.work(portal, "s-admin"), test, "candidate_reader", portal.accounts.get("s-droit"))
    assert held("s-droit") == {"profile:view"}
    rights.grant(seed.work(portal, "s-admin"), test, "candidate_manager", portal.accounts.get("s-membre"))
    assert both <= held("s-membre")


def test_a_limit_is_changed_where_it_is_read(browser: TestApp, portal: Any, connection: Any, applied: Any) -> None:
    """S03, X16."""
    droit = portal["test"]["droit"]
    rights.grant(seed.work(portal, "s-admin"), droit, Role.COMPONENT_MANAGER, seed.staff(portal, "lise"))
    keep(connection)
    enter(browser, "lise")
    assert "MARTIN" in browser.get("/test/droit/@@candidatures?tout=1")
    enter(browser, "central")
    page = browser.get("/test/droit/@@droits").click("Limiter", href="s-lise")
    form, late = page.forms["deform"], browser.get(page.request.path_qs).forms["deform"]
    tick(form, "notariat")
    assert "enregistrées" in form.submit(status=303).follow()
    listed = browser.get("/test/droit/@@droits").html.find("main").get_text(" ", strip=True)
    assert "Commission notariat" in listed
    tick(late, "commission")
    said = late.submit(status=409)
    assert "a changé pendant que vous la remplissiez" in said
    enter(browser, "lise")
    browser.get(f"/test/droit/master/m1-papier/{applied[1].key}")
    browser.get(f"/test/droit/master/m1-droit/{applied[0].key}", status=404)
    mine = browser.get("/compte").html.find(id="droits").find_next("table").get_text(" ", strip=True)
    assert "Gestionnaire de composante" in mine
    assert "UFR Droit" in mine
    assert "Commission notariat" in mine
    enter(browser, "central")
    form = browser.get("/test/droit/@@limiter?compte=s-lise&role=component_manager").forms["deform"]
    assert "Rien n'a changé" in form.submit(status=303).follow()
    tick(form)
    form.submit(status=303)
    enter(browser, "lise")
    browser.get(f"/test/droit/master/m1-droit/{applied[0].key}")
    acts = [(entry.act, entry.before, entry.after) for entry in now(connection)["test"]["droit"].journal]
    assert acts[-2:] == [
        ("limiter", "toute la composante", "Commission notariat"),
        ("limiter", "Commission notariat", "toute la composante"),
    ]


def test_a_limit_belongs_to_those_who_may_grant(browser: TestApp, portal: Any, connection: Any, applied: Any) -> None:
    """X16."""
    work, droit = seed.work(portal, "s-admin"), portal["test"]["droit"]
    rights.grant(work, droit, Role.COMPONENT_MANAGER, seed.staff(portal, "lise"), ("notariat",))
    del droit.commissions["notariat"]
    keep(connection)
    address = "/test/droit/@@limiter?compte=s-lise&role=component_manager"
    for login in ("lise", "membre", "sciences", "CANDIDAT"):
        enter(browser, login)
        browser.get(address, status=403)
    enter(browser, "droit")
    assert "celles de cette limite sont supprimées" in browser.get("/test/droit/@@droits")
    form = browser.get(address).forms["deform"]
    form.submit(status=303)
    assert now(connection)["test"]["droit"].grants.limit("s-lise", Role.COMPONENT_MANAGER) == ("notariat",)
    tick(form, "commission")
    form.fields["checkbox"][0]._value = "ailleurs"
    assert form.submit(status="*").status_int in (409, 422)
    browser.get("/test/droit/@@limiter?compte=s-personne&role=component_manager", status=404)
    browser.get("/test/droit/@@limiter?compte=s-lise&role=commission_member", status=404)


def test_a_manager_limited_to_a_commission_copies_no_formation(
    browser: TestApp, portal: Any, connection: Any, applied: Any
) -> None:
    """D33, X16: a copy is a new formation, of any management centre."""
    work, droit = seed.work(portal, "s-admin"), portal["test"]["droit"]
    rights.grant(work, droit, Role.COMPONENT_MANAGER, seed.staff(portal, "lise"), ("commission",), ("SCI",))
    droit["master"]["m1-droit"].cge = "DRT"
    keep(connection)
    enter(browser, "lise")
    form = browser.get("/test/droit/master/m1-droit/@@dupliquer").forms["deform"]
    form["code"], form["title"] = "copie", "Copie"
    assert "vous modifiez leurs formations, sans en créer" in form.submit("enregistrer", status=409)
    assert "copie" not in now(connection)["test"]["droit"]["master"]


def test_whoever_edits_formations_alone_learns_no_name_of_a_candidate(
    browser: TestApp, portal: Any, connection: Any, applied: Any
) -> None:
    """X16: a change of dates says how many it touches, and who to those who may know."""
    work, droit = seed.work(portal, "s-admin"), portal["test"]["droit"]
    made = rights_profiles.create(work, portal["test"], "dates", "Dates", ProfileKind.COMPONENT,
                                  {"GEST_FORMATION": "W"})  # fmt: skip
    rights.grant(work, droit, made.__name__, seed.staff(portal, "lise"))
    keep(connection)
    told = {}
    for login in ("droit", "lise"):
        enter(browser, login)
        form = browser.get("/test/droit/master/m1-droit/@@modifier").forms["deform"]
        day = seed.TODAY + timedelta(days=26)
        form["return_by"] = f"{day:%d/%m/%Y}"
        told[login] = form.submit("enregistrer", status=200).html.find("main").text
    assert all("touchent 1 candidature(s)" in " ".join(said.split()) for said in told.values())
    assert "MARTIN" in told["droit"]
    assert "MARTIN" not in told["lise"]
    assert "et 1 autre(s)" in " ".join(told["lise"].split())
    now(connection)["test"]["droit"]["master"]["m1-droit"].trial = True
    keep(connection)
    for login, known in (("droit", True), ("lise", False)):
        enter(browser, login)
        page = browser.get("/test/droit/master/m1-droit/@@essai")
        assert ("MARTIN" in page.html.find("main").text) is known
