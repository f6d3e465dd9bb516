"""Answering questionnaires: the candidate's answers and files, « non concerné », what LimeSurvey holds, reminders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from BTrees.OOBTree import OOBTree

from ecandidat.adapters.survey import Reply
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.questionnaire import (
    Kind,
    Question,
    Response,
    Source,
    State,
    address,
    check_value,
    fits,
    kept,
    said,
    shown,
)
from ecandidat.domain.workflow import questionnaire as table
from ecandidat.domain.workflow.dossier import return_date_not_passed
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.document import Document
from ecandidat.models.questionnaire import Questionnaire, get_response, put_response
from ecandidat.register import formations_below
from ecandidat.resources import path_of
from ecandidat.services import effects
from ecandidat.services.answers import FormView, changes, form_view, lends, owed_lines, sent, sent_last
from ecandidat.services.pieces import add_document, discard, limit
from ecandidat.services.situation import acts_for, situation
from ecandidat.work import Work


def answer(
    work: Work, application: Application, questionnaire: Questionnaire, values: Mapping[str, Any], *,
    waive_dates: bool = False,
) -> bool:  # fmt: skip
    """« Enregistrer »: the answers typed, by question; files stay as they are. Tell whether something changed.

    Refuses a frozen file, a required question left without answer (``answer_required``), a value out of bounds.
    Somebody who waives dates writes in a frozen file too: managers then read it in place of what was sent.
    """
    view = _check(work, application, questionnaire, "repondre", waive_dates)
    if questionnaire.source is not Source.NATIVE:
        raise Refused("answered_elsewhere")
    files = {key: value for key, value in view.response.values if isinstance(value, Document)}
    whole = {**{key: value for key, value in values.items() if value is not None}, **files}
    for question in shown(questionnaire.questions, whole):
        value = whole.get(question.key)
        if value is not None:
            check_value(question, value)
        elif question.required and question.kind is not Kind.FILE:
            raise Refused("answer_required", field=question.key, question=said(question.label, work.language))
    pairs = kept(questionnaire.questions, whole)
    typed = Response(pairs).without_files()
    if view.response.answered_at is not None and view.response.without_files() == typed:
        return False
    _put(work, application, questionnaire, Response(_with_files(questionnaire, pairs, files)))
    _record(work, application, "repondre", view, waive_dates=waive_dates)
    return True


def _with_files(
    questionnaire: Questionnaire, pairs: tuple[tuple[str, Any], ...], files: Mapping[str, Document]
) -> tuple[tuple[str, Any], ...]:
    """The answers in the order of the questions; a file whose question is hidden now waits for it to show again."""
    found = {**dict(pairs), **files}
    return tuple((one.key, found[one.key]) for one in questionnaire.questions if one.key in found)


def deposit(
    work: Work, application: Application, questionnaire: Questionnaire, key: str, stream: BinaryIO, filename: str, *,
    waive_dates: bool = False,
) -> Document:  # fmt: skip
    """Store the file that answers a question, checked as any piece is; what was typed elsewhere stays."""
    view = _check(work, application, questionnaire, "repondre", waive_dates)
    question = file_question(questionnaire, key)
    document = add_document(work, application.candidate, stream, filename, limit(work, application))
    _put_file(work, application, view, question, document)
    discard(application.candidate, own_document(view, question.key))
    _record(work, application, "repondre", view, document.filename, waive_dates=waive_dates)
    return document


def remove(
    work: Work, application: Application, questionnaire: Questionnaire, key: str, *, waive_dates: bool = False
) -> None:
    """Take the file of a question away; what was already submitted keeps its own reference."""
    view = _check(work, application, questionnaire, "repondre", waive_dates)
    question = file_question(questionnaire, key)
    former = own_document(view, question.key)
    if former is None:
        return
    _put_file(work, application, view, question, None)
    discard(application.candidate, former)
    _record(work, application, "repondre", view, f"- {former.filename}", waive_dates=waive_dates)


def file_question(questionnaire: Questionnaire, key: str) -> Question:
    """The question of that key that takes a file; refuses an unknown one."""
    for question in questionnaire.questions:
        if question.key == key and question.kind is Kind.FILE:
            return question
    raise Refused("unknown_code", code=key[:40])


def _put_file(
    work: Work, application: Application, view: FormView, question: Question, document: Document | None
) -> None:
    values: dict[str, Any] = dict(view.response.values)
    values.pop(question.key, None)
    if document is not None:
        values[question.key] = document
    ordered = tuple((one.key, values[one.key]) for one in view.questionnaire.questions if one.key in values)
    whole = replace(view.response, values=ordered, not_concerned=False)
    stamped = _stamped(work, application, view, whole)
    put_response(_holder(application, view.questionnaire), view.questionnaire.uid, stamped)


def _stamped(work: Work, application: Application, view: FormView, response: Response) -> Response:
    """A questionnaire made of files alone is answered by depositing them; any other by « Enregistrer »."""
    typed = any(question.kind is not Kind.FILE for question in view.questionnaire.questions)
    if typed and response.answered_at is None:
        return response
    return _signed(work, application, response)


def _signed(work: Work, application: Application, response: Response) -> Response:
    by_staff = acts_for(work, application)
    return replace(response, answered_at=work.now, answered_by=work.actor.name, by_staff=by_staff)


def set_not_concerned(
    work: Work, application: Application, questionnaire: Questionnaire, concerned: bool, *, waive_dates: bool = False
) -> None:
    """« Non concerné par ce formulaire » and « Concerné par ce formulaire », for conditional ones only."""
    if not questionnaire.conditional:
        raise Refused("form_not_conditional")
    act = "formulaire-concerne" if concerned else "formulaire-non-concerne"
    view = _check(work, application, questionnaire, act, waive_dates)
    # What was answered waits under the mark: whoever said it by mistake loses nothing.
    _put(work, application, questionnaire, replace(view.response, not_concerned=not concerned), keep_stamp=True)
    _record(work, application, act, view, waive_dates=waive_dates)


def _check(
    work: Work, application: Application, questionnaire: Questionnaire, act: str, waive_dates: bool
) -> FormView:
    view = form_view(application, questionnaire)
    if (refused := refusal(work, application, view, act, waive_dates=waive_dates)) is not None:
        raise refused
    return view


def refusal(
    work: Work, application: Application, view: FormView, act: str, *, waive_dates: bool = False
) -> Refused | None:
    """Why this questionnaire may not be answered now; None when it may."""
    if not view.questionnaire.active:
        return Refused("form_closed")
    return table.TRANSITIONS[act].refusal(view.state, situation(work, application, waive_dates=waive_dates))


def _holder(application: Application, questionnaire: Questionnaire) -> Candidate | Application:
    return application.candidate if lends(application, questionnaire) else application


def _put(
    work: Work, application: Application, questionnaire: Questionnaire, response: Response, *, keep_stamp: bool = False
) -> None:
    if not keep_stamp:
        response = _signed(work, application, response)
    put_response(_holder(application, questionnaire), questionnaire.uid, response)


def _record(
    work: Work, application: Application, act: str, view: FormView, detail: str = "", *, waive_dates: bool = False
) -> None:
    """What staff do in the candidate's place says from what to what, and the candidate reads it too."""
    after, for_them = form_view(application, view.questionnaire), acts_for(work, application)
    title = view.questionnaire.title()
    detail = detail or (changes(view, after) if for_them else "")
    if for_them and application.snapshot is not None:
        amend(application, after)
    fact = Fact(
        act, view.state, after.state, f"{title} : {detail}" if detail else title, public=for_them,
        waived=waive_dates and return_date_not_passed(situation(work, application)) is not None,
    )  # fmt: skip
    effects.apply(work, application, fact)


