"""Two managers act on one application at the same instant: one of them is told, nothing is mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ecandidat.domain.decisions import current, draft
from ecandidat.models.portal import Portal
from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import desk
from tests import seed
from tests.architecture.visitors import Visitor, open_session
from tests.architecture.world import submitted
from tests.concurrency.crowd import at_once, formation

Commit = Callable[..., Any]
MANAGERS = ("s-droit", "s-central", "s-admin")


def prepare(portal: Portal) -> str:
    """A submitted application, and managers who are signed in; the application's path."""
    for userid in MANAGERS:
        open_session(portal, userid)
    return path_of(submitted(portal, portal.candidates["CANDIDAT"], formation(portal)))


def the_one(portal: Portal) -> Any:
    """The application that everybody acts on."""
    (application,) = formation(portal).values()
    return application


def version(page: Any) -> str:
    """The version that a form carries."""
    field = page.html.find("input", {"name": "version"}) if hasattr(page, "html") else None
    if field is not None:
        return str(field["value"])
    text = page.text
    tag = next(part for part in text.split("<input") if 'name="version"' in part)
    return tag.split('value="')[1].split('"')[0]


def test_of_two_decisions_entered_at_once_one_is_kept_and_the_other_told(file_app: Any, commit: Commit) -> None:
    path = commit(prepare)
    managers = [Visitor(file_app, userid) for userid in MANAGERS[:2]]
    seen = [version(manager.knock(f"{path}/@@decision")) for manager in managers]
    wanted = ["favorable", "liste-attente"]

    def decide(rank: int) -> Any:
        fields = {"_charset_": "UTF-8", "decision": wanted[rank], "commentaire": "", "version": seen[rank]}
        return managers[rank].knock(f"{path}/@@decision", "POST", {**fields, "enregistrer": "enregistrer"})

    answers = at_once([lambda: decide(0), lambda: decide(1)])
    assert sorted(answer.status_int for answer in answers) == [303, 409]
    winner = next(rank for rank, answer in enumerate(answers) if answer.status_int == 303)

    def check(portal: Portal) -> None:
        application = the_one(portal)
        entered = draft(application.decisions)
        assert entered is not None
        assert entered.type_code == wanted[winner]
        assert len(application.decisions) == 1
        assert [entry.act for entry in application.journal].count("decider") == 1
        assert rebuild(formation(portal)) == 0

    commit(check)


def test_a_decision_validated_by_all_at_once_is_validated_once(file_app: Any, commit: Commit) -> None:
    path = commit(prepare)
    commit(lambda portal: desk.decide(seed.work(portal, "s-droit"), the_one(portal), "favorable") and None)
    managers = [Visitor(file_app, userid) for userid in MANAGERS]
    seen = [version(manager.knock(f"{path}/@@valider-decision")) for manager in managers]
    answers = at_once([
        lambda m=m, v=v: m.knock(f"{path}/@@valider-decision", "POST", {"version": v})
        for m, v in zip(managers, seen, strict=True)
    ])  # fmt: skip
    assert all(answer.status_int in (303, 409) for answer in answers)

    def check(portal: Portal) -> None:
        application = the_one(portal)
        in_force = current(application.decisions)
        assert in_force is not None
        assert in_force.type_code == "favorable"
        assert [entry.act for entry in application.journal].count("valider-decision") == 1
        assert [mail.code for mail in portal.outbox.values()].count("AVIS_FAVORABLE") == 1
        assert rebuild(formation(portal)) == 0

    commit(check)
