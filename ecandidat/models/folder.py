"""Containers: nodes of the tree, ordered folders, and sharded ones for what a crowd writes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar
from zlib import crc32

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from ecandidat.domain.roles import Role
from ecandidat.models.acl import Acl

AnyNode = TypeVar("AnyNode", bound="Node")


class Node(Persistent):
    """An object of the tree: it has one name and one parent, hence one URL."""

    __name__: str = ""
    __parent__: Any = None

    def __acl__(self) -> Acl:
        """Computed at each question from roles and owner; never stored, never a property."""
        return []


def hung(name: str, node: AnyNode, parent: Any) -> AnyNode:
    """A new node, in its place: what stands beside the children of its parent."""
    node.__name__, node.__parent__ = name, parent
    return node


def uid_of(node: Any) -> str:
    """The names that lead to a node, joined: unique in the instance."""
    names: list[str] = []
    while node is not None and node.__name__:
        names.append(node.__name__)
        node = node.__parent__
    return "/".join(reversed(names))


class Folder(Node):
    """A node with children by name, in the order of their names."""

    def __init__(self) -> None:
        self._children = OOBTree()

    def __getitem__(self, name: str) -> Any:
        return self._children[name]

    def __setitem__(self, name: str, child: Node) -> None:
        if name in self._children:
            raise KeyError(f"{name} exists")
        child.__name__ = name
        child.__parent__ = self
        self._children[name] = child

    def __delitem__(self, name: str) -> None:
        child = self._children[name]
        del self._children[name]
        child.__parent__ = None

    def __contains__(self, name: object) -> bool:
        return name in self._children

    def __iter__(self) -> Iterator[str]:
        return iter(self._children.keys())

    def __len__(self) -> int:
        return len(self._children)

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The child of that name, or ``default``."""
        return self._children.get(name, default)

    def values(self) -> Iterator[Any]:
        """The children, by name."""
        return iter(self._children.values())


