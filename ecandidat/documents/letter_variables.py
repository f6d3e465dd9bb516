"""Every variable that a letter may name: its group, what it stands for, a sample to try a text on."""

from __future__ import annotations

from typing import Final, NamedTuple


class LetterVariable(NamedTuple):
    """``sample`` in French, ``english`` for every other language ('' when it is the same)."""

    group: str
    description: str
    sample: str
    english: str = ""


_CANDIDATE, _FORMATION, _DECISION, _MOMENT = "Candidat", "Formation", "Avis", "Date"
LETTER_VARIABLES: Final[dict[str, LetterVariable]] = {
    "numeroDossierCandidat": LetterVariable(_CANDIDATE, "N° de dossier", "K7M2XQ4P"),
    "civiliteCandidat": LetterVariable(_CANDIDATE, "Civilité", "Mme"),
    "nomPatCandidat": LetterVariable(_CANDIDATE, "Nom de naissance", "D'ALMEIDA"),
    "nomUsuCandidat": LetterVariable(_CANDIDATE, "Nom d'usage", "D'ALMEIDA-ROUX"),
    "prenomCandidat": LetterVariable(_CANDIDATE, "Prénom", "Élodie"),
    "dateNaissance": LetterVariable(_CANDIDATE, "Date de naissance", "14/07/2003"),
    "adresseCandidat": LetterVariable(_CANDIDATE, "Adresse postale", "12 rue de l'Épée, 17000 LA ROCHELLE"),
    "libelleCampagne": LetterVariable(_FORMATION, "Libellé de la campagne", "2026-2027"),
    "libelleCommission": LetterVariable(_FORMATION, "Commission", "Commission Droit et AES"),
    "adresseCommission": LetterVariable(
        _FORMATION, "Adresse de la commission", "2 rue Jean Carbonnier, 86000 POITIERS"
    ),
    "libelleFormation": LetterVariable(
        _FORMATION, "Formation", "Master 1 Administration économique et sociale",
        "Master 1 Economic and Social Administration",
    ),
    "codeFormation": LetterVariable(_FORMATION, "Code de la formation", "m1-aes"),
    "dateJuryFormation": LetterVariable(
        _FORMATION, "Date de la commission, si elle est passée", "28 mai 2026", "28 May 2026"
    ),
    "statutDossier": LetterVariable(_FORMATION, "Statut du dossier", "Complet", "Complete"),
    "typeTraitement": LetterVariable(_FORMATION, "Type de traitement", "Accès contrôlé", "Selective admission"),
    "libelleSignature": LetterVariable(
        _FORMATION, "Signataire de la commission", "La présidente de la commission, Marie Fontaine"
    ),
    "libelleAvis": LetterVariable(_DECISION, "Libellé de l'avis", "Avis favorable", "Favourable decision"),
    "commentaireAvis": LetterVariable(
        _DECISION, "Commentaire montré au candidat", "Projet présenté avec clarté.",
        "A clearly presented plan.",
    ),
    "dateValidationAvis": LetterVariable(_DECISION, "Date de l'avis", "2 juin 2026", "2 June 2026"),
    "motifRefus": LetterVariable(
        _DECISION, "Motif de l'avis défavorable", "Prérequis insuffisants en économie",
        "Insufficient background in economics",
    ),
    "dateLimiteConfirm": LetterVariable(
        _DECISION, "Date limite de confirmation", "18 juin 2026", "18 June 2026"
    ),
    "isAppel": LetterVariable(_DECISION, "« oui » si l'avis est rendu après recours, sinon vide", "oui", "yes"),
    "montantFraisIns": LetterVariable(_DECISION, "Montant des frais d'inscription", "254,00 €", "€254.00"),
    "complementExo": LetterVariable(
        _DECISION, "Complément sur l'exonération", "Boursier sur critères sociaux", "Needs-based scholarship"
    ),
    "date": LetterVariable(_MOMENT, "Date du jour", "4 juin 2026", "4 June 2026"),
    "dateHeure": LetterVariable(_MOMENT, "Date et heure", "4 juin 2026 à 14 h 05", "4 June 2026, 14:05"),
}  # fmt: skip


def samples(lang: str) -> dict[str, str]:
    """A value for every variable."""
    return {
        name: info.sample if lang == "fr" else info.english or info.sample for name, info in LETTER_VARIABLES.items()
    }
