"""Writing questionnaires: their questions, one at a time; settings go the way of every sheet (``services.offer``)."""

from __future__ import annotations

from dataclasses import replace

from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.questionnaire import Question, check_question, check_questions, said
from ecandidat.models.questionnaire import Questionnaire, Questionnaires
from ecandidat.services import sheets
from ecandidat.services.offer import record
from ecandidat.work import Work


def made_in(container: Questionnaires) -> Questionnaire:
    """A new questionnaire for a level, whose folder is stored with the first one."""
    owner = container.__parent__
    if owner.questionnaires is None:
        owner.questionnaires = container
    return Questionnaire()


def version(questionnaire: Questionnaire) -> str:
    """What a page shows of the questions, as one fingerprint."""
    return sheets.fingerprint(repr(questionnaire.questions))


def find(questionnaire: Questionnaire, key: str) -> Question:
    """The question of that key; refuses one that is gone."""
    for question in questionnaire.questions:
        if question.key == key:
            return question
    raise Refused("question_gone")


def save(work: Work, questionnaire: Questionnaire, question: Question, seen: str) -> Question:
    """Add a question (without key) at the end, or put it in place of the one of its key.

    Refuses what cannot be asked, and ``form_changed`` when the questions are no more those that were seen.
    """
    if seen != version(questionnaire):
        raise Refused("form_changed")
    check_question(question)
    before = questionnaire.questions
    if question.key:
        former = find(questionnaire, question.key)
        wanted = tuple(question if one.key == question.key else one for one in before)
        said_before = said(former.label)
    else:
        question = replace(question, key=new_key())
        wanted, said_before = (*before, question), ""
    if wanted != before:
        check_questions(wanted)
        questionnaire.questions = wanted
        record(work, questionnaire, "question", before=said_before, after=said(question.label))
    return question


def move(work: Work, questionnaire: Questionnaire, key: str, up: bool) -> None:
    """Move a question one place up or down; refuses to put it before what it depends on."""
    questions = list(questionnaire.questions)
    place = questions.index(find(questionnaire, key))
    other = place + (-1 if up else 1)
    if not 0 <= other < len(questions):
        return
    questions[place], questions[other] = questions[other], questions[place]
    check_questions(tuple(questions))
    questionnaire.questions = tuple(questions)
    record(work, questionnaire, "question", after=said(questions[other].label))


def remove(work: Work, questionnaire: Questionnaire, key: str) -> None:
    """Remove a question on which none depends; answers given to it are read no more, what was sent stays."""
    question = find(questionnaire, key)
    if any(one.depends_on == key for one in questionnaire.questions):
        raise Refused("question_awaited")
    questionnaire.questions = tuple(one for one in questionnaire.questions if one.key != key)
    record(work, questionnaire, "question", before=said(question.label))
