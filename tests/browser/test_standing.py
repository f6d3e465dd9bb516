"""Where one stands, in Chromium: home, the clock near a deadline, « Mes alertes », at desk and phone widths."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from ecandidat.domain.moments import civil
from ecandidat.services.demo import PASSWORD as STAFF_PASSWORD
from ecandidat.work import clock
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_road import MANAGER, sign_in

CANDIDATE = "complet@candidats.example.org"
FORMATION = "/poitiers/droit/licence/l2-droit"
HOME = re.compile(r"/candidats/\w+$")


def test_a_deadline_that_nears_is_counted_down(chromium: Browser, server: str) -> None:
    candidate, manager = new_page(chromium, server), new_page(chromium, server)
    sign_in(candidate, CANDIDATE, STAFF_PASSWORD)
    home = candidate.url
    assert HOME.search(home)
    candidate.goto(f"{FORMATION}/@@candidater")
    candidate.get_by_role("button", name="Candidater").click()
    expect(candidate.get_by_text("Informations détaillées")).to_be_visible()
    application = candidate.url
    sign_in(manager, MANAGER, STAFF_PASSWORD)
    close_tomorrow(manager)
    for width in (1280, 360):
        candidate.set_viewport_size({"width": width, "height": 900})
        for url in (home, application):
            candidate.goto(url)
            box = candidate.locator("[data-countdown]")
            expect(box).to_contain_text(re.compile(r"Il est \d\d:\d\d \(heure de Paris\)"))
            expect(box).to_contain_text(re.compile(r"Il reste .*(jour|heure|minute)"))
            axe.check(candidate)
    candidate.goto(home)
    first = candidate.locator(".standing").first
    expect(first.get_by_role("link", name="L2 Droit")).to_be_visible()
    expect(first.get_by_text("À faire avant le")).to_be_visible()
    first.locator(".todo a").first.click()
    expect(candidate).to_have_url(re.compile("#piece-"))


def test_the_clock_goes_on_by_the_servers_time(chromium: Browser, server: str) -> None:
    page = new_page(chromium, server)
    # The reader's clock is twenty-five years late: it changes nothing.
    page.clock.install(time="2001-01-01T12:00:00")
    sign_in(page, CANDIDATE, STAFF_PASSWORD)
    box = page.locator("[data-countdown]").first
    expect(box).to_be_visible()
    before = box.inner_text()
    assert re.search(r"Il reste (1 jour|\d+ (jours|heures|minutes))", before)
    page.clock.fast_forward("02:00")
    expect(box).not_to_have_text(before)
    page.clock.fast_forward(72 * 3_600_000)
    expect(box).to_contain_text("Le délai est passé.")


def close_tomorrow(page: Page) -> None:
    """The manager brings the end of the formation near, and confirms for those who have applied."""
    page.goto(f"{FORMATION}/@@modifier")
    today = civil(clock())
    for label, days in (("Date de fin de dépôt des vœux", 0), ("Date limite de retour", 1)):
        page.get_by_label(label).fill((today + timedelta(days=days)).strftime("%d/%m/%Y"))
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Enregistrer ces dates").click()
    expect(page.get_by_text("Les modifications sont enregistrées.")).to_be_visible()


def test_alerts_at_both_widths(chromium: Browser, server: str) -> None:
    page = new_page(chromium, server)
    sign_in(page, CANDIDATE, STAFF_PASSWORD)
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Mes alertes").click()
    page.get_by_role("button", name="Créer mon adresse de calendrier").click()
    address = page.get_by_label("Adresse secrète de mon calendrier").input_value()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        axe.check(page)
    answer = chromium.new_context().request.get(address)
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Supprimer l'adresse").click()
    expect(page.get_by_role("button", name="Créer mon adresse de calendrier")).to_be_visible()
    assert chromium.new_context().request.get(address).status == 404
