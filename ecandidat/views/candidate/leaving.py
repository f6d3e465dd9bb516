"""« Supprimer mon compte », and the mailed link that undoes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.security import forget

from ecandidat.dates import long_date
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import civil
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Button, Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _
from ecandidat.models.candidate import Candidate
from ecandidat.refusals import sentence
from ecandidat.resources import Accounts, path_of
from ecandidat.services import closing
from ecandidat.services.closing import Fate
from ecandidat.views import FORM, PUBLIC, door
from ecandidat.views.account.session import KEEP
from ecandidat.views.layout import flash

FRESH = timedelta(minutes=15)
"""How recent the ENT's word must be from somebody who has no password to give."""

FATES = {
    Fate.GONE: _("Effacée : elle n'a pas été transmise."),
    Fate.CANCELLED: _("Annulée ; ce que vous avez transmis est conservé."),
    Fate.WITHDRAWN: _("Vous vous désistez : votre place est proposée à une autre personne."),
    Fate.KEPT: _("Conservée telle quelle."),
}


@door(Candidate, "supprimer-compte", permission=P.ACCOUNT_EDIT, template="candidate/leave.pt", methods=FORM)
def leave(context: Candidate, request: Request) -> Any:
    """What goes, what stays and why; then the number and the password."""
    work, account, base = request.work, request.current_identity.account, path_of(context)
    page = _page(context, request)
    if not account.password and not _fresh(request):
        return {**page, "form": "", "ent_url": _ent(request, f"{base}/@@supprimer-compte")}
    cancel = Button("annuler", _("Annuler"), type="link", value=f"{base}/@@mes-donnees")
    send = Button("supprimer", _("Supprimer mon compte"), css_class="btn-danger")
    form = Lifecycle(request, forms.closing(password=bool(account.password)), buttons=(send, cancel))

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        # A wrong password is counted although nothing else is kept of a refusal.
        request.response.headers.update(KEEP)
        closing.check(work, context, account, values["numero"], values.get("mot_de_passe_actuel"))
        del request.response.headers["X-Tm"]
        until = closing.ask(work, context, account)
        forget(request)
        told = long_date(civil(until), request.language)
        flash(request, _("Votre compte est supprimé. Jusqu'au ${date}, le lien du courriel que vous recevez permet de "
                         "le garder.", mapping={"date": told}), "info")  # fmt: skip
        return HTTPSeeOther("/compte/connexion")

    return form.handle(succeed, **page)


@door(Accounts, "restaurer", permission=PUBLIC, template="account/restore.pt", methods=FORM)
def restore(context: Accounts, request: Request) -> Any:
    """The mailed link: reading the page changes nothing, because mail scanners open links; the button restores."""
    if len(request.subpath) != 1:
        raise HTTPNotFound
    secret, refusal = request.subpath[0], ""
    found = closing.restorable(request.work, secret)
    if request.method == "POST" and found is not None:
        try:
            closing.restore(request.work, secret)
        except Refused as refused:
            request.response.status_int = 409
            refusal = sentence(refused, request.localizer.translate, request.language)
        else:
            flash(request, _("Votre compte est de nouveau ouvert : connectez-vous."))
            return HTTPSeeOther("/compte/connexion")
    if found is None:
        request.response.status_int = 410
    return {
        "title": request.localizer.translate(_("Garder mon compte")),
        "number": found[1].number if found is not None else "",
        "until": long_date(civil(found[1].leaves_at), request.language) if found and found[1].leaves_at else "",
        "refusal": refusal,
    }


def _page(candidate: Candidate, request: Request) -> dict[str, Any]:
    work, account, t = request.work, request.current_identity.account, request.localizer.translate
    every = sorted(candidate.live_applications(), key=lambda one: one.formation.title)
    fates = {application: closing.fate(work, application) for application in every}
    kept = [application for application in candidate.applications.values() if closing.lasting(application)]
    return {
        "title": t(_("Supprimer mon compte")),
        "number": candidate.number,
        "back": f"{path_of(candidate)}/@@mes-donnees",
        "applications": [
            {"title": one.formation.title, "component": one.formation.component.title, "fate": t(FATES[found])}
            for one, found in fates.items()
        ],
        "kept": len(kept),
        "admitted": [one.formation.title for one in closing.unanswerable(work, candidate)],
        "contacts": sorted({one.formation.establishment.contact_mail for one in kept} - {""}),
        "days": closing.days_to_return(work, account),
        "kept_days": closing.days_kept(work, account),
        "mail": account.mail,
        "ent_url": "",
    }


def _fresh(request: Request) -> bool:
    identity = request.current_identity
    opened = identity.account.sessions.get(identity.fingerprint)
    return opened is not None and request.work.now - opened <= FRESH


def _ent(request: Request, back: str) -> str:
    """Where somebody who has no password proves again who they are."""
    code = request.current_identity.account.cas_login.partition("/")[0]
    return "/compte/cas?" + urlencode({"etab": code, "retour": back})
