"""The forms with which questionnaires are written: their settings, and one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import colander
import deform

from ecandidat.domain.codes import LANGUAGES, Treatment
from ecandidat.domain.questionnaire import (
    HELP,
    LABEL,
    MOST_CHOICES,
    VARIABLES,
    Choice,
    Kind,
    Question,
    Source,
    choices_from,
    conditions,
    said,
)
from ecandidat.forms.edition import checkbox, section, sheet_schema
from ecandidat.forms.offer import ACTIVE, CODE_HINT, TITLES, Spoken
from ecandidat.forms.questionnaire import WORDS, Figure
from ecandidat.forms.widgets import HALF, choice, french_date, hidden, line, paragraph, whole
from ecandidat.i18n import _
from ecandidat.services.sheets import MAXIMUM, NUMBERS

URLS = {
    "fr": _("Adresse de l'enquête (français)"), "en": _("Adresse de l'enquête (anglais)"),
    "es": _("Adresse de l'enquête (espagnol)"), "de": _("Adresse de l'enquête (allemand)"),
}  # fmt: skip
HELPS = {
    "fr": _("Aide (français)"), "en": _("Aide (anglais)"), "es": _("Aide (espagnol)"), "de": _("Aide (allemand)"),
}  # fmt: skip
CHOICES = {
    "fr": _("Choix (français)"), "en": _("Choix (anglais)"), "es": _("Choix (espagnol)"), "de": _("Choix (allemand)"),
}  # fmt: skip


def settings(*, new: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Nouveau formulaire » and « Modifier »."""
    low, high = NUMBERS["order"]
    listed = ", ".join(f"${{{name}}}" for name in VARIABLES if name != "numdossier")
    code = line("code", _("Code"), 50, required=False, hint=CODE_HINT)
    return sheet_schema(
        *(
            line(f"label_{lang}", TITLES["label"][lang], MAXIMUM["label"], required=lang == "fr", lang=lang)
            for lang in spoken
        ),
        *([code] if new else []),
        choice("source", _("Où répondent les candidats"), [(one.value, _(one.label)) for one in Source]),
        whole("order", _("Ordre"), low, high,
              hint=_("Les formulaires sont montrés du plus petit au plus grand.")),
        choice("treatment", _("Type de traitement"),
               [(one.value, _(one.label)) for one in (Treatment.SELECTIVE, Treatment.DIRECT)], required=False,
               empty=_("Tous")),
        checkbox("conditional", _("Conditionnel"), hint=_("Le candidat peut se dire non concerné.")),
        checkbox("unique", _("Unique"), hint=_("Une réponse différente est demandée pour chaque candidature.")),
        checkbox("active", ACTIVE),
        section(
            "elsewhere", _("Enquête LimeSurvey"),
            *(line(f"url_{lang}", URLS[lang], MAXIMUM["url"], required=False, inputmode="url") for lang in spoken),
            line("survey", _("Numéro de l'enquête"), MAXIMUM["survey"], required=False, inputmode="numeric"),
            hint=_("À remplir pour une enquête LimeSurvey seulement. Variables de l'adresse : ${variables}. L'enquête "
                   "doit avoir deux questions de codes numDossier et idCandidature, remplies par l'adresse.",
                   mapping={"variables": listed}),
        ),
    )  # fmt: skip


def question(kind: Kind, spoken: Spoken, before: Sequence[Question], lang: str) -> colander.SchemaNode:
    """One question; ``before`` are those on which it may depend. Other kinds have other fields."""
    labels = [
        line(f"label_{code}", TITLES["question"][code], LABEL, required=code == "fr", lang=code) for code in spoken
    ]
    helps = [paragraph(f"help_{code}", HELPS[code], HELP, required=False) for code in spoken]
    return colander.SchemaNode(
        colander.Mapping(),
        choice("kind", _("Type de réponse"), [(one.value, _(one.label)) for one in Kind], refresh=True),
        *labels, *_own_fields(kind, spoken), *helps,
        checkbox("required", _("Réponse obligatoire")),
        _condition(before, lang), hidden("version"),
    )  # fmt: skip


