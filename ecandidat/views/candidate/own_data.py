"""« Mes données »: take them away, bring them in, delete one's account. No manager comes here."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import Candidate, path_of
from ecandidat.services import own_data, tasks
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, READ, door
from ecandidat.views.account.tasks import summary
from ecandidat.views.layout import flash


@door(Candidate, "mes-donnees", permission=P.ACCOUNT_EDIT, template="candidate/own_data.pt", methods=READ)
def show(context: Candidate, request: Request) -> dict[str, Any]:
    """What one may do with one's data, and the archive asked for last."""
    every = request.portal.tasks.of(context.userid) if request.portal.tasks is not None else []
    exports = [task for task in every if task.kind == own_data.EXPORT]
    base = path_of(context)
    return {
        "title": request.localizer.translate(_("Mes données")),
        "base": base,
        "export": summary(request, exports[0]) if exports else None,
        "hours": own_data.hours_kept(request.work, context.userid),
    }


@door(Candidate, "exporter", permission=P.ACCOUNT_EDIT, methods=ACT)
def export(context: Candidate, request: Request) -> HTTPSeeOther:
    """« Préparer mon archive »: one at a time; the archive made before gives its place."""
    back = f"{path_of(context)}/@@mes-donnees"
    try:
        task = tasks.ask(request.work, KINDS[own_data.EXPORT], back=back)
    except Refused as refused:
        flash(request, sentence(refused, request.localizer.translate, request.language), "warning")
        return HTTPSeeOther(back)
    for other in request.portal.open_tasks().of(context.userid):
        if other is not task and other.kind == own_data.EXPORT and other.ended:
            tasks.forget(request.work, other)
    return HTTPSeeOther(path_of(task))
