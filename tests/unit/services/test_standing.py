"""Reminders before a return date, ranks and how they move, dates of the calendar, submissions: through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import icalendar
import pytest

from ecandidat.domain.codes import DecisionKind, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import PARIS
from ecandidat.register import rebuild
from ecandidat.services import addresses, agenda, deadlines, desk, enrolment, mailing, proofs, ranks, reminders
from ecandidat.services import application as service
from ecandidat.services.agenda import hour_of
from ecandidat.services.situation import in_force
from tests import seed
from tests.unit.services.test_application import fill

NOON = datetime.combine(seed.TODAY, time(12), PARIS).astimezone(UTC)


@pytest.fixture
def formation(portal: Any) -> Any:
    return portal["test"]["droit"]["master"]["m1-droit"]


@pytest.fixture
def candidate(portal: Any) -> Any:
    return portal.candidates["CANDIDAT"]


@pytest.fixture
def applied(portal: Any, formation: Any, candidate: Any) -> Any:
    return service.apply(seed.work(portal, candidate.userid), formation, candidate)


def manager(portal: Any, **more: Any) -> Any:
    return seed.work(portal, "s-droit", "Gestionnaire", **more)


def decided(portal: Any, application: Any, code: str, **more: Any) -> None:
    """A decision taken and published."""
    work = manager(portal)
    desk.decide(work, application, code, **more)
    desk.validate_decision(work, application)


def codes(portal: Any, application: Any) -> list[str]:
    return [portal.outbox[key].code for key in application.mails]


# Reminders


def swept(portal: Any, application: Any, before: int) -> bool:
    """What the round does so many days before the return date, found by its rows first."""
    limit = application.formation.calendar.return_for(application.return_by)
    days = (limit - seed.TODAY).days - before
    work = seed.work(portal, now=NOON + timedelta(days=days))
    path = f"/test/droit/master/m1-droit/{application.key}"
    return path in list(reminders.approaching(work)) and reminders.act_on(work, application)


def test_what_was_started_is_recalled_twice_and_says_what_is_missing(portal: Any, applied: Any) -> None:
    assert [day for day in range(12, -2, -1) if swept(portal, applied, day)] == [7, 2]
    assert codes(portal, applied) == ["CANDIDATURE", "CANDIDATURE_RELANCE_RETOUR", "CANDIDATURE_RELANCE_RETOUR"]
    mail = portal.outbox[applied.mails[-1]]
    assert "Curriculum Vitae (manquante)" in mail.text
    assert "heure de Paris" in mail.text
    assert "Tout est prêt" not in mail.text
    assert mail.unsubscribe in mail.text


def test_who_only_has_to_submit_is_told_so(portal: Any, applied: Any, candidate: Any) -> None:
    fill(seed.work(portal, candidate.userid), applied)
    assert swept(portal, applied, 7)
    text = portal.outbox[applied.mails[-1]].text
    assert "Tout est prêt" in text
    assert "Il manque" not in text


def test_a_worker_that_was_down_sends_the_reminder_late_but_once(portal: Any, applied: Any) -> None:
    assert swept(portal, applied, 5)
    assert not swept(portal, applied, 4)
    assert swept(portal, applied, 1)
    assert not swept(portal, applied, 0)


@pytest.mark.parametrize("why", ["submitted", "cancelled", "unwanted", "decided", "suspended"])
def test_nobody_is_recalled_for_nothing(portal: Any, applied: Any, candidate: Any, why: str) -> None:
    work = seed.work(portal, candidate.userid)
    if why == "submitted":
        fill(work, applied)
        service.submit(work, applied)
    elif why == "cancelled":
        service.cancel(work, applied)
    elif why == "unwanted":
        addresses.want_reminders(work, candidate, False)
    elif why == "decided":
        desk.decide(manager(portal), applied, "favorable")
    else:
        applied.formation.establishment.parameters["TECH_IS_DEMAT_MAINTENANCE"] = True
    assert not swept(portal, applied, 2)


def test_who_applies_on_the_last_days_is_not_recalled_the_same_day(portal: Any, formation: Any, candidate: Any) -> None:
    formation.calendar = replace(formation.calendar, closes=seed.TODAY, return_by=seed.TODAY + timedelta(days=1))
    applied = service.apply(seed.work(portal, candidate.userid), formation, candidate)
    assert not reminders.act_on(seed.work(portal), applied)
    assert reminders.act_on(seed.work(portal, now=NOON + timedelta(days=1)), applied)


def test_a_formation_and_a_university_choose_the_days(portal: Any, applied: Any, formation: Any) -> None:
    university = formation.establishment
    university.parameters["CANDIDATURE_NB_JOUR_RAPPEL_RETOUR"] = 10
    assert reminders.days_before(seed.work(portal), formation) == (10, 2)
    formation.return_reminder, formation.return_last_reminder = 0, 3
    assert [day for day in range(12, -2, -1) if swept(portal, applied, day)] == [3]
    formation.return_last_reminder = 0
    assert reminders.days_before(seed.work(portal), formation) == ()
    assert list(reminders.approaching(seed.work(portal))) == []


def test_an_individual_date_is_recalled_for_itself(portal: Any, applied: Any, formation: Any) -> None:
    """M30."""
    assert swept(portal, applied, 1)
    enrolment.set_date(manager(portal), applied, enrolment.RETURN, formation.calendar.return_by + timedelta(days=20))
    assert [day for day in range(12, -2, -1) if swept(portal, applied, day)] == [7, 2]


def test_the_confirmation_is_recalled_as_early_as_the_formation_says(
    portal: Any, applied: Any, candidate: Any, formation: Any
) -> None:
    """C097."""
    work = seed.work(portal, candidate.userid)
    fill(work, applied)
    service.submit(work, applied)
    decided(portal, applied, "favorable")
    # A reminder on which a place depends cannot be given up.
    addresses.want_reminders(work, candidate, False)
    formation.confirmation_reminder = 5
    assert deadlines.act_on(seed.work(portal), applied, 6) == ""
    assert deadlines.act_on(seed.work(portal), applied, 5) == "relancer"
    assert deadlines.act_on(seed.work(portal), applied, 4) == ""
    assert portal.outbox[applied.mails[-1]].unsubscribe == ""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_reminder_speaks_the_language_of_the_candidate(
    portal: Any, applied: Any, candidate: Any, lang: str
) -> None:
    """C104."""
    candidate.language = lang
    assert swept(portal, applied, 7)
    mail = portal.outbox[applied.mails[-1]]
    assert mail.language == lang
    assert mail.subject.startswith({"fr": "Candidature - à transmettre", "en": "Application - to be submitted"}[lang])


# Secret addresses


def test_secrets_are_derived_one_for_each_use_and_candidate(portal: Any, candidate: Any) -> None:
    work, other = seed.work(portal), seed.candidate(portal, "AUTREXYZ")
    assert addresses.agenda(work, candidate) == ""
    assert addresses.whose_agenda(work, candidate.number, "") is None
    addresses.open_agenda(work, candidate)
    addresses.open_agenda(work, other)
    first = addresses.agenda(work, candidate)
    secret = first.rsplit("/", 1)[1].removesuffix(".ics")
    assert addresses.whose_agenda(work, candidate.number, secret) is candidate
    assert addresses.whose_agenda(work, other.number, secret) is None
    assert addresses.whose_reminders(work, candidate.number, secret) is None
    assert addresses.whose_agenda(work, candidate.number, "\ud800é") is None
    # What the database holds opens nothing.
    assert candidate.agenda not in first
    assert addresses.whose_agenda(work, candidate.number, candidate.agenda) is None
    addresses.open_agenda(work, candidate)
    assert addresses.agenda(work, candidate) != first
    assert addresses.whose_agenda(work, candidate.number, secret) is None
    last = addresses.agenda(work, candidate).rsplit("/", 1)[1].removesuffix(".ics")
    assert addresses.whose_agenda(work, candidate.number, last) is candidate
    portal.accounts.get(candidate.userid).active = False
    assert addresses.whose_agenda(work, candidate.number, last) is None
    addresses.close_agenda(work, candidate)
    assert addresses.agenda(work, candidate) == ""


# Ranks


def waiting(portal: Any, formation: Any, count: int) -> list[Any]:
    """So many candidates on the ranked list, typed 10, 20, 30…"""
    made = []
    for index in range(count):
        person = seed.candidate(portal, f"ATTEND{index:02d}", ine="", birth_name=f"NOM{index}")
        work = seed.work(portal, person.userid)
        portal["test"].parameters["CANDIDAT_IS_INE_OBLI_FR"] = False
        application = service.apply(work, formation, person)
        decided(portal, application, "liste-complementaire", rank=10 * (index + 1))
        made.append(application)
    return made


@pytest.mark.parametrize(("mode", "shown"), [("N", None), ("S", 30), ("R", 3)])
def test_a_rank_is_shown_as_the_university_chooses(portal: Any, formation: Any, mode: str, shown: int | None) -> None:
    """C067."""
    last = waiting(portal, formation, 3)[-1]
    portal["test"].parameters["LC_MODE_AFFICHAGE_RANG"] = mode
    found = ranks.standing(seed.work(portal), last)
    assert (found.rank if found else None) == shown
    # The mail says what the page says.
    values = mailing.application_values(seed.work(portal), last, "fr")
    assert values["rang"] == str(shown or "")


def test_a_real_rank_moves_when_somebody_is_called_and_not_when_a_draft_is_typed(portal: Any, formation: Any) -> None:
    """C067."""
    first, second, third = waiting(portal, formation, 3)
    portal["test"].parameters["LC_MODE_AFFICHAGE_RANG"] = "R"
    assert ranks.track(formation, seed.TODAY) == 3
    assert ranks.track(formation, seed.TODAY) == 0
    desk.decide(manager(portal), first, "favorable")
    assert ranks.standing(seed.work(portal), third).rank == 3
    desk.validate_decision(manager(portal), first)
    tomorrow = seed.work(portal, now=NOON + timedelta(days=1))
    found = ranks.standing(tomorrow, third)
    assert (found.rank, found.movement.gained, found.movement.rank) == (2, 1, 3)
    assert found.movement.since == seed.TODAY
    assert ranks.track(formation, tomorrow.today) == 3
    assert ranks.history(formation, third.key) == ((seed.TODAY, 3), (tomorrow.today, 2))
    assert first.key not in formation.ranks
    assert ranks.history(formation, second.key)[-1] == (tomorrow.today, 1)
    assert rebuild(formation) == 0


def test_the_last_rank_called_is_told_beside_a_typed_rank(portal: Any, formation: Any) -> None:
    """C067."""
    first, second, third = waiting(portal, formation, 3)
    assert ranks.standing(seed.work(portal), third).last_called is None
    for called in (first, second):
        decided(portal, called, "favorable")
    assert ranks.standing(seed.work(portal), third).last_called == 20
    assert ranks.standing(seed.work(portal), third).rank == 30
    assert ranks.standing(seed.work(portal), first) is None


def test_a_list_nobody_waits_on_is_not_followed(portal: Any, formation: Any) -> None:
    assert ranks.track(formation, seed.TODAY) == 0
    assert formation.ranks is None
    assert not ranks.is_followed(formation)


# Publication


def test_a_decision_counts_for_the_candidate_once_it_is_published(portal: Any, applied: Any) -> None:
    """C065. C066."""
    decided(portal, applied, "liste-complementaire", rank=4)
    desk.decide(manager(portal), applied, "favorable", comment="Bravo")
    validated = replace(applied.decisions[-1], validated_at=seed.NOW, validated_by="Gestionnaire")
    applied.decisions = (*applied.decisions[:-1], validated)
    assert in_force(applied).kind is DecisionKind.WAITING_RANKED
    work = seed.work(portal, applied.candidate.userid)
    with pytest.raises(Refused, match="no_favourable_decision"):
        service.confirm(work, applied)
    assert "confirmation" not in [entry.kind for entry in agenda.entries(work, applied)]
    assert mailing.application_values(work, applied, "fr")["libelleAvis"] == "Liste complémentaire"
    applied.decisions = (*applied.decisions[:-1], replace(validated, published_at=seed.NOW))
    assert in_force(applied).kind is DecisionKind.FAVOURABLE
    service.confirm(work, applied)


# Dates


def told(portal: Any, application: Any, **more: Any) -> dict[str, Any]:
    """Kind → entry of an application's calendar."""
    return {entry.kind: entry for entry in agenda.entries(seed.work(portal, **more), application)}


