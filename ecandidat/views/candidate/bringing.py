"""« Apporter mes données »: the file, what it would fill, what is taken of it."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms.portable import Proposal, State, proposals
from ecandidat.forms.profile import Desk
from ecandidat.forms.profile.steps import STEPS
from ecandidat.i18n import _
from ecandidat.models.arrival import Arrival
from ecandidat.refusals import sentence
from ecandidat.resources import Candidate, path_of
from ecandidat.services import portable, tasks
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.files import chosen_file
from ecandidat.views.layout import flash

WORDS: dict[State, tuple[Any, str]] = {
    State.FILL: (_("À remplir"), "draft"),
    State.DIFFERS: (_("Différent de votre profil"), "incomplete"),
    State.SAME: (_("Déjà dans votre profil"), "valid"),
    State.FAULTY: (_("Ne peut pas être repris"), "refused"),
    State.CLOSED: (_("Ne change pas"), "notconcerned"),
}
"""State of a proposal → its words and its badge."""


@door(Candidate, "apporter", permission=P.ACCOUNT_EDIT, template="candidate/bring.pt", methods=FORM)
def bring(context: Candidate, request: Request) -> Any:
    """The page that receives the file."""
    t, base = request.localizer.translate, path_of(context)
    page = {
        "title": t(_("Apporter mes données")), "back": f"{base}/@@mes-donnees", "action": request.path, "refusal": None,
        "waiting": f"{base}/@@apercu" if context.arrival is not None else "",
    }  # fmt: skip
    if request.method != "POST":
        return page
    try:
        portable.receive(request.work, context, *chosen_file(request))
    except Refused as refused:
        request.response.status_int = 409
        return {**page, "refusal": sentence(refused, t, request.language)}
    return HTTPSeeOther(f"{base}/@@apercu")


@door(Candidate, "apercu", permission=P.ACCOUNT_EDIT, template="candidate/bring_preview.pt", methods=READ)
def preview(context: Candidate, request: Request) -> Any:
    """What would be filled, part by part; nothing is written yet."""
    base, t = path_of(context), request.localizer.translate
    arrival: Arrival | None = context.arrival
    if arrival is None:
        return HTTPSeeOther(f"{base}/@@apporter")
    content = portable.content_of(arrival)
    every = proposals(Desk.of(request), context, content["profile"])
    return {
        "title": t(_("Ce qui serait repris")),
        "base": base,
        "back": f"{base}/@@mes-donnees",
        "filename": arrival.filename,
        "instance": content["instance"],
        "print": arrival.print_,
        "steps": [
            {"title": t(step.label), "parts": [_part(request, one) for one in every if one.step == name]}
            for name, step in STEPS.items()
            if any(one.step == name for one in every)
        ],
        "files": [one.filename for one in portable.documents(content)] if arrival.archive is not None else [],
        "something": any(one.state in (State.FILL, State.DIFFERS) for one in every) or arrival.archive is not None,
    }


@door(Candidate, "reprendre-donnees", permission=P.ACCOUNT_EDIT, methods=ACT)
def take(context: Candidate, request: Request) -> HTTPSeeOther:
    """« Reprendre »: what was ticked, and the files behind the page."""
    base, t = path_of(context), request.localizer.translate
    arrival = portable.waiting(context, request.POST.get("apport", ""))
    wanted = set(request.POST.getall("prendre"))
    every = proposals(Desk.of(request), context, portable.content_of(arrival)["profile"])
    chosen = [
        (one.step, one.value) for one in every if one.name in wanted and one.state in (State.FILL, State.DIFFERS)
    ]
    outcome = portable.take(request.work, context, chosen) if chosen else []
    for step, refused in outcome:
        if refused is not None:
            words = {"step": t(STEPS[step].label), "why": sentence(refused, t, request.language)}
            flash(request, _("« ${step} » n'est pas repris. ${why}", mapping=words), "warning")
    done = sum(refused is None for _step, refused in outcome)
    if done:
        flash(request, _("${count} partie(s) du profil reprise(s).", mapping={"count": done}))
    elif not chosen:
        flash(request, _("Votre profil reste tel qu'il était."), "info")
    if "fichiers" in request.POST and arrival.archive is not None:
        task = tasks.ask(request.work, KINDS[portable.IMPORT], back=f"{base}/documents")
        return HTTPSeeOther(path_of(task))
    portable.forget(request.work, context)
    return HTTPSeeOther(f"{base}/profil")


@door(Candidate, "ne-rien-reprendre", permission=P.ACCOUNT_EDIT, methods=ACT)
def let_go(context: Candidate, request: Request) -> HTTPSeeOther:
    """« Ne rien reprendre »."""
    portable.forget(request.work, context)
    flash(request, _("Rien n'a été repris, et le fichier apporté est effacé."), "info")
    return HTTPSeeOther(f"{path_of(context)}/@@mes-donnees")


def _part(request: Request, one: Proposal) -> dict[str, Any]:
    words, badge = WORDS[one.state]
    return {
        "name": one.name, "state": {"label": request.localizer.translate(words), "kind": badge},
        "may": one.state in (State.FILL, State.DIFFERS), "ticked": one.state is State.FILL,
        "compare": one.state is State.DIFFERS, "notes": one.notes,
        "rows": one.rows if one.state in (State.FILL, State.DIFFERS) and not one.entry else (),
        "entry": one.entry,
    }  # fmt: skip
