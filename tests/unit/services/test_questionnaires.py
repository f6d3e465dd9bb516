"""Answers to questionnaires: shared until each submission freezes its own copy, taken from LimeSurvey only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ZODB.DB import DB

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.adapters.survey import Reply, Unavailable
from ecandidat.adapters.survey.embedded import EmbeddedSurveys
from ecandidat.domain.codes import Status, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.questionnaire import Kind, Response, Source, State
from ecandidat.jobs import surveys as job
from ecandidat.jobs.queue import SURVEYS, once_every
from ecandidat.models.application import Snapshot
from ecandidat.models.questionnaire import put_response
from ecandidat.resources import ROOT
from ecandidat.services import application as acts
from ecandidat.services import questionnaires as service
from ecandidat.services.answers import form_view, form_views, pairs, readable
from ecandidat.services.offer import delete
from tests import seed
from tests.functional.desk import files

QUESTION = "PROJET22"
SID = "421994"


@pytest.fixture
def shared(portal: Any) -> Any:
    """A questionnaire common to every formation of the university."""
    return seed.questionnaire(portal["test"], "projet", "Projet", seed.question(QUESTION, Kind.TEXT, "Quel projet"))


def applied(portal: Any, code: str = "m1-droit", number: str = "CANDIDAT") -> Any:
    candidate = portal.candidates[number]
    work = seed.work(portal, candidate.userid)
    component = "sciences" if code == "m1-maths" else "droit"
    return acts.apply(work, portal["test"][component]["master"][code], candidate)


def say(portal: Any, application: Any, text: str, form: Any) -> bool:
    return service.answer(seed.work(portal), application, form, {QUESTION: text})


def read(application: Any, form: Any) -> Any:
    return form_view(application, form).response.value(QUESTION)


def sent(application: Any) -> list[str]:
    return [answer.value for form in application.snapshot.forms for answer in form.answers]


def test_one_answer_serves_the_drafts_of_all_applications(portal: Any, shared: Any) -> None:
    """C085."""
    first, second = applied(portal), applied(portal, "m1-maths")
    say(portal, first, "notaire", shared)
    assert read(second, shared) == "notaire"
    assert form_view(second, shared).state is State.ANSWERED


def test_a_unique_questionnaire_is_answered_for_each_application(portal: Any) -> None:
    form = seed.questionnaire(
        portal["test"], "projet", "Projet", seed.question(QUESTION, Kind.TEXT, "Quel projet"), unique=True
    )
    first, second = applied(portal), applied(portal, "m1-maths")
    say(portal, first, "notaire", form)
    assert read(second, form) is None
    assert form_view(second, form).state is State.PENDING


def submit(portal: Any, application: Any) -> None:
    work = seed.work(portal)
    files.fill(work, application)
    acts.submit(work, application)


ACTS = st.lists(
    st.tuples(st.sampled_from(["say", "submit", "take back", "survey", "reword"]), st.integers(0, 1), st.text(
        st.characters(categories=["L", "N"]), min_size=1, max_size=5)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_nothing_that_happens_elsewhere_changes_what_was_sent(database: Any, story: list[tuple[str, int, str]]) -> None:
    """C085."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = database.open(manager)
    portal = connection.root()[ROOT]
    form = seed.questionnaire(portal["test"], "projet", "Projet", seed.question(QUESTION, Kind.TEXT, "Quel projet"))
    mine = [applied(portal, "l3-direct"), applied(portal, "m1-maths")]
    kept: dict[Any, list[str]] = {}
    for act, which, text in story:
        application = mine[which]
        try:
            if act == "say":
                say(portal, application, text, form)
            elif act == "submit":
                submit(portal, application)
            elif act == "take back":
                acts.take_back(seed.work(portal), application)
            elif act == "survey":
                put_response(application.candidate, form.uid, Response(((QUESTION, text),), answered_at=seed.NOW))
            else:
                form.label = (("fr", text),)
        except Refused:
            continue
        if act == "submit":
            kept[application.snapshot] = sent(application)
        for snapshot, answers in kept.items():
            assert [answer.value for one in snapshot.forms for answer in one.answers] == answers
        if application.status is Status.RECEIVED and application.snapshot is not None:
            assert readable(application, owner=True) == list(application.snapshot.forms)
    manager.abort()
    connection.close()


def test_an_incomplete_file_changes_its_own_copy_only(portal: Any, shared: Any) -> None:
    first, second = applied(portal), applied(portal, "m1-maths")
    say(portal, first, "notaire", shared)
    submit(portal, first)
    first.status = Status.INCOMPLETE
    say(portal, first, "avocat", shared)
    assert (read(first, shared), read(second, shared)) == ("avocat", "notaire")
    assert sent(first) == ["notaire"]


def test_saving_the_same_answers_again_writes_nothing(portal: Any, shared: Any) -> None:
    application = applied(portal)
    assert say(portal, application, "notaire", shared)
    lines = len(application.journal)
    assert not say(portal, application, "notaire", shared)
    assert len(application.journal) == lines


def test_an_old_snapshot_without_questionnaires_still_reads(portal: Any, shared: Any) -> None:
    application = applied(portal)
    old = Snapshot.__new__(Snapshot)
    old.taken_at, old.profile, old.pieces = seed.NOW, application.candidate.data(), ()
    application.snapshots, application.status = (old,), Status.RECEIVED
    assert readable(application, owner=False) == []
    assert pairs(application, "fr", owner=False) == ()


