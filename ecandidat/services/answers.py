"""What an application answers to the questionnaires asked of it: which answer counts, what is owed, what is sent.

What never enters: writing (``services.questionnaires``), rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ecandidat.dates import figure, short_date
from ecandidat.domain.codes import Status
from ecandidat.domain.questionnaire import (
    FormState,
    Response,
    SentAnswer,
    SentQuestionnaire,
    Source,
    State,
    fits,
    frozen,
    missing,
    said,
    shown,
)
from ecandidat.models.application import Application
from ecandidat.models.document import Document
from ecandidat.models.questionnaire import Questionnaire, get_response
from ecandidat.register import formations_below

BLANK = Response()
YES_NO = {"fr": ("Oui", "Non"), "en": ("Yes", "No"), "es": ("Sí", "No"), "de": ("Ja", "Nein")}


@dataclass(frozen=True)
class FormView:
    """One questionnaire as this application answers it now.

    ``response`` is blank while nothing was answered; ``lent`` tells that the candidate's shared answer stands here.
    """

    questionnaire: Questionnaire
    response: Response
    state: State
    missing: tuple[str, ...]
    lent: bool

    @property
    def owed(self) -> bool:
        """Whether something has to be answered before the file is whole."""
        return self.state is State.PENDING

    def guarded(self, lang: str = "fr") -> FormState:
        """What guards see."""
        title = self.questionnaire.title(lang)
        return FormState(self.questionnaire.uid, title, self.state, self.owed, self.missing)


def lends(application: Application, questionnaire: Questionnaire) -> bool:
    """Whether the candidate's shared answer stands here: while nothing is submitted."""
    return questionnaire.shared and application.submitted_at is None and application.status is Status.PENDING


def form_view(application: Application, questionnaire: Questionnaire, lang: str = "fr") -> FormView:
    """How an application answers one questionnaire; what it still owes is named in a language."""
    lent = lends(application, questionnaire)
    holder = application.candidate if lent else application
    response = get_response(holder, questionnaire.uid) or BLANK
    owed = tuple(said(question.label, lang) for question in missing(questionnaire.questions, dict(response.values)))
    return FormView(questionnaire, response, _state(questionnaire, response, bool(owed)), owed, lent)


def _state(questionnaire: Questionnaire, response: Response, owed: bool) -> State:
    if questionnaire.conditional and response.not_concerned:
        return State.NOT_CONCERNED
    answered = response.answered_at is not None and not response.not_concerned
    if questionnaire.source is Source.LIMESURVEY:
        return State.ANSWERED if answered else State.PENDING
    if owed:
        return State.PENDING
    return State.ANSWERED if answered else State.OPTIONAL


def form_views(application: Application) -> list[FormView]:
    """All questionnaires asked, and those sent that are asked no more, in the order of the screen."""
    return [form_view(application, one) for one in application.questionnaires()]


def form_states(application: Application, lang: str = "fr") -> tuple[FormState, ...]:
    """What guards see: what is asked today, named in a language."""
    return tuple(form_view(application, one, lang).guarded(lang) for one in application.asked_questionnaires())


def owed_lines(application: Application, lang: str = "fr") -> list[str]:
    """The titles of the questionnaires that wait for an answer."""
    views = (form_view(application, one) for one in application.asked_questionnaires())
    return [view.questionnaire.title(lang) for view in views if view.owed]


def ever_given(questionnaire: Questionnaire) -> bool:
    """Whether a candidate ever answered a questionnaire, or said « non concerné »."""
    uid = questionnaire.uid
    return any(
        get_response(holder, uid) is not None
        for formation in formations_below(questionnaire.owner, trials=True)
        for application in formation.values()
        for holder in (application, application.candidate)
    )


