"""Depositing a piece: one file at once, or several laid out as pages, ordered, turned, then put together."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNoContent, HTTPNotFound, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.application import PieceFile
from ecandidat.models.tray import Sheet, Tray
from ecandidat.resources import path_of
from ecandidat.services import filing, trays
from ecandidat.services import pieces as service
from ecandidat.services.situation import piece_view, situation
from ecandidat.services.uploads import Sent, received
from ecandidat.views import ACT, FORM, door
from ecandidat.views.candidate import countdown, parts
from ecandidat.views.candidate.pieces import anchor, demand_of, done, left, refuse, row_of, status_of
from ecandidat.views.files import chosen_files
from ecandidat.views.layout import flash
from ecandidat.views.predicates import owns

TEMPLATE = "candidate/deposit.pt"
STEPS = {"monter": -1, "descendre": 1}
"""Buttons that move a page, and by how many places."""

SCRIPT_WORDS = {
    "moved": _("Page {page} sur {total} : {name}"),
    "turned": _("Page {page}, {name}, tournée de {degrees} degrés"),
    "which": _("page {page}"),
    "lost": _("Vos pages n'ont pas pu être changées : la page se recharge."),
}
"""What the script says; braces are filled by it."""

ACCEPT = ",".join(
    ("application/pdf", "image/jpeg", "image/png", "image/heic", "image/heif", "image/tiff", "image/webp",
     ".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff", ".webp")
)  # fmt: skip
"""What a browser offers to choose; the content of the file alone decides."""


@door(PieceFile, "deposer", permission=P.APPLICATION_DEPOSIT, template=TEMPLATE, methods=FORM)
def deposit(context: PieceFile, request: Request) -> Any:
    """« + »: one file answers the piece at once; several, or one more, are laid out as pages."""
    work = request.work
    demand, application = demand_of(context), context.application
    if request.method != "POST":
        return page(context, request)
    before, waive = left(context, request), parts.waives_dates(request, application)
    laid_out = trays.find(work, application, demand) is not None or "garder" in request.POST
    try:
        sent = sent_files(context, request)
        if laid_out or len(sent) > 1:
            return lay_out(context, request, sent)
        if not sent:
            # Files already taken over come from a form that was sent twice.
            if request.POST.getall("envoi"):
                return done(context, request, before)
            raise Refused("file_missing")
        one = sent[0]
        service.deposit(
            work, application, demand, one.stream, one.filename, waive_dates=waive, begun_at=one.begun_at
        )  # fmt: skip
    except Refused as refused:
        return complain(context, request, refused) if laid_out else refuse(context, request, refused)
    flash(request, _("La pièce « ${piece} » est déposée.", mapping={"piece": demand.title(request.contents_language)}))
    return done(context, request, before)


def sent_files(context: PieceFile, request: Request) -> list[Sent]:
    """The files of the form's fields, and those that came before it by pieces, in the order of the form."""
    files = [Sent(*one, request.begun_at) for one in chosen_files(request)]
    return files + received(request.work, context.application.candidate, request.POST.getall("envoi"))


def lay_out(context: PieceFile, request: Request, sent: list[Sent]) -> Response:
    """Lay out the pages of what was sent; the files that were not taken are named, the others stay."""
    demand, application = demand_of(context), context.application
    if not sent and request.POST.getall("envoi"):
        return HTTPSeeOther(f"{path_of(context)}/@@deposer#pages")
    waive = parts.waives_dates(request, application)
    failures = trays.add(request.work, application, demand, sent, waive_dates=waive)
    if not failures:
        return HTTPSeeOther(f"{path_of(context)}/@@deposer#pages")
    said = [
        _("« ${file} » : ${sentence}", mapping={"file": one.filename, "sentence": parts.say(request, one.refused)})
        for one in failures
    ]
    statuses = {status_of(one.refused) for one in failures}
    request.response.status_int = statuses.pop() if len(statuses) == 1 else 422
    # The answer tells of a fault, and what was good is kept.
    request.response.headers["X-Tm"] = "commit"
    return show(context, request, [request.localizer.translate(one) for one in said])


def complain(context: PieceFile, request: Request, refused: Refused) -> Response:
    """The page with the sentence of a refusal; nothing is written."""
    request.tm.doom()
    request.response.status_int = status_of(refused)
    return show(context, request, [parts.say(request, refused)])


def show(context: PieceFile, request: Request, faults: list[str]) -> Response:
    """The page, with sentences at its top."""
    values = {**page(context, request), "faults": faults}
    return render_to_response(f"ecandidat:templates/{TEMPLATE}", values, request=request, response=request.response)


