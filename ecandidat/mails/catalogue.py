"""The table of every mail; the variables that their texts may use stand in :mod:`ecandidat.mails.variables`.

To add a mail: one row in ``MAILS``, one default text per language in ``texts/<lang>/<CODE>.txt``. The tests
render every row in every language with the sample values below.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ecandidat.domain.codes import LANGUAGES, DecisionKind, interface
from ecandidat.mails.variables import CANDIDATE, COMMISSION, FORMATION, GENERAL, VARIABLES, of_groups


class Recipient(StrEnum):
    """To whom a mail goes."""

    CANDIDATE = "candidate"
    NEW_ADDRESS = "new_address"
    COMMISSION = "commission"
    OFFICE = "office"


DEFAULT_LANGUAGE = next(iter(LANGUAGES))


class MailText(NamedTuple):
    """A subject and a body, both written in the template language of :mod:`ecandidat.mails.rendering`."""

    subject: str
    body: str


@dataclass(frozen=True)
class MailKind:
    """One mail. ``variables`` are those it may use besides ``COMMON``; ``critical`` mails leave before all others;
    ``optional`` ones carry the link that stops them.
    """

    code: str
    label: str
    recipient: Recipient
    variables: tuple[str, ...]
    decision_kind: DecisionKind | None = None
    critical: bool = False
    optional: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        """Every variable name a text of this mail may use."""
        return frozenset(COMMON + self.variables)


COMMON: tuple[str, ...] = of_groups(GENERAL)
"""The variables that every mail may use."""

_APPLICATION = (
    *of_groups(CANDIDATE, FORMATION, COMMISSION),
    "dossier.statut", "dossier.traitement", "dossier.dateReception", "dossier.montantFraisIns", "dossier.complementExo",
    "dossier.dematerialise", "dossier.papier", "lienCandidature",
)
_DECISION = (*_APPLICATION, "libelleAvis", "commentaire", "complementAppel", "lettreJointe")
_MESSAGE = ("message.texte", "message.auteur", "message.piece")
_IDENTITY = ("prenom", "nom", "numDossierOpi", "lienConnexion")
_VALIDATION = (*_IDENTITY, "lienValidation", "lienValidationHtml", "jourDestructionCptMin")
_TO, _ALERT = Recipient.CANDIDATE, Recipient.COMMISSION
_CORRECTED = ("prenom", "nom", "numDossierOpi", "correction.reponse", "lienCorrection")
_NOTICE = (*_IDENTITY, "lienIdentifiants", "dateHeure")

MAILS: dict[str, MailKind] = {
    kind.code: kind
    for kind in (
        MailKind("CPT_MIN_CREATE", "Création du compte", _TO, _VALIDATION, critical=True),
        MailKind("CPT_MIN_MOD_MAIL", "Changement d'adresse mail", Recipient.NEW_ADDRESS, _VALIDATION, critical=True),
        MailKind(
            "CPT_MIN_MDP_OUBLIE", "Identifiants oubliés", _TO,
            (*_IDENTITY, "lienReinitialisation", "lienReinitialisationHtml", "datFinReinitCptMin"), critical=True,
        ),
        MailKind("CPT_MIN_LIEN_VALID_OUBLIE", "Code d'activation perdu", _TO, _VALIDATION, critical=True),
        MailKind(
            "CPT_INVITATION", "Invitation d'un agent", _TO,
            (*_IDENTITY, "lienReinitialisation", "lienReinitialisationHtml", "datFinReinitCptMin"), critical=True,
        ),
        MailKind("CPT_CREE_POUR", "Compte créé par un gestionnaire", _TO, _VALIDATION, critical=True),
        MailKind(
            "CPT_SUPPRESSION", "Suppression du compte demandée", _TO,
            ("prenom", "nom", "numDossierOpi", "dateHeure", "lienRestauration", "jourSuppression"), critical=True,
        ),
        MailKind("CPT_MIN_DELETE", "Suppression du compte", _TO, ("prenom", "nom", "numDossierOpi"), critical=True),
        MailKind(
            "CPT_REUNION", "Deux dossiers réunis en un", _TO, (*_IDENTITY, "numAncien", "adresseMail"), critical=True
        ),
        MailKind("CPT_EXISTE_DEJA", "Création d'un compte à une adresse déjà connue", _TO, _NOTICE, critical=True),
        MailKind("CPT_MDP_MODIFIE", "Mot de passe modifié", _TO, _NOTICE, critical=True),
        MailKind("CPT_MAIL_MODIFIE", "Adresse mail modifiée (à l'ancienne adresse)", _TO, _NOTICE, critical=True),
        MailKind(
            "CORRECTION_DEMANDE", "Correction d'identité demandée par un candidat", Recipient.OFFICE,
            ("prenom", "nom", "numDossierOpi", "correction.motif", "lienCorrection"),
        ),
        MailKind("CORRECTION_ACCEPTEE", "Correction d'identité acceptée", _TO, _CORRECTED),
        MailKind("CORRECTION_REFUSEE", "Correction d'identité refusée", _TO, _CORRECTED),
        MailKind("CANDIDATURE", "Nouvelle candidature", _TO, _APPLICATION),
        MailKind("CANDIDATURE_REPRISE", "Candidature reprise par le candidat", _TO, _APPLICATION),
        MailKind("CANDIDATURE_ANNULATION", "Annulation de la candidature", _TO, _APPLICATION),
        MailKind("CANDIDATURE_CONFIRM", "Confirmation de la candidature", _TO, _APPLICATION),
        MailKind("CANDIDATURE_DESIST", "Désistement", _TO, _APPLICATION),
        MailKind("CANDIDATURE_DESIST_AUTO", "Désistement automatique", _TO, _APPLICATION),
        MailKind(
            "CANDIDATURE_MODIF_COD_OPI", "Modification du code OPI", _TO,
            (*_APPLICATION, "newCodeOpi", "formationsOpi"),
        ),
        MailKind("CANDIDATURE_COURRIEL", "Courriel écrit par un gestionnaire", _TO, _APPLICATION),
        MailKind("CANDIDATURE_RELANCE_FORMULAIRE", "Relance des formulaires", _TO, (*_APPLICATION, "formulaires")),
        MailKind("CANDIDATURE_RELANCE_FAVO", "Relance avant la date limite de confirmation", _TO, _APPLICATION),
        MailKind(
            "CANDIDATURE_RELANCE_RETOUR", "Rappel avant la date limite de retour", _TO,
            (*_APPLICATION, "piecesRefusees", "formulaires", "pretATransmettre", "lienDesinscription"), optional=True,
        ),
        MailKind("STATUT_AT", "Dossier en attente", _TO, _APPLICATION),
        MailKind("STATUT_RE", "Dossier réceptionné", _TO, (*_APPLICATION, "lienAccuse")),
        MailKind("STATUT_IN", "Dossier incomplet", _TO, (*_APPLICATION, "piecesRefusees")),
        MailKind("STATUT_CO", "Dossier complet", _TO, _APPLICATION),
        MailKind(
            "PIECE_DEMANDEE", "Pièce demandée en plus", _TO,
            (*_APPLICATION, "demande.piece", "demande.explication", "demande.date", "demande.bloquante",
             "demande.rappel"),
        ),
        MailKind(
            "PIECE_REFUSEE", "Pièce demandée en plus refusée", _TO,
            (*_APPLICATION, "demande.piece", "demande.date", "demande.refus"),
        ),
        MailKind("MESSAGE_CANDIDAT", "Message adressé au candidat", _TO, (*_APPLICATION, *_MESSAGE)),
        MailKind("MESSAGE_GESTIONNAIRE", "Message reçu d'un candidat", _ALERT, (*_APPLICATION, *_MESSAGE)),
        MailKind("TYPE_TRAIT_AD", "Accès direct", _TO, _APPLICATION),
        MailKind("TYPE_TRAIT_AC", "Accès contrôlé", _TO, _APPLICATION),
        MailKind("TYPE_TRAIT_ATT", "Type de traitement en attente", _TO, _APPLICATION),
        MailKind("AVIS_FAVORABLE", "Avis favorable", _TO, _DECISION, DecisionKind.FAVOURABLE),
        MailKind("AVIS_DEFAVORABLE", "Avis défavorable", _TO, (*_DECISION, "motif"), DecisionKind.UNFAVOURABLE),
        MailKind("AVIS_LISTE_ATT", "Liste d'attente", _TO, _DECISION, DecisionKind.WAITING),
        MailKind("AVIS_LISTE_COMP", "Liste complémentaire", _TO, (*_DECISION, "rang"), DecisionKind.WAITING_RANKED),
        MailKind(
            "AVIS_PRESELECTION", "Présélection", _TO, (*_DECISION, "complementPreselect"), DecisionKind.PRESELECTION
        ),
        MailKind("COMMISSION_ALERT_PROPOSITION", "Alerte : proposition d'admission", _ALERT, _APPLICATION),
        MailKind("COMMISSION_ALERT_ANNULATION", "Alerte : annulation", _ALERT, _APPLICATION),
        MailKind("COMMISSION_ALERT_TRANSMISSION", "Alerte : transmission", _ALERT, _APPLICATION),
        MailKind("COMMISSION_ALERT_DESISTEMENT", "Alerte : désistement", _ALERT, _APPLICATION),
        MailKind("COMMISSION_ALERT_LISTE_PRINC", "Alerte : passage en liste principale", _ALERT, _APPLICATION),
    )
}

DECISION_MAILS: dict[DecisionKind, str] = {
    kind.decision_kind: code for code, kind in MAILS.items() if kind.decision_kind is not None
}
"""For each kind of decision, the mail whose variables and default text its decision types use."""


@cache
def default_text(code: str, lang: str) -> MailText | None:
    """The text shipped for mail ``code`` in ``lang``, or None when that language has none."""
    if code not in MAILS:
        raise KeyError(code)
    source = files("ecandidat.mails").joinpath("texts", lang, f"{code}.txt") if lang.isalpha() else None
    if source is None or not source.is_file():
        return None
    first, _, body = source.read_text(encoding="utf-8").partition("\n")
    return MailText(first.partition(":")[2].strip(), body.strip("\n"))


def written(code: str, lang: str) -> str:
    """The language in which mail ``code`` goes to somebody who reads ``lang``: that one, else English, else French."""
    return next((one for one in (lang, interface(lang)) if default_text(code, one) is not None), DEFAULT_LANGUAGE)


def samples(lang: str) -> dict[str, str]:
    """A value for every variable, to preview a text in ``lang``; English ones stand for languages without any."""
    return {name: info.sample.get(lang) or info.sample[interface(lang)] for name, info in VARIABLES.items()}
