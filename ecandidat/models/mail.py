"""The outbox: mails stored in the transaction of the act that caused them, sent by the worker afterwards."""

from __future__ import annotations

from datetime import datetime

from ecandidat.domain.codes import MailState
from ecandidat.models.document import Document
from ecandidat.models.folder import Node, ShardedFolder, ShardedMap


class StoredMail(Node):
    """One message, complete: what was sent stays readable, even when texts change later.

    ``about`` is the URL path of the application or account concerned. ``reply`` is the server's last answer.
    ``blind`` are those who get a copy that its recipient does not see.
    ``unsubscribe`` is the address that stops mails of this sort, '' for those that cannot be stopped.
    """

    code: str = ""
    recipient: str = ""
    copies: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    language: str = "fr"
    about: str = ""
    created_at: datetime | None = None
    state: MailState = MailState.PENDING
    tries: int = 0
    sent_at: datetime | None = None
    next_try: datetime | None = None
    reply: str = ""
    unsubscribe: str = ""
    attachments: tuple[Document, ...] = ()


class Outbox(ShardedFolder):
    """All mails by random key; ``queue`` holds the keys of those that still have to leave.

    Every act of every candidate writes here, hence four times the usual number of shards.
    """

    def __init__(self) -> None:
        super().__init__(4 * ShardedMap.SHARDS)
        self.queue = ShardedMap(4 * ShardedMap.SHARDS)

    def post(self, key: str, mail: StoredMail) -> None:
        """Store a mail and queue it."""
        self[key] = mail
        self.requeue(key, mail.created_at)

    def requeue(self, key: str, moment: datetime | None) -> None:
        """Queue a stored mail, to leave at that moment or after."""
        self.queue[key] = moment
        # Volatile: neither stored nor a change of this object, which every act would then write.
        self._v_posted = (*self.__dict__.get("_v_posted", ()), key)

    def pop_posted(self) -> tuple[str, ...]:
        """Keys queued through this very object since the last call: what to wake the worker for."""
        posted: tuple[str, ...] = self.__dict__.pop("_v_posted", ())
        return posted
