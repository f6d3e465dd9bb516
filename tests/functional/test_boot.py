"""The application starts and answers."""

from __future__ import annotations

from webtest import TestApp


def test_an_unknown_page_is_a_page(browser: TestApp) -> None:
    browser.get("/nulle-part", status=404)
