"""Containers: nodes of the tree, ordered folders, and sharded ones for what a crowd writes at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from zlib import crc32

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from ecandidat.domain.roles import Role
from ecandidat.models.acl import Acl, role_ace


class Node(Persistent):
    """An object of the tree: it has one name and one parent, hence one URL."""

    __name__: str = ""
    __parent__: Any = None

    def __acl__(self) -> Acl:
        """Computed at each question from roles and owner; never stored, never a property."""
        return []


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
    """Who holds which roles on one object: account id → tuple of roles."""

    def __init__(self) -> None:
        self._roles = OOBTree()

    def grant(self, userid: str, role: Role) -> bool:
        """Add a role; tell whether it was new."""
        held: tuple[Role, ...] = self._roles.get(userid, ())
        if role in held:
            return False
        self._roles[userid] = (*held, role)
        return True

    def revoke(self, userid: str, role: Role) -> bool:
        """Remove a role; tell whether it was held."""
        held: tuple[Role, ...] = self._roles.get(userid, ())
        if role not in held:
            return False
        rest = tuple(other for other in held if other is not role)
        if rest:
            self._roles[userid] = rest
        else:
            del self._roles[userid]
        return True

    def roles(self, userid: str) -> tuple[Role, ...]:
        """Roles of one account on this very object."""
        held: tuple[Role, ...] = self._roles.get(userid, ())
        return held

    def items(self) -> Iterator[tuple[str, tuple[Role, ...]]]:
        """All (account id, roles)."""
        return iter(self._roles.items())

    def __len__(self) -> int:
        return len(self._roles)

    def __bool__(self) -> bool:
        return True

    def aces(self) -> Acl:
        """One entry per role held."""
        return [role_ace(userid, role) for userid, roles in self._roles.items() for role in roles]


class Governed:
    """Mixin of the nodes on which roles are granted. ``grants`` is a :class:`Grants`."""

    grants: Grants

    def __acl__(self) -> Acl:
        """The roles granted here; those granted above are found along the lineage."""
        return self.grants.aces()
