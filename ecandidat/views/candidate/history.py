"""« Historique »: what happened to one's application, the mails that told it, the proof of each submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pyramid.request import Request

from ecandidat.dates import moment
from ecandidat.domain.codes import MailState
from ecandidat.i18n import _
from ecandidat.mails.catalogue import MAILS, Recipient
from ecandidat.models.application import Application
from ecandidat.models.mail import StoredMail
from ecandidat.services.proofs import proof_path, submissions
from ecandidat.views.candidate import parts

SAID = {
    MailState.PENDING: _("Courriel en cours d'envoi : « ${subject} »"),
    MailState.SENDING: _("Courriel en cours d'envoi : « ${subject} »"),
    MailState.SENT: _("Courriel envoyé : « ${subject} »"),
    MailState.FAILED: _("Courriel non remis à ${mail} : « ${subject} »"),
}
"""How each mail is told."""


TELLS_DECISION = ("valider-decision", "publier-decision", "appeler")


def timeline(request: Request, application: Application) -> list[dict[str, Any]]:
    """The public lines of the journal with the mails of the same moment, the newest first, for ``ui['timeline']``."""
    t = request.localizer.translate
    names = parts.decision_names(application, request.contents_language)
    mails = _mails(request, application)
    proofs = {one.at: proof_path(application, one) for one in submissions(application)}
    told: list[tuple[datetime, dict[str, Any]]] = []
    for line in application.journal.newest_first():
        if not line.public:
            continue
        fallback = parts.TABLES[line.act].label if line.act in parts.TABLES else line.act
        title, kind = parts.TIMELINE.get(line.act, (_(fallback), ""))
        said = names.get(line.after, line.after) if line.act in TELLS_DECISION else ""
        words = t(title)
        entry: dict[str, Any] = {
            "when": moment(line.at, request.language),
            "title": parts.with_detail(t, words, said) if said else words,
            "text": parts.detail_words(t, line),
            "kind": kind,
            "notes": mails.pop(line.at, []),
        }
        if line.act == "transmettre" and line.at in proofs:
            entry |= {"url": proofs[line.at], "link": t(_("Accusé de transmission (PDF)"))}
        told.append((line.at, entry))
    for at, subjects in mails.items():
        told += [(at, {"when": moment(at, request.language), "title": subject}) for subject in subjects]
    # Sorting is stable: lines of one moment keep the order of the journal.
    return [entry for _at, entry in sorted(told, key=lambda one: one[0], reverse=True)]


def _mails(request: Request, application: Application) -> dict[datetime, list[str]]:
    """Moment → the mails to the candidate that were written then, in words."""
    found: dict[datetime, list[str]] = {}
    for key in application.mails:
        mail = request.portal.outbox.get(key)
        if not isinstance(mail, StoredMail) or mail.created_at is None:
            continue
        if mail.state is MailState.OFF:
            continue
        kind = MAILS.get(mail.code)
        if kind is not None and kind.recipient is Recipient.COMMISSION:
            continue
        words = _(SAID[mail.state], mapping={"subject": mail.subject, "mail": mail.recipient})
        found.setdefault(mail.created_at, []).append(request.localizer.translate(words))
    return found
