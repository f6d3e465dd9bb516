"""The forms of the managers' desk: status, treatment, decision, dates, note, verdict.

Each carries ``version``, the fingerprint of what the manager saw, so that a stale save can be told what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    types: Choices, motivations: Choices, kind: DecisionKind | None, *, appeal: bool = False, many: bool = False,
    ranks: bool = True,
) -> colander.Schema:  # fmt: skip
    """A decision of the chosen kind: a reason for a refusal, a rank for a ranked list, a meeting for a preselection.

    ``many`` words the rank for several applications at once; without ``ranks`` nobody is asked for one.
    """
    nodes: list[Any] = [choice("decision", _("Décision"), types, refresh=True)]
    if kind is DecisionKind.UNFAVOURABLE:
        nodes.append(choice("motif", _("Motif"), motivations))
    if kind is DecisionKind.WAITING_RANKED and ranks:
        nodes.append(_rank(many))
    if kind is DecisionKind.PRESELECTION:
        nodes += [
            french_date("date", _("Date de convocation"), required=False,
                        hint=_("jj/mm/aaaa ; sans date ni lieu, le courriel dit qu'ils sont à préciser.")),
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


@dataclass(frozen=True)
class Notice:
    """What a form says above its buttons: ``kind`` as notices have it, a sentence, lines below it."""

    kind: str
    text: str
    lines: tuple[str, ...] = ()


class DecisionLifecycle(Lifecycle):
    """The form of a decision; ``usual`` fills the fields that the decision just chosen brings, ``notices`` say what
    choosing it would make.
    """

    def __init__(
        self, request: Request, schema: colander.Schema, *, usual: dict[str, Any], notices: Sequence[Notice] = (),
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(request, schema, **more)
        self.usual, self.form.notices = usual, tuple(notices)

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


def verdict(comments: Sequence[str]) -> colander.Schema:
    """What goes with the verdict on a piece; ``comments``: those that are often written, to be ticked."""
    nodes: list[Any] = []
    if comments:
        node = colander.SchemaNode(
            colander.Set(), name="frequents", title=_("Commentaires fréquents"), missing=frozenset(),
            widget=deform.widget.CheckboxChoiceWidget(values=[(text, text) for text in comments]),
            oid="champ-frequents",
        )  # fmt: skip
        nodes.append(node)
    hint = _("Lu par le candidat ; obligatoire pour un refus.")
    nodes.append(paragraph("commentaire", _("Commentaire"), COMMENT_LENGTH, required=False, hint=hint))
    box = deform.widget.CheckboxWidget()
    title = _("Garder ce commentaire parmi les fréquents")
    nodes.append(
        colander.SchemaNode(
            colander.Boolean(), name="garder", title=title, label=title, missing=False, widget=box, oid="champ-garder"
        )
    )
    return _schema(*nodes)


VALIDATE, REFUSE, WAIT, NOT_CONCERNED = "valider", "refuser", "attendre", "non-concerne"
SAID: dict[str, PieceStatus] = {
    VALIDATE: PieceStatus.VALID, REFUSE: PieceStatus.REFUSED, WAIT: PieceStatus.SENT,
    NOT_CONCERNED: PieceStatus.NOT_CONCERNED,
}  # fmt: skip
"""Button → what it says of the piece."""

_BUTTONS: tuple[tuple[str, Any, str, str], ...] = (
    (VALIDATE, _("Valider"), "btn-success", "v"),
    (REFUSE, _("Refuser"), "btn-outline-danger", "r"),
    (NOT_CONCERNED, _("Non concerné"), "btn-outline-secondary", "c"),
    (WAIT, _("Remettre à examiner"), "btn-quiet", ""),
)


def verdict_buttons(offered: Iterable[PieceStatus]) -> tuple[deform.Button, ...]:
    """One button for each verdict that the piece may get now; ``data-key`` is its shortcut."""
    wanted = frozenset(offered)
    return tuple(
        deform.Button(name, label, css_class=look, attributes={"data-key": key} if key else {})
        for name, label, look, key in _BUTTONS
        if SAID[name] in wanted
    )


def comments() -> colander.Schema:
    """The comments that a component offers beside a verdict, one per line."""
    hint = _("Un commentaire par ligne, trente au plus ; vide : ceux d'eCandidat.")
    return _schema(paragraph("commentaires", _("Commentaires fréquents"), 9000, required=False, hint=hint))


def verdicts(translate: Translate, offered: Iterable[tuple[str, str]], common: Sequence[str]) -> colander.Schema:
    """One verdict on several pieces: ``offered`` are (key, title), ``common`` the frequent comments."""
    said = [
        (VALIDATE, translate(_("Valider"))), (REFUSE, translate(_("Refuser"))),
        (WAIT, translate(_("Remettre à examiner"))),
    ]  # fmt: skip
    pieces = colander.SchemaNode(
        colander.Set(), name="pieces", title=_("Pièces"), oid="champ-pieces",
        widget=deform.widget.CheckboxChoiceWidget(values=list(offered)),
        validator=colander.Length(min=1, min_err=_("Cochez au moins une pièce.")),
        missing_msg=_("Cochez au moins une pièce."),
    )  # fmt: skip
    frequent = [(text, text) for text in common]
    return _schema(
        pieces, radios("verdict", _("Verdict"), said),
        choice("frequent", _("Commentaire fréquent"), frequent, required=False, empty=_("Aucun")),
        paragraph("commentaire", _("Commentaire"), COMMENT_LENGTH, required=False,
                  hint=_("Lu par le candidat ; obligatoire pour un refus.")),
    )  # fmt: skip
