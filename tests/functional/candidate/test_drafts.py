"""What was typed and not saved: kept by the server, taken up again, thrown away; all of it without a script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.identifiers import new_key
from tests.functional.candidate.road import form_with, portal_now
from tests.functional.candidate.test_profile_personal import fill
from tests.functional.doors import sign_in

BASE = "/candidats/CANDIDAT/profil"
JSON = {"Accept": "application/json"}
STAGE = {"year": "2016", "duration": "6 mois", "organisation": "EDF", "description": "Fichier client,\r\n« relances »"}


def keep(browser: TestApp, form: Any, url: str, **more: Any) -> Any:
    """What ``autosave.js`` sends."""
    return browser.post(url, form.submit_fields(), headers=JSON, **more)


def stored(connection: Any) -> Any:
    """The candidate's profile as committed by now."""
    return portal_now(connection).candidates["CANDIDAT"].profile


def watched(page: Any) -> tuple[Any, str]:
    """The form and where its drafts go."""
    form = page.forms["profil"]
    return form, page.html.find(id="profil")["data-autosave"]


def notice(page: Any) -> str:
    """The words of the notice about a draft, '' without one."""
    found = page.html.find("form", attrs={"data-discard": True})
    return " ".join(found.find_parent(class_="notice").get_text().split()) if found else ""


def discard(page: Any) -> Any:
    """« Effacer le brouillon »."""
    form = next(form for form in page.forms.values() if "effacer" in form.fields)
    return form.submit("effacer", status=303).follow()


def test_a_step_left_unsaved_is_found_as_it_was_typed(browser: TestApp) -> None:
    """C102: the draft of what precedes an application: each form of the profile, whole or not. The application itself
    is a draft too, from « Candidater » to « Transmettre »: it is « En attente » and its pieces are kept one by one.
    """
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"], form["line2"], form["postcode"] = "3 impasse des", "", "8600"
    assert len(keep(browser, form, url).json["at"]) == 5
    page = browser.get(f"{BASE}/adresse")
    assert notice(page).startswith("Brouillon du ")
    assert page.forms["profil"]["line1"].value == "3 impasse des"
    assert page.forms["profil"]["postcode"].value == "8600"
    assert "Cette page a changé" not in page
    assert notice(browser.get(f"{BASE}/baccalaureat")) == ""