def test_dates_follow_what_is_left_to_do(portal: Any, applied: Any, candidate: Any) -> None:
    calendar = applied.formation.calendar
    found = told(portal, applied)
    assert set(found) == {"return", "publication"}
    assert found["return"].day == calendar.return_by
    work = seed.work(portal, candidate.userid)
    fill(work, applied)
    service.submit(work, applied)
    assert set(told(portal, applied)) == {"publication"}
    decided(portal, applied, "favorable")
    assert {kind: entry.day for kind, entry in told(portal, applied).items()} == {"confirmation": calendar.confirmation}
    service.confirm(work, applied)
    assert told(portal, applied) == {}


def test_an_appointment_has_its_hour_and_place(portal: Any, applied: Any) -> None:
    """C068."""
    day = seed.TODAY + timedelta(days=30)
    decided(portal, applied, "preselection", meeting_date=day, meeting_time="9h30", meeting_place="Amphi A")
    meeting = told(portal, applied)["meeting"]
    assert (meeting.day, meeting.hour, meeting.place) == (day, time(9, 30), "Amphi A")


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("14:30", time(14, 30)), ("14h30", time(14, 30)), ("9 h", time(9)), ("25:00", None), ("matin", None), ("", None)],
)
def test_hours_as_people_type_them(typed: str, hour: time | None) -> None:
    assert hour_of(typed) == hour


