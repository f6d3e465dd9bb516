"""Every right of the product, one member each, with what it lets one do.

A permission says *who may*, never *when*: no permission depends on the state of an application. Each is granted by at
least one role (:mod:`ecandidat.domain.roles`), asked by at least one view, and documented here.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """``<noun>:<verb>``; the docstring of each stands in :data:`MEANING`."""

    APPLY = "formation:apply"
    PROFILE_VIEW = "profile:view"
    PROFILE_EDIT = "profile:edit"
    PROFILE_CORRECT = "profile:correct"
    ACCOUNT_EDIT = "account:edit"
    LIBRARY_KEEP = "library:keep"
    APPLICATION_VIEW = "application:view"
    APPLICATION_DEPOSIT = "application:deposit"
    APPLICATION_SUBMIT = "application:submit"
    APPLICATION_CANCEL = "application:cancel"
    APPLICATION_ANSWER = "application:answer"
    TASK_VIEW = "task:view"
    CANDIDATE_CREATE = "candidate:create"
    DESK_LIST = "desk:list"
    DESK_VERDICT = "desk:verdict"
    DESK_STATUS = "desk:status"
    DESK_TREATMENT = "desk:treatment"
    DESK_TREATMENT_VALIDATE = "desk:treatment-validate"
    DESK_DECIDE = "desk:decide"
    DESK_DECISION_VALIDATE = "desk:decision-validate"
    DESK_NOTE = "desk:note"
    DESK_JOURNAL = "desk:journal"
    DESK_DECISION_HISTORY = "desk:decision-history"
    DESK_PUBLISH = "desk:publish"
    DESK_RANK = "desk:rank"
    DESK_TAG = "desk:tag"
    DESK_RETURN_DATE = "desk:return-date"
    DESK_CONFIRM_DATE = "desk:confirm-date"
    DESK_REGIME = "desk:regime"
    DESK_FEES = "desk:fees"
    DESK_REGISTRATION = "desk:registration"
    DESK_ASSIGN = "desk:assign"
    DESK_MESSAGE = "desk:message"
    DESK_REQUEST = "desk:request"
    DESK_EXPORT = "desk:export"
    STATISTICS_VIEW = "statistics:view"
    DATES_WAIVE = "dates:waive"
    CANDIDATE_MANAGE = "candidate:manage"
    CANDIDATE_ERASE = "candidate:erase"
    CANDIDATE_WATCH = "candidate:watch"
    ROLE_TAKE = "role:take"
    VIEW_SHARE = "view:share"
    PIECE_EDIT = "piece:edit"
    QUESTIONNAIRE_EDIT = "questionnaire:edit"
    DECISION_TYPE_EDIT = "decision-type:edit"
    TEXT_EDIT = "text:edit"
    FORMATION_EDIT = "formation:edit"
    COMMISSION_EDIT = "commission:edit"
    COMPONENT_EDIT = "component:edit"
    ESTABLISHMENT_EDIT = "establishment:edit"
    RIGHTS_EDIT = "rights:edit"
    PORTAL_EDIT = "portal:edit"


P = Permission
MEANING: dict[Permission, str] = {
    P.APPLY: "Candidater à une formation, pour soi.",
    P.PROFILE_VIEW: "Lire le profil d'un candidat et la liste de ses candidatures.",
    P.PROFILE_EDIT: "Modifier le profil d'un candidat.",
    P.PROFILE_CORRECT: "Décider des corrections d'identité demandées, rattacher les libellés saisis à la main.",
    P.ACCOUNT_EDIT: "Changer l'adresse mail et le mot de passe d'un compte.",
    P.LIBRARY_KEEP: "Voir ses propres documents, en ajouter, les supprimer, les réemployer.",
    P.APPLICATION_VIEW: "Ouvrir une candidature et les pièces transmises.",
    P.APPLICATION_DEPOSIT: "Déposer, remplacer, retirer une pièce ; se dire non concerné ; répondre aux formulaires.",
    P.APPLICATION_SUBMIT: "Transmettre une candidature, ou la reprendre.",
    P.APPLICATION_CANCEL: "Annuler une candidature.",
    P.APPLICATION_ANSWER: "Confirmer une candidature ou s'en désister.",
    P.CANDIDATE_CREATE: "Créer un compte pour un candidat.",
    P.CANDIDATE_MANAGE: "Rechercher un candidat, modifier sa fiche, supprimer son compte.",
    P.CANDIDATE_ERASE: "Effacer un candidat et tout ce qu'il a déposé ; réunir les deux dossiers d'une personne.",
    P.CANDIDATE_WATCH: "Voir les écrans comme un candidat les voit ; inscrit à son historique.",
    P.ROLE_TAKE: "Prendre le rôle d'une autre personne ; inscrit à l'historique.",
    P.VIEW_SHARE: "Partager une vue de la liste avec son équipe.",
    P.PIECE_EDIT: "Créer et modifier les pièces demandées.",
    P.QUESTIONNAIRE_EDIT: "Créer et modifier formulaires et questions.",
    P.DECISION_TYPE_EDIT: "Créer et modifier types de décision et motivations.",
    P.TEXT_EDIT: "Écrire les courriels et les lettres.",
    P.TASK_VIEW: "Suivre un travail que l'on a demandé, l'arrêter, télécharger son résultat.",
    P.DESK_LIST: "Lister les candidatures d'un périmètre.",
    P.DESK_VERDICT: "Valider ou refuser une pièce, avec un commentaire.",
    P.DESK_STATUS: "Changer le statut d'un dossier.",
    P.DESK_TREATMENT: "Saisir le type de traitement.",
    P.DESK_TREATMENT_VALIDATE: "Valider le type de traitement.",
    P.DESK_DECIDE: "Saisir une décision.",
    P.DESK_DECISION_VALIDATE: "Valider une décision : elle devient visible du candidat.",
    P.DESK_NOTE: "Lire et écrire le bloc-notes d'une candidature.",
    P.DESK_JOURNAL: "Lire l'historique et les courriels d'une candidature.",
    P.DESK_DECISION_HISTORY: "Lire les décisions passées d'une candidature.",
    P.DESK_PUBLISH: "Publier des décisions validées : les candidats les reçoivent.",
    P.DESK_RANK: "Classer la liste complémentaire, appeler les suivants.",
    P.DESK_TAG: "Poser et retirer des étiquettes.",
    P.DESK_RETURN_DATE: "Donner une date limite de retour à un candidat.",
    P.DESK_CONFIRM_DATE: "Donner une date de confirmation à un candidat.",
    P.DESK_REGIME: "Saisir le régime d'inscription.",
    P.DESK_FEES: "Saisir la situation de droits et le montant.",
    P.DESK_REGISTRATION: "Changer le code OPI.",
    P.DESK_ASSIGN: "Confier une candidature à quelqu'un.",
    P.DESK_MESSAGE: "Échanger des messages avec le candidat.",
    P.DESK_REQUEST: "Demander une pièce de plus à un candidat.",
    P.DESK_EXPORT: "Exporter des candidatures, télécharger des dossiers en nombre.",
    P.STATISTICS_VIEW: "Lire les tableaux de bord.",
    P.DATES_WAIVE: "Agir pour un candidat hors des dates ; chaque dérogation est inscrite à l'historique.",
    P.FORMATION_EDIT: "Créer et modifier types de diplôme, formations, calendriers et pièces d'une composante.",
    P.COMMISSION_EDIT: "Créer et modifier les commissions et leurs membres.",
    P.COMPONENT_EDIT: "Modifier une composante et ses pièces communes.",
    P.ESTABLISHMENT_EDIT: "Créer des composantes, régler l'établissement, ses pièces communes et ses décisions.",
    P.RIGHTS_EDIT: "Attribuer et retirer des rôles dans son périmètre.",
    P.PORTAL_EDIT: "Créer des établissements, régler l'instance.",
}
"""What each right means, in the words shown to administrators."""
