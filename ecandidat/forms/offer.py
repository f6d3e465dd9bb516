"""The forms of the offer, from the establishment to the piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import colander

from ecandidat.domain.codes import LANGUAGES, Copies, DecisionKind, Treatment
from ecandidat.domain.errors import Refused
from ecandidat.forms.edition import checkbox, checkboxes, section, sheet_schema
from ecandidat.forms.widgets import choice, french_date, hidden, line, paragraph, whole
from ecandidat.i18n import _
from ecandidat.refusals import sentence
from ecandidat.services.offer import ALERTS
from ecandidat.services.sheets import MAXIMUM, NUMBERS, base, check_text

HALF = "field-half"
CODE_HINT = _("Minuscules, chiffres et tirets ; laissé vide, il est tiré de l'intitulé. Il ne change plus ensuite.")
ACTIVE = _("En service")
TITLES: dict[str, dict[str, Any]] = {
    "welcome": {
        "fr": _("Message d'accueil (français)"), "en": _("Message d'accueil (anglais)"),
        "es": _("Message d'accueil (espagnol)"), "de": _("Message d'accueil (allemand)"),
    },
    "legal_notice": {
        "fr": _("Mentions légales (français)"), "en": _("Mentions légales (anglais)"),
        "es": _("Mentions légales (espagnol)"), "de": _("Mentions légales (allemand)"),
    },
    "info": {
        "fr": _("Informations complémentaires (français)"), "en": _("Informations complémentaires (anglais)"),
        "es": _("Informations complémentaires (espagnol)"), "de": _("Informations complémentaires (allemand)"),
    },
    "return_note": {
        "fr": _("Commentaire de retour (français)"), "en": _("Commentaire de retour (anglais)"),
        "es": _("Commentaire de retour (espagnol)"), "de": _("Commentaire de retour (allemand)"),
    },
    "label": {
        "fr": _("Libellé (français)"), "en": _("Libellé (anglais)"),
        "es": _("Libellé (espagnol)"), "de": _("Libellé (allemand)"),
    },
    "question": {
        "fr": _("Question (français)"), "en": _("Question (anglais)"),
        "es": _("Question (espagnol)"), "de": _("Question (allemand)"),
    },
    "answer": {
        "fr": _("Réponse (français)"), "en": _("Réponse (anglais)"),
        "es": _("Réponse (espagnol)"), "de": _("Réponse (allemand)"),
    },
    "maintenance": {
        "fr": _("Message de maintenance (français)"), "en": _("Message de maintenance (anglais)"),
        "es": _("Message de maintenance (espagnol)"), "de": _("Message de maintenance (allemand)"),
    },
}  # fmt: skip
"""What a text in several languages is called in each."""

COLUMNS = {
    "keywords": _("Mots clés"), "url": _("Page de présentation"), "dates": _("Dates de candidature"),
    "mode": _("Mode de candidature"),
}  # fmt: skip
"""What each column of the offer is called."""

Spoken = Sequence[str]
"""Codes of the languages that a university speaks, French first."""


def establishment(*, may_close: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Modifier » of an establishment; only whoever manages the instance closes one."""
    last = [checkbox("active", ACTIVE)] if may_close else []
    return sheet_schema(
        section(
            "identity", _("Identité"),
            sheet_line("name_full", _("Nom"), required=True), sheet_line("name_short", _("Nom court"), required=True),
            sheet_line("student_of", _("« Je suis étudiant à … »"), required=True,
                  hint=_("Ce qui suit « Je suis étudiant à » sur la page d'accueil.")),
            *last,
        ),
        section(
            "look", _("Apparence"),
            sheet_line("logo_text", _("Texte du logo"), required=True),
            sheet_line("accent", _("Couleur"), required=True,
                  hint=_("Par exemple #0b3d91. Elle porte du texte blanc : contraste de 4,5 au moins.")),
        ),
        section(
            "contact", _("Contact et aide"),
            sheet_line("contact_mail", _("Adresse mail de contact"), inputmode="email"),
            sheet_line("help_url", _("Adresse de la page d'aide"), inputmode="url", hint=_("Commence par https://")),
        ),
        section(
            "offer", _("Offre de formation"),
            checkboxes("offer_columns", _("Colonnes de l'offre"), list(COLUMNS.items()),
                       hint=_("Montrées à côté du titre de chaque formation.")),
        ),
        section(
            "speech", _("Langues"),
            checkboxes("languages", _("Langues proposées en plus du français"), list(LANGUAGES.items())[1:],
                       hint=_("Vos textes ont un champ par langue proposée. Les écrans existent en français et en "
                              "anglais : qui lit vos textes en espagnol ou en allemand a les écrans en anglais.")),
        ),
        section("welcome", _("Message d'accueil"), *texts("welcome", spoken)),
        section("legal", _("Mentions légales"), *texts("legal_notice", spoken)),
    )  # fmt: skip


