"""« Mode test » of a formation: begin, choose who tries, look at the tries, erase them, open to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import formation as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.queries import seen
from ecandidat.resources import Formation, path_of
from ecandidat.services import trials
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import SAVED, buttons, page, told
from ecandidat.views.desk.selection import visible
from ecandidat.views.layout import flash

ACTS: dict[str, tuple[Callable[[Any, Formation], int | None], Any]] = {
    "commencer": (trials.begin, _("La formation est en test : les candidats ne la voient plus.")),
    "effacer": (trials.erase, _("${count} candidature(s) d'essai effacée(s).")),
    "finir": (trials.end, _("La formation est ouverte à tous ; ${count} candidature(s) d'essai effacée(s).")),
}
"""Act in the form → what does it, what is said after."""


@door(Formation, "essai", permission=P.FORMATION_EDIT, template="central/trial.pt", methods=FORM)
def trial(context: Formation, request: Request) -> Any:
    """How the trial stands; its form says who may apply meanwhile."""
    mine = sorted(seen(context, visible(request, context)), key=lambda one: (one.last_name, one.first_name, one.key))
    rows = [
        {"name": f"{row.last_name} {row.first_name}".strip() or row.number, "number": row.number,
         "url": f"{path_of(context)}/{row.key}", "status": label(Status(row.status).label),
         "cancelled": row.cancelled_on is not None}
        for row in mine
    ]  # fmt: skip
    shown = page(
        request, _("Mode test"), kicker=f"{context.title} ({context.__name__})", on=context.trial,
        rows=rows if context.trial else [], applied=len(context), act_url=f"{path_of(context)}/@@essai-acte",
        testers=len(context.testers),
    )  # fmt: skip
    if not context.trial:
        return {**shown, "form": None}

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        trials.set_testers(request.work, context, typed["testers"])
        flash(request, SAVED)
        return HTTPSeeOther(request.path)

    sheet = {"testers": "\n".join(context.testers)}
    return Edition(request, forms.testers(), sheet, buttons=buttons(_("Enregistrer"))).lead(save, **shown)


@door(Formation, "essai-acte", permission=P.FORMATION_EDIT, methods=ACT)
def act(context: Formation, request: Request) -> HTTPSeeOther:
    """Begin, erase the tries, or open to all."""
    doing, done = ACTS.get(request.POST.get("acte", ""), (None, None))
    if doing is not None:
        try:
            count = doing(request.work, context)
            flash(request, _(done, mapping={"count": count}))
        except Refused as refused:
            flash(request, told(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(context)}/@@essai")
