"""« Mes alertes »: the calendar of one's dates, the reminders by mail; and the addresses that need no session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.agenda import CONTENT_TYPE
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.account import Accounts
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.resources import path_of
from ecandidat.services import addresses, agenda
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.layout import flash
from ecandidat.views.pace import Pace

FETCHES = Pace(most=60, within=timedelta(minutes=10))
"""A calendar program looks every few hours; a family of them may look together."""


@door(Candidate, "alertes", permission=P.ACCOUNT_EDIT, template="candidate/alerts.pt", methods=FORM)
def alerts(context: Candidate, request: Request) -> Any:
    """« Mes alertes »: open, renew or close the calendar's address; want the reminders or not."""
    work, act = request.work, request.POST.get("acte", "") if request.method == "POST" else ""
    if act in ACTS:
        run, said = ACTS[act]
        run(work, context)
        flash(request, said)
    if request.method == "POST":
        return HTTPSeeOther(f"{path_of(context)}/alertes")
    return {
        "title": request.localizer.translate(_("Mes alertes")),
        "address": addresses.agenda(work, context),
        "reminders": context.wants_reminders,
        "action": f"{path_of(context)}/alertes",
    }


def _reminders(wanted: bool) -> Any:
    return lambda work, candidate: addresses.want_reminders(work, candidate, wanted)


ACTS: dict[str, tuple[Any, Any]] = {
    "creer": (addresses.open_agenda, _("L'adresse de votre calendrier est créée : abonnez-y votre agenda.")),
    "renouveler": (
        addresses.open_agenda, _("L'adresse a changé. L'ancienne ne répond plus : abonnez votre agenda à la nouvelle.")
    ),
    "supprimer": (addresses.close_agenda, _("L'adresse est supprimée : plus personne ne lit vos dates par elle.")),
    "rappels-oui": (_reminders(True), _("Vous recevrez les rappels avant les dates limites de retour.")),
    "rappels-non": (_reminders(False), _("Vous ne recevrez plus de rappel avant les dates limites de retour.")),
}  # fmt: skip
"""What the buttons of the page do, and what is said when it is done."""


@door(Accounts, addresses.AGENDA, permission=PUBLIC)
def feed(context: Accounts, request: Request) -> Response:
    """The calendar itself, for a program that holds its secret address; nothing at all for any other."""
    number, secret = _named(request)
    candidate = addresses.whose_agenda(request.work, number, secret.removesuffix(".ics"))
    if candidate is None or not secret.endswith(".ics"):
        # Answered here: a page that asks to sign in would keep a calendar program coming back.
        return Response(status=404, headerlist=[("Cache-Control", "private, no-store")])
    wait = FETCHES.wait(secret, request.work.now)
    if wait:
        return Response(status=429, headerlist=[("Retry-After", str(wait)), ("Cache-Control", "private")])
    return _calendar(request, agenda.feed(request.work, candidate))


@door(Application, "dates.ics", permission=P.APPLICATION_VIEW, owner=True)
def one(context: Application, request: Request) -> Response:
    """The dates of one application, once."""
    response = _calendar(request, agenda.one(request.work, context))
    response.content_disposition = content_disposition(agenda.filename(context))
    return response


def _named(request: Request) -> tuple[str, str]:
    """The number and the secret that an address ends with."""
    return tuple(request.subpath) if len(request.subpath) == 2 else ("", "")


def _calendar(request: Request, content: bytes) -> Response:
    response = Response(body=content, content_type=CONTENT_TYPE, charset="utf-8", conditional_response=True)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.md5_etag()
    return response


@door(
    Accounts, addresses.REMINDERS, permission=PUBLIC, template="candidate/reminders_off.pt", methods=FORM,
    require_csrf=False,
)  # fmt: skip
def reminders_off(context: Accounts, request: Request) -> dict[str, Any]:
    """« Ne plus recevoir ces rappels », from a mail: asked on GET, because programs open links; done on POST.

    The secret of the address stands for the token of a form, so that a mail program may post by itself.
    """
    candidate = addresses.whose_reminders(request.work, *_named(request))
    if candidate is None:
        request.response.status_int = 404
    elif request.method == "POST":
        addresses.want_reminders(request.work, candidate, "reprendre" in request.POST)
    request.response.headers["Cache-Control"] = "private, no-store"
    request.response.headers["Referrer-Policy"] = "no-referrer"
    return {
        "title": request.localizer.translate(_("Rappels par courriel")),
        "known": candidate is not None,
        "wanted": candidate is not None and candidate.wants_reminders,
        "done": request.method == "POST",
        "action": request.path,
    }
