"""« Je suis étudiant à … »: to the university's single sign-on, and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPFound, HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.adapters.cas import Identity, SingleSignOn, Unavailable
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_secret
from ecandidat.i18n import _
from ecandidat.models.account import Kind
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts, Establishment
from ecandidat.services import accounts
from ecandidat.services.records import load_student
from ecandidat.views import PUBLIC, door
from ecandidat.views.account.session import enter, kept

HALF_HOUR = 1800
_LONGEST = 100


@dataclass(frozen=True)
class Ent:
    """Who the ENT says it is, kept in the signed session until the account is made. ``until``: seconds of the epoch."""

    cas_login: str
    last_name: str
    first_name: str
    mail: str
    student_id: str
    until: float


def pending(request: Request) -> Ent | None:
    """The identity that came from the ENT and has no account yet."""
    kept = request.session.get("ent")
    ent = Ent(**kept) if kept else None
    return ent if ent is not None and ent.until > request.work.now.timestamp() else None


@door(Accounts, "cas", permission=PUBLIC, in_maintenance=True)
def leave(context: Accounts, request: Request) -> HTTPFound:
    """Send the browser to the ENT."""
    establishment, sign_on = _asked(request)
    request.session["ent_back"] = kept(request.params.get("retour", ""))
    request.session["ent_state"] = new_secret()
    return HTTPFound(sign_on.login_url(_service(request, establishment)))


@door(Accounts, "cas-retour", permission=PUBLIC, template="account/ent_failed.pt", in_maintenance=True)
def come_back(context: Accounts, request: Request) -> Any:
    """Check the ticket: sign in whoever has an account, offer one to the others.

    A return that this browser did not ask for starts again, so that nobody is signed in as somebody else by a link.
    """
    establishment, sign_on = _asked(request)
    if "ent_back" not in request.session or request.params.get("etat") != request.session.get("ent_state"):
        return HTTPFound("/compte/cas?" + urlencode({"etab": establishment.__name__}))
    try:
        identity = _verified(request, sign_on, establishment)
        if identity is None:
            return _failed(request, establishment, 422, _("L'ENT n'a pas confirmé votre identité."))
        account = accounts.cas_sign_in(request.work, establishment.__name__, identity)
    except Unavailable:
        return _failed(request, establishment, 503, _("Le service de connexion de l'ENT ne répond pas."))
    except Refused as refused:
        page = _failed(request, establishment, 409, sentence(refused, request.localizer.translate, request.language))
        return {**page, "unvalidated": refused.code == "account_not_activated"}
    back = request.session.pop("ent_back")
    if account is not None:
        candidate = request.portal.candidates.get(account.number) if account.kind is Kind.CANDIDATE else None
        if candidate is not None and account.student_id:
            load_student(request.work, candidate, establishment, account.student_id)
        answer = enter(request, account, back)
        request.session["ent_of"] = request.session["establishment"] = establishment.__name__
        return answer
    request.session["establishment"] = establishment.__name__
    request.session["ent"] = asdict(_kept(request, establishment, identity))
    return HTTPSeeOther("/compte/ent")


@door(Accounts, "ent", permission=PUBLIC, template="account/ent_unknown.pt")
def unknown(context: Accounts, request: Request) -> Any:
    """« Je n'ai pas de compte eCandidat »."""
    ent = pending(request)
    if ent is None:
        return HTTPFound("/compte/connexion")
    return {"title": request.localizer.translate(_("Je n'ai pas de compte eCandidat")), "ent": ent}


def _asked(request: Request) -> tuple[Establishment, SingleSignOn]:
    establishment = request.portal.get(request.params.get("etab", ""))
    sign_on = request.work.adapters.cas
    if not isinstance(establishment, Establishment) or not establishment.active or sign_on is None:
        raise HTTPNotFound
    if not request.work.parameter("CANDIDAT_IS_CONNECT_CAS", establishment):
        raise HTTPNotFound
    return establishment, sign_on


def _service(request: Request, establishment: Establishment) -> str:
    """Where the ENT sends back to. It carries a secret of this browser, so that nobody lends it a ticket of theirs."""
    asked = {"etab": establishment.__name__, "etat": request.session.get("ent_state", "")}
    return f"{request.work.base_url}/compte/cas-retour?" + urlencode(asked)


def _verified(request: Request, sign_on: SingleSignOn, establishment: Establishment) -> Identity | None:
    """The identity behind the ticket, which works once: another attempt of this request finds the first answer."""
    kept: dict[str, Identity | None] = request.environ.setdefault("ecandidat.ent", {})
    ticket = request.params.get("ticket", "")
    if ticket not in kept:
        kept[ticket] = sign_on.verify(ticket, _service(request, establishment)) if ticket else None
    return kept[ticket]


def _failed(request: Request, establishment: Establishment, status: int, message: Any) -> dict[str, Any]:
    request.response.status_int = status
    return {
        "title": request.localizer.translate(_("Connexion impossible")),
        "message": request.localizer.translate(message),
        "unvalidated": False,
        "again": "/compte/cas?" + urlencode({"etab": establishment.__name__}),
    }


def _kept(request: Request, establishment: Establishment, identity: Identity) -> Ent:
    return Ent(
        cas_login=accounts.cas_key(establishment.__name__, identity.login),
        last_name=identity.last_name[:_LONGEST],
        first_name=identity.first_name[:_LONGEST],
        mail=identity.mail[:_LONGEST],
        student_id=identity.student_id[:_LONGEST],
        until=request.work.now.timestamp() + HALF_HOUR,
    )
