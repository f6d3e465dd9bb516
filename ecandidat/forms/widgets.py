"""The fields that forms are made of: one line, a text, a date, a number, a choice in a list.

Each function returns a Colander node whose type cleans what was typed and whose errors are sentences. What never
enters: which fields a form has. Ids are made from names (``champ-<name>``), so that a form redrawn with narrower lists
keeps the focus where it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import colander
import deform

from ecandidat.domain.codes import FRANCE
from ecandidat.i18n import _
from ecandidat.models.nomenclature import Choice, Nomenclatures

REQUIRED = _("Ce champ est obligatoire.")
NOT_IN_LIST = _("Cette valeur n'est pas dans la liste : choisissez-en une autre.")
CHOOSE = _("Choisissez")
INVISIBLE = _("Ce texte contient un caractère invisible (${code}) : effacez-le, puis tapez le texte à nouveau.")
HALF, THIRD, TWO_THIRDS = "field-half", "field-third", "field-two-thirds"
OTHER = "autre"
"""Value of « it is not in the list »."""

Check = Callable[[Any, Any], None]


PLAIN = str.maketrans(
    dict.fromkeys("’‘ʼ´`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None)
)
"""What telephones and word processors write in place of a straight apostrophe and of a hyphen; what copying brings
along that nobody sees."""


class Line(colander.String):
    """One line of text: spaces of any kind become single ones; ``upper`` writes capitals, ``plain`` apostrophes
    and hyphens as keyboards have them."""

    def __init__(self, *, upper: bool = False, plain: bool = False) -> None:
        super().__init__()
        self.upper, self.plain = upper, plain

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Clean, or refuse characters that no list, letter or file could carry."""
        text = super().deserialize(node, cstruct)
        if text is colander.null:
            return text
        text = unicodedata.normalize("NFC", " ".join(text.split()))
        if self.plain:
            text = text.translate(PLAIN)
        refuse_hidden(node, text)
        return (text.upper() if self.upper else text) or colander.null


