"""Accessibility of a page as it stands: zero violations, no sideways scroll."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def check(page: Page) -> None:
    """Run axe at the page's width, then at 360 and 320 pixels look for what sticks out."""
    result = _AXE.run(page)
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"
    size = page.viewport_size
    assert size is not None
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} px wide in a window of {width}"
    page.set_viewport_size(size)
