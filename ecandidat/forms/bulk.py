"""The forms of what managers set on one application or on many: dates, tuition regime, fees, tags, a mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import colander
import deform

from ecandidat.domain.errors import Refused
from ecandidat.forms.widgets import choice, french_date, hidden, line, paragraph, radios
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.services import correspondence, enrolment

Choices = Sequence[tuple[str, str]]

LINK = "${lienCandidature}"

ADD, REMOVE, REPLACE = "ajouter", "retirer", "remplacer"


def _schema(*nodes: Any) -> colander.Schema:
    return colander.Schema(colander.Mapping(), hidden("version"), *nodes)


def nothing() -> colander.Schema:
    """An act that asks for nothing more than to be confirmed."""
    return _schema()


def return_date() -> colander.Schema:
    """An individual return date, '' to take it away."""
    hint = _("jj/mm/aaaa, après aujourd'hui ; vide : celle de la formation.")
    return _schema(french_date("date", _("Date limite de retour"), required=False, hint=hint))


def confirm_date() -> colander.Schema:
    """An individual date of confirmation, '' to take it away."""
    hint = _("jj/mm/aaaa, après aujourd'hui ; vide : la date commune.")
    return _schema(french_date("date", _("Date limite de confirmation"), required=False, hint=hint))


def regime(regimes: Choices) -> colander.Schema:
    """« Régime d'inscription », '' for none."""
    return _schema(choice("regime", _("Régime d'inscription"), regimes, required=False, empty=_("Aucun régime")))


def fees(exemptions: Choices, *, many: bool = False) -> colander.Schema:
    """« Situation de droits »: an exemption, what completes it, the amount left to pay.

    For ``many``, what is left empty is not changed, unless a box says to erase it.
    """
    kept = _("Inchangée") if many else _("Aucune exonération")
    hint = _("En euros, par exemple 245,50. Laissez vide s'il n'y a rien à dire.")
    nodes = [
        choice("exoneration", _("Exonération"), exemptions, required=False, empty=kept),
        line("complement", _("Complément"), enrolment.NOTE_LENGTH, required=False,
             hint=_("Lu par le candidat et dans ses lettres.")),
        line("montant", _("Montant à payer"), 20, required=False, checks=(_amount,), inputmode="decimal",
             hint=_("En euros, par exemple 245,50 ; un champ vide laisse ce qui est saisi.") if many else hint),
    ]  # fmt: skip
    if many:
        nodes.append(_box("effacer", _("Effacer d'abord ce qui est saisi")))
    return _schema(*nodes)


def registration_code() -> colander.Schema:
    """« Code OPI », '' to take it away, and whether the candidate is told."""
    return _schema(
        line("code", _("Code OPI"), enrolment.CODE_LENGTH, required=False, upper=True,
             hint=_("10 lettres sans accent ou chiffres au plus ; vide : aucun code.")),
        _box("prevenir", _("Prévenir le candidat par courriel")),
    )  # fmt: skip


def tags(offered: Choices, *, many: bool = False) -> colander.Schema:
    """The tags of one application; for ``many``, those to add, to remove or to leave alone there."""
    widget = deform.widget.CheckboxChoiceWidget(values=tuple(offered))
    title = _("Étiquettes")
    boxes = colander.SchemaNode(
        colander.Set(), name="etiquettes", title=title, widget=widget, missing=(), oid="champ-etiquettes",
        validator=_among(offered),
    )  # fmt: skip
    if not many:
        return _schema(boxes)
    ways = [(ADD, _("Ajouter ces étiquettes")), (REMOVE, _("Retirer ces étiquettes")),
            (REPLACE, _("Remplacer toutes les étiquettes par celles-ci"))]  # fmt: skip
    return _schema(radios("maniere", _("Que faire"), ways), boxes)


def assignment(people: Choices) -> colander.Schema:
    """« Attribuer à »: an account id, '' for nobody."""
    return _schema(choice("personne", _("Attribuer à"), people, required=False, empty=_("Personne")))


def mail() -> colander.Schema:
    """A subject and a text, with the variables of the mails of an application."""
    text = paragraph(
        "texte", _("Message"), correspondence.BODY_LENGTH,
        hint=_("Une ligne « => Voir ma candidature | ${link} » devient un bouton.", mapping={"link": LINK}),
    )  # fmt: skip
    text.widget.rows = 14
    schema = _schema(line("objet", _("Objet"), correspondence.SUBJECT_LENGTH), text)
    schema.validator = _readable
    return schema


def _readable(node: Any, values: dict[str, Any]) -> None:
    for name, faults in (
        ("objet", correspondence.faults(values["objet"], "…")), ("texte", correspondence.faults("…", values["texte"])),
    ):  # fmt: skip
        if faults:
            wrong = colander.Invalid(node)
            wrong[name] = faults[0].partition("\u00a0: ")[2]
            raise wrong


def _amount(node: Any, value: str) -> None:
    try:
        enrolment.money(value)
    except Refused as refused:
        raise colander.Invalid(node, sentence(refused, lambda text: _(text))) from None


def _among(offered: Choices) -> Callable[[Any, Any], None]:
    codes = {code for code, _label in offered}

    def check(node: Any, values: Any) -> None:
        if not set(values) <= codes:
            raise colander.Invalid(node, _("Cette valeur n'est pas dans la liste : choisissez-en une autre."))

    return check


def _box(name: str, title: Any) -> colander.SchemaNode:
    widget = deform.widget.CheckboxWidget()
    return colander.SchemaNode(
        colander.Boolean(), name=name, title=title, label=title, missing=False, widget=widget, oid=f"champ-{name}"
    )
