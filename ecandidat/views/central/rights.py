"""« Droits »: who holds which role on an object, here and from above; grant, create an account, revoke."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import MEANING
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profiles import Profile
from ecandidat.forms import Lifecycle
from ecandidat.forms import rights as forms
from ecandidat.forms.edition import Edition
from ecandidat.i18n import _, label
from ecandidat.models.account import Account
from ecandidat.resources import Commission, Component, Establishment, Portal, path_of
from ecandidat.services import centres, rights, rights_limits
from ecandidat.views import FORM, door
from ecandidat.views.acting import take_url
from ecandidat.views.central.pages import SAME, SAVED, buttons, history, name_of, page, told
from ecandidat.views.layout import flash

PREFILLED = ("login", "first_name", "last_name", "mail", "ent")
"""What the directory fills in of the form of a new account."""


@door(Portal, "droits", permission=P.RIGHTS_EDIT, template="central/rights.pt")
@door(Establishment, "droits", permission=P.RIGHTS_EDIT, template="central/rights.pt")
@door(Component, "droits", permission=P.RIGHTS_EDIT, template="central/rights.pt")
@door(Commission, "droits", permission=P.RIGHTS_EDIT, template="central/rights.pt")
def show(context: Any, request: Request) -> dict[str, Any]:
    """Who holds what here, and what comes from above."""
    t, may = request.localizer.translate, rights.may_grant(request.work, context)
    base = base_of(context)
    return {
        "title": t(_("Droits")),
        "kicker": t(place(context)),
        "here": [_row(request, held, base, may) for held in rights.held_here(request.work, context)],
        "above": [_row(request, held, base, ()) for held in rights.held_above(request.work, context)],
        "roles": [
            {
                "label": called(t, role),
                "meaning": [t(label(MEANING[right])) for right in P if right in role.permissions],
            }
            for role in rights.grantable(context)
        ],
        "grant_url": f"{base}/@@accorder" if may else None,
        "profiles_url": f"{base}/@@profils" if isinstance(context, Establishment) else None,
        "person_url": f"{base}/@@droits-personne",
        "many_url": f"{base}/@@accorder-a-plusieurs",
        "directory_url": f"{base}/@@annuaire" if may and request.work.adapters.directory is not None else None,
        "create_url": f"{base}/@@nouvel-agent" if may else None,
        "history": history(request, context) if isinstance(context, Portal | Establishment) else [],
    }


@door(Portal, "accorder", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Establishment, "accorder", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Component, "accorder", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Commission, "accorder", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
def grant(context: Any, request: Request) -> Any:
    """Give a role to a member of staff who has an account."""

    def save(typed: dict[str, Any]) -> HTTPSeeOther:
        account = rights.find_staff(request.work, typed["person"])
        return _give(context, request, typed, account)

    schema = forms.grant(
        rights.may_grant(request.work, context), _commissions(context), centres=isinstance(context, Component)
    )
    known = {"person": request.GET.get("person", "")[:100]}
    return _form(context, request, schema, _("Accorder un rôle"), save, values=known)


@door(Portal, "nouvel-agent", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Establishment, "nouvel-agent", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Component, "nouvel-agent", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
@door(Commission, "nouvel-agent", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
def create(context: Any, request: Request) -> Any:
    """Create the account of a member of staff and give it a role; the person gets a mail."""

    def save(typed: dict[str, Any]) -> HTTPSeeOther:
        account = rights.create_staff(
            request.work, typed["login"], typed["first_name"], typed["last_name"], typed["mail"], request.establishment
        )
        if typed.get("ent"):
            rights.set_ent_login(request.work, account, request.establishment, typed["ent"])
        return _give(context, request, typed, account)

    by_ent = request.establishment is not None and request.work.adapters.cas is not None
    schema = forms.staff(
        rights.may_grant(request.work, context), ent=by_ent, commissions=_commissions(context),
        centres=isinstance(context, Component),
    )  # fmt: skip
    known = {name: request.GET.get(name, "")[:100] for name in PREFILLED}
    return _form(context, request, schema, _("Créer un compte d'agent"), save, values=known)


@door(Portal, "agent-ent", permission=P.PORTAL_EDIT, template="central/form.pt", methods=FORM)
def set_ent_login(context: Portal, request: Request) -> Any:
    """By which ENT, under which login, a member of staff signs in."""
    account = context.accounts.get(request.GET.get("compte", ""))
    if account is None or not account.userid.startswith("s-"):
        raise HTTPNotFound

    def save(typed: dict[str, Any]) -> HTTPSeeOther:
        rights.set_ent_login(request.work, account, context[typed["university"]], typed["ent"])
        flash(request, _("L'identifiant ENT de ${name} est enregistré.", mapping={"name": account.name}))
        return HTTPSeeOther("/@@agents")

    university, _slash, login = account.cas_login.partition("/")
    schema = forms.ent([(one.__name__, one.name_full) for one in context.establishments])
    values = {"university": university, "ent": login}
    title = _("Identifiant ENT de ${name}", mapping={"name": account.name})
    return _form(context, request, schema, _("Enregistrer"), save, title=title, values=values, back="/@@agents")


@door(Portal, "retirer", permission=P.RIGHTS_EDIT, template="central/confirm.pt", methods=FORM)
@door(Establishment, "retirer", permission=P.RIGHTS_EDIT, template="central/confirm.pt", methods=FORM)
@door(Component, "retirer", permission=P.RIGHTS_EDIT, template="central/confirm.pt", methods=FORM)
@door(Commission, "retirer", permission=P.RIGHTS_EDIT, template="central/confirm.pt", methods=FORM)
def revoke(context: Any, request: Request) -> Any:
    """Asks before a role is taken away."""
    held, t = _named(context, request), request.localizer.translate
    userid, role = held.userid, called(t, held.profile)
    refusal, name = None, held.account.name if held.account is not None else userid
    if request.method == "POST":
        try:
            rights.revoke(request.work, context, rights.what(held.profile), userid)
        except Refused as refused:
            request.response.status_int = 409
            refusal = told(request, refused)
        else:
            said = {"name": name, "role": role}
            flash(request, _("${name} n'est plus « ${role} » ici.", mapping=said))
            mine = userid == request.work.actor.userid and not rights.power(request.work, userid, context)
            return HTTPSeeOther("/compte" if mine else f"{base_of(context)}/@@droits")
    return {
        "title": t(_("Retirer le rôle « ${role} » ?", mapping={"role": role})),
        "name": f"{name} – {t(place(context))}", "refusal": refusal, "action": request.path_qs,
        "back": f"{base_of(context)}/@@droits", "label": t(_("Retirer")),
    }  # fmt: skip


@door(Component, "limiter", permission=P.RIGHTS_EDIT, template="central/form.pt", methods=FORM)
def limit(context: Component, request: Request) -> Any:
    """Change the commissions and the management centres to which a grant is limited."""
    held, t, back = _named(context, request), request.localizer.translate, f"{base_of(context)}/@@droits"
    userid, name = held.userid, held.account.name if held.account is not None else held.userid

    def save(typed: dict[str, Any], version: str) -> HTTPSeeOther:
        commissions, codes = frozenset(typed.get("commissions") or ()), centres.read(typed["centres"])
        changed = rights_limits.change(request.work, context, held, commissions, codes, version)
        flash(request, SAVED if changed else SAME)
        mine = userid == request.work.actor.userid and P.RIGHTS_EDIT not in rights.power(request.work, userid, context)
        return HTTPSeeOther("/compte" if mine else back)

    schema = forms.limit(_commissions(context))
    form = Edition(request, schema, rights_limits.sheet(held), buttons=buttons(_("Enregistrer"), back))
    title = _("Limiter le rôle « ${role} » de ${name}", mapping={"role": called(t, held.profile), "name": name})
    return form.lead(save, **page(request, title, kicker=t(place(context)), back=back))


def _named(context: Any, request: Request) -> rights.Held:
    """What the request names of all that is granted here; not found without it."""
    wanted = request.params.get("compte", ""), request.params.get("role", "")
    here = rights.held_here(request.work, context)
    held = next((one for one in here if (one.userid, one.profile.code) == wanted), None)
    if held is None:
        raise HTTPNotFound
    return held


def place(node: Any) -> str:
    """Where a role holds, in words."""
    return _("Toute l'instance") if isinstance(node, Portal) else name_of(node)


def base_of(context: Any) -> str:
    """What the addresses of the pages of an object begin with."""
    return "" if isinstance(context, Portal) else path_of(context)


def called(t: Any, profile: Profile) -> str:
    """What a profile is called: the site's own bear the name that it gave them."""
    return str(t(label(profile.label))) if profile.system else profile.label


