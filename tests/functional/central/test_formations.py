"""Stories of many formations: the list, dates in mass, shifted years, what is asked, copies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import transaction
from webtest import TestApp

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.campaign import Campaign
from ecandidat.domain.codes import Publication
from ecandidat.domain.questionnaire import Kind
from ecandidat.jobs.tasks import Runner
from ecandidat.resources import ROOT
from ecandidat.services import application as applying
from ecandidat.services import desk
from ecandidat.services.offer import edit
from ecandidat.services.task_kinds import KINDS
from tests import seed
from tests.functional.doors import sign_in

LIST = "/test/droit/@@formations"


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def master(database: Any) -> Any:
    return portal_of(database)["test"]["droit"]["master"]


def day(offset: int) -> str:
    return f"{seed.TODAY + timedelta(days=offset):%d/%m/%Y}"


def mass_form(page: Any) -> Any:
    """The form that posts the formations ticked."""
    return next(form for form in page.forms.values() if "acte" in form.fields)


def ticked(browser: TestApp, act: str, *codes: str, where: str = LIST) -> Any:
    """The page that asks what to change in these formations."""
    form = mass_form(browser.get(where))
    form["acte"] = act
    for box in form.fields["f"]:
        box.checked = box._value.rsplit("/", 1)[1] in codes
    return form.submit()


def preview(page: Any, **typed: Any) -> Any:
    form = mass_form(page)
    for name, value in typed.items():
        form[f"avec-{name[5:]}" if name.startswith("avec_") else name] = value
    return form.submit(status="*")


def said(page: Any) -> str:
    return " ".join(page.html.text.split())


def row(page: Any, title: str) -> str:
    """The line of a table that names a formation."""
    found = next(line for line in page.html.find_all("tr") if title in line.text)
    return " ".join(found.text.split())


def test_the_list_says_with_a_word_where_each_formation_stands(browser: TestApp, database: Any) -> None:
    """D21."""
    manager = transaction.TransactionManager()
    with manager:
        found = database.open(manager).root()[ROOT]["test"]["droit"]["master"]
        found["m1-papier"].active = False
        found["l3-direct"].commission_code = "disparue"
    sign_in(browser, "droit")
    page = browser.get(LIST)
    assert "Ouverte" in row(page, "M1 Droit")
    assert "Hors service" in row(page, found["m1-papier"].title)
    assert "Incomplète" in row(page, found["l3-direct"].title)
    assert "4 formation(s) sur 4" in page
    assert "1 formation(s) sur 4" in browser.get(LIST, {"etat": "off"})
    assert "Aucune formation ne répond à ce filtre" in browser.get(LIST, {"mots": "zoologie"})
    assert "1 formation(s) sur 4" in browser.get(LIST, {"mots": "M1-DRÓIT"})


def test_dates_out_of_the_campaign_are_flagged_by_their_end_too(browser: TestApp, database: Any) -> None:
    """D21."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        portal["test"].campaign = Campaign(
            "C", "C", seed.TODAY - timedelta(days=30), seed.TODAY + timedelta(days=10)
        )
    sign_in(browser, "droit")
    assert "Hors campagne" in row(browser.get(LIST), "M1 Droit")


def test_only_the_dates_ticked_change_after_a_preview(browser: TestApp, database: Any) -> None:
    """D17, D19."""
    before = master(database)["m1-droit"].calendar
    sign_in(browser, "droit")
    page = ticked(browser, "dates", "m1-droit", "m1-papier")
    page = preview(page, avec_closes=True, closes=day(21), return_by=day(24))
    assert f"{day(20)} → {day(21)}" in row(page, "M1 Droit")
    assert "2 formation(s) changeraient sur 2" in said(page)
    assert master(database)["m1-droit"].calendar == before
    page = mass_form(page).submit().follow()
    assert "2 modifiée(s), 0 inchangée(s)" in page
    after = master(database)["m1-droit"].calendar
    assert (after.closes, after.return_by) == (seed.TODAY + timedelta(days=21), before.return_by)
    lines = [entry for entry in master(database)["m1-papier"].journal if entry.act == "modifier-closes"]
    assert len(lines) == 1
    assert f"{day(20)} → {day(21)}" in browser.get("/test/droit/master/m1-droit/@@modifier")


