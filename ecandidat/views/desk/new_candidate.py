"""« Nouveau candidat »: a manager makes an account for somebody who cannot; its owner activates it."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _
from ecandidat.resources import Establishment, path_of
from ecandidat.services import accounts
from ecandidat.views import FORM, door
from ecandidat.views.central.pages import page
from ecandidat.views.layout import flash


@door(Establishment, "nouveau-candidat", permission=P.CANDIDATE_CREATE, template="central/form.pt", methods=FORM)
def create(context: Establishment, request: Request) -> Any:
    """Name and address; whoever receives the mail activates the account, then chooses a password."""
    back = f"{path_of(context)}/@@candidatures"
    schema = forms.made_for(test_domains=request.work.settings.development)
    form = Lifecycle(request, schema, buttons=forms.buttons(_("Créer le compte"), back))

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        person = accounts.NewAccount(values["nom"], values["prenom"], values["adresse_mail"])
        account = accounts.create_for(request.work, person, context)
        flash(request, _("Le compte n° ${number} est créé. Un lien d'activation part à ${mail}.",
                         mapping={"number": account.number, "mail": account.mail}))  # fmt: skip
        return HTTPSeeOther(request.path)

    lead = _("Pour une personne qui ne peut pas créer son compte elle-même. Elle seule choisit son mot de passe.")
    return form.handle(succeed, **page(request, _("Nouveau candidat"), lead=request.localizer.translate(lead)))
