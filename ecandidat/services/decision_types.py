"""Which decisions and reasons of refusal a component may use: its establishment's, and its own where that is allowed.

What was decided keeps its type whatever is allowed since: :func:`find` knows all of them, :func:`offered` those that
may be chosen now.
"""

from __future__ import annotations

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.models.folder import Folder
from ecandidat.models.offer import Component, DecisionType, Establishment, Motivation, text
from ecandidat.register import formations_below
from ecandidat.services import mail_texts
from ecandidat.work import Work

FOLDERS: dict[type, tuple[str, str]] = {
    DecisionType: ("decision_types", "decisions"), Motivation: ("motivations", "motivations")
}  # fmt: skip
"""Class → the attribute that holds its objects at a level, and their folder's name."""


def find(component: Component, code: str) -> DecisionType:
    """The type of decision of that code; refuses ``unknown_decision_type``."""
    found = component.known("decision_types").get(code)
    if not isinstance(found, DecisionType):
        raise Refused("unknown_decision_type", code=code)
    return found


def offered(work: Work, component: Component, kind: DecisionKind | None = None) -> list[DecisionType]:
    """Types in service, of one kind or of all, by their French label."""
    every = [one for level in _levels(work, component) for one in _values(level, DecisionType) if one.active]
    return sorted((one for one in every if kind in (None, one.kind)), key=lambda one: text(one.label).casefold())


def reasons(work: Work, component: Component) -> list[Motivation]:
    """Reasons of refusal in service, by their French label."""
    every = [one for level in _levels(work, component) for one in _values(level, Motivation) if one.active]
    return sorted(every, key=lambda one: text(one.label).casefold())


def folder_of(level: mail_texts.Level, kind: type) -> Folder:
    """The folder of a level for types or reasons, a new one that nothing holds yet when there is none."""
    attribute, name = FOLDERS[kind]
    found: Folder | None = getattr(level, attribute)
    if found is None:
        found = Folder()
        found.__name__, found.__parent__ = name, level
    return found


def attach(work: Work, level: mail_texts.Level, folder: Folder, kind: type, code: str) -> None:
    """Make a folder that :func:`folder_of` gave the level's own, before something is put in it.

    Refuses ``own_decisions_off`` where a component may not decide for itself, ``code_taken`` when the level above or
    below knows the code.
    """
    if not mail_texts.may_own(work, level):
        raise Refused("own_decisions_off")
    attribute, _name = FOLDERS[kind]
    around = [level.establishment] if isinstance(level, Component) else list(level.values())
    if any(code in folder_of(other, kind) for other in around):
        raise Refused("code_taken", field="code", code=code)
    if getattr(level, attribute) is None:
        setattr(level, attribute, folder)


def uses(node: DecisionType | Motivation) -> int:
    """How many formations and applications lean on a type of decision or a reason of refusal. Reads applications."""
    level = node.__parent__.__parent__
    count = 0
    for formation in formations_below(level, trials=True):
        if isinstance(node, DecisionType):
            count += node.__name__ in (formation.favourable_type, formation.waiting_favourable_type)
        for application in formation.values():
            for one in application.decisions:
                if isinstance(node, DecisionType):
                    count += one.type_code == node.__name__
                else:
                    count += one.motivation == text(node.label)
    return count


def _levels(work: Work, component: Component) -> list[mail_texts.Level]:
    return [component.establishment, component] if mail_texts.may_own(work, component) else [component.establishment]


def _values(level: Establishment | Component, kind: type) -> list[DecisionType | Motivation]:
    found: Folder | None = getattr(level, FOLDERS[kind][0])
    return list(found.values()) if found is not None else []
