"""Saved views of a list of applications: somebody's own, kept with their account, or shared with whoever lists there.

A shared view belongs to the object where it was made and shows nobody more than they may see. A name is unique among
the views that a person sees on an object.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.models.account import Account
from ecandidat.models.view import SavedView
from ecandidat.resources import path_of
from ecandidat.services.offer import record
from ecandidat.work import Work

LONGEST, MOST = 60, 50
"""Characters of a name; views of one person, or shared by all, on one object."""

NOTHING = "toutes"
"""The key that stands for the list as it is without a view."""


class Kept(NamedTuple):
    """A view with its key; ``usual`` is the one that opens first for the person asked about."""

    key: str
    view: SavedView
    shared: bool
    usual: bool


def listed(account: Account, node: Any) -> list[Kept]:
    """The views that a person sees on an object by name, shared ones first."""
    usual, place = _usual(account).get(path_of(node), ""), path_of(node)
    shared = [Kept(key, view, True, key == usual) for key, view in _of(node).items()]
    own = [Kept(key, view, False, key == usual) for key, view in _of(account).items() if view.place == place]
    return [one for group in (shared, own) for one in sorted(group, key=lambda kept: kept.view.title.casefold())]


def find(account: Account, node: Any, key: str) -> Kept | None:
    """The view of that key, if the person sees it there."""
    return next((kept for kept in listed(account, node) if kept.key == key), None)


def usual(account: Account, node: Any) -> Kept | None:
    """The view that opens first for a person on an object."""
    return next((kept for kept in listed(account, node) if kept.usual), None)


def save(work: Work, account: Account, node: Any, title: str, query: str, *, shared: bool) -> str:
    """Keep a list under a new name; its key. Refuses a name that is empty, too long or taken, and too many views."""
    title = _title(account, node, title)
    if sum(kept.shared is shared for kept in listed(account, node)) >= MOST:
        raise Refused("views_too_many", maximum=MOST)
    key = new_key()
    _put(node if shared else account, key, SavedView(title, query, path_of(node), account.userid))
    if shared:
        record(work, node, "vue-partagee", after=title)
    return key


def rename(work: Work, account: Account, node: Any, key: str, title: str, *, shared: bool) -> None:
    """Give a view another name; refuses as :func:`save`, and ``view_gone``."""
    kept = _kept(account, node, key, shared)
    title = _title(account, node, title, but=key)
    _put(node if shared else account, key, kept.view._replace(title=title))
    if shared and title != kept.view.title:
        record(work, node, "vue-partagee", before=kept.view.title, after=title)


def replace(work: Work, account: Account, node: Any, key: str, query: str, *, shared: bool) -> None:
    """Make a view show the list of another address; refuses ``view_gone``."""
    kept = _kept(account, node, key, shared)
    _put(node if shared else account, key, kept.view._replace(query=query))
    if shared and query != kept.view.query:
        record(work, node, "vue-partagee", before=kept.view.title, after=kept.view.title)


def delete(work: Work, account: Account, node: Any, key: str, *, shared: bool) -> None:
    """Remove a view; refuses ``view_gone``."""
    kept = _kept(account, node, key, shared)
    owner: Any = node if shared else account
    del owner.views[key]
    if kept.usual:
        set_usual(account, node, NOTHING)
    if shared:
        record(work, node, "vue-supprimee", before=kept.view.title)


def set_usual(account: Account, node: Any, key: str) -> None:
    """Open the list with that view from now on; :data:`NOTHING` opens it without any. Refuses ``view_gone``."""
    place = path_of(node)
    if key == NOTHING:
        if place in _usual(account) and account.usual_views is not None:
            del account.usual_views[place]
        return
    if find(account, node, key) is None:
        raise Refused("view_gone")
    if account.usual_views is None:
        account.usual_views = OOBTree()
    if account.usual_views.get(place) != key:
        account.usual_views[place] = key


def _of(owner: Any) -> Any:
    return owner.views if owner.views is not None else {}


def _usual(account: Account) -> Any:
    return account.usual_views if account.usual_views is not None else {}


def _kept(account: Account, node: Any, key: str, shared: bool) -> Kept:
    kept = find(account, node, key)
    if kept is None or kept.shared is not shared:
        raise Refused("view_gone")
    return kept


def _put(owner: Any, key: str, view: SavedView) -> None:
    if owner.views is None:
        owner.views = OOBTree()
    if owner.views.get(key) != view:
        owner.views[key] = view


def _title(account: Account, node: Any, title: str, but: str = "") -> str:
    title = " ".join(title.split())
    if not title or len(title) > LONGEST or not title.isprintable():
        raise Refused("view_name_needed", maximum=LONGEST)
    taken = {kept.view.title.casefold() for kept in listed(account, node) if kept.key != but}
    if title.casefold() in taken:
        raise Refused("view_name_taken")
    return title
