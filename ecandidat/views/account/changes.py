"""One's own account: who am I, another address, another password."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.security import remember

from ecandidat.domain.permissions import MEANING
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _, label
from ecandidat.models.account import Kind
from ecandidat.resources import Accounts, Commission, Component
from ecandidat.services import credentials, rights
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.account.session import KEEP, home
from ecandidat.views.central.rights import base_of, called, limits, place
from ecandidat.views.layout import flash
from ecandidat.views.navigation import scopes, start_of


@door(Accounts, permission=PUBLIC, template="account/account.pt")
def me(context: Accounts, request: Request) -> Any:
    """Who is signed in, what they may change, where they work."""
    identity = request.current_identity
    if identity is None:
        return HTTPFound("/compte/connexion")
    staff = identity.account.kind is Kind.STAFF
    held = scopes(request.portal, identity.userid) if staff else []
    return {
        "title": request.localizer.translate(_("Mon compte")),
        "account": identity.account,
        "staff": staff,
        "home": home(request, identity.account),
        "scopes": [{"title": title, "url": start_of(request, node)} for title, node in held],
        "rights": _rights(request, identity.userid) if staff else [],
    }


def _rights(request: Request, userid: str) -> list[dict[str, Any]]:
    """« Mes droits »: each role that somebody holds, where, and what it allows there."""
    t = request.localizer.translate
    return [
        {
            "role": called(t, held.profile),
            "closed": not held.profile.active,
            "place": t(place(held.node)),
            "within": held.node.component.title if isinstance(held.node, Commission)
            else held.node.establishment.name_full if isinstance(held.node, Component) else "",
            "limits": limits(t, held),
            "url": f"{base_of(held.node)}/@@droits" if request.has_permission(P.RIGHTS_EDIT, held.node) else None,
            "meaning": [t(label(MEANING[right])) for right in P if right in held.profile.permissions],
        }
        for held in rights.held_below(request.work, request.portal, userid)
    ]  # fmt: skip


@door(Accounts, "adresse-mail", permission=P.ACCOUNT_EDIT, template="account/change_mail.pt", methods=FORM)
def change_mail(context: Accounts, request: Request) -> Any:
    """Another address: it serves once its mail is answered."""
    account = request.current_identity.account
    schema = forms.new_mail(password=bool(account.password), test_domains=request.work.settings.development)
    form = Lifecycle(request, schema, buttons=forms.buttons(_("Enregistrer"), home(request, account)))

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        request.response.headers.update(KEEP)
        old = values.get("mot_de_passe_actuel", "")
        credentials.change_mail(request.work, account, values["adresse_mail"], old, request.establishment)
        flash(request, _("Un courriel vient de partir à la nouvelle adresse : ouvrez-le pour la valider."), "info")
        return HTTPSeeOther("/compte/adresse-mail")

    return form.handle(succeed, title=request.localizer.translate(_("Adresse mail")), account=account)


@door(Accounts, "mot-de-passe", permission=P.ACCOUNT_EDIT, template="account/change_password.pt", methods=FORM)
def change_password(context: Accounts, request: Request) -> Any:
    """Another password; the other sessions end, this one goes on under a new secret."""
    account = request.current_identity.account
    title = request.localizer.translate(_("Mot de passe"))
    if not account.password:
        return {"title": title, "form": "", "account": account}
    form = Lifecycle(
        request, forms.new_password(old=True), buttons=forms.buttons(_("Enregistrer"), home(request, account))
    )

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        request.response.headers.update(KEEP)
        old, new = values["mot_de_passe_actuel"], values["mot_de_passe"]
        credentials.change_password(request.work, account, old, new, request.establishment)
        remember(request, account.userid)
        flash(request, _("Votre mot de passe est changé. Vos autres connexions sont fermées."))
        return HTTPSeeOther("/compte/mot-de-passe")

    return form.handle(succeed, title=title, account=account)
