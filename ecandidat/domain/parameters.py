"""The parameters of an establishment, typed and bounded: one row each, by groups.

Values are looked up along the lineage (establishment, then portal, then the default here). A parameter never holds a
secret; two of them say how far whoever examines an application goes on the screens of its candidate. What each changes,
and why some that other products have are not here, is told in ``docs/parameters.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ecandidat.domain.errors import Refused

Value = bool | int | str


@dataclass(frozen=True)
class Parameter:
    """The type is that of ``default``; ints are bounded by ``low``/``high``, strs by ``choices`` or a ``pattern``.

    ``help`` says what it changes. ``office``: the central office sets it too; others are the administrators' alone.
    """

    code: str
    label: str
    default: Value
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""
    help: str = ""
    office: bool = False

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


@dataclass(frozen=True)
class Group:
    """Some parameters under one heading of the screen; ``code`` is its anchor there."""

    code: str
    label: str
    rows: tuple[Parameter, ...]


GROUPS: tuple[Group, ...] = (
    Group("candidatures", "Candidatures", (
        Parameter("CANDIDATURE_NB_VOEUX_MAX",
                  "Nombre maximal de candidatures par composante", 20, 1, 100, office=True,
                  help="Une candidature annulée n'est pas comptée. Une composante peut avoir son propre "
                       "maximum."),
        Parameter("CANDIDATURE_NB_VOEUX_MAX_IS_ETAB",
                  "Appliquer le maximum à tout l'établissement", False, office=True,
                  help="Le maximum compte alors toutes les candidatures d'une personne dans "
                       "l'établissement ; ceux des composantes ne servent plus."),
        Parameter("CANDIDATURE_IS_BLOC_TRANS_FORM",
                  "Formulaires complémentaires exigés pour transmettre", False, office=True,
                  help="Une candidature ne se transmet que lorsque tous ses formulaires ont leurs réponses."),
        Parameter("TECH_IS_UTILISE_DEMAT", "Dématérialisation en service", True,
                  help="Sans elle, toutes les formations reçoivent des dossiers papier."),
        Parameter("SCOL_IS_STATUT_ATT_WHEN_CHANGE_TT",
                  "Remettre en attente quand le traitement change", False, office=True,
                  help="Un dossier dont le type de traitement change revient « en attente » : d'autres "
                       "pièces lui sont peut-être demandées."),
        Parameter("CANDIDATURE_NB_JOUR_RAPPEL_RETOUR",
                  "Jours du premier rappel avant la date de retour", 7, 0, 60, office=True,
                  help="À qui n'a pas transmis sa candidature. 0 : pas de premier rappel. Une formation peut "
                       "avoir le sien."),
        Parameter("CANDIDATURE_NB_JOUR_DERNIER_RAPPEL",
                  "Jours du dernier rappel avant la date de retour", 2, 0, 60, office=True,
                  help="0 : pas de dernier rappel. Une formation peut avoir le sien."),
        Parameter("CANDIDAT_IS_MESSAGE",
                  "Les candidats peuvent écrire aux gestionnaires de leur candidature", True, office=True,
                  help="Sans cela, les gestionnaires écrivent et les candidats lisent."),
        Parameter("CANDIDAT_IS_MESSAGE_AVANT_ENVOI",
                  "… même avant d'avoir transmis leur candidature", False, office=True,
                  help="Les gestionnaires reçoivent alors des questions sur des candidatures qui ne "
                       "viendront peut-être pas."),
    )),
    Group("offre", "Offre de formation", (
        Parameter("SCOL_MODE_TYPE_FORMATION", "Regroupement de l'offre", "DIP", choices=("DIP", "NO"),
                  help="Comment les formations d'une composante sont rangées sur les pages de l'offre."),
        Parameter("SCOL_IS_COD_SISCOL_OBLI",
                  "Code du dossier étudiant obligatoire pour une formation", False, office=True,
                  help="Une formation n'est mise en service qu'avec ce code. Celles qui le sont déjà sans lui le "
                       "restent."),
    )),
    Group("comptes", "Comptes des candidats", (
        Parameter("CANDIDAT_IS_COMPTE_EXTERNE_AUT", "Comptes externes autorisés", True,
                  help="Sans cela, seuls les étudiants de l'établissement, par l'ENT, créent un compte."),
        Parameter("CANDIDAT_IS_CONNECT_CAS", "Connexion des étudiants par l'ENT", True,
                  help="Le bouton de l'ENT est proposé à l'accueil et à la connexion."),
        Parameter("CANDIDAT_IS_MDP_CONNECT_CAS",
                  "Demander aussi un mot de passe aux étudiants qui viennent par l'ENT", False,
                  help="Ils retrouvent ainsi leur compte quand leur accès à l'ENT se ferme."),
        Parameter("CANDIDAT_NB_JOUR_KEEP_CPT_MIN", "Jours pour valider un compte", 5, 1, 60,
                  help="Passé ce délai, un compte jamais activé est supprimé et son adresse redevient libre."),
        Parameter("CANDIDAT_NB_HEURE_LIEN_MDP_VALID", "Heures de validité d'un lien de mot de passe", 2, 1, 72,
                  help="Un lien plus ancien ne sert plus : il faut en redemander un."),
        Parameter("CANDIDAT_PREFIXE_NUM_DOSS",
                  "Deux premiers caractères des n° de dossier, ou rien", "", pattern="([A-Z0-9]{2})?",
                  help="Deux majuscules sans accent ou chiffres. Les numéros déjà donnés ne changent pas."),
        Parameter("compte_existant_visible", "Dire à l'écran qu'une adresse a déjà un compte", False,
                  help="Sans cela, seul un courriel à cette adresse le dit : personne n'apprend qui a un "
                       "compte."),
        Parameter("CANDIDAT_NB_HEURE_EXPORT", "Heures de garde de l'archive de ses données", 48, 1, 720,
                  help="Temps pendant lequel un candidat peut télécharger l'archive de ses données."),
        Parameter("CANDIDAT_NB_JOUR_RETOUR", "Jours pour revenir sur la suppression de son compte", 14, 1, 60,
                  help="Le compte supprimé n'est effacé qu'après ce délai."),
        Parameter("SCOL_NB_JOUR_ARCHIVAGE",
                  "Jours de conservation des candidatures d'un compte supprimé", 365, 30, 3650,
                  help="Ce qui a été transmis est gardé ce temps-là, puis effacé avec ses fichiers."),
    )),
    Group("dossier-etudiant", "Dossier étudiant", (
        Parameter("CANDIDAT_IS_INE_OBLI_FR", "INE obligatoire pour les Français", True, office=True,
                  help="Qui est de nationalité française donne son INE avant de candidater."),
        Parameter("CANDIDAT_IS_UTILISE_SYNCHRO_INE", "Rechercher l'étudiant par son INE", True, office=True,
                  help="L'identité et le baccalauréat d'un étudiant connu viennent du dossier étudiant."),
        Parameter("candidat_confirme_ine_inconnu", "Faire confirmer un INE inconnu du dossier étudiant", False,
                  help="Le candidat relit son INE avant de l'enregistrer quand l'établissement ne le connaît "
                       "pas."),
        Parameter("CANDIDAT_IS_GET_CURSUS_INTERNE", "Importer le cursus interne", True, office=True,
                  help="Les années d'études et résultats dans l'établissement remplissent le profil."),
        Parameter("CANDIDAT_IS_GET_SISCOL_PJ", "Importer les pièces du dossier étudiant", True,
                  help="Une pièce que le dossier étudiant contient n'est pas redemandée."),
        Parameter("SCOL_SISCOL_COD_SANS_BAC", "Code de la série « sans bac »", "0000", office=True,
                  help="Un dossier étudiant qui porte cette série est celui d'une personne sans "
                       "baccalauréat."),
    )),
    Group("pieces", "Pièces et téléchargements", (
        Parameter("TECH_FILE_MAX_SIZE", "Taille maximale d'une pièce (Mo)", 2, 1, 10,
                  help="Une photo trop lourde est réduite ; un autre fichier est refusé."),
        Parameter("TECH_IS_DEMAT_MAINTENANCE", "Dépôt des pièces suspendu pour maintenance", False,
                  help="Les pages restent ouvertes, mais aucun fichier ne se dépose."),
        Parameter("DOWNLOAD_MULTIPLE_MODE",
                  "Dossiers en nombre : Z une archive ZIP, P un seul PDF", "Z", choices=("Z", "P"),
                  help="Ce que la fenêtre de téléchargement propose d'abord."),
        Parameter("DOWNLOAD_MULTIPLE_IS_ADD_PJ", "Dossiers en nombre : joindre les pièces", False,
                  help="La case est cochée d'avance dans la fenêtre de téléchargement."),
    )),
    Group("decisions", "Décisions et publication", (
        Parameter("SCOL_IS_APPEL", "Décisions en appel", True, office=True,
                  help="Une décision définitive peut être suivie d'une autre, rendue après un recours."),
        Parameter("SCOL_IS_PARAM_CC_DECISION",
                  "Décisions, motifs et courriels propres à chaque composante", False, office=True,
                  help="Les composantes ajoutent les leurs à ceux de l'établissement."),
        Parameter("PUBLICATION_SECONDE_APPROBATION",
                  "Publication à la main approuvée par une seconde personne", False,
                  help="Qui prépare une publication ne peut plus l'approuver."),
        Parameter("GEST_IS_UTILISE_BLOCAGE_MASSE",
                  "Bloquer la saisie en masse sur des décisions validées", True, office=True,
                  help="Une décision déjà validée ne se remplace alors que candidature par candidature."),
        Parameter("SCOL_NB_JOUR_RELANCE_FAVO", "Jours entre le rappel et la date de confirmation", 2, 1, 30,
                  help="À qui est admis et n'a pas répondu. Une formation peut avoir le sien."),
        Parameter("DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM",
                  "Lettre d'admission après confirmation seulement", False, office=True,
                  help="La lettre n'est alors jointe à aucun courriel : le candidat la télécharge une fois "
                       "sa candidature confirmée."),
        Parameter("TECH_IS_BLOC_LETTRE", "Lettres bloquées", False,
                  help="Aucune lettre ne se télécharge ni ne part, le temps de corriger un modèle."),
    )),
    Group("liste-complementaire", "Liste complémentaire", (
        Parameter("LC_MODE_AFFICHAGE_RANG", "Rang montré au candidat", "S", choices=("N", "S", "R"), office=True,
                  help="Le rang saisi ne change pas ; le rang réel compte ceux qui attendent encore devant."),
        Parameter("LC_NB_JOUR_REPONSE_MIN",
                  "Jours laissés au moins à qui est appelé de la liste, ou admis après la date limite", 2,
                  0, 30, office=True,
                  help="Sa date de confirmation est reportée s'il lui reste moins de temps."),
    )),
    Group("listes", "Listes et exports", (
        Parameter("GEST_IS_WARNING_CAND_SELECT",
                  "Avertir quand des candidatures restent sélectionnées après un acte", False, office=True,
                  help="Un avertissement rappelle que le prochain acte porterait encore sur elles."),
        Parameter("GEST_IS_EXPORT_BLOC_NOTE", "Bloc-notes dans les exports", False, office=True,
                  help="Les notes sont proposées parmi les colonnes, à qui peut les lire."),
        Parameter("GEST_NB_HEURE_EXPORT", "Heures de garde d'un export ou de dossiers téléchargés", 48, 1, 720,
                  help="Le fichier est ensuite supprimé du serveur."),
        Parameter("GEST_IS_UTILISE_REG_STU", "Régime d'inscription saisi par les gestionnaires", True, office=True,
                  help="Sans cela, le régime ne se choisit que dans le logiciel de scolarité."),
        Parameter("SVA_ALERT_DAT",
                  "Date dont vieillissent les alertes SVA", "NO",
                  choices=("NO", "CRE", "ANN", "ACC", "TRA", "REC", "COM", "INC"), office=True,
                  help="Les alertes « silence vaut accord » colorent les candidatures sans décision selon "
                       "leur âge."),
        Parameter("SVA_ALERT_DEFINITIF", "Garder l'alerte SVA jusqu'à une décision définitive", False, office=True,
                  help="Sans cela, toute décision validée éteint l'alerte."),
    )),
    Group("acces", "Accès aux candidats", (
        Parameter("SCOL_GESTION_CANDIDAT_CTR_CAND",
                  "Gestionnaires de composante sur les écrans de leurs candidats", "W", choices=("N", "R", "W"),
                  help="Profil et documents des personnes dont ils examinent une candidature. Un profil "
                       "« gestion de candidats » donné à une personne l'emporte."),
        Parameter("SCOL_GESTION_CANDIDAT_COMM",
                  "Membres de commission sur les écrans de leurs candidats", "R", choices=("N", "R", "W"),
                  help="De même, pour les membres d'une commission."),
    )),
)  # fmt: skip
"""Every parameter, in the order of the screen."""

PARAMETERS: dict[str, Parameter] = {row.code: row for group in GROUPS for row in group.rows}
"""Code → parameter."""