def test_a_formation_whose_dates_would_cross_is_left_alone_and_told(browser: TestApp, database: Any) -> None:
    """D17, D19."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        formation = portal["test"]["droit"]["master"]["m1-papier"]
        edit(seed.work(portal, "s-droit"), formation, {
            "pre_analysis": None, "return_by": seed.TODAY + timedelta(days=60), "board": None, "publication": None,
            "confirmation": None, "waiting_confirmation": seed.TODAY + timedelta(days=90),
        })  # fmt: skip
    sign_in(browser, "droit")
    page = ticked(browser, "dates", "m1-droit", "m1-papier")
    page = preview(page, avec_closes=True, closes=day(40))
    assert "Restera inchangée" in row(page, "M1 Droit")
    assert "ne peut pas précéder" in row(page, "M1 Droit")
    assert "1 formation(s) changeraient sur 2" in said(page)
    mass_form(page).submit(status=303)
    assert master(database)["m1-droit"].calendar.closes == seed.TODAY + timedelta(days=20)
    assert master(database)["m1-papier"].calendar.closes == seed.TODAY + timedelta(days=40)


def test_what_changed_since_the_preview_is_refused_formation_by_formation(browser: TestApp, database: Any) -> None:
    """D19."""
    sign_in(browser, "droit")
    page = preview(ticked(browser, "dates", "m1-droit", "m1-papier"), avec_closes=True, closes=day(21))
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        formation = portal["test"]["droit"]["master"]["m1-droit"]
        edit(seed.work(portal, "s-central"), formation, {"closes": seed.TODAY + timedelta(days=19)})
    page = mass_form(page).submit(status=200)
    assert "1 modifiée(s), 1 inchangée(s)" in page
    assert "a changé depuis l'aperçu" in row(page, "M1 Droit")
    assert master(database)["m1-droit"].calendar.closes == seed.TODAY + timedelta(days=19)
    assert master(database)["m1-papier"].calendar.closes == seed.TODAY + timedelta(days=21)


def test_unreadable_dates_stand_at_their_field_with_what_was_typed(browser: TestApp, database: Any) -> None:
    sign_in(browser, "droit")
    page = ticked(browser, "dates", "m1-droit")
    page = preview(page, avec_board=True, board="31/02/2027")
    assert page.status_int == 422
    assert "Cette date n'existe pas" in page.html.find(id="faute-board").text
    assert mass_form(page)["board"].value == "31/02/2027"
    page = preview(ticked(browser, "dates", "m1-droit"), board=day(1))
    assert page.status_int == 409
    assert "Cochez au moins une ligne" in page


def test_all_dates_move_a_year_to_the_same_weekday(browser: TestApp, database: Any) -> None:
    """D34."""
    before = {code: one.calendar for code, one in master(database)._children.items()}
    sign_in(browser, "central")
    form = mass_form(browser.get("/test/@@formations"))
    form["acte"] = "decaler"
    for box in form.fields["f"]:
        box.checked = True
    page = preview(form.submit(), unite="an")
    assert page.html.text.count("Rien n'est encore enregistré")
    mass_form(page).submit(status=303)
    for code, calendar in before.items():
        after = master(database)[code].calendar
        assert after == calendar.shifted(364)
        if calendar.closes is not None:
            assert after.closes.weekday() == calendar.closes.weekday()


def test_a_shift_is_a_number_of_days_or_weeks_either_way(browser: TestApp, database: Any) -> None:
    """D34."""
    before = master(database)["m1-droit"].calendar
    sign_in(browser, "droit")
    page = preview(ticked(browser, "decaler", "m1-droit"), unite="semaines", nombre="2", sens="avant")
    mass_form(page).submit(status=303)
    assert master(database)["m1-droit"].calendar == before.shifted(-14)
    assert preview(ticked(browser, "decaler", "m1-droit"), unite="jours", nombre="x").status_int == 422
    both = preview(ticked(browser, "decaler", "m1-droit"), unite="an", nombre="3")
    assert both.status_int == 422
    both.mustcontain("ne prend pas de nombre", 'value="3"')
    assert preview(ticked(browser, "decaler", "m1-droit"), unite="jours", nombre="9999").status_int == 409


def test_pieces_are_added_to_several_formations_then_no_more_asked(browser: TestApp, database: Any) -> None:
    """D08, D20."""
    sign_in(browser, "droit")
    page = ticked(browser, "pieces", "m1-papier", "l3-direct")
    assert "demandé par" in page
    option = mass_form(page).fields["modele"][0]._value
    form = mass_form(page)
    form["modele"] = [option]
    page = form.submit()
    assert "Ajoute «" in page
    assert "2 modifiée(s), 0 inchangée(s)" in mass_form(page).submit(status=303).follow()
    code = option.rsplit("/", 1)[1]
    assert master(database)["m1-papier"].pieces[code].active
    assert "creer" in [entry.act for entry in master(database)["m1-papier"].journal]
    form = mass_form(ticked(browser, "pieces", "m1-papier", "l3-direct"))
    form["maniere"] = "remplacer"
    page = form.submit()
    assert "Ne demande plus" in row(page, master(database)["m1-papier"].title)
    mass_form(page).submit(status=303)
    assert not master(database)["m1-papier"].pieces[code].active
    assert code in master(database)["m1-papier"].pieces


def test_questionnaires_are_replaced_in_mass_with_their_questions(browser: TestApp, database: Any) -> None:
    """D09, D10, D20."""
    manager = transaction.TransactionManager()
    with manager:
        found = database.open(manager).root()[ROOT]["test"]["droit"]["master"]
        seed.questionnaire(found["m1-droit"], "projet", "Projet", seed.question("a", Kind.TEXT, "Votre projet ?"))
        seed.questionnaire(found["m1-papier"], "autre", "Autre", seed.question("b", Kind.TEXT, "Autre ?"))
    sign_in(browser, "droit")
    form = mass_form(ticked(browser, "formulaires", "m1-papier"))
    option = "droit/master/m1-droit/projet"
    form["modele"], form["maniere"] = [option], "remplacer"
    mass_form(form.submit()).submit(status=303)
    *_path, origin, code = option.split("/")
    made, model = master(database)["m1-papier"].questionnaires[code], master(database)[origin].questionnaires[code]
    assert (made.questions, made.label) == (model.questions, model.label)
    assert made.uid != model.uid
    assert not master(database)["m1-papier"].questionnaires["autre"].active


def test_formations_go_out_of_service_together_even_incomplete_ones(browser: TestApp, database: Any) -> None:
    """D23."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        portal["test"]["droit"]["master"]["m1-papier"].commission_code = "disparue"
    sign_in(browser, "droit")
    page = ticked(browser, "hors-service", "m1-droit", "m1-papier")
    assert "En service → Hors service" in row(page, "M1 Droit")
    mass_form(page).submit(status=303)
    assert not master(database)["m1-droit"].active
    assert not master(database)["m1-papier"].active
    report = mass_form(ticked(browser, "service", "m1-droit", "m1-papier")).submit(status=200)
    assert "1 modifiée(s), 1 inchangée(s)" in report
    assert master(database)["m1-droit"].active


