"""Questionnaires: what is asked, what counts as an answer, which questions show, what is still owed.

A question is an immutable value; an answer is text, True or False, a code, a tuple of codes, a number, a date, or a
file (kept as the object that holds it: nothing here looks inside). What never enters: who asks, who answers, when.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from ecandidat.domain.codes import LANGUAGES, Labelled, interface
from ecandidat.domain.errors import Refused

Texts = tuple[tuple[str, str], ...]
"""A text in several languages: ``(("fr", "…"), ("en", "…"))``."""

SHORT, LONG, LABEL, HELP, ADDRESS = 1000, 10_000, 500, 1000, 500
"""Longest answer to a short and a long question, longest label, help and address, in characters."""

MOST_QUESTIONS, MOST_CHOICES = 60, 60


class Source(Labelled):
    """Who asks the questions."""

    NATIVE = "native", "Questions posées ici"
    LIMESURVEY = "limesurvey", "Questionnaire LimeSurvey"


class Kind(Labelled):
    """What a question takes for an answer."""

    TEXT = "text", "Texte court"
    LONG = "long", "Texte long"
    YES_NO = "yesno", "Oui ou non"
    CHOICE = "choice", "Un choix"
    CHOICES = "choices", "Plusieurs choix"
    NUMBER = "number", "Nombre"
    DATE = "date", "Date"
    FILE = "file", "Fichier"


CONDITIONAL_ON = (Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
"""Kinds of questions on whose answer another question may depend."""


class State(Labelled):
    """Where one questionnaire stands within one application."""

    PENDING = "AT", "À remplir"
    OPTIONAL = "FA", "Facultatif"
    ANSWERED = "TR", "Répondu"
    NOT_CONCERNED = "NC", "Non concerné"


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen; ``code`` is what is stored."""

    code: str
    label: Texts


