"""What the frame of every page shows: brand, menu, breadcrumbs, who is signed in."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.events import BeforeRender
from pyramid.path import AssetResolver
from pyramid.request import Request

from ecandidat.dates import long_date, moment
from ecandidat.documents.limits import MAX_SENT
from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.moments import civil
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
    path_of,
)
from ecandidat.services.maintenance import closed_by
from ecandidat.services.uploads import CHUNK

STEP_LABELS = {
    "infos-perso": (_("Informations perso."), "user"),
    "adresse": (_("Adresse"), "address"),
    "baccalaureat": (_("Baccalauréat"), "bac"),
    "cursus-interne": (_("Cursus interne"), "study"),
    "cursus-externe": (_("Cursus externe"), "study"),
    "stages": (_("Stages"), "internship"),
    "experiences-pro": (_("Expériences pro."), "work"),
}
OFFER = (Establishment, Component, DiplomaType, Formation)
CONTEXT_BAR: tuple[tuple[Any, str, str, tuple[type, ...]], ...] = (
    (_("Page publique"), "", P.DESK_LIST, (Establishment, Component, DiplomaType, Formation)),
    (_("Candidatures"), "@@candidatures", P.DESK_LIST, (*OFFER, Commission)),
    (_("Candidater pour"), "@@candidater-pour", P.DATES_WAIVE, (Formation,)),
    (_("Modifier"), "@@modifier", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Modifier"), "@@modifier", P.COMPONENT_EDIT, (Component,)),
    (_("Modifier"), "@@modifier", P.COMMISSION_EDIT, (Commission,)),
    (_("Modifier"), "@@modifier", P.FORMATION_EDIT, (DiplomaType, Formation)),
    (_("Offre"), "@@gerer", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Offre"), "@@gerer", P.FORMATION_EDIT, (Component, DiplomaType)),
    (_("Commissions"), "commissions", P.COMMISSION_EDIT, (Component,)),
    (_("Pièces"), "pieces", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Pièces"), "pieces", P.COMPONENT_EDIT, (Component,)),
    (_("Pièces"), "pieces", P.FORMATION_EDIT, (Formation,)),
    (_("Profils à revoir"), "@@corrections", P.PROFILE_CORRECT, (Establishment,)),
    (_("Formulaires"), "formulaires", P.ESTABLISHMENT_EDIT, (Establishment,)),
    (_("Formulaires"), "formulaires", P.COMPONENT_EDIT, (Component,)),
    (_("Formulaires"), "formulaires", P.FORMATION_EDIT, (Formation,)),
    (_("Droits"), "@@droits", P.RIGHTS_EDIT, (Portal, Establishment, Component, Commission)),
    (_("Nouveau candidat"), "@@nouveau-candidat", P.CANDIDATE_CREATE, (Establishment,)),
    (_("Paramètres"), "@@parametres", P.ESTABLISHMENT_EDIT, (Establishment,)),
)
"""Label, view, right, kinds of object: what the bar above the content offers to whoever holds the right."""


MOST_MESSAGES, LONGEST_MESSAGE = 3, 300


def asset_version() -> str:
    """A short fingerprint of our static files, so that a new release is never read from an old cache."""
    folder = Path(AssetResolver("ecandidat").resolve("ecandidat:static").abspath())
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class Layout:
    """Built for each page, computed as far as the page asks."""

    title = ""

    def __init__(self, request: Request, version: str) -> None:
        self.request = request
        self.lang: str = request.language
        self._version = version

    @cached_property
    def _establishment(self) -> Establishment | None:
        return self.request.establishment

    @property
    def brand(self) -> str:
        """The university's logo text."""
        return self._establishment.logo_text if self._establishment is not None else "eCandidat"

    @property
    def brand_url(self) -> str:
        """The university's home."""
        return f"/{self._establishment.__name__}" if self._establishment is not None else "/"

    @property
    def theme_url(self) -> str | None:
        """The stylesheet that carries the university's colour."""
        found = self._establishment
        return f"/{found.__name__}/@@theme.css?v={found.accent.lstrip('#')}" if found is not None else None

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The same page in each language of the university."""
        return [
            {
                "code": code,
                "label": LANGUAGES[code],
                "url": self.request.application_url + f"/@@langue?l={code}&retour=" + _quote(self.here),
                "current": code == self.request.contents_language,
            }
            for code in self.request.languages
        ]

    @property
    def here(self) -> str:
        """The address to come back to after choosing a language."""
        return str(self.request.path_qs if self.request.method in ("GET", "HEAD") else self.request.path)

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        """The left menu, section by section."""
        identity = self.request.current_identity
        sections = [{"heading": None, "items": self._public_items(identity is not None)}]
        if identity is not None and identity.candidate is not None:
            sections += self._candidate_sections(identity.candidate)
        elif identity is not None and identity.account.kind is Kind.STAFF:
            sections.append({"heading": self._t(_("Gestion")), "items": self._staff_items(identity.userid)})
        return sections

    def _public_items(self, signed_in: bool) -> list[dict[str, Any]]:
        found = self._establishment
        if found is None:
            items = [self._item(_("Accueil"), "/", "home")]
        else:
            base = f"/{found.__name__}"
            items = [
                self._item(_("Accueil"), base, "home"),
                self._item(_("Assistance"), f"{base}/@@assistance", "help"),
                self._item(_("Offre de formation"), f"{base}/@@offre", "catalogue"),
            ]
        if not signed_in:
            entry = self._item(_("Connexion"), "/compte/connexion", "login")
            items.append({**entry, "url": f"{entry['url']}?etab={found.__name__}"} if found is not None else entry)
        return items

    def _candidate_sections(self, candidate: Candidate) -> list[dict[str, Any]]:
        base = path_of(candidate)
        steps = []
        for name, (label, icon) in STEP_LABELS.items():
            item = self._item(label, f"{base}/profil/{name}", icon)
            value = getattr(candidate.profile, STEPS[name])
            if name in ("infos-perso", "adresse", "baccalaureat"):
                item["done"] = value is not None
            elif value:
                item["done"] = True
            steps.append(item)
        mine = self._item(_("Candidatures"), f"{base}/candidatures", "applications")
        live = len(candidate.live_applications())
        mine["badge"] = str(live) if live else None
        return [
            {"heading": self._t(_("Mon compte")), "items": steps},
            {
                "heading": None,
                "items": [
                    mine,
                    self._item(_("Mes alertes"), f"{base}/alertes", "calendar"),
                    self._item(_("Mes documents"), f"{base}/documents", "file"),
                    self._item(_("Adresse mail"), "/compte/adresse-mail", "mail"),
                    self._item(_("Mot de passe"), "/compte/mot-de-passe", "settings"),
                    self._item(_("Mes données"), f"{base}/@@mes-donnees", "download"),
                ],
            },
        ]

    def _staff_items(self, userid: str) -> list[dict[str, Any]]:
        items = [
            self._item(title, f"{path_of(node)}/@@candidatures", "list")
            for title, node in scopes(self.request.portal, userid)
        ]
        if self.request.has_permission(P.PORTAL_EDIT, self.request.portal):
            items.append(self._item(_("Administration"), "/@@administration", "settings"))
        items.append(self._item(_("Mot de passe"), "/compte/mot-de-passe", "settings"))
        return items

    def _item(self, label: Any, url: str, icon: str) -> dict[str, Any]:
        current = self.request.path == url
        return {"label": self._t(label), "url": url, "icon": icon, "current": current, "badge": None, "done": None}

    @property
    def user(self) -> dict[str, Any] | None:
        """Who is signed in."""
        identity = self.request.current_identity
        if identity is None:
            return None
        home = path_of(identity.candidate) if identity.candidate is not None else "/compte"
        return {
            "name": identity.account.name,
            "number": identity.account.number,
            "url": home,
            "logout_url": "/compte/deconnexion",
            "kind": identity.account.kind.value,
            "login": identity.account.number,
            "ent_url": _ent_url(identity.account.cas_login),
            "password": "oui" if identity.account.password else None,
        }

    @property
    def csrf_token(self) -> str:
        """The token of this session; asking for it opens one."""
        token: str = self.request.session.get_csrf_token()
        return token

    @cached_property
    def breadcrumbs(self) -> list[dict[str, str]]:
        """The path from the university to the page, in the offer."""
        crumbs: list[dict[str, str]] = []
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, Portal):
            if (label := self._crumb(node)) is not None:
                crumbs.append({"label": label, "url": path_of(node)})
            node = getattr(node, "__parent__", None)
        return crumbs[::-1] if len(crumbs) > 1 else []

    def _crumb(self, node: Any) -> str | None:
        if isinstance(node, Establishment):
            return node.name_short or node.name_full
        if isinstance(node, Component | Formation | Commission):
            return node.title
        if isinstance(node, DiplomaType):
            return node.title(self.request.contents_language)
        if isinstance(node, Pieces):
            return self._t(_("Pièces justificatives"))
        if isinstance(node, Commissions):
            return self._t(_("Commissions"))
        if isinstance(node, Questionnaires):
            return self._t(_("Formulaires complémentaires"))
        if isinstance(node, Questionnaire):
            return node.title(self.request.contents_language)
        if isinstance(node, Application):
            return self._t(_("Candidature ${key}", mapping={"key": node.key}))
        return None

    @cached_property
    def context_bar(self) -> list[dict[str, Any]]:
        """What whoever holds rights on the object may open, next to it."""
        if self.request.current_identity is None or self.request.current_identity.candidate is not None:
            return []
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, (*OFFER, Commission)):
            node = getattr(node, "__parent__", None)
        if node is None:
            return []
        base = path_of(node)
        return [
            {
                "label": self._t(label),
                "url": f"{base}/{view}" if view else base,
                "current": self.request.path == (f"{base}/{view}" if view else base),
            }
            for label, view, permission, kinds in CONTEXT_BAR
            if isinstance(node, kinds) and self.request.has_permission(permission, node)
        ]

    @property
    def campaign_notice(self) -> bool:
        """Whether the university of the page has no open campaign."""
        found = self._establishment
        campaign = found.campaign if found is not None else None
        return campaign is not None and not campaign.is_open(self.request.work.today)

    @cached_property
    def departure(self) -> str:
        """That the candidate of the page deleted their account, for whoever reads it; '' when they did not."""
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, Application | Candidate):
            node = getattr(node, "__parent__", None)
        candidate = node.candidate if isinstance(node, Application) else node
        if candidate is None or (candidate.leaves_at is None and candidate.left_at is None):
            return ""
        if candidate.left_at is not None:
            on = long_date(civil(candidate.left_at), self.lang)
            return self._t(_("Ce candidat a supprimé son compte : son profil est effacé depuis le ${date}. Ce qu'il "
                             "a transmis reste lisible ici.", mapping={"date": on}))  # fmt: skip
        on = long_date(civil(candidate.leaves_at), self.lang)
        return self._t(_("Ce candidat a supprimé son compte : son profil sera effacé après le ${date}.",
                         mapping={"date": on}))  # fmt: skip

    @cached_property
    def flash(self) -> list[dict[str, str]]:
        """Messages left by the act before; showing them removes them."""
        if not self.request.session.peek_flash():
            return []
        return [{"kind": kind, "text": text} for kind, text in self.request.session.pop_flash()]

    @cached_property
    def uploads(self) -> dict[str, Any] | None:
        """Where the files of the candidate whose page this is are sent by pieces, and the bounds of a file."""
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, Application | Candidate):
            node = getattr(node, "__parent__", None)
        if node is None:
            return None
        candidate = node.candidate if isinstance(node, Application) else node
        return {"url": f"{path_of(candidate)}/envois", "maximum": MAX_SENT, "chunk": CHUNK}

    @property
    def maintenance(self) -> bool:
        """Whether visitors cannot see this page: whoever closed it is told so on every page."""
        return closed_by(self.request.portal, self._establishment) is not None

    @property
    def server_time(self) -> str:
        """The clock that deadlines follow."""
        return moment(self.request.work.now, self.lang)

    def asset(self, path: str) -> str:
        """URL of one of our static files."""
        return f"/static/ecandidat/{path}?v={self._version}"

    def deform_asset(self, path: str) -> str:
        """URL of a static file that Deform ships."""
        return f"/static/deform/{path}"

    def _t(self, label: Any) -> str:
        translated: str = self.request.localizer.translate(label)
        return translated


def scopes(portal: Portal, userid: str) -> list[tuple[str, Any]]:
    """The objects on which an account holds a role, the widest first, with their titles."""
    found: list[tuple[str, Any]] = []
    everywhere = bool(portal.grants.roles(userid))
    for establishment in portal.establishments:
        if everywhere or establishment.grants.roles(userid):
            found.append((establishment.name_short or establishment.name_full, establishment))
            continue
        for component in establishment.components:
            if component.grants.roles(userid):
                found.append((component.title, component))
                continue
            found += [
                (commission.title, commission)
                for commission in component.commissions.values()
                if commission.grants.roles(userid)
            ]
    return found


def flash(request: Request, text: Any, kind: str = "success") -> None:
    """Leave a message for the next page. ``kind`` is success, info, warning or danger.

    Messages travel in the session's cookie, which is small: the last ones stay, none is longer than a paragraph.
    """
    waiting = request.session.pop_flash()[-(MOST_MESSAGES - 1) :]
    for kept in [*waiting, (kind, request.localizer.translate(text)[:LONGEST_MESSAGE])]:
        request.session.flash(kept)


def _ent_url(cas_login: str) -> str | None:
    """Where somebody signs in who comes by the ENT."""
    return f"/compte/cas?etab={_quote(cas_login.partition('/')[0])}&retour=/compte" if cas_login else None


def _quote(path: str) -> str:
    return quote(path, safe="")


def includeme(config: Configurator) -> None:
    """Give every page its layout, and ``_`` to mark the texts that it hands to macros."""
    version = asset_version()

    def add_layout(event: BeforeRender) -> None:
        request = event.get("request")
        if request is not None and hasattr(request, "portal"):
            event.rendering_val.setdefault("layout", Layout(request, version))
            event.rendering_val.setdefault("_", _)

    config.add_subscriber(add_layout, BeforeRender)
