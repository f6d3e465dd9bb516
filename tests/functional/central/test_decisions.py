"""Stories of whoever sets the decisions: types and reasons of an establishment, and a component's own."""

from __future__ import annotations

from typing import Any

import transaction
from webtest import TestApp

from ecandidat.domain.codes import DecisionKind
from ecandidat.resources import ROOT, find
from ecandidat.services import application as applying
from ecandidat.services import desk, mail_texts
from tests import seed
from tests.functional.doors import sign_in

KIND = "/@@modifier-decision?genre=decision"


def form_of(page: Any) -> Any:
    return page.forms["deform"]


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def allow_components(database: Any) -> None:
    with transaction.manager:
        database.open().root()[ROOT]["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = True


def test_a_type_of_decision_from_its_creation_to_its_use(browser: TestApp, database: Any) -> None:
    """S09, S10, X04."""
    sign_in(browser, "central")
    with transaction.manager:
        portal = database.open().root()[ROOT]
        work = seed.work(portal)
        mail_texts.add(work, portal["test"], "", "Admis sous réserve", DecisionKind.FAVOURABLE)
    form = form_of(browser.get(f"/test{KIND}"))
    form["label_fr"], form["label_en"], form["kind"] = "Admis sous réserve", "Conditional offer", "LC"
    form["sends"] = "admis-sous-reserve"
    page = form.submit(status=409)
    assert "autre type d'avis" in page.html.find(id="error-champ-sends").get_text()
    form = form_of(page)
    form["kind"], form["final"], form["show_comment"], form["transfers"] = "FA", False, True, False
    form.submit(status=303)
    page = browser.get("/test/@@decisions")
    assert "Admis sous réserve" in page
    made = portal_of(database)["test"].decision_types["admis-sous-reserve"]
    assert (made.kind, made.mail, made.final, made.show_comment, made.transfers) == (
        DecisionKind.FAVOURABLE, "admis-sous-reserve", False, True, False
    )  # fmt: skip
    with transaction.manager:
        portal = database.open().root()[ROOT]
        candidate = portal["candidats"]["CANDIDAT"]
        application = applying.apply(
            seed.work(portal, candidate.userid), find(portal, "/test/droit/master/m1-droit"), candidate
        )
        desk.decide(seed.work(portal, "s-droit"), application, "admis-sous-reserve", comment="Avec le diplôme.")
        assert application.decisions[-1].show_comment
        assert not application.decisions[-1].final
    answer = browser.get("/test/@@supprimer-decision?genre=decision&code=admis-sous-reserve").forms
    refused = next(form for form in answer.values() if "supprimer-decision" in form.action).submit(status=409)
    assert "désactivez-le" in refused
    stale = form_of(browser.get(f"/test{KIND}&code=admis-sous-reserve"))
    form = form_of(browser.get(f"/test{KIND}&code=admis-sous-reserve"))
    form["label_fr"] = "Admission conditionnelle"
    form.submit(status=303)
    stale["label_fr"] = "Admission réservée"
    assert "Admission conditionnelle" in stale.submit(status=409)


def test_a_usual_mail_follows_its_kind(browser: TestApp, database: Any) -> None:
    """S09."""
    sign_in(browser, "central")
    form = form_of(browser.get(f"/test{KIND}"))
    form["label_fr"], form["kind"] = "Refusé", "DE"
    form.submit(status=303)
    assert portal_of(database)["test"].decision_types["refuse"].mail == "AVIS_DEFAVORABLE"
    form = form_of(browser.get(f"/test{KIND}&code=refuse"))
    form["kind"] = "LA"
    form.submit(status=303)
    assert portal_of(database)["test"].decision_types["refuse"].mail == "AVIS_LISTE_ATT"
    page = browser.get("/test/@@decisions")
    said = " ".join(page.html.select_one("main").get_text().split())
    assert "Type d'avis Défavorable → Liste d'attente" in said
    form = form_of(browser.get(f"/test{KIND}&code=refuse"))
    form["active"] = False
    form.submit(status=303)
    said = " ".join(browser.get("/test/@@decisions").html.select_one("main").get_text().split())
    assert "En service Oui → Non" in said


def test_a_type_in_use_keeps_its_kind(browser: TestApp, database: Any) -> None:
    """Else who was admitted would be told with the mail of a refusal. S09, X19."""
    sign_in(browser, "central")
    form = form_of(browser.get(f"/test{KIND}&code=favorable"))
    form["kind"], form["label_fr"] = "DE", "Admis"
    page = form.submit(status=409)
    assert "sert déjà" in page.html.find(id="error-champ-kind").get_text()
    assert form_of(page)["label_fr"].value == "Admis"
    kept = portal_of(database)["test"].decision_types["favorable"]
    assert (kept.kind, kept.mail) == (DecisionKind.FAVOURABLE, "AVIS_FAVORABLE")
    form = form_of(page)
    form["kind"] = "FA"
    form.submit(status=303)
    assert dict(portal_of(database)["test"].decision_types["favorable"].label)["fr"] == "Admis"


def test_a_type_that_new_formations_start_from_stays(browser: TestApp, database: Any) -> None:
    """S09, X19."""
    sign_in(browser, "central")
    form = form_of(browser.get(f"/test{KIND}"))
    form["label_fr"], form["kind"] = "Admis d'office", "FA"
    form.submit(status=303)
    form = form_of(browser.get("/test/droit/@@nouvelles-formations"))
    form["waiting_favourable_type"] = "admis-d-office"
    form.submit(status=303)
    page = browser.get("/test/@@supprimer-decision?genre=decision&code=admis-d-office")
    refused = next(form for form in page.forms.values() if "supprimer-decision" in form.action).submit(status=409)
    assert "sert déjà" in refused


def test_what_was_never_used_is_deleted(browser: TestApp, database: Any) -> None:
    """S09, S11, X19."""
    sign_in(browser, "central")
    for kind in ("decision", "motif"):
        form = form_of(browser.get(f"/test/@@modifier-decision?genre={kind}"))
        form["label_fr"] = "De trop"
        form.submit(status=303)
        page = browser.get(f"/test/@@supprimer-decision?genre={kind}&code=de-trop")
        next(form for form in page.forms.values() if "supprimer-decision" in form.action).submit(status=303)
        browser.get(f"/test/@@modifier-decision?genre={kind}&code=de-trop", status=404)
    page = browser.get("/test/@@supprimer-decision?genre=decision&code=favorable")
    refused = next(form for form in page.forms.values() if "supprimer-decision" in form.action).submit(status=409)
    assert "sert déjà" in refused
    assert "favorable" in portal_of(database)["test"].decision_types


def test_a_reason_of_refusal_that_was_given_stays(browser: TestApp, database: Any) -> None:
    """S11, X19."""
    with transaction.manager:
        portal = database.open().root()[ROOT]
        candidate = portal["candidats"]["CANDIDAT"]
        application = applying.apply(
            seed.work(portal, candidate.userid), find(portal, "/test/droit/master/m1-droit"), candidate
        )
        motivations = portal["test"].motivations
        code = next(iter(motivations))
        said = dict(motivations[code].label)["fr"]
        refusal = next(one for one in portal["test"].decision_types.values() if one.kind is DecisionKind.UNFAVOURABLE)
        desk.decide(seed.work(portal, "s-droit"), application, refusal.__name__, motivation=said)
    sign_in(browser, "central")
    page = browser.get(f"/test/@@supprimer-decision?genre=motif&code={code}")
    assert "Ce motif sert déjà" in next(
        form for form in page.forms.values() if "supprimer-decision" in form.action
    ).submit(status=409)


def test_a_component_decides_for_itself_where_that_is_allowed(browser: TestApp, database: Any) -> None:
    """D12."""
    sign_in(browser, "droit")
    browser.get(f"/test/droit{KIND}", status=404)
    assert "Nouveau type" not in browser.get("/test/droit/@@decisions")
    allow_components(database)
    form = form_of(browser.get(f"/test/droit{KIND}"))
    form["label_fr"], form["code"] = "Favorable", "favorable"
    assert "déjà" in form.submit(status=409).html.find(id="error-champ-code").get_text()
    form = form_of(browser.get(f"/test/droit{KIND}"))
    form["label_fr"], form["label_en"] = "Admis en droit", "Admitted to law"
    form.submit(status=303)
    form = form_of(browser.get("/test/droit/@@modifier-decision?genre=motif"))
    form["label_fr"], form["label_en"] = "Latin insuffisant", "Not enough Latin"
    form.submit(status=303)
    page = browser.get("/test/droit/@@decisions")
    assert "Admis en droit" in page
    assert "De l'établissement" in page
    with transaction.manager:
        portal = database.open().root()[ROOT]
        candidate = portal["candidats"]["CANDIDAT"]
        work = seed.work(portal, candidate.userid)
        law = applying.apply(work, find(portal, "/test/droit/master/m1-droit"), candidate)
        science = applying.apply(work, find(portal, "/test/sciences/master/m1-maths"), candidate)
        paths = [f"/test/droit/master/m1-droit/{law.key}", f"/test/sciences/master/m1-maths/{science.key}"]
        assert portal["test"]["droit"].called("Admis en droit", "en") == "Admitted to law"
    choices = [
        form_of(browser.get(f"{paths[0]}/@@decision"))["decision"].options,
    ]
    assert "admis-en-droit" in [code for code, _on, _label in choices[0]]
    sign_out(browser)
    sign_in(browser, "sciences")
    options = form_of(browser.get(f"{paths[1]}/@@decision"))["decision"].options
    assert "admis-en-droit" not in [code for code, _on, _label in options]
    browser.get("/test/droit/@@decisions", status=403)
    browser.get("/test/@@decisions", status=403)


def sign_out(browser: TestApp) -> None:
    browser.reset()


def test_what_a_component_decided_stays_when_it_may_no_more(browser: TestApp, database: Any) -> None:
    """D12."""
    allow_components(database)
    sign_in(browser, "droit")
    form = form_of(browser.get(f"/test/droit{KIND}"))
    form["label_fr"] = "Admis en droit"
    form.submit(status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        candidate = portal["candidats"]["CANDIDAT"]
        law = applying.apply(
            seed.work(portal, candidate.userid), find(portal, "/test/droit/master/m1-droit"), candidate
        )
        desk.decide(seed.work(portal, "s-droit"), law, "admis-en-droit")
        portal["test"].parameters["SCOL_IS_PARAM_CC_DECISION"] = False
    with transaction.manager:
        portal = database.open().root()[ROOT]
        law = find(portal, f"/test/droit/master/m1-droit/{law.key}")
        desk.validate_decision(seed.work(portal, "s-droit"), law)
        assert law.decisions[-1].published_at is not None
        assert portal.outbox[law.mails[-1]].code == "AVIS_FAVORABLE"
