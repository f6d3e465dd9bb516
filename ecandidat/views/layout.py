"""What the frame of every page shows: brand, languages, who is signed in, messages. Where it leads: ``navigation``."""

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
from ecandidat.i18n import _
from ecandidat.resources import Application, Candidate, Establishment, Formation, path_of
from ecandidat.services import campaigns
from ecandidat.services.maintenance import closed_by
from ecandidat.services.uploads import CHUNK
from ecandidat.views import navigation

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

    @cached_property
    def _candidate(self) -> Candidate | None:
        """Whose page this is, when it is about one candidate."""
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, Application | Candidate):
            node = getattr(node, "__parent__", None)
        return node.candidate if isinstance(node, Application) else node

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
        return navigation.menu(self.request, self._establishment)

    @cached_property
    def breadcrumbs(self) -> list[dict[str, str]]:
        """The path from the university to the page, in the offer."""
        return navigation.breadcrumbs(self.request)

    @cached_property
    def context_bar(self) -> dict[str, Any] | None:
        """What whoever holds rights on the object may open, next to it."""
        return navigation.context_bar(self.request)

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

    @cached_property
    def acting(self) -> dict[str, Any] | None:
        """Under which name somebody acts who is somebody else, and who that is."""
        identity = self.request.current_identity
        if identity is None or identity.real is None:
            return None
        return {"name": identity.account.name, "real": identity.real.name, "watching": identity.watching}

    @property
    def csrf_token(self) -> str:
        """The token of this session; asking for it opens one."""
        token: str = self.request.session.get_csrf_token()
        return token

    @property
    def trial(self) -> bool:
        """Whether the page is about a formation that is on trial, or about what is tried there."""
        node: Any = getattr(self.request, "context", None)
        while node is not None and not isinstance(node, Formation):
            node = getattr(node, "__parent__", None)
        return node is not None and node.trial

    @property
    def campaign_notice(self) -> bool:
        """Whether the university of the page has no open campaign."""
        found = self._establishment
        campaign = campaigns.current(found, self.request.work.today) if found is not None else None
        return campaign is not None and not campaign.is_open(self.request.work.today)

    @cached_property
    def departure(self) -> str:
        """That the candidate of the page deleted their account, for whoever reads it; '' when they did not."""
        candidate = self._candidate
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
        candidate = self._candidate
        if candidate is None:
            return None
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
