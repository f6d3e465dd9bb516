"""« Tableau de bord »: counts by component, formation or commission, days as charts, the same as a workbook."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request
from pyramid.response import Response

from ecandidat.dates import short_date
from ecandidat.documents.uploads import content_disposition
from ecandidat.domain.campaign import Period
from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.permissions import Permission as P
from ecandidat.exports import xlsx
from ecandidat.exports.cells import Head, Value
from ecandidat.i18n import _
from ecandidat.resources import path_of
from ecandidat.services import statistics
from ecandidat.services.statistics import ALL, COMMISSION, COMPONENT, CURRENT, FORMATION, FORMER, Board, Days, Line
from ecandidat.views import charts
from ecandidat.views.desk.listing import at_every_level, digits, level_title

HEADS: dict[str, Any] = {
    "active": _("Candidatures"), "cancelled": _("Annulées"),
    **{status.value: _(status.label) for status in Status},
    **{kind.value: _(kind.label) for kind in DecisionKind},
    "decided": _("Total des avis"), "validated": _("Validés"), "unvalidated": _("Non validés"),
    "confirmed": _("Confirmées"), "withdrawn": _("Désistées"),
}  # fmt: skip
"""Code of a count → the title of its column."""

LINES = {COMPONENT: _("Composante"), FORMATION: _("Formation"), COMMISSION: _("Commission")}
GROUPS = {COMPONENT: _("Par composante"), FORMATION: _("Par formation"), COMMISSION: _("Par commission")}
KINDS = (
    ("created", _("Candidatures commencées")), ("submitted", _("Candidatures transmises")),
    ("complete", _("Dossiers complets")),
)  # fmt: skip
LONGEST = 180
"""Most days drawn: the last ones."""


@at_every_level("tableau-de-bord", permission=P.STATISTICS_VIEW, template="desk/dashboard.pt")
def dashboard(context: Any, request: Request) -> Any:
    """The counts; ``format=xlsx`` gives them as a workbook."""
    by = request.GET.get("par", "")
    by = by if by in statistics.groupings(context) else statistics.groupings(context)[0]
    campaign = request.GET.get("campagne", CURRENT)
    known = statistics.periods(request.work, context)
    board = statistics.board(
        request.work, context, request.current_identity.userid, by=by, campaign=campaign,
        out_of_service=request.GET.get("hors-service") == "1",
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        return _workbook(request, context, board, by)
    t, total = request.localizer.translate, board.total
    return {
        "title": t(_("Tableau de bord")),
        "kicker": level_title(context, request.language),
        "base": path_of(context),
        "groups": [(code, t(GROUPS[code]), code == by) for code in statistics.groupings(context)],
        "campaigns": _campaigns(t, known, board, campaign),
        "out_of_service": request.GET.get("hors-service") == "1",
        "hidden": board.hidden,
        "tiles": _tiles(t, total),
        "line_head": t(LINES[by]),
        "heads": [t(label) for label in HEADS.values()],
        "lines": [_line(t, request, line, context) for line in board.lines],
        "total": {"cells": _cells(total), "capacity": _number(total.capacity), "rate": _rate(total)},
        "charts": _charts(request, board),
        "comparison": _comparison(request, board),
        "days": _days(request, board),
        "xlsx_url": f"{path_of(context)}/@@tableau-de-bord?" + urlencode(
            [(name, value) for name, value in request.GET.items() if name in ("par", "campagne", "hors-service")]
            + [("format", "xlsx")]
        ),
    }  # fmt: skip


def _campaigns(t: Any, known: tuple[Period, ...], board: Board, asked: str) -> list[tuple[str, str, bool]]:
    """What the list of campaigns offers: (value, words, whether it is the one shown)."""
    if not known:
        return []
    past = known[1:]
    offered = [(CURRENT, _named(t, _("Campagne en cours"), known[0]))]
    offered += [(one.code, _named(t, _("Campagne précédente"), one) if one is past[0] else one.name) for one in past]
    if not past:
        offered.append((FORMER, t(_("Campagne précédente"))))
    offered.append((ALL, t(_("Toutes les campagnes"))))
    shown = ALL if board.period is None else next((one.code for one in past if one == board.period), "")
    shown = FORMER if not past and asked == FORMER else shown
    return [(value, words, value == shown) for value, words in offered]


def _named(t: Any, words: Any, period: Period) -> str:
    return f"{t(words)} ({period.name})" if period.name else str(t(words))


def _tiles(t: Any, total: Line) -> list[dict[str, Any]]:
    names = (("active", _("Candidatures")), (Status.COMPLETE.value, _("Dossiers complets")),
             (DecisionKind.FAVOURABLE.value, _("Avis favorables")), ("confirmed", _("Confirmées")))  # fmt: skip
    return [{"label": t(label), "value": digits(total.counts[code])} for code, label in names]


def _line(t: Any, request: Request, line: Line, context: Any) -> dict[str, Any]:
    node = line.node
    inside = node is not None and node is not context and request.has_permission(P.STATISTICS_VIEW, node)
    return {
        "title": line.title or t(_("Sans commission")),
        "url": f"{path_of(node)}/@@tableau-de-bord" if inside else None,
        "active": line.active,
        "cells": _cells(line),
        "capacity": _number(line.capacity),
        "rate": _rate(line),
    }


def _cells(line: Line) -> list[str]:
    return [digits(line.counts[code]) for code in HEADS]


def _number(value: int | None) -> str:
    return "–" if value is None else digits(value)


def _rate(line: Line) -> str:
    return "–" if line.rate is None else f"{round(line.rate * 100)} %"


def _drawn(board: Board, today: date) -> tuple[date, date] | None:
    """The days that are drawn: from the first on which anything happened, to today or the last one."""
    span = board.days.span()
    if span is None:
        return None
    last = max(span[1], min(today, span[1] + timedelta(days=7)))
    return max(span[0], last - timedelta(days=LONGEST - 1)), last


def _charts(request: Request, board: Board) -> list[dict[str, Any]]:
    days = _drawn(board, request.work.today)
    if days is None:
        return []
    t, lang = request.localizer.translate, request.language
    found = []
    for name, label in KINDS:
        values = board.days.series(name, *days)
        most, total = max(values), sum(values)
        about = t(_("${total} du ${first} au ${last} ; au plus ${most} en un jour.", mapping={
            "total": digits(total), "first": short_date(days[0], lang), "last": short_date(days[1], lang),
            "most": digits(most),
        }))  # fmt: skip
        found.append({
            "title": t(label), "about": about, "drawing": charts.bars(values, t(label), about, f"jours-{name}"),
            "first": short_date(days[0], lang), "last": short_date(days[1], lang),
        })  # fmt: skip
    return found


def _comparison(request: Request, board: Board) -> dict[str, Any] | None:
    """What was submitted since the first day, beside the campaign before on the same day."""
    before, now = board.before, board.days
    if before is None or before.first is None or now.first is None:
        return None
    t, lang = request.localizer.translate, request.language
    last = board.period.last(request.work.today) if board.period is not None else request.work.today
    length = (last - now.first).days
    former_span = before.span()
    whole = (former_span[1] - before.first).days if former_span is not None else length
    ours = list(accumulate(_clipped(now, now.first, length)))
    theirs = list(accumulate(_clipped(before, before.first, max(whole, length))))
    same_day = theirs[length]
    change = f"{round((ours[-1] - same_day) / same_day * 100):+d} %".replace("-", "−") if same_day else "–"
    title = t(_("Candidatures transmises depuis le début de la campagne"))
    said = _("${now} au ${day} (jour ${rank}) ; ${before} le même jour de la campagne précédente, ${whole} à sa fin.")
    about = t(_(said, mapping={
        "now": digits(ours[-1]), "day": short_date(last, lang), "rank": length + 1,
        "before": digits(same_day), "whole": digits(theirs[-1]),
    }))  # fmt: skip
    return {"title": title, "about": about, "change": change,
            "drawing": charts.curves([ours, theirs], title, about, "comparaison"),
            "last": len(theirs), "names": _names(t, board)}  # fmt: skip


def _names(t: Any, board: Board) -> list[str]:
    """What the two curves are, by their drawing too: colour alone would not say it."""
    ours, theirs = (period.name if period is not None else "" for period in (board.period, board.former))
    return [t(_("${name} (trait plein)", mapping={"name": ours or t(_("campagne en cours"))})),
            t(_("${name} (tirets)", mapping={"name": theirs or t(_("campagne précédente"))}))]  # fmt: skip


def _clipped(days: Days, first: date, length: int) -> list[int]:
    return days.series("submitted", first, first + timedelta(days=max(length, 0)))


def _days(request: Request, board: Board) -> list[dict[str, Any]]:
    """The table beside the charts: the days on which something happened, the newest first."""
    days = _drawn(board, request.work.today)
    if days is None:
        return []
    first, last = days
    rows = []
    for offset in range((last - first).days, -1, -1):
        day = first + timedelta(days=offset)
        counts = [getattr(board.days, name)[day] for name, _label in KINDS]
        if any(counts):
            rows.append({"day": short_date(day, request.language), "cells": [digits(count) for count in counts]})
    return rows


def _workbook(request: Request, context: Any, board: Board, by: str) -> Response:
    """The table as it is shown, then the days."""
    t = request.localizer.translate
    name = f"tableau-de-bord-{context.__name__}-{request.work.today:%Y-%m-%d}.xlsx"
    with TemporaryDirectory(prefix="ecandidat-") as folder:
        path = Path(folder) / "tableau.xlsx"
        with xlsx.Book(path, title=t(_("Tableau de bord"))) as book:
            heads = [Head(t(LINES[by]), 40), *(Head(t(label), 13) for label in HEADS.values()),
                     Head(t(_("Capacité")), 12), Head(t(_("Taux de remplissage (%)")), 12)]  # fmt: skip
            sheet = book.sheet(t(_("Tableau de bord")), heads)
            for line in board.lines:
                sheet.add(_values(line, line.title or t(_("Sans commission"))))
            sheet.add(_values(board.total, t(_("Total"))), strong=True)
            sheet.end()
            days = book.sheet(t(_("Jours")), [Head(t(_("Jour")), 12), *(Head(t(label), 16) for _code, label in KINDS)])
            span = board.days.span()
            for offset in range((span[1] - span[0]).days + 1) if span is not None else ():
                day = span[0] + timedelta(days=offset) if span is not None else request.work.today
                days.add([day, *(getattr(board.days, code)[day] for code, _label in KINDS)])
            days.end()
        body = path.read_bytes()
    response = Response(body, content_type=xlsx.CONTENT_TYPE, content_disposition=content_disposition(name))
    response.charset = None
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _values(line: Line, title: str) -> list[Value]:
    rate = round(line.rate * 100) if line.rate is not None else None
    return [title, *(line.counts[code] for code in HEADS), line.capacity, rate]

