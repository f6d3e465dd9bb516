"""Which decisions and reasons of refusal a component may use: its establishment's, and its own where that is allowed.

What was decided keeps its type whatever is allowed since: :func:`find` knows all of them, :func:`offered` those that
may be chosen now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.mails.catalogue import DECISION_MAILS
from ecandidat.models.folder import Folder
from ecandidat.models.offer import Component, DecisionType, Motivation
from ecandidat.models.spoken import text
from ecandidat.register import formations_below
from ecandidat.services import mail_texts, offer
from ecandidat.work import Work

Decides = DecisionType | Motivation

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
    if getattr(level, attribute) is not folder:
        setattr(level, attribute, folder)


def add(work: Work, level: mail_texts.Level, node: Decides, code: str, values: Mapping[str, Any]) -> None:
    """Put a new type or reason at a level; as ``offer.add``, and as :func:`attach` and :func:`edit` refuse."""
    folder = folder_of(level, type(node))
    code = offer.free_code(folder, code, str(values.get("label_fr", "")))
    attach(work, level, folder, type(node), code)
    _check_mail(work, level, values)
    offer.add(work, folder, node, code, values)


def edit(work: Work, node: Decides, values: Mapping[str, Any], version: str = "") -> tuple[str, ...]:
    """As ``offer.edit``; a decision sends a mail of its own kind, else ``mail_of_other_kind``. Once a type is used its
    kind stays: what was decided with it would leave with another mail, else ``decision_kind_used``.
    """
    _check_mail(work, node.__parent__.__parent__, values)
    if isinstance(node, DecisionType) and values.get("kind", node.kind) != node.kind and is_used(node):
        raise Refused("decision_kind_used", field="kind")
    return offer.edit(work, node, values, version)


def delete(work: Work, node: Decides) -> None:
    """Remove a type or a reason that nobody ever used; refuses ``decision_type_in_use``, ``motivation_in_use``."""
    if is_used(node):
        raise Refused("decision_type_in_use" if isinstance(node, DecisionType) else "motivation_in_use")
    offer.delete(work, node)


def is_used(node: Decides) -> bool:
    """Whether a formation, what new ones start from, or an application leans on a type or a reason. Where the lists do
    not say so, every application is read: this is for the moment of deleting.
    """
    level = node.__parent__.__parent__
    formations = list(formations_below(level, trials=True))
    if isinstance(node, DecisionType):
        name = node.__name__
        components = [level] if isinstance(level, Component) else level.values()
        starts = [one.defaults for one in components if one.defaults is not None]
        if any(name in (one.favourable_type, one.waiting_favourable_type) for one in (*formations, *starts)):
            return True
        return any(
            decision.type_code == name
            for formation in formations for application in formation.values() for decision in application.decisions
        )  # fmt: skip
    said = text(node.label)
    if any(row.motivation == said for formation in formations for row in formation.rows.values()):
        return True
    return any(
        decision.motivation == said
        for formation in formations for application in formation.values() for decision in application.decisions
    )  # fmt: skip


def _check_mail(work: Work, level: mail_texts.Level, values: Mapping[str, Any]) -> None:
    """A usual mail follows the kind; one of its own must be of that kind."""
    code, kind = values.get("sends"), values.get("kind")
    if not code or kind is None or code in DECISION_MAILS.values():
        return
    if code not in [own for own, _label in mail_texts.for_kind(work, level, kind)]:
        raise Refused("mail_of_other_kind", field="sends")


def _levels(work: Work, component: Component) -> list[mail_texts.Level]:
    return [component.establishment, component] if mail_texts.may_own(work, component) else [component.establishment]


def _values(level: mail_texts.Level, kind: type) -> list[Any]:
    found: Folder | None = getattr(level, FOLDERS[kind][0])
    return list(found.values()) if found is not None else []
