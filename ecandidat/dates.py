"""Dates, numbers and countries as people read them, in each language (CLDR patterns)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from ecandidat.domain.codes import LANGUAGES
from ecandidat.domain.moments import PARIS

_LOCALES = {"fr": "fr_FR", "en": "en_GB", "es": "es_ES", "de": "de_DE"}
_AT = {"fr": "à", "en": "at", "es": "a las", "de": "um"}
_AFTER = {"de": " Uhr"}
_SHORT = {"de": "dd.MM.yyyy"}


def figure(value: Decimal, lang: str = "fr") -> str:
    """« 12,5 », "12.5": at most four decimals, thousands together, so that it can be typed again as it reads."""
    return str(format_decimal(value, format="0.####", locale=_locale(lang), group_separator=False))


def country(iso: str, lang: str = "fr") -> str:
    """« Allemagne », "Alemania" for DE; '' for a code that CLDR does not know."""
    return str(Locale.parse(_locale(lang)).territories.get(iso, ""))


def _locale(lang: str) -> str:
    return _LOCALES[lang if lang in LANGUAGES else "fr"]


def _hour(words: str, hour: str, lang: str) -> str:
    return f"{words} {_AT.get(lang, _AT['fr'])} {hour}{_AFTER.get(lang, '')}"


@lru_cache(maxsize=4096)
def long_date(day: date | None, lang: str = "fr") -> str:
    """« vendredi 28 novembre 2026 », « mardi 1er décembre 2026 », « Freitag, 28. November 2026 »; '' for None."""
    if day is None:
        return ""
    words = format_date(day, "full", locale=_locale(lang))
    if lang in ("es", "de"):
        return words
    words = words.replace(",", "")
    return words.replace(" 1 ", " 1er ") if lang != "en" else words


@lru_cache(maxsize=4096)
def short_date(day: date | None, lang: str = "fr") -> str:
    """« 28/11/2026 », « 28.11.2026 » in German; '' for None."""
    return format_date(day, _SHORT.get(lang, "dd/MM/yyyy"), locale=_locale(lang)) if day else ""


def deadline(day: date | None, lang: str = "fr") -> str:
    """« vendredi 28 novembre 2026 à 23:59 »: the last minute of an inclusive date; '' for None."""
    return "" if day is None else _hour(long_date(day, lang), "23:59", lang)


def moment(at: datetime | None, lang: str = "fr") -> str:
    """« samedi 21 novembre 2026 à 14:05 »; '' for None."""
    if at is None:
        return ""
    local = at.astimezone(PARIS)
    return _hour(long_date(local.date(), lang), f"{local:%H:%M}", lang)


_PARIS = {"fr": "heure de Paris", "en": "Paris time", "es": "hora de París", "de": "Pariser Zeit"}


def instant(at: datetime, lang: str = "fr") -> str:
    """« samedi 21 novembre 2026 à 14:05:09 (heure de Paris, UTC+01:00) »: a moment that proves something."""
    local = at.astimezone(PARIS)
    offset = local.strftime("%z")
    zone = f"{_PARIS.get(lang, _PARIS['fr'])}, UTC{offset[:3]}:{offset[3:]}"
    return f"{_hour(long_date(local.date(), lang), f'{local:%H:%M:%S}', lang)} ({zone})"


def stamp(at: datetime | None, lang: str = "fr") -> str:
    """« 21/11/2026 14:05 »; '' for None."""
    if at is None:
        return ""
    return format_datetime(at, f"{_SHORT.get(lang, 'dd/MM/yyyy')} HH:mm", tzinfo=PARIS, locale=_locale(lang))
