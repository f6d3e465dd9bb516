"""« Candidats »: finding one, their account's sheet, and what deletes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date, stamp
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import account as forms
from ecandidat.i18n import _
from ecandidat.models.account import Account
from ecandidat.models.journal import Entry
from ecandidat.resources import Candidate, Establishment, path_of
from ecandidat.services import campaigns
from ecandidat.services import candidates as service
from ecandidat.views import ACT, FORM, door, sudo
from ecandidat.views.account.session import KEEP
from ecandidat.views.candidate.parts import STATUS_BADGES, say
from ecandidat.views.desk.merging import twins
from ecandidat.views.layout import flash

ACTS: dict[str, Any] = {
    "creer-compte": _("Compte créé par un gestionnaire"),
    "supprimer-compte": _("Compte supprimé par son titulaire"),
    "restaurer-compte": _("Compte gardé par son titulaire"),
    "compte-nom": _("Nom"),
    "compte-prenom": _("Prénom"),
    "compte-etudiant": _("N° étudiant"),
    "compte-ent": _("Identifiant de l'ENT"),
    "compte-continue": _("Formation continue"),
    "compte-regime": _("Régime d'inscription"),
    "compte-statut": _("Statut d'étudiant"),
    "compte-mail": _("Adresse mail"),
    "compte-lien": _("Lien envoyé"),
    "compte-dossier": _("Dossier étudiant relu"),
    "reunir": _("Dossiers réunis"),
    "voir-comme": _("Ses écrans sont vus par un gestionnaire"),
    "ne-plus-voir": _("Fin de la vue de ses écrans"),
}
"""What the journal of a candidate calls what was done to their account; other acts are told elsewhere."""


@door(Establishment, "candidats", permission=P.CANDIDATE_MANAGE, template="desk/candidates.pt")
def search(context: Establishment, request: Request) -> dict[str, Any]:
    """Who applied here, or made their account here."""
    typed = request.GET.get("recherche", "")[: service.LONGEST]
    exact, past = "exacte" in request.GET, "toutes" in request.GET
    t, fault, found, base = request.localizer.translate, "", None, path_of(context)
    if "recherche" in request.GET:
        try:
            found = service.search(request.work, context, typed, exact=exact, past=past)
        except Refused as refused:
            request.response.status_int = 422
            fault = say(request, refused)
    lang = request.language
    return {
        "title": t(_("Candidats")),
        "kicker": context.name_short or context.name_full,
        "action": request.path,
        "typed": typed,
        "exact": exact,
        "past": past,
        "campaign": bool(known := campaigns.known(context, request.work.today)),
        "campaigns": past and len(known) > 1,
        "fault": fault,
        "new_url": f"{base}/@@nouveau-candidat" if request.has_permission(P.CANDIDATE_CREATE, context) else "",
        "too_many": found is not None and len(found) > service.MOST,
        "most": service.MOST,
        "rows": None if found is None else [
            {
                "url": f"{path_of(request.portal.candidates)}/{one.number}/@@fiche",
                "number": one.number,
                "name": f"{one.last_name} {one.first_name}".strip() or one.number,
                "born": short_date(one.birth_date, lang),
                "mail": one.mail,
                "student_id": one.student_id,
                "campaign": next((each.name for each in known if one.last_on and each.holds(one.last_on)), ""),
                "applications": one.applications,
                "last_on": short_date(one.last_on, lang),
            }
            for one in found[: service.MOST]
        ],
    }  # fmt: skip


LISTED = (("regimes", "regime", "regimes"), ("standings", "statut", "statuts"))
"""What the form calls a list, its field, its nomenclature."""

BLANK = ("etudiant", "ent", "regime", "statut")
"""Fields of the sheet that may be left blank."""


def _choices(request: Request, table: str, held: str) -> list[tuple[str, str]]:
    """The codes of a nomenclature in service, and the one held."""
    found = request.portal.nomenclatures.table(table)
    choices = found.choices(request.language)
    gone = held and held not in dict(choices)
    return [*choices, (held, found.label(held, request.language))] if gone else choices


@door(Candidate, "fiche", permission=P.CANDIDATE_MANAGE, template="desk/candidate.pt", methods=FORM)
def account_sheet(context: Candidate, request: Request) -> Any:
    """The account: how it stands, what a manager may change of it."""
    account = request.portal.accounts.get(context.userid)
    page = _page(context, request, account)
    if account is None or context.leaves_at is not None:
        return {**page, "form": ""}
    values = service.sheet(request.work, context)
    lists = {key: _choices(request, table, values[field]) for key, field, table in LISTED if field in values}
    schema = forms.managed(named=context.profile.personal is not None, **lists)
    form = Lifecycle(request, schema, values=values)

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        typed = {name: value or "" if name in BLANK else value for name, value in values.items()}
        changed = service.save(request.work, context, typed)
        done = _("Les modifications sont enregistrées.") if changed else _("Rien n'a changé.")
        flash(request, done, "success" if changed else "info")
        return HTTPSeeOther(request.path)

    return form.handle(succeed, **page)


@door(Candidate, "fiche-adresse", permission=P.CANDIDATE_MANAGE, template="central/form.pt", methods=FORM)
def new_address(context: Candidate, request: Request) -> Any:
    """Another address: at once before the activation, else once its mail is answered."""
    back = f"{path_of(context)}/@@fiche"
    schema = forms.new_address(test_domains=request.work.settings.development)
    form = Lifecycle(request, schema, buttons=forms.buttons(_("Envoyer le lien"), back))

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        mail = values["adresse_mail"]
        if service.change_mail(request.work, context, mail):
            told = _("L'adresse est changée ; un lien d'activation part à ${mail}.", mapping={"mail": mail})
        else:
            told = _("Un lien part à ${mail} : l'adresse change dès qu'il est suivi.", mapping={"mail": mail})
        flash(request, told)
        return HTTPSeeOther(back)

    account = request.portal.accounts.get(context.userid)
    t = request.localizer.translate
    lead = t(_("Adresse actuelle : ${mail}", mapping={"mail": account.mail if account is not None else context.mail}))
    keys: dict[str, Any] = {"kicker": _called(context, account), "tabs": [], "delete_url": None, "history": [],
                            "affected": None, "back": back}  # fmt: skip
    return form.handle(succeed, title=t(_("Changer l'adresse mail")), lead=lead, **keys)


def _acting(context: Candidate, request: Request, act: Callable[[], str]) -> HTTPSeeOther:
    """Do, and say on the sheet what was done or why it was not."""
    try:
        flash(request, act())
    except Refused as refused:
        flash(request, say(request, refused), "warning")
    return HTTPSeeOther(f"{path_of(context)}/@@fiche")


@door(Candidate, "fiche-lien", permission=P.CANDIDATE_MANAGE, methods=ACT)
def send_link(context: Candidate, request: Request) -> HTTPSeeOther:
    """A new link to activate the account, or to choose a password."""

    def act() -> str:
        activation = service.send_link(request.work, context)
        text = _("Un nouveau lien d'activation part à ${mail}.") if activation else _(
            "Un lien pour choisir un mot de passe part à ${mail}.")  # fmt: skip
        return str(request.localizer.translate(_(text, mapping={"mail": context.mail})))

    return _acting(context, request, act)


@door(Candidate, "fiche-dossier", permission=P.CANDIDATE_MANAGE, methods=ACT)
def read_records(context: Candidate, request: Request) -> HTTPSeeOther:
    """Ask the student records anew."""

    def act() -> str:
        changed = service.read_records(request.work, context)
        text = _("Le dossier étudiant est relu : le profil a suivi.") if changed else _(
            "Le dossier étudiant est relu : rien n'a changé.")  # fmt: skip
        return str(request.localizer.translate(text))

    return _acting(context, request, act)


@door(Candidate, "fiche-supprimer", permission=P.CANDIDATE_MANAGE, template="desk/candidate_delete.pt", methods=FORM)
def delete(context: Candidate, request: Request) -> Any:
    """An account without any application."""
    return _deleting(context, request, erase=False)


@door(Candidate, "effacer", permission=P.CANDIDATE_ERASE, template="desk/candidate_delete.pt", methods=FORM)
def erase(context: Candidate, request: Request) -> Any:
    """Everything about somebody."""
    return _deleting(context, request, erase=True)


def _deleting(context: Candidate, request: Request, *, erase: bool) -> Any:
    account = request.portal.accounts.get(context.userid)
    establishment, number = service.home(request.work, context), context.number
    page = {
        "title": request.localizer.translate(_("Tout effacer") if erase else _("Supprimer le compte")),
        "kicker": _called(context, account), "number": number, "erase": erase, "refusal": "", "sudo_error": "",
        "action": request.path, "back": f"{path_of(context)}/@@fiche", "typed": "",
        "applications": _applications(context, request),
    }  # fmt: skip
    if request.method == "POST":
        tell, typed = request.POST.get("prevenir") == "oui", str(request.POST.get("numero", ""))[:50]
        try:
            request.response.headers.update(KEEP)
            sudo.check(request)
            del request.response.headers["X-Tm"]
            if erase:
                service.erase(request.work, context, typed, tell=tell)
            else:
                service.delete(request.work, context, tell=tell)
        except Refused as refused:
            request.response.status_int = 409
            where = "sudo_error" if refused.params.get("field") == sudo.FIELD else "refusal"
            page |= {where: say(request, refused), "typed": typed}
        else:
            told = _("Le dossier ${number} est effacé.") if erase else _("Le compte ${number} est supprimé.")
            flash(request, _(told, mapping={"number": number}))
            return HTTPSeeOther(f"{path_of(establishment)}/@@candidats" if establishment is not None else "/")
    page["sudo"] = ("password" if sudo.has_password(request) else "ent") if sudo.needed(request) else ""
    return page


def _page(context: Candidate, request: Request, account: Account | None) -> dict[str, Any]:
    base, t, lang = path_of(context), request.localizer.translate, request.language
    gone = account is None or context.leaves_at is not None
    establishment = service.home(request.work, context)
    may = request.has_permission
    watched = not gone and may(P.CANDIDATE_WATCH, context)
    return {
        "title": _called(context, account),
        "kicker": t(_("Fiche du compte")),
        "base": base,
        "gone": gone,
        "named": context.profile.personal is not None,
        "items": _items(request, context, account),
        "activated": account is not None and account.activated_at is not None,
        "applications": _applications(context, request),
        "profile_url": f"{base}/profil/infos-perso" if may(P.PROFILE_VIEW, context) else "",
        "watch_url": f"{base}/@@voir-comme?retour={base}/@@fiche" if watched else "",
        "erase_url": f"{base}/@@effacer" if may(P.CANDIDATE_ERASE, context) else "",
        "merge_url": f"{base}/@@reunir" if may(P.CANDIDATE_ERASE, context) and not gone else "",
        "twins": twins(context, request) if not gone else [],
        "delete_url": f"{base}/@@fiche-supprimer" if not len(context.applications) and not gone else "",
        "search_url": f"{path_of(establishment)}/@@candidats" if establishment is not None else "",
        "history": [_line(t, entry, lang) for entry in reversed(list(context.journal)) if entry.act in ACTS][:20],
    }


def _called(context: Candidate, account: Account | None) -> str:
    personal = context.profile.personal
    if personal is not None:
        return f"{personal.name} {personal.first_name}".strip()
    return account.name if account is not None else context.number


def _items(request: Request, context: Candidate, account: Account | None) -> list[dict[str, str]]:
    t, lang = request.localizer.translate, request.language
    rows: list[tuple[Any, str]] = [(_("N° de dossier"), context.number)]
    if account is not None:
        state = _("Fermé") if not account.active else _("Activé") if account.activated_at else _("Pas encore activé")
        waiting = t(_("${mail} (attend que son lien soit suivi)", mapping={"mail": account.pending_mail}))
        rows += [
            (_("État du compte"), t(state)),
            (_("Adresse mail"), account.mail),
            (_("Nouvelle adresse"), waiting if account.pending_mail else ""),
            (_("Créé le"), stamp(account.created_at, lang) if account.created_at else ""),
            (_("Activé le"), stamp(account.activated_at, lang) if account.activated_at else ""),
            (_("Mot de passe"), t(_("Choisi")) if account.password else t(_("Aucun : la personne entre par l'ENT"))
             if account.cas_login else t(_("Pas encore choisi"))),
        ]  # fmt: skip
    if context.leaves_at is not None:
        rows.append((_("Supprimé par son titulaire, effacé le"), stamp(context.leaves_at, lang)))
    return [{"label": t(label), "value": value} for label, value in rows if value]


def _applications(context: Candidate, request: Request) -> list[dict[str, Any]]:
    """All of them, cancelled ones too; links to those that this person may open."""
    t = request.localizer.translate
    every = sorted(context.applications.values(), key=lambda one: one.created_at, reverse=True)
    return [
        {
            "formation": one.formation.title,
            "component": one.formation.component.title,
            "url": path_of(one) if request.has_permission(P.APPLICATION_VIEW, one) else "",
            "status": t(_(one.status.label)) if one.cancelled_at is None else t(_("Annulée")),
            "kind": STATUS_BADGES[one.status] if one.cancelled_at is None else "cancelled",
            "created": stamp(one.created_at, request.language),
            "code": one.registration_code,
        }
        for one in every
    ]


def _line(t: Any, entry: Entry, lang: str) -> dict[str, Any]:
    change = " → ".join(part for part in (entry.before, entry.after) if part)
    text = ", ".join(part for part in (change, entry.detail) if part)
    by = [entry.actor] if entry.actor else []
    return {"when": stamp(entry.at, lang), "title": t(ACTS[entry.act]), "text": text, "notes": by}
