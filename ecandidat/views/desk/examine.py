"""« Examiner les pièces »: each document beside its verdict, then the status that follows."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow.piece import TRANSITIONS
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.application import key_of
from ecandidat.resources import Application, PieceFile, path_of
from ecandidat.services import comments, desk, pieces
from ecandidat.services.situation import PieceView, piece_view, piece_views, situation
from ecandidat.views import ACT, FORM, door, presence
from ecandidat.views.candidate.parts import PIECE_BADGES, person, piece_version, say, status_line, waives_dates
from ecandidat.views.desk import pile as piles
from ecandidat.views.desk import versions
from ecandidat.views.desk.viewer import viewer
from ecandidat.views.layout import flash

KEYS: tuple[tuple[Any, Any], ...] = (
    ("j", _("pièce suivante")), ("k", _("pièce précédente")), ("v", _("valider")),
    (_("1 à 9"), _("cocher un commentaire")), ("r", _("refuser")),
    (_("Ctrl + Entrée"), _("refuser depuis le commentaire")), ("c", _("non concerné")), ("m", _("conclure")),
    ("n", _("candidature suivante")), ("p", _("candidature précédente")), ("z", _("agrandir")),
)  # fmt: skip
"""Key → what it does (``static/js/examine.js``)."""


@door(Application, "examen", permission=P.DESK_VERDICT, template="desk/examine.pt")
def examine(context: Application, request: Request) -> dict[str, Any]:
    """The table of examination; ``?piece=<key>`` opens one piece, else the first that waits for a verdict."""
    views = piece_views(context)
    chosen = _chosen(views, request.GET.get("piece", ""))
    if chosen is None:
        return {**_page(request, context, views, None), "form": ""}
    page: dict[str, Any] = _lifecycle(request, chosen).handle(_unreachable, **_page(request, context, views, chosen))
    return page


@door(PieceFile, "verdict", permission=P.DESK_VERDICT, template="desk/examine.pt", methods=ACT)
def verdict(context: PieceFile, request: Request) -> Any:
    """Record a verdict and go on to the next piece that waits; a refusal shows the same table with what was typed."""
    application = context.application
    demand = application.demand(context.uid)
    if demand is None:
        raise HTTPNotFound()
    view = piece_view(application, demand)
    lifecycle = _lifecycle(request, view)

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        _check(request, application, view, lifecycle, values["version"])
        said = next((status for name, status in forms.SAID.items() if name in request.POST), None)
        _say(request, application, view, said, values)
        flash(request, _("« ${piece} » : verdict enregistré.", mapping={"piece": demand.title(request.language)}))
        following = _next(piece_views(application), view)
        # The fragment shows the document at once, and the Tab key starts from there.
        return HTTPSeeOther(f"{path_of(application)}/@@examen?{_query(request, following)}#piece")

    return lifecycle.handle(succeed, **_page(request, application, piece_views(application), view))


def _say(
    request: Request, application: Application, view: PieceView, said: PieceStatus | None, values: dict[str, Any]
) -> None:
    """One verdict; a manager who may deposit for the candidate may also say them not concerned."""
    work, demand, component = request.work, view.demand, application.formation.component
    if said is None:
        raise Refused("verdict_required")
    if said is PieceStatus.NOT_CONCERNED:
        if not request.has_permission(P.APPLICATION_DEPOSIT, application):
            raise HTTPForbidden()
        waive = waives_dates(request, application)
        pieces.set_not_concerned(work, application, demand, concerned=False, waive_dates=waive)
        return
    ticked = [text for text in frequent_comments(request, application) if text in values.get("frequents", ())]
    typed = values["commentaire"]
    comment = "\n".join([*(text for text in ticked if text not in typed), *([typed] if typed else [])])
    if len(comment) > forms.COMMENT_LENGTH:
        raise Refused("comment_too_long", maximum=forms.COMMENT_LENGTH, field="commentaire")
    pieces.judge(work, application, demand, said, comment)
    comments.use(work, ticked)
    if values["garder"] and typed:
        comments.keep_one(work, component, typed, _usual(request))


def _usual(request: Request) -> list[str]:
    return [request.localizer.translate(text) for text in forms.FREQUENT_COMMENTS]


def frequent_comments(request: Request, application: Application) -> list[str]:
    return comments.offered(request.work, application.formation.component, _usual(request))


def _query(request: Request, key: str) -> str:
    """The parameters of the examination of one piece, within the pile that is walked."""
    asked = request.params.get("retour", "")
    return urlencode([("piece", key), *([("retour", asked)] if asked else [])])


def _unreachable(values: dict[str, Any]) -> Any:
    """A page that is only read receives no form."""
    raise HTTPNotFound()


def _check(request: Request, application: Application, view: PieceView, lifecycle: Lifecycle, seen: str) -> None:
    """A verdict is on the very file that was read, and on the verdict that was seen."""
    present = piece_version(view)
    if seen and seen != present:
        t = request.localizer.translate
        lifecycle.form["version"].cstruct = present
        now = t(_(view.status.label)) + (f", {view.comment}" if view.comment else "")
        raise Refused(
            "stale_section", section=view.demand.title(request.language), now=now,
            who=view.file.changed_by or versions.last_actor(application),
        )  # fmt: skip


def _lifecycle(request: Request, view: PieceView) -> Lifecycle:
    application: Application = view.file.application
    action = f"{path_of(view.file)}/@@verdict"
    if asked := request.params.get("retour", ""):
        action = f"{action}?{urlencode({'retour': asked})}"
    # What the piece is already said to be needs no second button, but for a comment that changes.
    offered = [one for one in pieces.verdicts(view) if one is not PieceStatus.SENT or view.status is not one]
    if view.demand.conditional and view.status is not PieceStatus.NOT_CONCERNED:
        row = TRANSITIONS["non-concerne"]
        now = situation(request.work, application, waive_dates=waives_dates(request, application))
        if request.has_permission(row.permission, application) and row.refusal(view.status, now) is None:
            offered.append(PieceStatus.NOT_CONCERNED)
    return Lifecycle(
        request, forms.verdict(frequent_comments(request, application)), buttons=forms.verdict_buttons(offered),
        action=action, values={"commentaire": view.comment, "version": piece_version(view)},
    )  # fmt: skip


@door(Application, "conclure", permission=P.DESK_STATUS, methods=ACT)
def conclude(context: Application, request: Request) -> HTTPSeeOther:
    """The status that the verdicts lead to, then the next application of the pile, or this one's page."""
    back, following = path_of(context), piles.pile(request, context)
    asked = request.POST.get("statut", "")
    try:
        if asked not in (Status.COMPLETE, Status.INCOMPLETE):
            raise Refused("unknown_code", code=asked)
        stale = versions.stale(request, context, "statut", request.POST.get("version", ""))
        if stale is not None:
            raise stale
        desk.set_status(request.work, context, Status(asked))
    except Refused as refused:
        request.tm.doom()
        flash(request, say(request, refused), "danger")
        return HTTPSeeOther(f"{back}/@@examen")
    said = {"who": person(context), "status": request.localizer.translate(_(context.status.label))}
    flash(request, _("${who} : ${status}. Le candidat en est prévenu par courriel.", mapping=said))
    if following is not None and following.following:
        return HTTPSeeOther(f"{following.following}/@@examen?{following.suffix}")
    return HTTPSeeOther(back)


