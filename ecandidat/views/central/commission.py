"""A commission: its page, its settings, its members, its signature."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import FileResponse

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.roles import Role
from ecandidat.forms import Lifecycle
from ecandidat.forms import offer as forms
from ecandidat.forms import rights as rights_forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.models.document import Document
from ecandidat.resources import Commission, path_of
from ecandidat.services import commissions, offer, rights
from ecandidat.views import ACT, FORM, READ, door
from ecandidat.views.acting import take_url
from ecandidat.views.central.files import upload_of
from ecandidat.views.central.pages import SAVED, buttons, deleting, editing, history, page, told
from ecandidat.views.layout import flash


@door(Commission, "", permission=P.DESK_LIST, template="central/commission.pt")
def show(context: Commission, request: Request) -> dict[str, Any]:
    """Who it is; its managers find their tools here."""
    return {"form": None, **_page(context, request)}


@door(Commission, "membres", permission=P.COMMISSION_EDIT, template="central/commission.pt", methods=FORM)
def members(context: Commission, request: Request) -> Any:
    """« Membres »: add somebody who has a staff account."""

    def save(typed: dict[str, Any]) -> HTTPSeeOther:
        account = rights.find_staff(request.work, typed["person"])
        rights.grant(request.work, context, Role.COMMISSION_MEMBER, account)
        flash(request, _("${name} est membre de la commission.", mapping={"name": account.name}))
        return HTTPSeeOther(path_of(context))

    form = Lifecycle(request, rights_forms.grant(()), buttons=buttons(_("Ajouter"), path_of(context)))
    return form.handle(save, **_page(context, request))


@door(Commission, "retirer-membre", permission=P.COMMISSION_EDIT, methods=ACT)
def remove_member(context: Commission, request: Request) -> HTTPSeeOther:
    """Take a member out."""
    try:
        rights.revoke(request.work, context, request.POST.get("role") or Role.COMMISSION_MEMBER,
                      request.POST.get("compte", ""))  # fmt: skip
        commissions.forget(context, request.POST.get("compte", ""))
        flash(request, _("Cette personne n'est plus membre de la commission."))
    except Refused as refused:
        flash(request, told(request, refused), "danger")
    return HTTPSeeOther(path_of(context))


@door(Commission, "membre", permission=P.COMMISSION_EDIT, template="central/form.pt", methods=FORM)
def describe_member(context: Commission, request: Request) -> Any:
    """Whether a member presides, and a comment."""
    userid = request.GET.get("compte", "")
    if not context.grants.holds(userid):
        raise HTTPNotFound
    account = request.work.root.accounts.get(userid)
    note = commissions.note_of(context, userid)
    sheet = {"president": note.president, "comment": note.comment, "seen": commissions.version(context, userid)}

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        commissions.describe(request.work, context, userid, **typed)
        flash(request, SAVED)
        return HTTPSeeOther(path_of(context))

    form = Edition(request, forms.member(), sheet, buttons=buttons(_("Enregistrer"), path_of(context)))
    return form.lead(save, **page(
        request, _("Membre de la commission"), kicker=account.name if account is not None else userid,
        back=path_of(context),
    ))  # fmt: skip


@door(Commission, "modifier", permission=P.COMMISSION_EDIT, template="central/form.pt", methods=FORM)
def edit(context: Commission, request: Request) -> Any:
    """Contact, return note, letters, alerts."""
    schema = forms.commission(new=False, spoken=request.languages)
    return editing(
        request, context, schema, _("Modifier la commission"), back=path_of(context),
        kicker=context.title, history=history(request, context, schema),
        delete_url=f"{path_of(context)}/@@supprimer" if offer.can_delete(context) else None,
    )  # fmt: skip


@door(Commission, "supprimer", permission=P.COMMISSION_EDIT, template="central/confirm.pt", methods=FORM)
def remove(context: Commission, request: Request) -> Any:
    """Asks before a commission that examines nothing is deleted."""
    return deleting(request, context, path_of(context.__parent__), _("Supprimer cette commission ?"))


@door(Commission, "signature", permission=P.COMMISSION_EDIT, methods=READ)
def signature(context: Commission, request: Request) -> FileResponse:
    """The image of the signature."""
    if not isinstance(context.signature, Document):
        raise HTTPNotFound
    return FileResponse(context.signature.committed(), request, content_type=context.signature.content_type)


@door(Commission, "deposer-signature", permission=P.COMMISSION_EDIT, template="central/upload.pt", methods=FORM)
def upload_signature(context: Commission, request: Request) -> Any:
    """A new image of the signature."""

    def save(stream: Any, filename: str) -> None:
        offer.set_signature(request.work, context, stream, filename)

    hint = _("Une image PNG ou JPEG, 1 Mo au plus.")
    return upload_of(request, save, _("Signature"), path_of(context), hint, "image/png,image/jpeg")


@door(Commission, "retirer-signature", permission=P.COMMISSION_EDIT, methods=ACT)
def remove_signature(context: Commission, request: Request) -> HTTPSeeOther:
    """Letters are signed by name alone again."""
    offer.set_signature(request.work, context, None)
    flash(request, _("La signature est retirée."))
    return HTTPSeeOther(path_of(context))


def _page(context: Commission, request: Request) -> dict[str, Any]:
    manages = bool(request.has_permission(P.COMMISSION_EDIT, context))
    base = path_of(context)
    t = request.localizer.translate
    yes_no = {True: t(_("oui")), False: t(_("non"))}
    details = [
        {"label": t(_("Adresse mail")), "value": context.mail},
        {"label": t(_("Téléphone")), "value": context.phone},
        {"label": t(_("Fax")), "value": context.fax},
        {"label": t(_("Site web")), "value": context.url},
        {"label": t(_("Adresse postale")), "value": ", ".join(context.address)},
        {"label": t(_("Signataire")), "value": context.signatory},
    ]
    if manages:
        alerts = [t(label(offer.ALERTS[code])) for code in sorted(context.alerts)]
        details += [
            {"label": t(_("Lettre à télécharger")), "value": yes_no[context.letters]},
            {"label": t(_("Lettre jointe au mail")), "value": yes_no[context.mail_letters]},
            {"label": t(_("Adresse des alertes")), "value": context.alert_mail or context.mail},
            {"label": t(_("Alertes")), "value": ", ".join(alerts)},
        ]
    return {
        "title": context.title,
        "base": base,
        "manages": manages,
        "details": details,
        "members": [
            (held, commissions.note_of(context, held.userid), take_url(request, request.establishment, held.account))
            for held in rights.held_here(request.work, context)
        ] if manages else [],
        "signature": context.signature if manages and isinstance(context.signature, Document) else None,
    }
