"""Where a page leads: the left menu, the path to it in the offer, the bar of what its object offers."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.models.account import Kind
from ecandidat.models.candidate import STEPS
from ecandidat.resources import (
    Application,
    Candidate,
    Commission,
    Commissions,
    Component,
    DiplomaType,
    Establishment,
    Formation,
    Pieces,
    Portal,
    Questionnaire,
    Questionnaires,
    Task,
    path_of,
)
from ecandidat.services.mail_texts import may_own
from ecandidat.services.messages import unread
from ecandidat.services.tasks import origin

PROFILE = {
    "infos-perso": (_("Informations perso."), "user"),
    "adresse": (_("Adresse"), "address"),
    "baccalaureat": (_("Baccalauréat"), "bac"),
    "cursus-interne": (_("Cursus interne"), "study"),
    "cursus-externe": (_("Cursus externe"), "study"),
    "stages": (_("Stages"), "internship"),
    "experiences-pro": (_("Expériences pro."), "work"),
}
"""Step → its label and its icon, in the order of the menu."""

OFFER = (Establishment, Component, DiplomaType, Formation)
Entries = tuple[tuple[Any, str, str, tuple[type, ...]], ...]
CONTEXT_BAR: Entries = (
    (_("Page publique"), "", P.DESK_LIST, (Establishment, Component, DiplomaType, Formation)),
    (_("Candidatures"), "@@candidatures", P.DESK_LIST, (*OFFER, Commission)),
    (_("Tableau de bord"), "@@tableau-de-bord", P.STATISTICS_VIEW, (*OFFER, Commission)),
    (_("Publication"), "@@publication", P.DESK_PUBLISH, (*OFFER, Commission)),
    (_("Classement"), "@@classement", P.DESK_RANK, (Formation,)),
    (_("Candidater pour"), "@@candidater-pour", P.DATES_WAIVE, (Formation,)),
    (_("Candidats"), "@@candidats", P.CANDIDATE_MANAGE, (Establishment,)),
    (_("Nouveau candidat"), "@@nouveau-candidat", P.CANDIDATE_CREATE, (Establishment,)),
    (_("Profils à revoir"), "@@corrections", P.PROFILE_CORRECT, (Establishment,)),
)
"""Label, view, right, kinds of object: what the bar above the content offers for the day's work to whoever may."""

