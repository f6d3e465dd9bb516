"""One contract for both survey servers: the embedded one, and LimeSurvey's interface spoken over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ecandidat.adapters.survey import NoSurveys, Surveys, Unavailable
from ecandidat.adapters.survey.embedded import QUESTIONS, EmbeddedSurveys
from ecandidat.adapters.survey.limesurvey import LimeSurvey
from tests.unit.adapters import lime_site

SURVEY, NUMBER, KEY, SENT = "421994", "K7PX2M9A", "4VRD8X2T", "2026-11-21 14:05:33"


@dataclass
class Place:
    """A survey server, and how somebody answers the first question there."""

    surveys: Surveys
    reply: Callable[[str], object]


@pytest.fixture
def site() -> Iterator[lime_site.Site]:
    with lime_site.serve() as made:
        yield made


@pytest.fixture(params=["embedded", "real"])
def place(request: pytest.FixtureRequest) -> Place:
    if request.param == "embedded":
        embedded = EmbeddedSurveys()
        return Place(embedded, lambda text: embedded.reply(SURVEY, NUMBER, KEY, ((QUESTIONS[0], text),), SENT))
    server: lime_site.Site = request.getfixturevalue("site")
    surveys = LimeSurvey(server.url, lime_site.USER, lime_site.PASSWORD)
    return Place(surveys, lambda text: server.reply(SURVEY, NUMBER, KEY, {"Q1": text, "Q2": ""}, SENT))


def test_a_survey_that_nobody_answered_is_empty(place: Place) -> None:
    """C086."""
    assert place.surveys.replies(SURVEY) == []


def test_a_reply_says_who_answered_what_and_when(place: Place) -> None:
    """C087."""
    place.reply("Par un salon 🎓 <b>")
    (reply,) = place.surveys.replies(SURVEY)
    assert (reply.number, reply.application, reply.sent) == (NUMBER, KEY, SENT)
    assert [(" ".join(label.split()), text) for label, text in reply.answers] == [(QUESTIONS[0], "Par un salon 🎓 <b>")]


def test_replies_have_ids_of_their_own_and_stay(place: Place) -> None:
    place.reply("une")
    place.reply("deux")
    first, again = place.surveys.replies(SURVEY), place.surveys.replies(SURVEY)
    assert len({reply.id for reply in first}) == 2
    assert first == again


def test_surveys_do_not_mix(place: Place) -> None:
    place.reply("une")
    assert place.surveys.replies("1") == []


def test_an_instance_without_surveys_has_no_reply() -> None:
    assert NoSurveys().replies(SURVEY) == []


def real(site: lime_site.Site, password: str = lime_site.PASSWORD) -> LimeSurvey:
    return LimeSurvey(site.url, lime_site.USER, password)


def test_a_session_is_opened_and_given_back(site: lime_site.Site) -> None:
    site.reply(SURVEY, NUMBER, KEY, {"Q1": "x"}, SENT)
    real(site).replies(SURVEY)
    assert site.calls == ["get_session_key", "export_responses", "list_questions", "release_session_key"]


def test_rows_that_older_servers_wrap_are_read_too(site: lime_site.Site) -> None:
    site.reply(SURVEY, NUMBER, KEY, {"Q2[SQ001]": "x", "inconnue": "y"}, SENT)
    site.wrapped = True
    (reply,) = real(site).replies(SURVEY)
    assert reply.answers == (("Quel métier visez-vous ? [SQ001]", "x"), ("inconnue", "y"))


@pytest.mark.parametrize("mood", ["redirects", "fails", "babbles", "errs", "garbles"])
def test_a_server_that_misbehaves_is_unavailable(site: lime_site.Site, mood: str) -> None:
    site.reply(SURVEY, NUMBER, KEY, {"Q1": "x"}, SENT)
    site.mood = mood
    with pytest.raises(Unavailable):
        real(site).replies(SURVEY)


def test_a_wrong_password_is_unavailable(site: lime_site.Site) -> None:
    with pytest.raises(Unavailable):
        real(site, "autre").replies(SURVEY)


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        LimeSurvey("http://127.0.0.1:9/", "x", "y").replies(SURVEY)


@pytest.mark.parametrize("survey", ["", "../../etc", "1;2", "http://evil.example", "1 2"])
def test_a_survey_is_a_number(site: lime_site.Site, survey: str) -> None:
    with pytest.raises(Unavailable):
        real(site).replies(survey)
    assert site.calls == []