def test_a_manager_of_another_component_changes_nothing_here(browser: TestApp, database: Any) -> None:
    sign_in(browser, "droit")
    page = preview(ticked(browser, "dates", "m1-droit"), avec_closes=True, closes=day(21))
    stolen = mass_form(page)
    fields = [(name, value) for name, value in stolen.submit_fields() if name != "csrf_token"]
    other = TestApp(browser.app)
    sign_in(other, "sciences")
    token = mass_form(other.get("/test/sciences/@@formations"))["csrf_token"].value
    other.post("/test/droit/@@formations-modifier", [*fields, ("csrf_token", token)], status=403)
    answer = other.post("/test/sciences/@@formations-modifier", [*fields, ("csrf_token", token)], status=303)
    assert "Cochez d'abord" in answer.follow()
    assert master(database)["m1-droit"].calendar.closes == seed.TODAY + timedelta(days=20)
    forged = {"acte": "dates", "etape": "appliquer", "f": "sciences/master/m1-maths", "csrf_token": token,
              "vu": "0:sciences/master/m1-maths"}  # fmt: skip
    for text in ("", "[]", "{}", '{"values": {"title": "x"}, "days": 0, "what": "", "mode": "", "models": []}'):
        page = other.post("/test/sciences/@@formations-modifier", {**forged, "changement": text}, status=409)
        assert "ne peut pas être relu" in page


