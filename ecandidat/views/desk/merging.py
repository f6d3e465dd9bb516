"""« Réunir deux dossiers » : both side by side, what stands of each, then one of two."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import short_date, stamp
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms.profile import Desk
from ecandidat.forms.profile.steps import STEPS
from ecandidat.i18n import _
from ecandidat.models.account import Account
from ecandidat.resources import Application, Candidate, path_of
from ecandidat.services import merging as service
from ecandidat.views import FORM, door, sudo
from ecandidat.views.account.session import KEEP
from ecandidat.views.candidate.parts import STATUS_BADGES, say
from ecandidat.views.layout import flash

WHY: dict[str, Any] = {
    service.SAME_INE: _("même INE"),
    service.SAME_MAIL: _("adresse mail très proche"),
    service.SAME_NAME: _("mêmes nom, prénom et date de naissance"),
}


def twins(context: Candidate, request: Request) -> list[dict[str, Any]]:
    """Who is likely to be the same person, for whoever manages candidates."""
    t, base = request.localizer.translate, path_of(context)
    may = request.has_permission(P.CANDIDATE_ERASE, context)
    return [
        {
            "number": one.number,
            "name": f"{one.last_name} {one.first_name}".strip() or one.number,
            "born": short_date(one.birth_date, request.language),
            "mail": one.mail,
            "why": ", ".join(t(WHY[reason]) for reason in one.why),
            "url": f"{path_of(request.portal.candidates)}/{one.number}/@@fiche",
            "merge_url": f"{base}/@@reunir?avec={one.number}" if may else "",
        }
        for one in service.twins(request.work, context)
    ]


@door(Candidate, "reunir", permission=P.CANDIDATE_ERASE, template="desk/merge.pt", methods=FORM)
def merge(context: Candidate, request: Request) -> Any:
    """GET asks which file and what stands of each; POST makes one of two."""
    typed = str(request.params.get("avec", ""))[:50].strip()
    page: dict[str, Any] = {
        "title": request.localizer.translate(_("Réunir deux dossiers")), "kicker": _name(context, request),
        "action": request.path, "back": f"{path_of(context)}/@@fiche", "number": context.number, "typed": typed,
        "refusal": "", "sudo_error": "", "sudo": "", "twins": [], "choices": [], "other": "",
    }  # fmt: skip
    gone: Candidate | None = None
    try:
        gone = service.other(request.work, context, typed) if typed or request.method == "POST" else None
        if request.method == "POST" and gone is not None:
            return _merged(context, gone, request)
    except Refused as refused:
        request.response.status_int = 409
        where = "sudo_error" if refused.params.get("field") == sudo.FIELD else "refusal"
        page[where] = say(request, refused)
    if gone is None:
        return {**page, "twins": twins(context, request)}
    chosen = {**service.usual(request.work, context, gone), **_typed(request)}
    page["sudo"] = ("password" if sudo.has_password(request) else "ent") if sudo.needed(request) else ""
    return {**page, **_sides(context, gone, request, chosen)}


def _merged(context: Candidate, gone: Candidate, request: Request) -> HTTPSeeOther:
    former = gone.number
    if request.POST.get("version") != service.fingerprint(context, gone):
        raise Refused("merge_stale")
    request.response.headers.update(KEEP)
    sudo.check(request)
    del request.response.headers["X-Tm"]
    service.merge(request.work, context, gone, _typed(request))
    told = _("Les deux dossiers n'en font plus qu'un : le n° ${former} mène désormais à celui-ci.")
    flash(request, _(told, mapping={"former": former}))
    return HTTPSeeOther(f"{path_of(context)}/@@fiche")


def _typed(request: Request) -> dict[str, str]:
    """The choices of a posted page; anything that is none of them is left out."""
    names = (*service.CHOSEN, service.ACCOUNT)
    kept = {name: str(value) for name, value in request.POST.items() if name in names}
    known = {name: value for name, value in kept.items() if value in (service.MINE, service.THEIRS)}
    clashing = {name: str(value) for name, value in request.POST.items() if name.startswith("candidature-")}
    return {**known, **clashing}


def _sides(context: Candidate, gone: Candidate, request: Request, chosen: dict[str, str]) -> dict[str, Any]:
    """Both files side by side: one block for each choice, then what goes along without a choice."""
    t, both = request.localizer.translate, (context, gone)
    blocks = [_block(service.ACCOUNT, t(_("Compte")), [_account(one, request) for one in both], chosen, t)]
    desk = Desk.of(request)
    for name in service.CHOSEN:
        step = STEPS[name]
        values = [getattr(one.profile, step.attribute) for one in both]
        cards = [
            {t(label): text for label, text in step.card(value, desk)} if value is not None and step.card else {}
            for value in values
        ]  # fmt: skip
        if any(cards):
            blocks.append(_block(name, t(step.label), cards, chosen, t))
    for clash in service.clashes(context, gone):
        cards = [_application(one, request) for one in (clash.mine, clash.theirs)]
        title = t(_("Candidature à ${formation}", mapping={"formation": clash.formation.title}))
        keys = (clash.mine.key, clash.theirs.key)
        blocks.append(_block(clash.name, title, cards, chosen, t, keys))
    return {
        "other": gone.number,
        "other_name": _name(gone, request),
        "swap_url": f"{path_of(gone)}/@@reunir?avec={context.number}",
        "version": service.fingerprint(context, gone),
        "choices": blocks,
        "applications": [
            {"title": one.formation.title, "note": one.formation.component.title, **_badge(one, t)}
            for one in sorted(gone.applications.values(), key=lambda one: one.created_at)
        ],
        "documents": len(gone.documents),
        "entries": sum(
            len(getattr(gone.profile, name)) for name in ("external_studies", "internships", "experiences")
        ),
    }  # fmt: skip


def _block(
    name: str, title: str, cards: list[dict[str, str]], chosen: dict[str, str], t: Any,
    values: tuple[str, str] = (service.MINE, service.THEIRS),
) -> dict[str, Any]:  # fmt: skip
    labels = list(dict.fromkeys([*cards[0], *cards[1]]))
    rows = [(label, cards[0].get(label, ""), cards[1].get(label, "")) for label in labels]
    same = cards[0] == cards[1]
    return {
        "name": name,
        "title": title,
        "same": same and name in service.CHOSEN,
        "rows": [row for row in rows if row[1] != row[2]],
        "alike": ", ".join(label for label, mine, theirs in rows if mine and mine == theirs),
        "options": [
            {"value": value, "checked": chosen.get(name) == value, "empty": not card}
            for value, card in zip(values, cards, strict=True)
        ],
    }


def _account(candidate: Candidate, request: Request) -> dict[str, str]:
    t = request.localizer.translate
    account = request.portal.accounts.get(candidate.userid)
    if account is None:
        return {}
    state = _("Activé") if account.activated_at else _("Pas encore activé")
    ways = [t(_("mot de passe"))] if account.password else []
    ways += [t(_("ENT"))] if account.cas_login else []
    return {
        t(_("Adresse mail")): account.mail,
        t(_("État du compte")): t(state),
        t(_("Entrée par")): ", ".join(ways),
        t(_("Créé le")): stamp(account.created_at, request.language) if account.created_at else "",
    }


def _application(one: Application, request: Request) -> dict[str, str]:
    t, lang = request.localizer.translate, request.language
    newest = one.decisions[-1] if one.decisions else None
    return {
        t(_("Statut")): t(_(one.status.label)),
        t(_("Créée le")): stamp(one.created_at, lang),
        t(_("Transmise le")): stamp(one.submitted_at, lang) if one.submitted_at else "",
        t(_("Décision")): newest.label if newest is not None else "",
        t(_("Réponse")): t(_(one.answer.label)) if one.answer.value else "",
    }


def _badge(one: Application, t: Any) -> dict[str, str]:
    if one.cancelled_at is not None:
        return {"status": t(_("Annulée")), "kind": "cancelled"}
    return {"status": t(_(one.status.label)), "kind": STATUS_BADGES[one.status]}


def _name(candidate: Candidate, request: Request) -> str:
    personal = candidate.profile.personal
    account: Account | None = request.portal.accounts.get(candidate.userid)
    called = f"{personal.name} {personal.first_name}" if personal is not None else account.name if account else ""
    return called.strip() or candidate.number
