"""A session ends while somebody types: the text is kept, they sign in, it is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from webtest import TestApp

from tests.functional.account.doors import sign_in
from tests.functional.candidate import road
from tests.seed import PASSWORD
from tests.stories.road import with_field

URL = "/candidats/CANDIDAT/profil/stages?entree=nouvelle"
TEXT = "Gestion du fichier client :\n« démarchage » & <b>relances</b>, 35 h par semaine"


def ended(browser: TestApp) -> Any:
    """Fill a form in, lose the session, press « Enregistrer »; the page that comes."""
    sign_in(browser, "CANDIDAT")
    form = with_field(browser.get(URL), "organisation")
    form["year"], form["duration"], form["organisation"], form["description"] = "2025", "6 mois", "EDF", TEXT
    browser.reset()
    return form.submit("enregistrer", status=403)


def test_what_was_typed_is_sent_once_signed_in_again(browser: TestApp) -> None:
    page = ended(browser)
    page.mustcontain("Votre session a pris fin", "Gestion du fichier client", "&lt;b&gt;relances")
    form = with_field(page, "suite")
    form["utilisateur"], form["mot_de_passe"] = "CANDIDAT", "faux"
    form = with_field(form.submit(status=422), "suite")
    assert form["utilisateur"].value == "CANDIDAT"
    form["mot_de_passe"] = PASSWORD
    again = with_field(form.submit(status=200), "organisation")
    assert again.submit(status=303).location.endswith("/candidats/CANDIDAT/profil/stages")
    saved = browser.get("/candidats/CANDIDAT/profil/stages")
    saved.mustcontain("EDF")
    edited = saved.click("Modifier", index=0)
    assert with_field(edited, "description")["description"].value.replace("\r\n", "\n") == TEXT


def test_who_signed_in_again_in_another_tab_sends_what_was_typed(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form = with_field(browser.get(URL), "organisation")
    form["year"], form["duration"], form["organisation"], form["description"] = "2025", "6 mois", "EDF", TEXT
    browser.reset()
    sign_in(browser, "CANDIDAT")
    elsewhere = form.submit("enregistrer", headers={"Origin": "https://mechant.example"}, status=400)
    assert "Envoyer ce que j'avais saisi" not in elsewhere
    page = form.submit("enregistrer", headers={"Origin": "http://localhost"}, status=400)
    page.mustcontain("La page a expiré", "Envoyer ce que j'avais saisi")
    with_field(page, "organisation").submit(status=303)
    browser.get("/candidats/CANDIDAT/profil/stages").mustcontain("EDF")


def test_somebody_else_saves_nothing_there(browser: TestApp) -> None:
    form = with_field(ended(browser), "suite")
    form["utilisateur"], form["mot_de_passe"] = "NOUVEAUX", PASSWORD
    with_field(form.submit(), "organisation").submit(status=404)


@pytest.mark.parametrize("url", ["", "https://mechant.example/", "//mechant.example", "javascript:alert(1)"])
def test_nothing_is_sent_to_another_site(browser: TestApp, url: str) -> None:
    form = with_field(ended(browser), "suite")
    form["suite_url"], form["utilisateur"], form["mot_de_passe"] = url, "CANDIDAT", PASSWORD
    form.submit(status=400)


@pytest.mark.parametrize("origin", ["https://mechant.example", "null", "http://localhost.mechant.example", "http://[x"])
def test_what_another_site_sent_is_not_carried(browser: TestApp, origin: str) -> None:
    refused = browser.post(URL, {"organisation": "Mechant"}, headers={"Origin": origin}, status=403)
    assert "suite" not in {name for form in refused.forms.values() for name in form.fields}
    own = browser.post(URL, {"organisation": "EDF"}, headers={"Origin": "http://localhost"}, status=403)
    assert "EDF" in with_field(own, "suite")["suite"].value


HALF = '[["organisation", "une demi-lettre \\ud83d au milieu"]]'
"""JSON may escape what no page can show."""


@pytest.mark.parametrize("suite", ["", "{", "[1]", '[["a"]]', '[["a", 1]]', json.dumps("a"), "[" * 5000, HALF])
def test_a_forged_text_is_refused(browser: TestApp, suite: str) -> None:
    form = with_field(ended(browser), "suite")
    form["suite"], form["utilisateur"], form["mot_de_passe"] = suite, "CANDIDAT", PASSWORD
    form.submit(status=400)


def test_a_password_is_neither_carried_nor_shown(browser: TestApp) -> None:
    sign_in(browser, "CANDIDAT")
    form = with_field(browser.get("/compte/mot-de-passe"), "mot_de_passe_actuel")
    secret = "une phrase de passe bien longue"
    for name in ("mot_de_passe_actuel", "mot_de_passe", "confirmation_mot_de_passe"):
        form[name] = secret
    browser.reset()
    page = form.submit("enregistrer", status=403)
    assert secret not in page
    assert "Connectez-vous pour continuer." in page


def test_a_manager_loses_no_note(browser: TestApp, wsgi: Any) -> None:
    other = TestApp(wsgi, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
    application = road.apply(other)
    sign_in(browser, "droit")
    form = with_field(browser.get(f"{application}/@@notes"), "note")
    form["note"] = TEXT
    browser.reset()
    form = with_field(form.submit("enregistrer", status=403), "suite")
    form["utilisateur"], form["mot_de_passe"] = "droit", PASSWORD
    with_field(form.submit(status=200), "note").submit(status=303).follow().mustcontain("La note est ajoutée.")
    browser.get(application).mustcontain("Gestion du fichier client")
