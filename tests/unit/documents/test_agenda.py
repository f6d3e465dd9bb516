"""The calendar file: titles and moments in Paris time, identifiers that stay, alarms, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from ecandidat.documents.agenda import ALARMS, WORDS, Entry, build, identifier

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
RETURN = Entry("return", "/test/droit/KEY", "M1 Droit, privé ; « général »", date(2027, 3, 27), AT, changes=2)
MEETING = Entry("meeting", "/test/droit/KEY", "M1", date(2027, 6, 27), AT, hour=time(14, 30), place="Amphi A, Poitiers")
RESULTS = Entry("publication", "/test/droit/KEY", "M1", date(2027, 6, 4), AT)


def events(*entries: Entry, lang: str = "fr") -> list[icalendar.Event]:
    """The events of a calendar, read again by an independent reader."""
    return icalendar.Calendar.from_ical(build(entries, lang, "ecandidat.test")).events


def test_a_deadline_is_the_last_minute_of_its_day_in_paris() -> None:
    winter = events(RETURN)[0]
    assert winter.start.isoformat() == "2027-03-27T23:59:00+01:00"
    assert winter["SUMMARY"] == "Date limite pour transmettre ma candidature : M1 Droit, privé ; « général »"
    assert winter["TRANSP"] == "TRANSPARENT"
    summer = events(Entry("confirmation", "x", "M1", date(2027, 7, 1), AT))[0]
    assert summer.start.isoformat() == "2027-07-01T23:59:00+02:00"


def test_an_appointment_has_its_hour_and_its_place_and_rings() -> None:
    """C068."""
    found = events(MEETING)[0]
    assert found.start.isoformat() == "2027-06-27T14:30:00+02:00"
    assert found["LOCATION"] == "Amphi A, Poitiers"
    assert found["TRANSP"] == "OPAQUE"
    assert [alarm["TRIGGER"].dt for alarm in found.walk("VALARM")] == [-timedelta(days=1), -timedelta(hours=2)]


def test_a_day_without_an_hour_is_a_whole_day() -> None:
    found = events(RESULTS)[0]
    assert (found.start, found.end) == (date(2027, 6, 4), date(2027, 6, 5))
    assert list(found.walk("VALARM")) == []


def test_identifiers_stay_and_versions_count() -> None:
    former = events(RETURN)[0]
    later = events(Entry("return", RETURN.about, "Autre", date(2027, 4, 3), AT, changes=3))[0]
    assert former["UID"] == later["UID"] == f"{identifier(RETURN)}@ecandidat.test"
    assert (former["SEQUENCE"], later["SEQUENCE"]) == (2, 3)
    assert former["LAST-MODIFIED"].dt == AT
    assert identifier(RETURN) != identifier(Entry("return", "/test/droit/OTHER", "M1", RETURN.day, AT))
    assert "KEY" not in build([RETURN], "fr", "h").decode()


def test_the_same_dates_give_the_same_bytes_and_the_rules_of_paris() -> None:
    whole = build([RETURN, MEETING, RESULTS], "fr", "h")
    assert whole == build([RESULTS, RETURN, MEETING], "fr", "h")
    text = whole.decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "DTSTART;TZID=Europe/Paris:20270327T235900" in text
    assert "DTSTART:19960331T020000" in text
    assert "DTSTART:19961027T030000" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize("lang", list(WORDS))
def test_every_kind_has_its_words_in_each_language(lang: str) -> None:
    assert WORDS[lang].keys() == WORDS["fr"].keys()
    assert set(ALARMS) < set(WORDS[lang])
    title = events(RESULTS, lang=lang)[0]["SUMMARY"]
    assert title.endswith("M1")


def test_a_title_adds_no_line_of_its_own() -> None:
    found = events(Entry("publication", "x", "M1\r\nATTENDEE:mailto:a@b\nEND:VEVENT", RESULTS.day, AT))
    assert len(found) == 1
    assert "ATTENDEE" not in found[0]
