"""« Messages »: the thread of an application, the same on both sides; each side has its own page at one URL."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import moment, stamp
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import exchange as forms
from ecandidat.i18n import _
from ecandidat.models.application import key_of
from ecandidat.models.message import Message, Thread
from ecandidat.resources import Application, path_of
from ecandidat.services import messages as service
from ecandidat.views import FORM, door
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.layout import flash

TEMPLATE = "candidate/messages.pt"


@door(Application, "messages", permission=P.APPLICATION_VIEW, template=TEMPLATE, methods=FORM, owner=True)
def own(context: Application, request: Request) -> Any:
    """The candidate's side."""
    return _page(context, request, staff=False)


@door(Application, "messages", permission=P.DESK_MESSAGE, template=TEMPLATE, methods=FORM, owner=False)
def desk(context: Application, request: Request) -> Any:
    """The managers' side."""
    return _page(context, request, staff=True)


def _page(application: Application, request: Request, *, staff: bool) -> Any:
    t, work = request.localizer.translate, request.work
    pieces = [(demand.uid, demand.title(request.contents_language)) for demand in application.asked()]
    asked = next((uid for uid, _title in pieces if key_of(uid) == request.GET.get("piece", "")), "")
    lifecycle = Lifecycle(
        request, forms.message(pieces), values={"piece": asked} if asked else {}, buttons=forms.message_buttons(),
        action=f"{path_of(application)}/@@messages",
    )  # fmt: skip

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        service.write(work, application, values["message"], staff=staff, piece=values.get("piece", ""))
        flash(request, _("Le message est envoyé, un courriel l'annonce."))
        return HTTPSeeOther(f"{path_of(application)}/@@messages#fil")

    shown = thread(request, application, staff=staff)
    # Whoever looks in somebody else's place reads nothing for them.
    if request.method != "POST" and (staff or work.actor.userid == application.candidate.userid):
        service.read(work, application, staff=staff)
    closed = service.refusal(work, application, staff=staff)
    page = {
        "title": t(_("Messages")),
        "kicker": f"{person(application)} – {application.formation.title}" if staff else application.formation.title,
        "base": path_of(application),
        "back": t(_("Revenir à la candidature") if staff else _("Revenir à ma candidature")),
        "staff": staff,
        "thread": shown,
        "closed": say(request, closed) if closed is not None else "",
    }
    return lifecycle.handle(succeed, **page)


def thread(request: Request, application: Application, *, staff: bool) -> list[dict[str, Any]]:
    """The messages, the oldest first: ``who``, ``when``, ``text``, ``mine``, ``piece``, ``state``, ``fresh``."""
    found = application.thread
    return [_shown(request, application, found, one, staff=staff) for one in found.messages] if found else []


def _shown(
    request: Request, application: Application, found: Thread, one: Message, *, staff: bool
) -> dict[str, Any]:  # fmt: skip
    t, mine = request.localizer.translate, one.staff is staff
    read = found.read_at(one)
    demand = application.demand(one.piece) if one.piece else None
    state = ""
    if mine:
        when = {"when": stamp(read, request.language)} if read else {}
        state = t(_("Lu le ${when}", mapping=when)) if read else t(_("Pas encore lu"))
    return {
        "who": _author(request, application, one, staff=staff),
        "when": moment(one.at, request.language),
        "text": one.text,
        "mine": mine,
        "piece": demand.title(request.contents_language) if demand is not None else "",
        "state": state,
        "fresh": not mine and read is None,
    }


def _author(request: Request, application: Application, one: Message, *, staff: bool) -> str:
    if staff:
        return one.author
    if one.staff:
        return service.service_of(application)
    return str(request.localizer.translate(_("Vous")))


def tab(request: Request, application: Application) -> dict[str, Any] | None:
    """The candidate's way to the thread, among the tabs of the application; None where there is nothing to open."""
    waiting = service.unread(application, staff=False)
    if application.thread is None and service.refusal(request.work, application, staff=False) is not None:
        return None
    t = request.localizer.translate
    label = t(_("Messages (${count} non lu)", mapping={"count": waiting})) if waiting == 1 else (
        t(_("Messages (${count} non lus)", mapping={"count": waiting})) if waiting else t(_("Messages"))
    )  # fmt: skip
    return {"label": label, "url": f"{path_of(application)}/@@messages", "current": False, "todo": 0}
