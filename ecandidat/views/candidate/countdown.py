"""The server's clock and what is left of a deadline, once it is near: sentences that stand without a script.

A script ticks them from the two moments that the page carries, never from the reader's own clock.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from pyramid.request import Request

from ecandidat.domain.moments import PARIS, end_of, left
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.resources import path_of
from ecandidat.views.candidate import parts

NEAR = timedelta(hours=72)
"""From when a page counts what is left."""

UNITS = {
    "day": (_("1 jour"), _("${count} jours")),
    "hour": (_("1 heure"), _("${count} heures")),
    "minute": (_("1 minute"), _("${count} minutes")),
}
LESS = _("moins d'une minute")
BOTH = _("${one} et ${other}")
CLOCK = _("Il est ${time} (heure de Paris).")
OVER = _("Le délai est passé.")
SENTENCES: dict[str, Any] = {
    "transmettre": _("Il reste ${left} pour transmettre votre candidature « ${formation} »."),
    "papier": _("Il reste ${left} pour renvoyer votre dossier « ${formation} »."),
    "repondre": _("Il reste ${left} pour répondre à la proposition « ${formation} »."),
}
"""What a deadline is for → its sentence."""


def is_near(request: Request, limit: date | None) -> bool:
    """Whether a deadline ends within 72 hours."""
    return limit is not None and timedelta() < left(request.work.now, limit) <= NEAR


def limit_of(request: Request, application: Application, now: Situation) -> tuple[str, date] | None:
    """What the candidate still has to do before a date, as a key of :data:`SENTENCES`, and that date."""
    if parts.offered(request, application, now, "confirmer") and now.confirm_by is not None:
        return "repondre", now.confirm_by
    if now.cancelled or now.decision is not None or now.return_by is None or now.today > now.return_by:
        return None
    if application.status not in parts.TABLES["transmettre"].sources:
        return None
    return ("transmettre" if now.digital else "papier"), now.return_by


def of(request: Request, application: Application, now: Situation) -> dict[str, Any] | None:
    """The values of the macro ``countdown`` for one application; None while no deadline is near."""
    found = limit_of(request, application, now)
    if found is None or not is_near(request, found[1]):
        return None
    return values(request, *found, application)


def values(request: Request, what: str, limit: date, application: Application) -> dict[str, Any]:
    """The values of the macro ``countdown``: the sentences, and what a script needs to go on with them."""
    t, now, until = request.localizer.translate, request.work.now, end_of(limit)
    sentence = t(_(SENTENCES[what], mapping={"left": "\0", "formation": application.formation.title}))
    # A title never stands alone at the beginning of a line, its mark at the end of the one before.
    sentence = sentence.replace("« ", "«\N{NO-BREAK SPACE}").replace(" »", "\N{NO-BREAK SPACE}»")
    before, _zero, after = sentence.partition("\0")
    return {
        "clock": t(_(CLOCK, mapping={"time": f"{now.astimezone(PARIS):%H:%M}"})),
        "before": before,
        "left": said(request, until - now),
        "after": after,
        "url": path_of(application),
        "now": int(now.timestamp() * 1000),
        "until": int(until.timestamp() * 1000),
        "words": words(request),
    }


def said(request: Request, remaining: timedelta) -> str:
    """« 2 jours et 5 heures », « 5 heures et 12 minutes », « 47 minutes », « moins d'une minute »."""
    t, minutes = request.localizer.translate, int(remaining.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    figures = [("day", days), ("hour", hours)] if days else [("hour", hours), ("minute", minutes % 60)]
    told = [_figure(t, unit, count) for unit, count in figures if count]
    if not told:
        return str(t(LESS))
    return str(told[0] if len(told) == 1 else t(_(BOTH, mapping={"one": told[0], "other": told[1]})))


def _figure(t: Any, unit: str, count: int) -> str:
    single, many = UNITS[unit]
    said = many if count > 1 else single
    return str(t(_(said, mapping={"count": str(count)})))


def words(request: Request) -> str:
    """The same words for the script, as JSON; ``{n}``, ``{one}``, ``{other}``, ``{time}`` stand for what it puts in."""
    t = request.localizer.translate
    units = {
        unit: [t(single), t(_(many, mapping={"count": "{n}"}))] for unit, (single, many) in UNITS.items()
    }  # fmt: skip
    return json.dumps({
        **units, "less": t(LESS), "over": t(OVER),
        "both": t(_(BOTH, mapping={"one": "{one}", "other": "{other}"})),
        "clock": t(_(CLOCK, mapping={"time": "{time}"})),
    }, ensure_ascii=False)  # fmt: skip
