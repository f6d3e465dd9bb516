"""« Mes documents »: what a candidate's library holds, where each file is used, adding and deleting.

A file answers any number of pieces without being copied. Replacing or removing it at a piece is ``services.pieces``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.document import Document
from ecandidat.models.offer import PieceDemand
from ecandidat.models.questionnaire import put_response
from ecandidat.services import filing, pieces
from ecandidat.services.situation import piece_view, piece_views
from ecandidat.work import Work

MAX_DOCUMENTS: Final = 200
"""Most files of a library."""


@dataclass(frozen=True)
class Use:
    """What a document answers: a piece (``demand``) of an application, else the question of a form (``form``, its uid),
    shared by all applications when ``application`` is None. ``sent``: submitted so, it stays readable there for ever.
    """

    application: Application | None
    demand: PieceDemand | None
    sent: bool
    form: str = ""


def documents(candidate: Candidate) -> list[Document]:
    """All files, the newest first."""
    return sorted(candidate.documents.values(), key=lambda one: (one.added_at, one.__name__), reverse=True)


def uses(candidate: Candidate) -> dict[str, list[Use]]:
    """Where each document is used: its name → what it answers, the oldest application first."""
    found: dict[str, list[Use]] = {}
    for application in sorted(candidate.applications.values(), key=lambda one: one.created_at):
        for document, use in (*_pieces(application), *_questions(application, application)):
            found.setdefault(document.__name__, []).append(use)
    for document, use in _questions(candidate, None):
        found.setdefault(document.__name__, []).append(use)
    return found


def _pieces(application: Application) -> Iterator[tuple[Document, Use]]:
    snapshot, cancelled = application.snapshot, application.cancelled_at is not None
    for view in piece_views(application):
        sent = snapshot.document(view.demand.uid) if snapshot is not None else None
        if view.document is not None and not (cancelled and view.lent):
            yield view.document, Use(application, view.demand, sent is view.document)
        if sent is not None and sent is not view.document:
            yield sent, Use(application, view.demand, True)


def _questions(holder: Any, application: Application | None) -> Iterator[tuple[Document, Use]]:
    sent = application is not None and bool(application.snapshots)
    for uid, response in holder.answers.items() if holder.answers is not None else ():
        for _, value in response.values:
            if isinstance(value, Document):
                yield value, Use(application, None, sent, uid)


def maximum(work: Work) -> int:
    """The largest file that a library takes, in bytes: what the most generous establishment accepts."""
    places = [None, *work.root.establishments]
    return max(int(work.parameter("TECH_FILE_MAX_SIZE", place)) for place in places) * pieces.MEGABYTE


def add(work: Work, candidate: Candidate, stream: BinaryIO, filename: str) -> Document:
    """Put a file in the library, for later; the very same file under the same name is there once."""
    document = filing.new_document(work, stream, filename, maximum(work))
    for other in candidate.documents.values():
        if (other.sha256, other.filename) == (document.sha256, document.filename):
            found: Document = other
            if not found.kept:
                found.kept = True
            return found
    if len(candidate.documents) >= MAX_DOCUMENTS:
        raise Refused("library_full", maximum=MAX_DOCUMENTS)
    document.kept = True
    candidate.documents[new_key()] = document
    return document


def delete(work: Work, candidate: Candidate, document: Document) -> None:
    """Delete a file: drafts that used it wait for another one, what was submitted keeps it."""
    if candidate.documents.get(document.__name__) is not document:
        raise Refused("document_gone")
    for use in uses(candidate).get(document.__name__, ()):
        if not use.sent:
            _take_away(work, candidate, use, document)
    for uid in [uid for uid, shared in candidate.shared.items() if shared is document]:
        del candidate.shared[uid]
    if document.__name__ in candidate.documents:
        del candidate.documents[document.__name__]


def _take_away(work: Work, candidate: Candidate, use: Use, document: Document) -> None:
    if use.demand is not None and use.application is not None:
        # Taking a shared answer away from one draft took it away from the others of the list.
        view = piece_view(use.application, use.demand)
        if view.document is document:
            pieces.take_away(work, use.application, view)
        return
    holder = use.application if use.application is not None else candidate
    response = holder.answers[use.form] if holder.answers is not None else None
    if response is not None:
        left = tuple((key, value) for key, value in response.values if value is not document)
        put_response(holder, use.form, replace(response, values=left))
