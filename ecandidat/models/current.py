"""What a transaction relies on without writing it: when somebody else wrote it meanwhile, it begins again."""

from __future__ import annotations

from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree


def rely_on(node: Any) -> None:
    """What this transaction writes stands only if a persistent object is still as it was read."""
    if node is not None and node._p_jar is not None and node._p_oid is not None:
        # What was not loaded yet has no serial to compare.
        node._p_activate()
        node._p_jar.readCurrent(node)


def rely_on_whole(holder: Any) -> None:
    """The same of an object and of every entry of the trees that it holds; an empty tree counts too."""
    if holder is None:
        return
    rely_on(holder)
    for tree in vars(holder).values():
        if isinstance(tree, OOBTree | LOBTree):
            rely_on(tree)
            bucket: Any = tree._firstbucket
            while bucket is not None:
                rely_on(bucket)
                bucket = bucket._next
