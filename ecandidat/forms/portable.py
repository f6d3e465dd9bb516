"""What a profile brought from elsewhere would fill, step by step, by the very schemas of the screens.

A value that a list does not know becomes free text where the form allows it, is left out where the field is optional,
and keeps the step out otherwise: the page says which. What never enters: writing (``services.portable``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import colander

from ecandidat.domain.identifiers import new_key
from ecandidat.domain.profile import PersonalDetails
from ecandidat.forms import widgets as w
from ecandidat.forms.profile import Desk, personal
from ecandidat.forms.profile.steps import STEPS, Step
from ecandidat.i18n import _
from ecandidat.models.candidate import Candidate
from ecandidat.services.profile import identity_frozen

FREE = {"town_code": "town", "school": "school_label", "diploma": "diploma_label"}
"""Lists that let one type what they do not know: the list's field → the field of the text."""

TOGETHER = {"ine": "ine_key", "ine_key": "ine"}
"""Fields that are nothing without each other."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ROUNDS = 12


class State(StrEnum):
    """What taking a value would do."""

    FILL = "fill"
    DIFFERS = "differs"
    SAME = "same"
    FAULTY = "faulty"
    CLOSED = "closed"


@dataclass(frozen=True)
class Proposal:
    """One step, or one entry of a list. ``value`` is checked and ready to be written, None when nothing can be.

    ``rows`` are (label, text now, text brought); ``entry`` is an entry of a list in one line; ``notes`` are translated
    sentences.
    """

    name: str
    step: str
    title: str
    state: State
    value: Any
    rows: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    entry: str = ""


def proposals(desk: Desk, candidate: Candidate, steps: dict[str, Any]) -> list[Proposal]:
    """What a brought profile would fill of a candidate's, in the order of the screens."""
    found: list[Proposal] = []
    for step in STEPS.values():
        brought = steps.get(step.name)
        if not brought:
            continue
        if step.name == "cursus-interne":
            text = _("Ces années viennent du dossier d'une autre université : saisissez-les dans « Cursus externe ».")
            found.append(Proposal(step.name, step.name, desk.translate(step.label), State.CLOSED, None,
                                  notes=(desk.translate(text),)))  # fmt: skip
        elif step.row is None and isinstance(brought, dict):
            found.append(_single(desk, candidate, step, brought))
        elif step.row is not None and isinstance(brought, list):
            found += [_entry(desk, candidate, step, index, one) for index, one in enumerate(brought)]
    return found


def _single(desk: Desk, candidate: Candidate, step: Step, raw: dict[str, Any]) -> Proposal:
    now = getattr(candidate.profile, step.attribute)
    records = now is not None and getattr(now, "from_records", False)
    closed = ""
    if step.name == "infos-perso" and identity_frozen(candidate):
        closed = _("Vos informations personnelles ne changent plus depuis votre première candidature.")
    elif records and step.name == "baccalaureat":
        closed = _("Votre baccalauréat vient de votre dossier étudiant : il reste tel quel.")
    if closed:
        return _proposal(desk, step, State.CLOSED, None, now, (desk.translate(closed),), step.name)
    make = personal.contact_schema if records and step.name == "infos-perso" else step.schema
    values, notes = checked(desk, make, _fields(step.name, raw))
    if values is None:
        return _proposal(desk, step, State.FAULTY, None, now, notes, step.name)
    value = step.read(values, desk, now)
    if isinstance(value, PersonalDetails) and not records and value.from_records:
        value = replace(value, from_records=False)
    state = State.FILL if now is None else (State.SAME if value == now else State.DIFFERS)
    return _proposal(desk, step, state, value, now, notes, step.name)


def _entry(desk: Desk, candidate: Candidate, step: Step, index: int, raw: dict[str, Any]) -> Proposal:
    values, notes = checked(desk, step.schema, _fields(step.name, raw))
    name = f"{step.name}-{index}"
    if values is None:
        return _proposal(desk, step, State.FAULTY, None, None, notes, name)
    value = step.read(values, desk, new_key())
    held = getattr(candidate.profile, step.attribute)
    same = any(replace(other, key=value.key) == value for other in held)
    found = _proposal(desk, step, State.SAME if same else State.FILL, value, None, notes, name)
    return replace(found, entry=", ".join(text for _label, text in step.row(value, desk)[:3] if text))