@door(Application, "commentaires", permission=P.DESK_VERDICT, template="desk/form.pt", methods=FORM)
def frequent(context: Application, request: Request) -> Any:
    """« Commentaires fréquents » of the component: the list that is offered beside every verdict."""
    component, t = context.formation.component, request.localizer.translate
    known = component.frequent_comments
    seen = hashlib.sha256(repr(known).encode()).hexdigest()[:12]
    values = {"commentaires": "\n".join(_usual(request) if known is None else known), "version": seen}
    lifecycle = Lifecycle(request, forms.comments(), values=values, buttons=forms.buttons(_("Enregistrer la liste")))

    def succeed(typed: dict[str, Any]) -> HTTPSeeOther:
        if typed["version"] and typed["version"] != seen:
            lifecycle.form["version"].cstruct = seen
            section, now = t(_("Commentaires fréquents")), " ; ".join(known or ())
            raise Refused("stale_section", section=section, now=now, who=component.title)
        comments.keep(request.work, component, typed["commentaires"].split("\n"))
        flash(request, _("Les commentaires fréquents sont enregistrés."))
        return HTTPSeeOther(f"{path_of(context)}/@@examen")

    return lifecycle.handle(
        succeed, title=t(_("Commentaires fréquents")), kicker=component.title, base=path_of(context),
        section="", now="", note=t(_("Proposés à tous les gestionnaires de la composante, à côté de chaque verdict.")),
    )  # fmt: skip


