"""``/@@ent``: the small ENT of the demo and the tests, in development only."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.adapters.cas.embedded import EmbeddedSignOn, ent_accounts
from ecandidat.resources import Portal
from ecandidat.views import FORM, PUBLIC, door

PASSWORD = "ent"  # noqa: S105 - printed on the page: these accounts open nothing but the demo
RETURN = "/compte/cas-retour"


@door(Portal, "ent", permission=PUBLIC, template="development/ent.pt", methods=FORM, in_maintenance=True)
def sign_in(context: Portal, request: Request) -> Any:
    """List the ENT accounts of an establishment; the right password goes back to the service with a ticket."""
    sign_on = request.work.adapters.cas
    service = request.params.get("service", "")
    code = establishment_of(service, request.work.base_url)
    if not isinstance(sign_on, EmbeddedSignOn) or not code:
        raise HTTPNotFound
    known = ent_accounts().get(code, {})
    login = str(request.POST.get("identifiant", "")).strip() if request.method == "POST" else ""
    if request.method == "POST":
        if login in known and request.POST.get("mot_de_passe", "") == PASSWORD:
            ticket = sign_on.ticket(known[login], service)
            return HTTPSeeOther(f"{service}&ticket={quote(ticket, safe='')}")
        request.response.status_int = 422
    found = context.get(code)
    return {
        "title": "ENT",
        "name": found.name_full if found is not None else code,
        "service": service,
        "login": login,
        "people": list(known.values()),
        "password": PASSWORD,
        "refused": request.method == "POST",
    }


def establishment_of(service: str, base_url: str) -> str:
    """The establishment code of a service that is ours, '' for any other address."""
    try:
        wanted, ours = urlsplit(service), urlsplit(base_url)
    except ValueError:
        return ""
    if (wanted.scheme, wanted.netloc, wanted.path) != (ours.scheme, ours.netloc, RETURN) or not service.isprintable():
        return ""
    return parse_qs(wanted.query).get("etab", [""])[0]
