"""Tasks: done once, by one runner, taken up again after a crash, their failure told, their result for their owner."""

from __future__ import annotations

import csv
import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.codes import TaskState
from ecandidat.domain.errors import Refused
from ecandidat.jobs.tasks import Going, Runner
from ecandidat.models.document import Document
from ecandidat.models.task import Line, Task
from ecandidat.resources import ROOT
from ecandidat.services import tasks
from ecandidat.services.tasks import Run, TaskKind
from ecandidat.work import Work, clock
from tests import seed
from tests.functional.doors import sign_in

OWNER = "c-CANDIDAT"
THINGS = [f"chose-{number}" for number in range(250)]


def kinds(*rows: TaskKind) -> dict[str, TaskKind]:
    return {row.code: row for row in rows}


def count(run: Run) -> None:
    """Say the name of each thing; one of them is refused."""

    def one(work: Work, task: Task, thing: str) -> Line:
        work.root["test"].help_url = f"https://exemple.fr/{thing}"
        if thing == "chose-42":
            raise Refused("not_yourself")
        return Line(f"/{thing}", thing)

    run.each(one, THINGS)
    run.step(lambda work, task: tasks.finish(work, task))


COUNT = TaskKind("compter", "Compter", count)


def ask(database: DB, kind: TaskKind = COUNT, userid: str = OWNER) -> str:
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        return tasks.ask(seed.work(portal, userid), kind, back="/compte").__name__


def runner(database: DB, *rows: TaskKind) -> Runner:
    settings = seed.settings()
    return Runner(database, settings, Adapters(None, NoRecords()), kinds(*(rows or (COUNT,))))


def seen(database: DB, key: str) -> dict[str, Any]:
    with database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        return {
            "state": task.state, "done": task.done, "total": task.total, "failure": task.failure, "tries": task.tries,
            "lines": list(task.report.values()), "owner": task.owner,
        }  # fmt: skip


def change(database: DB, key: str, **values: Any) -> None:
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        for name, value in values.items():
            setattr(portal.tasks[key], name, value)
        portal.tasks.queue[key] = values.get("due", clock())


def test_a_task_is_done_by_chunks_and_reports_each_thing(database: DB) -> None:
    key = ask(database)
    assert runner(database).sweep() == 1
    found = seen(database, key)
    assert (found["state"], found["done"], found["total"]) == (TaskState.DONE, 250, 250)
    assert [line.label for line in found["lines"]] == THINGS
    assert [line.code for line in found["lines"] if line.code] == ["not_yourself"]
    with database.transaction() as connection:
        assert connection.root()[ROOT]["test"].help_url == "https://exemple.fr/chose-249"
    assert runner(database).sweep() == 0


def test_what_a_refused_thing_had_begun_is_dropped(database: DB) -> None:
    def last(run: Run) -> None:
        def one(work: Work, task: Task, thing: str) -> None:
            work.root["test"].help_url = thing
            if thing == "b":
                raise Refused("not_yourself")

        run.each(one, ["a", "b"])
        run.step(lambda work, task: tasks.finish(work, task))

    ask(database, TaskKind("deux", "Deux", last))
    runner(database, TaskKind("deux", "Deux", last)).sweep()
    with database.transaction() as connection:
        assert connection.root()[ROOT]["test"].help_url == "a"


def test_two_runners_never_do_one_task_twice(database: DB) -> None:
    done: list[str] = []
    barrier = threading.Barrier(4, timeout=20)

    def once(run: Run) -> None:
        def act(work: Work, task: Task) -> None:
            tasks.finish(work, task)

        done.append(run.folder.name)
        run.step(act)

    kind = TaskKind("une-fois", "Une fois", once, together=30)
    keys = [ask(database, kind) for _ in range(20)]

    def work() -> None:
        own = runner(database, kind)
        barrier.wait()
        own.run(keys)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) == len(keys)
    assert all(seen(database, key)["state"] is TaskState.DONE for key in keys)


class Crash(BaseException):
    """What a killed process leaves: nothing is caught, nothing is noted."""


def test_a_runner_that_died_leaves_its_task_to_another_which_goes_on(database: DB) -> None:
    begun: list[int] = []

    def fragile(run: Run) -> None:
        def one(work: Work, task: Task, thing: str) -> None:
            begun.append(int(thing))
            if thing == "150" and begun.count(150) == 1:
                raise Crash

        run.each(one, [str(number) for number in range(200)])
        run.step(lambda work, task: tasks.finish(work, task))

    kind = TaskKind("fragile", "Fragile", fragile)
    key = ask(database, kind)
    with pytest.raises(Crash):
        runner(database, kind).sweep()
    assert (seen(database, key)["state"], seen(database, key)["done"]) == (TaskState.RUNNING, 100)
    assert runner(database, kind).sweep() == 0
    change(database, key)
    assert runner(database, kind).sweep() == 1
    assert seen(database, key)["state"] is TaskState.DONE
    assert begun.count(99) == 1
    assert begun.count(100) == 2


