"""Who takes care of an application: one member of staff among those who may open it, or nobody."""

from __future__ import annotations

from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.permissions import Permission
from ecandidat.models.account import Account
from ecandidat.models.application import Application
from ecandidat.models.offer import Formation
from ecandidat.services import effects, rights
from ecandidat.services.enrolment import check_open
from ecandidat.work import Work


def assignees(work: Work, formation: Formation) -> list[Account]:
    """The active members of staff who may open the applications to a formation, by name."""
    nodes = [*rights.lineage(formation), *([formation.commission] if formation.commission is not None else [])]
    found = {
        held.userid: held.account
        for node in nodes
        for held in rights.held_here(work, node)
        if held.account is not None and held.account.active
    }
    able = [one for one in found.values() if Permission.APPLICATION_VIEW in rights.power(work, one.userid, formation)]
    return sorted(able, key=lambda one: (one.last_name.casefold(), one.first_name.casefold(), one.userid))


def assign(work: Work, application: Application, userid: str) -> None:
    """Give an application to somebody, '' to nobody.

    Refuses ``assignee_unknown`` for whoever may not open it, ``assignee_unchanged`` where they have it already.
    """
    check_open(application)
    able = {one.userid: one for one in assignees(work, application.formation)} if userid else {}
    if userid and userid not in able:
        raise Refused("assignee_unknown", field="personne")
    if userid == application.assignee:
        raise Refused("assignee_unchanged", field="personne")
    before, application.assignee = application.assignee, userid
    effects.apply(
        work, application, Fact("attribuer", name_of(work, before), name_of(work, userid), public=False)
    )


def name_of(work: Work, userid: str) -> str:
    """What somebody is called; the login of an account that is gone, '' for nobody."""
    account = work.root.accounts.get(userid) if userid else None
    return account.name if account is not None else userid[2:]
