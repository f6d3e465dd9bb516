"""Applications made through the services, committed, for stories of managers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from ecandidat.domain.profiles import ProfileKind
from ecandidat.services import application as service
from ecandidat.services import pieces, rights, rights_profiles
from ecandidat.services.situation import piece_views
from tests import seed

MAIN = "m1-droit"


def pdf(width: int = 595) -> BytesIO:
    """A small real PDF; another width makes another file."""
    target = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(width, 842))
    document.save(target)
    target.seek(0)
    return target


def fill(work: Any, application: Any) -> None:
    """Answer every piece."""
    for view in piece_views(application):
        if view.demand.conditional:
            pieces.set_not_concerned(work, application, view.demand, concerned=False)
        else:
            pieces.deposit(work, application, view.demand, pdf(), f"{view.demand.__name__}.pdf")


def formation(portal: Any, code: str = MAIN) -> Any:
    """A formation of the component « droit »."""
    return portal["test"]["droit"]["master"][code]


def applied(portal: Any, number: str = "CANDIDAT", code: str = MAIN, *, sent: bool = False) -> Any:
    """An application of a candidate, submitted or not; commit it with :func:`commit`."""
    candidate = portal.candidates.get(number)
    if candidate is None:
        candidate = seed.candidate(portal, number, birth_name=f"DURAND{number[-2:]}", first_name="LOU")
    work = seed.work(portal, candidate.userid, "Le candidat")
    made = service.apply(work, formation(portal, code), candidate)
    if sent:
        fill(work, made)
        service.submit(work, made)
    return made


def commit(connection: Any) -> None:
    """Write what was made, and see what others wrote since."""
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def refresh(connection: Any) -> None:
    """See what the browser wrote."""
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()


def manager(portal: Any) -> Any:
    """The work of the component manager."""
    return seed.work(portal, "s-droit", "Droit Test")


def form_of(page: Any, *fields: str) -> Any:
    """The form of a page that has all these fields."""
    return next(form for form in page.forms.values() if all(field in form.fields for field in fields))


def radio(form: Any, label: str) -> None:
    """Tick the radio button that bears a label."""
    for name, fields in form.fields.items():
        for field in fields:
            for value, _checked, _text in getattr(field, "options", []):
                found = form.html.find("input", {"type": "radio", "name": name, "value": value})
                if found is not None and form.html.find("label", {"for": found["id"]}).text.strip() == label:
                    form[name] = value
                    return
    raise AssertionError(f"no radio button « {label} »")


def jury(portal: Any, right: str) -> None:
    """Somebody of the commission, ``jury``, who does one thing more than read, and sees the complete files alone."""
    test, admin = portal["test"], seed.work(portal, "s-admin")
    levels = {"GEST_CANDIDATURE": "R", "GEST_FEN_CAND": "R", right: "W"}
    rights_profiles.create(admin, test, "jury", "Jury", ProfileKind.COMMISSION, levels)
    rights.grant(admin, test["droit"].commissions["commission"], "jury", seed.staff(portal, "jury"))
    test.commission_statuses = ("CO",)
