"""The forms of the offer, from the establishment to the piece, and of its parameters."""

from __future__ import annotations

from typing import Any

import colander

from ecandidat.domain.calendar import LABELS, Calendar
from ecandidat.domain.codes import DecisionKind, Mode, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.domain.parameters import PARAMETERS, Parameter
from ecandidat.forms.edition import checkbox, checkboxes, section, sheet_schema
from ecandidat.forms.widgets import choice, french_date, hidden, line, paragraph, whole
from ecandidat.i18n import _
from ecandidat.models.offer import Component, text
from ecandidat.refusals import sentence
from ecandidat.services.offer import ALERTS
from ecandidat.services.sheets import DATES, FIRST_DAY, LAST_DAY, MAXIMUM, NUMBERS, check_text

HALF = "field-half"
CODE_HINT = _("Minuscules, chiffres et tirets ; laissé vide, il est tiré de l'intitulé. Il ne change plus ensuite.")
ACTIVE = _("En service")
INFORMATION = (_("Informations complémentaires (français)"), _("Informations complémentaires (anglais)"))
REQUIRED_DATES = ("opens", "closes", "return_by")
CHOICES = {
    "LC_MODE_AFFICHAGE_RANG": {"N": _("Aucun rang"), "S": _("Rang saisi"), "R": _("Rang réel")},
}
"""What each choice of a parameter means."""


def establishment(*, may_close: bool) -> colander.SchemaNode:
    """« Modifier » of an establishment; only whoever manages the instance closes one."""
    last = [checkbox("active", ACTIVE)] if may_close else []
    return sheet_schema(
        section(
            "identity", _("Identité"),
            _line("name_full", _("Nom"), required=True), _line("name_short", _("Nom court"), required=True),
            _line("student_of", _("« Je suis étudiant à … »"), required=True,
                  hint=_("Ce qui suit « Je suis étudiant à » sur la page d'accueil.")),
            *last,
        ),
        section(
            "look", _("Apparence"),
            _line("logo_text", _("Texte du logo"), required=True),
            _line("accent", _("Couleur"), required=True,
                  hint=_("Par exemple #0b3d91. Elle porte du texte blanc : contraste de 4,5 au moins.")),
        ),
        section(
            "contact", _("Contact et aide"),
            _line("contact_mail", _("Adresse mail de contact"), inputmode="email"),
            _line("help_url", _("Adresse de la page d'aide"), inputmode="url", hint=_("Commence par https://")),
        ),
        section(
            "welcome", _("Message d'accueil"),
            *_both("welcome", _("Message d'accueil (français)"), _("Message d'accueil (anglais)")),
        ),
        section(
            "legal", _("Mentions légales"),
            *_both("legal_notice", _("Mentions légales (français)"), _("Mentions légales (anglais)")),
        ),
    )  # fmt: skip


def new_establishment() -> colander.SchemaNode:
    """« Nouvel établissement »."""
    return sheet_schema(_line("name_full", _("Nom"), required=True), _code())


def component(*, new: bool, may_close: bool) -> colander.SchemaNode:
    """« Nouvelle composante » and « Modifier »."""
    low, high = NUMBERS["quota"]
    return sheet_schema(
        _line("title", _("Intitulé"), required=True), *([_code()] if new else []),
        _line("contact_mail", _("Adresse mail de contact"), inputmode="email"),
        whole("quota", _("Nombre maximal de candidatures"), low, high, required=False,
              hint=_("Laissé vide, c'est le maximum de l'établissement.")),
        *_both("info", *INFORMATION),
        *([checkbox("active", ACTIVE)] if may_close else []),
    )  # fmt: skip


def commission(*, new: bool) -> colander.SchemaNode:
    """« Nouvelle commission » and « Modifier »."""
    return sheet_schema(
        section(
            "identity", _("Commission"),
            _line("title", _("Intitulé"), required=True), *([_code()] if new else []), checkbox("active", ACTIVE),
        ),
        section(
            "contact", _("Contact"),
            _line("mail", _("Adresse mail"), inputmode="email"), _line("url", _("Site web"), inputmode="url"),
            _line("phone", _("Téléphone"), css=HALF, inputmode="tel"), _line("fax", _("Fax"), css=HALF),
            _text("address", _("Adresse postale"), hint=_("Une ligne par ligne de l'adresse, six au plus.")),
        ),
        section("note", _("Commentaire de retour"),
                *_both("return_note", _("Commentaire de retour (français)"), _("Commentaire de retour (anglais)")),
                hint=_("Écrit au bas du dossier à renvoyer et dans les mails.")),
        section(
            "letters", _("Lettres"),
            _line("signatory", _("Signataire"), hint=_("Écrit sous la lettre, par exemple « La présidente du jury ».")),
            checkbox("letters", _("Le candidat peut télécharger sa lettre")),
            checkbox("mail_letters", _("Joindre la lettre au mail de décision")),
        ),
        section(
            "warnings", _("Alertes"),
            _line("alert_mail", _("Adresse mail des alertes"), inputmode="email",
                  hint=_("Laissée vide, les alertes partent à l'adresse de la commission.")),
            checkboxes("alerts", _("Prévenir de"), [(code, _(label)) for code, label in ALERTS.items()]),
        ),
    )  # fmt: skip


