"""The questionnaires of the demonstration, where the guides show the tab « Formulaires complémentaires »."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from ecandidat.adapters.survey import Reply
from ecandidat.adapters.survey.embedded import QUESTIONS
from ecandidat.domain.questionnaire import Choice, Kind, Question, Source, Texts, conditions, shown
from ecandidat.models.application import Application
from ecandidat.models.offer import Establishment
from ecandidat.models.questionnaire import Questionnaire, questionnaires_of
from ecandidat.resources import find
from ecandidat.services import questionnaires
from ecandidat.services.answers import form_views
from ecandidat.work import Work

SURVEY = "421994"
LINK = (
    f"/@@enquete?sid={SURVEY}&numDossier=${{numDossier}}&idCandidature=${{idCandidature}}&nom=${{nom}}"
    "&prenom=${prenom}&retour=${retour}"
)
DEMANDED = ("utt",)
"""Universities where nothing is submitted before its questionnaires are answered."""

Described = tuple[str, str, str, dict[str, Any], tuple[Question, ...]]


def _both(french: str, english: str) -> Texts:
    return (("fr", french.replace(" ?", "\N{NO-BREAK SPACE}?").replace(" :", "\N{NO-BREAK SPACE}:")), ("en", english))


def _choices(*labels: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, _both(french, english)) for code, french, english in labels)


PATH = (
    Question(
        "PARCOURS", Kind.LONG, _both("Quel est votre projet professionnel ?", "What is your career plan?"),
        _both("Quelques lignes : le métier, le secteur, ce qui vous y prépare.",
              "A few lines: the job, the field, what prepares you for it."),
    ),
    Question(
        "REPRISE2", Kind.YES_NO,
        _both("Reprenez-vous vos études après une interruption ?", "Are you resuming your studies after a break?"),
    ),
    Question(
        "DEPUIS22", Kind.DATE, _both("Depuis quand les aviez-vous arrêtées ?", "When had you stopped them?"),
        first=date(1980, 1, 1), depends_on="REPRISE2", depends_value="oui",
    ),
    Question(
        "MOTIF222", Kind.CHOICE, _both("Pourquoi ?", "Why?"),
        choices=_choices(("emploi", "Un emploi", "A job"), ("sante", "Ma santé", "My health"),
                         ("famille", "Ma famille", "My family"), ("autre", "Une autre raison", "Another reason")),
        required=False, depends_on="REPRISE2", depends_value="oui",
    ),
    Question(
        "LANGUES2", Kind.CHOICES, _both("Quelles langues étudiez-vous ?", "Which languages do you study?"),
        choices=_choices(("anglais", "Anglais", "English"), ("espagnol", "Espagnol", "Spanish"),
                         ("allemand", "Allemand", "German"), ("autre", "Une autre langue", "Another language")),
        required=False,
    ),
)  # fmt: skip

STUDIES = (
    Question(
        "SPECIAL2", Kind.CHOICE,
        _both("Quel parcours visez-vous d'abord ?", "Which track do you aim at first?"),
        choices=_choices(("recherche", "Parcours recherche", "Research track"),
                         ("industrie", "Parcours industrie", "Industry track"),
                         ("indecis", "Je ne sais pas encore", "I do not know yet")),
    ),
    Question(
        "ANGLAIS2", Kind.YES_NO,
        _both("Avez-vous passé un test d'anglais (TOEIC, TOEFL, IELTS) ?",
              "Have you taken an English test (TOEIC, TOEFL, IELTS)?"),
    ),
    Question(
        "SCORE222", Kind.NUMBER, _both("Quel score avez-vous obtenu ?", "What was your score?"),
        _both("Celui de votre attestation.", "The one on your certificate."), low=Decimal(0), high=Decimal(990),
        depends_on="ANGLAIS2", depends_value="oui",
    ),
    Question(
        "ATTEST22", Kind.FILE, _both("Attestation de score", "Score certificate"), required=False,
        depends_on="ANGLAIS2", depends_value="oui",
    ),
    Question(
        "DECOUVRE", Kind.TEXT, _both("Comment avez-vous connu l'UTT ?", "How did you hear of UTT?"), required=False,
    ),
)  # fmt: skip

FUNDING = (
    Question(
        "ORGANISM", Kind.TEXT, _both("Quel organisme finance vos études ?", "Which body funds your studies?"),
        _both("Employeur, région, gouvernement, fondation…", "Employer, region, government, foundation…"),
    ),
    Question(
        "ACCORD22", Kind.YES_NO, _both("Son accord est-il écrit ?", "Is its agreement in writing?"),
    ),
)  # fmt: skip

ASKED: dict[str, tuple[Described, ...]] = {
    "poitiers/droit": (("parcours", "Parcours et projet", "Background and plans", {}, PATH),),
    "poitiers/medecine-pharmacie/non-diplomant/concours-orthophonie": (
        ("questionnaire", "questionnaire complémentaire", "additional questionnaire",
         {"source": Source.LIMESURVEY, "survey": SURVEY, "url": (("fr", LINK),)}, ()),
    ),
    "utt/masters": (
        ("projet", "Projet d'études à l'UTT", "Study plan at UTT", {"order": 1}, STUDIES),
        ("financement", "Études financées par un organisme", "Studies funded by a body",
         {"order": 2, "conditional": True}, FUNDING),
    ),
}  # fmt: skip
"""Path of a level → (code, French label, English label, settings, questions) of its questionnaires."""

SAID = {
    Kind.TEXT: ("Par un ancien étudiant.", "Au salon de l'étudiant.", "La région."),
    Kind.LONG: (
        "Je souhaite travailler dans une collectivité, au service des affaires juridiques ; mon stage de l'an dernier "
        "m'en a donné le goût.",
        "Devenir juriste d'entreprise, si possible dans l'énergie.",
    ),
}


def build(work: Work, establishment: Establishment) -> None:
    """Ask the questionnaires of one university."""
    code = establishment.__name__
    for path, described in ASKED.items():
        if path.split("/")[0] != code:
            continue
        owner = find(work.root, path)
        folder = owner.questionnaires = questionnaires_of(owner)
        for name, french, english, settings, questions in described:
            made = Questionnaire()
            made.label, made.questions = _both(french, english), questions
            for attribute, value in settings.items():
                setattr(made, attribute, value)
            folder[name] = made
    if code in DEMANDED:
        establishment.parameters["CANDIDATURE_IS_BLOC_TRANS_FORM"] = True


def answer(work: Work, application: Application) -> None:
    """Answer everything that is asked of an application, as its candidate would."""
    random = Random(application.candidate.number)  # noqa: S311 - reproducible on purpose
    for view in form_views(application):
        asked = view.questionnaire
        if not view.owed:
            continue
        if asked.source is Source.LIMESURVEY:
            texts = tuple(zip(QUESTIONS, ("Par mon lycée", "Orthophoniste", "Cinq heures"), strict=True))
            reply = Reply(application.key, application.candidate.number, application.key, str(work.now), texts)
            questionnaires.take(work, asked, reply)
        elif asked.conditional:
            questionnaires.set_not_concerned(work, application, asked, False)
        else:
            questionnaires.answer(work, application, asked, _values(asked.questions, random))


def _values(questions: tuple[Question, ...], random: Random) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for question in questions:
        if question in shown(questions, values) and question.kind is not Kind.FILE:
            values[question.key] = _value(question, random)
    return values


def _value(question: Question, random: Random) -> Any:
    if question.kind is Kind.YES_NO:
        return random.random() < 0.3
    if question.kind is Kind.CHOICE:
        return random.choice(conditions(question))
    if question.kind is Kind.CHOICES:
        return conditions(question)[: random.randint(1, 2)]
    if question.kind is Kind.NUMBER:
        return Decimal(random.randint(600, 950))
    if question.kind is Kind.DATE:
        return date(random.randint(2015, 2024), 6, 30)
    return random.choice(SAID[question.kind])