SETTINGS_BAR: Entries = (
    (_("Modifier"), "@@modifier", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Modifier"), "@@modifier", P.COMPONENT_EDIT, (Component,)),
    (_("Modifier"), "@@modifier", P.COMMISSION_EDIT, (Commission,)),
    (_("Modifier"), "@@modifier", P.FORMATION_EDIT, (DiplomaType, Formation)),
    (_("Offre"), "@@gerer", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Offre"), "@@gerer", P.FORMATION_EDIT, (Component, DiplomaType)),
    (_("Formations"), "@@formations", P.FORMATION_EDIT, (Establishment, Component)),
    (_("Commissions"), "commissions", P.COMMISSION_EDIT, (Component,)),
    (_("Pièces"), "pieces", P.PIECE_EDIT, (Establishment, Component, Formation)),
    (_("Formulaires"), "formulaires", P.QUESTIONNAIRE_EDIT, (Establishment, Component, Formation)),
    (_("Mode test"), "@@essai", P.FORMATION_EDIT, (Formation,)),
    (_("Droits"), "@@droits", P.RIGHTS_EDIT, (Portal, Establishment, Component, Commission)),
    (_("Courriels et lettres"), "@@modeles-courriels", P.TEXT_EDIT, (Establishment, Component)),
    (_("Décisions"), "@@decisions", P.DECISION_TYPE_EDIT, (Establishment, Component)),
    (_("Étiquettes"), "@@etiquettes", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Étiquettes"), "@@etiquettes", P.COMPONENT_EDIT, (Component,)),
    (_("Paramètres"), "@@parametres", P.ESTABLISHMENT_EDIT, (Establishment,)),
)
"""The same for what is set once: folded away below « Réglages »."""


def menu(request: Request, establishment: Establishment | None) -> list[dict[str, Any]]:
    """The left menu, section by section."""
    identity = request.current_identity
    sections = [{"heading": None, "items": _public_items(request, establishment, identity is not None)}]
    if identity is not None and identity.candidate is not None:
        sections += _candidate_sections(request, identity.candidate)
    elif identity is not None and identity.account.kind is Kind.STAFF:
        sections.append(
            {"heading": request.localizer.translate(_("Gestion")), "items": _staff_items(request, identity.userid)}
        )
    return sections


def _public_items(request: Request, found: Establishment | None, signed_in: bool) -> list[dict[str, Any]]:
    if found is None:
        items = [_item(request, _("Accueil"), "/", "home")]
    else:
        base = f"/{found.__name__}"
        items = [
            _item(request, _("Accueil"), base, "home"),
            _item(request, _("Assistance"), f"{base}/@@assistance", "help"),
            _item(request, _("Offre de formation"), f"{base}/@@offre", "catalogue"),
        ]
    if not signed_in:
        entry = _item(request, _("Connexion"), "/compte/connexion", "login")
        items.append({**entry, "url": f"{entry['url']}?etab={found.__name__}"} if found is not None else entry)
    return items


def _candidate_sections(request: Request, candidate: Candidate) -> list[dict[str, Any]]:
    base = path_of(candidate)
    steps = []
    for name, (label, icon) in PROFILE.items():
        item = _item(request, label, f"{base}/profil/{name}", icon)
        value = getattr(candidate.profile, STEPS[name])
        if name in ("infos-perso", "adresse", "baccalaureat"):
            item["done"] = value is not None
        elif value:
            item["done"] = True
        steps.append(item)
    mine = _item(request, _("Candidatures"), f"{base}/candidatures", "applications")
    identity = request.current_identity
    watching = identity is not None and identity.watching
    live = 0 if watching else len(candidate.live_applications())
    mine["badge"] = str(live) if live else None
    return [
        {"heading": request.localizer.translate(_("Mon compte")), "items": steps},
        {
            "heading": None,
            "items": [
                mine,
                *([] if watching else _unread_items(request, candidate)),
                *([] if watching else _own_items(request, base)),
            ],
        },
    ]


def _unread_items(request: Request, candidate: Candidate) -> list[dict[str, Any]]:
    """The messages that wait, as long as some do: it leads to the first thread that holds one."""
    waiting = [(one, count) for one in candidate.live_applications() if (count := unread(one, staff=False))]
    if not waiting:
        return []
    item = _item(request, _("Messages non lus"), f"{path_of(waiting[0][0])}/@@messages", "mail")
    return [{**item, "badge": str(sum(count for _one, count in waiting))}]


def _own_items(request: Request, base: str) -> list[dict[str, Any]]:
    """What only the candidate opens."""
    return [
        _item(request, _("Mes alertes"), f"{base}/alertes", "calendar"),
        _item(request, _("Mes documents"), f"{base}/documents", "file"),
        _item(request, _("Adresse mail"), "/compte/adresse-mail", "mail"),
        _item(request, _("Mot de passe"), "/compte/mot-de-passe", "settings"),
        _item(request, _("Mes données"), f"{base}/@@mes-donnees", "download"),
    ]


def _staff_items(request: Request, userid: str) -> list[dict[str, Any]]:
    items = [
        _item(request, title, start_of(request, node), "list") for title, node in scopes(request.portal, userid)
    ]
    if request.has_permission(P.PORTAL_EDIT, request.portal):
        items.append(_item(request, _("Administration"), "/@@administration", "settings"))
    if request.current_identity.real is None:
        items.append(_item(request, _("Mot de passe"), "/compte/mot-de-passe", "settings"))
    return items


def start_of(request: Request, node: Any) -> str:
    """Where an object opens to whoever holds something on it: its list, else its page."""
    listed = request.has_permission(P.DESK_LIST, node)
    return f"{path_of(node)}/@@candidatures" if listed else path_of(node)


def _item(request: Request, label: Any, url: str, icon: str) -> dict[str, Any]:
    said, current = request.localizer.translate(label), request.path == url
    return {"label": said, "url": url, "icon": icon, "current": current, "badge": None, "done": None}


def placed(request: Request) -> Any:
    """The object that a page is about; a task stands where it was asked from."""
    node: Any = getattr(request, "context", None)
    identity = request.current_identity
    if isinstance(node, Task):
        return origin(request.portal, node, identity.userid if identity is not None else "")
    return node


def breadcrumbs(request: Request) -> list[dict[str, str]]:
    """The path from the university to the page, in the offer."""
    crumbs: list[dict[str, str]] = []
    node = placed(request)
    while node is not None and not isinstance(node, Portal):
        if (label := _crumb(request, node)) is not None:
            crumbs.append({"label": label, "url": _crumb_url(request, node)})
        node = getattr(node, "__parent__", None)
    return crumbs[::-1] if len(crumbs) > 1 else []


KEPT: tuple[tuple[type, P, str], ...] = (
    (Commissions, P.COMMISSION_EDIT, ""), (Commission, P.DESK_LIST, ""), (Pieces, P.PIECE_EDIT, ""),
    (Questionnaires, P.QUESTIONNAIRE_EDIT, ""), (Questionnaire, P.QUESTIONNAIRE_EDIT, "/@@modifier"),
)  # fmt: skip
"""Objects whose page is not for everybody: which right it asks, and under which name it stands."""


def _crumb_url(request: Request, node: Any) -> str:
    """Where a part of the path leads; '' to whoever may not go there."""
    asked, view = next(((right, name) for kind, right, name in KEPT if isinstance(node, kind)), (None, ""))
    return path_of(node) + view if asked is None or request.has_permission(asked, node) else ""


def _crumb(request: Request, node: Any) -> str | None:
    if isinstance(node, Establishment):
        return node.name_short or node.name_full
    if isinstance(node, Component | Formation | Commission):
        return node.title
    if isinstance(node, DiplomaType):
        return node.title(request.contents_language)
    if isinstance(node, Pieces):
        return request.localizer.translate(_("Pièces justificatives"))
    if isinstance(node, Commissions):
        return request.localizer.translate(_("Commissions"))
    if isinstance(node, Questionnaires):
        return request.localizer.translate(_("Formulaires complémentaires"))
    if isinstance(node, Questionnaire):
        return node.title(request.contents_language)
    if isinstance(node, Application):
        return request.localizer.translate(_("Candidature ${key}", mapping={"key": node.key}))
    return None


def context_bar(request: Request) -> dict[str, Any] | None:
    """What whoever holds rights on the object may open, next to it: ``work``, ``settings``, and whether those are
    unfolded because one of them is open. None where there is nothing.
    """
    if request.current_identity is None or request.current_identity.candidate is not None:
        return None
    node = placed(request)
    while node is not None and not isinstance(node, (*OFFER, Commission)):
        node = getattr(node, "__parent__", None)
    if node is None:
        return None
    work, settings = (_entries(request, node, table) for table in (CONTEXT_BAR, SETTINGS_BAR))
    if not work and not settings:
        return None
    return {"work": work, "settings": settings, "open": any(entry["current"] for entry in settings)}


def _entries(request: Request, node: Any, table: Entries) -> list[dict[str, Any]]:
    base = path_of(node)
    return [
        {
            "label": request.localizer.translate(label),
            "url": f"{base}/{view}" if view else base,
            "current": request.path == (f"{base}/{view}" if view else base),
        }
        for label, view, permission, kinds in table
        if isinstance(node, kinds) and request.has_permission(permission, node) and _has(request, node, view)
    ]


def _has(request: Request, node: Any, view: str) -> bool:
    """Whether a page has something to do: a component writes for its own decisions where that is allowed."""
    owned = view in ("@@modeles-courriels", "@@decisions") and isinstance(node, Component)
    return not owned or may_own(request.work, node)


def scopes(portal: Portal, userid: str) -> list[tuple[str, Any]]:
    """The objects on which an account holds a role, the widest first, with their titles."""
    found: list[tuple[str, Any]] = []
    everywhere = portal.grants.holds(userid)
    for establishment in portal.establishments:
        if everywhere or establishment.grants.holds(userid):
            found.append((establishment.name_short or establishment.name_full, establishment))
            continue
        for component in establishment.components:
            if component.grants.holds(userid):
                found.append((component.title, component))
                continue
            found += [
                (commission.title, commission)
                for commission in component.commissions.values()
                if commission.grants.holds(userid)
            ]
    return found
