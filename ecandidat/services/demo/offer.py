"""The offer of the demonstration: the files of ``data/demo`` become establishments with their formations and staff."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from ecandidat.documents.uploads import receive
from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import Labelled, Mode, Treatment
from ecandidat.models.document import Document
from ecandidat.models.offer import Commission, Component, DiplomaType, Establishment, Formation, PieceDemand
from ecandidat.models.spoken import Texts
from ecandidat.services.install import add_establishment
from ecandidat.work import Work

DEMO = Path(__file__).parents[2] / "data" / "demo"
CODES = ("poitiers", "lorraine", "orleans", "perpignan", "utt")
"""The universities, the one that the named candidates apply to first."""

Json = dict[str, Any]
Code = TypeVar("Code", bound=Labelled)


def build(work: Work, code: str) -> Establishment:
    """Create one university from its file; dates count from the day of ``work``."""
    data: Json = json.loads((DEMO / f"{code}.json").read_text("utf-8"))
    made = add_establishment(work.root, data["code"], data["name"])
    made.name_short, made.student_of, made.logo_text = data["short_name"], data["student_of"], data["logo_text"]
    made.accent, made.contact_mail, made.help_url = data["accent"], data["contact_mail"], data["help_url"]
    made.cas_label, made.welcome, made.legal_notice = (
        data["cas_label"], _texts(data["welcome"]), _texts(data["legal_notice"])
    )  # fmt: skip
    made.languages = tuple(data.get("languages", made.languages))
    for parameter, value in data.get("parameters", {}).items():
        made.parameters[parameter] = value
    made.faq = tuple((_texts(entry["question"]), _texts(entry["answer"])) for entry in data["faq"])
    made.documentation = tuple((_texts(entry["label"]), entry["url"]) for entry in data["documentation"])
    _pieces(work, made, data["pieces"])
    for entry in data["components"]:
        made[entry["code"]] = component = Component()
        component.title, component.contact_mail = entry["name"], entry["contact_mail"]
        component.info, component.quota = _texts(entry["info"]), entry["quota"]
        _pieces(work, component, entry["pieces"])
        for commission in entry["commissions"]:
            component.commissions[commission["code"]] = _commission(commission)
        for kind in entry["types"]:
            component[kind["code"]] = diploma = DiplomaType()
            diploma.label = _texts(kind["label"])
            for formation in kind["formations"]:
                diploma[formation["code"]] = made_formation = _formation(formation, work.today)
                _pieces(work, made_formation, formation["pieces"])
    return made


def document(work: Work, name: str) -> Document:
    """A file of ``data/demo``, checked as an upload is."""
    made = Document()
    path = DEMO / name
    with path.open("rb") as source, made.writer() as target:
        received = receive(source, path.name, limit=10 * 1024 * 1024, target=target)
    made.filename, made.content_type, made.size = received.filename, received.content_type, received.size
    made.sha256, made.pages = received.sha256, received.pages
    made.added_at, made.added_by = work.now, work.actor.name
    return made


def _pieces(work: Work, owner: Establishment | Component | Formation, entries: Iterable[Json]) -> None:
    for entry in entries:
        demand = PieceDemand()
        demand.label, demand.conditional, demand.unique = _texts(entry["label"]), entry["conditional"], entry["unique"]
        demand.treatment = _member(Treatment, entry["treatment"]) if entry["treatment"] else None
        demand.order, demand.record_code = entry["order"], entry.get("record_code", "")
        owner.pieces[entry["code"]] = demand
        if entry["model"]:
            demand.model = document(work, entry["model"])
            demand.model.__name__, demand.model.__parent__ = "modele", demand


def _commission(entry: Json) -> Commission:
    made = Commission()
    made.title, made.mail, made.phone, made.fax, made.url = (
        entry["name"], entry["mail"], entry["phone"], entry["fax"], entry["url"]
    )  # fmt: skip
    made.address, made.return_note = tuple(entry["address"]), _texts(entry["return_note"])
    made.signatory, made.letters, made.mail_letters = entry["signatory"], entry["letters"], entry["mail_letters"]
    return made


def _formation(entry: Json, today: date) -> Formation:
    made = Formation()
    made.title, made.keywords, made.url, made.info = (
        entry["title"], entry["keywords"], entry["url"], _texts(entry["info"])
    )  # fmt: skip
    made.si_code, made.si_version, made.cge = entry["si_code"], entry["si_version"], entry["cge"]
    made.si_label = entry["title"]
    made.mode, made.treatment = _member(Mode, entry["mode"]), _member(Treatment, entry["treatment"])
    made.commission_code, made.capacity, made.waiting_list = (
        entry["commission"], entry["capacity"], entry["waiting_list"]
    )  # fmt: skip
    dates = entry["dates"]
    made.calendar = Calendar(
        opens=_day(today, dates["opens"]), closes=_day(today, dates["closes"]),
        pre_analysis=_day(today, dates["pre_analysis"]), return_by=_day(today, dates["return"]),
        board=_day(today, dates["board"]), publication=_day(today, dates["publication"]),
        confirmation=_day(today, dates["confirmation"]), confirmation_delay=dates["confirmation_delay"],
        waiting_confirmation=_day(today, dates["waiting_confirmation"]),
        waiting_confirmation_delay=dates["waiting_confirmation_delay"],
    )  # fmt: skip
    preselection = entry["preselection"]
    made.preselection_date = _day(today, preselection["date"])
    made.preselection_time, made.preselection_place = preselection["time"], preselection["place"]
    made.calendar.check(waiting_list=made.waiting_list)
    return made


def _member(codes: type[Code], value: str) -> Code:
    return next(code for code in codes if code.value == value)


def _day(today: date, offset: int | None) -> date | None:
    return None if offset is None else today + timedelta(days=offset)


def _texts(texts: dict[str, str]) -> Texts:
    return tuple((lang, value) for lang, value in texts.items() if value)