def test_the_late_runner_is_stopped_when_another_took_over(database: DB) -> None:
    key = ask(database)
    with transaction.manager, database.transaction() as connection:
        tasks.take(connection.root()[ROOT].tasks, key, clock(), "premier")
    change(database, key)
    with transaction.manager, database.transaction() as connection:
        assert tasks.take(connection.root()[ROOT].tasks, key, clock(), "second") is not None
    late = Going(runner(database), key, "premier", None)  # type: ignore[arg-type]
    with pytest.raises(tasks.Lost):
        late.step(lambda work, task: tasks.finish(work, task))


def test_a_task_that_kills_its_runners_is_given_up(database: DB) -> None:
    def deadly(run: Run) -> None:
        raise Crash

    kind = TaskKind("mortel", "Mortel", deadly)
    key = ask(database, kind)
    for _ in range(tasks.MOST_TRIES):
        with pytest.raises(Crash):
            runner(database, kind).sweep()
        change(database, key)
    assert runner(database, kind).sweep() == 0
    assert (seen(database, key)["state"], seen(database, key)["failure"]) == (TaskState.FAILED, "task_crashed")


def test_an_unexpected_error_is_a_sentence_for_the_owner_and_a_trace_for_the_operator(
    browser: TestApp, database: DB, caplog: Any
) -> None:
    def broken(run: Run) -> None:
        raise ZeroDivisionError

    kind = TaskKind("casse", "Cassé", broken)
    key = ask(database, kind)
    runner(database, kind).sweep()
    assert "ZeroDivisionError" in caplog.text
    sign_in(browser, "CANDIDAT")
    page = browser.get(f"/taches/{key}")
    page.mustcontain("Un incident a interrompu ce travail", "Relancer", no="ZeroDivisionError")
    again = next(form for form in page.forms.values() if form.action.endswith("@@relancer"))
    again.submit(status=303).follow().mustcontain("En attente", "Arrêter")
    assert seen(database, key)["state"] is TaskState.QUEUED


def test_one_task_of_a_kind_at_a_time(database: DB) -> None:
    ask(database)
    with pytest.raises(Refused) as refused:
        ask(database)
    assert refused.value.code == "task_running"
    ask(database, userid="c-NOUVEAUX")


def test_a_stopped_task_does_nothing_more(browser: TestApp, database: DB) -> None:
    key = ask(database)
    sign_in(browser, "CANDIDAT")
    page = browser.get(f"/taches/{key}")
    stop = next(form for form in page.forms.values() if form.action.endswith("@@arreter"))
    stop.submit(status=303).follow().mustcontain("Ce travail a été arrêté avant sa fin.", "Relancer")
    assert runner(database).sweep() == 0
    assert seen(database, key)["done"] == 0
    stop.submit(status=409).mustcontain("déjà terminé")


def test_a_result_too_old_goes_with_its_task(database: DB) -> None:
    key = ask(database)
    runner(database).sweep()
    change(database, key, expires_at=clock() - timedelta(seconds=1))
    assert runner(database).sweep() == 0
    with database.transaction() as connection:
        stored = connection.root()[ROOT].tasks
        assert key not in stored
        assert list(stored.queue) == []
        assert list(stored.by_owner) == []


@pytest.mark.parametrize("login", ["NOUVEAUX", "admin", "central"])
def test_nobody_else_sees_a_task_or_its_result(browser: TestApp, database: DB, login: str) -> None:
    key = ask(database)
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        document = Document()
        with document.writer() as target:
            target.write(b"secret")
        document.filename, document.size = "secret.zip", 6
        tasks.finish(seed.work(portal), portal.tasks[key], document)
    browser.get(f"/taches/{key}/@@resultat", status=302)
    sign_in(browser, login)
    for view in ("", "/@@etat", "/@@resultat"):
        browser.get(f"/taches/{key}{view}", status=404)


def test_each_download_leaves_a_line(browser: TestApp, database: DB) -> None:
    key = ask(database)
    with transaction.manager, database.transaction() as connection:
        portal = connection.root()[ROOT]
        document = Document()
        with document.writer() as target:
            target.write(b"secret")
        document.filename, document.size, document.content_type = "mes-données.zip", 6, "application/zip"
        tasks.finish(seed.work(portal), portal.tasks[key], document)
    sign_in(browser, "CANDIDAT")
    answer = browser.get(f"/taches/{key}").click("Télécharger")
    assert answer.body == b"secret"
    assert "attachment" in answer.headers["Content-Disposition"]
    with database.transaction() as connection:
        (line,) = connection.root()[ROOT].tasks[key].journal
        assert (line.act, line.actor) == ("telecharger", "CAMILLE MARTIN")


