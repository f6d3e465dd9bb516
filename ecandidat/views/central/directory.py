"""« Annuaire »: people found in the university's directory, before they are granted anything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request

from ecandidat.adapters.directory import Person, Unavailable
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import Commission, Component, Establishment, Portal, path_of
from ecandidat.services import accounts
from ecandidat.views import door
from ecandidat.views.central.pages import page

LONGEST = 100


@door(Portal, "annuaire", permission=P.RIGHTS_EDIT, template="central/directory.pt")
@door(Establishment, "annuaire", permission=P.RIGHTS_EDIT, template="central/directory.pt")
@door(Component, "annuaire", permission=P.RIGHTS_EDIT, template="central/directory.pt")
@door(Commission, "annuaire", permission=P.RIGHTS_EDIT, template="central/directory.pt")
def search(context: Any, request: Request) -> dict[str, Any]:
    """Who matches, each with the form that comes next: a profile for an account, or an account to create."""
    directory = request.work.adapters.directory
    if directory is None:
        raise HTTPNotFound
    words = request.GET.get("q", "").strip()[:LONGEST]
    found, silent = [], False
    try:
        found = directory.search(words) if words else []
    except Unavailable:
        silent = True
    base = "" if isinstance(context, Portal) else path_of(context)
    rows = [_row(request, base, one) for one in found]
    return page(request, _("Annuaire"), words=words, rows=rows, silent=silent, action=f"{base}/@@annuaire",
                back=f"{base}/@@droits", create_url=f"{base}/@@nouvel-agent")  # fmt: skip


def _row(request: Request, base: str, one: Person) -> dict[str, Any]:
    """Somebody is known by their mail address, or by their login at this university."""
    known = accounts.find(request.work, one.mail)
    if known is None and request.establishment is not None:
        key = accounts.cas_key(request.establishment.__name__, one.login)
        known = request.portal.accounts.find_cas(key)
    new = {"login": one.login.lower(), "first_name": one.first_name, "last_name": one.last_name, "mail": one.mail,
           "ent": one.login}  # fmt: skip
    staff = known is not None and known.userid.startswith("s-")
    return {
        "name": f"{one.first_name} {one.last_name}",
        "login": one.login,
        "mail": one.mail,
        "grant_url": f"{base}/@@accorder?{urlencode({'person': known.number})}" if staff else None,
        "create_url": f"{base}/@@nouvel-agent?{urlencode(new)}" if known is None else None,
    }
