"""The whole road without JavaScript, from « Candidater » to the submission."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from tests.functional.candidate import road


def test_a_candidate_applies_deposits_and_submits(browser: TestApp) -> None:
    page = road.apply(browser)
    shown = browser.get(page)
    shown.mustcontain("Récapitulatif de votre candidature - MARTIN CAMILLE (CANDIDAT)", "Informations détaillées")
    after = road.fill(browser, page)
    after.mustcontain("Il reste à transmettre")
    done = road.submit(browser, page)
    done.mustcontain("Votre candidature est transmise")
