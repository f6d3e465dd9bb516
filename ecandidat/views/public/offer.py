"""« Offre de formation »: the tree component → diploma type → formation, whole or below one of its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.dates import short_date
from ecandidat.domain.codes import Mode
from ecandidat.forms.offer import COLUMNS
from ecandidat.i18n import _
from ecandidat.models.offer import OFFER_COLUMNS
from ecandidat.resources import Component, DiplomaType, Establishment, path_of
from ecandidat.views import PUBLIC, door
from ecandidat.views.contents import paragraphs, words
from ecandidat.views.public.catalogue import (
    Branch,
    Catalogue,
    Leaf,
    Opening,
    TypeBranch,
    catalogue,
    nodes,
    opening,
    plain,
)
from ecandidat.views.public.sharing import shared

LONGEST = 200
"""Characters of a filter that are looked at."""

DIGITAL = "TECH_IS_UTILISE_DEMAT"
"""Parameter: whether files are deposited on line at all; without it every formation takes paper."""

GROUPING = "SCOL_MODE_TYPE_FORMATION"
"""Parameter: DIP groups formations by diploma type, NO lists them right below their component."""

MODES = {Mode.DIGITAL: _("Dossier dématérialisé"), Mode.PAPER: _("Dossier papier")}


@dataclass(frozen=True)
class Filter:
    """What a reader looks for: every word, a mode, those that take applications today."""

    words: str = ""
    mode: str = ""
    open_only: bool = False

    @property
    def active(self) -> bool:
        """Whether anything is looked for."""
        return bool(self.words or self.mode or self.open_only)

    def keeps(self, leaf: Leaf, terms: list[str], today: date, mode: Mode) -> bool:
        """Whether a formation, which takes files as ``mode`` says, answers."""
        return (
            (not self.mode or mode == self.mode)
            and (not self.open_only or leaf.calendar.is_open(today))
            and all(term in leaf.text for term in terms)
        )


def asked(request: Request) -> Filter:
    """The filter of the address; what is not understood is left out."""
    words = " ".join(request.GET.get("filtre", "")[:LONGEST].split())
    mode = request.GET.get("mode", "")
    return Filter(words, mode if mode in set(Mode) else "", request.GET.get("ouvertes") == "1")


def _establishment(context: Any) -> Establishment:
    while not isinstance(context, Establishment):
        context = context.__parent__
    return context


def _drawn_from(context: Any, request: Request) -> Iterator[Any]:
    return nodes(_establishment(context))


SHARED = shared(_drawn_from, settings=(GROUPING, DIGITAL))


@door(Establishment, "offre", permission=PUBLIC, template="public/offer.pt", decorator=SHARED)
def whole(context: Establishment, request: Request) -> dict[str, Any]:
    """The whole offer of a university."""
    return _page(request, catalogue(request, context), {"title": request.localizer.translate(_("Offre de formation"))})


@door(Component, permission=PUBLIC, template="public/offer.pt", decorator=SHARED)
def of_component(context: Component, request: Request) -> dict[str, Any]:
    """The offer of a component."""
    here = {
        "title": context.title,
        "kicker": context.establishment.name_full,
        "info": paragraphs(request, context.info),
    }
    return _page(request, catalogue(request, context.establishment), here, component=context.__name__)


@door(DiplomaType, permission=PUBLIC, template="public/offer.pt", decorator=SHARED)
def of_type(context: DiplomaType, request: Request) -> dict[str, Any]:
    """The formations of one diploma type."""
    component = context.component
    title = words(request, context.label)
    here = {"title": title.text, "title_lang": title.lang, "kicker": component.title}
    every = catalogue(request, component.establishment)
    return _page(request, every, here, component=component.__name__, type_=context.__name__)


@door(Establishment, "offre.json", permission=PUBLIC)
def as_json(context: Establishment, request: Request) -> Response:
    """The offer for other sites: public data only, dates as YYYY-MM-DD, inclusive."""
    today, base = request.work.today, request.work.base_url
    digital = request.work.parameter(DIGITAL, context)
    offer = {
        "etablissement": {"code": context.__name__, "nom": context.name_full, "url": base + path_of(context)},
        "formations": [
            {
                "code": leaf.code,
                "intitule": leaf.title,
                "mots_cles": leaf.keywords,
                "composante": {"code": branch.code, "intitule": branch.title},
                "type_diplome": {"code": kind.code, "intitule": kind.title("fr")},
                "mode": (leaf.mode if digital else Mode.PAPER).value,
                "ouverture": _iso(leaf.calendar.opens),
                "fermeture": _iso(leaf.calendar.closes),
                "ouverte": leaf.calendar.is_open(today),
                "url": base + leaf.path,
            }
            for branch in catalogue(request, context).branches
            for kind in branch.types
            for leaf in kind.leaves
        ],
    }
    response = Response(json_body=offer, cache_control="public, max-age=300")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _page(
    request: Request, every: Catalogue, here: dict[str, Any], *, component: str = "", type_: str = ""
) -> dict[str, Any]:
    """The values of ``public/offer.pt``: branches with rows, those that the filter leaves out marked hidden."""
    wanted = asked(request)
    digital = bool(request.work.parameter(DIGITAL, _establishment(request.context)))
    row = partial(_row, request, wanted, plain(wanted.words).split(), digital, {})
    whole = _establishment(request.context)
    flat = not type_ and request.work.parameter(GROUPING, whole) == "NO"
    branches = [
        _branch(branch, [_all(branch, row)] if flat else [
            _type(kind, request, row) for kind in branch.types if type_ in ("", kind.code)
        ])
        for branch in every.branches
        if component in ("", branch.code)
    ]  # fmt: skip
    return {
        "kicker": None,
        "info": [],
        **here,
        "wanted": wanted,
        "branches": branches,
        "shown": sum(branch["shown"] for branch in branches),
        "total": sum(branch["total"] for branch in branches),
        "modes": [(mode.value, label, mode == wanted.mode) for mode, label in MODES.items()],
        "alone": bool(component),
        "unfold": wanted.active or request.GET.get("deplier") == "tout" or len(branches) == 1,
        "here": request.path,
        "columns": [(name, COLUMNS[name]) for name in OFFER_COLUMNS if name in whole.offer_columns],
    }


def _branch(branch: Branch, types: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": branch.title,
        "path": branch.path,
        "types": types,
        **{name: sum(kind[name] for kind in types) for name in ("shown", "open", "total")},
    }


def _type(kind: TypeBranch, request: Request, row: Any) -> dict[str, Any]:
    title = words(request, kind.label)
    return {"title": title.text, "lang": title.lang, "path": kind.path, **_counted([row(leaf) for leaf in kind.leaves])}


def _all(branch: Branch, row: Any) -> dict[str, Any]:
    """The formations of a component in one list by title, under no heading."""
    leaves = sorted(branch.leaves(), key=lambda leaf: (leaf.title.casefold(), leaf.path))
    return {"title": "", "lang": None, "path": branch.path, **_counted([row(leaf) for leaf in leaves])}


def _counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "rows": rows,
        "shown": sum(not one["hidden"] for one in rows),
        "open": sum(one["open"] for one in rows),
        "total": len(rows),
    }


def _row(
    request: Request, wanted: Filter, terms: list[str], digital: bool, said: dict[Any, Any], leaf: Leaf
) -> dict[str, Any]:
    """One line; ``said`` keeps the words of dates that many formations share."""
    today, mode = request.work.today, leaf.mode if digital else Mode.PAPER
    key = (leaf.calendar.opens, leaf.calendar.closes, mode)
    if key not in said:
        said[key] = _words(request, leaf, today, mode)
    return {
        "title": leaf.title,
        "path": leaf.path,
        "keywords": leaf.keywords,
        "url": leaf.url if leaf.url.startswith(("http://", "https://")) else "",
        "text": leaf.text,
        "mode": mode.value,
        "hidden": wanted.active and not wanted.keeps(leaf, terms, today, mode),
        **said[key],
    }


def _words(request: Request, leaf: Leaf, today: date, mode: Mode) -> dict[str, Any]:
    """Dates, mode and state in the reader's language."""
    translate, lang, calendar = request.localizer.translate, request.language, leaf.calendar
    state = opening(calendar, today)
    opens, closes = short_date(calendar.opens, lang), short_date(calendar.closes, lang)
    sentence = _("Du ${opens} au ${closes}", mapping={"opens": opens, "closes": closes})
    labels = {
        Opening.OPEN: _("Ouverte"),
        Opening.FUTURE: _("Ouvre le ${date}", mapping={"date": opens}),
        Opening.CLOSED: _("Close"),
    }
    return {
        "dates": translate(sentence) if opens and closes else "",
        "mode_label": translate(MODES[mode]),
        "open": state is Opening.OPEN,
        "state": {Opening.OPEN: "complete", Opening.FUTURE: "pending", Opening.CLOSED: "notconcerned"}[state],
        "state_label": translate(labels[state]),
    }