def test_what_is_asked_follows_the_treatment(portal: Any, shared: Any) -> None:
    shared.treatment = Treatment.DIRECT
    assert [view.questionnaire for view in form_views(applied(portal))] == []
    assert [view.questionnaire for view in form_views(applied(portal, "l3-direct"))] == [shared]


def test_a_questionnaire_out_of_service_takes_no_answer(portal: Any, shared: Any) -> None:
    application = applied(portal)
    shared.active = False
    with pytest.raises(Refused, match="form_closed"):
        say(portal, application, "notaire", shared)


def test_a_required_answer_cannot_be_left_out_by_any_caller(portal: Any, shared: Any) -> None:
    with pytest.raises(Refused, match="answer_required"):
        service.answer(seed.work(portal), applied(portal), shared, {})


def test_a_file_replaced_leaves_the_library_and_stays_in_what_was_sent(portal: Any, connection: Any) -> None:
    form = seed.questionnaire(portal["test"], "preuve", "Preuve", seed.question(QUESTION, Kind.FILE, "Quelle preuve"))
    application, work = applied(portal), seed.work(portal)
    assert form_view(application, form).state is State.PENDING
    first = service.deposit(work, application, form, QUESTION, files.pdf(), "a.pdf")
    assert form_view(application, form).state is State.ANSWERED
    submit(portal, application)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    application.status = Status.INCOMPLETE
    second = service.deposit(work, application, form, QUESTION, files.pdf(400), "b.pdf")
    assert sent(application) == [first]
    assert second.__name__ in application.candidate.documents
    assert service.sent_document(application, form.uid, 0) is first
    with pytest.raises(Refused, match="file_"):
        service.deposit(work, application, form, QUESTION, BytesIO(b"MZ"), "c.exe")


def test_a_questionnaire_that_was_answered_is_not_deleted(portal: Any, shared: Any) -> None:
    """X19."""
    application = applied(portal)
    say(portal, application, "notaire", shared)
    with pytest.raises(Refused, match="form_answered"):
        delete(seed.work(portal), shared)


@pytest.fixture
def survey(portal: Any) -> Any:
    """A LimeSurvey questionnaire of the component."""
    made = seed.questionnaire(portal["test"]["droit"], "enquete", "Enquête", source=Source.LIMESURVEY, survey=SID)
    made.url = (("fr", "https://e.example/${numDossier}"),)
    return made


def reply(mine: Any, **more: Any) -> Reply:
    made = Reply("1", mine.candidate.number, mine.key, "2026-11-21 14:05:33", (("Métier", "Notaire"),))
    return replace(made, **more)


def test_a_reply_counts_for_the_application_whose_key_it_carries(portal: Any, survey: Any) -> None:
    """C087."""
    seed.candidate(portal, "AUTREXYZ", birth_name="DURAND")
    mine, other = applied(portal), applied(portal, number="AUTREXYZ")
    work = seed.work(portal)
    assert not service.take(work, survey, reply(mine, application=other.key))
    assert not service.take(work, survey, reply(mine, application=""))
    assert not service.take(work, survey, reply(mine, number="INCONNUE"))
    assert service.take(work, survey, reply(mine))
    assert not service.take(work, survey, reply(mine))
    assert form_view(mine, survey).state is State.ANSWERED
    assert form_view(other, survey).state is State.PENDING


def test_a_late_reply_leaves_what_was_sent_alone(portal: Any, survey: Any) -> None:
    application = applied(portal)
    submit(portal, application)
    service.take(seed.work(portal), survey, reply(application))
    assert sent(application) == []


def committed(connection: Any) -> None:
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()


def test_the_round_takes_new_replies_once(database: DB, connection: Any, portal: Any, survey: Any) -> None:
    """C087. B09."""
    application = applied(portal)
    committed(connection)
    server = EmbeddedSurveys()
    adapters = Adapters(None, NoRecords(), server)
    configured = seed.work(portal).settings
    assert job.run(database, configured, adapters) == {}
    server.reply(SID, "CANDIDAT", application.key, (("Métier", "Notaire"),), "2026-11-21 14:05:33")
    server.reply(SID, "INCONNUE", "", (("Métier", "Notaire"),), "2026-11-21 14:06:33")
    assert job.run(database, configured, adapters) == {"taken": 1}
    assert job.run(database, configured, adapters) == {"taken": 0}
    committed(connection)
    assert form_view(application, survey).response.remote == (("Métier", "Notaire"),)


class Silent:
    """A survey server that never answers."""

    def replies(self, survey: str) -> list[Reply]:
        raise Unavailable(survey)


def test_the_round_waits_for_a_server_that_does_not_answer(
    database: DB, connection: Any, portal: Any, survey: Any
) -> None:
    committed(connection)
    done = job.run(database, seed.work(portal).settings, Adapters(None, NoRecords(), Silent()))
    assert done == {"unavailable": 1}


def test_the_round_is_due_once_in_its_time() -> None:
    due, now = once_every(SURVEYS), seed.NOW
    assert [due(now + timedelta(seconds=wait)) for wait in (0, 10, 299, 300, 310)] == [True, False, False, True, False]


def test_a_reminder_names_what_waits(portal: Any, shared: Any, survey: Any) -> None:
    application = applied(portal)
    service.remind(seed.work(portal), application)
    mail = portal.outbox[application.mails[-1]]
    assert "- Projet\n- Enquête" in mail.text
    say(portal, application, "notaire", shared)
    service.take(seed.work(portal), survey, reply(application))
    with pytest.raises(Refused, match="nothing_to_remind"):
        service.remind(seed.work(portal), application)