@dataclass(frozen=True)
class Question:
    """One question. ``depends_on`` is the key of an earlier one, shown itself and answered ``depends_value``."""

    key: str
    kind: Kind
    label: Texts
    help: Texts = ()
    required: bool = True
    choices: tuple[Choice, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    first: date | None = None
    last: date | None = None
    depends_on: str = ""
    depends_value: str = ""


@dataclass(frozen=True)
class Response:
    """What a candidate answered: ``values`` are (question's key, answer) pairs, ``remote`` (question, answer) texts
    that LimeSurvey gave; ``by_staff`` tells that somebody of the university answered in the candidate's place. Never
    changed: answering again makes another.
    """

    values: tuple[tuple[str, Any], ...] = ()
    remote: tuple[tuple[str, str], ...] = ()
    not_concerned: bool = False
    answered_at: datetime | None = None
    answered_by: str = ""
    by_staff: bool = False

    def value(self, key: str) -> Any:
        """The answer to a question, None without."""
        return dict(self.values).get(key)

    def without_files(self) -> tuple[tuple[str, Any], ...]:
        """The answers that a form types: plain values, the same in every process."""
        return tuple((key, value) for key, value in self.values if not hasattr(value, "blob"))


@dataclass(frozen=True)
class SentAnswer:
    """One answer as it was sent; ``value`` is an answer, its choices already replaced by their labels."""

    label: Texts
    value: Any


@dataclass(frozen=True)
class SentQuestionnaire:
    """One questionnaire as it was sent, with the labels of that day."""

    uid: str
    label: Texts
    state: State
    answered_at: datetime | None = None
    answers: tuple[SentAnswer, ...] = ()
    answered_by: str = ""
    by_staff: bool = False


@dataclass(frozen=True)
class FormState:
    """One questionnaire as guards see it. ``missing`` are the labels of required questions that have no answer;
    ``owed`` tells whether something has to be answered at all.
    """

    uid: str
    label: str
    state: State
    owed: bool = False
    missing: tuple[str, ...] = field(default=())


def said(texts: Texts, lang: str = "fr") -> str:
    """The text in that language, else in that of the screens, else in French, else the first, else ''."""
    found = dict(texts)
    return found.get(lang) or found.get(interface(lang)) or found.get("fr") or next(iter(found.values()), "")


def fits(question: Question, value: Any) -> bool:
    """Whether a stored value is an answer to the question as it is asked now: questions change, answers stay."""
    kind = question.kind
    codes = {choice.code for choice in question.choices}
    if kind in (Kind.TEXT, Kind.LONG):
        return isinstance(value, str) and bool(value)
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.CHOICE:
        return isinstance(value, str) and value in codes
    if kind is Kind.CHOICES:
        return isinstance(value, tuple) and bool(value) and set(value) <= codes
    if kind is Kind.NUMBER:
        return isinstance(value, Decimal)
    if kind is Kind.DATE:
        return isinstance(value, date)
    return hasattr(value, "blob")


def meets(value: Any, wanted: str) -> bool:
    """Whether an answer is the one that a condition waits for; True and False are written ``oui`` and ``non``."""
    if isinstance(value, bool):
        return wanted == ("oui" if value else "non")
    return wanted in value if isinstance(value, tuple) else bool(value == wanted)


def shown(questions: Iterable[Question], values: Mapping[str, Any]) -> list[Question]:
    """The questions that these answers let see, in order."""
    visible: list[Question] = []
    keys: set[str] = set()
    for question in questions:
        if question.depends_on and (
            question.depends_on not in keys or not meets(values.get(question.depends_on), question.depends_value)
        ):
            continue
        visible.append(question)
        keys.add(question.key)
    return visible


def missing(questions: Iterable[Question], values: Mapping[str, Any]) -> list[Question]:
    """The required questions that show and have no answer."""
    return [
        question for question in shown(questions, values)
        if question.required and not fits(question, values.get(question.key))
    ]  # fmt: skip


def kept(questions: Iterable[Question], values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What is worth storing of some values: answers to questions that show, in their order."""
    visible = shown(questions, values)
    return tuple((one.key, values[one.key]) for one in visible if fits(one, values.get(one.key)))


def check_value(question: Question, value: Any) -> None:
    """Refuse an answer out of the bounds of its question; a value of another kind is a mistake of the caller."""
    if not fits(question, value):
        raise Refused("unknown_code", code=str(value)[:40])
    if isinstance(value, str) and len(value) > (SHORT if question.kind is Kind.TEXT else LONG):
        maximum = SHORT if question.kind is Kind.TEXT else LONG
        raise Refused("text_too_long", field=question.key, count=len(value), maximum=maximum)
    if isinstance(value, Decimal) and not within(value, question.low, question.high):
        raise Refused("answer_out_of_bounds", question=said(question.label))
    if isinstance(value, date) and not within(value, question.first, question.last):
        raise Refused("answer_out_of_bounds", question=said(question.label))


def within(value: Any, low: Any, high: Any) -> bool:
    """Whether a value lies between two bounds, either of which may be None."""
    return (low is None or value >= low) and (high is None or value <= high)


def frozen(question: Question, value: Any) -> SentAnswer:
    """An answer as it is sent: codes become the labels of the day."""
    labels = {choice.code: choice.label for choice in question.choices}
    if question.kind is Kind.CHOICE:
        return SentAnswer(question.label, (labels[value],))
    if question.kind is Kind.CHOICES:
        return SentAnswer(question.label, tuple(labels[code] for code in value))
    return SentAnswer(question.label, value)


def check_questions(questions: tuple[Question, ...]) -> None:
    """Refuse a list of questions that cannot be asked: too many, bounds crossed, choices or conditions astray."""
    if len(questions) > MOST_QUESTIONS:
        raise Refused("too_many_questions", maximum=MOST_QUESTIONS)
    before: dict[str, Question] = {}
    for question in questions:
        check_question(question)
        if question.depends_on:
            origin = before.get(question.depends_on)
            if origin is None or question.depends_value not in conditions(origin):
                raise Refused("condition_astray", question=said(question.label), field="condition")
        before[question.key] = question


def check_question(question: Question) -> None:
    """Refuse a question that cannot be asked by itself."""
    if not said(question.label):
        raise Refused("value_required", field="label_fr")
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        if not 2 <= len(question.choices) <= MOST_CHOICES:
            raise Refused("choices_count", field="choices_fr", maximum=MOST_CHOICES)
        codes = [choice.code for choice in question.choices]
        if len(set(codes)) != len(codes) or len({said(one.label) for one in question.choices}) != len(codes):
            raise Refused("choices_twice", field="choices_fr")
    if question.low is not None and question.high is not None and question.low > question.high:
        raise Refused("bounds_crossed", field="high")
    if question.first is not None and question.last is not None and question.first > question.last:
        raise Refused("bounds_crossed", field="last")


def conditions(question: Question) -> tuple[str, ...]:
    """The answers of a question on which others may depend."""
    if question.kind is Kind.YES_NO:
        return ("oui", "non")
    return tuple(one.code for one in question.choices) if question.kind in CONDITIONAL_ON else ()


def choices_from(texts: Mapping[str, str], former: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Choices typed one per line in each language, the French line telling which is which.

    A line that was there keeps its code, so that answers given before still mean the same; when only wordings changed,
    places tell. Refuses ``choices_lines`` when a translation has another number of lines.
    """
    lines = {lang: [line.strip() for line in text.split("\n") if line.strip()] for lang, text in texts.items()}
    french = lines.get("fr", [])
    for lang, translated in lines.items():
        if translated and len(translated) != len(french):
            raise Refused("choices_lines", field=f"choices_{lang}", count=len(french))
    known = {said(choice.label): choice.code for choice in former}
    codes: list[str] = []
    for place, line in enumerate(french):
        code = known.get(line, "")
        if not code and len(former) == len(french) and said(former[place].label) not in french:
            code = former[place].code
        codes.append(code if code and code not in codes else _free_code(line, {*codes, *known.values()}))
    return tuple(
        Choice(code, tuple((lang, lines[lang][place]) for lang in LANGUAGES if lines.get(lang)))
        for place, code in enumerate(codes)
    )


def _free_code(line: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30] or "choix"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


VARIABLES: tuple[str, ...] = ("numDossier", "numdossier", "idCandidature", "nom", "prenom", "retour")
"""What the address of a LimeSurvey questionnaire may hold, written ``${name}``."""


def address(template: str, values: Mapping[str, str]) -> str:
    """The address of a survey, each variable replaced by its value, escaped so that it stays one value."""
    return re.sub(r"\$\{(\w+)\}", lambda found: quote(values.get(found[1], ""), safe=""), template)


def check_address(template: str, name: str = "url_fr") -> None:
    """Refuse an address that is neither a web address nor a path of this very site, or holds an unknown variable."""
    unknown = [found for found in re.findall(r"\$\{(\w*)\}", template) if found not in VARIABLES]
    if unknown:
        raise Refused("unknown_variable", field=name, variable=unknown[0][:40], variables=", ".join(VARIABLES))
    if re.match(r"/(?!/)\S*\Z", template):
        return
    try:
        parts = urlsplit(template)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or "$" in parts.netloc or any(map(str.isspace, template)):
        raise Refused("url_invalid", field=name)
