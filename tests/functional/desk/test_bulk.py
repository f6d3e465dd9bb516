"""One act on the applications ticked in a list: what is announced, what is done, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.codes import Status
from ecandidat.services import desk
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, refresh
from tests.functional.doors import sign_in

LIST = "/test/droit/@@candidatures"


@pytest.fixture
def three(portal: Any, connection: Any) -> list[Any]:
    """Applications of CANDIDAT, DURAND22 and DURAND33; the first two have a draft."""
    made = [applied(portal, number) for number in ("CANDIDAT", "ABCDEF22", "ABCDEF33")]
    desk.decide(manager(portal), made[0], "favorable")
    desk.decide(manager(portal), made[1], "defavorable", motivation="Dossier incomplet")
    commit(connection)
    return made


def tick(browser: TestApp, act: str, *numbers: str) -> Any:
    page = browser.get(LIST)
    form = form_of(page, "c")
    rows = {
        row.select_one("td.code").text.strip(): row.find("input", {"name": "c"})["value"]
        for row in page.html.select("tbody tr")
    }
    wanted = [rows[number] for number in numbers]
    for box in form.fields["c"]:
        box.checked = box._value in wanted
    return form.submit("acte", value=act)


def test_validation_announces_then_reports_each(
    browser: TestApp, connection: Any, portal: Any, three: list[Any]
) -> None:
    sign_in(browser, "droit")
    ask = tick(browser, "valider-decision", "CANDIDAT", "ABCDEF22", "ABCDEF33")
    assert "candidat@exemple.fr reçoit le courriel « Avis favorable », avec la lettre" in ask
    assert "abcdef22@exemple.fr reçoit le courriel « Avis défavorable », avec la lettre" in ask
    assert "Aucune décision n'attend de validation." in ask
    report = form_of(ask, "vu").submit()
    assert "2 faite(s), 1 inchangée(s)" in report
    refresh(connection)
    assert [bool(a.decisions and a.decisions[-1].validated_at) for a in three] == [True, True, False]
    assert [portal.outbox[a.mails[-1]].attachments != () for a in three] == [True, True, False]
    again = form_of(ask, "vu").submit()
    assert "0 faite(s), 3 inchangée(s)" in again


def test_what_a_colleague_changed_is_not_validated_blindly(
    browser: TestApp, connection: Any, portal: Any, three: list[Any]
) -> None:
    sign_in(browser, "droit")
    ask = tick(browser, "valider-decision", "CANDIDAT", "ABCDEF22")
    desk.decide(seed.work(portal, "s-central", "Une collègue"), three[0], "liste-attente")
    commit(connection)
    report = form_of(ask, "vu").submit()
    assert "1 faite(s), 1 inchangée(s)" in report
    assert "Une collègue a changé cette partie" in report
    refresh(connection)
    assert three[0].decisions[-1].validated_at is None
    assert three[1].decisions[-1].validated_at is not None


def test_ranks_follow_each_other_and_validated_decisions_are_kept(
    browser: TestApp, connection: Any, portal: Any, three: list[Any]
) -> None:
    desk.validate_decision(manager(portal), three[1])
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(tick(browser, "decision", "CANDIDAT", "ABCDEF22", "ABCDEF33"), "decision")
    form["decision"] = "liste-complementaire"
    form = form_of(form.submit("_refresh"), "rang")
    form["rang"] = "4"
    report = form.submit("enregistrer")
    assert "2 faite(s), 1 inchangée(s)" in report
    assert "saisissez la nouvelle depuis la candidature elle-même" in report
    refresh(connection)
    assert sorted(a.decisions[-1].rank for a in (three[0], three[2])) == [4, 5]
    assert three[1].decisions[-1].type_code == "defavorable"


def test_where_the_block_is_off_decisions_are_replaced(
    browser: TestApp, connection: Any, portal: Any, three: list[Any]
) -> None:
    desk.validate_decision(manager(portal), three[1])
    portal["test"].parameters["GEST_IS_UTILISE_BLOCAGE_MASSE"] = False
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(tick(browser, "decision", "ABCDEF22"), "decision")
    form["decision"] = "liste-attente"
    assert "1 faite(s), 0 inchangée(s)" in form.submit("enregistrer")


def test_status_of_several(browser: TestApp, connection: Any, portal: Any, three: list[Any]) -> None:
    desk.set_status(manager(portal), three[2], Status.COMPLETE)
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(tick(browser, "statut", "CANDIDAT", "ABCDEF22", "ABCDEF33"), "date")
    name = next(name for name, fields in form.fields.items() if getattr(fields[0], "options", None))
    form[name] = "CO"
    report = form.submit("enregistrer")
    assert "2 faite(s), 1 inchangée(s)" in report
    assert "Le dossier est déjà « Complet »." in report
    refresh(connection)
    assert {a.status for a in three} == {Status.COMPLETE}


def test_nothing_ticked_is_said_and_forged_names_are_unknown(
    browser: TestApp, connection: Any, portal: Any, three: list[Any]
) -> None:
    other = applied(portal, "CANDIDAT", "l3-direct")
    commit(connection)
    sign_in(browser, "droit")
    base = "/test/droit/master/m1-droit/@@en-masse"
    for query in (
        "", "&c=", "&c=../../x", "&c=sciences/master/m1-maths/ABCDEFGH", f"&c=droit/master/l3-direct/{other.key}",
        "&c=droit/master/m1-droit/ABCDEFGH", "&c=%F0%9F%98%80", "&retour=%0d%0aX:1",
    ):  # fmt: skip
        back = browser.get(f"{base}?acte=statut{query}", status=303)
        assert back.location.startswith("http://localhost/test/droit/master/m1-droit/@@candidatures")
        assert "Cochez d'abord des candidatures" in back.follow()
    browser.get(f"{base}?acte=effacer", status=404)
    many = "".join(f"&c=droit/master/m1-droit/{index:08d}" for index in range(200))
    browser.get(f"{base}?acte=statut{many}", status=303)


def test_a_member_of_the_commission_decides_but_validates_nothing(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "membre")
    page = browser.get("/test/droit/commissions/commission/@@candidatures")
    assert [button["value"] for button in page.html.select("button[name=acte]")] == ["decision"]
    browser.get("/test/droit/commissions/commission/@@en-masse?acte=valider-decision", status=403)
