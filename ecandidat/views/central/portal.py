"""« Administration » of the instance: establishments, staff accounts, nomenclatures."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import offer as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.models.nomenclature import TABLES
from ecandidat.resources import Portal, path_of
from ecandidat.services import offer, rights
from ecandidat.services.official_kinds import TITLES
from ecandidat.views import ACT, FORM, door
from ecandidat.views.central.pages import buttons, history, page, told
from ecandidat.views.central.rights import called, place
from ecandidat.views.layout import flash

PAGE = 50
"""Staff accounts on one page."""

WORDS_MAXIMUM = 100
STAFF = "/@@agents"


@door(Portal, "administration", permission=P.PORTAL_EDIT, template="central/administration.pt")
def administration(context: Portal, request: Request) -> dict[str, Any]:
    """What the instance holds, and the ways to each part of it."""
    establishments = [
        {
            "title": found.name_full,
            "code": found.__name__,
            "url": f"{path_of(found)}/@@gerer",
            "edit_url": f"{path_of(found)}/@@modifier",
            "components": len(found),
            "active": found.active,
        }
        for found in sorted(context.values(), key=lambda one: (not one.active, one.name_full.casefold()))
    ]
    t = request.localizer.translate
    tables = [
        {"label": t(label(TITLES[name])), "count": len(context.nomenclatures.table(name))} for name in TABLES
    ]
    title = request.localizer.translate(_("Administration"))
    return {
        "title": title, "establishments": establishments, "tables": tables,
        "staff": len(rights.staff(request.work)), "candidates": len(context.candidates),
        "history": history(request, context),
    }  # fmt: skip


@door(Portal, "nouvel-etablissement", permission=P.PORTAL_EDIT, template="central/form.pt", methods=FORM)
def new_establishment(context: Portal, request: Request) -> Any:
    """« Nouvel établissement »: its name and code; the rest is set on its own page."""

    def save(typed: dict[str, Any], _version: str) -> HTTPSeeOther:
        made = offer.add_university(request.work, typed["code"], typed["name_full"])
        flash(request, _("« ${name} » est créé.", mapping={"name": made.name_full}))
        return HTTPSeeOther(f"{path_of(made)}/@@modifier")

    back = "/@@administration"
    form = Edition(request, forms.new_establishment(), {}, buttons=buttons(_("Créer"), back))
    return form.lead(save, **page(request, _("Nouvel établissement"), back=back))


@door(Portal, "agents", permission=P.PORTAL_EDIT, template="central/staff.pt")
def agents(context: Portal, request: Request) -> dict[str, Any]:
    """Staff accounts, found by words, with the roles that they hold."""
    words = request.GET.get("q", "")[:WORDS_MAXIMUM]
    every = rights.staff(request.work, words)
    number = _page_number(request.GET.get("page", "1"), len(every))
    roles = rights.roles_of_all(context)
    t = request.localizer.translate
    rows = [
        {
            "name": account.name,
            "login": account.number,
            "mail": account.mail,
            "active": account.active,
            "chosen": bool(account.password),
            "roles": [f"{called(t, held)} – {t(place(node))}" for held, node in roles.get(account.userid, [])],
            "url": f"/@@agent?compte={account.userid}",
            "ent_url": f"/@@agent-ent?compte={account.userid}",
            "mine": account.userid == request.work.actor.userid,
        }
        for account in every[(number - 1) * PAGE : number * PAGE]
    ]
    return page(
        request, _("Comptes des agents"), rows=rows, words=words, quoted=quote(words, safe=""),
        total=len(every), number=number, pages=max(1, -(-len(every) // PAGE)),
    )  # fmt: skip


@door(Portal, "agent", permission=P.PORTAL_EDIT, template="central/confirm.pt", methods=FORM)
def switch_agent(context: Portal, request: Request) -> Any:
    """Asks before a staff account is closed or opened again."""
    account = context.accounts.get(request.params.get("compte", ""))
    if account is None or not account.userid.startswith("s-"):
        raise HTTPNotFound
    closing, refusal = account.active, None
    if request.method == "POST":
        try:
            rights.set_active(request.work, account, request.POST.get("actif") == "oui")
        except Refused as refused:
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            opened, closed = _("Le compte de ${name} est réactivé."), _("Le compte de ${name} est désactivé.")
            said = opened if account.active else closed
            flash(request, _(said, mapping={"name": account.name}))
            return HTTPSeeOther(STAFF)
    t = request.localizer.translate
    return {
        "title": t(_("Désactiver ce compte ?") if closing else _("Réactiver ce compte ?")),
        "name": f"{account.name} ({account.number})", "refusal": refusal, "action": request.path_qs, "back": STAFF,
        "label": t(_("Désactiver") if closing else _("Réactiver")), "wanted": "non" if closing else "oui",
        "text": t(_("Ses sessions prennent fin aussitôt ; ses rôles restent inscrits.")) if closing else None,
    }  # fmt: skip


@door(Portal, "inviter-agent", permission=P.PORTAL_EDIT, methods=ACT)
def invite(context: Portal, request: Request) -> HTTPSeeOther:
    """Send the link to choose a password once more."""
    account = context.accounts.get(request.POST.get("compte", ""))
    if account is None or not account.userid.startswith("s-") or not account.active:
        raise HTTPNotFound
    rights.invite(request.work, account, request.establishment)
    flash(request, _("Un lien est envoyé à ${mail}.", mapping={"mail": account.mail}))
    return HTTPSeeOther(STAFF)


def _page_number(asked: str, total: int) -> int:
    last = max(1, -(-total // PAGE))
    return min(max(1, int(asked)), last) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
