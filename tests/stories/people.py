"""People at their browsers, without JavaScript: what they see and press; a mail server that keeps what arrives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from webtest import TestApp
from webtest.forms import Form
from webtest.response import TestResponse

from tests.functional.doors import sign_in
from tests.stories.road import follow, forms, tick, with_field


class Person:
    """Somebody signed in, at a browser of their own."""

    def __init__(self, application: Any, login: str) -> None:
        self.browser = TestApp(application, extra_environ={"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "fr"})
        self.login = login
        self.home = sign_in(self.browser, login).maybe_follow()

    def opens(self, path: str, status: int = 200) -> TestResponse:
        """The page at a path."""
        return self.browser.get(path, status=status)

    def reads(self, path: str) -> str:
        """The words of a page, one space between them."""
        return words(self.opens(path).html.select_one("main"))

    def may_not_open(self, *paths: str) -> None:
        """Each path says that there is nothing, or nothing for them."""
        for path in paths:
            assert self.browser.get(path, expect_errors=True).status_int in (403, 404), f"{self.login}: {path}"

    def lists(self, place: str, query: str = "") -> list[dict[str, str]]:
        """The rows of « Candidatures »: heading → text."""
        return rows(self.opens(f"{place}/@@candidatures{query}"))

    def ticks(self, place: str, act: str, names: Iterable[str], query: str = "") -> TestResponse:
        """Tick the rows of these names, choose an act, press « Agir sur la sélection »."""
        form = with_field(self.opens(f"{place}/@@candidatures{query}"), "acte", "c")
        wanted = {name.upper() for name in names}
        for box in form.fields["c"]:
            row = form.html.find("input", {"value": box._value}).find_parent("tr")
            name = row.select_one(".desk-name").get_text()
            box.checked = name in wanted
            wanted.discard(name)
        assert wanted == set(), f"not in the list of {self.login}"
        form["acte"] = act
        return follow(form.submit())

    def fills(self, page: TestResponse, values: Mapping[str, Any], choice: str = "") -> TestResponse:
        """Fill the form that has these fields, tick the radio button of that label, press « Enregistrer »."""
        form = with_field(page, *values)
        if choice:
            tick(form, choice)
        for name, value in values.items():
            form[name] = value
        return follow(form.submit("enregistrer", status=303))


def words(node: Any) -> str:
    """The text of a node, one space between words."""
    return " ".join(node.get_text(" ").split())


def form_with(page: TestResponse, button: str) -> Form:
    """The form that has a button of this name."""
    return next(form for form in forms(page) if button in form.fields)


def rows(page: TestResponse) -> list[dict[str, str]]:
    """The rows of a list: heading → text."""
    heads = [words(head) for head in page.html.select("thead th.sortable")]
    lines = [
        [words(cell) for cell in line.select("td") if not {"desk-check", "desk-alert"} & set(cell.get("class", ()))]
        for line in page.html.select("#liste tbody tr")
    ]
    return [dict(zip(heads, line, strict=True)) for line in lines]
