"""Managing the offer: create, edit, delete what an establishment offers and asks for.

Every edit goes through a sheet (:mod:`.sheets`) and leaves a line in the journal of the object. A refusal names the
field at fault in ``params['field']`` wherever a field is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from ecandidat.documents.uploads import JPEG, PDF, PNG
from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Answer, Copies, DecisionKind, Mode, Publication, Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import check_slug, slugify
from ecandidat.domain.questionnaire import Source, check_address
from ecandidat.mails.catalogue import DECISION_MAILS
from ecandidat.models.defaults import FormationDefaults
from ecandidat.models.document import Document
from ecandidat.models.journal import Entry, Journal
from ecandidat.models.marks import SvaAlert, Tag
from ecandidat.models.offer import (
    Commission,
    Component,
    DecisionType,
    DiplomaType,
    Establishment,
    Formation,
    Motivation,
    PieceDemand,
)
from ecandidat.models.portal import Portal
from ecandidat.models.questionnaire import Questionnaire
from ecandidat.register import ApplicationRow, formations_below
from ecandidat.services import answers, centres, filing, record_codes, sheets
from ecandidat.services.install import add_establishment
from ecandidat.services.sheets import DATES, Sheet
from ecandidat.work import Work

MANY_SHARDS = 64
"""Shards of a formation that expects thousands of applications."""

SLUG_MAXIMUM = 50
SIGNATURE_MAXIMUM = 1024 * 1024
MODEL_MAXIMUM = 10 * 1024 * 1024
ALERTS: dict[str, str] = {
    "TRANSMISSION": "Transmission d'un dossier",
    "ANNULATION": "Annulation d'une candidature",
    "DESISTEMENT": "Désistement",
    "PROPOSITION": "Proposition de candidature",
    "LISTE_PRINC": "Passage en liste principale",
}
"""Alert switch of a commission → what it tells."""


def edit(work: Work, node: Any, values: Mapping[str, Any], version: str = "") -> tuple[str, ...]:
    """Change some values of an object; return the names of those that changed.

    ``version`` is that of the sheet that was shown; refuses ``changed_meanwhile`` (``fields``: a tuple of names) when
    somebody else changed one of these values since, unless to the very value now typed.
    """
    typed = sheets.clean(values)
    whole = sheets.read(node)
    now = {name: value for name, value in whole.items() if name in typed}
    late = tuple(name for name in sheets.stale(now, version) if now[name] != typed[name])
    if late:
        raise Refused("changed_meanwhile", fields=late)
    changed = {name: value for name, value in typed.items() if now[name] != value}
    if not changed:
        return ()
    sheets.check(changed)
    if not isinstance(node, Formation) or changed != {"active": False}:
        _check(node, {**whole, **typed}, node.__parent__)
    if isinstance(node, Formation):
        centres.check(work, node.component, {**whole, **typed}, node)
        record_codes.check(work, node.establishment, {**whole, **typed}, whole)
    sheets.write(node, changed)
    _follow(node)
    for name, value in changed.items():
        record(work, node, f"modifier-{name.replace('_', '-')}", before=now[name], after=value)
    if isinstance(node, Formation) and changed.keys() & {"capacity", "waiting_list"}:
        # Imported here: calling people takes mails, letters and decisions, which write in journals through this module.
        from ecandidat.services import promotion

        promotion.resized(work, node)
    return tuple(changed)


def add(work: Work, container: Any, made: Any, code: str, values: Mapping[str, Any]) -> Any:
    """Place a new object under a code (drawn from its title when blank) with its first values; return it."""
    typed = sheets.clean(values)
    title = str(typed.get("title") or typed.get("label_fr") or "")
    code = free_code(container, code, title)
    complete = {**sheets.read(made), **typed}
    sheets.check(complete)
    _check(made, complete, container)
    if isinstance(made, Formation):
        centres.check(work, container.component, complete)
        record_codes.check(work, container.component.establishment, complete, {"active": False})
    sheets.write(made, typed)
    container[code] = made
    _follow(made)
    record(work, made, "creer", after=title or code)
    return made


def free_code(container: Any, code: str, title: str = "") -> str:
    """A code that may name a new object there; refuses ``slug_invalid``, ``slug_reserved``, ``code_taken``."""
    code = code.strip() or slugify(title)[:SLUG_MAXIMUM].strip("-")
    try:
        check_slug(code, maximum=SLUG_MAXIMUM)
    except Refused as refused:
        raise Refused(refused.code, **{**refused.params, "field": "code"}) from None
    if code in container:
        raise Refused("code_taken", field="code", code=code)
    return code


def add_university(work: Work, code: str, name: str) -> Establishment:
    """A new establishment with its usual decisions and reasons of refusal."""
    name = str(sheets.clean({"name_full": name})["name_full"])
    sheets.check({"name_full": name})
    code = free_code(work.root, code, name)
    made = add_establishment(work.root, code, name)
    sheets.write(made, {key: name[: sheets.MAXIMUM[key]] for key in ("name_short", "student_of", "logo_text")})
    record(work, made, "creer", after=name)
    return made


def delete(work: Work, node: Any) -> None:
    """Remove an object that nothing leans on; else refuse, with what stands in the way."""
    if isinstance(node, Formation) and len(node):
        raise Refused("formation_has_applications", count=len(node))
    if isinstance(node, Component | DiplomaType) and len(node):
        raise Refused("not_empty", count=len(node))
    if isinstance(node, Component) and len(node.commissions):
        raise Refused("component_has_commissions", count=len(node.commissions))
    if isinstance(node, Commission) and (used := _users(node)):
        raise Refused("commission_in_use", count=used)
    if isinstance(node, PieceDemand) and is_answered(node):
        raise Refused("piece_answered")
    if isinstance(node, Questionnaire) and answers.ever_given(node):
        raise Refused("form_answered")
    container = node.__parent__
    name = node.__name__
    record(work, container, "supprimer", before=f"{_KINDS.get(type(node), '')} {name}".strip())
    del container[name]


def can_delete(node: Any) -> bool:
    """Whether :func:`delete` would agree, as far as can be told without reading every application."""
    if isinstance(node, Formation | DiplomaType):
        return not len(node)
    if isinstance(node, Component):
        return not len(node) and not len(node.commissions)
    return not (isinstance(node, Commission) and _users(node))


def is_answered(demand: PieceDemand) -> bool:
    """Whether a candidate ever did something about a piece: deposited it, or said « non concerné »."""
    owner = demand.__parent__.__parent__
    for formation in formations_below(owner, trials=True):
        for application in formation.values():
            if demand.uid in application.candidate.shared:
                return True
            if any(file.uid == demand.uid for file in application.pieces.stored()):
                return True
    return False


def set_signature(work: Work, commission: Commission, stream: BinaryIO | None, filename: str = "") -> None:
    """Replace the image of the signature by a PNG or a JPEG of at most 1 Mo; None removes it."""
    if stream is None:
        commission.signature = None
    else:
        commission.signature = _document(work, stream, filename, SIGNATURE_MAXIMUM, (PNG, JPEG), "signature_type")
    record(work, commission, "signature", after=filename)


def set_model(work: Work, demand: PieceDemand, stream: BinaryIO | None, filename: str = "") -> None:
    """Replace the model document of a piece by a PDF of at most 10 Mo; None removes it."""
    demand.model = None if stream is None else _document(work, stream, filename, MODEL_MAXIMUM, (PDF,), "model_type")
    record(work, demand, "modele", after=filename)


def set_entries(work: Work, establishment: Establishment, name: str, entries: tuple[Any, ...], seen: str) -> None:
    """Replace the list ``faq`` or ``documentation`` whole; refuses ``list_changed`` if it is no more the one seen."""
    if sheets.fingerprint(repr(getattr(establishment, name))) != seen:
        raise Refused("list_changed")
    for entry in entries:
        for part in entry:
            texts = dict(part).items() if isinstance(part, tuple) else [("url", part)]
            for key, value in texts:
                sheets.check_text("url" if key == "url" else "answer", value)
    setattr(establishment, name, entries)
    record(work, establishment, name)


def entries_version(establishment: Establishment, name: str) -> str:
    """What :func:`set_entries` compares."""
    return sheets.fingerprint(repr(getattr(establishment, name)))


@dataclass(frozen=True)
class Affected:
    """An application that a change of dates touches, and which date touches it."""

    row: ApplicationRow
    field: str


def affected(formation: Formation, values: Mapping[str, Any]) -> list[Affected]:
    """Live applications whose deadlines a new calendar moves: unsent ones by the return date, admitted ones that have
    not answered by the confirmation dates, those whose decision waits by when it is published. The register alone is
    read."""
    moved = {name for name in DATES if name in values and values[name] != getattr(formation.calendar, name)}
    republished = _publishing(formation, values) != _publishing(formation, {})
    found: list[Affected] = []
    for row in formation.rows.values():
        if row.cancelled_on is not None:
            continue
        if "return_by" in moved and row.status in (Status.PENDING, Status.INCOMPLETE):
            found.append(Affected(row, "return_by"))
        elif row.decision == DecisionKind.FAVOURABLE and row.decision_validated and row.answer == Answer.NONE:
            dates = [name for name in moved if "confirmation" in name]
            found += [Affected(row, sorted(dates)[0])] if dates else []
        if row.unpublished and republished:
            found.append(Affected(row, "publication"))
    return sorted(found, key=lambda one: (one.row.last_name, one.row.first_name, one.row.key))


def _publishing(formation: Formation, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """When the decisions that wait would leave: the way, and for a date the day and the hour."""
    sheet = {**sheets.read(formation), **values}
    on_date = sheet["publishes"] is Publication.ON_DATE
    return (sheet["publishes"], *((sheet["publication"], sheet["publication_time"]) if on_date else ()))


def defaults_of(component: Component) -> FormationDefaults:
    """What new formations of a component start from; of one that set nothing, an object that is not stored."""
    found = component.defaults
    if found is None:
        found = FormationDefaults()
        found.__name__, found.__parent__ = "defauts", component
    return found


def edit_defaults(work: Work, component: Component, values: Mapping[str, Any], version: str) -> tuple[str, ...]:
    """Change what new formations start from, as :func:`edit` does; those that exist stay as they are."""
    node = defaults_of(component)
    changed = edit(work, node, values, version)
    if changed and component.defaults is None:
        component.defaults = node
    return changed


def levels_above(owner: Any) -> list[Any]:
    """The levels whose pieces and questionnaires ``owner`` inherits, the widest first."""
    if isinstance(owner, Formation):
        return [owner.establishment, owner.component]
    return [owner.establishment] if isinstance(owner, Component) else []


def inherited_pieces(owner: Any) -> Iterator[tuple[Any, PieceDemand]]:
    """(level, piece) of the active pieces that the levels above ask of every formation below ``owner``."""
    for level in levels_above(owner):
        for piece in level.pieces.ordered():
            yield level, piece


def record(work: Work, node: Any, act: str, *, before: object = "", after: object = "", detail: str = "") -> None:
    """One line in the journal of an object; a piece, a decision or a reason writes in that of its owner."""
    keeper = _keeper(node)
    if keeper is not node and not detail:
        detail = f"{_KINDS.get(type(node), '')} {node.__name__}".strip()
    journal: Journal | None = getattr(keeper, "journal", None)
    if journal is None:
        journal = keeper.journal = Journal()
    journal.add(
        Entry(at=work.now, actor=work.actor.name, act=act, before=_short(before), after=_short(after), detail=detail)
    )


_KINDS: dict[type, str] = {
    Formation: "formation", DiplomaType: "type de diplôme", Component: "composante", Commission: "commission",
    PieceDemand: "pièce", Questionnaire: "formulaire", DecisionType: "décision", Motivation: "motif",
    FormationDefaults: "nouvelles formations",
    Tag: "étiquette", SvaAlert: "alerte SVA",
}  # fmt: skip


def _check(node: Any, values: Sheet, container: Any) -> None:
    """The rules between the values of one object, and with its neighbours."""
    if isinstance(node, Formation):
        calendar = Calendar(**{name: values[name] for name in DATES})
        calendar.check(waiting_list=values["waiting_list"])
        component = container.component
        if values["commission_code"] not in component.commissions:
            raise Refused("unknown_commission", field="commission_code")
        if values["publishes"] is Publication.ON_DATE and values["publication"] is None:
            raise Refused("date_required", field="publication")
        _check_settings(values, component)
    elif isinstance(node, FormationDefaults):
        for fault in Calendar(**{name: values[name] for name in DATES}).faults():
            if fault.code != "date_required":
                raise fault
        _check_settings(values, container)
    elif isinstance(node, Component):
        _check_code(values, "copies", Copies)
    elif isinstance(node, PieceDemand):
        if values["treatment"] not in (None, Treatment.SELECTIVE, Treatment.DIRECT):
            raise Refused("unknown_code", field="treatment")
    elif isinstance(node, Questionnaire):
        _check_questionnaire(values)
    elif isinstance(node, DecisionType):
        _check_code(values, "kind", DecisionKind)
    elif isinstance(node, Commission):
        if len(values["address"].split("\n")) > 6:
            raise Refused("address_lines", field="address", maximum=6)
        if not values["alerts"] <= set(ALERTS):
            raise Refused("unknown_code", field="alerts")


def _check_settings(values: Sheet, component: Component) -> None:
    """What a formation and what its component starts one from have in common."""
    _check_code(values, "mode", Mode)
    _check_code(values, "publishes", Publication)
    if values["treatment"] not in (Treatment.SELECTIVE, Treatment.DIRECT):
        raise Refused("unknown_code", field="treatment")
    for name in ("favourable_type", "waiting_favourable_type"):
        found = component.known("decision_types").get(values[name])
        if (name == "favourable_type" or values[name]) and (
            found is None or found.kind is not DecisionKind.FAVOURABLE
        ):
            raise Refused("unknown_decision_type", field=name)


def _check_questionnaire(values: Sheet) -> None:
    if values["treatment"] not in (None, Treatment.SELECTIVE, Treatment.DIRECT):
        raise Refused("unknown_code", field="treatment")
    _check_code(values, "source", Source)
    if values["survey"] and not (values["survey"].isascii() and values["survey"].isdigit()):
        raise Refused("survey_number", field="survey")
    for name, value in values.items():
        if sheets.base(name) == "url" and value:
            check_address(value, name)
    if values["source"] is Source.LIMESURVEY:
        for name in ("url_fr", "survey"):
            if not values[name]:
                raise Refused("value_required", field=name)


def _check_code(values: Sheet, name: str, codes: type) -> None:
    if not isinstance(values[name], codes):
        raise Refused("unknown_code", field=name)


def _follow(node: Any) -> None:
    """A decision type that sends a usual mail sends that of its kind."""
    if isinstance(node, DecisionType) and node.mail in DECISION_MAILS.values():
        _set_mail(node)


def _set_mail(node: DecisionType) -> None:
    if node.mail != DECISION_MAILS[node.kind]:
        node.mail = DECISION_MAILS[node.kind]


def _document(
    work: Work, stream: BinaryIO, filename: str, maximum: int, types: tuple[str, ...], refusal: str
) -> Document:
    try:
        return filing.untouched(work, stream, filename, maximum, types)
    except Refused as refused:
        # What is refused is named by what is expected here, not by what candidates may send.
        raise Refused(refusal) if refused.code == "file_type" else refused from refused


def _users(commission: Commission) -> int:
    return sum(1 for _ in formations_below(commission, trials=True))


def _keeper(node: Any) -> Any:
    """The nearest object that keeps a journal."""
    while not isinstance(node, Portal | Establishment | Component | Commission | DiplomaType | Formation):
        node = node.__parent__
    return node


def _short(value: object) -> str:
    if isinstance(value, frozenset):
        value = ", ".join(sorted(map(str, value)))
    text = "" if value is None else str(value)
    return text if len(text) <= 200 else text[:199] + "…"