@door(PieceFile, "rouvrir", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def reopen(context: PieceFile, request: Request) -> Response:
    """« Modifier les pages » of the deposited file."""
    demand, application = demand_of(context), context.application
    try:
        trays.reopen(request.work, application, demand, waive_dates=parts.waives_dates(request, application))
    except Refused as refused:
        return refuse(context, request, refused)
    return HTTPSeeOther(f"{path_of(context)}/@@deposer#pages")


@door(PieceFile, "pages", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def change(context: PieceFile, request: Request) -> Response:
    """Move, turn or take away a page, or order them all: what a button or the script asks; or give them all up."""
    work, application, fields = request.work, context.application, request.POST
    demand = demand_of(context)
    place = "#pages"
    try:
        service.check_deposit(work, application, demand, waive_dates=parts.waives_dates(request, application))
        tray = trays.require(work, application, demand)
        for name, steps in STEPS.items():
            if name in fields:
                trays.move(work, tray, fields[name], steps)
                place = f"#page-{fields[name]}"
        if "tourner" in fields:
            trays.turn(work, tray, fields["tourner"])
            place = f"#page-{fields['tourner']}"
        if "ordre" in fields:
            trays.order(work, tray, _keys(fields["ordre"]))
        if "enlever" in fields:
            trays.drop(work, application, demand, fields["enlever"])
        if "abandonner" in fields:
            trays.cancel(work, application, demand)
            flash(request, _("Les pages préparées sont oubliées ; la pièce n'a pas changé."), "info")
            return HTTPSeeOther(anchor(context))
    except Refused as refused:
        return complain(context, request, refused)
    if request.headers.get("X-Requested-With") == "fetch":
        return HTTPNoContent()
    return HTTPSeeOther(f"{path_of(context)}/@@deposer{place}")


@door(PieceFile, "assembler", permission=P.APPLICATION_DEPOSIT, methods=ACT)
def assemble(context: PieceFile, request: Request) -> Response:
    """« Assembler et déposer la pièce »."""
    demand, application = demand_of(context), context.application
    before, waive = left(context, request), parts.waives_dates(request, application)
    try:
        trays.assemble(
            request.work, application, demand, _keys(request.POST.get("ordre", "")), waive_dates=waive
        )  # fmt: skip
    except Refused as refused:
        if refused.code == "tray_empty" and piece_view(application, demand).document is not None:
            # The same click sent twice: the first one deposited the pages.
            return HTTPSeeOther(anchor(context))
        return complain(context, request, refused)
    flash(request, _("La pièce « ${piece} » est déposée.", mapping={"piece": demand.title(request.contents_language)}))
    return done(context, request, before)


@door(PieceFile, "vignette", permission=P.APPLICATION_DEPOSIT)
def thumbnail(context: PieceFile, request: Request) -> Response:
    """The small picture of a page that this person laid out: ``?page=<key>``."""
    tray = trays.find(request.work, context.application, demand_of(context))
    sheet = tray.sheet(request.GET.get("page", "")) if tray is not None else None
    if tray is None or sheet is None:
        raise HTTPNotFound()
    try:
        picture = filing.thumbnail(tray.file(sheet), sheet.page)
    except Refused:
        # A page that cannot be drawn is still a page: the place of its picture stays empty.
        return HTTPSeeOther(request.static_path("ecandidat:static/img/page.svg"))
    response = Response(picture, content_type="image/jpeg")
    response.charset = None
    response.headers["X-Content-Type-Options"] = "nosniff"
    # What the key names never changes; turning it is done by the page.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def page(context: PieceFile, request: Request) -> dict[str, Any]:
    """The values of the page that deposits one piece."""
    work, application, demand = request.work, context.application, demand_of(context)
    tray = trays.find(work, application, demand)
    return {
        "title": demand.title(request.contents_language),
        "kicker": parts.translate(request, _("Déposer une pièce")) if owns(request, application) else (
            parts.translate(request, _("Déposer pour ${who}", mapping={"who": parts.person(application)}))
        ),
        "row": row_of(context, request),
        "countdown": countdown.of(request, application, situation(work, application)),
        "limit": parts.size(service.limit(work, application), request.language),
        "sendable": parts.size(MAX_SENT, request.language),
        "accept": ACCEPT,
        "most_pages": trays.MAX_SHEETS,
        "base": path_of(application),
        "url": path_of(context),
        "sheets": _sheets(context, request, tray) if tray is not None else [],
        "order": ",".join(sheet.key for sheet in tray.sheets) if tray is not None else "",
        "owner": owns(request, application),
        "library": owns(request, application) and bool(len(application.candidate.documents)),
        "total": parts.size(trays.size(tray), request.language) if tray is not None else "",
        "heavy": tray is not None and trays.size(tray) > service.limit(work, application),
        "faults": [],
        "words": {name: parts.translate(request, said) for name, said in SCRIPT_WORDS.items()},
    }


def _sheets(context: PieceFile, request: Request, tray: Tray) -> list[dict[str, Any]]:
    which = parts.translate(request, SCRIPT_WORDS["which"])
    return [
        _sheet(context, tray, sheet, number, which.replace("{page}", str(number)))
        for number, sheet in enumerate(tray.sheets, 1)
    ]


def _sheet(context: PieceFile, tray: Tray, sheet: Sheet, number: int, which: str) -> dict[str, Any]:
    file = tray.file(sheet)
    return {
        "key": sheet.key,
        "number": number,
        "which": which,
        "picture": f"{path_of(context)}/@@vignette?page={sheet.key}",
        "turn": sheet.turn,
        "file": file.filename,
        "page": sheet.page + 1,
        "pages": file.pages,
    }


def _keys(joined: str) -> list[str]:
    return [key for key in joined.split(",") if key]