class Paragraph(colander.String):
    """Several lines of text; a line break is one character."""

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Clean, or refuse invisible characters."""
        text = super().deserialize(node, cstruct)
        if text is colander.null:
            return text
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()
        refuse_hidden(node, text.replace("\n", ""))
        return text or colander.null


class Whole(colander.SchemaType):
    """A whole number, typed in digits."""

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """The number in digits."""
        return appstruct if appstruct is colander.null else str(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """An int of at most nine digits."""
        if not cstruct:
            return colander.null
        text = str(cstruct).strip()
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise colander.Invalid(node, _("Tapez un nombre entier, en chiffres."))
        return int(text)


class FrenchDate(colander.SchemaType):
    """A date typed jj/mm/aaaa; dots, dashes and spaces are accepted between the numbers."""

    def serialize(self, node: Any, appstruct: Any) -> Any:
        """« 14/07/2003 »."""
        if not isinstance(appstruct, date):
            return colander.null
        return f"{appstruct.day:02}/{appstruct.month:02}/{appstruct.year:04}"

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """A date, or a sentence saying how to type one."""
        if not cstruct:
            return colander.null
        found = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", str(cstruct).strip())
        if found is None:
            raise colander.Invalid(node, _("Tapez la date sous la forme jj/mm/aaaa, par exemple 14/07/2003."))
        day, month, year = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise colander.Invalid(node, _("Cette date n'existe pas. Tapez-la sous la forme jj/mm/aaaa.")) from None


def refuse_hidden(node: Any, text: str) -> None:
    """Refuse control characters, and those that turn the direction of the text around."""
    for character in text:
        turns = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
        if turns or unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp"):
            raise colander.Invalid(node, _(INVISIBLE, mapping={"code": f"U+{ord(character):04X}"}))


def at_most(maximum: int) -> Check:
    """Refuse a text longer than ``maximum`` characters, saying how long it is."""

    def check(node: Any, value: str) -> None:
        if len(value) > maximum:
            message = _("${count} caractères : ${maximum} au plus.", mapping={"count": len(value), "maximum": maximum})
            raise colander.Invalid(node, message)

    return check


def between(low: int, high: int) -> Check:
    """Refuse a number out of bounds."""

    def check(node: Any, value: int) -> None:
        if not low <= value <= high:
            message = _("Donnez un nombre de ${low} à ${high}.", mapping={"low": low, "high": high})
            raise colander.Invalid(node, message)

    return check


def latin_name(node: Any, value: str) -> None:
    """Refuse what student systems cannot hold in a name: digits, signs, other alphabets."""
    for character in value:
        if character in " '-." or (character.isalpha() and unicodedata.name(character, "").startswith("LATIN")):
            continue
        message = _(
            "« ${sign} » ne peut pas figurer ici : écrivez en lettres latines, comme sur votre pièce d'identité.",
            mapping={"sign": character},
        )
        raise colander.Invalid(node, message)
    if not any(character.isalpha() for character in value):
        raise colander.Invalid(node, _("Écrivez au moins une lettre."))


def latin_place(node: Any, value: str) -> None:
    """Refuse in a town what :func:`latin_name` refuses in a name, but for figures, brackets, commas and slashes."""
    latin_name(node, re.sub(r"[0-9(),/]", "", value))


def phone(node: Any, value: str) -> None:
    """Refuse what cannot be dialled."""
    digits = sum(character.isdigit() for character in value)
    if not re.fullmatch(r"\+?[0-9 .()\-]+", value) or not 6 <= digits <= 15:
        message = _("Donnez un numéro de 6 à 15 chiffres, par exemple 06 12 34 56 78 ou +33 6 12 34 56 78.")
        raise colander.Invalid(node, message)


def line(
    name: str, title: Any, maximum: int, *, required: bool = True, hint: Any = "", css: str = "", upper: bool = False,
    plain: bool = False, checks: Sequence[Check] = (), **attributes: str,
) -> colander.SchemaNode:  # fmt: skip
    """One line of at most ``maximum`` characters; ``attributes`` go to the input (``inputmode``, ``data-refresh``…)."""
    kind = Line(upper=upper, plain=plain)
    return _node(kind, name, title, _input(css, attributes), required, hint, (at_most(maximum), *checks))


def paragraph(name: str, title: Any, maximum: int, *, required: bool = True, hint: Any = "") -> colander.SchemaNode:
    """Several lines of at most ``maximum`` characters, counted below."""
    widget = deform.widget.TextAreaWidget(rows=6, attributes={"maxlength": str(maximum)})
    return _node(Paragraph(), name, title, widget, required, hint, (at_most(maximum),))


def whole(
    name: str,
    title: Any,
    low: int,
    high: int,
    *,
    required: bool = True,
    hint: Any = "",
    css: str = "",
    **attributes: str,
) -> colander.SchemaNode:
    """A whole number from ``low`` to ``high``."""
    widget = _input(css, {"inputmode": "numeric", "autocomplete": "off", **attributes})
    return _node(Whole(), name, title, widget, required, hint, (between(low, high),))


def french_date(
    name: str, title: Any, *, required: bool = True, hint: Any = "", css: str = "", checks: Sequence[Check] = ()
) -> colander.SchemaNode:
    """A date typed jj/mm/aaaa."""
    widget = _input(css, {"inputmode": "numeric", "autocomplete": "off"})
    return _node(FrenchDate(), name, title, widget, required, hint, checks)


def choice(
    name: str, title: Any, choices: Sequence[Choice], *, required: bool = True, hint: Any = "", css: str = "",
    refresh: bool = False, empty: Any = CHOOSE, awaits: bool = False,
) -> colander.SchemaNode:  # fmt: skip
    """A list to choose one code from; ``refresh`` when other lists of the form depend on it.

    A list that ``awaits`` a right answer elsewhere is empty until then: the fault is said there and not here.
    """
    attributes = {"data-refresh": ""} if refresh else {}
    values = [("", empty), *choices]
    widget = deform.widget.SelectWidget(values=values, item_css_class=css, attributes=attributes)
    if awaits:
        widget.starred = required
        return _node(colander.String(), name, title, widget, False, hint, ())
    return _node(colander.String(), name, title, widget, required, hint, (listed(choices),))


def radios(
    name: str, title: Any, choices: Sequence[Choice], *, hint: Any = "", refresh: bool = False
) -> colander.SchemaNode:
    """A few choices, all visible."""
    attributes = {"data-refresh": ""} if refresh else {}
    widget = deform.widget.RadioChoiceWidget(values=tuple(choices), attributes=attributes)
    return _node(colander.String(), name, title, widget, True, hint, (listed(choices),))


def country(
    lists: Nomenclatures, lang: str, name: str, title: Any, *, css: str = "", refresh: bool = True
) -> colander.SchemaNode:
    """A list of countries, France first; by default places depend on it."""
    return choice(name, title, lists.countries(lang), css=css, refresh=refresh)


def in_france(typed: dict[str, Any], name: str = "country") -> bool:
    """Whether the country typed is France; nothing typed yet counts as France."""
    return typed.get(name) in (None, "", FRANCE)


def hidden(name: str) -> colander.SchemaNode:
    """A value that travels with the form."""
    return colander.SchemaNode(
        colander.String(), name=name, widget=deform.widget.HiddenWidget(), missing="", oid=f"champ-{name}"
    )


def listed(choices: Sequence[Choice]) -> Check:
    """Refuse a code that the list does not offer."""
    codes = {code for code, _label in choices}

    def check(node: Any, value: str) -> None:
        if value not in codes:
            raise colander.Invalid(node, NOT_IN_LIST)

    return check


def _input(css: str, attributes: dict[str, str]) -> deform.widget.Widget:
    shown = {name.replace("_", "-"): value for name, value in attributes.items()}
    return deform.widget.TextInputWidget(item_css_class=css, attributes=shown)


def _node(
    kind: Any, name: str, title: Any, widget: Any, required: bool, hint: Any, checks: Sequence[Check]
) -> colander.SchemaNode:
    validator = colander.All(*checks) if len(checks) > 1 else (checks[0] if checks else None)
    return colander.SchemaNode(
        kind, name=name, title=title, description=hint, widget=widget, validator=validator, missing_msg=REQUIRED,
        missing=colander.required if required else "", oid=f"champ-{name}",
    )  # fmt: skip
