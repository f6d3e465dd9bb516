"""The mails of a university in Chromium: their codes are long, the screen may be narrow."""

from __future__ import annotations

from playwright.sync_api import Browser

from ecandidat.services.demo import PASSWORD
from tests.browser import axe
from tests.browser.conftest import new_page
from tests.browser.test_road import sign_in


def test_the_codes_of_mails_stay_in_their_table(chromium: Browser, server: str) -> None:
    page = new_page(chromium, server)
    sign_in(page, "scolarite-poitiers", PASSWORD)
    page.goto("/poitiers/@@modeles-courriels")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        beyond = "one => one.getBoundingClientRect().right - one.parentElement.getBoundingClientRect().right"
        for table in page.locator("main table").all():
            assert table.evaluate(beyond) <= 0
    axe.check(page)
