"""The parameters of an establishment, typed and bounded: one row each.

Values are looked up along the lineage (establishment, then portal, then the default here). A parameter never holds a
secret; two of them say how far whoever examines an application goes on the screens of its candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ecandidat.domain.errors import Refused

Value = bool | int | str


@dataclass(frozen=True)
class Parameter:
    """The type is that of ``default``; ints are bounded by ``low``/``high``, strs by ``choices`` or a ``pattern``."""

    code: str
    label: str
    default: Value
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""

    def check(self, value: Value) -> Value:
        """Return the value when it is of the right type and within bounds; else refuse."""
        if type(value) is not type(self.default):
            raise Refused("parameter_type", label=self.label)
        if isinstance(value, int) and not isinstance(value, bool) and not self.low <= value <= self.high:
            raise Refused("parameter_range", label=self.label, low=self.low, high=self.high)
        if self.choices and value not in self.choices:
            raise Refused("parameter_choice", label=self.label, choices=", ".join(self.choices))
        if self.pattern and not re.fullmatch(self.pattern, str(value)):
            raise Refused("parameter_pattern", label=self.label)
        return value


def _table(*rows: Parameter) -> dict[str, Parameter]:
    return {row.code: row for row in rows}


PARAMETERS: dict[str, Parameter] = _table(
    Parameter("CANDIDATURE_NB_VOEUX_MAX", "Nombre maximal de candidatures par composante", 20, 1, 100),
    Parameter("CANDIDATURE_NB_VOEUX_MAX_IS_ETAB", "Appliquer le maximum à tout l'établissement", False),
    Parameter("CANDIDATURE_IS_BLOC_TRANS_FORM", "Formulaires complémentaires exigés pour transmettre", False),
    Parameter("CANDIDAT_NB_JOUR_KEEP_CPT_MIN", "Jours pour valider un compte", 5, 1, 60),
    Parameter("CANDIDAT_NB_HEURE_LIEN_MDP_VALID", "Heures de validité d'un lien de mot de passe", 2, 1, 72),
    Parameter("CANDIDAT_NB_HEURE_EXPORT", "Heures de garde de l'archive de ses données", 48, 1, 720),
    Parameter("CANDIDAT_NB_JOUR_RETOUR", "Jours pour revenir sur la suppression de son compte", 14, 1, 60),
    Parameter("CANDIDAT_PREFIXE_NUM_DOSS", "Deux premiers caractères des n° de dossier, ou rien", "",
              pattern="([A-Z0-9]{2})?"),
    Parameter("CANDIDAT_IS_INE_OBLI_FR", "INE obligatoire pour les Français", True),
    Parameter("CANDIDAT_IS_CONNECT_CAS", "Connexion des étudiants par l'ENT", True),
    Parameter("CANDIDAT_IS_MDP_CONNECT_CAS", "Demander aussi un mot de passe aux étudiants qui viennent par l'ENT",
              False),
    Parameter("CANDIDAT_IS_COMPTE_EXTERNE_AUT", "Comptes externes autorisés", True),
    Parameter("CANDIDAT_IS_UTILISE_SYNCHRO_INE", "Rechercher l'étudiant par son INE", True),
    Parameter("candidat_confirme_ine_inconnu", "Faire confirmer un INE inconnu du dossier étudiant", False),
    Parameter("CANDIDAT_IS_GET_SISCOL_PJ", "Importer les pièces du dossier étudiant", True),
    Parameter("CANDIDAT_IS_GET_CURSUS_INTERNE", "Importer le cursus interne", True),
    Parameter("SCOL_SISCOL_COD_SANS_BAC", "Code de la série « sans bac »", "0000"),
    Parameter("SCOL_IS_STATUT_ATT_WHEN_CHANGE_TT", "Remettre en attente quand le traitement change", False),
    Parameter("SCOL_NB_JOUR_RELANCE_FAVO", "Jours entre le rappel et la date de confirmation", 2, 1, 30),
    Parameter("CANDIDATURE_NB_JOUR_RAPPEL_RETOUR", "Jours du premier rappel avant la date de retour", 7, 0, 60),
    Parameter("CANDIDATURE_NB_JOUR_DERNIER_RAPPEL", "Jours du dernier rappel avant la date de retour", 2, 0, 60),
    Parameter("SCOL_NB_JOUR_ARCHIVAGE", "Jours de conservation des candidatures d'un compte supprimé", 365, 30, 3650),
    Parameter("SCOL_GESTION_CANDIDAT_CTR_CAND", "Gestionnaires de composante sur les écrans de leurs candidats", "W",
              choices=("N", "R", "W")),
    Parameter("SCOL_GESTION_CANDIDAT_COMM", "Membres de commission sur les écrans de leurs candidats", "R",
              choices=("N", "R", "W")),
    Parameter("PUBLICATION_SECONDE_APPROBATION", "Publication à la main approuvée par une seconde personne", False),
    Parameter("SCOL_IS_APPEL", "Décisions en appel", True),
    Parameter("SCOL_IS_PARAM_CC_DECISION", "Décisions, motifs et courriels propres à chaque composante", False),
    Parameter("GEST_IS_UTILISE_BLOCAGE_MASSE", "Bloquer la saisie en masse sur des décisions validées", True),
    Parameter("GEST_IS_WARNING_CAND_SELECT", "Avertir quand des candidatures restent sélectionnées après un acte",
              False),
    Parameter("SVA_ALERT_DAT", "Date dont vieillissent les alertes SVA", "NO",
              choices=("NO", "CRE", "ANN", "ACC", "TRA", "REC", "COM", "INC")),
    Parameter("SVA_ALERT_DEFINITIF", "Garder l'alerte SVA jusqu'à une décision définitive", False),
    Parameter("GEST_IS_EXPORT_BLOC_NOTE", "Bloc-notes dans les exports", False),
    Parameter("GEST_NB_HEURE_EXPORT", "Heures de garde d'un export ou de dossiers téléchargés", 48, 1, 720),
    Parameter("DOWNLOAD_MULTIPLE_MODE", "Dossiers en nombre : Z une archive ZIP, P un seul PDF", "Z",
              choices=("Z", "P")),
    Parameter("DOWNLOAD_MULTIPLE_IS_ADD_PJ", "Dossiers en nombre : joindre les pièces", False),
    Parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", "Lettre d'admission après confirmation seulement", False),
    Parameter("SCOL_MODE_TYPE_FORMATION", "Regroupement de l'offre", "DIP", choices=("DIP", "NO")),
    Parameter("TECH_FILE_MAX_SIZE", "Taille maximale d'une pièce (Mo)", 2, 1, 10),
    Parameter("TECH_IS_UTILISE_DEMAT", "Dématérialisation en service", True),
    Parameter("TECH_IS_DEMAT_MAINTENANCE", "Dépôt des pièces suspendu pour maintenance", False),
    Parameter("TECH_IS_BLOC_LETTRE", "Lettres bloquées", False),
    Parameter("LC_MODE_AFFICHAGE_RANG", "Rang montré au candidat", "S", choices=("N", "S", "R")),
    Parameter("LC_NB_JOUR_REPONSE_MIN",
              "Jours laissés au moins à qui est appelé de la liste, ou admis après la date limite", 2, 0, 30),
    Parameter("CANDIDAT_IS_MESSAGE", "Les candidats peuvent écrire aux gestionnaires de leur candidature", True),
    Parameter("CANDIDAT_IS_MESSAGE_AVANT_ENVOI", "… même avant d'avoir transmis leur candidature", False),
    Parameter("compte_existant_visible", "Dire à l'écran qu'une adresse a déjà un compte", False),
)
"""Code → parameter, in the order of the screen."""