def sent(view: FormView) -> SentQuestionnaire:
    """One questionnaire as a submission sends it: what shows, with the labels of the day."""
    questionnaire, response = view.questionnaire, view.response
    answers: list[SentAnswer] = []
    if view.state is not State.NOT_CONCERNED:
        values = dict(response.values)
        answers = [
            frozen(question, values[question.key])
            for question in shown(questionnaire.questions, values)
            if fits(question, values.get(question.key))
        ]
        answers += [SentAnswer((("fr", label),), text) for label, text in response.remote]
    return SentQuestionnaire(
        questionnaire.uid, questionnaire.label, view.state, response.answered_at, tuple(answers),
        response.answered_by, response.by_staff,
    )  # fmt: skip


def readable(application: Application, *, owner: bool) -> list[SentQuestionnaire]:
    """The questionnaires for whoever reads: the owner's own at any time, to managers what was sent last."""
    frozen_file = application.status in (Status.RECEIVED, Status.COMPLETE)
    if owner and not (frozen_file and application.snapshot is not None):
        return [sent(view) for view in form_views(application)]
    return sent_last(application)


def sent_last(application: Application) -> list[SentQuestionnaire]:
    """The questionnaires of the last submission, those that staff answered since in place of what it sent."""
    if application.snapshot is None:
        return []
    since = {form.uid: form for form in application.amended}
    forms = [since.pop(form.uid, form) for form in application.snapshot.forms]
    return [*forms, *since.values()]


def documents(form: SentQuestionnaire) -> list[tuple[SentAnswer, Document]]:
    """The files among the answers."""
    return [(answer, answer.value) for answer in form.answers if isinstance(answer.value, Document)]


def printed(value: Any, lang: str = "fr") -> str:
    """An answer in words, in a language."""
    if isinstance(value, bool):
        return YES_NO.get(lang, YES_NO["fr"])[0 if value else 1]
    if isinstance(value, Decimal):
        return figure(value, lang)
    if isinstance(value, date):
        return short_date(value, lang)
    if isinstance(value, Document):
        return value.filename
    if isinstance(value, tuple):
        return " ; ".join(said(label, lang) for label in value)
    return str(value)


def changes(before: FormView, after: FormView) -> str:
    """What became of the answers, question by question, for the journal: « Question : « avant » → « après » »."""
    then, now = _told(before), _told(after)
    lines = [
        f"{label} : « {_short(then.get(label, ''))} » → « {_short(now.get(label, ''))} »"
        for label in {**then, **now} if then.get(label, "") != now.get(label, "")
    ]  # fmt: skip
    return " ; ".join(lines)


def _told(view: FormView) -> dict[str, str]:
    return {said(answer.label): printed(answer.value) for answer in sent(view).answers}


def _short(text: str, width: int = 120) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= width else f"{line[: width - 1].rstrip()}…") or "–"


def pairs(application: Application, lang: str, *, owner: bool) -> tuple[tuple[str, str], ...]:
    """(question, answer) of every questionnaire in words, for the dossier; its title goes before each question."""
    found: list[tuple[str, str]] = []
    for form in readable(application, owner=owner):
        title = said(form.label, lang)
        if not form.answers:
            found.append((title, said(STATES[form.state], lang)))
        found += [(f"{title} – {said(answer.label, lang)}", printed(answer.value, lang)) for answer in form.answers]
    return tuple(found)


STATES = {
    State.PENDING: (
        ("fr", "Sans réponse"), ("en", "Not answered"), ("es", "Sin respuesta"), ("de", "Nicht beantwortet"),
    ),
    State.OPTIONAL: (
        ("fr", "Sans réponse"), ("en", "Not answered"), ("es", "Sin respuesta"), ("de", "Nicht beantwortet"),
    ),
    State.ANSWERED: (("fr", "Répondu"), ("en", "Answered"), ("es", "Respondido"), ("de", "Beantwortet")),
    State.NOT_CONCERNED: (
        ("fr", "Non concerné"), ("en", "Not concerned"), ("es", "No me concierne"), ("de", "Nicht betroffen"),
    ),
}  # fmt: skip
"""What the dossier says of a questionnaire without answers."""
