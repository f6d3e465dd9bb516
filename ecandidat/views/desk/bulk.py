"""An act on the applications chosen in a list: what it will do, its form; once confirmed, a task does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import zip_longest
from typing import Any

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms.desk import Notice
from ecandidat.i18n import _, label
from ecandidat.register import ApplicationRow, formations_below
from ecandidat.resources import Application, Formation, path_of
from ecandidat.services import bulk
from ecandidat.services.bulk import ACTS, Act
from ecandidat.services.capacity import if_direct, if_validated
from ecandidat.views import FORM
from ecandidat.views.candidate.parts import person, say
from ecandidat.views.desk import versions
from ecandidat.views.desk.announced import announced, crowded, of_entry, of_ranks
from ecandidat.views.desk.bulk_forms import NO_TAGS, kind_typed, lifecycle, offered_tags, variables
from ecandidat.views.desk.listing import at_every_level, digits, level_title
from ecandidat.views.desk.selection import back_url, selected, travelling
from ecandidat.views.layout import flash

Chosen = list[tuple[Formation, ApplicationRow]]
Prospects = list[tuple[Application, tuple[str, list[str]]]]
"""Application → the sentence of the refusal that awaits it, and what will happen or how it stands."""

LISTED = 50
"""Up to so many applications, the page says of each what will become of it."""

CHECKED = 300
"""Up to so many, it says how many will be refused; of more, it would keep its reader waiting."""

LIFE = timedelta(days=1)
"""How long a page may wait to be confirmed."""


@at_every_level("en-masse", permission=P.DESK_LIST, template="desk/bulk.pt", methods=FORM)
def en_masse(context: Any, request: Request) -> Any:
    """GET says what will happen and asks; POST asks for the task, which starts at once."""
    act = ACTS.get(request.params.get("acte", ""))
    if act is None:
        if request.method == "GET" and "acte" not in request.params:  # the address of a form that was refused, reloaded
            flash(request, _("Cochez d'abord des candidatures de la liste."), "warning")
            return HTTPSeeOther(back_url(context, request))
        raise HTTPNotFound()
    if request.method == "POST" and (going := bulk.asked(request.work, request.POST.get("demande", ""))) is not None:
        return HTTPSeeOther(path_of(going))
    allowed = _allowed(context, request, act)
    chosen = [(formation, row) for formation, row in selected(context, request) if allowed(formation)]
    if not chosen:
        flash(request, _("Cochez d'abord des candidatures de la liste."), "warning")
        return HTTPSeeOther(back_url(context, request))
    if act.code == "etiquettes" and not offered_tags([formation for formation, _row in chosen]):
        flash(request, NO_TAGS, "warning")
        return HTTPSeeOther(back_url(context, request))
    if act.alone:
        return _alone(context, request, act, chosen)
    return _lead(context, request, act, chosen)


def _allowed(context: Any, request: Request, act: Act) -> Callable[[Formation], bool]:
    """Where the person may do the act; 403 where they may nowhere."""

    @cache
    def allowed(formation: Formation) -> bool:
        return bool(request.has_permission(act.permission, formation))

    if not request.has_permission(act.permission, context) and not any(map(allowed, formations_below(context))):
        raise HTTPForbidden()
    return allowed


def _alone(context: Any, request: Request, act: Act, chosen: Chosen) -> HTTPSeeOther:
    """An act on one application has its own page there."""
    if len(chosen) > 1:
        flash(request, _("Cet acte se fait une candidature à la fois : n'en cochez qu'une."), "warning")
        return HTTPSeeOther(back_url(context, request))
    formation, row = chosen[0]
    return HTTPSeeOther(f"{path_of(formation)}/{row.key}/@@{act.alone}")


def _lead(context: Any, request: Request, act: Act, chosen: Chosen) -> Any:
    shown_at = _shown_at(request)
    form = lifecycle(act, request, [formation for formation, _row in chosen], f"{path_of(context)}/@@en-masse")

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        before = request.POST.get("nombre", "")
        if shown_at is None:
            raise Refused("bulk_page_old")
        if before != str(len(chosen)):
            raise Refused("selection_changed", count=len(chosen), before=before[:10])
        order = act.order
        ordered = sorted(chosen, key=lambda one: order(one[1])) if order is not None else chosen
        task = bulk.ask(
            request.work, act, (f"{path_of(formation)}/{row.key}" for formation, row in ordered), written(values),
            shown_at=shown_at, token=request.POST.get("demande", "")[:40], back=back_url(context, request),
        )  # fmt: skip
        return HTTPSeeOther(path_of(task))

    applications = [formation[row.key] for formation, row in chosen] if len(chosen) <= CHECKED else []
    prospects = [_prospect(request, act, application, len(chosen) <= LISTED) for application in applications]
    remain = [one for one, found in zip_longest(chosen, prospects) if found is None or not found[0]]
    if act.code == "decision":
        several = len({id(formation) for formation, _row in chosen}) > 1
        form.form.notices = _notices(request, remain, several=several, sure=bool(applications))
    page = _page(context, request, act, chosen, shown_at, form, list(zip(applications, prospects, strict=True)))
    return form.handle(succeed, **page, crowded=_crowded(request, act, remain))


def _notices(request: Request, chosen: Chosen, *, several: bool, sure: bool) -> list[Notice]:
    """What the form of a decision says of the places that it takes, and of the ranks of several formations."""
    if not chosen:
        return []
    kind = kind_typed(request, [formation for formation, _row in chosen])
    if kind is DecisionKind.WAITING_RANKED and several:
        return [of_ranks(request, chosen, sure=sure)]
    return of_entry(request, chosen, kind)


LOOKS = {"valider-decision": if_validated, "valider-traitement": if_direct}
"""Act that admits → how many there would be."""


def _crowded(request: Request, act: Act, chosen: Chosen) -> list[str]:
    return crowded(request, chosen, LOOKS[act.code]) if act.code in LOOKS else []


def _shown_at(request: Request) -> datetime | None:
    """When the reader saw the page that they confirm; None when it does not say, or too long ago."""
    try:
        moment = datetime.fromisoformat(request.POST.get("vu", ""))
    except ValueError:
        return None
    if moment.tzinfo is None or not request.work.now - LIFE < moment <= request.work.now:
        return None
    return moment


def _page(
    context: Any, request: Request, act: Act, chosen: Chosen, shown_at: datetime | None, form: Lifecycle,
    prospects: Prospects,
) -> dict[str, Any]:  # fmt: skip
    t = request.localizer.translate
    refusals = Counter(sentence for _application, (sentence, _said) in prospects if sentence)
    # Who is told that the selection changed has seen the present one.
    same = request.POST.get("nombre") == str(len(chosen))
    shown = shown_at if shown_at is not None and same else request.work.now
    announces = act.code == "valider-decision"
    return {
        "title": t(label(act.label)),
        "kicker": level_title(context, request.language),
        "count": digits(len(chosen)),
        "formations": len({id(formation) for formation, _row in chosen}),
        "whole": request.params.get("tout") == "filtre",
        "checked": bool(prospects),
        "possible": digits(possible) if (possible := len(chosen) - sum(refusals.values())) else "",
        "refusals": [{"text": text, "count": digits(count)} for text, count in refusals.most_common()],
        "lines": [
            {"url": path_of(application), "name": person(application), "formation": application.formation.title,
             "refused": bool(sentence), "says": [sentence] if sentence else said}
            for application, (sentence, said) in prospects
        ] if len(chosen) <= LISTED else [],
        "announces": announces,
        "says": announces or act.code in SECTIONS or bool(refusals),
        "said_label": t(_("Ce qui va partir")) if announces else t(_("Aujourd'hui")),
        "variables": variables(request) if act.code == "courriel" else [],
        "formid": form.form.formid,
        "travelling": [
            ("acte", act.code), *travelling(request), ("vu", shown.isoformat()), ("nombre", str(len(chosen))),
            ("demande", request.POST.get("demande", "")[:40] or new_key(12)),
        ],
        "back_url": back_url(context, request),
    }  # fmt: skip


def _prospect(request: Request, act: Act, application: Application, listed: bool) -> tuple[str, list[str]]:
    """The sentence of the refusal that awaits an application, '' for none; and what will happen, or how it stands."""
    try:
        found = act.foresee(request.work, application)
    except Refused as refused:
        return say(request, refused), []
    if not listed:
        return "", []
    if act.code == "valider-decision":
        return "", announced(request, application, found)
    section = SECTIONS.get(act.code)
    return "", [versions.words(request, application, section)] if section else []


SECTIONS = {
    "decision": "decision", "statut": "statut", "traitement": "traitement", "valider-traitement": "traitement",
    "date-retour": "date-retour", "date-confirmation": "date-confirmation", "regime": "regime", "droits": "droits",
    "etiquettes": "etiquettes",
}  # fmt: skip
"""Act → the section of the application that the page shows as it stands."""


def written(values: dict[str, Any]) -> dict[str, str]:
    """The checked values of a form as a task keeps them."""
    return {name: text for name, value in values.items() if name != "version" and (text := _text(value))}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "\n".join(sorted(map(str, value)))
    return "" if value is None else str(value)
