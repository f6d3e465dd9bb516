"""A bulk act and a crowd: two workers, a form sent many times at once, candidates who act meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from transaction.interfaces import TransientError
from ZODB.DB import DB

from ecandidat.domain.codes import TaskState
from ecandidat.jobs.tasks import Runner
from ecandidat.models.portal import Portal
from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services import bulk, desk
from tests import seed
from tests.architecture.visitors import Visitor, open_session
from tests.concurrency.crowd import at_once, formation
from tests.functional.desk.masses import runner

Commit = Callable[..., Any]
CROWD = 30


def prepare(portal: Portal) -> list[str]:
    """Applications that nobody sent, and a manager who is signed in; their paths."""
    open_session(portal, "s-droit")
    made = []
    for number in range(CROWD):
        candidate = seed.candidate(portal, f"FOULE{number:03d}", birth_name=f"DURAND{number}")
        made.append(service.apply(seed.work(portal, candidate.userid), formation(portal), candidate))
    return [path_of(application) for application in made]


def ask(portal: Portal, paths: list[str]) -> str:
    """Ask to write to everybody."""
    work = seed.work(portal, "s-droit", now=seed.clock())
    values = {"objet": "Une seule fois", "texte": "Bonjour."}
    return bulk.ask(work, bulk.ACTS["courriel"], paths, values, shown_at=work.now, token="jeton").__name__


def told(portal: Portal) -> list[int]:
    """How many times each candidate was written to."""
    mails = [[portal.outbox[key].subject for key in one.mails] for one in formation(portal).values()]
    return [subjects.count("Une seule fois") for subjects in mails]


def test_two_workers_at_once_do_each_application_once(file_database: DB, commit: Commit) -> None:
    key = commit(ask, commit(prepare))
    workers: list[Runner] = [runner(file_database) for _ in range(4)]
    done = at_once([lambda one=one: one.run([key]) for one in workers])
    assert sorted(done) == [0, 0, 0, 1]
    assert commit(told) == [1] * CROWD
    assert commit(lambda portal: portal.tasks[key].state) is TaskState.DONE


def test_candidates_and_managers_act_meanwhile_and_nothing_is_lost(file_database: DB, commit: Commit) -> None:
    paths = commit(prepare)
    key = commit(ask, paths)

    def note(number: int) -> None:
        def act(portal: Portal) -> None:
            one = sorted(formation(portal).values(), key=lambda application: application.key)[number]
            desk.add_note(seed.work(portal, "s-central", "Une collègue"), one, "Vu.")

        for _attempt in range(20):
            try:
                commit(act)
            except TransientError:
                continue
            return

    at_once([lambda: runner(file_database).run([key]), *(lambda number=number: note(number) for number in range(8))])
    assert commit(told) == [1] * CROWD
    notes = commit(lambda portal: sorted(len(one.notes) for one in formation(portal).values()))
    assert notes == [0] * (CROWD - 8) + [1] * 8
    assert commit(lambda portal: rebuild(formation(portal))) == 0


def test_a_form_sent_five_times_at_once_asks_for_one_task(file_app: Any, commit: Commit) -> None:
    paths = commit(prepare)
    manager = Visitor(file_app, "s-droit")
    chosen = [("c", path.split("/", 2)[2]) for path in paths[:3]]
    asked = f"/test/droit/@@en-masse?{urlencode(chosen)}"
    page = BeautifulSoup(manager.knock(f"{asked}&acte=regime").text, "html.parser")
    carried = {tag["name"]: tag["value"] for tag in page.select("input[form=deform]") if tag["name"] != "c"}
    typed = {**carried, "_charset_": "UTF-8", "version": "", "regime": "1", "enregistrer": "enregistrer"}
    answers = at_once([lambda: manager.knock(asked, "POST", typed)] * 5)
    assert {answer.status_int for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert commit(lambda portal: len(portal.tasks.of("s-droit"))) == 1
