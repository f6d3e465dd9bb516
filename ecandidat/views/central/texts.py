"""What the screens of mails and letters share: their tabs, the applications to try a text on, the frame of a trial."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from ecandidat.dates import stamp
from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _, label
from ecandidat.models.texts import OwnText
from ecandidat.resources import Application, find, path_of
from ecandidat.services import mail_texts, mail_trials
from ecandidat.services.mail_texts import Level
from ecandidat.views.central.pages import told
from ecandidat.views.desk import selection

PAGES = ((_("Courriels"), "@@modeles-courriels"), (_("Lettres"), "@@modeles-lettres"))
SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
)
"""What a mail may do in the page that shows it: nothing but be read."""


def tabs(request: Request, level: Level, current: str) -> list[dict[str, Any]]:
    """Mails, letters."""
    t, base = request.localizer.translate, path_of(level)
    return [{"label": t(title), "url": f"{base}/{view}", "current": view == current} for title, view in PAGES]


def language_tabs(level: Level, url: str, lang: str, own: OwnText | None) -> list[dict[str, Any]]:
    """The languages in which the level writes; one that it wrote in bears a mark."""
    return [
        {"label": LANGUAGES[code] + (" ✓" if own is not None and own.fields(code) else ""),
         "url": f"{url}&langue={code}", "current": code == lang}
        for code in mail_texts.languages(level)
    ]  # fmt: skip


def asked_language(request: Request, level: Level) -> str:
    """The language of the address, French without one."""
    lang = str(request.GET.get("langue", "fr"))
    if lang not in mail_texts.languages(level):
        raise HTTPNotFound
    return lang


def candidates(request: Request, level: Level) -> list[tuple[str, str]]:
    """(path, label) of the recent applications on which this person may try a text."""
    found = mail_trials.recent(level, selection.visible(request, level))
    return [
        (f"{path_of(formation)}/{row.key}", f"{row.last_name} {row.first_name} – {formation.title} ({row.number})")
        for formation, row in found
    ]


def asked_application(request: Request, level: Level) -> Application | None:
    """The application that was chosen, below this level and open to this person; None for sample values."""
    path = str(request.POST.get("pour", ""))
    if not path:
        return None
    try:
        found = find(request.portal, path)
    except (KeyError, TypeError, AttributeError):
        raise HTTPNotFound from None
    if not isinstance(found, Application) or level not in mail_texts.levels_of(found.formation):
        raise HTTPNotFound
    if not request.has_permission(P.APPLICATION_VIEW, found):
        raise HTTPForbidden
    return found


def versions(request: Request, own: OwnText | None, lang: str, titles: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The history of a text in a language, the newest first: number, who, when, its parts, whether it is in force."""
    t = request.localizer.translate
    return [
        {
            "number": number, "by": version.by, "when": stamp(version.at, request.language), "current": rank == 0,
            "origin": not version.fields,
            "parts": [(t(titles[name]), words) for name, words in version.fields if words],
        }
        for rank, (number, version) in enumerate(own.versions(lang) if own is not None else [])
    ]  # fmt: skip


def variables(request: Request, infos: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Groups of variables: name, what it stands for. ``infos``: name → (group, description)."""
    t = request.localizer.translate
    groups: dict[str, list[dict[str, str]]] = {}
    for name, (group, description) in infos.items():
        groups.setdefault(group, []).append(
            {"name": name, "tag": f"${{{name}}}", "description": t(label(description))}
        )
    return [{"title": t(label(group)), "rows": rows} for group, rows in groups.items()]


def fault(request: Request, refused: Refused) -> Response:
    """What the frame of a trial says when there is nothing to show."""
    return said(request, told(request, refused), 409)


def said(request: Request, sentence: str, status: int = 200) -> Response:
    """A sentence alone in the frame of a trial."""
    html = (
        f'<!DOCTYPE html><html lang="{request.language}"><meta charset="utf-8"><title>{escape(sentence)}</title>'
        f'<link rel="stylesheet" href="/static/ecandidat/css/texts.css">'
        f'<body class="frame-said"><p role="status">{escape(sentence, quote=False)}</p>'
    )
    return Response(html, status=status, content_type="text/html", charset="utf-8")