def amend(application: Application, view: FormView) -> None:
    """Let an answer be read in place of what the last submission sent, which stays as it is."""
    others = (form for form in application.amended if form.uid != view.questionnaire.uid)
    application.amended = (*others, sent(view))


def forget(application: Application) -> None:
    """Erase the files of the answers that were this application's own, when it is cancelled before it was sent."""
    if application.answers is None or application.snapshots:
        return
    held = [value for response in application.answers.values() for _, value in response.values]
    application.answers = None
    discard(application.candidate, *(value for value in held if isinstance(value, Document)))


# LimeSurvey


def link(work: Work, application: Application, questionnaire: Questionnaire, lang: str) -> str:
    """The address where this candidate answers a LimeSurvey questionnaire for this application."""
    candidate = application.candidate
    personal = candidate.profile.personal
    form = f"{path_of(application)}/formulaires/{questionnaire.uid.replace('/', '~')}"
    return address(
        said(questionnaire.url, lang),
        {
            "numDossier": candidate.number, "numdossier": candidate.number, "idCandidature": application.key,
            "nom": personal.name if personal else "", "prenom": personal.first_name if personal else "",
            "retour": f"{work.base_url}{form}/@@retour",
        },
    )  # fmt: skip


def fetch(work: Work, application: Application, questionnaire: Questionnaire) -> bool:
    """Take what LimeSurvey holds for this candidate now; tell whether an answer is there.

    Raises :class:`ecandidat.adapters.survey.Unavailable` when it cannot be reached.
    """
    for reply in work.adapters.surveys.replies(questionnaire.survey):
        if reply.number == application.candidate.number or reply.application == application.key:
            take(work, questionnaire, reply)
    return form_view(application, questionnaire).state is State.ANSWERED