def new_establishment() -> colander.SchemaNode:
    """« Nouvel établissement »."""
    return sheet_schema(sheet_line("name_full", _("Nom"), required=True), code_line())


def component(*, new: bool, may_close: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Nouvelle composante » and « Modifier »."""
    low, high = NUMBERS["quota"]
    return sheet_schema(
        sheet_line("title", _("Intitulé"), required=True), *([code_line()] if new else []),
        sheet_line("contact_mail", _("Adresse mail de contact"), inputmode="email"),
        whole("quota", _("Nombre maximal de candidatures"), low, high, required=False,
              hint=_("Laissé vide, c'est le maximum de l'établissement.")),
        choice("copies", _("Copie cachée des courriels envoyés aux candidats"),
               [(one.value, _(one.label)) for one in Copies],
               hint=_("Des courriels de candidature et de décision ; jamais de ceux qui portent un lien personnel.")),
        *texts("info", spoken),
        *([checkbox("active", ACTIVE)] if may_close else []),
    )  # fmt: skip


def commission(*, new: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Nouvelle commission » and « Modifier »."""
    return sheet_schema(
        section(
            "identity", _("Commission"),
            sheet_line("title", _("Intitulé"), required=True), *([code_line()] if new else []),
            checkbox("active", ACTIVE),
        ),
        section(
            "contact", _("Contact"),
            sheet_line("mail", _("Adresse mail"), inputmode="email"), sheet_line("url", _("Site web"), inputmode="url"),
            sheet_line("phone", _("Téléphone"), css=HALF, inputmode="tel"),
            sheet_line("fax", _("Fax"), css=HALF),
            _text("address", _("Adresse postale"), hint=_("Une ligne par ligne de l'adresse, six au plus.")),
        ),
        section("note", _("Commentaire de retour"), *texts("return_note", spoken),
                hint=_("Écrit au bas du dossier à renvoyer et dans les mails.")),
        section(
            "letters", _("Lettres"),
            sheet_line("signatory", _("Signataire"),
                       hint=_("Écrit sous la lettre, par exemple « La présidente du jury ».")),
            checkbox("letters", _("Le candidat peut télécharger sa lettre")),
            checkbox("mail_letters", _("Joindre la lettre au mail de décision")),
        ),
        section(
            "warnings", _("Alertes"),
            sheet_line("alert_mail", _("Adresse mail des alertes"), inputmode="email",
                  hint=_("Laissée vide, les alertes partent à l'adresse de la commission.")),
            checkboxes("alerts", _("Prévenir de"), [(code, _(label)) for code, label in ALERTS.items()]),
        ),
    )  # fmt: skip


def member() -> colander.SchemaNode:
    """What is said of a member of a commission."""
    return sheet_schema(
        checkbox("president", _("Préside la commission")),
        paragraph("comment", _("Commentaire"), 500, required=False, hint=_("Lu des gestionnaires seulement.")),
        hidden("seen"),
    )  # fmt: skip


def diploma_type(*, new: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Nouveau type de diplôme » and « Modifier »."""
    return sheet_schema(*_labels(spoken), *([code_line()] if new else []), checkbox("active", ACTIVE))


def piece(*, new: bool, spoken: Spoken) -> colander.SchemaNode:
    """« Nouvelle pièce » and « Modifier »."""
    low, high = NUMBERS["order"]
    return sheet_schema(
        *_labels(spoken), *([code_line()] if new else []),
        whole("order", _("Ordre"), low, high, hint=_("Les pièces sont montrées de la plus petite à la plus grande.")),
        choice("treatment", _("Type de traitement"),
               [(one.value, _(one.label)) for one in (Treatment.SELECTIVE, Treatment.DIRECT)], required=False,
               empty=_("Tous")),
        checkbox("conditional", _("Conditionnelle"), hint=_("Le candidat peut se dire non concerné.")),
        checkbox("unique", _("Unique"), hint=_("Un fichier différent est demandé pour chaque candidature.")),
        sheet_line("record_code", _("Code dans le dossier étudiant"),
              hint=_("La pièce est validée d'office pour l'étudiant dont le dossier la contient déjà.")),
        checkbox("active", ACTIVE),
    )  # fmt: skip


def decision_type(*, new: bool, spoken: Spoken, mails: Sequence[tuple[str, Any]]) -> colander.SchemaNode:
    """A type of decision; ``mails`` are those that it may send, the usual one of its kind first."""
    return sheet_schema(
        *_labels(spoken), *([code_line()] if new else []),
        choice("kind", _("Type d'avis"), [(one.value, _(one.label)) for one in DecisionKind],
               hint=_("Ce qu'elle fait de la candidature.")),
        choice("sends", _("Courriel"), list(mails), hint=_("Envoyé au candidat quand la décision est publiée.")),
        checkbox("final", _("Définitif"), hint=_("La décision clôt l'examen du dossier.")),
        checkbox("show_comment", _("Montrer le commentaire au candidat")),
        checkbox("transfers", _("Transmettre à la scolarité"),
                 hint=_("Un candidat qui la confirme est transmis au système de scolarité (OPI).")),
        checkbox("active", ACTIVE),
    )  # fmt: skip


def motivation(*, new: bool, spoken: Spoken) -> colander.SchemaNode:
    """A reason of refusal."""
    return sheet_schema(*_labels(spoken), *([code_line()] if new else []), checkbox("active", ACTIVE))


def question(spoken: Spoken) -> colander.SchemaNode:
    """One entry of the FAQ."""
    return sheet_schema(
        *(node for lang in spoken for node in (
            sheet_line(f"question_{lang}", TITLES["question"][lang], required=lang == "fr", lang=lang),
            _text(f"answer_{lang}", TITLES["answer"][lang], lang == "fr"),
        )),
        hidden("liste"),
    )  # fmt: skip


def maintenance(spoken: Spoken) -> colander.SchemaNode:
    """« Maintenance »: the switch, and what visitors read meanwhile."""
    return sheet_schema(
        checkbox("closed", _("Maintenance en cours"),
                 hint=_("Les pages sont fermées à tous, sauf à qui peut rouvrir.")),
        *texts("maintenance", spoken),
    )  # fmt: skip


def document(spoken: Spoken) -> colander.SchemaNode:
    """One entry of the documentation: a label and a link."""
    return sheet_schema(
        *_labels(spoken),
        sheet_line("url", _("Adresse du document"), required=True, inputmode="url", hint=_("Commence par https://")),
        hidden("liste"),
    )  # fmt: skip


def campaign() -> colander.SchemaNode:
    """« Campagne »."""
    return sheet_schema(
        line("code", _("Code"), 20, required=False, css=HALF),
        line("label", _("Libellé"), 50, required=False, css=HALF),
        french_date("opens", _("Début (jj/mm/aaaa)"), required=False, css=HALF),
        french_date("closes", _("Fin (jj/mm/aaaa)"), required=False, css=HALF,
                    hint=_("Dernier jour pour créer un compte.")),
        french_date("locks_after", _("Fin pour les candidats (jj/mm/aaaa)"), required=False, css=HALF,
                    hint=_("Laissée vide, les candidats gardent l'accès à leur compte après la campagne.")),
    )  # fmt: skip


def past_campaign() -> colander.SchemaNode:
    """« Campagne passée »."""
    return sheet_schema(
        line("code", _("Code"), 20, css=HALF),
        line("label", _("Libellé"), 50, required=False, css=HALF),
        french_date("opens", _("Premier jour (jj/mm/aaaa)"), css=HALF),
        french_date("closes", _("Dernier jour (jj/mm/aaaa)"), css=HALF),
    )  # fmt: skip


def sheet_line(name: str, title: Any, *, required: bool = False, maximum: int = 0, **more: Any) -> colander.SchemaNode:
    """One line, as long as the sheet allows, of the form that its name asks for."""
    return line(name, title, maximum or MAXIMUM[base(name)], required=required, checks=(_well_formed,), **more)


def _text(name: str, title: Any, required: bool = False, hint: Any = "") -> colander.SchemaNode:
    return paragraph(name, title, MAXIMUM[base(name)], required=required, hint=hint)


def texts(name: str, spoken: Spoken) -> list[colander.SchemaNode]:
    """A long text, one field per language."""
    return [_text(f"{name}_{lang}", TITLES[name][lang]) for lang in spoken]


def _labels(spoken: Spoken) -> list[colander.SchemaNode]:
    """A label, one field per language; French is never blank."""
    return [sheet_line(f"label_{lang}", TITLES["label"][lang], required=lang == "fr", lang=lang) for lang in spoken]


def code_line() -> colander.SchemaNode:
    return line("code", _("Code"), 50, required=False, hint=CODE_HINT)


def _well_formed(node: Any, value: str) -> None:
    """An address, a colour, an hour must look like one; the request translates."""
    try:
        check_text(node.name, value if node.name != "accent" else value.lower())
    except Refused as refused:
        request = node.bindings["request"]
        raise colander.Invalid(node, sentence(refused, request.localizer.translate, request.language)) from None
