"""The forms of the texts that leave: mails, letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import colander
import deform

from ecandidat.domain.codes import DecisionKind
from ecandidat.forms.edition import checkbox, sheet_schema
from ecandidat.forms.widgets import Paragraph, choice, line, paragraph
from ecandidat.i18n import _
from ecandidat.services.letter_texts import PARTS
from ecandidat.services.mail_texts import BODY_MAXIMUM, LABEL_MAXIMUM, SUBJECT_MAXIMUM


def mail(lang: str) -> colander.SchemaNode:
    """The subject and the body of a mail in a language."""
    subject = line("subject", _("Objet"), SUBJECT_MAXIMUM, lang=lang, dir="auto")
    # No-break spaces of a subject are kept, unlike those of a name.
    subject.typ = Paragraph()
    return sheet_schema(
        subject,
        long_text("body", _("Message"), BODY_MAXIMUM, lang, rows=22, required=True, hint=_(
            "Une ligne vide sépare deux paragraphes. « - » en début de ligne fait une liste, "
            "« => Libellé | adresse » un bouton."
        )),
    )  # fmt: skip


def new_mail() -> colander.SchemaNode:
    """« Nouveau courriel de décision »."""
    return sheet_schema(
        line("label", _("Libellé"), LABEL_MAXIMUM),
        line("code", _("Code"), 50, required=False,
             hint=_("Minuscules, chiffres et tirets ; laissé vide, il est tiré du libellé. "
                    "Il ne change plus ensuite.")),
        choice("kind", _("Type d'avis"), [(one.value, _(one.label)) for one in DecisionKind],
               hint=_("Il dit quelles variables ce courriel peut employer.")),
    )  # fmt: skip


def long_text(
    name: str, title: Any, maximum: int, lang: str, *, rows: int, required: bool = False, hint: Any = ""
) -> colander.SchemaNode:
    """A text of several lines in a language, whose characters are not counted by the browser as it is pasted."""
    node = paragraph(name, title, maximum, required=required, hint=hint)
    node.widget = deform.widget.TextAreaWidget(
        rows=rows, attributes={"lang": lang, "dir": "auto", "spellcheck": "true", "maxlength": str(maximum)}
    )
    return node


def checks(*pairs: tuple[str, Any, Any]) -> list[colander.SchemaNode]:
    """Yes or no: (name, title, hint)."""
    return [checkbox(name, title, hint=hint) for name, title, hint in pairs]


def letter(lang: str) -> colander.SchemaNode:
    """The parts of a letter in a language, with what goes around the text."""
    sizes = {name: maximum for name, (maximum, _needed) in PARTS.items()}
    subject = line("subject", _("Objet"), sizes["subject"], lang=lang, dir="auto")
    subject.typ = Paragraph()
    return sheet_schema(
        long_text("sender", _("Expéditeur"), sizes["sender"], lang, rows=4, hint=_(
            "Une ligne par ligne d'adresse. Laissé vide : la composante, la commission et son adresse."
        )),
        subject,
        long_text("body", _("Texte"), sizes["body"], lang, rows=18, required=True, hint=_(
            "Une ligne vide sépare deux paragraphes. « - » en début de ligne fait une liste, **deux étoiles** "
            "mettent en gras."
        )),
        long_text("signatory", _("Signataire"), sizes["signatory"], lang, rows=3),
        long_text("footer", _("Pied de page"), sizes["footer"], lang, rows=2,
                  hint=_("Laissé vide : le nom de l'établissement.")),
        *checks(
            ("facts", _("Encadrer la décision"),
             _("Décision, motif, commentaire et date limite, au-dessus du texte.")),
            ("sign", _("Imprimer l'image de la signature"), _("Celle de la commission, sous le texte.")),
        ),
    )  # fmt: skip


def new_letter(kinds: Sequence[tuple[str, Any]], types: Sequence[tuple[str, str]]) -> colander.SchemaNode:
    """« Nouvelle lettre »."""
    return sheet_schema(
        choice("kind", _("Lettre"), list(kinds)),
        choice("type", _("Type de diplôme"), list(types), required=False,
               hint=_("Laissé vide, la lettre sert à tous les types de diplôme.")),
    )  # fmt: skip
