"""Publication by hand: what waits, the rehearsal that sends nothing, a second person, an hour, a fault, the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.POSException import ConflictError

from ecandidat.domain.codes import Answer, BatchState, Publication, Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.jobs import deadlines
from ecandidat.jobs import publications as job
from ecandidat.models.document import Document
from ecandidat.models.task import Line
from ecandidat.resources import ROOT, path_of
from ecandidat.services import application as service
from ecandidat.services import desk, publications, tasks
from ecandidat.services.situation import in_force
from ecandidat.services.task_kinds import KINDS
from tests import seed
from tests.functional.desk.files import commit, form_of, jury, refresh
from tests.functional.desk.masses import runner
from tests.functional.doors import sign_in

BASE = "/test/droit/master/m1-droit"


@pytest.fixture
def people(connection: Any, portal: Any) -> list[Any]:
    """Two admitted and one refused, validated, published by nobody yet."""
    formation = portal["test"]["droit"]["master"]["m1-droit"]
    formation.publishes = Publication.BY_HAND
    work, made = seed.work(portal, "s-droit", "Gestionnaire"), []
    for number, code in (("ADMISE01", "favorable"), ("ADMISE02", "favorable"), ("REFUSE01", "defavorable")):
        one = service.apply(work, formation, seed.candidate(portal, number), waive_dates=True)
        desk.decide(work, one, code, motivation="Dossier insuffisant" if code == "defavorable" else "")
        desk.validate_decision(work, one)
        made.append(one)
    commit(connection)
    return made


def told(connection: Any, people: list[Any]) -> list[str]:
    refresh(connection)
    return [one.decisions[-1].kind.value if in_force(one) is not None else "" for one in people]


def outbox(connection: Any) -> int:
    refresh(connection)
    return len(list(connection.root()[ROOT].outbox.values()))


def press(page: Any, act: str, **fields: str) -> Any:
    offers = ((form, button) for form in page.forms.values() for button in form.fields.get("acte", ()))
    form = next(form for form, button in offers if button.value_if_submitted() == act)
    for name, value in fields.items():
        form[name] = value
    return form.submit("acte", value=act, status="*")


def test_a_decision_waits_until_somebody_publishes_it(browser: TestApp, connection: Any, people: list[Any]) -> None:
    """M19, X05."""
    work = seed.work(connection.root()[ROOT])
    deadlines.run(connection.db(), work.settings, work.adapters)
    assert told(connection, people) == ["", "", ""]
    sign_in(browser, "droit")
    page = browser.get(f"{BASE}/@@publication")
    assert "2 admis pour 2 places" in page
    before = outbox(connection)
    task = press(page, "repeter").follow()
    runner(connection.db()).sweep()
    report = browser.get(task.request.path)
    assert "→ admise01@exemple.fr, lettre-admission" in report.text.replace("&gt;", ">")
    assert outbox(connection) == before
    assert told(connection, people) == ["", "", ""]
    press(page, "preparer")
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "FA", "DE"]
    assert outbox(connection) == before + 3
    page = browser.get("/test/droit/@@publication")
    assert "3 / 3 décision(s)" in page
    assert "Rien n'attend d'être publié" in page


def test_a_second_person_approves_and_nothing_leaves_before_its_hour(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    portal["test"].parameters[publications.APPROVAL] = True
    commit(connection)
    sign_in(browser, "droit")
    day = seed.TODAY + timedelta(days=2)
    page = press(browser.get(f"{BASE}/@@publication"), "preparer", jour=f"{day:%Y-%m-%d}", heure="18:00").follow()
    assert "une seconde personne doit l'approuver" in page
    assert not page.html.find("form", action=f"{BASE}/@@publication-approuver")
    refresh(connection)
    (batch,) = publications.batches(portal["test"])
    with pytest.raises(Refused, match="own_batch"):
        publications.approve(seed.work(portal, "s-droit"), batch)
    browser.post("/compte/deconnexion", {"csrf_token": page.html.find("input", {"name": "csrf_token"})["value"]})
    sign_in(browser, "central")
    page = browser.get("/test/@@publication")
    form = next(form for form in page.forms.values() if form.action.endswith("@@publication-approuver"))
    assert "partira à son heure" in form.submit().follow()
    work = seed.work(portal)
    assert job.run(connection.db(), work.settings, work.adapters) == 0
    refresh(connection)
    (batch,) = publications.batches(portal["test"])
    later = seed.work(portal, now=seed.NOW + timedelta(days=4))
    assert publications.is_due(later, batch)
    batch.publish_at = seed.NOW - timedelta(hours=1)
    commit(connection)
    assert job.run(connection.db(), work.settings, work.adapters) == 1
    assert job.run(connection.db(), work.settings, work.adapters) == 0
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "FA", "DE"]
    (batch,) = publications.batches(portal["test"])
    assert (batch.state, batch.done, batch.approved_name) == (BatchState.DONE, 3, "Test Central")
    assert people[0].journal.newest_first()[0].act == "publier-decision"


def test_what_was_prepared_keeps_its_hour_when_the_formation_publishes_otherwise(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """An hour that several people agreed on is not undone by a choice in a form. M19, X05."""
    work = seed.work(portal, "s-droit", "Gestionnaire")
    batch = publications.prepare(work, people[0].formation, seed.NOW + timedelta(days=2))
    commit(connection)
    sign_in(browser, "droit")
    form = browser.get(f"{BASE}/@@modifier").forms["deform"]
    form["publishes"] = "at_once"
    page = form.submit(status=200)
    assert "Ces dates touchent" in page
    assert "partiront d'elles-mêmes" not in page
    form_of(page, "publishes").submit(status=303)
    assert "Rien n'attend d'être publié" not in browser.get(f"{BASE}/@@publication")
    deadlines.run(connection.db(), work.settings, work.adapters)
    assert told(connection, people) == ["", "", ""]
    publications.cancel(seed.work(portal, "s-droit"), batch)
    commit(connection)
    deadlines.run(connection.db(), work.settings, work.adapters)
    assert told(connection, people) == ["FA", "FA", "DE"]


def test_whoever_lets_decisions_go_by_changing_the_formation_is_told_so(
    browser: TestApp, connection: Any, people: list[Any]
) -> None:
    """M19."""
    sign_in(browser, "droit")
    form = browser.get(f"{BASE}/@@modifier").forms["deform"]
    form["publishes"] = "at_once"
    page = form.submit(status=200)
    assert "3 décision(s) qui attendent d'être publiées partiront d'elles-mêmes" in " ".join(
        page.html.select_one("main").get_text().split()
    )
    assert told(connection, people) == ["", "", ""]


def test_a_publication_is_given_up_until_it_leaves(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    sign_in(browser, "droit")
    day = seed.TODAY + timedelta(days=2)
    page = press(browser.get(f"{BASE}/@@publication"), "preparer", jour=f"{day:%d/%m/%Y}", heure="18:00").follow()
    form = next(form for form in page.forms.values() if form.action.endswith("@@publication-abandonner"))
    assert "abandonnée" in form.submit().follow()
    assert "déjà partie ou abandonnée" in form.submit().follow()
    refresh(connection)
    (batch,) = publications.batches(portal["test"])
    with pytest.raises(Refused, match="batch_closed"):
        publications.launch(seed.work(portal), KINDS[publications.PUBLISH], portal["test"], batch)
    assert told(connection, people) == ["", "", ""]


@pytest.mark.parametrize(("day", "hour", "words"), [
    ("2020-01-01", "10:00", "heure à venir"), ("demain", "10:00", "ensemble"), ("2027-06-15", "", "ensemble"),
    ("9999-12-31", "25:00", "ensemble"),
])  # fmt: skip
def test_an_hour_that_cannot_be_is_said(browser: TestApp, people: list[Any], day: str, hour: str, words: str) -> None:
    sign_in(browser, "droit")
    page = press(browser.get(f"{BASE}/@@publication"), "preparer", jour=day, heure=hour)
    assert page.status_int == 409
    assert words in page


def test_a_letter_that_cannot_be_made_changes_nothing_and_says_where(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """M19."""
    broken = Document()
    with broken.writer() as target:
        target.write(b"no image")
    formation = people[0].formation
    formation.commission.signature = broken
    commit(connection)
    sign_in(browser, "droit")
    before = outbox(connection)
    task = press(browser.get(f"{BASE}/@@publication"), "repeter").follow()
    runner(connection.db()).sweep()
    assert "ne peut pas être composée" in browser.get(task.request.path)
    press(browser.get(f"{BASE}/@@publication"), "preparer")
    runner(connection.db()).sweep()
    assert told(connection, people) == ["", "", ""]
    assert outbox(connection) == before
    page = browser.get(f"{BASE}/@@publication")
    assert "3 décision(s) non publiée(s)" in page
    assert "ne peut pas être composée" in page
    formation.commission.signature = None
    commit(connection)
    press(browser.get(f"{BASE}/@@publication"), "preparer")
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "FA", "DE"]


def test_what_was_validated_after_the_preparation_waits_for_another(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """Whoever approved has not seen it."""
    portal["test"].parameters[publications.APPROVAL] = True
    batch = publications.prepare(seed.work(portal, "s-droit"), people[0].formation)
    after = seed.work(portal, "s-droit", now=seed.NOW + timedelta(minutes=5))
    desk.decide(after, people[0], "defavorable", motivation="Dossier insuffisant")
    desk.validate_decision(after, people[0])
    publications.approve(seed.work(portal, "s-central"), batch)
    publications.launch(seed.work(portal), KINDS[publications.PUBLISH], portal["test"], batch)
    commit(connection)
    runner(connection.db()).sweep()
    assert told(connection, people) == ["", "FA", "DE"]
    sign_in(browser, "droit")
    assert "validée après la préparation" in browser.get(f"{BASE}/@@publication")


def test_the_same_publication_sent_twice_is_prepared_once(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    sign_in(browser, "droit")
    page, day = browser.get(f"{BASE}/@@publication"), f"{seed.TODAY + timedelta(days=2):%Y-%m-%d}"
    for _time in range(2):
        press(page, "preparer", jour=day, heure="18:00")
    refresh(connection)
    (batch,) = publications.batches(portal["test"])
    publications.cancel(seed.work(portal, "s-droit"), batch)
    commit(connection)
    press(page, "preparer", jour=day, heure="18:00")
    refresh(connection)
    assert len(publications.batches(portal["test"])) == 2


def test_a_rehearsal_says_what_leaves_without_a_mail(browser: TestApp, connection: Any, people: list[Any]) -> None:
    people[0].candidate.left_at, people[0].mails = seed.NOW, ()
    commit(connection)
    sign_in(browser, "droit")
    task = press(browser.get(f"{BASE}/@@publication"), "repeter").follow()
    runner(connection.db()).sweep()
    report = browser.get(task.request.path)
    report.mustcontain("sans courriel", "admise02@exemple.fr")


def test_a_publication_stopped_on_its_way_is_closed(connection: Any, portal: Any, people: list[Any]) -> None:
    work = seed.work(portal, "s-droit")
    batch = publications.prepare(work, people[0].formation)
    task = publications.launch(work, KINDS[publications.PUBLISH], portal["test"], batch)
    commit(connection)
    job.run(connection.db(), work.settings, work.adapters)
    refresh(connection)
    assert batch.state is BatchState.LEAVING
    tasks.cancel(work, task)
    commit(connection)
    job.run(connection.db(), work.settings, work.adapters)
    refresh(connection)
    assert (batch.state, batch.done) == (BatchState.DONE, 0)
    tasks.again(work, task)
    commit(connection)
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "FA", "DE"]
    assert (batch.state, batch.done) == (BatchState.DONE, 3)


def test_more_than_the_places_is_said_before_and_never_refused(
    browser: TestApp, connection: Any, people: list[Any]
) -> None:
    """D25."""
    people[0].formation.capacity = 1
    commit(connection)
    sign_in(browser, "droit")
    page = browser.get(f"{BASE}/@@publication")
    assert "Capacité dépassée" in page
    task = press(page, "repeter").follow()
    runner(connection.db()).sweep()
    assert "2 admis pour 1 places" in browser.get(task.request.path)
    press(page, "preparer")
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "FA", "DE"]


def test_a_former_answer_is_kept_until_the_new_decision_is_published(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """X06."""
    one, work = people[0], seed.work(portal, "s-droit", "Gestionnaire")
    desk.publish_decision(work, one)
    service.confirm(work, one, waive_dates=True)
    desk.decide(work, one, "defavorable", motivation="Dossier insuffisant")
    assert one.answer is Answer.CONFIRMED
    desk.validate_decision(work, one)
    assert one.answer is Answer.CONFIRMED
    desk.publish_decision(replace(work, now=seed.NOW + timedelta(minutes=1)), one)
    assert one.answer is Answer.NONE


@pytest.mark.parametrize("login", ["membre", "sciences", ""])
def test_only_who_may_publish_sees_what_waits(browser: TestApp, people: list[Any], login: str) -> None:
    if login:
        sign_in(browser, login)
    assert browser.get(f"{BASE}/@@publication", status="*").status_int in (302, 303, 403, 404)


def test_whoever_takes_a_role_is_no_second_person(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    portal["test"].parameters[publications.APPROVAL] = True
    commit(connection)
    sign_in(browser, "admin")
    press(browser.get(f"{BASE}/@@publication"), "preparer")
    ask = browser.get("/test/@@prendre-role?compte=s-droit")
    ask.forms[len(ask.forms) - 1].submit(status=303)
    page = browser.get(f"{BASE}/@@publication")
    assert not page.html.find("form", action=f"{BASE}/@@publication-approuver")
    refresh(connection)
    (batch,) = publications.batches(portal["test"])
    form = next(form for form in page.forms.values() if form.action.endswith("@@publication-abandonner"))
    form.action = f"{BASE}/@@publication-approuver"
    assert "vous l'avez préparée" in form.submit().follow().html.text
    refresh(connection)
    assert batch.state is BatchState.PREPARED
    browser.reset()
    sign_in(browser, "droit")
    page = browser.get(f"{BASE}/@@publication")
    assert page.html.find("form", action=f"{BASE}/@@publication-approuver")


def test_who_publishes_sees_and_publishes_what_they_may_open_and_nothing_else(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """S21."""
    jury(portal, "GEST_PUBLICATION")
    desk.set_status(seed.work(portal, "s-droit"), people[0], Status.COMPLETE)
    commit(connection)
    sign_in(browser, "jury")
    page = browser.get(f"{BASE}/@@publication")
    assert "ADMISE01" in page
    assert "ADMISE02" not in page
    task = press(page, "repeter").follow()
    runner(connection.db()).sweep()
    assert "ADMISE02" not in browser.get(task.request.path)
    press(page, "preparer")
    runner(connection.db()).sweep()
    assert told(connection, people) == ["FA", "", ""]
    (batch,) = publications.batches(portal["test"])
    assert batch.total == 1
    hidden = Line(f"{BASE}/{people[1].key}", "CAMILLE (ADMISE02)", "row_failed")
    batch.fault(hidden)
    commit(connection)
    assert "ADMISE02" not in browser.get(f"{BASE}/@@publication")


def test_direct_access_waits_for_the_publication_like_any_other_admission(
    browser: TestApp, connection: Any, portal: Any
) -> None:
    """M16, X03, X10."""
    formation = portal["test"]["droit"]["master"]["l3-direct"]
    formation.publishes, work = Publication.BY_HAND, seed.work(portal, "s-droit", "Gestionnaire")
    one = service.apply(work, formation, seed.candidate(portal, "DIRECTE1"), waive_dates=True)
    assert (one.treatment, one.treatment_validated) == (Treatment.PENDING, False)
    desk.set_treatment(work, one, Treatment.DIRECT)
    commit(connection)
    sign_in(browser, "droit")
    ask = browser.get(f"{path_of(one)}/@@valider-traitement")
    ask.mustcontain("restera invisible du candidat jusqu'à sa publication à la main", "«\u00a0Accès direct\u00a0»")
    before = outbox(connection)
    form_of(ask, "version").submit(status=303)
    assert outbox(connection) == before
    assert told(connection, [one]) == [""]
    assert (one.treatment_validated, one.journal.newest_first()[0].public) == (True, False)
    with pytest.raises(Refused, match="decision_already_validated"):
        desk.set_treatment(seed.work(portal, "s-droit"), one, Treatment.SELECTIVE)
    press(browser.get("/test/droit/master/l3-direct/@@publication"), "preparer")
    runner(connection.db()).sweep()
    assert told(connection, [one]) == ["FA"]
    assert [portal.outbox[key].code for key in one.mails].count("TYPE_TRAIT_AD") == 1
    assert outbox(connection) == before + 1


def test_direct_access_that_is_told_at_once_resets_the_answer(connection: Any, portal: Any) -> None:
    """M16, X06."""
    work = seed.work(portal, "s-droit", "Gestionnaire")
    formation = portal["test"]["droit"]["master"]["l3-direct"]
    one = service.apply(work, formation, seed.candidate(portal, "DIRECTE2"), waive_dates=True)
    desk.decide(work, one, "favorable")
    desk.set_treatment(work, one, Treatment.DIRECT)
    desk.validate_treatment(work, one)
    shown = in_force(one)
    assert shown is not None
    assert shown.direct
    assert [made.validated_at is None for made in one.decisions] == [False, True]
    assert [portal.outbox[key].code for key in one.mails][-1] == "TYPE_TRAIT_AD"


def test_a_decision_is_in_one_publication_at_a_time(
    browser: TestApp, connection: Any, portal: Any, people: list[Any]
) -> None:
    """M19."""
    sign_in(browser, "droit")
    day = f"{seed.TODAY + timedelta(days=2):%Y-%m-%d}"
    press(browser.get(f"{BASE}/@@publication"), "preparer", jour=day, heure="18:00")
    token = browser.get(f"{BASE}/@@publication").html.find("input", {"name": "csrf_token"})["value"]
    again = {"csrf_token": token, "acte": "preparer", "jour": day, "heure": "19:00"}
    refused = browser.post("/test/droit/@@publication", again, status=409)
    refused.mustcontain("déjà dans une publication préparée", "« M1 Droit privé » (Test Droit)")
    assert not refused.html.find(id="preparer")
    refresh(connection)
    late = service.apply(
        seed.work(portal, "s-droit"), people[0].formation, seed.candidate(portal, "TARDIVE1"), waive_dates=True
    )
    desk.decide(seed.work(portal, "s-droit"), late, "favorable")
    desk.validate_decision(seed.work(portal, "s-droit"), late)
    # What was decided anew since is in no publication any more: nobody has seen it there.
    desk.decide(seed.work(portal, "s-droit"), people[2], "favorable")
    desk.validate_decision(seed.work(portal, "s-droit"), people[2])
    commit(connection)
    page = browser.get("/test/droit/@@publication")
    page.mustcontain("<strong>2</strong> décision(s) sont déjà dans une publication", "Publier les 2 décision(s)")
    press(page, "preparer", jour=day, heure="19:00").follow().mustcontain("2 décision(s) sont restées")
    refresh(connection)
    assert sorted(batch.total for batch in publications.batches(portal["test"])) == [2, 3]


def test_two_people_who_prepare_at_once_make_one_publication(connection: Any, portal: Any, people: list[Any]) -> None:
    publications.cancel(seed.work(portal), publications.prepare(seed.work(portal, "s-droit"), portal["test"]))
    commit(connection)
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    other = connection.db().open(manager)
    theirs = other.root()[ROOT]
    publications.prepare(seed.work(theirs, "s-central"), theirs["test"]["droit"])
    publications.prepare(seed.work(portal, "s-droit"), portal["test"])
    commit(connection)
    with pytest.raises(ConflictError):
        manager.commit()
    manager.abort()
    manager.begin()
    with pytest.raises(Refused, match="all_prepared"):
        publications.prepare(seed.work(theirs, "s-central"), theirs["test"]["droit"])
    manager.abort()
    other.close()
