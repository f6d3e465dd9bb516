"""The root of the tree: establishments, candidates, accounts, the outbox."""

from __future__ import annotations

from typing import Any

from BTrees.OOBTree import OOBTree

from ecandidat.models.account import Accounts
from ecandidat.models.candidate import Candidates
from ecandidat.models.folder import Folder, Grants, ShardedMap
from ecandidat.models.journal import Journal
from ecandidat.models.mail import Outbox
from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.models.offer import Establishment
from ecandidat.models.profiles import Governed
from ecandidat.models.spoken import Texts
from ecandidat.models.task import Tasks
from ecandidat.models.unlisted import Unlisted


class Portal(Governed, Folder):
    """``/``: children are establishments; ``candidats`` and ``compte`` hang beside them.

    ``steps_done`` names the evolution steps that this database has been through. ``unlisted`` is None until somebody
    types what no list has; ``corrections`` until somebody asks for one, then candidate number → key of what waits;
    ``desks`` until a manager leaves something on theirs: account id → :class:`ecandidat.models.desk.Desk`.
    """

    steps_done: tuple[str, ...] = ()
    journal: Journal | None = None
    maintenance: Texts = ()
    tasks: Tasks | None = None
    unlisted: Unlisted | None = None
    corrections: ShardedMap | None = None
    desks: ShardedMap | None = None

    def __init__(self) -> None:
        super().__init__()
        self.grants = Grants()
        self.parameters = OOBTree()
        self.candidates = Candidates()
        self.candidates.__name__, self.candidates.__parent__ = "candidats", self
        self.accounts = Accounts()
        self.accounts.__name__, self.accounts.__parent__ = "compte", self
        self.outbox = Outbox()
        self.outbox.__name__, self.outbox.__parent__ = "courriels", self
        self.nomenclatures = Nomenclatures()
        self.nomenclatures.__parent__ = self

    def __getitem__(self, name: str) -> Any:
        if name == "candidats":
            return self.candidates
        if name == "compte":
            return self.accounts
        if name == "taches" and self.tasks is not None:
            return self.tasks
        return super().__getitem__(name)

    def open_tasks(self) -> Tasks:
        """The tasks, made when the first one is asked for: earlier databases have none."""
        if self.tasks is None:
            tasks = Tasks()
            tasks.__name__, tasks.__parent__ = "taches", self
            self.tasks = tasks
        return self.tasks

    @property
    def establishments(self) -> list[Establishment]:
        """Active establishments by name."""
        return sorted((e for e in self.values() if e.active), key=lambda e: (e.name_full.casefold(), e.__name__))
