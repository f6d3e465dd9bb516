"""A correction of frozen details that a candidate asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ecandidat.models.document import Document
from ecandidat.models.folder import Node

PENDING, ACCEPTED, REFUSED, WITHDRAWN = "attente", "acceptee", "refusee", "retiree"
"""States, in the words of the stored value."""


class Correction(Node):
    """What was asked and what was answered; ``changes`` are (field, value before, value asked for) and never change.

    Kept by the candidate under its random key. ``answer`` is the reason of a refusal, or a word with the acceptance.
    """

    asked_at: datetime = datetime.min.replace(tzinfo=UTC)
    changes: tuple[tuple[str, Any, Any], ...] = ()
    reason: str = ""
    document: Document | None = None
    state: str = PENDING
    decided_at: datetime | None = None
    decided_by: str = ""
    answer: str = ""