def _chosen(views: list[PieceView], asked: str) -> PieceView | None:
    """The piece asked for; else the first that waits; else the first that holds a file; else the first."""
    named = [view for view in views if key_of(view.demand.uid) == asked]
    waiting = [view for view in views if view.status is PieceStatus.SENT]
    filed = [view for view in views if view.document is not None]
    return next(iter([*named, *waiting, *filed, *views]), None)


def _next(views: list[PieceView], done: PieceView) -> str:
    """The key of the next piece that waits for a verdict, going round; the same one when none waits."""
    keys = [view.demand.uid for view in views]
    start = keys.index(done.demand.uid) + 1
    around = [*views[start:], *views[:start]]
    return next(
        (key_of(view.demand.uid) for view in around if view.status is PieceStatus.SENT), key_of(done.demand.uid)
    )


def _page(
    request: Request, application: Application, views: list[PieceView], chosen: PieceView | None
) -> dict[str, Any]:
    t, base = request.localizer.translate, path_of(application)
    due = [view for view in views if view.status is not PieceStatus.NOT_CONCERNED]
    judged = [view for view in views if view.status in (PieceStatus.VALID, PieceStatus.REFUSED)]
    rows = [
        {
            "title": view.demand.title(request.language),
            "url": f"{base}/@@examen?{_query(request, key_of(view.demand.uid))}#piece",
            "current": chosen is not None and view.demand.uid == chosen.demand.uid,
            "status": {"label": t(_(view.status.label)), "kind": PIECE_BADGES[view.status]},
        }
        for view in views
    ]
    here = next((index for index, row in enumerate(rows) if row["current"]), 0)
    title = chosen.demand.title(request.language) if chosen is not None else ""
    pile = piles.shown(request, application, "@@examen")
    return {
        "title": t(_("Examiner les pièces")),
        "presence": presence.shown(request, application),
        "kicker": f"{person(application)} – {application.formation.title}",
        "base": base,
        "status": status_line(request, application),
        "pieces": rows,
        "previous_url": rows[here - 1]["url"] if here else "",
        "next_url": rows[here + 1]["url"] if here + 1 < len(rows) else "",
        "place": t(_("Pièce ${place} sur ${total}", mapping={"place": here + 1, "total": len(rows)})),
        "progress": t(_("${done} sur ${total} examinées", mapping={"done": len(judged), "total": len(due)})),
        "chosen": title,
        "chosen_note": _note(request, chosen) if chosen is not None else "",
        "viewer": viewer(request, application, chosen, title) if chosen is not None else None,
        "proposal": _proposal(request, application, views, pile),
        "version": versions.version(application, "statut"),
        "pile": pile,
        "several": len(due) > 1,
        "keys": [{"key": t(key), "does": t(does)} for key, does in KEYS],
    }


def _note(request: Request, view: PieceView) -> str:
    t = request.localizer.translate
    if view.record:
        return t(_("Pièce provenant du dossier étudiant : ${piece}.", mapping={"piece": view.record}))
    return t(_("Le candidat se dit non concerné par cette pièce.")) if view.status is PieceStatus.NOT_CONCERNED else ""


def _proposal(
    request: Request, application: Application, views: list[PieceView], pile: dict[str, str] | None
) -> dict[str, str] | None:
    """The status that the verdicts lead to, once none is waited for."""
    t = request.localizer.translate
    if not views or not request.has_permission(P.DESK_STATUS, application) or application.cancelled_at is not None:
        return None
    statuses = {view.status for view in views}
    if statuses & {PieceStatus.SENT, PieceStatus.PENDING} or application.snapshot is None:
        return None
    wanted = Status.INCOMPLETE if PieceStatus.REFUSED in statuses else Status.COMPLETE
    if application.status is wanted:
        return None
    if wanted is Status.INCOMPLETE:
        text, label = (
            _("Des pièces sont refusées : le candidat recevra leur liste et vos commentaires."),
            _("Marquer incomplet"),
        )
    else:
        text, label = _("Toutes les pièces sont validées : le candidat en sera prévenu."), _("Marquer complet")
    more = t(_("La candidature suivante de la liste s'ouvrira.")) if pile is not None and pile["following"] else ""
    return {"status": wanted.value, "text": f"{t(text)} {more}".strip(), "label": t(label)}
