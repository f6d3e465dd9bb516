"""The formations of a component or a university in one list, and what is changed in many of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.codes import Mode, Publication
from ecandidat.domain.errors import Refused
from ecandidat.domain.offering import Standing
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms.formation import publishing_field, titles
from ecandidat.i18n import _, label
from ecandidat.register import code_path, fold, formations_below
from ecandidat.resources import Component, Establishment, Formation, path_of
from ecandidat.services import formations as service
from ecandidat.services import publications, sheets
from ecandidat.services.demands import DEMANDS, demanded
from ecandidat.services.formations import Change, Prospect
from ecandidat.services.task_kinds import KINDS
from ecandidat.views import FORM, READ, door
from ecandidat.views.central.changes import asked_dates, asked_demands, asked_publication, asked_shift
from ecandidat.views.central.pages import name_of, page, told
from ecandidat.views.layout import flash

SIZE = 50
"""Formations on one page of the list."""

DRAWN: dict[Standing, str] = {
    Standing.OPEN: "complete", Standing.FUTURE: "pending", Standing.CLOSED: "notconcerned", Standing.TRIAL: "draft",
    Standing.OUTSIDE: "incomplete", Standing.INCOMPLETE: "incomplete", Standing.OFF: "cancelled",
}  # fmt: skip
"""Standing → kind of badge."""

ACTS: dict[str, tuple[Any, Callable[[Request, Any], Change | None] | Change]] = {
    "dates": (_("Modifier les dates"), asked_dates),
    "decaler": (_("Décaler les dates"), asked_shift),
    "publication": (_("Modifier la publication des décisions"), asked_publication),
    "pieces": (_("Modifier les pièces complémentaires"), lambda request, page: asked_demands(request, "pieces")),
    "formulaires": (_("Modifier les formulaires"), lambda request, page: asked_demands(request, "formulaires")),
    "service": (_("Mettre en service"), Change(values=(("active", True),))),
    "hors-service": (_("Mettre hors service"), Change(values=(("active", False),))),
}
"""Act in the URL → what it is called, and what it changes: what is read of its form, or the change itself."""

MOVES = {
    "ajouter": _("Ajoute « ${title} »"), "reprendre": _("Demande à nouveau « ${title} »"),
    "modifier": _("Récrit « ${title} » comme le modèle"), "retirer": _("Ne demande plus « ${title} »"),
}  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What a reader of the list looks for: words in title, code and keywords; a standing, a mode, a commission."""

    words: str = ""
    standing: str = ""
    mode: str = ""
    commission: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address says of it."""
        said = {"mots": self.words, "etat": self.standing, "mode": self.mode, "commission": self.commission}
        return [(name, value) for name, value in said.items() if value]


def at_both(name: str, **more: Any) -> Callable[[Any], Any]:
    """A door on an establishment and on a component."""

    def decorate(view: Any) -> Any:
        for level in (Establishment, Component):
            # The scan keeps views found in the module that decorates them: one call further than here.
            view = door(level, name, _depth=1, **more)(view)
        return view

    return decorate


@at_both("formations", permission=P.FORMATION_EDIT, template="central/formations.pt", methods=READ)
def listed(context: Any, request: Request) -> dict[str, Any]:
    """Every formation, in service or not, with the one word that says where it stands; filtered, fifty to a page."""
    wanted = _filter(request)
    every = [(one, service.standing_of(request.work, one)) for one in formations_below(context, trials=True)]
    found = _sorted([(one, state) for one, state in every if _keeps(wanted, one, state)])
    pages = max(1, -(-len(found) // SIZE))
    number = min(_number(request.GET.get("page", "")), pages)
    base = f"{path_of(context)}/@@formations"
    commissions = sorted({(code_of(one), one.commission.title) for one, _ in every if one.commission is not None},
                         key=lambda pair: pair[1].casefold())  # fmt: skip

    def at(page_number: int) -> str:
        return f"{base}?{urlencode([*wanted.pairs, ('page', str(page_number))])}"

    t = request.localizer.translate
    return page(
        request, _("Formations"), kicker=name_of(context), base=base, wanted=wanted, filtered=bool(wanted.pairs),
        rows=[_row(request, context, one, state) for one, state in found[(number - 1) * SIZE : number * SIZE]],
        count=t(_("${count} formation(s) sur ${total}", mapping={"count": len(found), "total": len(every)})),
        total=len(every), matching=len(found), many=isinstance(context, Establishment),
        states=[(state.value, t(label(state.label))) for state in Standing],
        modes=[(mode.value, t(label(mode.label))) for mode in Mode],
        commissions=commissions if len(commissions) > 1 else [],
        acts=[(name, t(title)) for name, (title, _made) in ACTS.items() if _fits(context, name)],
        offer_url=f"{path_of(context)}/@@gerer",
        pages=[{"label": str(one), "url": at(one), "current": one == number} for one in range(1, pages + 1)],
        previous_url=at(number - 1) if number > 1 else None, next_url=at(number + 1) if number < pages else None,
    )  # fmt: skip


@at_both("formations-modifier", permission=P.FORMATION_EDIT, template="central/formations_change.pt", methods=FORM)
def change(context: Any, request: Request) -> Any:
    """What to change, then what it would do to each formation, then what became of each."""
    back = f"{path_of(context)}/@@formations"
    act = request.POST.get("acte", "")
    if act not in ACTS or not _fits(context, act):
        return HTTPSeeOther(back)
    found = _selection(context, request)
    if not found:
        flash(request, _("Cochez d'abord des formations de la liste."), "warning")
        return HTTPSeeOther(back)
    title, made = ACTS[act]
    shown = page(
        request, title, kicker=name_of(context), act=act, back=back, action=request.path, step="form",
        codes=[code_path(one) for one in found], refusal=None, count=len(found), retyped=request.POST,
    )  # fmt: skip
    try:
        if request.POST.get("etape") == "appliquer":
            return _apply(context, request, found, shown)
        wanted = made if isinstance(made, Change) else made(request, shown) if "etape" in request.POST else None
    except Refused as refused:
        request.response.status_int = 409
        shown["refusal"], wanted = told(request, refused), None
    if wanted is None:
        if shown["refusal"] is None and shown.get("errors"):
            request.response.status_int = 422
        return {**shown, **_form(context, request, act)}
    return _preview(request, found, wanted, shown)


def _preview(request: Request, found: list[Formation], wanted: Change, shown: dict[str, Any]) -> dict[str, Any]:
    prospects = [service.prospect(request.work, one, wanted) for one in found]
    lines = [_line(request, one) for one in prospects]
    ready = [one for one in prospects if not one.empty and not one.faults]
    kept = [pair for pair in request.POST.items() if pair[0] not in ("csrf_token", "etape", "tout")]
    typed = [(name, str(value)) for name, value in kept]
    return {
        **shown, "step": "preview", "again": [] if isinstance(ACTS[shown["act"]][1], Change) else typed,
        "lines": lines, "change": service.dump(wanted), "ready": len(ready),
        "picks": [f"{one.seen}:{code_path(one.formation)}" for one in ready],
        "touched": sum(one.touched for one in ready),
    }  # fmt: skip


def _apply(context: Any, request: Request, found: list[Formation], shown: dict[str, Any]) -> Any:
    wanted = service.load(request.POST.get("changement", ""))
    seen = dict(reversed(pick.split(":", 1)) for pick in request.POST.getall("vu") if ":" in pick)
    picks = [(one, seen[code_path(one)]) for one in found if code_path(one) in seen]
    if len(picks) > service.AT_ONCE:
        task = service.ask(request.work, KINDS[service.TASK], picks, wanted, shown["back"])
        return HTTPSeeOther(path_of(task))
    report = service.make_all(request.work, picks, wanted)
    done = sum(refused is None for _one, refused in report)
    summary = _("${done} modifiée(s), ${refused} inchangée(s)", mapping={"done": done, "refused": len(report) - done})
    if done == len(report):
        flash(request, summary)
        return HTTPSeeOther(shown["back"])
    lines = [
        {"title": one.title, "url": f"{path_of(one)}/@@modifier", "done": refused is None,
         "text": told(request, refused) if refused is not None else ""}
        for one, refused in report
    ]  # fmt: skip
    return {**shown, "step": "report", "lines": lines, "summary": request.localizer.translate(summary)}


def _form(context: Any, request: Request, act: str) -> dict[str, Any]:
    """What the form of an act offers."""
    if act == "dates":
        return {"fields": [(name, title, []) for name, title in titles(service.EDITABLE)]}
    if act == "publication":
        return {"fields": [(name, title, _options(name)) for name, title in titles(service.PUBLISHING)]}
    if act in DEMANDS:
        options = [
            {"path": path, "title": one.model.title(request.contents_language), "code": one.model.__name__,
             "used": one.used, "conditional": one.model.conditional,
             "treatment": label(one.model.treatment.label) if one.model.treatment is not None else ""}
            for path, one in demanded(context, act).items()
        ]  # fmt: skip
        common = [
            one.title(request.contents_language)
            for level in (context.establishment, context) for one in DEMANDS[act].own(level) if one.active
        ]  # fmt: skip
        return {"options": options, "common": common}
    return {}


def _options(name: str) -> list[tuple[str, Any]]:
    """What a setting is chosen among, nothing where it is typed."""
    return list(getattr(publishing_field(name).widget, "values", ()))


def _line(request: Request, one: Prospect) -> dict[str, Any]:
    """One formation of the preview: what would change, what stands in the way."""
    t = request.localizer.translate
    names = dict(titles(tuple(name for name, _before, _after in one.values)))
    said = [
        {"title": t(names[name]), "before": _said(request, name, before), "after": _said(request, name, after)}
        for name, before, after in one.values
    ]
    done = [t(_(MOVES[step.act], mapping={"title": step.title})) for step in one.moves]
    return {
        "title": one.formation.title, "code": code_path(one.formation), "values": said, "moves": done,
        "faults": [told(request, fault) for fault in one.faults], "fields": [
            t(next(iter(titles((str(fault.params["field"]),))))[1]) for fault in one.faults
        ], "touched": one.touched, "empty": one.empty, "leaving": _leaving(request, one),
    }  # fmt: skip


def _leaving(request: Request, one: Prospect) -> int:
    """How many decisions that wait a change of the way of publishing would let go."""
    after = {name: value for name, _before, value in one.values}
    changes = after.keys() & {*sheets.PUBLISHING, "publication"} and not one.faults
    return publications.let_go(request.work, one.formation, after) if changes else 0


def _said(request: Request, name: str, value: Any) -> str:
    if isinstance(value, Publication):
        return str(request.localizer.translate(label(value.label)))
    if name == "second_approval":
        return str(request.localizer.translate(_("Oui") if value else _("Non")))
    if name == "publication_time":
        return value or "–"
    if isinstance(value, bool):
        return str(request.localizer.translate(_("En service") if value else _("Hors service")))
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else short_date(value, request.language)


def _selection(context: Any, request: Request) -> list[Formation]:
    """The formations ticked, or all those that the filter keeps, that the person may edit."""
    codes = request.POST.getall("f")
    if request.POST.get("tout") == "1":
        wanted = _filter(request)
        every = formations_below(context, trials=True)
        kept = [(one, service.standing_of(request.work, one)) for one in every]
        codes = [code_path(one) for one, _state in _sorted([pair for pair in kept if _keeps(wanted, *pair)])]
    return service.chosen(request.work, context, codes)


def _fits(context: Any, act: str) -> bool:
    """What is asked is chosen among what one component asks."""
    return act not in DEMANDS or isinstance(context, Component)


def _filter(request: Request) -> Filter:
    values = request.params
    state, mode = values.get("etat", ""), values.get("mode", "")
    return Filter(
        " ".join(values.get("mots", "")[:200].split()), state if state in set(Standing) else "",
        mode if mode in set(Mode) else "", values.get("commission", "")[:200],
    )  # fmt: skip


def code_of(formation: Formation) -> str:
    """How the list names the commission of a formation: ``droit/commission``."""
    return f"{formation.component.__name__}/{formation.commission_code}"


def _keeps(wanted: Filter, one: Formation, state: Standing) -> bool:
    text = fold(f"{one.title} {one.__name__} {one.keywords} {one.component.title} {one.type.title()}")
    return (
        wanted.standing in ("", state) and wanted.mode in ("", one.mode)
        and wanted.commission in ("", code_of(one)) and all(word in text for word in fold(wanted.words).split())
    )  # fmt: skip


def _sorted(found: list[tuple[Formation, Standing]]) -> list[tuple[Formation, Standing]]:
    return sorted(found, key=lambda pair: (
        fold(pair[0].component.title), fold(pair[0].type.title()), fold(pair[0].title), pair[0].__name__
    ))  # fmt: skip


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _row(request: Request, context: Any, one: Formation, state: Standing) -> dict[str, Any]:
    t, lang, dates, base = request.localizer.translate, request.language, one.calendar, path_of(one)
    commission = one.commission
    return {
        "code": one.__name__, "id": code_path(one), "title": one.title, "url": f"{base}/@@modifier",
        "copy_url": f"{base}/@@dupliquer", "kind": DRAWN[state], "state": t(label(state.label)),
        "place": f"{one.component.title} · {one.type.title(request.contents_language)}"
        if isinstance(context, Establishment) else one.type.title(request.contents_language),
        "commission": commission.title if commission is not None else "",
        "mode": t(label(one.mode.label)), "active": one.active,
        "dates": f"{short_date(dates.opens, lang) or '?'} – {short_date(dates.closes, lang) or '?'}",
        "return_by": short_date(dates.return_by, lang), "capacity": one.capacity,
    }  # fmt: skip


