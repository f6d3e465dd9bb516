"""Containers: one name per child, shards that spread and never lose, grants that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecandidat.domain.permissions import Permission
from ecandidat.domain.roles import Role
from ecandidat.models.acl import ALLOW
from ecandidat.models.folder import Folder, Grants, Node, ShardedFolder, ShardedMap
from ecandidat.models.offer import Component

KEYS = st.text("abcXYZ019-é\u0153", min_size=1, max_size=12)


@pytest.mark.parametrize("kind", [Folder, ShardedFolder])
def test_a_child_knows_its_name_and_its_parent(kind: type) -> None:
    folder, child = kind(), Node()
    folder["a"] = child
    assert (child.__name__, child.__parent__) == ("a", folder)
    assert folder["a"] is child
    assert folder.get("b") is None
    assert "a" in folder
    assert list(folder) == ["a"]
    assert list(folder.values()) == [child]


@pytest.mark.parametrize("kind", [Folder, ShardedFolder])
def test_a_name_is_never_taken_twice(kind: type) -> None:
    folder, first = kind(), Node()
    folder["a"] = first
    with pytest.raises(KeyError, match="exists"):
        folder["a"] = Node()
    assert folder["a"] is first
    assert len(folder) == 1


@pytest.mark.parametrize("kind", [Folder, ShardedFolder])
def test_a_removed_name_is_free_again(kind: type) -> None:
    folder = kind()
    folder["a"] = Node()
    del folder["a"]
    assert "a" not in folder
    with pytest.raises(KeyError):
        folder["a"]
    folder["a"] = Node()
    assert len(folder) == 1


@pytest.mark.parametrize("container", [Folder(), ShardedFolder(), ShardedMap(), Grants()])
def test_an_empty_container_is_still_there(container: object) -> None:
    assert container
    assert len(container) == 0  # type: ignore[arg-type]


def test_a_folder_lists_its_children_by_name() -> None:
    folder = Folder()
    for name in ("c", "a", "b"):
        folder[name] = Node()
    assert list(folder) == ["a", "b", "c"]


@given(st.dictionaries(KEYS, st.integers()), st.integers(min_value=1, max_value=64))
def test_a_sharded_map_is_a_mapping_whatever_its_shards(wanted: dict[str, int], shards: int) -> None:
    found = ShardedMap(shards)
    for key, value in wanted.items():
        found[key] = value
    assert dict(found.items()) == wanted
    assert sorted(found) == sorted(wanted)
    assert sorted(found.values()) == sorted(wanted.values())
    assert len(found) == len(wanted)
    assert all(key in found and found[key] == found.get(key) == value for key, value in wanted.items())
    for key in wanted:
        del found[key]
    assert len(found) == 0


def test_neighbours_fall_into_different_shards() -> None:
    found = ShardedMap()
    for number in range(1000):
        found[f"{number:08d}"] = number
    sizes = [len(shard) for shard in found._shards]
    assert len(sizes) == ShardedMap.SHARDS == 16
    assert min(sizes) > 1000 / 16 / 2


def test_inserting_never_replaces() -> None:
    found = ShardedMap()
    assert found.insert("a", 1) is True
    assert found.insert("a", 2) is False
    assert found["a"] == 1


def test_a_sharded_map_holds_strings_only() -> None:
    assert 7 not in ShardedMap()


def test_roles_add_up_and_go_one_by_one() -> None:
    grants = Grants()
    assert grants.grant("s-a", Role.CENTRAL)
    assert not grants.grant("s-a", Role.CENTRAL)
    assert grants.grant("s-a", Role.CANDIDATE_READER)
    assert grants.roles("s-a") == (Role.CENTRAL, Role.CANDIDATE_READER)
    assert grants.revoke("s-a", Role.CENTRAL)
    assert not grants.revoke("s-a", Role.CENTRAL)
    assert grants.roles("s-a") == (Role.CANDIDATE_READER,)
    assert grants.revoke("s-a", Role.CANDIDATE_READER)
    assert len(grants) == 0


def test_a_role_becomes_one_entry_of_the_acl() -> None:
    node = Component()
    node.grants.grant("s-a", Role.CANDIDATE_READER)
    rights = (Permission.APPLICATION_VIEW, Permission.DESK_LIST, Permission.PROFILE_VIEW)
    assert node.__acl__() == [(ALLOW, "user:s-a", rights)]
    assert Node().__acl__() == []