def checked(desk: Desk, make: Any, typed: dict[str, str]) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The values that a schema makes of some fields, bent as its lists allow, and what was bent; None if it cannot."""
    free: list[str] = []
    dropped: list[str] = []
    for _round in range(_ROUNDS):
        schema = make(desk, typed)
        try:
            values = schema.deserialize({node.name: typed.get(node.name, "") for node in schema.children})
        except colander.Invalid as invalid:
            faults = {str(child.node.name): child for child in invalid.children}
            if not faults or not _bend(desk, schema, typed, faults, free, dropped):
                return None, _faults(desk, faults)
        else:
            return dict(values), _bent(desk, schema, free, dropped)
    return None, (desk.translate(_("Ces valeurs ne vont pas ensemble ici : saisissez cette partie à l'écran.")),)


def _bend(
    desk: Desk, schema: Any, typed: dict[str, str], faults: dict[str, Any], free: list[str], dropped: list[str]
) -> bool:
    """Make room for what the lists here do not know; False when nothing more can be bent."""
    moved = False
    for name in faults:
        text = typed.get(FREE.get(name, ""), "")
        if name in FREE and text and typed.get(name) not in ("", w.OTHER):
            typed[name] = w.OTHER
            free.append(text)
            moved = True
        elif schema[name].missing is not colander.required and typed.get(name):
            dropped.append(f"{desk.translate(schema[name].title)} ({typed[name][:40]})")
            typed[name] = ""
            if name in TOGETHER:
                typed[TOGETHER[name]] = ""
            moved = True
    return moved


def _bent(desk: Desk, schema: Any, free: list[str], dropped: list[str]) -> tuple[str, ...]:
    notes = []
    if free:
        text = _("Inconnu des listes d'ici, gardé en toutes lettres : ${values}.", mapping={"values": " ; ".join(free)})
        notes.append(desk.translate(text))
    if dropped:
        text = _("Laissé de côté, car inconnu ou refusé ici : ${values}.", mapping={"values": " ; ".join(dropped)})
        notes.append(desk.translate(text))
    return tuple(notes)


def _faults(desk: Desk, faults: dict[str, Any]) -> tuple[str, ...]:
    """Why a step cannot be taken, field by field."""
    lines = []
    for child in faults.values():
        message = child.msg if not isinstance(child.msg, list) else next(iter(child.msg), "")
        lines.append(f"{desk.translate(child.node.title)} : {desk.translate(message)}")
    return tuple(lines)


def _fields(step: str, raw: dict[str, Any]) -> dict[str, str]:
    """A brought record as a form would type it."""
    typed = {name: _typed(value) for name, value in raw.items() if not isinstance(value, list)}
    if step == "baccalaureat":
        typed["diploma"] = "sans" if raw.get("without") is True else "avec"
        options = raw.get("options")
        for index, code in enumerate(options[:4] if isinstance(options, list) else ()):
            typed[f"option{index + 1}"] = code
    for listed, text in FREE.items():
        if not typed.get(listed) and typed.get(text) and listed != "town_code":
            typed[listed] = w.OTHER
    if not typed.get("town_code") and typed.get("town"):
        typed["town_code"] = w.OTHER
    return typed


def _typed(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    text = str(value)
    found = _ISO.fullmatch(text)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else text


def _proposal(
    desk: Desk, step: Step, state: State, value: Any, now: Any, notes: tuple[str, ...], name: str
) -> Proposal:
    before = {desk.translate(label): text for label, text in step.card(now, desk)} if now is not None else {}
    after = {desk.translate(label): text for label, text in step.card(value, desk)} if value is not None else {}
    labels = [label for label in {**after, **before} if before.get(label) or after.get(label)]
    if state is State.DIFFERS:
        labels = [label for label in labels if before.get(label, "") != after.get(label, "")]
    rows = tuple((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return Proposal(name, step.name, desk.translate(step.label), state, value, rows, notes)
