"""Messages between pages travel in the session's cookie, which browsers limit to 4 kB."""

from __future__ import annotations

from typing import Any

from webtest import TestApp

from tests.functional.candidate import road


def test_many_acts_without_a_page_between_them_keep_the_last_messages(browser: TestApp) -> None:
    page = road.apply(browser)
    token = browser.get(page).forms[0]["csrf_token"].value
    acts: list[Any] = [f"{page}/pieces/{road.HANDICAP}/@@concerne", f"{page}/pieces/{road.HANDICAP}/@@non-concerne"]
    for number in range(30):
        browser.post(acts[number % 2], {"csrf_token": token}, status="*")
        browser.post(f"{page}/@@transmettre", {"csrf_token": token}, status=303)
    shown = browser.get(page).html.select(".flash [role], .flash .notice")
    assert 1 <= len(shown) <= 6