def test_a_date_that_moves_keeps_its_name_and_counts(portal: Any, applied: Any, formation: Any) -> None:
    before = told(portal, applied)["return"]
    enrolment.set_date(manager(portal), applied, enrolment.RETURN, formation.calendar.return_by + timedelta(days=3))
    after = told(portal, applied)["return"]
    assert (after.about, after.kind) == (before.about, before.kind)
    assert after.changes == before.changes + 1
    assert after.changed_at > before.changed_at


def test_a_cancelled_application_leaves_the_calendar(portal: Any, applied: Any, candidate: Any) -> None:
    whole = icalendar.Calendar.from_ical(agenda.feed(seed.work(portal), candidate))
    assert len(whole.events) == 2
    service.cancel(seed.work(portal, candidate.userid), applied)
    assert icalendar.Calendar.from_ical(agenda.feed(seed.work(portal), candidate)).events == []


def test_the_calendar_speaks_the_language_of_the_candidate_and_says_nothing_else(
    portal: Any, applied: Any, candidate: Any
) -> None:
    candidate.language = "en"
    text = agenda.feed(seed.work(portal), candidate).decode()
    assert "Deadline to submit my application: M1 Droit priv" in text.replace("\r\n ", "")
    for secret in (candidate.number, candidate.mail, applied.key, "MARTIN", "DESCRIPTION:M"):
        assert secret not in text


