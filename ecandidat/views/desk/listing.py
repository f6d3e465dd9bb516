"""« Candidatures »: the managers' list at any level of the offer, read from the register alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.codes import Answer, DecisionKind, Status, Treatment
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.register import SORT_KEYS, ApplicationRow, Overview, Query, browse, code_path
from ecandidat.resources import Commission, Component, DiplomaType, Establishment, Formation, path_of
from ecandidat.views import door
from ecandidat.views.candidate.parts import DECISION_BADGES, STATUS_BADGES, decision_names

LEVELS = (Establishment, Component, DiplomaType, Formation, Commission)
EMPTY = "vide"
NOT_PENDING = "sauf-AT"
LONGEST = 200
"""Longest text searched, in characters."""

YES_NO = (("1", _("Oui")), ("0", _("Non")))
FILTERS: tuple[tuple[str, str, Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        "statut", "status", _("Statut"),
        (*((member.value, _(member.label)) for member in Status), (NOT_PENDING, _("Tout sauf en attente"))),
    ),
    ("traitement", "treatment", _("Traitement"), tuple((member.value, _(member.label)) for member in Treatment)),
    ("traitement-valide", "treatment_validated", _("Traitement validé"), YES_NO),
    (
        "decision", "decision", _("Décision"),
        (*((member.value, _(member.label)) for member in DecisionKind), (EMPTY, _("Sans décision"))),
    ),
    ("decision-validee", "decision_validated", _("Décision validée"), YES_NO),
    (
        "reponse", "answer", _("Réponse"),
        (*((member.value, _(member.label)) for member in Answer if member.value), (EMPTY, _("Sans réponse"))),
    ),
)  # fmt: skip
"""Name in the URL, column of the register, label, values offered."""

ANYTHING = tuple(status.value for status in Status if status is not Status.PENDING)
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("number", _("N° dossier")), ("last_name", _("Nom")), ("formation", _("Formation")),
    ("status", _("Statut")), ("treatment", _("Traitement")), ("decision", _("Décision")), ("answer", _("Réponse")),
    ("submitted_on", _("Transmise le")),
)  # fmt: skip


def at_every_level(name: str, **more: Any) -> Callable[[Any], Any]:
    """A door on each object that has a list of applications."""

    def decorate(view: Any) -> Any:
        for level in LEVELS:
            # The scan keeps views found in the module that decorates them: one call further than here.
            view = door(level, name, _depth=1, **more)(view)
        return view

    return decorate


@at_every_level("candidatures", permission=P.DESK_LIST, template="desk/list.pt")
def applications(context: Any, request: Request) -> dict[str, Any]:
    """The list: filters, counts, one page of rows."""
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}
    query = query_of(request)
    found = browse(context, query, visible(request, context))
    t = request.localizer.translate
    links = Links(f"{path_of(context)}/@@candidatures", asked)
    page = found.page
    first = (page.number - 1) * query.size + 1 if page.total else 0
    return {
        "title": t(_("Candidatures")),
        "base": path_of(context),
        "kicker": level_title(context, request.language),
        "query": query,
        "words": query.words,
        "tabs": _tabs(t, links, found, query),
        "tiles": _tiles(t, links, found) if not query.cancelled else [],
        "filters": _filters(t, asked, found, context, request.language),
        "filtered": any(name not in ("tri", "annulees", "tout") for name in asked),
        "reset_url": links.to(keep=("annulees",)),
        "columns": _columns(t, links, query, context),
        "rows": _rows(t, page.rows, request.language),
        "page": page,
        "count_text": t(_("${first}–${last} sur ${total}", mapping={
            "first": digits(first), "last": digits(first + len(page.rows) - 1 if page.total else 0),
            "total": digits(page.total),
        })),
        "pager": _pager(links, page.number, page.pages),
        "previous_url": links.to(page=str(page.number - 1)) if page.number > 1 else None,
        "next_url": links.to(page=str(page.number + 1)) if page.number < page.pages else None,
        "with_formation": not isinstance(context, Formation),
        "bulk": [] if query.cancelled else bulk_acts(request, context),
        "checked": "tout" in asked,
        "check_url": links.to(tout="1", page=str(page.number)),
        "back": urlencode([*asked.items(), ("page", str(page.number))]),
    }  # fmt: skip


def bulk_acts(request: Request, context: Any) -> list[dict[str, str]]:
    """The acts on several applications that this person may do here."""
    t = request.localizer.translate
    return [
        {"name": name, "label": t(label)}
        for name, label, permission in BULK
        if request.has_permission(permission, context)
    ]


BULK: tuple[tuple[str, Any, P], ...] = (
    ("valider-decision", _("Valider les décisions sélectionnées"), P.DESK_DECISION_VALIDATE),
    ("decision", _("Saisir une décision"), P.DESK_DECIDE),
    ("statut", _("Changer le statut"), P.DESK_STATUS),
)
"""Name of the act in the URL, its button, its right."""


def visible(request: Request, context: Any) -> Callable[[Formation], bool] | None:
    """Which formations the person may open; None for all, which whoever may open the level itself may."""
    if request.has_permission(P.APPLICATION_VIEW, context):
        return None
    return lambda formation: bool(request.has_permission(P.APPLICATION_VIEW, formation))


def query_of(request: Request) -> Query:
    """What the address asks for; values that no list offers are left out."""
    codes = []
    for name, column, _label, choices in FILTERS:
        offered = {value for value, _said in choices}
        accepted: list[str] = []
        for value in request.GET.getall(name):
            if value == NOT_PENDING and value in offered:
                accepted += ANYTHING
            elif value in offered:
                accepted.append("" if value == EMPTY else value)
        if accepted:
            codes.append((column, tuple(accepted)))
    sort = request.GET.get("tri", "")
    known = sort.removeprefix("-") in SORT_KEYS
    return Query(
        words=request.GET.get("mots", "").strip()[:LONGEST],
        codes=tuple(codes),
        formation=request.GET.get("formation", ""),
        cancelled=request.GET.get("annulees") == "1",
        sort=(sort,) if known else ("last_name", "first_name"),
        page=_number(request.GET.get("page", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def digits(number: int) -> str:
    """« 5 000 »."""
    return f"{number:,}".replace(",", " ")


class Links:
    """Addresses of the same list with something changed; the page goes back to the first."""

    def __init__(self, url: str, asked: dict[str, str]) -> None:
        self.url, self.asked = url, asked

    def to(self, keep: tuple[str, ...] | None = None, **changes: str) -> str:
        """The address; an empty value takes a parameter away, ``keep`` limits those kept."""
        values = {name: value for name, value in self.asked.items() if name != "tout"}
        if keep is not None:
            values = {name: value for name, value in values.items() if name in keep}
        values = {name: value for name, value in {**values, **changes}.items() if value}
        return f"{self.url}?{urlencode(values)}" if values else self.url


def level_title(context: Any, lang: str) -> str:
    """The title of a level."""
    if isinstance(context, Establishment):
        return context.name_short or context.name_full
    if isinstance(context, DiplomaType):
        return f"{context.component.title} – {context.title(lang)}"
    title: str = context.title
    return title


def _tabs(t: Any, links: Links, found: Overview, query: Query) -> list[dict[str, Any]]:
    live = sum(found.by_status.values())
    return [
        {
            "label": t(_("En cours")),
            "url": links.to(annulees=""),
            "current": not query.cancelled,
            "count": digits(live),
        },
        {
            "label": t(_("Candidatures annulées")),
            "url": links.to(keep=("tri",), annulees="1"),
            "current": query.cancelled,
            "count": digits(found.cancelled),
        },
    ]


def _tiles(t: Any, links: Links, found: Overview) -> list[dict[str, Any]]:
    return [
        {"label": t(_(status.label)), "value": digits(found.by_status[status.value]),
         "url": links.to(statut=status.value)}
        for status in Status
    ]  # fmt: skip


def _filters(t: Any, asked: dict[str, str], found: Overview, context: Any, lang: str) -> list[dict[str, Any]]:
    lists = [
        {
            "name": name,
            "label": t(label),
            "chosen": asked.get(name, ""),
            "options": [(v, t(said)) for v, said in choices],
        }
        for name, _column, label, choices in FILTERS
    ]
    if len(found.formations) > 1:
        several = len({formation.component.__name__ for formation in found.formations}) > 1
        options = sorted(
            (
                (
                    code_path(formation),
                    f"{formation.component.title} – {formation.title}" if several else formation.title,
                )
                for formation in found.formations
            ),
            key=lambda option: option[1],
        )
        lists.append(
            {"name": "formation", "label": t(_("Formation")), "chosen": asked.get("formation", ""), "options": options}
        )
    return lists


def _columns(t: Any, links: Links, query: Query, context: Any) -> list[dict[str, Any]]:
    now = query.sort[0]
    columns = []
    for name, label in COLUMNS:
        if name == "formation" and isinstance(context, Formation):
            continue
        direction = {name: "asc", f"-{name}": "desc"}.get(now)
        following = f"-{name}" if direction == "asc" else name
        columns.append({"label": t(label), "url": links.to(tri=following), "direction": direction})
    return columns


def _rows(t: Any, rows: list[tuple[Formation, ApplicationRow]], lang: str) -> list[dict[str, Any]]:
    paths: dict[int, tuple[str, str]] = {}
    names = decision_names(rows[0][0], lang) if rows else {}
    shown = []
    for formation, row in rows:
        decision = names.get(row.decision_label, row.decision_label)
        path, code = paths.setdefault(id(formation), (path_of(formation), code_path(formation)))
        shown.append(
            {
                "url": f"{path}/{row.key}",
                "id": f"{code}/{row.key}",
                "number": row.number,
                "last_name": row.last_name or "–",
                "first_name": row.first_name,
                "formation": formation.title,
                "status": t(_(Status(row.status).label)),
                "status_kind": STATUS_BADGES[Status(row.status)],
                "treatment": t(_(Treatment(row.treatment).label)),
                "treatment_validated": row.treatment_validated,
                "decision": f"{decision} ({row.rank})" if row.rank is not None else decision,
                "decision_kind": DECISION_BADGES[DecisionKind(row.decision)] if row.decision else "",
                "decision_validated": row.decision_validated,
                "answer": t(_(Answer(row.answer).label)) if row.answer else "",
                "submitted": short_date(row.submitted_on, lang),
                "cancelled": short_date(row.cancelled_on, lang),
            }
        )
    return shown


def _pager(links: Links, number: int, pages: int) -> list[dict[str, Any]]:
    near = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    found: list[dict[str, Any]] = []
    former = 0
    for page in near:
        if page - former > 1:
            found.append({"label": "…", "url": None, "current": False})
        found.append({"label": str(page), "url": links.to(page=str(page)), "current": page == number})
        former = page
    return found
