"""« Mes données »: everything an instance knows of a candidate and may tell them, as one ZIP (docs/own-data.md).

What never enters: notes of managers, drafts of decisions, ranks that are not shown, names of staff, mails to
commissions, anything of another person. The archive is read from one state of the database and written file by file,
so that its size costs no memory.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from ecandidat.documents.uploads import safe_filename
from ecandidat.domain.codes import MailState, Scan
from ecandidat.domain.decisions import Decision
from ecandidat.domain.questionnaire import SentQuestionnaire, said
from ecandidat.mails.catalogue import MAILS, Recipient
from ecandidat.models.account import Account
from ecandidat.models.application import Application, Snapshot
from ecandidat.models.candidate import STEPS, Candidate
from ecandidat.models.correction import Correction
from ecandidat.models.document import Document
from ecandidat.models.journal import Entry
from ecandidat.resources import path_of
from ecandidat.services import answers, corrections, letters, ranks, tasks
from ecandidat.services.closing import university
from ecandidat.services.exports import keep
from ecandidat.services.labels import word
from ecandidat.services.situation import confirm_by, in_force, piece_views
from ecandidat.work import Work

FORMAT, VERSION = "ecandidat", 1
"""What a file of ours says it is. A reader refuses a version above its own; see docs/own-data.md."""

JSON_NAME = "ecandidat.json"
EXPORT = "export-donnees"
Values = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """One file of the archive: its path there, and the document it comes from."""

    path: str
    document: Document


class Files:
    """The files of an archive, each once, whatever holds it."""

    def __init__(self) -> None:
        self.stored: list[Stored] = []
        self._entries: dict[int, tuple[Document, str]] = {}

    def entry(self, document: Document | None, folder: str) -> Values | None:
        """What the JSON says of a document, and its path in the archive; the antivirus keeps some out."""
        if document is None:
            return None
        if id(document) not in self._entries:
            path = ""
            if document.scan not in (Scan.INFECTED, Scan.CORRUPT):
                path = f"documents/{folder}/{len(self.stored) + 1:03}-{_plain(document.filename)}"
                self.stored.append(Stored(path, document))
            self._entries[id(document)] = (document, path)
        return {
            "file": self._entries[id(document)][1], "filename": document.filename,
            "content_type": document.content_type, "size": document.size, "sha256": document.sha256,
            "pages": document.pages, "added_at": _value(document.added_at),
        }  # fmt: skip


def collect(work: Work, candidate: Candidate) -> tuple[Values, list[Stored]]:
    """The content of ``ecandidat.json``, and the files that go with it."""
    files, own = Files(), _own_names(work, candidate)
    account = work.root.accounts.get(candidate.userid)
    applications = sorted(candidate.applications.values(), key=lambda application: str(application.created_at))
    content = {
        "format": FORMAT, "version": VERSION, "made_at": _value(work.now), "instance": work.base_url,
        "number": candidate.number,
        "account": _account(account) if account is not None else None,
        "profile": profile(candidate.profile),
        "profile_history": [_entry(entry, own) for entry in candidate.journal if entry.public or entry.act == "profil"],
        "library": [files.entry(document, "mes-documents") for document in candidate.documents.values()],
        "shared_pieces": [
            {"piece": uid, "not_concerned": document is None, "document": files.entry(document, "mes-documents")}
            for uid, document in candidate.shared.items()
        ],
        "corrections": [_correction(one, files) for one in corrections.all_of(candidate)],
        "preferences": list(candidate.wishes),
        "wants_reminders": candidate.wants_reminders,
        "enrolment": {name: _value(getattr(candidate, name)) for name in ("regime", "standing", "continuing")},
        "applications": [_application(work, application, files, own) for application in applications],
    }  # fmt: skip
    return content, files.stored


def profile(source: Any) -> Values:
    """The steps of a profile, live or frozen, by their names in URLs."""
    return {name: _value(getattr(source, attribute)) for name, attribute in STEPS.items()}


def build(run: tasks.Run) -> None:
    """The work of the task: the archive in a folder of its own, then kept with the task."""
    archive = run.folder / "archive.zip"
    with run.reading() as (work, task):
        candidate = work.root.candidates[task.owner[2:]]
        content, stored = collect(work, candidate)
        total = len(stored) + 1
        run.step(lambda _work, seen: tasks.progress(seen, 0, total=total))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
            for count, file in enumerate(stored, start=1):
                with file.document.open() as source, target.open(_info(file.path, work.now), "w") as sink:
                    shutil.copyfileobj(source, sink, 64 * 1024)
                run.step(tasks.advanced(count))
            for name, content_bytes in _letters(work, candidate):
                target.writestr(_info(name, work.now), content_bytes)
            text = json.dumps(content, ensure_ascii=False, indent=1).encode()
            target.writestr(_info(JSON_NAME, work.now), text, zipfile.ZIP_DEFLATED)
        name = f"ecandidat-{candidate.number}-{work.today:%Y-%m-%d}.zip"
    run.step(lambda work, task: keep(work, task, archive, name, "application/zip", _stays(work, task.owner)))


def _stays(work: Work, userid: str) -> timedelta:
    return timedelta(hours=hours_kept(work, userid))


def hours_kept(work: Work, userid: str) -> int:
    """How many hours somebody may download the archive of their data."""
    account = work.root.accounts.get(userid)
    found = university(work, account) if account is not None else None
    return int(work.parameter("CANDIDAT_NB_HEURE_EXPORT", found))


def _letters(work: Work, candidate: Candidate) -> Iterator[tuple[str, bytes]]:
    """The letters that the candidate may download today."""
    for application in candidate.applications.values():
        if letters.due(work, application):
            name, content = letters.pdf(work, application)
            yield f"documents/{application.key}/{name}", content


def _account(account: Account) -> Values:
    names = ("mail", "last_name", "first_name", "language", "student_id", "cas_login", "created_at", "activated_at")
    return {name: _value(getattr(account, name)) for name in names}


def _application(work: Work, application: Application, files: Files, own: frozenset[str]) -> Values:
    formation, folder = application.formation, application.key
    return {
        "key": application.key,
        "address": work.base_url + path_of(application),
        "establishment": formation.establishment.name_full,
        "component": formation.component.title,
        "formation": {"code": formation.__name__, "title": formation.title, "campaign": formation.calendar.campaign},
        "created_at": _value(application.created_at),
        "status": {"code": application.status.value, "label": word(formation.establishment, application.status, "fr")},
        "submitted_at": _value(application.submitted_at),
        "cancelled_at": _value(application.cancelled_at),
        "confirm_by": _value(confirm_by(application)),
        "decisions": [_decision(work, application, found) for found in _published(work, application)],
        "answer": {"code": application.answer.value, "label": application.answer.label,
                   "at": _value(application.answered_at)},
        "pieces": [
            {"piece": view.demand.uid, "label": view.demand.title(), "status": view.status.value,
             "status_label": word(formation.establishment, view.status, "fr"), "comment": view.comment,
             "document": files.entry(view.document, folder)}
            for view in piece_views(application)
        ],
        "questionnaires": [_form(form, files, folder) for form in answers.readable(application, owner=True)],
        "submissions": [_submission(snapshot, files, folder) for snapshot in application.snapshots],
        "mails": list(_mails(work, application)),
        "messages": list(_messages(application)),
        "journal": [_entry(entry, own) for entry in application.journal if entry.public],
    }  # fmt: skip


def _messages(application: Application) -> Iterator[Values]:
    """Both sides of the thread; whoever wrote for the university has no name here."""
    thread = application.thread
    for one in thread.messages if thread is not None else ():
        yield {"at": _value(one.at), "by": "university" if one.staff else "self", "text": one.text,
               "piece": one.piece, "read_at": _value(thread.read_at(one)) if thread is not None else None}  # fmt: skip


def _correction(asked: Correction, files: Files) -> Values:
    """A correction that was asked for, and its answer; whoever gave it has no name here."""
    return {
        "asked_at": _value(asked.asked_at), "reason": asked.reason, "state": asked.state,
        "changes": [{"field": name, "before": _value(old), "after": _value(new)} for name, old, new in asked.changes],
        "document": files.entry(asked.document, "corrections"),
        "decided_at": _value(asked.decided_at), "answer": asked.answer,
    }  # fmt: skip


def _submission(snapshot: Snapshot, files: Files, folder: str) -> Values:
    pieces = [
        {"piece": uid, "label": title, "status": status, "document": files.entry(document, folder)}
        for uid, title, status, document in snapshot.pieces
    ]
    return {"at": _value(snapshot.taken_at), "profile": profile(snapshot.profile), "pieces": pieces,
            "questionnaires": [_form(form, files, folder) for form in snapshot.forms]}  # fmt: skip


def _form(form: SentQuestionnaire, files: Files, folder: str) -> Values:
    """A questionnaire and what was answered to it."""
    given = [
        {"question": said(answer.label), "answer": answers.printed(answer.value),
         "document": files.entry(answer.value, folder) if isinstance(answer.value, Document) else None}
        for answer in form.answers
    ]  # fmt: skip
    return {"questionnaire": form.uid, "label": said(form.label), "state": form.state.value,
            "answered_at": _value(form.answered_at), "answers": given}  # fmt: skip


def _decision(work: Work, application: Application, decision: Decision) -> Values:
    stands = ranks.standing(work, application) if decision is in_force(application) else None
    return {
        "kind": decision.kind.value, "label": decision.label, "published_at": _value(decision.published_at),
        "reason": decision.motivation, "comment": decision.comment if decision.show_comment else "",
        "rank": stands.rank if stands is not None else None, "appeal": decision.appeal,
        "meeting_date": _value(decision.meeting_date), "meeting_time": decision.meeting_time,
        "meeting_place": decision.meeting_place,
    }  # fmt: skip


def _mails(work: Work, application: Application) -> Iterator[Values]:
    """The mails that went to the candidate; what commissions received is theirs."""
    for key in application.mails:
        mail = work.root.outbox.get(key)
        kind = MAILS.get(mail.code) if mail is not None else None
        to_candidate = kind is None or kind.recipient is Recipient.CANDIDATE
        if mail is not None and to_candidate and mail.state not in (MailState.FAILED, MailState.OFF):
            yield {"at": _value(mail.sent_at or mail.created_at), "to": mail.recipient, "subject": mail.subject,
                   "text": mail.text}  # fmt: skip


def _published(work: Work, application: Application) -> Iterator[Decision]:
    return (found for found in application.decisions if found.published_at and found.published_at <= work.now)


def _own_names(work: Work, candidate: Candidate) -> frozenset[str]:
    """The names under which journals know the candidate, before and after corrections."""
    account, details = work.root.accounts.get(candidate.userid), candidate.profile.personal
    known = [details]
    if details is not None:
        asked = corrections.all_of(candidate)
        known += [replace(details, **{name: old for name, old, _new in one.changes}) for one in asked]
    for application in candidate.applications.values():
        known += [snapshot.profile.personal for snapshot in application.snapshots]
    named = {account.name} if account is not None else set()
    return frozenset(named | {f"{who.first_name} {who.name}" for who in known if who is not None})


def _entry(entry: Entry, own: frozenset[str]) -> Values:
    """A line of a journal; whoever is not the candidate is « the university », by no name."""
    by = "system" if entry.automatic else ("self" if entry.actor in own else "university")
    return {"at": _value(entry.at), "by": by, "act": entry.act, "before": entry.before, "after": entry.after,
            "detail": entry.detail}  # fmt: skip


def _value(value: Any) -> Any:
    """A stored value as JSON holds it: moments in ISO 8601 with their zone, codes as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    if is_dataclass(value):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value) if field.name != "key"}
    return value


def _plain(filename: str) -> str:
    """A name that every system can unpack."""
    name = safe_filename(filename)
    kept = "".join("_" if sign in '<>:"|?*\\/' else sign for sign in name).strip(". ")
    return kept[-100:] or "document"


def _info(path: str, moment: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(path, moment.timetuple()[:6])