def test_the_bar_is_told_to_the_script(browser: TestApp, database: DB) -> None:
    key = ask(database)
    change(database, key, state=TaskState.RUNNING, done=3, total=8)
    sign_in(browser, "CANDIDAT")
    assert browser.get(f"/taches/{key}/@@etat").json == {
        "ended": False, "value": 3, "total": 8, "words": "En cours\u00a0: 3 sur 8",
    }  # fmt: skip
    page = browser.get(f"/taches/{key}")
    bar = page.html.find("progress")
    assert (bar["value"], bar["max"]) == ("3", "8")
    page.mustcontain("Actualiser", "js/task.js")


def test_a_task_stands_where_it_was_asked_from(browser: TestApp, database: DB) -> None:
    """M37: university, path and bar are those of the list; from there one goes back to it."""
    back = "/test/droit/master/m1-droit/@@candidatures?statut=RE"
    key = ask(database, userid="s-droit")
    change(database, key, back=back)
    sign_in(browser, "droit")
    page = browser.get(f"/taches/{key}")
    assert [link["href"] for link in page.html.select("nav.breadcrumbs a")] == [
        "/test", "/test/droit", "/test/droit/master", "/test/droit/master/m1-droit",
    ]  # fmt: skip
    assert "/test/@@theme.css" in page
    assert page.html.select_one("nav.context-bar") is not None
    assert page.html.find("a", string="Revenir à la liste")["href"] == back
    change(database, key, back="/test/droit/parti/@@candidatures")
    assert [link["href"] for link in browser.get(f"/taches/{key}").html.select("nav.breadcrumbs a")] == [
        "/test", "/test/droit",
    ]  # fmt: skip
    browser.reset()
    sign_in(browser, "central")
    assert "m1-droit" not in browser.get(f"/taches/{key}", status=404)


def test_a_task_that_is_gone_says_so_kindly_and_like_one_that_never_was(browser: TestApp, database: DB) -> None:
    """M37."""
    key = ask(database, userid="s-droit")
    sign_in(browser, "central")
    others = browser.get(f"/taches/{key}", status=404).html.main.text
    assert "Ce travail n'est plus là" in others
    assert browser.get("/taches/jamais", status=404).html.main.text == others
    assert browser.get("/taches/jamais/@@resultat", status=404).html.main.text == others


def test_a_page_of_a_long_report_reads_its_own_lines_alone(browser: TestApp, database: DB) -> None:
    """M41."""
    key = ask(database, userid="s-droit")

    def fill(task: Task) -> None:
        task.tell(Line("", f"Chose {rank}", "not_yourself" if rank % 10 == 7 else "") for rank in range(3_000))

    with transaction.manager, database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        fill(task)
        tasks.finish(seed.work(connection.root()[ROOT], "s-droit"), task)
    sign_in(browser, "droit")
    page = browser.get(f"/taches/{key}")
    page.mustcontain("2700", "300", "Chose 7 –", "Chose 497", no="Chose 507")
    done = browser.get(f"/taches/{key}?lignes=faites&page=54")
    labels = [line.text.split(" – ")[0].strip() for line in done.html.select("#compte-rendu ul li")]
    assert [label for label in labels if label.startswith("Chose")][-1] == "Chose 2999"
    database.cacheMinimize()
    with database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        assert (task.reported, len(task.refused())) == (3_000, 300)
        loaded = [one for one in connection._cache.lru_items() if type(one[1]).__name__ == "IOBucket"]
        assert len(loaded) < 5


def test_no_line_of_a_report_is_run_by_a_spreadsheet(browser: TestApp, database: DB) -> None:
    """Titles and names of files are typed by people: the report says them as every other export does."""
    key = ask(database, userid="s-droit")
    hostile = ["=1+1", " =1+1", "\u00a0+1", "\n-1", "＠SUM(1)"]
    with transaction.manager, database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        task.tell(Line("", said, detail=said) for said in hostile)
        tasks.finish(seed.work(connection.root()[ROOT], "s-droit"), task)
    sign_in(browser, "droit")
    text = browser.get(f"/taches/{key}/@@compte-rendu.csv").body.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]
    assert [row[:2] for row in rows] == [[f"'{said}"] * 2 for said in hostile]


def test_a_report_written_before_refusals_were_numbered_is_read_whole(browser: TestApp, database: DB) -> None:
    key = ask(database, userid="s-droit")
    with transaction.manager, database.transaction() as connection:
        task = connection.root()[ROOT].tasks[key]
        del task.refusals
        task.tell([Line("", "Une", "not_yourself"), Line("", "Deux")])
        assert (task.refusals, task.refused(), task.reported) == (None, [0], 2)
