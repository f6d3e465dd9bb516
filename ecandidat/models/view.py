"""Saved views (« vues ») of a list of applications."""

from __future__ import annotations

from typing import NamedTuple


class SavedView(NamedTuple):
    """A list kept under a name: ``query`` is its address, ``place`` the path of the object where it was made, ``by``
    the account id of its author."""

    title: str
    query: str
    place: str
    by: str = ""
