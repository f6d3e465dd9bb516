"""« Historique » and « Bloc-notes » of an application: what happened, which mails left, what managers noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from ecandidat.dates import moment, stamp
from ecandidat.domain.codes import MailState
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.forms import Lifecycle
from ecandidat.forms import desk as forms
from ecandidat.i18n import _
from ecandidat.models.journal import Entry
from ecandidat.resources import Application, StoredMail, path_of
from ecandidat.services import desk, looks, mail_texts
from ecandidat.views import ACT, FORM, door
from ecandidat.views.candidate.parts import decision_names, detail_words, person, say
from ecandidat.views.desk import labels
from ecandidat.views.layout import flash

MAIL_BADGES = {
    MailState.PENDING: "pending", MailState.SENDING: "sent", MailState.SENT: "valid", MailState.FAILED: "refused",
    MailState.OFF: "cancelled",
}  # fmt: skip


def timeline(request: Request, application: Application, since: datetime | None = None) -> list[dict[str, Any]]:
    """All lines of the journal, the newest first, for ``ui['timeline']``; ``fresh``: by somebody else, after ``since``.

    An automatic line says so: nobody did it by hand.
    """
    t, names = request.localizer.translate, decision_names(application, request.language)
    own = request.work.actor.name
    return [
        {
            "when": f"{moment(entry.at, request.language)} – {_actor(t, entry)}",
            "fresh": since is not None and entry.at > since and entry.actor != own,
            "title": labels.title(t, entry, names),
            "text": detail_words(t, entry),
            "kind": labels.COLOURS.get(entry.act, ""),
        }
        for entry in application.journal.newest_first()
    ]


def _actor(t: Any, entry: Entry) -> str:
    return str(t(_("${who}, automatiquement", mapping={"who": entry.actor}))) if entry.automatic else entry.actor


def mails_of(request: Request, application: Application) -> list[dict[str, Any]]:
    """The mails of an application, the newest first; ``reply`` is the mail server's last answer."""
    t = request.localizer.translate
    found = []
    for key in reversed(application.mails):
        mail = request.portal.outbox.get(key)
        if isinstance(mail, StoredMail):
            found.append(
                {
                    "subject": mail.subject,
                    "kind_label": t(_(mail_texts.label(application.formation, mail.code))),
                    "recipient": mail.recipient,
                    "when": stamp(mail.sent_at or mail.created_at, request.language),
                    "state": {"label": t(_(mail.state.label)), "kind": MAIL_BADGES[mail.state]},
                    "reply": mail.reply,
                    "attachments": [document.filename for document in mail.attachments],
                    "url": f"{path_of(application)}/@@historique?courriel={key}",
                }
            )
    return found


@door(Application, "historique", permission=P.DESK_JOURNAL, template="desk/history.pt")
def history(context: Application, request: Request) -> dict[str, Any]:
    """The whole journal and all mails; ``?courriel=<key>`` opens the text of one."""
    opened = request.GET.get("courriel", "")
    mail = None
    if opened:
        mail = request.portal.outbox.get(opened) if opened in context.mails else None
        if not isinstance(mail, StoredMail):
            raise HTTPNotFound()
    return {
        "title": request.localizer.translate(_("Historique")),
        "kicker": f"{person(context)} – {context.formation.title}",
        "base": path_of(context),
        "history": timeline(request, context, looks.since(request.work, context)),
        "mails": mails_of(request, context),
        "mail": mail,
        "mail_key": opened,
        "may_send": bool(request.has_permission(P.DESK_STATUS, context)),
    }


@door(Application, "renvoyer", permission=P.DESK_STATUS, methods=ACT)
def send_again(context: Application, request: Request) -> HTTPSeeOther:
    """« Renvoyer » a mail that has left, or could not."""
    key = request.POST.get("courriel", "")
    try:
        desk.send_mail_again(request.work, context, key)
    except Refused as refused:
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("Le courriel repart dans quelques instants."))
    return HTTPSeeOther(f"{path_of(context)}/@@historique#courriels")


@door(Application, "notes", permission=P.DESK_NOTE, template="desk/notes.pt", methods=FORM)
def notes(context: Application, request: Request) -> Any:
    """« Bloc-notes »: the notes and a form to add one; a POST with ``supprimer`` removes one's own."""
    if request.method == "POST" and "supprimer" in request.POST:
        return _remove(context, request)
    lifecycle = Lifecycle(request, forms.note(), buttons=forms.buttons(_("Ajouter la note")))

    def succeed(values: dict[str, Any]) -> HTTPSeeOther:
        desk.add_note(request.work, context, values["note"])
        flash(request, _("La note est ajoutée."))
        return HTTPSeeOther(f"{path_of(context)}/@@notes")

    mine = request.current_identity.userid if request.current_identity else ""
    return lifecycle.handle(
        succeed,
        title=request.localizer.translate(_("Bloc-notes")),
        kicker=f"{person(context)} – {context.formation.title}",
        base=path_of(context),
        notes=[
            {"index": index, "author": note.author, "when": stamp(note.at, request.language), "text": note.text,
             "mine": note.userid == mine, "id": note_id(note)}
            for index, note in enumerate(context.notes)
        ],
    )  # fmt: skip


def note_id(note: Any) -> str:
    """What names a note in a form: its moment, so that a stale page never removes another."""
    return str(int(note.at.timestamp() * 1_000_000))


def _remove(application: Application, request: Request) -> HTTPSeeOther:
    asked = request.POST["supprimer"]
    index = next((index for index, note in enumerate(application.notes) if note_id(note) == asked), -1)
    try:
        desk.remove_note(request.work, application, index)
        flash(request, _("La note est supprimée."))
    except Refused as refused:
        flash(request, say(request, refused), "danger")
    return HTTPSeeOther(f"{path_of(application)}/@@notes")
