"""« Candidater »: allowed, or refused with what to do next."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from ecandidat.resources import find
from tests.functional.candidate import road
from tests.functional.doors import sign_in


def test_the_question_tells_what_will_be_asked(browser: TestApp) -> None:
    """C057."""
    sign_in(browser, "CANDIDAT")
    page = browser.get(f"{road.FORMATION}/@@candidater")
    page.mustcontain("M1 Droit privé", "UFR Droit", "Dossier dématérialisé", "Curriculum Vitae", "Lettre de motivation")
    handicap = next(item for item in page.html.select("main li") if "handicap" in item.get_text())
    assert "si vous êtes concerné" in handicap.get_text()


def test_applying_leads_to_the_application_and_to_the_list(browser: TestApp, connection: Any) -> None:
    """C057, C062, C063."""
    page = road.apply(browser)
    shown = browser.get(page)
    shown.mustcontain(
        "Votre candidature est enregistrée",
        "Récapitulatif de votre candidature - MARTIN CAMILLE (CANDIDAT)",
        "Informations détaillées", "Dates utiles", "Adresse de contact", "2 rue Jean Carbonnier",
        "Procédure dématérialisée, veuillez déposer vos pièces via les commandes du tableau avant le",
    )  # fmt: skip
    row = browser.get("/candidats/CANDIDAT/candidatures").html.select_one("table tbody tr").get_text(" ", strip=True)
    assert row.startswith("M1 Droit privé")
    assert row.count("En attente") == 2
    portal = road.portal_now(connection)
    assert [portal.outbox[key].code for key in find(portal, page).mails] == ["CANDIDATURE"]


def test_an_incomplete_profile_leads_to_its_missing_steps(browser: TestApp) -> None:
    """C056."""
    sign_in(browser, "NOUVEAUX")
    page = browser.get(f"{road.FORMATION}/@@candidater")
    page.mustcontain("Complétez d'abord votre profil")
    links = [a["href"] for a in page.html.select("main .actions a")]
    assert links[:3] == [f"/candidats/NOUVEAUX/profil/{step}" for step in ("infos-perso", "adresse", "baccalaureat")]
    assert not page.html.select("main form")


def test_a_closed_formation_says_so(browser: TestApp) -> None:
    """C058."""
    sign_in(browser, "CANDIDAT")
    page = browser.get(f"{road.DROIT}/m2-ferme/@@candidater")
    page.mustcontain("Les candidatures à cette formation sont closes.")
    assert not page.html.select("main form")


def test_a_replayed_application_is_refused_and_leads_to_the_first(browser: TestApp, connection: Any) -> None:
    """C060."""
    sign_in(browser, "CANDIDAT")
    form = road.form_with(browser.get(f"{road.FORMATION}/@@candidater"), "Candidater")
    first = form.submit(status=303).location
    again = form.submit(status=409)
    again.mustcontain("Vous avez déjà une candidature à cette formation.")
    assert first.endswith(again.html.select_one("main .actions a")["href"])
    assert len(road.portal_now(connection).candidates["CANDIDAT"].applications) == 1


def test_nobody_applies_without_an_account_or_for_somebody_else(browser: TestApp) -> None:
    answer = browser.get(f"{road.FORMATION}/@@candidater", status="*")
    assert answer.status_int in (302, 303, 403)
    sign_in(browser, "droit")
    browser.get(f"{road.FORMATION}/@@candidater", status=403)


def test_a_forged_token_applies_to_nothing(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    answer = browser.post(f"{road.FORMATION}/@@candidater", {"csrf_token": "forged"}, status="*")
    assert answer.status_int in (400, 403)
    assert len(road.portal_now(connection).candidates["CANDIDAT"].applications) == 0


def test_home_says_what_is_missing_in_order(browser: TestApp) -> None:
    sign_in(browser, "NOUVEAUX")
    page = browser.get("/candidats/NOUVEAUX")
    page.mustcontain("Bienvenue", "Vous êtes connecté avec le login")
    steps = [link["href"].rsplit("/", 1)[1] for link in page.html.select(".todo a")]
    assert steps == ["infos-perso", "adresse", "baccalaureat"]


def test_home_leads_from_one_thing_to_do_to_the_next(browser: TestApp) -> None:
    page = road.apply(browser)
    links = browser.get("/candidats/CANDIDAT").html.select(".todo a")
    assert [link["href"] for link in links] == [f"{page}#piece-{key.replace('~', '-')}" for key in road.EVERY]
    assert "Déposer «\u00a0Curriculum Vitae\u00a0»" in links[1].get_text()
    road.fill(browser, page)
    assert "Transmettre ma candidature" in browser.get("/candidats/CANDIDAT").html.select_one(".todo").get_text()
    road.submit(browser, page)
    browser.get("/candidats/CANDIDAT").mustcontain("Vous n'avez rien à faire pour le moment")


def test_somebody_else_knows_nothing_of_an_application(browser: TestApp) -> None:
    page = road.apply(browser)
    browser.reset()
    sign_in(browser, "NOUVEAUX")
    for path in (
        page, f"{page}/@@transmettre", f"{page}/@@dossier.pdf", f"{page}/@@lettre.pdf", f"{page}/@@annuler",
        f"{page}/pieces/{road.CV}/@@fichier", f"{page}/pieces/{road.CV}/@@deposer", "/candidats/CANDIDAT",
        "/candidats/CANDIDAT/candidatures",
    ):  # fmt: skip
        browser.get(path, status=404)


def test_the_list_hides_cancelled_applications(browser: TestApp) -> None:
    """C063."""
    page = road.apply(browser)
    asked = browser.get(page).click("Annuler la candidature")
    asked.mustcontain("irréversible", "M1 Droit privé")
    after = road.form_with(asked, "Annuler la candidature").submit(status=303).follow()
    after.mustcontain("Votre candidature est annulée.")
    assert road.buttons(after) == ["Télécharger mon dossier"]
    listed = browser.get("/candidats/CANDIDAT/candidatures")
    listed.mustcontain("Aucune candidature", "Candidatures annulées")
    assert page in [a["href"] for a in listed.html.select("details a")]
