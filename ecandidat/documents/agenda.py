"""A calendar file (iCalendar) of dates: titles, moments, alarms, and nothing else.

What never enters: models and codes. The caller gives dates and names as they are to be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from ecandidat.documents.words import words_for
from ecandidat.domain.moments import PARIS

CONTENT_TYPE: Final = "text/calendar"
REFRESH: Final = timedelta(hours=6)
"""How often a calendar program is asked to look again."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "calendar": "Mes candidatures",
        "opening": "Ouverture des candidatures : {title}",
        "return": "Date limite pour transmettre ma candidature : {title}",
        "return_paper": "Date limite pour renvoyer mon dossier : {title}",
        "publication": "Publication des résultats : {title}",
        "confirmation": "Date limite pour confirmer ou me désister : {title}",
        "meeting": "Présélection : {title}",
    },
    "en": {
        "calendar": "My applications",
        "opening": "Applications open: {title}",
        "return": "Deadline to submit my application: {title}",
        "return_paper": "Deadline to return my file: {title}",
        "publication": "Results published: {title}",
        "confirmation": "Deadline to confirm or withdraw: {title}",
        "meeting": "Preselection: {title}",
    },
    "es": {
        "calendar": "Mis candidaturas",
        "opening": "Apertura de candidaturas: {title}",
        "return": "Fecha límite para presentar mi candidatura: {title}",
        "return_paper": "Fecha límite para devolver mi expediente: {title}",
        "publication": "Publicación de resultados: {title}",
        "confirmation": "Fecha límite para confirmar o renunciar: {title}",
        "meeting": "Preselección: {title}",
    },
    "de": {
        "calendar": "Meine Bewerbungen",
        "opening": "Bewerbungsbeginn: {title}",
        "return": "Frist zum Einreichen meiner Bewerbung: {title}",
        "return_paper": "Frist zum Zurücksenden meiner Unterlagen: {title}",
        "publication": "Bekanntgabe der Ergebnisse: {title}",
        "confirmation": "Frist zum Annehmen oder Zurückziehen: {title}",
        "meeting": "Vorauswahl: {title}",
    },
}
"""What each kind of date is called; every language has the same keys."""

ALARMS: Final[dict[str, tuple[timedelta, ...]]] = {
    "return": (timedelta(days=2), timedelta(hours=3)),
    "return_paper": (timedelta(days=7),),
    "confirmation": (timedelta(days=1), timedelta(hours=3)),
    "meeting": (timedelta(days=1), timedelta(hours=2)),
}
"""How long before a date its alarms ring."""

DEADLINES: Final = ("return", "return_paper", "confirmation")
"""Kinds whose day ends with its last minute in Paris."""


@dataclass(frozen=True)
class Entry:
    """One date. ``kind`` is a key of :data:`WORDS`; ``about`` names the application, always by the same word.

    ``hour`` is a civil time in Europe/Paris, None for a whole day; ``place`` is shown for meetings. ``changes`` counts
    the changes that the date went through, ``changed_at`` is the last one.
    """

    kind: str
    about: str
    title: str
    day: date
    changed_at: datetime
    changes: int = 0
    hour: time | None = None
    place: str = ""


def build(entries: Iterable[Entry], lang: str, host: str) -> bytes:
    """The calendar as bytes; equal arguments give equal bytes. ``host`` makes its identifiers unique in the world."""
    words = words_for(WORDS, lang)
    calendar = Calendar()
    calendar.add("prodid", "-//eCandidat//Dates//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words["calendar"])
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    told = sorted(entries, key=lambda entry: (entry.day, entry.kind, entry.about))
    if any(entry.kind in DEADLINES or entry.hour is not None for entry in told):
        calendar.add_component(_paris())
    for entry in told:
        calendar.add_component(_event(entry, words, host))
    return bytes(calendar.to_ical())


def _event(entry: Entry, words: dict[str, str], host: str) -> Event:
    event = Event()
    event.add("uid", f"{identifier(entry)}@{host}")
    event.add("summary", words[entry.kind].format(title=entry.title))
    hour = time(23, 59) if entry.kind in DEADLINES else entry.hour
    if hour is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    else:
        event.add("dtstart", datetime.combine(entry.day, hour, PARIS))
    if entry.place:
        event.add("location", entry.place)
    # Only an appointment takes one's time.
    event.add("transp", "OPAQUE" if entry.kind == "meeting" else "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("sequence", entry.changes)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    for before in ALARMS.get(entry.kind, ()):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words[entry.kind].format(title=entry.title))
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def identifier(entry: Entry) -> str:
    """What names a date for ever, and tells nothing of its application."""
    return hashlib.sha256(f"{entry.about}\n{entry.kind}".encode()).hexdigest()[:32]


def _paris() -> Timezone:
    """The rules of Paris time in force since 1996, for programs that do not know its name."""
    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    for season, name, month, hour, before, after in (
        (TimezoneDaylight(), "CEST", 3, 2, 1, 2), (TimezoneStandard(), "CET", 10, 3, 2, 1),
    ):  # fmt: skip
        season.add("tzname", name)
        season.add("dtstart", datetime.combine(last_sunday(1996, month), time(hour)))
        season.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        season.add("tzoffsetfrom", timedelta(hours=before))
        season.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(season)
    return zone


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
