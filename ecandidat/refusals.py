"""What a refusal says to a person: its row of :mod:`ecandidat.sentences`, filled in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from translationstring import TranslationString

from ecandidat.dates import deadline, long_date
from ecandidat.domain.calendar import LABELS
from ecandidat.domain.errors import Refused
from ecandidat.i18n import _, label
from ecandidat.sentences import SENTENCES

SAID_BY_THE_DOMAIN = ("act", "label", "role", "status", "treatment")
"""Parameters that hold a label of the domain."""

STEP_LABELS = {
    "infos-perso": _("Informations perso."),
    "adresse": _("Adresse"),
    "baccalaureat": _("Baccalauréat"),
}


def sentence(refused: Refused, translate: Callable[[object], str] = str, lang: str = "fr") -> str:
    """The sentence of a refusal in the reader's language. An unknown code is a mistake of ours and fails loudly."""
    text = SENTENCES[refused.code]
    mapping = {name: _printable(name, value, translate, lang) for name, value in refused.params.items()}
    if "field" in refused.params:
        mapping["field_label"] = _named(refused.params["field"], translate)
    if "other" in refused.params:
        mapping["other_label"] = _named(refused.params["other"], translate)
    if isinstance(limit := refused.params.get("limit"), int):
        mapping["limit_mb"] = f"{limit / (1024 * 1024):g}".replace(".", "," if lang == "fr" else ".")
    if isinstance(size := refused.params.get("size"), int):
        mapping["size_mb"] = f"{size / (1024 * 1024):.1f}".replace(".", "," if lang == "fr" else ".")
    translated = translate(TranslationString(text, domain=text.domain, default=text.default, mapping=mapping))
    return str(TranslationString(translated, mapping=mapping).interpolate())


def _named(field: object, translate: Callable[[object], str]) -> str:
    return translate(label(LABELS[str(field)])) if field in LABELS else str(field)


def _printable(name: str, value: object, translate: Callable[[object], str], lang: str) -> str:
    if isinstance(value, date):
        return deadline(value, lang) if name == "date" else long_date(value, lang)
    if isinstance(value, tuple):
        marks = "“{}”" if lang == "en" else "« {} »"
        return ", ".join(marks.format(translate(STEP_LABELS.get(item, item))) for item in value)
    return translate(label(str(value))) if name in SAID_BY_THE_DOMAIN else str(value)
