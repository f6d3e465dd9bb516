"""An act on the applications chosen in a list: what is announced, what is done, what is refused, what is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.domain.codes import DecisionKind, Status, TaskState, Treatment
from ecandidat.domain.roles import Role
from ecandidat.resources import ROOT, path_of
from ecandidat.services import desk
from ecandidat.services.bulk import ACTS
from ecandidat.views.desk import bulk_forms
from tests import seed
from tests.functional.desk.files import applied, commit, form_of, manager, radio, refresh
from tests.functional.desk.masses import LIST, MASS, asks, confirm, name_of, runner
from tests.functional.doors import sign_in


@pytest.fixture
def three(portal: Any, connection: Any) -> list[Any]:
    """Applications of CANDIDAT, DURAND22 and DURAND33; the first two have a draft."""
    made = [applied(portal, number) for number in ("CANDIDAT", "ABCDEF22", "ABCDEF33")]
    desk.decide(manager(portal), made[0], "favorable")
    desk.decide(manager(portal), made[1], "defavorable", motivation="Dossier incomplet")
    commit(connection)
    return made


def lines(page: Any) -> dict[str, str]:
    """Name → result, in the report of a task."""
    rows = page.html.select("#compte-rendu tbody tr")
    return {row.select_one(".cell-title").text.strip(): " ".join(row.select("td")[2].text.split()) for row in rows}


def test_each_act_of_the_table_is_done_alone_or_has_its_form() -> None:
    assert {code for code, act in ACTS.items() if not act.alone} == bulk_forms.FORMS


def test_validation_announces_then_reports_each(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M19, X20."""
    sign_in(browser, "droit")
    ask = asks(browser, "valider-decision", *three)
    ask.mustcontain(
        "3 candidatures concernées",
        "candidat@exemple.fr reçoit le courriel «\u00a0Avis favorable\u00a0», avec la lettre",
        "abcdef22@exemple.fr reçoit le courriel «\u00a0Avis défavorable\u00a0», avec la lettre",
        "Aucune décision n'attend de validation.",
    )  # fmt: skip
    report = confirm(ask, database)
    report.mustcontain("Valider les décisions", "<strong>2</strong> fait(s), <strong>1</strong> refusé(s)")
    assert sorted(lines(report).values()) == ["Fait", "Fait", "Inchangée Aucune décision n'attend de validation."]
    refresh(connection)
    assert [bool(a.decisions and a.decisions[-1].validated_at) for a in three] == [True, True, False]
    assert [portal.outbox[a.mails[-1]].attachments != () for a in three] == [True, True, False]
    assert three[0].journal.newest_first()[0].actor == "Test Droit"


def test_ranks_validated_together_are_told_in_their_order(
    browser: TestApp, database: DB, connection: Any, portal: Any
) -> None:
    """X14."""
    portal["test"].parameters["LC_MODE_AFFICHAGE_RANG"] = "R"
    made = [applied(portal, number) for number in ("CANDIDAT", "ABCDEF22", "ABCDEF33")]
    for one, rank in zip(made, (7, 2, 4), strict=True):
        desk.decide(manager(portal), one, "liste-complementaire", rank=rank)
    commit(connection)
    sign_in(browser, "droit")
    confirm(asks(browser, "valider-decision", *made), database)
    refresh(connection)
    rang = [portal.outbox[one.mails[-1]].text for one in made]
    assert ["3" in text.split("rang")[1][:10] for text in rang] == [True, False, False], rang
    times = [one.decisions[-1].published_at for one in made]
    assert times[1] < times[2] < times[0]