def test_a_draft_brings_the_lists_that_it_needs(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["country"] = "109"
    form, _url = watched(form.submit("_refresh"))
    form["town"] = "Berlin"
    keep(browser, form, url)
    assert browser.get(f"{BASE}/adresse").forms["profil"]["town"].value == "Berlin"


def test_a_draft_is_thrown_away(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "3 impasse des Lilas"
    keep(browser, form, url)
    page = discard(browser.get(f"{BASE}/adresse"))
    page.mustcontain("Le brouillon est effacé.")
    assert page.forms["profil"]["line1"].value == "2 rue de l'église"
    assert notice(page) == ""


@pytest.mark.parametrize("button", ["suivant", "enregistrer"])
def test_saving_for_good_forgets_the_draft(browser: TestApp, portal: Any, connection: Any, button: str) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "3 impasse des Lilas"
    keep(browser, form, url)
    browser.get(f"{BASE}/adresse").forms["profil"].submit(button, status=303)
    assert stored(connection).address.line1 == "3 impasse des Lilas"
    assert notice(browser.get(f"{BASE}/adresse")) == ""


def test_a_faulty_form_keeps_its_draft(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"], form["postcode"] = "3 impasse des Lilas", "99"
    keep(browser, form, url)
    form.submit("suivant", status=422)
    assert browser.get(f"{BASE}/adresse").forms["profil"]["line1"].value == "3 impasse des Lilas"


def test_precedent_keeps_what_was_typed_without_a_script(browser: TestApp) -> None:
    """C055."""
    sign_in(browser, "CANDIDAT")
    form = browser.get(f"{BASE}/adresse").forms["profil"]
    form["line1"] = "3 impasse"
    assert form.submit("precedent", status=303).location.endswith("/infos-perso")
    page = browser.get(f"{BASE}/adresse")
    assert page.forms["profil"]["line1"].value == "3 impasse"
    assert notice(page)
    assert page.forms["profil"].submit("suivant", status=303).location.endswith("/baccalaureat")


def test_precedent_with_nothing_typed_leaves_nothing(browser: TestApp, portal: Any, connection: Any) -> None:
    """C055."""
    sign_in(browser, "CANDIDAT")
    browser.get(f"{BASE}/adresse").forms["profil"].submit("precedent", status=303)
    assert notice(browser.get(f"{BASE}/adresse")) == ""


def test_the_enter_key_leads_on(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    page = browser.get(f"{BASE}/adresse")
    first = page.html.select_one("#profil button[type=submit]")
    assert first.get_text(strip=True) == "Suivant"
    assert page.forms["profil"].submit(first["name"], status=303).location.endswith("/baccalaureat")


def test_what_somebody_else_saved_meanwhile_is_shown_beside_the_draft(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "3 impasse des Lilas"
    keep(browser, form, url)
    candidate = portal.candidates["CANDIDAT"]
    candidate.profile.address = replace(candidate.profile.address, line1="9 place du Marché")
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    page = browser.get(f"{BASE}/adresse")
    page.mustcontain("Cette page a changé", "9 place du Marché")
    assert page.forms["profil"]["line1"].value == "3 impasse des Lilas"
    page.forms["profil"].submit("enregistrer", status=303)
    assert stored(connection).address.line1 == "3 impasse des Lilas"


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("infos-perso", {"birth_town": "Chatel"}, "birth_town"),
        ("adresse", {"line2": "Bât. B"}, "line2"),
        ("baccalaureat", {"year": "201"}, "year"),
        ("cursus-externe?entree=nouvelle", {"label": "DUT Gestion"}, "label"),
        ("stages?entree=nouvelle", STAGE, "description"),
        ("experiences-pro?entree=nouvelle", {"title": "Vendeuse", "description": "Accueil\r\ncaisse"}, "description"),
    ],
)
def test_every_form_of_the_profile_has_its_draft(
    browser: TestApp, step: str, typed: dict[str, str], field: str
) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/{step}"))
    keep(browser, fill(form, **typed), url)
    page = browser.get(f"{BASE}/{step}")
    assert page.forms["profil"][field].value.replace("\r\n", "\n") == typed[field].replace("\r\n", "\n")
    assert notice(page)


def test_a_new_line_left_unsaved_waits_in_its_list(browser: TestApp, portal: Any, connection: Any) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/stages?entree=nouvelle"))
    keep(browser, fill(form, **STAGE), url)
    page = browser.get(f"{BASE}/stages")
    page.mustcontain("Une saisie n'est pas enregistrée")
    page = page.click("Reprendre le brouillon")
    assert page.forms["profil"]["organisation"].value == "EDF"
    listed = page.forms["profil"].submit("enregistrer", status=303).follow()
    assert "Une saisie n'est pas enregistrée" not in listed
    assert [entry.organisation for entry in stored(connection).internships] == ["EDF"]
    assert notice(listed.click("Modifier")) == ""
    assert browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"]["organisation"].value == ""


def test_each_line_has_a_draft_of_its_own(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    for organisation in ("EDF", "SNCF"):
        form = browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"]
        fill(form, **{**STAGE, "organisation": organisation}).submit("enregistrer", status=303)
    form, url = watched(browser.get(f"{BASE}/stages").click("Modifier", index=0))
    held = form["organisation"].value
    form["organisation"] = "La Poste"
    keep(browser, form, url)
    page = browser.get(f"{BASE}/stages")
    assert len(page.html.select("tbody .status-draft")) == 1
    assert page.click("Modifier", index=0).forms["profil"]["organisation"].value == "La Poste"
    assert notice(page.click("Modifier", index=1)) == ""
    page = discard(page.click("Modifier", index=0))
    assert held in page
    assert not page.html.select(".status-draft")


def test_a_manager_and_the_candidate_keep_drafts_apart(browser: TestApp, wsgi: Any) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "secret du candidat"
    keep(browser, form, url)
    manager = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    sign_in(manager, "admin")
    page = manager.get(f"{BASE}/adresse")
    assert "secret du candidat" not in page
    form, url = watched(page)
    form["line1"] = "saisie du gestionnaire"
    keep(manager, form, url)
    assert browser.get(f"{BASE}/adresse").forms["profil"]["line1"].value == "secret du candidat"
    assert manager.get(f"{BASE}/adresse").forms["profil"]["line1"].value == "saisie du gestionnaire"


@pytest.mark.parametrize("login", ["NOUVEAUX", "sciences", "membre", "droit"])
def test_nobody_else_writes_a_draft(browser: TestApp, portal: Any, connection: Any, login: str) -> None:
    sign_in(browser, login)
    token = browser.get("/compte/mot-de-passe").html.find("input", {"name": "csrf_token"})["value"]
    browser.post(f"{BASE}/adresse/@@brouillon", {"csrf_token": token, "line1": "x"}, headers=JSON, status=(403, 404))
    assert portal.candidates["CANDIDAT"].drafts is None


def test_a_visitor_is_told_to_sign_in(browser: TestApp) -> None:
    browser.post(f"{BASE}/adresse/@@brouillon", {"line1": "x"}, headers=JSON, status=401)


@pytest.mark.parametrize("query", ["?entree=", "?entree=nouvelle", "?entree=../../x", ""])
def test_a_draft_of_a_line_needs_its_key(browser: TestApp, query: str) -> None:
    sign_in(browser, "CANDIDAT")
    form = browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"]
    keep(browser, form, f"{BASE}/stages/@@brouillon{query}", status=404)
    keep(browser, form, f"{BASE}/cursus-interne/@@brouillon", status=404)
    keep(browser, form, f"{BASE}/adresse/@@brouillon?entree={new_key()}", status=404)


def test_a_hostile_draft_is_refused_and_breaks_nothing(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/stages?entree=nouvelle"))
    token = form["csrf_token"].value
    browser.post(url, {"csrf_token": token, "description": "x" * 70_000}, headers=JSON, status=409)
    browser.post(url, {"csrf_token": token, "__end__": "x:mapping"}, headers=JSON, status=400)
    browser.post(url, {"csrf_token": token, "__start__": "organisation:mapping"}, headers=JSON, status=400)
    mapping = [("csrf_token", token), ("__start__", "organisation:mapping"), ("a", "b"),
               ("__end__", "organisation:mapping"), ("year", "\x00<script>"), ("organisation", "\u202e")]  # fmt: skip
    browser.post(url, mapping, headers=JSON, status=200)
    page = browser.get(f"{BASE}/stages?entree=nouvelle")
    assert "<script>" not in page.html.find(id="profil").decode_contents()


def test_without_a_script_a_draft_leads_back(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "3 impasse"
    assert browser.post(url, form.submit_fields(), status=303).location.endswith("/adresse")


def test_reading_a_page_writes_nothing(browser: TestApp, database: Any) -> None:
    sign_in(browser, "CANDIDAT")
    form, url = watched(browser.get(f"{BASE}/adresse"))
    form["line1"] = "3 impasse"
    keep(browser, form, url)
    before = database.lastTransaction()
    browser.get(f"{BASE}/adresse")
    browser.get(f"{BASE}/stages?entree=nouvelle")
    assert database.lastTransaction() == before


def test_a_line_that_is_removed_takes_its_draft_along(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form = fill(browser.get(f"{BASE}/stages?entree=nouvelle").forms["profil"], **STAGE)
    listed = form.submit("enregistrer", status=303).follow()
    form, url = watched(listed.click("Modifier"))
    form["organisation"] = "La Poste"
    keep(browser, form, url)
    asked = browser.get(f"{BASE}/stages").click("Supprimer")
    form_with(asked, "Supprimer").submit(status=303).follow().mustcontain(no="Une saisie n'est pas enregistrée")
