"""What a university and its components say of their offer, seen where it counts: by who reads it and who applies."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from webtest import TestApp, Upload

from ecandidat.domain.codes import Treatment
from tests import seed
from tests.functional.candidate import road
from tests.functional.desk.files import applied, commit, form_of, refresh
from tests.functional.doors import sign_in

MASTER = "/test/droit/master"
MODEL = "modele.pdf"


def pdf() -> bytes:
    """A small real PDF."""
    target = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(target)
    return target.getvalue()


def answered(browser: TestApp, url: str, status: int = 303) -> Any:
    """Press the button of a page that asks before deleting."""
    page = browser.get(url)
    return page.forms[len(page.forms) - 1].submit(status=status)


def saved(browser: TestApp, page: str, **fields: Any) -> Any:
    """Fill a form of management in and save it."""
    form = browser.get(page).forms["deform"]
    for name, value in fields.items():
        form[name] = value
    return form.submit("enregistrer", status=303)


def test_a_piece_of_the_university_is_asked_everywhere_as_it_was_set(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """S14, D11: order, treatment, conditional, of each application alone, its code in the records, its model."""
    portal["test"].pieces["identite"].order = 5
    commit(connection)
    sign_in(browser, "central")
    saved(
        browser, "/test/pieces/@@nouvelle", label_fr="Attestation", code="attestation", order="1", conditional=True,
        unique=True, record_code="ATTES", treatment=Treatment.SELECTIVE.value,
    )  # fmt: skip
    form = form_of(browser.get("/test/pieces/attestation/@@deposer-modele"), "fichier")
    form["fichier"] = Upload(MODEL, pdf())
    form.submit(status=303)
    refresh(connection)
    made = portal["test"].pieces["attestation"]
    assert (made.order, made.conditional, made.unique, made.record_code) == (1, True, True, "ATTES")
    master = portal["test"]["droit"]["master"]
    asked = {code: [one.__name__ for one in master[code].demands(master[code].treatment)] for code in master}
    assert asked["m1-droit"][:2] == ["attestation", "identite"]
    assert "attestation" not in asked["l3-direct"]
    assert "attestation" in [one.__name__ for one in portal["test"]["sciences"]["master"]["m1-maths"].demands(None)]
    shown = browser.get(f"{MASTER}/m1-droit")
    assert "Attestation" in shown
    browser.reset()
    page = browser.get(road.apply(browser))
    model = next(link for link in page.html.select("a.piece-model") if "/attestation/" in link["href"])
    assert browser.get(model["href"]).body.startswith(b"%PDF")
    browser.reset()
    sign_in(browser, "droit")
    assert "Attestation" in browser.get(f"{MASTER}/m1-droit/pieces")
    browser.get("/test/pieces/attestation/@@modifier", status=403)
    browser.reset()
    sign_in(browser, "central")
    saved(browser, "/test/pieces/attestation/@@modifier", active=False)
    assert "Attestation" not in browser.get(f"{MASTER}/m1-droit")
    answered(browser, "/test/pieces/attestation/@@supprimer")
    refresh(connection)
    assert "attestation" not in portal["test"].pieces


def test_a_questionnaire_of_the_university_is_asked_of_whoever_applies_anywhere(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """S15, S16, D11."""
    sign_in(browser, "central")
    made = saved(browser, "/test/formulaires/@@nouveau", label_fr="Situation")
    base = made.location.removesuffix("/@@modifier").removeprefix("http://localhost")
    form = browser.get(f"{base}/@@question").forms["deform"]
    form["label_fr"], form["required"] = "Où habitez-vous ?", True
    form.submit("enregistrer", status=303)
    saved(browser, "/test/formulaires/situation/@@modifier", label_fr="Votre situation")
    browser.reset()
    for formation in (f"{MASTER}/m1-droit", "/test/sciences/master/m1-maths"):
        assert "Votre situation" in browser.get(f"{road.apply(browser, formation)}?onglet=formulaires")
        browser.reset()
    sign_in(browser, "sciences")
    assert "Votre situation" in browser.get("/test/sciences/formulaires")
    browser.get("/test/formulaires/situation/@@question", status=403)
    refresh(connection)
    (asked,) = portal["test"]["formulaires"]["situation"].questions
    assert asked.required


def test_types_of_diploma_are_made_renamed_and_deleted_while_empty(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """S22. Differs: the types belong to each component, and are what the offer is grouped by."""
    sign_in(browser, "droit")
    saved(browser, "/test/droit/@@nouveau-type", label_fr="Licence pro", code="lp")
    saved(browser, "/test/droit/lp/@@modifier", label_fr="Licence professionnelle")
    assert "Licence professionnelle" in browser.get("/test/droit/@@gerer")
    saved(
        browser, "/test/droit/lp/@@nouvelle-formation", title="LP Notariat", code="lp-notariat",
        opens=f"{seed.calendar().opens:%d/%m/%Y}", closes=f"{seed.calendar().closes:%d/%m/%Y}",
        return_by=f"{seed.calendar().return_by:%d/%m/%Y}",
    )  # fmt: skip
    assert "Licence professionnelle" in browser.get("/test/@@offre")
    assert "formation" in answered(browser, "/test/droit/lp/@@supprimer", 409)
    answered(browser, "/test/droit/lp/lp-notariat/@@supprimer")
    answered(browser, "/test/droit/lp/@@supprimer")
    refresh(connection)
    assert "lp" not in portal["test"]["droit"]
    browser.get("/test/sciences/@@nouveau-type", status=403)
    browser.reset()
    assert "Licence professionnelle" not in browser.get("/test/@@offre")


def test_a_formation_is_deleted_only_while_nobody_applied(browser: TestApp, portal: Any, connection: Any) -> None:
    """D22: a cancelled application counts too."""
    application = applied(portal)
    application.cancelled_at = seed.NOW
    commit(connection)
    sign_in(browser, "droit")
    assert "candidature" in answered(browser, f"{MASTER}/m1-droit/@@supprimer", 409)
    answered(browser, f"{MASTER}/m1-papier/@@supprimer")
    refresh(connection)
    assert set(portal["test"]["droit"]["master"]) == {"m1-droit", "l3-direct", "m2-ferme"}
    browser.get(f"{MASTER}/m1-papier", status=404)


def test_keywords_find_a_formation_and_its_own_page_is_one_link_away(browser: TestApp) -> None:
    """D26."""
    sign_in(browser, "droit")
    saved(browser, f"{MASTER}/m1-papier/@@modifier", keywords="contentieux", url="https://univ.example/m1")
    browser.reset()
    assert "M1 Droit public" in browser.get("/test/@@offre?filtre=contentieux").html.find("main").text
    assert browser.get(f"{MASTER}/m1-papier").html.find("a", href="https://univ.example/m1") is not None


def test_what_a_component_tells_is_read_by_who_looks_at_its_formations(browser: TestApp) -> None:
    """D01."""
    sign_in(browser, "droit")
    saved(browser, "/test/droit/@@modifier", info_fr="Rentrée le 1er septembre.")
    browser.reset()
    assert "Rentrée le 1er septembre." in browser.get(f"{MASTER}/m1-droit")
    assert "Rentrée le 1er septembre." not in browser.get("/test/sciences/master/m1-maths")