def test_the_form_sent_twice_asks_for_one_task(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    sign_in(browser, "droit")
    form = form_of(asks(browser, "courriel", *three), "demande")
    form["objet"], form["texte"] = "Rendez-vous", "À demain."
    first = form.submit("enregistrer", status=303)
    again = form.submit("enregistrer", status=303)
    assert first.location == again.location
    runner(database).sweep()
    assert form.submit("enregistrer", status=303).location == first.location
    assert runner(database).sweep() == 0
    refresh(connection)
    assert [portal.outbox[a.mails[-1]].subject for a in three] == ["Rendez-vous"] * 3
    assert [[portal.outbox[key].subject for key in a.mails].count("Rendez-vous") for a in three] == [1, 1, 1]
    assert len(portal.tasks.of("s-droit")) == 1


def test_what_a_colleague_changed_is_not_validated_blindly(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """X20, M50: no lock, each row tells."""
    sign_in(browser, "droit")
    ask = asks(browser, "valider-decision", *three[:2])
    later = seed.work(portal, "s-central", "Une collègue", now=seed.clock())
    desk.decide(later, three[0], "liste-attente")
    commit(connection)
    report = confirm(ask, database)
    report.mustcontain("<strong>1</strong> fait(s), <strong>1</strong> refusé(s)")
    report.mustcontain("Décision\u00a0: Une collègue a changé cette partie depuis que l'acte a été demandé")
    refresh(connection)
    assert three[0].decisions[-1].validated_at is None
    assert three[1].decisions[-1].validated_at is not None


def test_what_the_candidate_does_meanwhile_in_another_part_hinders_nothing(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    sign_in(browser, "droit")
    ask = asks(browser, "statut", three[0])
    desk.decide(seed.work(portal, "s-central", "Une collègue", now=seed.clock()), three[0], "liste-attente")
    commit(connection)
    form = form_of(ask, "demande")
    radio(form, "Complet")
    form.submit("enregistrer", status=303)
    runner(database).sweep()
    refresh(connection)
    assert three[0].status is Status.COMPLETE


def test_ranks_follow_each_other_and_validated_decisions_are_kept(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M18, M20."""
    desk.validate_decision(manager(portal), three[1])
    commit(connection)
    sign_in(browser, "droit")
    ask = asks(browser, "decision", *three)
    ask.mustcontain("L'acte est possible pour <strong>2</strong>", "<strong>1</strong> – Une décision est déjà validée")
    form = form_of(ask, "demande")
    form["decision"] = "liste-complementaire"
    form = form_of(form.submit("_refresh"), "rang")
    form["rang"] = "4"
    answer = form.submit("enregistrer", status=303)
    runner(database).sweep()
    answer.follow().mustcontain("saisissez la nouvelle depuis la candidature elle-même")
    refresh(connection)
    assert [a.decisions[-1].rank for a in (three[0], three[2])] == [4, 5]
    assert three[1].decisions[-1].type_code == "defavorable"


@pytest.mark.parametrize(
    ("code", "fields", "kind"),
    [
        ("favorable", {"commentaire": "Bon dossier."}, DecisionKind.FAVOURABLE),
        ("defavorable", {"motif": "Dossier incomplet"}, DecisionKind.UNFAVOURABLE),
        ("preselection", {"date": "01/06/2031", "heure": "14:00", "lieu": "Amphi A"}, DecisionKind.PRESELECTION),
        ("liste-attente", {}, DecisionKind.WAITING),
    ],
)
def test_each_kind_of_decision_asks_for_its_fields(
    browser: TestApp, database: DB, connection: Any, three: list[Any], code: str, fields: dict[str, str],
    kind: DecisionKind,
) -> None:
    """M18, X04."""
    sign_in(browser, "droit")
    form = form_of(asks(browser, "decision", *three), "demande")
    form["decision"] = code
    form = form_of(form.submit("_refresh"), "demande", *fields)
    for name, value in fields.items():
        form[name] = value
    form.submit("enregistrer", status=303)
    runner(database).sweep()
    refresh(connection)
    assert {a.decisions[-1].kind for a in three} == {kind}
    last = three[2].decisions[-1]
    said = {"commentaire": last.comment, "motif": last.motivation, "heure": last.meeting_time,
            "lieu": last.meeting_place, "date": f"{last.meeting_date:%d/%m/%Y}" if last.meeting_date else ""}
    assert {name: said[name] for name in fields} == fields


def test_where_the_block_is_off_decisions_are_replaced(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M20."""
    desk.validate_decision(manager(portal), three[1])
    portal["test"].parameters["GEST_IS_UTILISE_BLOCAGE_MASSE"] = False
    commit(connection)
    sign_in(browser, "droit")
    report = confirm(asks(browser, "decision", three[1]), database, decision="liste-attente")
    report.mustcontain("<strong>1</strong> fait(s)")


def test_status_of_several(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M17."""
    desk.set_status(manager(portal), three[2], Status.COMPLETE)
    commit(connection)
    sign_in(browser, "droit")
    form = form_of(asks(browser, "statut", *three), "date")
    radio(form, "Complet")
    form["date"] = (seed.TODAY + timedelta(days=1)).strftime("%d/%m/%Y")
    late = form.submit("enregistrer", status=303)
    runner(database).sweep()
    late.follow().mustcontain("La date ne peut pas être dans le futur.", "<strong>0</strong> fait(s)")
    form = form_of(asks(browser, "statut", *three), "date")
    radio(form, "Complet")
    form["date"] = (seed.TODAY - timedelta(days=2)).strftime("%d/%m/%Y")
    answer = form.submit("enregistrer", status=303)
    runner(database).sweep()
    answer.follow().mustcontain("Le dossier est déjà «\u00a0Complet\u00a0».", "<strong>2</strong> fait(s)")
    refresh(connection)
    assert {a.status for a in three} == {Status.COMPLETE}
    assert three[0].complete_on == seed.TODAY - timedelta(days=2)


def test_treatment_is_chosen_then_validated_and_direct_access_admits(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M15, M16."""
    sign_in(browser, "droit")
    form = form_of(asks(browser, "traitement", *three), "demande")
    radio(form, "Accès direct")
    form.submit("enregistrer", status=303)
    runner(database).sweep()
    refresh(connection)
    assert {(a.treatment, a.treatment_validated) for a in three} == {(Treatment.DIRECT, False)}
    confirm(asks(browser, "valider-traitement", *three), database).mustcontain("<strong>3</strong> fait(s)")
    refresh(connection)
    assert {a.treatment_validated for a in three} == {True}
    assert all(
        any(d.kind is DecisionKind.FAVOURABLE and d.published_at for d in a.decisions) for a in three
    )
    again = asks(browser, "valider-traitement", *three)
    again.mustcontain("Le type de traitement est déjà validé.")


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
    reloaded = browser.get(base, status=303)
    assert "Cochez d'abord des candidatures" in reloaded.follow(), "the address of a refused form holds no choice"
    browser.get(f"{base}?acte=effacer", status=404)


def test_a_member_of_the_commission_decides_but_validates_nothing(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "membre")
    browser.get("/test/droit/commissions/commission/@@candidatures").mustcontain("Saisir une décision")
    base = "/test/droit/commissions/commission/@@en-masse"
    for act in ("valider-decision", "statut", "etiquettes", "droits", "regime", "code-opi", "courriel"):
        browser.get(f"{base}?acte={act}&c={name_of(three[0])}", status=403)
    asks(browser, "decision", three[0], base=base).mustcontain("1 candidature concernée")


def test_another_component_is_out_of_reach(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "sciences")
    browser.get(f"{MASS}?acte=statut&c={name_of(three[0])}", status=403)
    nothing = browser.get(f"/test/sciences/@@en-masse?acte=statut&c={name_of(three[0])}", status=303)
    nothing.follow().mustcontain("Cochez d'abord des candidatures")


def test_rights_are_those_of_the_moment_of_the_act(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """Whoever loses their role, or their account, while a task waits does nothing more by it."""
    sign_in(browser, "droit")
    form = form_of(asks(browser, "courriel", *three), "demande")
    form["objet"], form["texte"] = "Bonjour", "Texte"
    form.submit("enregistrer", status=303)
    refresh(connection)
    portal["test"]["droit"].grants.revoke("s-droit", Role.COMPONENT_MANAGER)
    commit(connection)
    runner(database).sweep()
    refresh(connection)
    task = portal.tasks.of("s-droit")[0]
    assert [line.code for line in task.report.values()] == ["not_allowed_now"] * 3
    assert all(portal.outbox[key].subject != "Bonjour" for a in three for key in a.mails)


def test_all_that_the_filter_keeps_is_chosen_once(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    """M06: no limit of 200; what enters the list afterwards is not acted on."""
    many = [applied(portal, f"PQRST{number:03d}") for number in range(260)]
    commit(connection)
    sign_in(browser, "droit")
    ask = asks(browser, "statut", tout="filtre", retour="mots=durand")
    ask.mustcontain("262 candidatures concernées", "Tout ce qui correspond au filtre")
    form = form_of(ask, "demande")
    radio(form, "Complet")
    answer = form.submit("enregistrer", status=303)
    refresh(connection)
    applied(portal, "NEWCOMER")
    commit(connection)
    runner(database).sweep()
    report = answer.follow()
    report.mustcontain("<strong>262</strong> fait(s)", "Revenir à la liste")
    assert len(lines(report)) == 50
    assert report.html.select_one(".desk-back, .actions a[href*='tout=filtre']") is not None
    refresh(connection)
    assert {a.status for a in (*many, *three[1:])} == {Status.COMPLETE}
    assert three[0].status is Status.PENDING
    csv = report.click("Télécharger le compte rendu").body.decode("utf-8-sig").splitlines()
    assert len(csv) == 263
    assert csv[0] == "Candidature;Formation;Résultat;Adresse"


def test_a_filter_that_keeps_something_else_by_then_asks_again(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any]
) -> None:
    sign_in(browser, "droit")
    form = form_of(asks(browser, "regime", tout="filtre", retour=""), "demande")
    applied(portal, "NEWCOMER")
    commit(connection)
    again = form.submit("enregistrer", status=409)
    again.mustcontain("La sélection compte maintenant 4 candidature(s), 3 quand la page s'est affichée.")
    form_of(again, "demande").submit("enregistrer", status=303)


def test_a_page_left_open_for_days_is_shown_anew(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "droit")
    for stale in ("", "hier", "2020-01-01", "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"):
        form = form_of(asks(browser, "regime", *three), "demande")
        form["vu"] = stale
        again = form.submit("enregistrer", status=409)
        again.mustcontain("Cette page est ouverte depuis trop longtemps.")
    form_of(again, "demande").submit("enregistrer", status=303)


class Crash(BaseException):
    """What a killed process leaves: nothing is caught, nothing is noted."""


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_another_and_nothing_is_done_twice(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(browser, "droit")
    form = form_of(asks(browser, "courriel", *three), "demande")
    form["objet"], form["texte"] = "Une seule fois", "Bonjour."
    form.submit("enregistrer", status=303)
    first, going = runner(database), []

    def work(*arguments: Any) -> Any:
        going.append(1)
        if len(going) == 4:
            raise Crash
        return type(first).work(first, *arguments)

    monkeypatch.setattr(first, "work", work)
    with pytest.raises(Crash):
        first.sweep()
    assert runner(database).sweep() == 0
    refresh(connection)
    task = portal.tasks.of("s-droit")[0]
    assert (task.state, task.done, task.total) == (TaskState.RUNNING, 2, 3)
    with transaction.manager, database.transaction() as other:
        other.root()[ROOT].tasks.queue[task.__name__] = seed.NOW
    assert runner(database).sweep() == 1
    refresh(connection)
    assert portal.tasks.of("s-droit")[0].state is TaskState.DONE
    subjects = [[portal.outbox[key].subject for key in a.mails].count("Une seule fois") for a in three]
    assert subjects == [1, 1, 1]
    assert [line.about for line in task.report.values()] == [path_of(a) for a in three]


def test_an_incident_on_one_is_told_and_the_others_are_done(
    browser: TestApp, database: DB, connection: Any, portal: Any, three: list[Any], caplog: Any
) -> None:
    sign_in(browser, "droit")
    ask = asks(browser, "courriel", *three)
    three[1].status = "ZZ"
    commit(connection)
    report = confirm(ask, database, objet="Bonjour", texte="Texte")
    report.mustcontain("<strong>2</strong> fait(s), <strong>1</strong> refusé(s)", "Un incident a empêché l'acte")
    assert "Acte en nombre courriel" in caplog.text
    refresh(connection)
    assert [portal.outbox[a.mails[-1]].subject == "Bonjour" for a in three] == [True, False, True]


def test_the_list_shows_the_selection_again_afterwards(browser: TestApp, database: DB, three: list[Any]) -> None:
    """M06."""
    sign_in(browser, "droit")
    report = confirm(asks(browser, "valider-decision", *three[:2], retour="mots=a"), database)
    listed = browser.get(report.html.find("a", string="Revenir à la liste")["href"])
    ticked = {box["value"] for box in listed.html.select("input[name=c][checked]")}
    assert ticked == {name_of(a) for a in three[:2]}


def test_the_report_of_somebody_else_is_unknown(browser: TestApp, database: DB, three: list[Any]) -> None:
    sign_in(browser, "droit")
    report = confirm(asks(browser, "valider-decision", *three), database)
    url = report.request.path
    browser.reset()
    sign_in(browser, "admin")
    browser.get(url, status=404)
    browser.get(f"{url}/@@compte-rendu.csv", status=404)


def test_the_list_offers_the_acts_that_one_may_do(browser: TestApp, three: list[Any]) -> None:
    sign_in(browser, "droit")
    page = browser.get(LIST)
    for act in ACTS.values():
        assert act.code in {tag.get("value") for tag in page.html.select("[name=acte], [name=acte] option")}