def diploma_type(*, new: bool) -> colander.SchemaNode:
    """« Nouveau type de diplôme » and « Modifier »."""
    return sheet_schema(*_labels(), *([_code()] if new else []), checkbox("active", ACTIVE))


def formation(component: Component, *, new: bool, lang: str = "fr") -> colander.SchemaNode:
    """« Nouvelle formation » and « Modifier »."""
    favourable = [
        (code, text(found.label, lang) or code)
        for code in component.establishment.decision_types
        for found in (component.establishment.decision_types[code],)
        if found.kind is DecisionKind.FAVOURABLE
    ]
    commissions = [(made.__name__, made.title) for made in component.commissions.values()]
    low, high = NUMBERS["capacity"]
    popular = checkbox(
        "very_popular", _("Très demandée"), hint=_("Plusieurs milliers de candidatures attendues ; ne change plus.")
    )
    return sheet_schema(
        section(
            "identity", _("Formation"),
            _line("title", _("Intitulé"), required=True, maximum=500), *([_code()] if new else []),
            _line("keywords", _("Mots clés"), hint=_("Ce que les candidats tapent pour la trouver.")),
            _line("url", _("Page de présentation"), inputmode="url", hint=_("Commence par https://")),
            choice("commission_code", _("Commission"), sorted(commissions, key=lambda one: one[1])),
            choice("mode", _("Mode de candidature"), [(one.value, _(one.label)) for one in Mode], css=HALF),
            choice("treatment", _("Type de traitement"),
                   [(one.value, _(one.label)) for one in (Treatment.SELECTIVE, Treatment.DIRECT)], css=HALF),
            whole("capacity", _("Capacité d'accueil"), low, high, required=False, css=HALF),
            checkbox("active", ACTIVE), *([popular] if new else []),
        ),
        section(
            "calendar", _("Dates"),
            checkbox("waiting_list", _("Liste complémentaire"),
                     hint=_("Demande une date ou un délai de confirmation de la liste complémentaire.")),
            *(_date(name) for name in DATES),
            hint=_("Écrites jj/mm/aaaa. Chaque date compte jusqu'à 23:59, heure de Paris."), kind=CalendarNode,
        ),
        section(
            "decisions", _("Décisions"),
            choice("favourable_type", _("Décision favorable par défaut"), favourable),
            choice("waiting_favourable_type", _("Décision favorable de la liste complémentaire"), favourable,
                   required=False, empty=_("La même")),
            french_date("preselection_date", _("Date de la présélection"), required=False, css=HALF,
                        checks=(_in_range,), hint=_("jj/mm/aaaa")),
            _line("preselection_time", _("Heure de la présélection"), css=HALF, hint=_("Par exemple 14:30")),
            _line("preselection_place", _("Lieu de la présélection")),
        ),
        section("information", _("Informations complémentaires"), *_both("info", *INFORMATION)),
        hidden("confirmed"),
    )  # fmt: skip


def piece(*, new: bool) -> colander.SchemaNode:
    """« Nouvelle pièce » and « Modifier »."""
    low, high = NUMBERS["order"]
    return sheet_schema(
        *_labels(), *([_code()] if new else []),
        whole("order", _("Ordre"), low, high, hint=_("Les pièces sont montrées de la plus petite à la plus grande.")),
        choice("treatment", _("Type de traitement"),
               [(one.value, _(one.label)) for one in (Treatment.SELECTIVE, Treatment.DIRECT)], required=False,
               empty=_("Tous")),
        checkbox("conditional", _("Conditionnelle"), hint=_("Le candidat peut se dire non concerné.")),
        checkbox("unique", _("Unique"), hint=_("Un fichier différent est demandé pour chaque candidature.")),
        checkbox("active", ACTIVE),
    )  # fmt: skip


def decision_type(*, new: bool) -> colander.SchemaNode:
    """A type of decision."""
    return sheet_schema(
        *_labels(), *([_code()] if new else []),
        choice("kind", _("Type d'avis"), [(one.value, _(one.label)) for one in DecisionKind],
               hint=_("Il décide du mail envoyé au candidat.")),
        checkbox("final", _("Définitif"), hint=_("La décision clôt l'examen du dossier.")),
        checkbox("show_comment", _("Montrer le commentaire au candidat")),
        checkbox("active", ACTIVE),
    )  # fmt: skip


def motivation(*, new: bool) -> colander.SchemaNode:
    """A reason of refusal."""
    return sheet_schema(*_labels(), *([_code()] if new else []), checkbox("active", ACTIVE))


