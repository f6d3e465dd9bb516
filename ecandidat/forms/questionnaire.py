"""The form that a questionnaire makes: one field per question, those that do not show neither demanded nor read.

Files are not typed: they are deposited beside the form, each by itself. What never enters: writing the answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import colander
import deform
from pyramid.request import Request

from ecandidat.dates import figure, short_date
from ecandidat.domain.questionnaire import LONG, SHORT, Choice, Kind, Question, Texts, said, shown, within
from ecandidat.forms import Button
from ecandidat.forms.profile import VERSION, StepForm, fingerprint
from ecandidat.forms.widgets import NOT_IN_LIST, REQUIRED, FrenchDate, Line, Paragraph, at_most, hidden
from ecandidat.i18n import _
from ecandidat.models.spoken import spoken

ADDED = _("Cette question s'ajoute d'après vos réponses : répondez-y aussi.")
FEW = 8
"""Most choices shown all at once; more of them make a list to unfold."""

WORDS = {"oui": _("Oui"), "non": _("Non")}
UNSHOWN = object()
"""What a question that does not show gives: nothing, whatever was typed there."""


class Unread(colander.SchemaType):
    """The type of a question that does not show: drawn as its own, never read."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """As the true type does."""
        return self._kind.serialize(node, appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Nothing to check."""
        return UNSHOWN


class YesNo(colander.SchemaType):
    """True or False, chosen between two words."""

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """« oui » or « non »."""
        return appstruct if not isinstance(appstruct, bool) else ("oui" if appstruct else "non")

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """A bool; anything else is no answer, or none of the two."""
        if not cstruct:
            return colander.null
        if cstruct not in WORDS:
            raise colander.Invalid(node, NOT_IN_LIST)
        return cstruct == "oui"


class Code(colander.String):
    """One code among those of a question."""

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__()
        self.codes = frozenset(codes)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """A code that is offered."""
        if not cstruct:
            return colander.null
        if cstruct not in self.codes:
            raise colander.Invalid(node, NOT_IN_LIST)
        return cstruct


class Codes(colander.SchemaType):
    """Several codes, in the order in which the question offers them."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """The codes."""
        return appstruct if appstruct is colander.null else tuple(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """A tuple of codes that are offered; none at all is no answer."""
        if not cstruct or isinstance(cstruct, str):
            return colander.null
        if not set(cstruct) <= set(self.codes):
            raise colander.Invalid(node, NOT_IN_LIST)
        return tuple(code for code in self.codes if code in cstruct)


class Figure(colander.SchemaType):
    """A number typed with a comma or a point, at most four decimals; shown as its language writes it."""

    def __init__(self, lang: str = "fr") -> None:
        self.lang = lang

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """« 12,5 »."""
        return figure(appstruct, self.lang) if isinstance(appstruct, Decimal) else colander.null

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """A Decimal of at most nine digits before the comma."""
        if not cstruct:
            return colander.null
        text = re.sub(r"[\s\u00a0\u202f]", "", str(cstruct)).replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", text):
            raise colander.Invalid(node, _("Tapez un nombre, par exemple 12 ou 12,5."))
        return Decimal(text)


def foreign(request: Request, texts: Texts) -> str | None:
    """The language of a text as this reader gets it; None where it is that of the page."""
    found, lang = spoken(texts, request.contents_language)
    return lang if found and lang != request.language else None


def schema(
    questions: Sequence[Question], typed: Mapping[str, Any], lang: str, translate: Callable[[Any], str] = str
) -> colander.SchemaNode:
    """The form of these questions. ``typed`` holds answers by question: it says which questions show."""
    visible = {one.key for one in shown(questions, typed)}
    nodes = [_node(one, lang, one.key in visible, translate) for one in questions if one.kind is not Kind.FILE]
    return colander.SchemaNode(colander.Mapping(), *nodes, hidden(VERSION))


def conditions_typed(questions: Sequence[Question], posted: Mapping[str, Any]) -> dict[str, Any]:
    """The posted answers on which others may depend, as answers."""
    found: dict[str, Any] = {}
    for question in questions:
        value = posted.get(question.key)
        if question.kind is Kind.YES_NO and value in WORDS:
            found[question.key] = value == "oui"
        elif question.kind is Kind.CHOICE and isinstance(value, str):
            found[question.key] = value
        elif question.kind is Kind.CHOICES and isinstance(value, list | tuple):
            found[question.key] = tuple(map(str, value))
    return found


class AnswerForm(StepForm):
    """The form of one questionnaire, drawn from what is stored or from what is typed."""

    def __init__(
        self, request: Request, questions: Sequence[Question], stored: tuple[tuple[str, Any], ...],
        typed: Mapping[str, Any], buttons: Sequence[Button],
    ) -> None:  # fmt: skip
        made = schema(questions, typed, request.contents_language, request.localizer.translate)
        known = {node.name for node in made.children}
        values = {key: value for key, value in stored if key in known}
        super().__init__(
            request, made, values={**values, VERSION: fingerprint(stored)}, buttons=buttons, formid="formulaire"
        )
        self.form.widget.item_template = "question"
        by_key = {question.key: question for question in questions}
        visible = {one.key for one in shown(questions, typed)}
        for field in self.form.children:
            question = by_key.get(field.name)
            # What the template and the script read of a question: on whose answer it depends, whether it shows now.
            field.depends_on = question.depends_on if question is not None else ""
            field.depends_value = question.depends_value if question is not None else ""
            field.unshown = question is not None and field.name not in visible
            # Words that are not in the language of the page say which one they are in.
            field.title_lang = foreign(request, question.label) if question is not None else None
            choices = question.choices if question is not None else ()
            field.choice_langs = {one.code: foreign(request, one.label) for one in choices}

    def read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The checked values as answers by question: those that show and were answered."""
        absent = (UNSHOWN, "", None, colander.null)
        return {
            key: value for key, value in values.items()
            if key != VERSION and not any(value is one or value == one for one in absent)
        }  # fmt: skip


