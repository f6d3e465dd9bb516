"""The forms of the managers' desk: status, treatment, decision, dates, note, verdict.

Each carries ``version``, the fingerprint of what the manager saw, so that a stale save can be told what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import colander
import deform
from pyramid.request import Request

from ecandidat.domain.codes import DecisionKind, PieceStatus, Status, Treatment
from ecandidat.forms import SAVE, Lifecycle, typed_values
from ecandidat.forms.widgets import choice, french_date, hidden, line, paragraph, radios, whole
from ecandidat.i18n import _

Choices = Sequence[tuple[str, str]]
Translate = Callable[[Any], str]

COMMENT_LENGTH = 1000
NEXT = "suivante"

FREQUENT_COMMENTS: tuple[Any, ...] = (
    _("Document illisible : déposez une copie plus nette."),
    _("Document incomplet : toutes les pages sont demandées."),
    _("Ce n'est pas le document demandé."),
    _("Document périmé : déposez-en un en cours de validité."),
    _("Le nom porté sur le document n'est pas le vôtre : joignez un justificatif."),
    _("Une traduction par un traducteur assermenté est demandée."),
)
"""What managers write most often beside a refused piece."""


def labelled(members: Iterable[Any], translate: Translate) -> list[tuple[str, str]]:
    """(code, label) of the members of an enumeration."""
    return [(member.value, translate(_(member.label))) for member in members]


def buttons(label: Any) -> tuple[deform.Button, ...]:
    """One button that saves."""
    return (deform.Button(SAVE, label),)


def _schema(*nodes: Any) -> colander.Schema:
    return colander.Schema(colander.Mapping(), hidden("version"), *nodes)


def status(translate: Translate) -> colander.Schema:
    """« Statut du dossier » and the day of the fact ('' for today)."""
    hint = _("jj/mm/aaaa, aujourd'hui au plus tard ; laissez vide pour aujourd'hui.")
    return _schema(
        radios("statut", _("Statut du dossier"), labelled(Status, translate)),
        french_date("date", _("Date du fait"), required=False, hint=hint),
    )


def treatment(translate: Translate) -> colander.Schema:
    """« Type de traitement »."""
    return _schema(radios("traitement", _("Type de traitement"), labelled(Treatment, translate)))


def decision(
    types: Choices, motivations: Choices, kind: DecisionKind | None, *, appeal: bool = False, many: bool = False
) -> colander.Schema:
    """A decision of the chosen kind: a reason for a refusal, a rank for a ranked list, a meeting for a preselection.

    ``many`` words the rank for several applications at once.
    """
    nodes: list[Any] = [choice("decision", _("Décision"), types, refresh=True)]
    if kind is DecisionKind.UNFAVOURABLE:
        nodes.append(choice("motif", _("Motif"), motivations))
    if kind is DecisionKind.WAITING_RANKED:
        nodes.append(_rank(many))
    if kind is DecisionKind.PRESELECTION:
        nodes += [
            french_date("date", _("Date de convocation"), required=False, hint=_("jj/mm/aaaa")),
            line("heure", _("Heure"), 20, required=False, hint=_("Par exemple 14:30.")),
            line("lieu", _("Lieu"), 100, required=False),
        ]
    nodes.append(paragraph("commentaire", _("Commentaire"), COMMENT_LENGTH, required=False))
    if appeal:
        box = deform.widget.CheckboxWidget()
        title = _("Décision rendue après un recours (appel)")
        nodes.append(
            colander.SchemaNode(colander.Boolean(), name="appel", title=title, label=title, missing=False, widget=box)
        )
    return _schema(*nodes)


class DecisionLifecycle(Lifecycle):
    """The form of a decision; ``usual`` fills the fields that the decision just chosen brings."""

    def __init__(self, request: Request, schema: colander.Schema, *, usual: dict[str, Any], **more: Any) -> None:
        super().__init__(request, schema, **more)
        self.usual = usual

    def _typed(self, **changed: Any) -> str:
        typed = typed_values(self.request)
        cstruct = {child.name: typed.get(child.name, self._usual(child.name)) for child in self.form.children}
        self.form.cstruct = cstruct = {**cstruct, **changed}
        html: str = self.form.widget.serialize(self.form, cstruct)
        return html

    def _usual(self, name: str) -> Any:
        value = self.usual.get(name)
        return self.form[name].schema.serialize(value) if value else colander.null


def _rank(many: bool) -> Any:
    title = _("Rang du premier de la liste") if many else _("Rang")
    note = _("Les suivants prennent les rangs suivants, dans l'ordre affiché.") if many else _("1 pour le premier.")
    return whole("rang", title, 1, 100_000, hint=note)


def decision_buttons(label: Any) -> tuple[deform.Button, ...]:
    """Save; and, without a script, ask for the fields of the decision chosen."""
    refresh = deform.Button("_refresh", _("Afficher les champs de cette décision"), css_class="btn-quiet no-js-only")
    return (deform.Button(SAVE, label), refresh)


def dates() -> colander.Schema:
    """Individual dates of one application."""
    own, common = _("jj/mm/aaaa ; vide : celle de la formation."), _("jj/mm/aaaa ; vide : la date commune.")
    return _schema(
        french_date("return_by", _("Date limite de retour"), required=False, hint=own),
        french_date("confirm_by", _("Date limite de confirmation"), required=False, hint=common),
    )


CLASSIC, PROPOSAL = "classique", "proposition"


def behalf(translate: Translate) -> colander.Schema:
    """« Candidater pour quelqu'un »: for whom, and how."""
    choices = [
        (CLASSIC, translate(_("Candidature classique"))),
        (PROPOSAL, translate(_("Proposition d'admission"))),
    ]
    hint = _("Huit caractères, tels que le candidat les lit en haut de ses pages.")
    return colander.Schema(
        colander.Mapping(),
        line("numero", _("N° de dossier"), 20, hint=hint, upper=True),
        radios("choix", _("Type de candidature"), choices),
    )


def note() -> colander.Schema:
    """One line of « Bloc-notes »."""
    return colander.Schema(colander.Mapping(), paragraph("note", _("Nouvelle note"), 2000))


def verdict(translate: Translate, offered: Iterable[PieceStatus]) -> colander.Schema:
    """The verdict on one piece; ``offered``: those that this piece may get now."""
    choices = [
        (status.value, translate(_("À examiner") if status is PieceStatus.SENT else _(status.label)))
        for status in offered
    ]
    frequent = [(text, text) for text in map(translate, FREQUENT_COMMENTS)]
    hint = _("Lu par le candidat ; obligatoire pour un refus.")
    return _schema(
        radios("verdict", _("Verdict"), choices),
        choice("frequent", _("Commentaire fréquent"), frequent, required=False, empty=_("Aucun")),
        paragraph("commentaire", _("Commentaire"), COMMENT_LENGTH, required=False, hint=hint),
    )


def verdict_buttons() -> tuple[deform.Button, ...]:
    """Save and go on, or save and stay."""
    return (deform.Button(NEXT, _("Enregistrer et pièce suivante")), deform.Button(SAVE, _("Enregistrer")))
