"""Old data always opens: names that databases hold stay, and no class shares a mutable default."""

from __future__ import annotations

import importlib
import inspect
import io
import pickletools
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from persistent import Persistent

import ecandidat

FROZEN = Path(__file__).with_name("persistent_names.txt")
MUTABLE = (list, dict, set, bytearray)


def names_in(database: Any) -> set[str]:
    """Every name of ours in the records of a database: classes of objects, values and enumerations."""
    found: set[str] = set()
    for transaction in database.storage.iterator() if hasattr(database.storage, "iterator") else ():
        for record in transaction:
            if record.data:
                found |= set(globals_of(record.data))
    return {name for name in found if name.startswith("ecandidat.")}


def globals_of(data: bytes) -> Iterator[str]:
    """The dotted names that a record imports: two pickles, the class and the state."""
    stream = io.BytesIO(data)
    while stream.tell() < len(data):
        words: list[str] = []
        memo: dict[int, str] = {}
        for opcode, argument, _ in pickletools.genops(stream):
            if opcode.name == "GLOBAL":
                yield str(argument).replace(" ", ".")
            elif opcode.name == "STACK_GLOBAL":
                yield f"{words[-2]}.{words[-1]}"
            elif "UNICODE" in opcode.name or opcode.name in ("SHORT_BINSTRING", "BINSTRING"):
                words.append(str(argument))
            elif opcode.name == "MEMOIZE":
                memo[len(memo)] = words[-1] if words else ""
            elif opcode.name in ("BINPUT", "LONG_BINPUT"):
                memo[int(argument)] = words[-1] if words else ""
            elif opcode.name in ("BINGET", "LONG_BINGET"):
                words.append(memo.get(int(argument), ""))


def persistent_classes() -> list[type]:
    """Every class of ours whose instances have records of their own."""
    found: set[type] = set()
    for module in pkgutil.walk_packages(ecandidat.__path__, "ecandidat."):
        loaded = importlib.import_module(module.name)
        found |= {
            made for _, made in inspect.getmembers(loaded, inspect.isclass)
            if issubclass(made, Persistent) and made.__module__.startswith("ecandidat.")
        }  # fmt: skip
    return sorted(found, key=dotted)


def dotted(made: type) -> str:
    """``module.Class``."""
    return f"{made.__module__}.{made.__qualname__}"


CLASSES = persistent_classes()
EACH = pytest.mark.parametrize("made", CLASSES, ids=lambda made: made.__name__)


def frozen() -> list[str]:
    """The names that databases may hold."""
    return FROZEN.read_text(encoding="utf-8").split()


def test_every_name_in_a_database_is_frozen(world_database: Any) -> None:
    held = names_in(world_database)
    assert len(held) > 30
    assert sorted(held - set(frozen())) == [], "add them to persistent_names.txt, for good"


def test_every_persistent_class_is_frozen() -> None:
    assert sorted({dotted(made) for made in CLASSES} - set(frozen())) == []


@pytest.mark.parametrize("name", frozen())
def test_a_frozen_name_still_opens(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert inspect.isclass(getattr(importlib.import_module(module), attribute)), "leave an alias where it stood"


def test_frozen_names_are_sorted_and_single() -> None:
    assert frozen() == sorted(set(frozen()))


@EACH
def test_no_default_is_mutable(made: type) -> None:
    shared = [name for name, value in vars(made).items() if isinstance(value, MUTABLE) and name[:2] != "__"]
    assert shared == []


@EACH
def test_no_class_resolves_conflicts_of_its_own(made: type) -> None:
    assert "_p_resolveConflict" not in vars(made)


@EACH
def test_rights_are_a_method(made: type) -> None:
    acl = inspect.getattr_static(made, "__acl__", None)
    assert acl is None or inspect.isfunction(acl)


@EACH
def test_a_class_says_what_it_holds(made: type) -> None:
    assert made.__doc__


def test_no_record_holds_a_bare_list_dict_or_set(world_database: Any) -> None:
    connection = world_database.open()
    wrong: set[str] = set()
    for transaction in world_database.storage.iterator():
        for record in transaction:
            state = connection.get(record.oid)
            state._p_activate()
            if type(state).__module__.startswith("ecandidat."):
                wrong |= {
                    f"{type(state).__name__}.{name}"
                    for name, value in vars(state).items()
                    if isinstance(value, MUTABLE)
                }
    connection.close()
    assert wrong == set()
