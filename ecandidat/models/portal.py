"""The root of the tree: establishments, candidates, accounts, the outbox."""

from __future__ import annotations

from typing import Any

from BTrees.OOBTree import OOBTree

from ecandidat.models.account import Accounts
from ecandidat.models.candidate import Candidates
from ecandidat.models.folder import Folder, Governed, Grants
from ecandidat.models.journal import Journal
from ecandidat.models.mail import Outbox
from ecandidat.models.nomenclature import Nomenclatures
from ecandidat.models.offer import Establishment


class Portal(Governed, Folder):
    """``/``: children are establishments; ``candidats`` and ``compte`` hang beside them.

    ``steps_done`` names the evolution steps that this database has been through.
    """

    steps_done: tuple[str, ...] = ()
    journal: Journal | None = None

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
        return super().__getitem__(name)

    @property
    def establishments(self) -> list[Establishment]:
        """Active establishments by name."""
        return sorted((e for e in self.values() if e.active), key=lambda e: (e.name_full.casefold(), e.__name__))