def _node(question: Question, lang: str, visible: bool, translate: Callable[[Any], str]) -> colander.SchemaNode:
    kind, widget, checks = _KINDS[question.kind](question, lang)
    hints = [said(question.help, lang), translate(_bounds(question, lang))]
    validator = colander.All(*checks) if visible and checks else None
    return colander.SchemaNode(
        kind if visible else Unread(kind), name=question.key, title=said(question.label, lang),
        description=" ".join(hint for hint in hints if hint), widget=widget, validator=validator,
        oid=f"champ-{question.key}", missing=colander.required if question.required else "",
        missing_msg=ADDED if question.depends_on else REQUIRED,
    )  # fmt: skip


def _bounds(question: Question, lang: str) -> Any:
    number = question.kind is Kind.NUMBER
    low, high = (question.low, question.high) if number else (question.first, question.last)
    if question.kind not in (Kind.NUMBER, Kind.DATE) or (low is None and high is None):
        return ""
    print_: Callable[[Any, str], str] = figure if number else short_date
    mapping = {"low": print_(low, lang) if low is not None else "",
               "high": print_(high, lang) if high is not None else ""}  # fmt: skip
    if low is not None and high is not None:
        return _("De ${low} à ${high}.", mapping=mapping)
    return _("À partir de ${low}.", mapping=mapping) if low is not None else _("Jusqu'à ${high}.", mapping=mapping)


def _text(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    widget = deform.widget.TextInputWidget(attributes={"maxlength": str(SHORT)})
    return Line(), widget, [at_most(SHORT)]


def _long(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    widget = deform.widget.TextAreaWidget(rows=6, attributes={"maxlength": str(LONG)})
    return Paragraph(), widget, [at_most(LONG)]


def _yes_no(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    return YesNo(), _radios([*WORDS.items()], question.required), []


def _choice(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    choices = _labels(question.choices, lang)
    kind = Code(code for code, _label in choices)
    if len(choices) <= FEW:
        return kind, _radios(choices, question.required), []
    return kind, deform.widget.SelectWidget(values=[("", _("Choisissez")), *choices]), []


def _choices(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    choices = _labels(question.choices, lang)
    return Codes([code for code, _label in choices]), deform.widget.CheckboxChoiceWidget(values=tuple(choices)), []


def _number(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    attributes = {"inputmode": "decimal", "autocomplete": "off"}
    widget = deform.widget.TextInputWidget(item_css_class="field-third", attributes=attributes)
    return Figure(lang), widget, [_within(question.low, question.high)]


def _date(question: Question, lang: str) -> tuple[Any, Any, list[Any]]:
    attributes = {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("jj/mm/aaaa")}
    widget = deform.widget.TextInputWidget(item_css_class="field-third", attributes=attributes)
    return FrenchDate(), widget, [_within(question.first, question.last)]


_KINDS = {
    Kind.TEXT: _text, Kind.LONG: _long, Kind.YES_NO: _yes_no, Kind.CHOICE: _choice, Kind.CHOICES: _choices,
    Kind.NUMBER: _number, Kind.DATE: _date,
}  # fmt: skip


def _radios(choices: Sequence[tuple[str, Any]], required: bool) -> Any:
    """All choices visible; one may be taken back only where none is owed."""
    without = [] if required else [("", _("Sans réponse"))]
    return deform.widget.RadioChoiceWidget(values=(*choices, *without))


def _labels(choices: Iterable[Choice], lang: str) -> list[tuple[str, str]]:
    return [(choice.code, said(choice.label, lang)) for choice in choices]


def _within(low: Any, high: Any) -> Any:
    def check(node: Any, value: Decimal | date) -> None:
        if not within(value, low, high):
            raise colander.Invalid(node, _("La réponse sort des limites indiquées."))

    return check
