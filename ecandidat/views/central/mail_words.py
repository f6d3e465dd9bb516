"""What the screens say of each mail: when it leaves, and to whom."""

from __future__ import annotations

from translationstring import TranslationString

from ecandidat.i18n import _
from ecandidat.mails.catalogue import MailKind, Recipient

RECIPIENTS: dict[Recipient, TranslationString] = {
    Recipient.CANDIDATE: _("Candidat"),
    Recipient.NEW_ADDRESS: _("Candidat, à sa nouvelle adresse"),
    Recipient.COMMISSION: _("Commission"),
    Recipient.OFFICE: _("Établissement"),
}

DECIDED = _("Une décision de ce type est publiée")
WHEN: dict[str, TranslationString] = {
    "CPT_MIN_CREATE": _("Un compte est créé"),
    "CPT_MIN_MOD_MAIL": _("Une nouvelle adresse mail est demandée"),
    "CPT_MIN_MDP_OUBLIE": _("Un nouveau mot de passe est demandé"),
    "CPT_MIN_LIEN_VALID_OUBLIE": _("Un nouveau lien d'activation est demandé"),
    "CPT_INVITATION": _("Un compte d'agent est créé"),
    "CPT_CREE_POUR": _("Un gestionnaire crée un compte pour un candidat"),
    "CPT_SUPPRESSION": _("Un candidat demande la suppression de son compte"),
    "CPT_MIN_DELETE": _("Un compte est supprimé"),
    "CPT_REUNION": _("Deux dossiers d'une même personne sont réunis"),
    "CPT_EXISTE_DEJA": _("Une adresse déjà connue sert à créer un compte"),
    "CPT_MDP_MODIFIE": _("Un mot de passe a changé"),
    "CPT_MAIL_MODIFIE": _("Une adresse mail a changé"),
    "CORRECTION_DEMANDE": _("Un candidat demande une correction de son identité"),
    "CORRECTION_ACCEPTEE": _("Une correction d'identité est acceptée"),
    "CORRECTION_REFUSEE": _("Une correction d'identité est refusée"),
    "CANDIDATURE": _("Une candidature est créée"),
    "CANDIDATURE_REPRISE": _("Un candidat reprend une candidature transmise"),
    "CANDIDATURE_ANNULATION": _("Une candidature est annulée"),
    "CANDIDATURE_CONFIRM": _("Une candidature est confirmée"),
    "CANDIDATURE_DESIST": _("Un candidat se désiste"),
    "CANDIDATURE_DESIST_AUTO": _("La date de confirmation passe sans réponse"),
    "CANDIDATURE_MODIF_COD_OPI": _("Le code OPI d'une candidature change"),
    "CANDIDATURE_COURRIEL": _("Un gestionnaire écrit à des candidats"),
    "CANDIDATURE_RELANCE_FORMULAIRE": _("Un gestionnaire relance les formulaires sans réponse"),
    "CANDIDATURE_RELANCE_FAVO": _("La date de confirmation approche"),
    "CANDIDATURE_RELANCE_RETOUR": _("La date de retour approche"),
    "STATUT_AT": _("Le dossier passe « en attente »"),
    "STATUT_RE": _("Le dossier passe « réceptionné »"),
    "STATUT_IN": _("Le dossier passe « incomplet »"),
    "STATUT_CO": _("Le dossier passe « complet »"),
    "TYPE_TRAIT_AD": _("L'accès direct est validé"),
    "TYPE_TRAIT_AC": _("L'accès contrôlé est saisi"),
    "TYPE_TRAIT_ATT": _("Le traitement « en attente » est validé"),
    "COMMISSION_ALERT_PROPOSITION": _("Une candidature est proposée pour un candidat"),
    "COMMISSION_ALERT_ANNULATION": _("Une candidature est annulée"),
    "COMMISSION_ALERT_TRANSMISSION": _("Une candidature est transmise"),
    "COMMISSION_ALERT_DESISTEMENT": _("Un candidat se désiste"),
    "COMMISSION_ALERT_LISTE_PRINC": _("Un candidat passe en liste principale"),
}


def when(kind: MailKind) -> TranslationString:
    """When a mail leaves."""
    return DECIDED if kind.decision_kind is not None else WHEN.get(kind.code, _("Selon les actes des gestionnaires"))
