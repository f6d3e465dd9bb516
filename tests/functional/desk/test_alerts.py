"""The five alerts to a commission: when each leaves, to whom, in which language, and how they are switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.domain.codes import DecisionKind
from ecandidat.resources import ROOT, find
from ecandidat.services import application as applying
from ecandidat.services import desk
from tests import seed
from tests.functional.doors import sign_in
from tests.unit.services.test_application import fill

FORMATION = "/test/droit/master/m1-droit"


def applied(portal: Any, number: str = "CANDIDAT") -> Any:
    candidate = portal["candidats"][number] if number in portal["candidats"] else seed.candidate(portal, number)
    return applying.apply(seed.work(portal, candidate.userid), find(portal, FORMATION), candidate)


def decided(portal: Any, number: str, kind: DecisionKind, **more: Any) -> Any:
    application = applied(portal, number)
    work = seed.work(portal, "s-droit")
    types = portal["test"].decision_types.values()
    desk.decide(work, application, next(one.__name__ for one in types if one.kind is kind), **more)
    desk.validate_decision(work, application)
    return application


def proposed(portal: Any) -> None:
    applying.propose(seed.work(portal, "s-droit"), find(portal, FORMATION), portal["candidats"]["CANDIDAT"])


def cancelled(portal: Any) -> None:
    applying.cancel(seed.work(portal, "c-CANDIDAT"), applied(portal))


def submitted(portal: Any) -> None:
    work, application = seed.work(portal, "c-CANDIDAT"), applied(portal)
    fill(work, application)
    applying.submit(work, application)


def withdrawn(portal: Any) -> None:
    application = decided(portal, "CANDIDAT", DecisionKind.FAVOURABLE)
    applying.withdraw(seed.work(portal, "c-CANDIDAT"), application)


def called(portal: Any) -> None:
    find(portal, FORMATION).capacity = 1
    admitted = decided(portal, "CANDIDAT", DecisionKind.FAVOURABLE)
    decided(portal, "SECOND01", DecisionKind.WAITING_RANKED, rank=1)
    applying.withdraw(seed.work(portal, "c-CANDIDAT"), admitted)


ACTS: dict[str, Callable[[Any], None]] = {
    "PROPOSITION": proposed, "ANNULATION": cancelled, "TRANSMISSION": submitted, "DESISTEMENT": withdrawn,
    "LISTE_PRINC": called,
}  # fmt: skip


def alerts(portal: Any, code: str) -> list[Any]:
    return [mail for mail in portal.outbox.values() if mail.code == f"COMMISSION_ALERT_{code}"]


@pytest.mark.parametrize("code", ACTS)
def test_each_act_alerts_the_commission_in_french_unless_it_switched_that_off(
    browser: TestApp, database: Any, code: str
) -> None:
    """M44, X18."""
    sign_in(browser, "droit")
    form = browser.get("/test/droit/commissions/commission/@@modifier").forms["deform"]
    form["alert_mail"] = "alertes@univ.example"
    form.submit(status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        portal["candidats"]["CANDIDAT"].language = "en"
        ACTS[code](portal)
        (alert,) = alerts(portal, code)
        assert (alert.recipient, alert.language) == ("alertes@univ.example", "fr")
        told = [mail for mail in portal.outbox.values() if mail.recipient == portal["candidats"]["CANDIDAT"].mail]
        assert {mail.language for mail in told} <= {"en"}
        transaction.doom()
        transaction.abort()
    form = browser.get("/test/droit/commissions/commission/@@modifier").forms["deform"]
    for box in form.fields["checkbox"]:
        if box._value == code:
            box.checked = False
    form.submit(status=303)
    with transaction.manager:
        portal = database.open().root()[ROOT]
        ACTS[code](portal)
        assert alerts(portal, code) == []