def fetch_for(work: Work, application: Application, questionnaire: Questionnaire) -> bool:
    """As :func:`fetch`, by somebody of the university: what came since the submission is read from now on."""
    if application.cancelled_at is not None:
        raise Refused("application_cancelled")
    before = form_view(application, questionnaire)
    fetch(work, application, questionnaire)
    held = get_response(application.candidate if questionnaire.shared else application, questionnaire.uid)
    if held is not None and held.remote and not before.lent and held.remote != before.response.remote:
        put_response(application, questionnaire.uid, held)
    after = form_view(application, questionnaire)
    known = next((form.answers for form in sent_last(application) if form.uid == questionnaire.uid), ())
    if application.snapshot is not None and after.response.remote and sent(after).answers != known:
        _record(work, application, "relever-formulaire", before)
    return after.state is State.ANSWERED


def take(work: Work, questionnaire: Questionnaire, reply: Reply) -> bool:
    """Keep a reply of LimeSurvey as the answer that it is; tell whether it was new.

    A shared answer is the candidate's; any other belongs to the application that the reply names. Neither ever enters
    what was already submitted: that is the snapshot's. Numbers are known to many, so that a reply counts only with the
    key of an application of that candidate, which the link carried and nobody guesses.
    """
    candidates = work.root.candidates
    candidate = candidates.get(reply.number) or candidates.successor(reply.number)
    application = candidate.applications.get(reply.application) if isinstance(candidate, Candidate) else None
    if candidate is None or application is None or questionnaire not in application.formation.every_questionnaire():
        return False
    holder: Candidate | Application = candidate if questionnaire.shared else application
    before = get_response(holder, questionnaire.uid)
    if before is not None and before.remote == reply.answers and not before.not_concerned and before.answered_at:
        return False
    put_response(
        holder, questionnaire.uid,
        Response(remote=reply.answers, answered_at=work.now, answered_by="LimeSurvey"),
    )  # fmt: skip
    return True


def fresh(questionnaire: Questionnaire, replies: list[Reply]) -> list[Reply]:
    """The replies that were not taken yet, or were sent again since."""
    seen = questionnaire.seen
    return [reply for reply in replies if seen is None or seen.get(reply.id) != reply.sent]


def mark(questionnaire: Questionnaire, replies: list[Reply]) -> None:
    """Remember that these replies were taken; only the job writes here, candidates never do."""
    if questionnaire.seen is None:
        questionnaire.seen = OOBTree()
    for reply in replies:
        questionnaire.seen[reply.id] = reply.sent


def surveys(work: Work) -> list[Questionnaire]:
    """Every LimeSurvey questionnaire in service."""
    found: list[Questionnaire] = []
    for establishment in work.root.establishments:
        levels = [establishment, *establishment.components, *formations_below(establishment, trials=True)]
        for level in levels:
            if level.questionnaires is not None:
                found += [one for one in level.questionnaires.every() if one.active]
    return [one for one in found if one.source is Source.LIMESURVEY and one.survey]


def remind(work: Work, application: Application) -> None:
    """« Relancer »: recall by mail the questionnaires that wait for an answer."""
    now = situation(work, application)
    if now.cancelled:
        raise Refused("application_cancelled")
    if not owed_lines(application):
        raise Refused("nothing_to_remind")
    effects.apply(work, application, Fact("relancer-formulaires", mail="CANDIDATURE_RELANCE_FORMULAIRE"))


def sent_document(application: Application, uid: str, index: int) -> Document | None:
    """The file among the answers of the last submission, by its place; None when there is none."""
    for form in sent_last(application):
        if form.uid == uid and 0 <= index < len(form.answers):
            value = form.answers[index].value
            return value if isinstance(value, Document) else None
    return None


def own_document(view: FormView, key: str) -> Document | None:
    """The file that answers a question now."""
    value = view.response.value(key)
    question = next((one for one in view.questionnaire.questions if one.key == key), None)
    return value if question is not None and fits(question, value) and isinstance(value, Document) else None