def test_more_than_fifty_formations_are_a_task_with_its_report(browser: TestApp, database: Any) -> None:
    """D19, D34."""
    manager = transaction.TransactionManager()
    with manager:
        parent = database.open(manager).root()[ROOT]["test"]["droit"]["master"]
        for number in range(55):
            seed.formation(parent, f"m2-{number:02}", f"M2 numéro {number:02}")
    sign_in(browser, "droit")
    page = browser.get(LIST)
    assert "59 formation(s) sur 59" in page
    form = mass_form(page)
    form["acte"], form["tout"] = "decaler", True
    page = preview(form.submit(), unite="jours", nombre="7")
    page = mass_form(page).submit(status=303).follow()
    assert "Modification de formations" in page
    before = master(database)["m2-00"].calendar
    settings = seed.settings()
    Runner(database, settings, Adapters(None, NoRecords()), KINDS).sweep()
    assert master(database)["m2-00"].calendar == before.shifted(7)


def test_a_copy_takes_what_is_ticked_and_waits_out_of_service(browser: TestApp, database: Any) -> None:
    """D14, D16."""
    sign_in(browser, "droit")
    page = browser.get(LIST).click(href="/test/droit/master/m1-droit/@@dupliquer")
    form = page.forms["deform"]
    form["title"], form["code"] = "M1 Droit de la mer", "m1-mer"
    page = form.submit(status=303).follow()
    assert page.request.path == "/test/droit/master/m1-mer/@@modifier"
    assert "hors service" in page
    source, made = (master(database)[code] for code in ("m1-droit", "m1-mer"))
    assert (made.calendar, made.commission_code, made.active) == (source.calendar, source.commission_code, False)
    assert sorted(made.pieces) == sorted(one.__name__ for one in source.pieces.ordered())
    assert len(made) == 0
    form = browser.get("/test/droit/master/m1-droit/@@dupliquer").forms["deform"]
    form["title"], form["code"], form["checkbox"] = "M1 Nu", "m1-nu", []
    form.submit(status=303)
    bare = master(database)["m1-nu"]
    assert (bare.calendar.opens, list(bare.pieces), bare.questionnaires, bare.keywords) == (None, [], None, "")
    assert "Hors service" in row(browser.get(LIST), "M1 Nu")
    form = browser.get("/test/droit/master/m1-droit/@@dupliquer").forms["deform"]
    form["code"] = "m1-mer"
    assert "déjà pris" in form.submit(status=409)


def test_who_applied_is_counted_before_dates_move(browser: TestApp, database: Any) -> None:
    """D19."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        candidate = portal.candidates["CANDIDAT"]
        applying.apply(seed.work(portal, candidate.userid), portal["test"]["droit"]["master"]["m1-droit"], candidate)
    sign_in(browser, "droit")
    page = preview(ticked(browser, "dates", "m1-droit"), avec_return_by=True, return_by=day(27))
    assert "touchent 1 candidature(s) en cours" in said(page)


def test_a_change_that_lets_decisions_go_says_so_in_its_preview(browser: TestApp, database: Any) -> None:
    """D19."""
    manager = transaction.TransactionManager()
    with manager:
        portal = database.open(manager).root()[ROOT]
        work, formation = seed.work(portal, "s-droit"), portal["test"]["droit"]["master"]["m1-droit"]
        formation.publishes = Publication.BY_HAND
        one = applying.apply(work, formation, portal["candidats"]["CANDIDAT"], waive_dates=True)
        desk.decide(work, one, "favorable")
        desk.validate_decision(work, one)
    sign_in(browser, "droit")
    page = preview(ticked(browser, "publication", "m1-droit"), avec_publishes=True, publishes="at_once")
    assert "1 décision(s) qui attendent partiront d'elles-mêmes" in row(page, "M1 Droit")