def question() -> colander.SchemaNode:
    """One entry of the FAQ."""
    return sheet_schema(
        _line("question_fr", _("Question (français)"), required=True),
        _text("answer_fr", _("Réponse (français)"), True),
        _line("question_en", _("Question (anglais)")), _text("answer_en", _("Réponse (anglais)")), hidden("liste"),
    )  # fmt: skip


def document() -> colander.SchemaNode:
    """One entry of the documentation: a label and a link."""
    return sheet_schema(
        *_labels(),
        _line("url", _("Adresse du document"), required=True, inputmode="url", hint=_("Commence par https://")),
        hidden("liste"),
    )  # fmt: skip


def parameters() -> colander.SchemaNode:
    """« Paramètres »: one field per parameter, of its type."""
    return sheet_schema(*(_parameter(row) for row in PARAMETERS.values()))


class CalendarNode(colander.SchemaNode):
    """The dates of a formation: every rule that they break is told at its field, even beside an unreadable date."""

    def deserialize(self, cstruct: Any = colander.null) -> Any:
        """The values, or one error with all faults."""
        values, error = None, None
        try:
            values = super().deserialize(cstruct)
        except colander.Invalid as invalid:
            error = invalid
        told: dict[str, list[str]] = {}
        dates, unreadable = self._readable(cstruct)
        waiting = isinstance(cstruct, dict) and cstruct.get("waiting_list") == "true"
        for fault in Calendar(**dates).faults(waiting_list=waiting):
            field = str(fault.params["field"])
            if field not in unreadable:
                told.setdefault(field, []).append(self._sentence(fault))
        for field, texts in told.items():
            error = error or colander.Invalid(self)
            node = self[field]
            error.add(colander.Invalid(node, texts), self.children.index(node))
        if error is not None:
            raise error
        return values

    def _readable(self, cstruct: Any) -> tuple[dict[str, Any], set[str]]:
        dates: dict[str, Any] = {}
        unreadable: set[str] = set()
        for name in DATES:
            try:
                found = self[name].deserialize(cstruct.get(name, colander.null))
            except (colander.Invalid, AttributeError):
                unreadable.add(name)
                continue
            dates[name] = None if found in ("", colander.null) else found
        return dates, unreadable

    def _sentence(self, fault: Refused) -> str:
        request = self.bindings["request"]
        return sentence(fault, request.localizer.translate, request.language)


def _date(name: str) -> colander.SchemaNode:
    if name.endswith("_delay"):
        return whole(name, _(LABELS[name]), 1, 365, required=False, css=HALF)
    return french_date(name, _(LABELS[name]), required=name in REQUIRED_DATES, css=HALF, checks=(_in_range,))


def _in_range(node: Any, value: Any) -> None:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise colander.Invalid(node, _("La date va du 01/01/2000 au 31/12/2099."))


def _parameter(row: Parameter) -> colander.SchemaNode:
    if isinstance(row.default, bool):
        return checkbox(row.code, _(row.label))
    if isinstance(row.default, int):
        hint = _("De ${low} à ${high}.", mapping={"low": row.low, "high": row.high})
        return whole(row.code, _(row.label), row.low, row.high, hint=hint)
    if row.choices:
        shown = CHOICES.get(row.code, {})
        return choice(row.code, _(row.label), [(code, shown.get(code, code)) for code in row.choices])
    return line(row.code, _(row.label), 50, required=False)


def _line(name: str, title: Any, *, required: bool = False, maximum: int = 0, **more: Any) -> colander.SchemaNode:
    """One line, as long as the sheet allows, of the form that its name asks for."""
    base = name.removesuffix("_fr").removesuffix("_en")
    return line(name, title, maximum or MAXIMUM[base], required=required, checks=(_well_formed,), **more)


def _text(name: str, title: Any, required: bool = False, hint: Any = "") -> colander.SchemaNode:
    base = name.removesuffix("_fr").removesuffix("_en")
    return paragraph(name, title, MAXIMUM[base], required=required, hint=hint)


def _both(name: str, french: Any, english: Any) -> tuple[colander.SchemaNode, colander.SchemaNode]:
    return _text(f"{name}_fr", french), _text(f"{name}_en", english)


def _labels() -> tuple[colander.SchemaNode, colander.SchemaNode]:
    return _line("label_fr", _("Libellé (français)"), required=True), _line("label_en", _("Libellé (anglais)"))


def _code() -> colander.SchemaNode:
    return line("code", _("Code"), 50, required=False, hint=CODE_HINT)


def _well_formed(node: Any, value: str) -> None:
    """An address, a colour, an hour must look like one; the request translates."""
    try:
        check_text(node.name, value if node.name != "accent" else value.lower())
    except Refused as refused:
        request = node.bindings["request"]
        raise colander.Invalid(node, sentence(refused, request.localizer.translate, request.language)) from None
