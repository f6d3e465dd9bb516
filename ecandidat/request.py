"""What every request carries: the portal, the work of its actor, the language; and retries of conflicting commits."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from pyramid.config import Configurator
from pyramid.events import ContextFound
from pyramid.i18n import LocalizerRequestMixin
from pyramid.location import lineage
from pyramid.request import Request
from pyramid_retry import BeforeRetry
from pyramid_zodbconn import get_connection
from translationstring import TranslationString, Translator, dugettext_policy
from webob.acceptparse import create_accept_language_header

from ecandidat.domain.codes import LANGUAGES, interface
from ecandidat.domain.typography import spaced
from ecandidat.models.current import rely_on
from ecandidat.models.offer import Establishment
from ecandidat.resources import Application, Candidate, Portal, Task, appmaker
from ecandidat.services import tasks
from ecandidat.work import Actor, Work, clock

log = logging.getLogger("ecandidat.retry")

PAUSE = 0.01
"""Longest pause before another attempt, in seconds: enough to let the other transaction finish."""

LONGEST = timedelta(hours=1)
"""How long a form may take to arrive: a proxy that says more is mistaken."""

_STARTED = re.compile(r"t=([0-9]{1,10}(?:\.[0-9]{1,6})?)\Z")


def root_factory(request: Request) -> Portal:
    """The root of traversal."""
    return request.portal


def portal(request: Request) -> Portal:
    """The portal of this request's database connection."""
    return appmaker(get_connection(request).root())


def work(request: Request) -> Work:
    """The work of whoever asks, now."""
    settings = request.registry.ecandidat
    identity = request.current_identity
    actor = Actor("", "Visiteur")
    if identity is not None:
        actor = Actor(identity.userid, _signature(identity), identity.real.userid if identity.real is not None else "")
    return Work(
        root=request.portal,
        actor=actor,
        now=clock(),
        settings=settings,
        adapters=request.registry.outside,
        base_url=settings.base_url or request.application_url,
        language=request.contents_language,
    )


def _signature(identity: Any) -> str:
    """The name that journals print: whoever took a role signs with both."""
    name: str = identity.account.name
    return name if identity.real is None else f"{name} (rôle pris par {identity.real.name})"


def establishment(request: Request) -> Establishment | None:
    """The university whose pages are being read: that of the URL or of the task shown, else the last visited, else
    that of the candidate's newest application, else where the account was created, else the only one.
    """
    node: Any = getattr(request, "context", None)
    identity = request.current_identity
    if isinstance(node, Task):
        node = tasks.origin(request.portal, node, identity.userid if identity is not None else "")
    while node is not None:
        if isinstance(node, Establishment):
            return node
        node = getattr(node, "__parent__", None)
    remembered = request.portal.get(request.session.get("establishment", ""))
    if isinstance(remembered, Establishment):
        return remembered
    if identity is not None and identity.candidate is not None and (live := identity.candidate.live_applications()):
        return live[-1].formation.establishment
    origin = request.portal.get(identity.account.origin) if identity is not None else None
    if isinstance(origin, Establishment):
        return origin
    every = request.portal.establishments
    return every[0] if len(every) == 1 else None


def languages(request: Request) -> tuple[str, ...]:
    """The languages that may be chosen here, French first: those of the university, else of all of them."""
    found = request.establishment
    return in_order(tuple(found.languages) if found is not None else tuple(spoken_in(request.portal)))


@lru_cache(maxsize=64)
def in_order(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """French, then the languages spoken, in the order of the product."""
    return tuple(code for code in LANGUAGES if code == "fr" or code in spoken)


def spoken_in(portal: Portal) -> set[str]:
    """The languages of all universities."""
    return {"fr", *(code for found in portal.establishments for code in found.languages)}


def contents_language(request: Request) -> str:
    """The language of contents, among those of the university: chosen in the session, else the account's, else the
    browser's best, else French.
    """
    active = request.languages
    chosen = request.session.get("language")
    if chosen not in LANGUAGES:
        identity = request.current_identity
        chosen = identity.account.language if identity is not None else None
    if chosen is None:
        return preferred(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""), active)
    return next((code for code in (chosen, interface(chosen)) if code in active), "fr")


