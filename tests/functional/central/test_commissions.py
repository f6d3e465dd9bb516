"""A commission as its managers set it: who it is, who sits there, who presides, how it signs."""

from __future__ import annotations

import io
from typing import Any

import transaction
from PIL import Image
from webtest import TestApp, Upload

from ecandidat.models.offer import MemberNote
from ecandidat.resources import ROOT
from ecandidat.services import commissions
from tests.functional.doors import sign_in

HERE = "/test/droit/commissions/commission"


def commission_of(database: Any) -> Any:
    portal = database.open(transaction.TransactionManager()).root()[ROOT]
    return portal["test"]["droit"].commissions["commission"]


def test_a_member_presides_with_a_comment_until_they_leave(browser: TestApp, database: Any) -> None:
    """D06."""
    sign_in(browser, "droit")
    page = browser.get(HERE).click(href="@@membre\\?compte=s-membre")
    form = page.forms["deform"]
    form["president"], form["comment"] = True, "Présente le mardi <b>"
    page = form.submit(status=303).follow()
    assert "Préside" in page
    assert "Présente le mardi &lt;b&gt;" in page
    portal = database.open(transaction.TransactionManager()).root()[ROOT]
    found = portal["test"]["droit"].commissions["commission"]
    assert commissions.note_of(found, "s-membre") == MemberNote(True, "Présente le mardi <b>")
    assert "membre" in [entry.act for entry in found.journal]
    leave = next(form for form in page.forms.values() if form.action.endswith("@@retirer-membre"))
    leave.submit(status=303)
    assert not commission_of(database).notes
    browser.get(f"{HERE}/@@membre?compte=s-membre", status=404)


def test_two_managers_do_not_overwrite_each_other_on_a_member(browser: TestApp, database: Any) -> None:
    """D06."""
    sign_in(browser, "droit")
    mine, theirs = (browser.get(f"{HERE}/@@membre?compte=s-membre").forms["deform"] for _ in range(2))
    theirs["comment"] = "Absente en mai"
    theirs.submit(status=303)
    mine["comment"] = "Présente en mai"
    page = mine.submit(status=409)
    assert page.forms["deform"]["comment"].value == "Présente en mai"
    assert commission_of(database).notes["s-membre"].comment == "Absente en mai"


def test_members_themselves_and_other_components_change_nothing(browser: TestApp, database: Any) -> None:
    for login in ("membre", "sciences", "CANDIDAT"):
        browser.reset()
        sign_in(browser, login)
        browser.get(f"{HERE}/@@membre?compte=s-membre", status=403)


def test_contact_letters_alerts_and_signature_are_set_on_screen(browser: TestApp, database: Any) -> None:
    """D05, M42."""
    sign_in(browser, "droit")
    form = browser.get(f"{HERE}/@@modifier").forms["deform"]
    form["signatory"], form["letters"], form["alert_mail"] = "La présidente du jury", False, "alertes@univ.example"
    form["address"], form["return_note_fr"] = "2 rue A\n86000 Poitiers", "Avant le 1er juin."
    form.submit(status=303)
    image = io.BytesIO()
    Image.new("RGB", (60, 20), "navy").save(image, "PNG")
    page = browser.get(f"{HERE}/@@deposer-signature")
    form = next(form for form in page.forms.values() if "fichier" in form.fields)
    form["fichier"] = Upload("signature.png", image.getvalue(), "image/png")
    form.submit(status=303)
    found = commission_of(database)
    assert (found.signatory, found.letters, found.alert_mail) == (
        "La présidente du jury", False, "alertes@univ.example"
    )  # fmt: skip
    assert found.address == ("2 rue A", "86000 Poitiers")
    assert found.signature.content_type == "image/png"
    page = browser.get(f"{HERE}/@@deposer-signature")
    form = next(form for form in page.forms.values() if "fichier" in form.fields)
    form["fichier"] = Upload("signature.svg", b"<svg onload='alert(1)'/>", "image/png")
    assert form.submit(status="*").status_int in (409, 422)