def test_a_paper_file_has_another_deadline(portal: Any, candidate: Any) -> None:
    paper = portal["test"]["droit"]["master"]["m1-papier"]
    applied = service.apply(seed.work(portal, candidate.userid), paper, candidate)
    assert set(told(portal, applied)) == {"return_paper", "publication"}


# Submissions


def test_each_submission_has_its_own_proof(portal: Any, applied: Any, candidate: Any) -> None:
    """C084."""
    work = seed.work(portal, candidate.userid, "CAMILLE MARTIN")
    with pytest.raises(Refused, match="no_proof"):
        proofs.pdf(work, applied)
    fill(work, applied)
    service.submit(work, applied)
    service.take_back(work, applied)
    later = seed.work(portal, candidate.userid, "CAMILLE MARTIN", now=work.now + timedelta(minutes=5))
    service.submit(later, applied)
    every = proofs.submissions(applied)
    assert [one.number for one in every] == [1, 2]
    assert [one.by for one in every] == ["CAMILLE MARTIN"] * 2
    assert proofs.seal(applied, every[0].snapshot) != proofs.seal(applied, every[1].snapshot)
    with pytest.raises(Refused, match="no_proof"):
        proofs.pdf(work, applied, 3)
    assert "accuse.pdf?n=2" in portal.outbox[applied.mails[-2]].text


def test_a_paper_file_that_arrived_has_no_proof_of_submission(portal: Any, candidate: Any) -> None:
    paper = portal["test"]["droit"]["master"]["m1-papier"]
    applied = service.apply(seed.work(portal, candidate.userid), paper, candidate)
    desk.set_status(manager(portal), applied, Status.RECEIVED, seed.TODAY)
    assert applied.snapshot is not None
    assert proofs.submissions(applied) == ()
    assert "accuse" not in portal.outbox[applied.mails[-1]].text
