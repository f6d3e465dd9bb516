"""The list as each wants it: columns, sorts, filters of every column, saved views, selection, changes of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from webtest import TestApp

from ecandidat.domain.campaign import Campaign
from ecandidat.services import tags
from ecandidat.views.desk.columns import COLUMNS, FILTERS, USUAL
from tests import seed
from tests.functional.desk.test_list import row
from tests.functional.doors import sign_in

FORMATION = "/test/droit/master/m1-droit"
LIST = f"{FORMATION}/@@candidatures"
LEVEL = "/test/droit/@@candidatures"


@pytest.fixture
def listed(connection: Any, portal: Any) -> Any:
    """20 applications of two formations, with something in every column."""
    university = portal["test"]
    work = seed.work(portal, "s-admin")
    urgent = tags.add_tag(work, university, {"label": "Urgent", "colour": "#c0392b", "order": 1, "active": True})
    sport = tags.add_tag(work, university["droit"], {"label": "Sport", "colour": "#1e8449", "order": 1, "active": True})
    master = university["droit"]["master"]
    for index in range(20):
        made = row(
            index, tags=(tags.uid((urgent, sport)[index % 2]),) if index < 6 else (), nationality="100",
            birth_country=("100", "350")[index % 2], bac_year=2010 + index, continuing=index < 3,
            motivation="Prérequis" if index == 4 else "", rank=index + 1 if index > 15 else None,
            waiting_rank=index + 1 if index > 15 else None, assignee=("", "s-droit", "s-membre")[index % 3],
            fees="12.50" if index == 1 else "", meeting_time="14:00" if index == 2 else "",
        )  # fmt: skip
        master["m1-droit" if index < 15 else "m1-papier"].rows[made.key] = made
    commit(connection)
    return master


def commit(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def heads(page: Any) -> list[str]:
    return [head.get_text(strip=True) for head in page.html.select("thead th.sortable")]


def names(page: Any) -> list[str]:
    return [cell.get_text(strip=True) for cell in page.html.select("tbody td.cell-title")]


def numbers(page: Any) -> list[int]:
    """The numbers of the rows shown, in their order."""
    return [int(name.removeprefix("NOM")) for name in names(page)]


def form_to(page: Any, action: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(action))


@pytest.mark.usefixtures("listed")
def test_the_usual_columns_then_all_of_them(browser: TestApp) -> None:
    """M03. 39 columns of the reference and some of ours."""
    sign_in(browser, "droit")
    page = browser.get(LEVEL)
    assert heads(page) == [str(COLUMNS[code].label) for code in USUAL]
    within = heads(browser.get(LIST))
    assert "Formation" not in within
    assert len(within) == len(USUAL) - 2
    assert len(COLUMNS) >= 39
    every = browser.get(f"{LEVEL}?col={'.'.join(COLUMNS)}")
    assert heads(every) == [str(column.label) for column in COLUMNS.values()]
    text = every.html.select_one("tbody").get_text(" ", strip=True)
    for shown in ("Urgent", "France", "2012", "Prérequis", "12.50", "14:00", "Test Droit", "Test Membre"):
        assert shown in text


@pytest.mark.usefixtures("listed")
def test_columns_are_chosen_ordered_frozen_and_sorted_without_a_script(browser: TestApp) -> None:
    """M03, M04. What is chosen lasts for the session, and the address says it."""
    sign_in(browser, "droit")
    page = browser.get(f"{LEVEL}?statut=AT").click("Colonnes et tri")
    form = form_to(page, "@@presenter")
    for box in form.fields["montrer"]:
        box.checked = box._value in ("nom", "bac", "rang-reel")
    form["place-bac"], form["place-nom"], form["place-rang-reel"] = "1", "2", "3"
    form["fige"], form["tri-1"], form["sens-1"], form["tri-2"] = "2", "traitement", "asc", "bac"
    form["sens-2"] = "desc"
    shown = form.submit("faire", value="appliquer").follow()
    assert heads(shown) == ["Année du bac", "Nom", "Rang réel"]
    assert "statut=AT" in shown.request.url
    assert numbers(shown) == [16, 12, 8, 4, 0]
    assert [cell.get_text(strip=True) for cell in shown.html.select("tbody tr:first-child td.frozen-1")] == ["2026"]
    assert len(shown.html.select("thead th.frozen-2")) == 1
    assert "frozen-3" not in shown
    again = browser.get(LIST).follow()
    assert heads(again) == ["Année du bac", "Nom", "Rang réel"]
    back = form_to(again.click("Colonnes et tri"), "@@presenter").submit("faire", value="retablir").follow()
    assert len(heads(back)) == len(USUAL) - 2
    browser.get(LIST, status=200)


@pytest.mark.usefixtures("listed")
def test_a_click_sorts_first_and_keeps_the_former_order_after(browser: TestApp) -> None:
    """M03."""
    sign_in(browser, "droit")
    page = browser.get(f"{LEVEL}?col=nom.statut.bac&tri=-bac")
    assert numbers(page) == list(range(19, -1, -1))
    page = page.click("Statut", href="tri=")
    assert numbers(page) == [16, 12, 8, 4, 0, 17, 13, 9, 5, 1, 18, 14, 10, 6, 2, 19, 15, 11, 7, 3]
    page = page.click("Statut", href="tri=")
    assert numbers(page)[:6] == [19, 15, 11, 7, 3, 18]
    assert page.html.find("th", {"aria-sort": "descending"}).get_text(strip=True) == "Statut"


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("nom=nom01", range(10, 20)), ("prenom=alix&numero=0007", [7]), ("etiquettes=vide", range(6, 20)),
        ("etiquettes=test/etiquettes/urgent", [0, 2, 4]), ("pays=corée", []), ("pays=maroc", range(1, 20, 2)),
        ("bac-min=2012&bac-max=2014", [2, 3, 4]), ("fc=1", [0, 1, 2]), ("code-formation=papier", range(15, 20)),
        ("intitule=privé", range(15)), ("statut=vide", range(20)), ("statut=RE.CO", range(1, 20, 2)),
        ("statut=sauf-AT&decision=vide", [3, 6, 9, 15, 18]), ("traitement=sauf-AT", range(20)), ("traitement=AD", []),
        ("motif=prerequis", [4]), ("transmise-apres=2026-01-18", range(17, 20)),
        ("transmise-avant=2026-01-02&transmise-apres=2026-01-02", [1]), ("transmise=vide", []),
        ("recue=vide", range(20)),
        ("recue=remplie", []), ("rang-reel-max=2", [16, 17]), ("rang-reel=remplie", range(16, 20)),
        ("rang=vide", range(16)),
        ("montant-min=12,5", [1]), ("convocation-heure=14", [2]), ("confiee=moi", range(1, 20, 3)),
        ("confiee=personne", range(0, 20, 3)), ("ine=0000000013", [13]), ("mots=num00012 alix", [12]),
        ("transmise-apres=hier&bac-min=mille&fc=peut-etre&statut=XX", range(20)),
    ],
)  # fmt: skip
def test_every_column_has_its_filter(browser: TestApp, query: str, wanted: Any) -> None:
    """M05."""
    sign_in(browser, "droit")
    page = browser.get(f"{LEVEL}?col=nom&tri=nom&{quote(query, safe='=&/')}")
    assert numbers(page) == list(wanted)
    fields = {field["name"] for field in page.html.select("form[role=search] [name]")}
    assert fields >= FILTERS


@pytest.mark.usefixtures("listed")
def test_a_link_shows_a_colleague_the_same_list_within_their_rights(browser: TestApp) -> None:
    """M01, M05."""
    sign_in(browser, "droit")
    url = f"{LEVEL}?statut=RE.CO&col=nom.bac&fige=1&tri=-bac"
    mine = browser.get(url)
    browser.reset()
    sign_in(browser, "central")
    theirs = browser.get(url)
    assert (heads(theirs), names(theirs)) == (heads(mine), names(mine))
    assert theirs.html.select_one("#filtre-statut option[selected]").get_text() == "Réceptionné, Complet"
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(url, status=403)


@pytest.mark.usefixtures("listed")
def test_a_view_is_saved_opened_first_replaced_renamed_and_deleted(browser: TestApp) -> None:
    """M04."""
    sign_in(browser, "droit")
    form = form_to(browser.get(f"{LEVEL}?statut=IN&col=nom.bac&page=1"), "@@enregistrer-vue")
    form["nom"] = "Incomplets"
    saved = form.submit().follow()
    assert "La vue est enregistrée." in saved
    assert (heads(saved), numbers(saved)) == (["Nom", "Année du bac"], [2, 6, 10, 14, 18])
    assert saved.html.select_one(".desk-views a[aria-current]").get_text() == "Incomplets"
    again = form_to(browser.get(LEVEL), "@@enregistrer-vue")
    again["nom"] = "incomplets"
    assert "Une vue porte déjà ce nom" in again.submit().follow()
    form_to(saved.click("Gérer les vues"), "@@vue-habituelle").submit().follow()
    opened = browser.get(LEVEL).follow()
    assert numbers(opened) == [2, 6, 10, 14, 18]
    assert len(numbers(opened.click("Toutes", index=0))) == 20
    replaced = form_to(browser.get(f"{opened.request.url}&statut=CO&col=nom"), "@@remplacer-vue").submit().follow()
    assert (heads(replaced), numbers(replaced)) == (["Nom"], [3, 7, 11, 15, 19])
    rename = form_to(replaced.click("Gérer les vues"), "@@renommer-vue")
    rename["nom"] = "Complets"
    gone = form_to(rename.submit().follow(), "@@supprimer-vue").submit().follow()
    assert "La vue est supprimée." in gone
    assert len(numbers(browser.get(LEVEL))) == 20


def test_the_filters_of_a_view_are_taken_away_by_the_form(browser: TestApp, listed: Any) -> None:
    """M05, M06."""
    sign_in(browser, "droit")
    form = form_to(browser.get(f"{LEVEL}?statut=CO"), "@@enregistrer-vue")
    form["nom"] = "Complets"
    page = form.submit().follow()
    every = len(names(browser.get(f"{LEVEL}?vue=toutes")))
    assert 0 < len(names(page)) < every
    search = form_to(page, "@@candidatures")
    search["statut"] = ""
    assert len(names(search.submit())) == every


def test_the_address_of_a_filtered_list_holds_what_was_asked(browser: TestApp, listed: Any) -> None:
    """M04. The form that a script sends holds every field, empty or not."""
    sign_in(browser, "droit")
    search = form_to(browser.get(LEVEL), "@@candidatures")
    search["statut"] = "CO"
    found = search.submit(headers={"HX-Request": "true"})
    assert found.headers["HX-Push-Url"] == f"{LEVEL}?statut=CO"
    kept = found.html.select("#liste > input[name=retour]")
    assert {field["form"] for field in kept} == {"garder-vue", "remplacer-vue"}
    assert all("statut=CO" in field["value"] for field in kept)


@pytest.mark.usefixtures("listed")
def test_a_shared_view_shows_nobody_more_than_they_may_see(browser: TestApp) -> None:
    """M04. Who may not share may not rename nor delete what others shared."""
    place = "/test/droit/commissions/commission"
    sign_in(browser, "droit")
    form = form_to(browser.get(f"{place}/@@candidatures?statut=AT"), "@@enregistrer-vue")
    form["nom"] = "À traiter"
    form.action = f"{place}/@@partager-vue"
    shared = form.submit().follow()
    key = shared.request.params["vue"]
    browser.reset()
    sign_in(browser, "membre")
    page = browser.get(f"{place}/@@candidatures").click("À traiter")
    assert numbers(page) == [0, 4, 8, 12, 16]
    assert "@@partager-vue" not in page
    managed = page.click("Gérer les vues")
    assert "@@supprimer-vue-partagee" not in managed
    token = managed.html.find("input", {"name": "csrf_token"})["value"]
    browser.post(f"{place}/@@supprimer-vue-partagee", {"csrf_token": token, "cle": key}, status=403)
    browser.post(f"{place}/@@partager-vue", {"csrf_token": token, "nom": "X"}, status=403)
    tried = browser.post(f"{place}/@@supprimer-vue", {"csrf_token": token, "cle": key}).follow()
    assert "n'existe plus" in tried
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(f"{place}/@@vues", status=403)


@pytest.mark.usefixtures("listed")
def test_the_selection_is_a_page_some_rows_or_the_whole_filter(browser: TestApp, portal: Any, connection: Any) -> None:
    """M06. Counts are shown; what stays selected after an act is told where the university asks for it."""
    sign_in(browser, "droit")
    page = browser.get(f"{LEVEL}?statut=AT")
    assert page.html.select_one("[data-chosen]").get_text() == "Sélection\u00a0: 0"
    ticked = page.click("Cocher toute la page")
    assert len(ticked.html.select("tbody input[name=c][checked]")) == 5
    assert ticked.html.select_one("[data-chosen]")["data-chosen"] == "5"
    some = f"{LEVEL}?statut=AT&c=droit/master/m1-droit/K0000004&c=droit/master/m1-droit/K0000001"
    page = browser.get(some)
    assert [box["value"][-1] for box in page.html.select("input[name=c][checked]")] == ["4"]
    assert "encore sélectionnées" not in page
    portal["test"].parameters["GEST_IS_WARNING_CAND_SELECT"] = True
    commit(connection)
    assert "Candidatures encore sélectionnées\u00a0: 1" in browser.get(some)
    whole = browser.get(f"{LEVEL}?statut=AT&tout=filtre")
    form = form_to(whole, "@@choisir")
    assert (form["tout"].value, len(whole.html.select("input[name=c][disabled]"))) == ("filtre", 5)
    assert "statut=AT" in form["retour"].value


@pytest.mark.usefixtures("listed")
def test_a_page_learns_which_of_its_rows_others_changed(browser: TestApp, portal: Any, connection: Any) -> None:
    """M08."""
    sign_in(browser, "droit")
    page = browser.get(f"{LEVEL}?statut=AT")
    shown = {tr["data-key"]: tr["data-mark"] for tr in page.html.select("tr[data-key]")}
    url = page.html.select_one("#liste")["data-watch"]
    answer = browser.get(url).json
    assert answer["marks"] == shown
    browser.get(f"{url}&depuis={answer['token']}", status=204)
    rows = portal["test"]["droit"]["master"]["m1-droit"].rows
    rows["K0000004"] = rows["K0000004"]._replace(comment="Vu")
    rows["K0000008"] = rows["K0000008"]._replace(status="CO")
    commit(connection)
    marks = browser.get(f"{url}&depuis={answer['token']}").json["marks"]
    assert {key for key in shown if marks.get(key) != shown[key]} == {
        "droit/master/m1-droit/K0000004", "droit/master/m1-droit/K0000008",
    }  # fmt: skip
    browser.reset()
    sign_in(browser, "sciences")
    browser.get(url, status=403)


@pytest.mark.usefixtures("listed")
def test_what_was_made_before_the_campaign_is_archived_and_read_only(
    browser: TestApp, portal: Any, connection: Any
) -> None:
    """M35, M36, X21."""
    master = portal["test"]["droit"]["master"]
    begun = seed.TODAY - timedelta(days=5)
    portal["test"].campaign = Campaign(code="2026", opens=begun)
    for index in (30, 31):
        new = row(index, created_on=begun, cancelled_on=seed.TODAY if index == 31 else None)
        master["m1-droit"].rows[new.key] = new
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(LEVEL)
    assert numbers(page) == [30]
    assert numbers(page.click("Candidatures annulées")) == [31]
    archived = page.click("Archivées")
    assert len(numbers(archived)) == 20
    assert not archived.html.select("[name=acte], [name=c]")
    assert archived.html.select_one("tbody td a")["href"].endswith("/K0000000")
    assert numbers(browser.get(f"{LEVEL}?archivees=1&statut=AT&col=nom&tri=-nom")) == [16, 12, 8, 4, 0]


def test_an_address_of_any_kind_is_a_list(browser: TestApp, listed: Any) -> None:
    assert listed is not None
    sign_in(browser, "droit")
    for query in (
        "col=__class__.nom.nom", "col=" + "nom." * 3000, "fige=999999", "tri=-.-nom.nom", "vue=inconnue", "vue=",
        "bac-min=1e9", "bac-min=" + "9" * 400, "transmise-apres=0000-00-00", "c=../../etc", "tout=rien",
        "etiquettes=" + "x." * 500, "confiee=s-admin", "pays=vide", "montant-max=nan", "montant-min=inf", "archivees=2",
        "annulees=1&archivees=1",
    ):  # fmt: skip
        assert "Candidatures" in browser.get(f"{LEVEL}?{query}", status=200)
        browser.get(f"/test/droit/@@colonnes?{query}", status=200)
