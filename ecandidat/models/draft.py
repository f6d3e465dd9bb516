"""Drafts: what somebody typed in a form and has not saved yet, so that no browser, network or server can lose it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from BTrees.OOBTree import OOBTree
from persistent import Persistent

Pairs = tuple[tuple[str, str], ...]


class Draft(Persistent):
    """One form as it was typed: an object of its own, so that typing in two windows writes two objects.

    ``fields`` are the posted pairs (name, text) in their order; ``version`` is the fingerprint of the stored value that
    the form was drawn from, ``""`` when the form carries none.
    """

    at: datetime | None = None
    begun_at: datetime | None = None
    version: str = ""
    fields: Pairs = ()


class Drafts(Persistent):
    """The drafts kept with one candidate, by (account id, name of the form): nobody reads another's."""

    def __init__(self) -> None:
        self._drafts = OOBTree()

    def get(self, userid: str, name: str) -> Draft | None:
        """The draft that an account has of a form."""
        found: Draft | None = self._drafts.get((userid, name))
        return found

    def keep(self, userid: str, name: str, draft: Draft) -> None:
        """Add a draft, or put it in place of the former one."""
        self._drafts[(userid, name)] = draft

    def remove(self, userid: str, name: str) -> bool:
        """Remove a draft; tell whether there was one."""
        return self._drafts.pop((userid, name), None) is not None

    def of(self, userid: str, prefix: str = "") -> Iterator[tuple[str, Draft]]:
        """(name, draft) of an account whose names start with ``prefix``, by name."""
        for (owner, name), draft in self._drafts.items(min=(userid, prefix)):
            if owner != userid or not name.startswith(prefix):
                return
            yield name, draft

    def __len__(self) -> int:
        return len(self._drafts)

    def __bool__(self) -> bool:
        return True
