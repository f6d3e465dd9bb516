"""What a management screen edits of an object: one flat sheet of values, read, compared and written back.

A text in several languages is one value for each (``info_fr``, ``info_en``), a calendar is its dates, an address is
its lines, a set of languages or columns is the codes that were ticked.
A sheet has a version, one fingerprint per value, so that a stale page can be told exactly what changed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from ecandidat.domain.calendar import Calendar
from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.errors import Refused
from ecandidat.mails.markup import contrast
from ecandidat.models.defaults import FormationDefaults
from ecandidat.models.marks import SvaAlert, Tag
from ecandidat.models.offer import (
    OFFER_COLUMNS,
    Commission,
    Component,
    DecisionType,
    DiplomaType,
    Establishment,
    Formation,
    Motivation,
    PieceDemand,
)
from ecandidat.models.questionnaire import Questionnaire

Sheet = dict[str, Any]
"""Name of a value → immutable value: str, int, bool, date, a code, a frozenset of codes, or None."""

DATES: tuple[str, ...] = tuple(field.name for field in fields(Calendar))


PUBLISHING = ("publishes", "publication_time", "second_approval")
"""How decisions are published, besides the date of publication."""


def _each(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{lang}" for lang in LANGUAGES)


_LABEL = _each("label")

RECORDS = ("si_code", "si_version", "si_label", "cge")
"""What the student system calls a formation."""

SHEETS: dict[type, tuple[str, ...]] = {
    Establishment: (
        "name_full", "name_short", "student_of", "logo_text", "accent", "contact_mail", *_each("welcome"),
        *_each("legal_notice"), "help_url", "languages", "offer_columns", "active",
    ),
    Component: ("title", "contact_mail", "copies", *_each("info"), "quota", "active"),
    FormationDefaults: (
        "mode", "treatment", "waiting_list", *PUBLISHING, "favourable_type", "waiting_favourable_type", *DATES,
        "preselection_date", "preselection_time", "preselection_place",
    ),
    Commission: (
        "title", "mail", "alert_mail", "phone", "fax", "url", "address", *_each("return_note"), "signatory",
        "letters", "mail_letters", "alerts", "active",
    ),
    DiplomaType: (*_LABEL, "active"),
    Formation: (
        "title", "keywords", "url", *RECORDS, "mode", "treatment", "commission_code", "capacity", "waiting_list",
        *PUBLISHING, "favourable_type", "waiting_favourable_type", *_each("info"), *DATES, "preselection_date",
        "preselection_time", "preselection_place", "return_reminder", "return_last_reminder", "confirmation_reminder",
        "active",
    ),
    PieceDemand: (*_LABEL, "order", "conditional", "unique", "treatment", "record_code", "active"),
    DecisionType: (*_LABEL, "kind", "sends", "final", "show_comment", "transfers", "active"),
    Motivation: (*_LABEL, "active"),
    Tag: ("label", "colour", "order", "active"),
    SvaAlert: ("days", "colour", "active"),
    Questionnaire: (
        *_LABEL, "source", *_each("url"), "survey", "order", "conditional", "unique", "treatment", "active",
    ),
}  # fmt: skip
"""Class → the values that its screen may change, in the order of the screen."""

MAXIMUM: dict[str, int] = {
    "name_full": 200, "name_short": 60, "student_of": 100, "logo_text": 60, "accent": 7, "contact_mail": 100,
    "welcome": 5000, "legal_notice": 20000, "help_url": 500, "title": 200, "info": 5000, "mail": 100,
    "alert_mail": 100, "phone": 20, "fax": 20, "url": 500, "address": 300, "return_note": 5000, "signatory": 255,
    "label": 200, "keywords": 500, "preselection_time": 5, "publication_time": 5, "preselection_place": 100,
    "question": 500, "answer": 5000, "maintenance": 2000,
    "colour": 7, "record_code": 10, "si_code": 50, "si_version": 10, "si_label": 500, "cge": 10, "survey": 10,
}  # fmt: skip
"""Longest text of each value, in characters; a language's suffix is left out."""

CODES: dict[str, tuple[str, ...]] = {"languages": tuple(LANGUAGES), "offer_columns": OFFER_COLUMNS}
"""Codes of which any number may be ticked, in the order in which they are kept; French is always there."""

