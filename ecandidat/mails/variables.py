"""The table of every variable that a text may use, with a sample value in each language.

What never enters: which mail may use which variables (``mails.catalogue``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class ValueKind(StrEnum):
    """How a value is treated: a web or mail address, a number never cut, one line or several of text."""

    LINK = "link"
    MAIL = "mail"
    PHONE = "phone"
    LINE = "line"
    LINES = "lines"


@dataclass(frozen=True)
class VariableInfo:
    """One variable of the texts.

    ``sample`` holds one value per language; ``button`` the label of the button that a link alone on its line
    becomes; ``typed`` says that a candidate wrote the value, which mail programs must not turn into a link.
    """

    description: str
    group: str
    sample: Mapping[str, str]
    kind: ValueKind = ValueKind.LINE
    button: Mapping[str, str] = field(default_factory=dict)
    typed: bool = False


def _info(
    group: str,
    description: str,
    fr: str,
    en: str | None = None,
    kind: ValueKind = ValueKind.LINE,
    *,
    button: tuple[str, str] | None = None,
    typed: bool = False,
) -> VariableInfo:
    labels = {"fr": button[0], "en": button[1]} if button else {}
    sample = {"fr": fr, "en": fr if en is None else en}
    return VariableInfo(description, group, MappingProxyType(sample), kind, MappingProxyType(labels), typed)


GENERAL, ACCOUNT, CANDIDATE, PROFILE = "Général", "Compte", "Candidat", "Profil"
FORMATION, COMMISSION, FILE, DECISION = "Formation", "Commission", "Dossier", "Avis"
EXCHANGE = "Échanges"
LINK, MAIL, PHONE, LINES = ValueKind.LINK, ValueKind.MAIL, ValueKind.PHONE, ValueKind.LINES

VARIABLES: dict[str, VariableInfo] = {
    "etablissement": _info(GENERAL, "Nom de l'établissement", "Université de Poitiers", "University of Poitiers"),
    "libelleCampagne": _info(GENERAL, "Libellé de la campagne", "2026-2027"),
    "contact": _info(GENERAL, "Adresse d'assistance", "ecandidat@univ.example", kind=MAIL),
    "lienAccueil": _info(
        GENERAL, "Adresse de la page d'accueil", "https://ecandidat.univ.example/poitiers", kind=LINK,
        button=("Aller sur eCandidat", "Go to eCandidat"),
    ),
    "prenom": _info(ACCOUNT, "Prénom du titulaire du compte", "Élodie", typed=True),
    "nom": _info(ACCOUNT, "Nom du titulaire du compte", "D'Almeida", typed=True),
    "numDossierOpi": _info(ACCOUNT, "N° de dossier (identifiant de connexion)", "K7M2XQ4P"),
    "lienValidation": _info(
        ACCOUNT, "Lien d'activation du compte ou de validation de l'adresse",
        "https://ecandidat.univ.example/compte/activer/3fJ9sW2mQx8Zr5TtVb1nYc7LkPd0Ha6E", kind=LINK,
        button=("Valider mon adresse", "Confirm my address"),
    ),
    "lienValidationHtml": _info(
        ACCOUNT, "Le même lien (nom conservé pour les textes existants)",
        "https://ecandidat.univ.example/compte/activer/3fJ9sW2mQx8Zr5TtVb1nYc7LkPd0Ha6E", kind=LINK,
        button=("Valider mon adresse", "Confirm my address"),
    ),
    "lienReinitialisation": _info(
        ACCOUNT, "Lien pour choisir un nouveau mot de passe",
        "https://ecandidat.univ.example/compte/identifiants/Vb1nYc7LkPd0Ha6E3fJ9sW2mQx8Zr5Tt", kind=LINK,
        button=("Choisir un nouveau mot de passe", "Choose a new password"),
    ),
    "lienReinitialisationHtml": _info(
        ACCOUNT, "Le même lien (nom conservé pour les textes existants)",
        "https://ecandidat.univ.example/compte/identifiants/Vb1nYc7LkPd0Ha6E3fJ9sW2mQx8Zr5Tt", kind=LINK,
        button=("Choisir un nouveau mot de passe", "Choose a new password"),
    ),
    "lienRestauration": _info(
        ACCOUNT, "Lien pour revenir sur la suppression de son compte",
        "https://ecandidat.univ.example/compte/restaurer/8Zr5TtVb1nYc7LkPd0Ha6E3fJ9sW2mQx", kind=LINK,
        button=("Garder mon compte", "Keep my account"),
    ),
    "numAncien": _info(ACCOUNT, "N° du dossier réuni à un autre, qui y mène encore", "P4T8WZQ2"),
    "adresseMail": _info(ACCOUNT, "Adresse mail qui ouvre le compte", "elodie@exemple.fr", kind=MAIL),
    "jourSuppression": _info(
        ACCOUNT, "Dernier jour pour revenir sur la suppression de son compte",
        "jeudi 26 mars 2026", "Thursday 26 March 2026",
    ),
    "lienConnexion": _info(
        ACCOUNT, "Adresse de la page de connexion", "https://ecandidat.univ.example/compte/connexion", kind=LINK,
        button=("Me connecter", "Log in"),
    ),
    "lienIdentifiants": _info(
        ACCOUNT, "Adresse de la page « J'ai oublié mes identifiants »",
        "https://ecandidat.univ.example/compte/identifiants", kind=LINK,
        button=("J'ai oublié mes identifiants", "I forgot my login details"),
    ),
    "jourDestructionCptMin": _info(
        ACCOUNT, "Jour où un compte qui n'a pas été activé est supprimé",
        "jeudi 26 mars 2026", "Thursday 26 March 2026",
    ),
    "datFinReinitCptMin": _info(
        ACCOUNT, "Fin de validité du lien de mot de passe", "21 mars 2026 à 16 h 05", "21 March 2026, 16:05"
    ),
    "dateHeure": _info(
        ACCOUNT, "Date et heure de l'opération sur le compte", "21 mars 2026 à 14 h 05", "21 March 2026, 14:05"
    ),
    "candidat.civilite": _info(CANDIDATE, "Civilité", "Mme", "Ms"),
    "candidat.numDossierOpi": _info(CANDIDATE, "N° de dossier", "K7M2XQ4P"),
    "candidat.nomPat": _info(CANDIDATE, "Nom de naissance", "D'Almeida", typed=True),
    "candidat.nomUsu": _info(CANDIDATE, "Nom d'usage", "D'Almeida-Roux", typed=True),
    "candidat.prenom": _info(CANDIDATE, "Prénom", "Élodie", typed=True),
    "candidat.autrePrenom": _info(CANDIDATE, "Autre prénom", "Jeanne", typed=True),
    "candidat.ine": _info(CANDIDATE, "INE", "0123456789", typed=True),
    "candidat.cleIne": _info(CANDIDATE, "Clé de l'INE", "A", typed=True),
    "candidat.datNaiss": _info(CANDIDATE, "Date de naissance", "14/07/2003"),
    "candidat.libVilleNaiss": _info(CANDIDATE, "Ville de naissance", "Châtellerault", typed=True),
    "candidat.libLangue": _info(CANDIDATE, "Langue de contact", "Français", "English"),
    "candidat.tel": _info(CANDIDATE, "Téléphone", "05 49 00 00 00", kind=PHONE, typed=True),
    "candidat.telPort": _info(CANDIDATE, "Téléphone portable", "06 00 00 00 00", kind=PHONE, typed=True),
    "correction.motif": _info(
        PROFILE, "Pourquoi le candidat demande une correction", "Mon second prénom est mal orthographié.",
        "My middle name is misspelt.", kind=LINES, typed=True,
    ),
    "correction.reponse": _info(
        PROFILE, "Ce que l'établissement répond à la demande de correction",
        "La pièce d'identité jointe est illisible.",
        "The identity document cannot be read.", kind=LINES,
    ),
    "lienCorrection": _info(
        PROFILE, "Adresse de la demande de correction", "https://ecandidat.univ.example/candidats/K7M2XQ4P/@@corrections",
        kind=LINK, button=("Voir la demande", "See the request"),
    ),
    "formation.code": _info(FORMATION, "Code", "m1-aes"),
    "formation.libelle": _info(
        FORMATION, "Libellé", "Master 1 Administration économique et sociale",
        "Master 1 Economic and Social Administration",
    ),
    "formation.codEtpVetApo": _info(FORMATION, "Code étape (Apogée)", "M1AES"),
    "formation.codVrsVetApo": _info(FORMATION, "Version d'étape (Apogée)", "261"),
    "formation.libApo": _info(FORMATION, "Libellé (Apogée)", "M1 AES"),
    "formation.motCle": _info(FORMATION, "Mots clés", "droit, économie, gestion", "law, economics, management"),
    "formation.datDebDepot": _info(FORMATION, "Début de dépôt des candidatures", "1er mars 2026", "1 March 2026"),
    "formation.datFinDepot": _info(FORMATION, "Fin de dépôt des candidatures", "30 avril 2026", "30 April 2026"),
    "formation.datPreAnalyse": _info(FORMATION, "Date de préanalyse", "5 mai 2026", "5 May 2026"),
    "formation.datRetour": _info(
        FORMATION, "Date limite de retour (celle de la candidature si elle a été prolongée)",
        "12 mai 2026", "12 May 2026",
    ),
    "formation.datJury": _info(FORMATION, "Date de la commission", "28 mai 2026", "28 May 2026"),
    "formation.datPubli": _info(FORMATION, "Date de publication des résultats", "4 juin 2026", "4 June 2026"),
    "formation.datConfirm": _info(
        FORMATION, "Date limite de confirmation (celle de la candidature si elle a été prolongée)",
        "18 juin 2026", "18 June 2026",
    ),
    "commission.libelle": _info(COMMISSION, "Libellé", "Commission Droit et AES", "Law and AES admissions committee"),
    "commission.mail": _info(COMMISSION, "Adresse mail", "masters.droit@univ.example", kind=MAIL),
    "commission.adresse": _info(
        COMMISSION, "Adresse postale", "Faculté de droit\n2 rue Jean Carbonnier\n86000 Poitiers", kind=LINES
    ),
    "commission.tel": _info(COMMISSION, "Téléphone", "05 49 45 30 00", kind=PHONE),
    "commission.url": _info(COMMISSION, "Site", "https://droit.univ.example"),
    "commission.fax": _info(COMMISSION, "Fax", "05 49 45 40 46", kind=PHONE),
    "commission.commentaireRetour": _info(
        COMMISSION, "Commentaire pour le retour du dossier", "Le secrétariat est fermé le mercredi.",
        "The office is closed on Wednesdays.", kind=LINES,
    ),
    "commission.signataire": _info(
        COMMISSION, "Signataire", "La présidente de la commission,\nMarie Fontaine",
        "The chair of the committee,\nMarie Fontaine", kind=LINES,
    ),
    "lienCandidature": _info(
        FILE, "Adresse de la candidature", "https://ecandidat.univ.example/poitiers/droit/master/m1-aes/7KQ2MX4P",
        kind=LINK, button=("Voir ma candidature", "View my application"),
    ),
    "dossier.statut": _info(FILE, "Statut du dossier", "Incomplet", "Incomplete"),
    "dossier.traitement": _info(FILE, "Type de traitement", "Accès contrôlé", "Selective admission"),
    "dossier.dateReception": _info(FILE, "Date de réception du dossier", "2 mai 2026", "2 May 2026"),
    "dossier.montantFraisIns": _info(FILE, "Montant des frais d'inscription", "254,00 €", "€254.00"),
    "dossier.complementExo": _info(
        FILE, "Complément sur l'exonération", "Boursier sur critères sociaux", "Needs-based scholarship",
        kind=LINES,
    ),
    "dossier.dematerialise": _info(FILE, "« oui » si le dossier se dépose en ligne, sinon vide", "oui", "yes"),
    "dossier.papier": _info(FILE, "« oui » si le dossier se renvoie par courrier, sinon vide", "oui", "yes"),
    "piecesRefusees": _info(
        FILE, "Pièces refusées ou manquantes, une par ligne, avec leur commentaire",
        "Relevé de notes de licence (refusée : il manque le semestre 4)\nCV (manquante)",
        "Bachelor transcript (refused: semester 4 is missing)\nCV (missing)", kind=LINES,
    ),
    "pretATransmettre": _info(
        FILE, "« oui » s'il ne manque plus rien qu'à transmettre la candidature, sinon vide", "oui", "yes"
    ),
    "lienAccuse": _info(
        FILE, "Adresse de l'accusé de transmission ; vide si rien n'a été transmis en ligne",
        "https://ecandidat.univ.example/poitiers/droit/master/m1-aes/7KQ2MX4P/@@accuse.pdf", kind=LINK,
        button=("Télécharger mon accusé de transmission", "Download my proof of submission"),
    ),
    "lienDesinscription": _info(
        FILE, "Adresse où l'on cesse de recevoir ces rappels",
        "https://ecandidat.univ.example/compte/@@rappels/K7M2XQ4P/3fJ9sW2mQx8Zr5TtVb1nYc7LkPd0Ha6E", kind=LINK,
        button=("Ne plus recevoir ces rappels", "Stop these reminders"),
    ),
    "formulaires": _info(
        FILE, "Formulaires sans réponse, un par ligne", "Projet professionnel\nNiveau d'anglais",
        "Career plan\nLevel of English", kind=LINES,
    ),
    "newCodeOpi": _info(FILE, "Nouveau code OPI", "ECK7M2XQ4P"),
    "formationsOpi": _info(
        FILE, "Formations concernées par le code OPI, une par ligne",
        "Master 1 Administration économique et sociale\nMaster 1 Droit public",
        "Master 1 Economic and Social Administration\nMaster 1 Public Law", kind=LINES,
    ),
    "libelleAvis": _info(DECISION, "Libellé de l'avis", "Avis favorable", "Favourable decision"),
    "commentaire": _info(
        DECISION, "Commentaire de l'avis", "Projet présenté avec clarté.",
        "A clearly presented plan.", kind=LINES,
    ),
    "complementAppel": _info(
        DECISION, "Mention d'un avis rendu après recours", "Cet avis fait suite à votre recours.",
        "This decision follows your appeal.", kind=LINES,
    ),
    "complementPreselect": _info(
        DECISION, "Date, heure et lieu de la présélection", "Mardi 2 juin 2026 à 14 h, amphithéâtre Savatier",
        "Tuesday 2 June 2026 at 14:00, Savatier lecture hall", kind=LINES,
    ),
    "motif": _info(
        DECISION, "Motif de l'avis défavorable", "Prérequis insuffisants en économie",
        "Insufficient background in economics", kind=LINES,
    ),
    "rang": _info(DECISION, "Rang sur la liste complémentaire", "4"),
    "demande.piece": _info(EXCHANGE, "Pièce demandée en plus", "Attestation d'assurance", "Proof of insurance"),
    "demande.explication": _info(
        EXCHANGE, "Ce qui est attendu", "Pour l'année universitaire en cours.", "For the current academic year.",
        kind=LINES,
    ),
    "demande.date": _info(
        EXCHANGE, "Dernier jour pour la déposer", "vendredi 27 mars 2026 à 23:59", "Friday 27 March 2026 at 23:59"
    ),
    "demande.bloquante": _info(EXCHANGE, "« oui » si le dossier attend la pièce, sinon vide", "oui", "yes"),
    "demande.rappel": _info(EXCHANGE, "« oui » si le message est un rappel, sinon vide", "oui", "yes"),
    "demande.refus": _info(
        EXCHANGE, "Pourquoi la pièce est refusée", "L'attestation est celle de l'an dernier.",
        "The certificate is last year's.", kind=LINES,
    ),
    "message.texte": _info(
        EXCHANGE, "Texte du message", "Pouvez-vous préciser l'année de ce diplôme ?",
        "Could you tell us the year of this degree?", kind=LINES, typed=True,
    ),
    "message.auteur": _info(EXCHANGE, "Qui l'écrit", "Claire Bernard", typed=True),
    "message.piece": _info(EXCHANGE, "Pièce dont il parle, ou rien", "Relevé de notes", "Transcript"),
    "lettreJointe": _info(DECISION, "« oui » si la lettre est jointe au message, sinon vide", "oui", "yes"),
}


def of_groups(*groups: str) -> tuple[str, ...]:
    """The names of the variables of some groups."""
    return tuple(name for name, info in VARIABLES.items() if info.group in groups)
