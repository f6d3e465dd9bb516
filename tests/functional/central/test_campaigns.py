"""Campaigns follow each other: the former ones are kept, corrected, compared with, looked into."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from webtest import TestApp

from ecandidat.domain.campaign import Campaign
from ecandidat.domain.errors import Refused
from ecandidat.services import campaigns, mailing, statistics
from tests import seed
from tests.functional.desk.files import applied, commit, formation, refresh
from tests.functional.doors import sign_in

TODAY = seed.TODAY
SETTING, PAST = "/test/@@campagne", "/test/@@campagne-passee"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def french(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def edit(page: Any, **values: str) -> Any:
    form = next(form for form in page.forms.values() if "opens" in form.fields)
    for name, value in values.items():
        form[name] = value
    return form


@pytest.fixture
def three(portal: Any, connection: Any) -> list[str]:
    """The campaign of today and two before it, each with applications: 3, 2 and 1 from the newest."""
    portal["test"].campaign = Campaign("c3", "Campagne 3", day(-20), day(60))
    portal["test"].past_campaigns = (
        Campaign("c1", "Campagne 1", day(-700), day(-600)), Campaign("c2", "Campagne 2", day(-330), day(-200)),
    )  # fmt: skip
    row = applied(portal) and next(iter(formation(portal).rows.values()))
    del formation(portal).rows[row.key]
    for rank, created in enumerate((-5, -4, 0, -330, -100, -650)):
        key = f"K{rank:07}"
        formation(portal).rows[key] = row._replace(key=key, created_on=day(created), submitted_on=day(created))
    commit(connection)
    return ["c1", "c2", "c3"]


def test_the_campaign_that_another_replaces_is_kept(browser: TestApp, portal: Any, connection: Any) -> None:
    """X21, S02."""
    portal["test"].campaign = Campaign("2025", "Campagne 2025", day(-300), day(-40), day(-30))
    commit(connection)
    sign_in(browser, "central")
    page = browser.get(SETTING)
    page.mustcontain("Aucune pour l'instant.")
    done = edit(page, code="2026", label="Campagne 2026", opens=french(day(-10)), closes=french(day(90)),
                locks_after="").submit("enregistrer", status=303).follow()  # fmt: skip
    done.mustcontain("est gardée parmi les campagnes précédentes", "Campagne 2025", french(day(-40)))
    refresh(connection)
    assert portal["test"].past_campaigns == (Campaign("2025", "Campagne 2025", day(-300), day(-40), day(-30)),)
    edit(browser.get(SETTING), closes=french(day(100))).submit("enregistrer", status=303)
    refresh(connection)
    assert [one.code for one in portal["test"].past_campaigns] == ["2025"]
    clash = edit(browser.get(SETTING), opens=french(day(-60))).submit("enregistrer", status=409)
    clash.mustcontain("chevauchent la campagne")


def test_a_campaign_set_in_advance_leaves_the_present_one_its_days(portal: Any) -> None:
    """X21: until the next one begins, lists, accounts and banners follow the one that runs."""
    home, work = portal["test"], seed.work(portal, "s-central")
    home.campaign = Campaign("2025", "Campagne 2025", day(-30), day(5))
    after = {"code": "2026", "label": "", "opens": day(40), "closes": day(90)}
    campaigns.save(work, home, campaigns.sheet(home) | after)
    assert home.campaign.code == "2026"
    assert campaigns.current(home, TODAY).code == "2025"
    assert not campaigns.closed(work, home)
    assert campaigns.begun(home, TODAY) == day(-30)
    assert campaigns.begun(home, day(40)) == day(40)
    assert campaigns.current(home, day(40)).code == "2026"
    assert mailing.campaign_of(work, None, home) == "Campagne 2025"


def test_a_former_campaign_is_added_corrected_and_taken_away(
    browser: TestApp, portal: Any, connection: Any, three: list[str]
) -> None:
    """X21."""
    sign_in(browser, "central")
    page = browser.get(SETTING)
    assert [row.select("td")[1].text for row in page.html.select("table tbody tr")] == ["c2", "c1"]
    new = page.click("Ajouter une campagne passée")
    assert edit(new, code="c0", opens=french(day(-650)), closes=french(day(-610))).submit("enregistrer", status=409)
    edit(new, code="c0", opens=french(day(-1000)), closes=french(day(-900))).submit("enregistrer", status=303)
    twice = edit(new, code="C2", opens=french(day(-1200)), closes=french(day(-1100))).submit("enregistrer", status=409)
    twice.mustcontain("porte déjà ce code")
    late = edit(new, code="c9", opens=french(day(-100)), closes=french(day(-10))).submit("enregistrer", status=409)
    late.mustcontain("avant le début de la campagne actuelle")
    stale = browser.get(f"{PAST}?campagne=c2")
    edit(browser.get(f"{PAST}?campagne=c2"), closes=french(day(-190))).submit("enregistrer", status=303)
    changed = edit(stale, closes=french(day(-180))).submit("enregistrer", status=409)
    assert next(f for f in changed.forms.values() if "opens" in f.fields)["closes"].value == french(day(-180))
    ask = browser.get("/test/@@supprimer-campagne?campagne=c0")
    next(form for form in ask.forms.values() if "supprimer-campagne" in form.action).submit(status=303)
    refresh(connection)
    assert [(one.code, one.closes) for one in portal["test"].past_campaigns] == [("c1", day(-600)), ("c2", day(-190))]
    assert [entry.act for entry in portal["test"].journal][-3:] == ["campagne-passee"] * 3
    for path in (f"{PAST}?campagne=inconnue", "/test/@@supprimer-campagne?campagne=inconnue"):
        browser.get(path, status=404)
    browser.reset()
    for login in ("droit", "membre", "CANDIDAT"):
        sign_in(browser, login)
        for path in (PAST, "/test/@@supprimer-campagne?campagne=c1"):
            browser.get(path, status=(403, 404))
        browser.reset()


def test_dashboards_show_and_compare_each_campaign_with_the_one_before(
    browser: TestApp, portal: Any, three: list[str]
) -> None:
    """S02, M36."""
    sign_in(browser, "droit")
    board = "/test/droit/@@tableau-de-bord"
    page = browser.get(board)
    choices = [(option["value"], option.text) for option in page.html.select("#campagne option")]
    assert choices == [
        ("", "Campagne en cours (Campagne 3)"), ("c2", "Campagne précédente (Campagne 2)"), ("c1", "Campagne 1"),
        ("toutes", "Toutes les campagnes"),
    ]  # fmt: skip
    assert "1 le même jour de la campagne précédente, 2 à sa fin." in page.html.select_one("section.board-chart").text
    page.mustcontain("Campagne 3 (trait plein)", "Campagne 2 (tirets)")
    former = browser.get(f"{board}?campagne=c2")
    assert former.html.select_one("#campagne option[selected]")["value"] == "c2"
    former.mustcontain("Campagne 2 (trait plein)", "Campagne 1 (tirets)")
    work = seed.work(portal)
    counts = {
        code: statistics.board(work, portal["test"], "s-central", campaign=code).total.counts["active"]
        for code in ("", "precedente", "c2", "c1", "toutes", "inconnue")
    }
    assert counts == {"": 3, "precedente": 2, "c2": 2, "c1": 1, "toutes": 6, "inconnue": 3}
    browser.get(f"{board}?campagne=c1").mustcontain("Campagne 1", no="(tirets)")


def test_archived_applications_are_listed_by_campaign(browser: TestApp, three: list[str]) -> None:
    """G14, M36."""
    sign_in(browser, "droit")
    listed = "/test/droit/@@candidatures"

    def count(query: str) -> int:
        return len(browser.get(f"{listed}?{query}").html.select("tbody tr[data-key]"))

    assert [count(query) for query in ("tri=nom", "archivees=1", "archivees=1&campagne=c2", "archivees=1&campagne=c1",
            "archivees=1&campagne=inconnue", "campagne=c1")] == [3, 3, 2, 1, 3, 3]  # fmt: skip
    shown = browser.get(f"{listed}?archivees=1&campagne=c2").html
    assert shown.select_one("#filtre-campagne option[selected]").text == "Campagne 2"
    assert browser.get(listed).html.select_one("#filtre-campagne") is None


def test_a_mail_names_the_campaign_of_its_application(portal: Any, three: list[str]) -> None:
    work = seed.work(portal)
    made = applied(portal, "ABCDEF22")
    assert mailing.campaign_of(work, made, portal["test"]) == "Campagne 3"
    made.created_at = work.now - timedelta(days=250)
    assert mailing.campaign_of(work, made, portal["test"]) == "Campagne 2"


def test_a_former_campaign_that_is_gone_says_so(portal: Any, three: list[str]) -> None:
    work = seed.work(portal, "s-central")
    for act in (
        lambda: campaigns.forget_past(work, portal["test"], "inconnue"),
        lambda: campaigns.save_past(work, portal["test"], "inconnue", {}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "campaign_gone"
