"""What is typed in the form of a change of many formations, read and checked; each fault stands at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.request import Request

from ecandidat.domain.codes import Publication
from ecandidat.domain.errors import Refused
from ecandidat.domain.offering import YEAR, checked_days
from ecandidat.forms import typed_alone
from ecandidat.forms.formation import YES, date_field, publishing_field
from ecandidat.forms.widgets import REQUIRED
from ecandidat.i18n import _
from ecandidat.services import formations as service
from ecandidat.services.formations import Change

Page = dict[str, Any]


def asked_dates(request: Request, page: Page) -> Change | None:
    """Only the dates whose box is ticked; blank takes a date away. None, with ``errors``, when one is unreadable."""
    ticked = [name for name in service.EDITABLE if request.POST.get(f"avec-{name}") == "1"]
    values: list[tuple[str, Any]] = []
    errors: dict[str, str] = {}
    for name in ticked:
        found, faults = typed_alone(date_field(name).bind(request=request), request.POST.get(name, ""))
        if faults:
            errors[name] = " ".join(request.localizer.translate(one) for one in faults)
        else:
            values.append((name, found))
    if not ticked:
        raise Refused("nothing_ticked")
    page["errors"] = errors
    return None if errors else Change(values=tuple(values))


def asked_publication(request: Request, page: Page) -> Change | None:
    """How decisions are published: only what is ticked changes. None, with ``errors``, when one is unreadable."""
    ticked = [name for name in service.PUBLISHING if request.POST.get(f"avec-{name}") == "1"]
    if not ticked:
        raise Refused("nothing_ticked")
    values: list[tuple[str, Any]] = []
    errors: dict[str, str] = {}
    for name in ticked:
        found, faults = typed_alone(publishing_field(name).bind(request=request), request.POST.get(name, ""))
        if not faults and found is None and name in ("publishes", "second_approval"):
            faults = [REQUIRED]
        if faults:
            errors[name] = " ".join(request.localizer.translate(one) for one in faults)
        else:
            values.append((name, READ.get(name, lambda read: read)(found)))
    page["errors"] = errors
    return None if errors else Change(values=tuple(values))


READ: dict[str, Callable[[Any], Any]] = {
    "publishes": Publication, "second_approval": lambda read: read == YES, "publication_time": lambda read: read or "",
}
"""Name → what is kept of what was read in its field."""


def asked_shift(request: Request, page: Page) -> Change | None:
    """A number of days or weeks, earlier or later, or a year to the same weekday."""
    text = request.POST.get("nombre", "").strip()
    if request.POST.get("unite") == "an":
        if not text:
            return Change(days=YEAR)
        page["errors"] = {"nombre": request.localizer.translate(_(
            "« Un an plus tard » ne prend pas de nombre : effacez celui-ci, ou choisissez des semaines ou des jours."
        ))}  # fmt: skip
        return None
    if not (text.isascii() and text.isdecimal() and 0 < len(text) <= 4):
        page["errors"] = {"nombre": request.localizer.translate(_("Tapez un nombre entier, en chiffres."))}
        return None
    days = int(text) * (7 if request.POST.get("unite") == "semaines" else 1)
    return Change(days=checked_days(-days if request.POST.get("sens") == "avant" else days))


def asked_demands(request: Request, what: str) -> Change:
    """What is put in, taken out, or stands alone from now on."""
    mode, models = request.POST.get("maniere", ""), tuple(dict.fromkeys(request.POST.getall("modele")))
    if mode not in ("ajouter", "retirer", "remplacer"):
        raise Refused("unknown_code", field="maniere")
    if not models and mode != "remplacer":
        raise Refused("nothing_ticked")
    return Change(what=what, mode=mode, models=models)
