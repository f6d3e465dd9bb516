"""« Créer un compte », and its activation from the mail."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.forms import Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts
from ecandidat.services import accounts, campaigns, credentials
from ecandidat.services.credentials import LinkState
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.account.cas import Ent, pending
from ecandidat.views.account.session import home
from ecandidat.views.layout import flash

CREATED = _("Votre compte a été créé avec succès, veuillez consulter vos courriels pour le valider")


@door(Accounts, "creer", permission=PUBLIC, template="account/create.pt", methods=FORM)
def create(context: Accounts, request: Request) -> Any:
    """The form; pre-filled and without password for whoever comes from the ENT."""
    if request.current_identity is not None:
        return HTTPSeeOther(home(request, request.current_identity.account))
    ent = pending(request)
    page = {"title": request.localizer.translate(_("Création de compte")), "ent": ent}
    over = campaigns.closed(request.work, request.establishment)
    outsiders = request.work.parameter("CANDIDAT_IS_COMPTE_EXTERNE_AUT", request.establishment)
    if over or (ent is None and not outsiders):
        request.response.status_int = 200 if request.method != "POST" else 409
        return {**page, "form": "", "closed": True, "over": over}
    password = ent is None or accounts.asks_password(request.work, request.establishment)
    page["password"] = password
    schema = forms.creation(password=password, test_domains=request.work.settings.development)
    form = Lifecycle(
        request, schema, values=_prefilled(ent), buttons=forms.buttons(_("Enregistrer"), "/compte/connexion")
    )

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        accounts.create(request.work, _person(request, values, ent), request.establishment)
        request.session.pop("ent", None)
        return HTTPSeeOther("/compte/cree")

    return form.handle(succeed, closed=False, **page)


@door(Accounts, "cree", permission=PUBLIC, template="account/created.pt")
def created(context: Accounts, request: Request) -> dict[str, Any]:
    """What to do now; the same page whether the address was free or not, where that is a secret."""
    return {"title": request.localizer.translate(_("Création de compte")), "message": CREATED}


@door(Accounts, "activer", permission=PUBLIC, template="account/activate.pt", methods=FORM)
def activate(context: Accounts, request: Request) -> Any:
    """The mailed link: reading the page changes nothing, because mail scanners open links; the button activates."""
    if not request.subpath:
        return HTTPSeeOther("/compte/code-activation")
    if len(request.subpath) > 1:
        raise HTTPNotFound
    secret = request.subpath[0]
    refusal = ""
    if request.method == "POST":
        first = credentials.link_state(request.work, secret)[0] is LinkState.READY
        try:
            account = credentials.activate(request.work, secret, request.establishment)
        except Refused as refused:
            refusal = sentence(refused, request.localizer.translate, request.language)
        else:
            return _activated(request, account, first)
    state, holder = credentials.link_state(request.work, secret)
    if holder is not None and holder.origin and not request.session.get("establishment"):
        request.session["establishment"] = holder.origin
    if state is LinkState.DEAD or refusal:
        request.response.status_int = 410 if state is LinkState.DEAD else 409
    return {
        "title": request.localizer.translate(_("Validation du compte")),
        "state": str(state),
        "refusal": refusal,
        "changing": holder is not None and holder.activated_at is not None and state is LinkState.READY,
        "mail": holder.pending_mail or holder.mail if holder is not None else "",
        "ent": bool(holder is not None and holder.cas_login),
    }


def _activated(request: Request, account: Any, first: bool) -> HTTPSeeOther:
    identity = request.current_identity
    # Somebody else made the account: its owner chooses a password now, once.
    if first and not account.password and not account.cas_login:
        secret = credentials.first_password(request.work, account, request.establishment)
        return HTTPSeeOther(f"/compte/identifiants/{secret}")
    if identity is not None and identity.account is account:
        flash(request, _("Votre nouvelle adresse est validée."))
        return HTTPSeeOther("/compte")
    flash(request, _("Votre adresse est validée : vous pouvez vous connecter."))
    return HTTPSeeOther("/compte/connexion")


def _prefilled(ent: Ent | None) -> dict[str, str]:
    known = {"nom": ent.last_name, "prenom": ent.first_name, "adresse_mail": ent.mail} if ent is not None else {}
    return {**known, forms.FORM_KEY: new_key(16)}


def _person(request: Request, values: dict[str, Any], ent: Ent | None) -> accounts.NewAccount:
    return accounts.NewAccount(
        last_name=values["nom"],
        first_name=values["prenom"],
        mail=values["adresse_mail"],
        password=values.get("mot_de_passe", ""),
        language=request.contents_language,
        cas_login=ent.cas_login if ent is not None else "",
        student_id=ent.student_id if ent is not None else "",
        form_key=values[forms.FORM_KEY][:32],
    )
