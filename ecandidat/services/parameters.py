"""The parameters of an establishment, or of the whole instance, as their screen changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import PARAMETERS, Value
from ecandidat.models.offer import Establishment
from ecandidat.models.portal import Portal
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work

Level = Portal | Establishment


@dataclass(frozen=True)
class Held:
    """How a parameter stands at a level: the ``value`` in force there, whether it is the level's ``own``, the one
    that it would inherit, and whether the instance ``gives`` that one instead of the product's default.
    """

    value: Value
    own: bool
    inherited: Value
    gives: bool


def held(work: Work, node: Level) -> dict[str, Held]:
    """Code → how it stands at a level."""
    return {code: _held(work, node, code) for code in PARAMETERS}


def _held(work: Work, node: Level, code: str) -> Held:
    own, portal = node.parameters.get(code), work.root.parameters.get(code)
    gives = portal is not None and node is not work.root
    inherited = portal if gives else PARAMETERS[code].default
    return Held(inherited if own is None else own, own is not None, inherited, gives)


def current(work: Work, node: Level) -> dict[str, Value]:
    """Code → value in force there."""
    return {code: one.value for code, one in held(work, node).items()}


def elsewhere(work: Work, code: str) -> list[tuple[Establishment, Value]]:
    """The establishments that have a value of their own, which the instance's does not change."""
    every = ((one, one.parameters.get(code)) for one in work.root.establishments)
    return [(one, value) for one, value in every if value is not None]


def save(work: Work, node: Level, values: Mapping[str, Value], version: str = "") -> tuple[str, ...]:
    """Set parameters; return the codes that changed. A value that is not the level's own stays inherited.

    Refuses a wrong type, a value out of bounds, and ``changed_meanwhile`` as :func:`ecandidat.services.offer.edit`.
    """
    now = current(work, node)
    for code, value in values.items():
        try:
            PARAMETERS[code].check(value)
        except Refused as refused:
            raise Refused(refused.code, **{**refused.params, "field": code}) from None
    late = tuple(code for code in sheets.stale(now, version) if code in values and now[code] != values[code])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    changed = tuple(code for code, value in values.items() if value != now[code])
    for code in changed:
        node.parameters[code] = values[code]
        record(work, node, f"parametre-{code}", before=_written(now[code]), after=_written(values[code]))
    return changed


def restore(work: Work, node: Level, code: str, version: str = "") -> bool:
    """Give a parameter back the value that its level inherits; whether it had one of its own.

    Refuses ``changed_meanwhile`` when its value is no longer the one that was seen.
    """
    before = _held(work, node, code)
    if not before.own:
        return False
    if code in sheets.stale({code: before.value}, version):
        raise Refused("changed_meanwhile", fields=(code,))
    del node.parameters[code]
    after = _held(work, node, code).value
    record(work, node, f"parametre-{code}", before=_written(before.value), after=_written(after), detail=RESTORED)
    return True


RESTORED = "valeur par défaut reprise"
"""How the journal tells that a level inherits again."""


def _written(value: Value) -> Value:
    """A value as the journal keeps it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value