def _commissions(context: Any) -> list[tuple[str, str]]:
    """Those that a grant here may be limited to."""
    found = context.commissions.values() if isinstance(context, Component) else ()
    return sorted(((one.__name__, one.title) for one in found), key=lambda pair: pair[1].casefold())


def limits(t: Any, held: rights.Held) -> str:
    """The commissions and management centres to which a grant is limited, in words; '' for no limit."""
    titles = sorted(held.node.commissions[code].title for code in rights_limits.known(held))
    if held.commissions and not titles:
        titles = [str(t(_("Aucune commission : celles de cette limite sont supprimées.")))]
    codes = str(t(_("CGE : ${centres}", mapping={"centres": ", ".join(held.centres)}))) if held.centres else ""
    return " – ".join(filter(None, (", ".join(titles), codes)))


def _row(request: Request, held: rights.Held, base: str, may: tuple[Profile, ...]) -> dict[str, Any]:
    t, account, code = request.localizer.translate, held.account, held.profile.code
    mine = code in {one.code for one in may}
    revocable = mine or (bool(may) and not held.profile.active)
    limitable = mine and isinstance(held.node, Component)
    query = urlencode({"compte": held.userid, "role": code})
    return {
        "name": account.name if account is not None else held.userid,
        "login": held.userid[2:],
        "mail": account.mail if account is not None else "",
        "active": account is not None and account.active,
        "role": called(t, held.profile),
        "limits": limits(t, held),
        "closed": not held.profile.active,
        "place": place(held.node),
        "revoke_url": f"{base}/@@retirer?{query}" if revocable else None,
        "limit_url": f"{base}/@@limiter?{query}" if limitable else None,
        "take_url": take_url(request, request.establishment or request.portal, account),
    }


def _form(
    context: Any, request: Request, schema: Any, act: Any, save: Any, *, title: Any = None,
    values: dict[str, Any] | None = None, back: str = "",
) -> Any:  # fmt: skip
    back = back or f"{base_of(context)}/@@droits"
    form = Lifecycle(request, schema, values=values, buttons=buttons(act, back))
    t = request.localizer.translate
    keys = {
        "title": t(title or act), "kicker": t(place(context)), "lead": None, "tabs": [],
        "delete_url": None, "history": [], "affected": None, "back": back,
    }  # fmt: skip
    return form.handle(save, **keys)


def _give(context: Any, request: Request, typed: dict[str, Any], account: Account) -> HTTPSeeOther:
    """Grant what was chosen, and say so."""
    code, limit = typed["role"], tuple(sorted(typed.get("commissions") or ()))
    rights.grant(request.work, context, code, account, limit, centres.read(typed.get("centres") or ""))
    held = rights.profile_here(context, code)
    name = called(request.localizer.translate, held) if held is not None else code
    flash(request, _("${name} est maintenant « ${role} ».", mapping={"name": account.name, "role": name}))
    return HTTPSeeOther(f"{base_of(context)}/@@droits")