def _own_fields(kind: Kind, spoken: Spoken) -> list[colander.SchemaNode]:
    if kind in (Kind.CHOICE, Kind.CHOICES):
        return [
            paragraph(f"choices_{lang}", CHOICES[lang], MOST_CHOICES * 200, required=lang == "fr",
                      hint=_("Un choix par ligne, ${maximum} au plus.", mapping={"maximum": MOST_CHOICES})
                      if lang == "fr" else _("Une ligne par choix, dans le même ordre qu'en français."))
            for lang in spoken
        ]  # fmt: skip
    if kind is Kind.NUMBER:
        return [_figure("low", _("Minimum")), _figure("high", _("Maximum"))]
    if kind is Kind.DATE:
        return [
            french_date("first", _("Première date possible"), required=False, css=HALF),
            french_date("last", _("Dernière date possible"), required=False, css=HALF),
        ]
    return []


def _figure(name: str, title: Any) -> colander.SchemaNode:
    widget = deform.widget.TextInputWidget(item_css_class=HALF, attributes={"inputmode": "decimal"})
    return colander.SchemaNode(Figure(), name=name, title=title, missing="", widget=widget, oid=f"champ-{name}")


def _condition(before: Sequence[Question], lang: str) -> colander.SchemaNode:
    offered: list[tuple[str, Any]] = []
    for one in before:
        labels: dict[str, Any] = dict(WORDS)
        labels |= {item.code: said(item.label, lang) for item in one.choices}
        for value in conditions(one):
            mapping = {"question": said(one.label, lang), "answer": labels[value]}
            offered.append((f"{one.key}:{value}", _("« ${question} » : ${answer}", mapping=mapping)))
    return choice(
        "condition", _("Montrer cette question"), offered, required=False, empty=_("Toujours"),
        hint=_("Ou seulement quand une question d'avant a reçu cette réponse."),
    )  # fmt: skip


def shown(one: Question) -> dict[str, Any]:
    """What the fields show of a question."""
    values: dict[str, Any] = {
        "kind": one.kind.value, "required": one.required,
        "condition": f"{one.depends_on}:{one.depends_value}" if one.depends_on else "",
    }  # fmt: skip
    values |= {f"label_{lang}": text for lang, text in one.label}
    values |= {f"help_{lang}": text for lang, text in one.help}
    for lang in LANGUAGES:
        lines = [dict(item.label).get(lang, "") for item in one.choices]
        if any(lines):
            values[f"choices_{lang}"] = "\n".join(lines)
    bounds = {"low": one.low, "high": one.high, "first": one.first, "last": one.last}
    return values | {name: value for name, value in bounds.items() if value is not None}


def read(values: Mapping[str, Any], former: Question | None) -> Question:
    """The question that was typed, with the key of the former one and its texts in languages that were left out."""
    kind = Kind(values["kind"])
    depends_on, _sep, depends_value = (values.get("condition") or "").partition(":")
    typed = {lang: values.get(f"choices_{lang}") or "" for lang in LANGUAGES}
    known = former.choices if former is not None else ()
    return Question(
        key=former.key if former is not None else "", kind=kind,
        label=_texts(values, "label", former.label if former is not None else ()),
        help=_texts(values, "help", former.help if former is not None else ()),
        required=bool(values["required"]),
        choices=_choices(values, typed, known) if kind in (Kind.CHOICE, Kind.CHOICES) else (),
        low=_bound(values, "low"), high=_bound(values, "high"), first=_bound(values, "first"),
        last=_bound(values, "last"),
        depends_on=depends_on, depends_value=depends_value,
    )  # fmt: skip


def _choices(values: Mapping[str, Any], typed: Mapping[str, str], former: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices that were typed, with what they are called in languages that the form left out."""
    before = {one.code: dict(one.label) for one in former}
    left = [lang for lang in LANGUAGES if f"choices_{lang}" not in values]
    return tuple(
        Choice(one.code, (*one.label, *((lang, text) for lang in left if (text := before.get(one.code, {}).get(lang)))))
        for one in choices_from(typed, former)
    )


def _bound(values: Mapping[str, Any], name: str) -> Any:
    """A bound that was typed; None where there is none."""
    return None if values.get(name, "") == "" else values[name]


def _texts(values: Mapping[str, Any], name: str, former: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    kept = dict(former)
    found = {lang: values.get(f"{name}_{lang}", kept.get(lang, "")) for lang in LANGUAGES}
    return tuple((lang, text) for lang, text in found.items() if text)
