"""« J'ai oublié mes identifiants » and « J'ai perdu mon code d'activation »."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.security import forget

from ecandidat.domain.errors import Refused
from ecandidat.forms import Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _
from ecandidat.resources import Accounts
from ecandidat.services import credentials
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.layout import flash


@door(Accounts, "identifiants", permission=PUBLIC, template="account/ask_mail.pt", methods=FORM)
def lost_password(context: Accounts, request: Request) -> Any:
    """Ask for the login and a link; answers alike for known and unknown addresses."""
    lead = _("Saisissez l'adresse mail de votre compte : vous recevrez votre identifiant et un lien pour choisir un "
             "nouveau mot de passe.")  # fmt: skip
    return _ask(request, credentials.recover, _("J'ai oublié mes identifiants"), lead)


@door(Accounts, "code-activation", permission=PUBLIC, template="account/ask_mail.pt", methods=FORM)
def lost_code(context: Accounts, request: Request) -> Any:
    """Ask for another activation link; answers alike for known and unknown addresses."""
    lead = _("Saisissez l'adresse mail donnée à la création de votre compte : vous recevrez un nouveau lien de "
             "validation, qui remplace le précédent.")  # fmt: skip
    return _ask(request, credentials.resend_activation, _("J'ai perdu mon code d'activation"), lead)


@door(
    Accounts, "identifiants", permission=PUBLIC, template="account/choose_password.pt", methods=FORM,
    path_info="^/compte/identifiants/.",
)  # fmt: skip
def choose_password(context: Accounts, request: Request) -> Any:
    """The mailed link: choose a new password. Only sending the form uses the link."""
    if len(request.subpath) > 1:
        raise HTTPNotFound
    secret = request.subpath[0]
    holder = credentials.reset_holder(request.work, secret)
    page = {"title": request.localizer.translate(_("Choisir un nouveau mot de passe"))}
    if holder is None:
        request.response.status_int = 410
        return {**page, "form": "", "login": ""}

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        credentials.reset(request.work, secret, values["mot_de_passe"], request.establishment)
        forget(request)
        flash(request, _("Votre mot de passe est changé. Connectez-vous avec le nouveau."))
        return HTTPSeeOther("/compte/connexion")

    form = Lifecycle(
        request, forms.new_password(old=False), buttons=forms.buttons(_("Enregistrer"), "/compte/connexion")
    )
    return form.handle(succeed, login=holder.number, **page)


def _ask(request: Request, send: Any, title: Any, lead: Any) -> Any:
    translate = request.localizer.translate
    schema = forms.address(test_domains=request.work.settings.development)
    form = Lifecycle(request, schema, buttons=forms.buttons(_("Enregistrer"), "/compte/connexion"), action=request.path)

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        try:
            send(request.work, values["adresse_mail"], request.establishment)
        except Refused as refused:
            raise Refused(refused.code, **{**refused.params, "field": "adresse_mail"}) from None
        return HTTPSeeOther(f"{request.path}?envoye=oui")

    page = {"title": translate(title), "lead": translate(lead), "sent": "envoye" in request.GET}
    return form.handle(succeed, **page)