class ShardedMap(Persistent):
    """A mapping of strings spread over BTrees by the checksum of the key.

    Two transactions that add different keys rarely touch the same BTree bucket, so they commit side by side. The
    number of shards is fixed at creation.
    """

    SHARDS: ClassVar[int] = 16

    def __init__(self, shards: int = 0) -> None:
        self._shards: tuple[OOBTree, ...] = tuple(OOBTree() for _ in range(shards or self.SHARDS))

    def _shard(self, key: str) -> OOBTree:
        return self._shards[crc32(key.encode()) % len(self._shards)]

    def __getitem__(self, key: str) -> Any:
        return self._shard(key)[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._shard(key)[key] = value

    def __delitem__(self, key: str) -> None:
        del self._shard(key)[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._shard(key)

    def __iter__(self) -> Iterator[str]:
        for shard in self._shards:
            yield from shard.keys()

    @property
    def shards(self) -> int:
        """Over how many BTrees it is spread."""
        return len(self._shards)

    def __len__(self) -> int:
        return sum(len(shard) for shard in self._shards)

    def __bool__(self) -> bool:
        return True

    def get(self, key: str, default: Any = None) -> Any:
        """The value of that key, or ``default``."""
        return self._shard(key).get(key, default)

    def pop(self, key: str, default: Any = None) -> Any:
        """Remove a key; its value, or ``default``."""
        return self._shard(key).pop(key, default)

    def values(self) -> Iterator[Any]:
        """All values, shard after shard, in no useful order."""
        for shard in self._shards:
            yield from shard.values()

    def items(self) -> Iterator[tuple[str, Any]]:
        """All pairs, shard after shard, in no useful order."""
        for shard in self._shards:
            yield from shard.items()

    def insert(self, key: str, value: Any) -> bool:
        """Add a key unless it is there; tell whether it was added."""
        return bool(self._shard(key).insert(key, value))


class ShardedFolder(Node):
    """A node whose children are spread over shards: candidates, applications, mails."""

    def __init__(self, shards: int = 0) -> None:
        self._children = ShardedMap(shards)

    def __getitem__(self, name: str) -> Any:
        return self._children[name]

    def __setitem__(self, name: str, child: Node) -> None:
        child.__name__ = name
        child.__parent__ = self
        if not self._children.insert(name, child):
            raise KeyError(f"{name} exists")

    def __delitem__(self, name: str) -> None:
        del self._children[name]

    def __contains__(self, name: object) -> bool:
        return name in self._children

    def __iter__(self) -> Iterator[str]:
        return iter(self._children)

    def __len__(self) -> int:
        return len(self._children)

    def __bool__(self) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The child of that name, or ``default``."""
        return self._children.get(name, default)

    def values(self) -> Iterator[Any]:
        """The children, in no useful order."""
        return self._children.values()


class Grants(Persistent):
    """Who holds what on one object: account id → tuple of roles, and → codes of the profiles that the site added.

    ``_limits`` maps an account to (role or profile, codes of commissions): a grant on a component that holds for these
    only. ``_centres`` maps it likewise to management centres of the student system. All are None until they are needed.
    """

    _added: OOBTree | None = None
    _limits: OOBTree | None = None
    _centres: OOBTree | None = None

    def __init__(self) -> None:
        self._roles = OOBTree()

    def grant(self, userid: str, what: Role | str, commissions: Iterable[str] = ()) -> bool:
        """Add a role, or a profile by its code; tell whether it was new, or limited otherwise."""
        limit = tuple(sorted(commissions))
        held = self.roles(userid) if isinstance(what, Role) else self.codes(userid)
        if what in held and self.limit(userid, what) == limit:
            return False
        if what not in held:
            self._store(what)[userid] = (*held, what)
        self._limit(userid, what, limit)
        return True

    def revoke(self, userid: str, what: Role | str) -> bool:
        """Remove a role, or a profile by its code; tell whether it was held."""
        held = self.roles(userid) if isinstance(what, Role) else self.codes(userid)
        if what not in held:
            return False
        rest = tuple(other for other in held if other != what)
        if rest:
            self._store(what)[userid] = rest
        else:
            del self._store(what)[userid]
        self._limit(userid, what, ())
        self.limit_centres(userid, what, ())
        return True

    def _store(self, what: Role | str) -> OOBTree:
        if isinstance(what, Role):
            return self._roles
        if self._added is None:
            self._added = OOBTree()
        return self._added

    def _limit(self, userid: str, what: str, commissions: tuple[str, ...]) -> None:
        if self.limit(userid, what) == commissions:
            return
        if self._limits is None:
            self._limits = OOBTree()
        rest = tuple(pair for pair in self._limits.get(userid, ()) if pair[0] != what)
        kept = (*rest, (str(what), commissions)) if commissions else rest
        if kept:
            self._limits[userid] = kept
        else:
            del self._limits[userid]

    def limit_centres(self, userid: str, what: str, centres: Iterable[str]) -> bool:
        """Limit a grant to some management centres, to none of them for no limit; tell whether that changed."""
        limit = tuple(sorted(centres))
        if self.centres(userid, what) == limit:
            return False
        if self._centres is None:
            self._centres = OOBTree()
        rest = tuple(pair for pair in self._centres.get(userid, ()) if pair[0] != what)
        kept = (*rest, (str(what), limit)) if limit else rest
        if kept:
            self._centres[userid] = kept
        else:
            del self._centres[userid]
        return True

    def centres(self, userid: str, what: str) -> tuple[str, ...]:
        """The management centres to which a grant is limited; () for none."""
        pairs = self._centres.get(userid, ()) if self._centres is not None else ()
        return next((centres for code, centres in pairs if code == what), ())

    def roles(self, userid: str) -> tuple[Role, ...]:
        """Roles of one account on this very object."""
        held: tuple[Role, ...] = self._roles.get(userid, ())
        return held

    def codes(self, userid: str) -> tuple[str, ...]:
        """Codes of the profiles that one account holds on this very object."""
        held: tuple[str, ...] = self._added.get(userid, ()) if self._added is not None else ()
        return held

    def limit(self, userid: str, what: str) -> tuple[str, ...]:
        """The commissions to which a grant is limited; () for none."""
        pairs = self._limits.get(userid, ()) if self._limits is not None else ()
        return next((commissions for code, commissions in pairs if code == what), ())

    @property
    def limited(self) -> bool:
        """Whether some grant holds for some commissions only."""
        return bool(self._limits)

    def holds(self, userid: str) -> bool:
        """Whether one account holds anything on this very object."""
        return userid in self._roles or (self._added is not None and userid in self._added)

    def items(self) -> Iterator[tuple[str, tuple[Role, ...]]]:
        """All (account id, roles)."""
        return iter(self._roles.items())

    def added(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """All (account id, codes of profiles)."""
        return iter(self._added.items()) if self._added is not None else iter(())

    def __len__(self) -> int:
        """How many people hold something."""
        return len(self._roles) + sum(1 for userid, _codes in self.added() if userid not in self._roles)

    def __bool__(self) -> bool:
        return True