@lru_cache(maxsize=1024)
def preferred(header: str, active: tuple[str, ...]) -> str:
    """The best of some languages for a browser; browsers of one kind ask alike."""
    return str(create_accept_language_header(header or None).lookup(list(active), default="fr"))


def language(request: Request) -> str:
    """The language of the screen itself, and of what it says of dates and numbers."""
    return interface(request.contents_language)


class Renaming:
    """The localizer of a request: labels that its university renamed are said in its words."""

    def __init__(self, request: Request, localizer: Any) -> None:
        self._request = request
        self._localizer = localizer

    def translate(self, tstring: Any, domain: str | None = None, mapping: Mapping[str, Any] | None = None) -> str:
        """The university's word for a code, else the translation of the text."""
        if of := getattr(tstring, "of", ""):
            # Asked late: the university of a request is known once its object is.
            found = self._request.establishment
            lang = self._request.contents_language
            if found is not None and (said := found.renamed(of, lang) or found.renamed(of, interface(lang))):
                return said
        translated: str = self._localizer.translate(tstring, domain, mapping)
        return translated

    def __getattr__(self, name: str) -> Any:
        return getattr(self._localizer, name)


def localizer(request: Request) -> Renaming:
    """What translates the texts of a page."""
    found = LocalizerRequestMixin.localizer.wrapped(request)
    if found.locale_name == "fr" and found.translator is None:
        found.translator = Translator(found.translations, _french)
    return Renaming(request, found)


def _french(translations: Any, text: TranslationString, domain: str | None, context: str | None) -> str:
    """The French of a text, its spaces those of print. What needs none stays the very object, as its default does."""
    found: str = dugettext_policy(translations, text, domain, context)
    source = found if found != text else text.default or str(text)
    said = spaced(source)
    return said if said != source else found


def locale_negotiator(request: Request) -> str:
    """Pyramid's translations follow the language of the page."""
    return request.language


def begun_at(request: Request) -> datetime:
    """When this request began to be sent, in UTC: what a trusted proxy says, else when it had arrived."""
    now = request.work.now
    said = _STARTED.match(request.headers.get("X-Request-Start", ""))
    if said is None or not request.registry.ecandidat.trust_request_start:
        return now
    started = datetime.fromtimestamp(float(said[1]), UTC)
    return started if now - LONGEST <= started <= now else now


def rely_on_candidates(event: ContextFound) -> None:
    """Nothing is written in a file that ends meanwhile, merged into another: the request begins again."""
    request = event.request
    if request.method in ("GET", "HEAD"):
        return
    if request.current_identity is not None:
        rely_on(request.current_identity.candidate)
    for node in lineage(request.context):
        if isinstance(node, Application):
            rely_on(node.candidate)
        elif isinstance(node, Candidate):
            rely_on(node)


def pause(event: BeforeRetry) -> None:
    """Count the attempt in the log, and wait a random moment, so that two writers of one bucket do not meet again."""
    log.info("%s %s : %s", event.request.method, event.environ.get("PATH_INFO", ""), type(event.exception).__name__)
    time.sleep(random.uniform(0, PAUSE))  # noqa: S311 - not a secret


def includeme(config: Configurator) -> None:
    """Install the request's attributes."""
    config.set_root_factory(root_factory)
    config.add_request_method(portal, reify=True)
    config.add_request_method(work, reify=True)
    config.add_request_method(establishment, reify=True)
    config.add_request_method(languages, reify=True)
    config.add_request_method(contents_language, reify=True)
    config.add_request_method(language, reify=True)
    config.add_request_method(localizer, reify=True)
    config.add_request_method(begun_at, reify=True)
    config.set_locale_negotiator(locale_negotiator)
    config.add_translation_dirs("ecandidat:locale")
    config.add_subscriber(rely_on_candidates, ContextFound)
    config.add_subscriber(pause, BeforeRetry)
