"""The mails that left, for whoever tries the platform out: their text, their HTML, their attachments."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import FileResponse, Response

from ecandidat.dates import stamp
from ecandidat.documents.uploads import content_disposition
from ecandidat.i18n import _, label
from ecandidat.models.mail import StoredMail
from ecandidat.resources import Portal
from ecandidat.views import PUBLIC, door
from ecandidat.views.candidate.parts import size

PAGE = 50
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)»]")
BADGES = {"sent": "complete", "failed": "refused", "sending": "sent", "pending": "pending"}


@door(Portal, "courriels", permission=PUBLIC, template="development/mails.pt")
def mails(context: Portal, request: Request) -> dict[str, Any]:
    """The outbox, the newest first; ``?mail=<key>`` opens one, ``?a=<address>`` narrows to a recipient."""
    key = request.GET.get("mail")
    recipient = request.GET.get("a", "").strip()
    return {
        "title": request.localizer.translate(_("Courriels")),
        "recipient": recipient,
        "mail": _opened(request, key) if key else None,
        "mails": [_line(request, mail) for mail in newest(context, recipient)[:PAGE]] if not key else [],
        "total": len(context.outbox),
    }


@door(Portal, "courriel.html", permission=PUBLIC)
def html(context: Portal, request: Request) -> Response:
    """The HTML of a mail as its reader sees it, shut in a sandbox whose links open outside of it."""
    response = Response(_find(request).html, content_type="text/html", charset="utf-8")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; "
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    return response


@door(Portal, "courriel.piece", permission=PUBLIC)
def attachment(context: Portal, request: Request) -> Response:
    """An attachment of a mail, by its place in the list."""
    place = request.GET.get("n", "0")
    attachments = _find(request).attachments
    if not place.isascii() or not place.isdigit() or len(place) > 3 or int(place) >= len(attachments):
        raise HTTPNotFound
    document = attachments[int(place)]
    response = FileResponse(document.committed(), request=request, content_type=document.content_type)
    response.headers["Content-Disposition"] = content_disposition(document.filename)
    return response


def newest(portal: Portal, recipient: str = "") -> list[StoredMail]:
    """Mails of the outbox, the newest first; to one address when given."""
    wanted = recipient.casefold()
    every = [mail for mail in portal.outbox.values() if not wanted or wanted in mail.recipient.casefold()]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(every, key=lambda mail: mail.created_at or never, reverse=True)


def _find(request: Request) -> StoredMail:
    mail: StoredMail | None = request.portal.outbox.get(request.GET.get("mail", ""))
    if mail is None:
        raise HTTPNotFound
    return mail


def _line(request: Request, mail: StoredMail) -> dict[str, Any]:
    return {
        "mail": mail,
        "url": f"/@@courriels?mail={mail.__name__}",
        "when": stamp(mail.created_at, request.language),
        "kind": BADGES.get(mail.state.value, "pending"),
    }


def _opened(request: Request, key: str) -> dict[str, Any]:
    mail = _find(request)
    state = request.localizer.translate(label(mail.state.label))
    return {
        **_line(request, mail),
        "html_url": f"/@@courriel.html?mail={key}",
        "text": linked(mail.text),
        "state": f"{state} – {stamp(mail.sent_at, request.language)}" if mail.sent_at else state,
        "links": list(dict.fromkeys(LINK.findall(mail.text))),
        "attachments": [
            {
                "name": document.filename,
                "url": f"/@@courriel.piece?mail={key}&n={place}",
                "size": size(document.size, request.language),
            }
            for place, document in enumerate(mail.attachments)
        ],
    }


def linked(words: str) -> Markup:
    """A text whose web addresses are links; everything else is escaped."""
    parts: list[str] = []
    end = 0
    for found in LINK.finditer(words):
        link = Markup('<a href="{0}">{0}</a>').format(found.group())
        parts += [escape(words[end : found.start()]), link]
        end = found.end()
    return Markup("").join([*parts, escape(words[end:])])
