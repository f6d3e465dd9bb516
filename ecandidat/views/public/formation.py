"""The page of one formation, and the model documents that its pieces offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from ecandidat.dates import deadline, long_date
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Treatment
from ecandidat.domain.permissions import Permission
from ecandidat.domain.questionnaire import Source
from ecandidat.i18n import _
from ecandidat.resources import Commission, Formation, PieceDemand, Questionnaire, path_of
from ecandidat.services.situation import mode_of
from ecandidat.views import PUBLIC, door
from ecandidat.views.contents import paragraphs, words
from ecandidat.views.public.catalogue import Opening, opening
from ecandidat.views.public.offer import DIGITAL, MODES
from ecandidat.views.public.sharing import shared


def _drawn_from(context: Formation, request: Request) -> Iterator[Any]:
    """Every object whose state the page shows."""
    type_ = context.__parent__
    component = type_.__parent__
    establishment = component.__parent__
    yield from (context, type_, component, establishment)
    commission = component.commissions.get(context.commission_code)
    if commission is not None:
        yield commission
    for owner in (establishment, component, context):
        for demand in owner.pieces.values():
            yield demand
            if demand.model is not None:
                yield demand.model
    yield from context.every_questionnaire()


@door(Formation, permission=PUBLIC, template="public/formation.pt", decorator=shared(_drawn_from, (DIGITAL,)))
def formation(context: Formation, request: Request) -> dict[str, Any]:
    """What one needs to know before applying, and the way to apply; on trial, for its managers and testers alone."""
    if context.trial and not may_see_trial(request, context):
        raise HTTPNotFound
    today = request.work.today
    state = opening(context.calendar, today)
    return {
        "title": context.title,
        "formation": context,
        "kicker": f"{context.component.title} · {context.type.title(request.contents_language)}",
        "info": paragraphs(request, context.info),
        "component_info": paragraphs(request, context.component.info),
        "facts": _facts(context, request),
        "dates": _dates(context, request),
        "pieces": [_piece(request, demand) for demand in context.demands()],
        "questionnaires": [_questionnaire(request, one) for one in context.every_questionnaire() if one.active],
        "commission": _contact(context.commission),
        "state": _state(state, context.calendar, today, request),
        "apply": _way_in(context, request, state),
    }


@door(PieceDemand, "modele", permission=PUBLIC)
def model(context: PieceDemand, request: Request) -> Response:
    """The document to complete and deposit, as it was given."""
    document = context.model if context.active else None
    owner = context.__parent__.__parent__
    if document is None or (isinstance(owner, Formation) and owner.trial and not may_see_trial(request, owner)):
        raise HTTPNotFound
    response = FileResponse(document.committed(), request=request, content_type=document.content_type)
    response.headers["Content-Disposition"] = content_disposition(document.filename)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def may_see_trial(request: Request, formation: Formation) -> bool:
    """Whether somebody may see a formation that is on trial."""
    return any(request.has_permission(right, formation) for right in (Permission.DESK_LIST, Permission.APPLY))


def _state(state: Opening, calendar: Calendar, today: date, request: Request) -> dict[str, Any]:
    """Badge, sentence and days that remain."""
    translate, lang = request.localizer.translate, request.language
    if state is Opening.OPEN and calendar.closes is not None:
        left = (calendar.closes - today).days
        words = {
            0: _("Dernier jour : les candidatures ferment ce soir à 23:59."),
            1: _("Il reste 1 jour pour candidater."),
        }.get(left, _("Il reste ${count} jours pour candidater.", mapping={"count": left}))
        return {"kind": "complete", "label": translate(_("Ouverte")), "words": translate(words)}
    if state is Opening.FUTURE and calendar.opens is not None:
        when = {"date": long_date(calendar.opens, lang), "count": (calendar.opens - today).days}
        words = _("Les candidatures ouvrent le ${date}, dans ${count} jour(s).", mapping=when)
        return {"kind": "pending", "label": translate(_("Pas encore ouverte")), "words": translate(words)}
    closed = _("Les candidatures sont closes.")
    if calendar.closes is not None:
        closed = _(
            "Les candidatures sont closes depuis le ${date}.", mapping={"date": long_date(calendar.closes, lang)}
        )
    return {"kind": "notconcerned", "label": translate(_("Close")), "words": translate(closed)}


def _facts(formation: Formation, request: Request) -> list[dict[str, Any]]:
    """Where it stands in the offer and how it receives files."""
    translate, kind = request.localizer.translate, words(request, formation.type.label)
    found = [
        (_("Composante"), formation.component.title, None),
        (_("Type de diplôme"), kind.text, kind.lang),
        (_("Mode de candidature"), translate(MODES[mode_of(request.work, formation)]), None),
        (_("Mots clés"), formation.keywords, None),
    ]
    return [{"label": translate(label), "value": value, "lang": lang} for label, value, lang in found if value]


def _dates(formation: Formation, request: Request) -> list[dict[str, Any]]:
    """« Dates utiles »: those that are set, in the order in which they come."""
    translate, lang, calendar = request.localizer.translate, request.language, formation.calendar
    found = [
        (_("Ouverture des candidatures"), long_date(calendar.opens, lang)),
        (_("Clôture des candidatures"), deadline(calendar.closes, lang)),
        (_("Date limite de retour"), deadline(calendar.return_by, lang)),
        (_("Date de pré-analyse"), long_date(calendar.pre_analysis, lang)),
        (_("Présélection"), _preselection(formation, lang)),
        (_("Date du jury"), long_date(calendar.board, lang)),
        (_("Date de publication"), long_date(calendar.publication, lang)),
        (_("Date de confirmation"), _confirmation(calendar, request)),
    ]
    return [{"label": translate(label), "value": value} for label, value in found if value]


def _preselection(formation: Formation, lang: str) -> str:
    parts = (long_date(formation.preselection_date, lang), formation.preselection_time, formation.preselection_place)
    return ", ".join(part for part in parts if part)


def _confirmation(calendar: Calendar, request: Request) -> str:
    if calendar.confirmation_delay is not None:
        words = _("${count} jours après la décision", mapping={"count": calendar.confirmation_delay})
        return str(request.localizer.translate(words))
    return deadline(calendar.confirmation, request.language)


def _piece(request: Request, demand: PieceDemand) -> dict[str, Any]:
    """One demanded piece: its label, on which condition, its model."""
    return {
        **_asked(request, demand),
        "model": f"{path_of(demand)}/@@modele" if demand.model is not None else None,
        "model_name": demand.model.filename if demand.model is not None else "",
    }


def _questionnaire(request: Request, asked: Questionnaire) -> dict[str, Any]:
    """One questionnaire that will be asked: its label, on which condition, where it is answered."""
    return {**_asked(request, asked), "elsewhere": asked.source is Source.LIMESURVEY}


def _asked(request: Request, asked: PieceDemand | Questionnaire) -> dict[str, Any]:
    return {
        "title": words(request, asked.label),
        "conditional": asked.conditional,
        "direct": asked.treatment is Treatment.DIRECT,
        "selective": asked.treatment is Treatment.SELECTIVE,
    }


def _contact(commission: Commission | None) -> dict[str, Any] | None:
    if commission is None:
        return None
    safe = commission.url.startswith(("http://", "https://"))
    return {"commission": commission, "url": commission.url if safe else ""}


def _way_in(formation: Formation, request: Request, state: Opening) -> dict[str, Any]:
    """Who is reading, and what that person may do: ``kind`` is apply, sign-in, known, closed or none."""
    apply_url = f"{path_of(formation)}/@@candidater"
    identity = request.current_identity
    candidate = identity.candidate if identity is not None else None
    if candidate is not None:
        mine = next((one for one in candidate.live_applications() if one.formation is formation), None)
        if mine is not None:
            return {"kind": "known", "url": path_of(mine)}
    if state is not Opening.OPEN and not formation.trial:
        return {"kind": "closed"}
    if identity is None:
        query = f"?etab={formation.establishment.__name__}&retour={quote(apply_url, safe='')}"
        return {"kind": "sign-in", "sign_in": f"/compte/connexion{query}", "create": f"/compte/creer{query}"}
    allowed = candidate is not None and request.has_permission(Permission.APPLY, formation)
    return {"kind": "apply", "url": apply_url} if allowed else {"kind": "none"}
