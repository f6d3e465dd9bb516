"""Dates as people read them, in French and English (CLDR patterns)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime

from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.moments import PARIS


def _locale(lang: str) -> str:
    return {"fr": "fr_FR", "en": "en_GB"}[lang if lang in LANGUAGES else "fr"]


@lru_cache(maxsize=4096)
def long_date(day: date | None, lang: str = "fr") -> str:
    """« vendredi 28 novembre 2026 », « mardi 1er décembre 2026 »; '' for None."""
    if day is None:
        return ""
    words = format_date(day, "full", locale=_locale(lang)).replace(",", "")
    return words.replace(" 1 ", " 1er ") if lang == "fr" else words


@lru_cache(maxsize=4096)
def short_date(day: date | None, lang: str = "fr") -> str:
    """« 28/11/2026 »; '' for None."""
    return format_date(day, "dd/MM/yyyy", locale=_locale(lang)) if day else ""


def deadline(day: date | None, lang: str = "fr") -> str:
    """« vendredi 28 novembre 2026 à 23:59 »: the last minute of an inclusive date; '' for None."""
    if day is None:
        return ""
    return f"{long_date(day, lang)} {'à' if lang == 'fr' else 'at'} 23:59"


def moment(at: datetime | None, lang: str = "fr") -> str:
    """« samedi 21 novembre 2026 à 14:05 »; '' for None."""
    if at is None:
        return ""
    local = at.astimezone(PARIS)
    return f"{long_date(local.date(), lang)} {'à' if lang == 'fr' else 'at'} {local:%H:%M}"


def stamp(at: datetime | None, lang: str = "fr") -> str:
    """« 21/11/2026 14:05 »; '' for None."""
    return format_datetime(at, "dd/MM/yyyy HH:mm", tzinfo=PARIS, locale=_locale(lang)) if at else ""
