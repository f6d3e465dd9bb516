"""A double click, « back », a request sent twice, a page left open: one effect, and on what was seen."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import DecisionKind
from ecandidat.resources import find
from ecandidat.services import desk
from tests.functional.candidate import road
from tests.functional.candidate.test_profile_personal import fill
from tests.functional.doors import sign_in
from tests.seed import PASSWORD
from tests.stories.road import with_field
from tests.unit.documents.samples import pdf

STAGES = "/candidats/CANDIDAT/profil/stages"
STAGE = {"year": "2016", "duration": "6 mois", "organisation": "EDF", "description": "Fichier client"}


def mails(connection: Any, page: str) -> list[str]:
    """The codes of the mails of an application."""
    portal = road.portal_now(connection)
    return [portal.outbox[key].code for key in find(portal, page).mails]


def organisations(connection: Any) -> list[str]:
    """The candidate's internships."""
    return [entry.organisation for entry in road.portal_now(connection).candidates["CANDIDAT"].profile.internships]


def test_applying_twice_is_one_application(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    form = road.form_with(browser.get(f"{road.FORMATION}/@@candidater"), "Candidater")
    page = form.submit(status=303).location.removeprefix("http://localhost")
    form.submit(status=409)
    assert list(road.portal_now(connection).candidates["CANDIDAT"].applications) == [page.rsplit("/", 1)[-1]]
    assert mails(connection, page) == ["CANDIDATURE"]


def test_a_file_deposited_twice_is_one_file(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    form = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@deposer")
    for _click in range(2):
        sent = [("fichier", "cv.pdf", pdf(), "application/pdf")]
        browser.post(form.action, {"csrf_token": form["csrf_token"].value}, upload_files=sent, status=303)
    assert len(road.portal_now(connection).candidates["CANDIDAT"].documents) == 1
    assert road.statuses(browser.get(page)).count("Transmise") == 1


def test_not_concerned_twice_is_once(browser: TestApp) -> None:
    page = road.apply(browser)
    form = road.form_to(browser.get(page), f"/pieces/{road.HANDICAP}/@@non-concerne")
    form.submit(status=303)
    form.submit(status="*")
    assert road.statuses(browser.get(page)).count("Non concerné") == 1


def test_submitting_twice_is_one_submission(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    form = road.form_with(browser.get(f"{page}/@@transmettre"), "Transmettre ma candidature")
    form.submit(status=303)
    assert "déjà transmise" in form.submit(status=303).follow()
    assert mails(connection, page).count("STATUT_RE") == 1
    assert len(find(road.portal_now(connection), page).snapshots) == 1


def test_cancelling_twice_is_once(browser: TestApp, connection: Any) -> None:
    page = road.apply(browser)
    form = road.form_with(browser.get(f"{page}/@@annuler"), "Annuler la candidature")
    form.submit(status=303)
    form.submit(status=303)
    assert mails(connection, page).count("CANDIDATURE_ANNULATION") == 1


@pytest.mark.parametrize(
    ("act", "label", "mail"),
    [
        ("confirmer", "Confirmation candidature", "CANDIDATURE_CONFIRM"),
        ("desister", "Désistement candidature", "CANDIDATURE_DESIST"),
    ],
)
def test_answering_twice_is_one_answer(browser: TestApp, connection: Any, act: str, label: str, mail: str) -> None:
    page = road.apply(browser)
    road.fill(browser, page)
    road.submit(browser, page)

    def admit(work: Any, application: Any) -> None:
        kinds = application.formation.establishment.decision_types.values()
        desk.decide(work, application, next(k.__name__ for k in kinds if k.kind is DecisionKind.FAVOURABLE))
        desk.validate_decision(work, application)

    road.meanwhile(connection, page, admit)
    form = road.form_with(browser.get(f"{page}/@@{act}"), label)
    form.submit(status=303)
    form.submit(status=303)
    assert mails(connection, page).count(mail) == 1


def test_a_new_line_sent_again_after_it_was_changed_is_shown_not_added(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    replayed = fill(browser.get(f"{STAGES}?entree=nouvelle").forms["profil"], **STAGE)
    listed = replayed.submit("enregistrer", status=303).follow()
    fill(listed.click("Modifier").forms["profil"], organisation="EDF-GDF").submit("enregistrer", status=303)
    replayed.submit("enregistrer", status=409).mustcontain("Cette page a changé", "EDF-GDF")
    assert organisations(connection) == ["EDF-GDF"]


def test_two_new_lines_in_two_tabs_are_two(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    one, two = (browser.get(f"{STAGES}?entree=nouvelle").forms["profil"] for _tab in range(2))
    fill(one, **STAGE).submit("enregistrer", status=303)
    fill(two, **{**STAGE, "organisation": "SNCF"}).submit("enregistrer", status=303)
    assert sorted(organisations(connection)) == ["EDF", "SNCF"]


def test_a_line_removed_twice_is_once(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    for organisation in ("EDF", "SNCF"):
        form = browser.get(f"{STAGES}?entree=nouvelle").forms["profil"]
        fill(form, **{**STAGE, "organisation": organisation}).submit("enregistrer", status=303)
    form = road.form_with(browser.get(STAGES).click("Supprimer", index=0), "Supprimer")
    form.submit(status=303)
    form.submit(status=303)
    assert len(organisations(connection)) == 1


def test_a_step_saved_twice_is_one_change(browser: TestApp, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    form = browser.get("/candidats/CANDIDAT/profil/adresse").forms["profil"]
    form["line1"] = "3 impasse des Lilas"
    form.submit("suivant", status=303)
    form.submit("suivant", status=303)
    journal = road.portal_now(connection).candidates["CANDIDAT"].journal
    assert [entry.act for entry in journal].count("profil") == 1


def test_creating_an_account_twice_is_one_account_and_one_mail(browser: TestApp, connection: Any) -> None:
    form = with_field(browser.get("/compte/creer"), "nom")
    form["nom"], form["prenom"] = "Lefèvre", "Léa"
    form["adresse_mail"] = form["confirmation_adresse_mail"] = "lea@exemple.fr"
    form["mot_de_passe"] = form["confirmation_mot_de_passe"] = PASSWORD
    before = len(road.portal_now(connection).candidates)
    for _click in range(2):
        form.submit(status=303).follow().mustcontain("Votre compte a été créé avec succès")
    portal = road.portal_now(connection)
    assert len(portal.candidates) == before + 1
    assert [mail.code for mail in portal.outbox.values() if mail.recipient == "lea@exemple.fr"] == ["CPT_MIN_CREATE"]
    again = with_field(browser.get("/compte/creer"), "nom")
    again["nom"], again["prenom"] = "Lefèvre", "Léa"
    again["adresse_mail"] = again["confirmation_adresse_mail"] = "lea@exemple.fr"
    again["mot_de_passe"] = again["confirmation_mot_de_passe"] = PASSWORD
    again.submit(status=409).mustcontain("Un compte avec cette adresse mail existe déjà")


def test_a_page_left_open_removes_no_file_that_it_did_not_show(browser: TestApp, connection: Any) -> None:
    """C098: two tabs, or a candidate and a manager, on one piece."""
    page = road.apply(browser)
    road.deposit(browser, page, road.CV, "ancien.pdf")
    left_open = road.form_to(browser.get(page), f"/pieces/{road.CV}/@@retirer")
    road.deposit(browser, page, road.CV, "nouveau.pdf", pdf(2))
    left_open.submit(status=409).mustcontain("a changé depuis que cette page est ouverte", "nouveau.pdf")
    assert "nouveau.pdf" in browser.get(page)
    road.form_to(browser.get(page), f"/pieces/{road.CV}/@@retirer").submit(status=303)
    assert "nouveau.pdf" not in browser.get(page)


def test_a_page_left_open_removes_no_line_that_it_did_not_show(browser: TestApp, connection: Any) -> None:
    """C098."""
    sign_in(browser, "CANDIDAT")
    form = fill(browser.get(f"{STAGES}?entree=nouvelle").forms["profil"], **STAGE)
    listed = form.submit("enregistrer", status=303).follow()
    left_open = road.form_with(listed.click("Supprimer"), "Supprimer")
    fill(listed.click("Modifier").forms["profil"], organisation="EDF-GDF").submit("enregistrer", status=303)
    left_open.submit(status=409).mustcontain("Cette ligne a changé")
    assert organisations(connection) == ["EDF-GDF"]
