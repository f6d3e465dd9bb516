"""Walking a pile: the applications before and after this one in the list that the manager came from.

The list is named by its address: ``?retour=`` of the page, else the page that led here, else the one remembered in the
session. It is read again, with the rights of whoever asks: an address never shows more than the list itself would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import Application, find, path_of
from ecandidat.views.account.session import kept, local
from ecandidat.views.desk import listing, selection
from ecandidat.views.desk.cells import anchor

VIEW = "/@@candidatures"
REMEMBERED = "pile"


@dataclass(frozen=True)
class Pile:
    """The list, and the paths of its applications around one; '' where there is none."""

    retour: str
    previous: str = ""
    following: str = ""
    place: int = 0
    total: int = 0

    @property
    def suffix(self) -> str:
        """What a link adds to stay in this pile."""
        return f"retour={quote(self.retour, safe='')}"


def pile(request: Request, application: Application) -> Pile | None:
    """Where the application stands in the list that the person came from; None without a list that they may open."""
    for asked in (request.params.get("retour", ""), _led(request), request.session.get(REMEMBERED, "")):
        if (found := _pile(request, application, local(asked))) is not None:
            if (kept(found.retour) or None) != request.session.get(REMEMBERED):
                _remember(request, kept(found.retour))
            return found
    return None


def _remember(request: Request, address: str) -> None:
    """The list to come back to; one whose address is too long for the session is only told by addresses."""
    if address:
        request.session[REMEMBERED] = address
    else:
        request.session.pop(REMEMBERED, None)


def _led(request: Request) -> str:
    """The page that led here, if it is ours."""
    came, home = request.referrer or "", request.host_url
    return came[len(home) :] if came.startswith(f"{home}/") else ""


def _pile(request: Request, application: Application, asked: str) -> Pile | None:
    address = urlsplit(asked)
    if not address.path.endswith(VIEW):
        return None
    try:
        level = find(request.portal, address.path.removesuffix(VIEW))
    except (KeyError, TypeError, AttributeError):
        return None
    if not isinstance(level, listing.LEVELS) or not request.has_permission(P.DESK_LIST, level):
        return None
    rows = selection.matching(request, level, address.query)
    here = application.formation
    for index, (formation, row) in enumerate(rows):
        if row.key == application.key and formation is here:
            before = rows[index - 1] if index else None
            after = rows[index + 1] if index + 1 < len(rows) else None
            return Pile(asked, _path(before), _path(after), index + 1, len(rows))
    return Pile(asked, total=len(rows))


def _path(listed: Any) -> str:
    return f"{path_of(listed[0])}/{listed[1].key}" if listed is not None else ""


def shown(request: Request, application: Application, view: str = "") -> dict[str, str] | None:
    """The values of the macro ``pile`` of parts.pt; ``view`` is what of the neighbours opens (« @@examen »)."""
    found = pile(request, application)
    if found is None:
        return None
    t, tail = request.localizer.translate, f"/{view}" if view else ""
    place = ""
    if found.place:
        values = {"place": listing.digits(found.place), "total": listing.digits(found.total)}
        place = t(_("${place} sur ${total} dans la liste", mapping=values))
    return {
        "list": f"{found.retour}#{anchor(application.key)}",
        "previous": f"{found.previous}{tail}?{found.suffix}" if found.previous else "",
        "following": f"{found.following}{tail}?{found.suffix}" if found.following else "",
        "place": place,
        "retour": found.retour,
        "suffix": found.suffix,
    }