NUMBERS: dict[str, tuple[int, int]] = {
    "days": (1, 999), "quota": (1, 100), "capacity": (0, 100_000), "order": (1, 9999), "return_reminder": (0, 60),
    "return_last_reminder": (0, 60), "confirmation_reminder": (1, 30),
}  # fmt: skip
"""Bounds of each number; delays are the calendar's."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MANY_LINES = frozenset(
    {"welcome", "maintenance", "legal_notice", "info", "address", "return_note", "question", "answer"}
)
REQUIRED = frozenset({
    "name_full", "name_short", "student_of", "logo_text", "accent", "title", "label_fr", "order", "label", "colour",
    "days",
})  # fmt: skip
READABLE = 4.5
"""Least contrast between the accent and the white text that it carries."""

_MAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]{2,}\Z")
_ACCENT = re.compile(r"#[0-9a-f]{6}\Z")
_SUFFIXES = tuple(f"_{lang}" for lang in LANGUAGES)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")


def base(name: str) -> str:
    """The name without its language."""
    return name[:-3] if name.endswith(_SUFFIXES) else name


def read(node: Any) -> Sheet:
    """The sheet of an object as it is now."""
    return {name: _read(node, name) for name in SHEETS[_kind(node)]}


def write(node: Any, values: Mapping[str, Any]) -> None:
    """Put checked values into an object; what does not change is not written."""
    texts: dict[str, dict[str, str]] = {}
    dates: dict[str, Any] = {}
    for name, value in values.items():
        if base(name) != name:
            texts.setdefault(base(name), dict(getattr(node, base(name))))[name[-2:]] = value
        elif name in DATES and isinstance(node, Formation | FormationDefaults):
            dates[name] = value
        elif name == "address":
            _set(node, name, tuple(value.split("\n")) if value else ())
        elif name in CODES:
            _set(node, name, tuple(code for code in CODES[name] if code in value or code == "fr"))
        else:
            _set(node, name, value)
    for name, found in texts.items():
        _set(node, name, tuple((lang, found[lang]) for lang in LANGUAGES if found.get(lang)))
    if dates:
        _set(node, "calendar", replace(node.calendar, **dates))


def clean(values: Mapping[str, Any]) -> Sheet:
    """Values as they are kept: texts without spaces around, lines ended alike, blank and repeated lines joined."""
    return {name: _clean(name, value) for name, value in values.items()}


def check(values: Mapping[str, Any]) -> None:
    """Refuse a value that no object may hold, naming it in ``params['field']``: length, characters, address, bounds."""
    for name, value in values.items():
        if name in REQUIRED and value in (None, ""):
            raise Refused("value_required", field=name)
        if isinstance(value, str) and not isinstance(value, Enum):
            check_text(name, value)
        elif name in CODES:
            if not value <= set(CODES[name]):
                raise Refused("unknown_code", field=name)
        elif name in NUMBERS and value is not None:
            low, high = NUMBERS[name]
            if not low <= value <= high:
                raise Refused("number_range", field=name, low=low, high=high)
        elif isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
            raise Refused("date_range", field=name)


def check_text(name: str, text: str) -> None:
    """Refuse a text that is too long, holds control characters, or is not what its name says."""
    kind, maximum = base(name), MAXIMUM.get(base(name), 100)
    if len(text) > maximum:
        raise Refused("text_too_long", field=name, maximum=maximum, count=len(text))
    allowed = "\n\t" if kind in MANY_LINES else ""
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in text):
        raise Refused("text_control", field=name)
    if not text:
        return
    if kind in ("contact_mail", "mail", "alert_mail") and not is_mail(text):
        raise Refused("mail_invalid", field=name)
    if kind in ("url", "help_url") and not is_web_address(text):
        raise Refused("url_invalid", field=name)
    if kind in ("accent", "colour"):
        if not is_colour(text):
            raise Refused("colour_invalid", field=name)
        if kind == "accent" and ratio(text) < READABLE:
            raise Refused("colour_contrast", field=name, ratio=f"{ratio(text):.1f}".replace(".", ","))
    if kind in ("preselection_time", "publication_time") and not _TIME.match(text):
        raise Refused("time_invalid", field=name)


def is_colour(text: str) -> bool:
    """Whether a text is a colour as it is kept: ``#0b3d91``."""
    return bool(_ACCENT.match(text))


def ratio(colour: str) -> float:
    """The contrast of a colour with white, from 1 to 21."""
    return contrast(colour, "#ffffff")


def is_web_address(text: str) -> bool:
    """Whether a link may be shown: http or https, with a host, without spaces."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(char.isspace() for char in text)


def is_mail(text: str) -> bool:
    """Whether a text looks like one mail address."""
    return len(text) <= 100 and bool(_MAIL.match(text))


def version(sheet: Mapping[str, Any]) -> str:
    """One short fingerprint per value: ``title:1a2b3c4d;mode:…``."""
    return ";".join(f"{name}:{fingerprint(value)}" for name, value in sheet.items())


def stale(sheet: Mapping[str, Any], seen: str) -> tuple[str, ...]:
    """Names of the values that are no longer those of the version that somebody saw."""
    former = dict(part.split(":", 1) for part in seen.split(";") if ":" in part)
    return tuple(name for name, value in sheet.items() if name in former and former[name] != fingerprint(value))


def touched(values: Mapping[str, Any], seen: str) -> tuple[str, ...]:
    """Names of the values that somebody changed from the version that they saw."""
    return stale(values, seen)


def fingerprint(value: Any) -> str:
    """Eight hexadecimal digits of one value, the same however a set is ordered."""
    return hashlib.sha256(repr(_canonical(value)).encode("utf-8", "replace")).hexdigest()[:8]


def _canonical(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset | tuple | list):
        return tuple(sorted(map(str, value)))
    return value


def _kind(node: Any) -> type:
    return next(kind for kind in SHEETS if isinstance(node, kind))


def _read(node: Any, name: str) -> Any:
    if base(name) != name:
        return dict(getattr(node, base(name))).get(name[-2:], "")
    if name in DATES and isinstance(node, Formation | FormationDefaults):
        return getattr(node.calendar, name)
    if name == "address":
        return "\n".join(node.address)
    if name in CODES:
        return frozenset(getattr(node, name)) - {"fr"}
    return getattr(node, name)


def _set(node: Any, name: str, value: Any) -> None:
    if getattr(node, name) != value:
        setattr(node, name, value)


def _clean(name: str, value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return frozenset(value)
    if not isinstance(value, str) or isinstance(value, Enum):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if name in ("accent", "colour"):
        return text.lower()
    return "\n".join(line.strip() for line in text.split("\n") if line.strip()) if name == "address" else text
