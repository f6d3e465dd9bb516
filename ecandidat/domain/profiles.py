"""Profiles of rights as data: functionality × reading or writing × the kind of place where a profile is granted.

The profiles of the product are the roles of :mod:`ecandidat.domain.roles`; a site adds its own, made of the rows of
:data:`FUNCTIONALITIES`. What never enters: who holds a profile, and where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from ecandidat.domain.codes import Labelled
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.roles import MATRIX, Role


class ProfileKind(Labelled):
    """Where a profile is granted, and on whom it bears."""

    ESTABLISHMENT = "A", "Établissement"
    COMPONENT = "G", "Composante"
    COMMISSION = "C", "Commission"
    CANDIDATES = "I", "Candidats, en écriture"
    CANDIDATES_READ = "L", "Candidats, en lecture"


GRANTED_ON: dict[ProfileKind, str] = {
    ProfileKind.ESTABLISHMENT: "establishment",
    ProfileKind.COMPONENT: "component",
    ProfileKind.COMMISSION: "commission",
    ProfileKind.CANDIDATES: "establishment",
    ProfileKind.CANDIDATES_READ: "establishment",
}
"""Kind of profile → kind of object on which it is granted."""


class Level(StrEnum):
    """How far a profile goes in a functionality."""

    NONE = ""
    READ = "R"
    WRITE = "W"


@dataclass(frozen=True)
class Functionality:
    """A line of the matrix. Writing gives what reading gives, and ``write``. ``group`` is a key of :data:`GROUPS`."""

    code: str
    label: str
    does: str
    group: str
    read: frozenset[Permission]
    write: frozenset[Permission]
    kinds: frozenset[ProfileKind]

    def levels(self, kind: ProfileKind) -> tuple[Level, ...]:
        """The levels that a profile of some kind may have, none first."""
        found = [Level.NONE]
        if self.read:
            found.append(Level.READ)
        if self.write and kind is not ProfileKind.CANDIDATES_READ:
            found.append(Level.WRITE)
        return tuple(found)

    def gives(self, level: Level) -> frozenset[Permission]:
        """The permissions of a level."""
        if level is Level.NONE:
            return frozenset()
        return self.read | self.write if level is Level.WRITE else self.read


GROUPS: dict[str, str] = {
    "screens": "Écrans", "file": "Candidatures", "decision": "Décisions", "candidate": "Candidats",
    "site": "Établissement et droits",
}  # fmt: skip
"""The parts of the matrix, in the order of the screen."""


def _kinds(letters: str) -> frozenset[ProfileKind]:
    return frozenset(kind for kind in ProfileKind if kind in letters)


def _rows(*rows: tuple[str, str, str, str, tuple[P, ...], tuple[P, ...], str]) -> dict[str, Functionality]:
    return {
        code: Functionality(code, label, does, group, frozenset(read), frozenset(write), _kinds(letters))
        for code, label, does, group, read, write, letters in rows
    }


FUNCTIONALITIES: dict[str, Functionality] = _rows(
    ("PARAMETRAGE", "Paramètres de la composante", "Informations, quota, contact et valeurs par défaut.", "screens",
     (), (P.COMPONENT_EDIT,), "AG"),
    ("STATISTIQUES", "Tableaux de bord", "Chiffres par formation, par commission, par composante.", "screens",
     (P.STATISTICS_VIEW,), (), "AGC"),
    ("GEST_COMMISSION", "Commissions", "Créer et modifier les commissions et leurs membres.", "screens",
     (), (P.COMMISSION_EDIT,), "AGC"),
    ("GEST_PJ", "Pièces justificatives", "Créer et modifier les pièces demandées.", "screens",
     (), (P.PIECE_EDIT,), "AG"),
    ("GEST_FORMULAIRE", "Formulaires complémentaires", "Créer et modifier les formulaires.", "screens",
     (), (P.QUESTIONNAIRE_EDIT,), "AG"),
    ("GEST_QUESTION", "Questions", "Créer et modifier les questions : elles font partie des formulaires.", "screens",
     (), (P.QUESTIONNAIRE_EDIT,), "AG"),
    ("GEST_FORMATION", "Formations", "Créer et modifier types de diplôme, formations et calendriers.", "screens",
     (), (P.FORMATION_EDIT,), "AG"),
    ("GEST_PARAM_CC", "Types de décision et motivations", "Créer et modifier les décisions offertes.", "screens",
     (), (P.DECISION_TYPE_EDIT,), "AG"),
    ("GEST_TEXTE", "Courriels et lettres", "Écrire les textes qui partent.", "screens",
     (), (P.TEXT_EDIT,), "AG"),
    ("GEST_CANDIDATURE", "Liste des candidatures", "Lister, filtrer, rechercher les candidatures.", "file",
     (P.DESK_LIST,), (), "AGCIL"),
    ("GEST_VUE", "Vues partagées", "Partager une vue de la liste avec son équipe.", "file",
     (), (P.VIEW_SHARE,), "AGC"),
    ("EXPORT", "Exports et téléchargements", "Exporter la liste, télécharger des dossiers en nombre.", "file",
     (P.DESK_EXPORT,), (), "AGC"),
    ("GEST_FEN_CAND", "Dossier d'une candidature",
     "Lire : ouvrir le dossier et ses pièces. Écrire : valider les pièces, en déposer, transmettre, confirmer, annuler "
     "pour le candidat, hors des dates s'il le faut.", "file",
     (P.APPLICATION_VIEW,), (P.DESK_VERDICT, P.APPLICATION_DEPOSIT, P.APPLICATION_SUBMIT, P.APPLICATION_CANCEL,
                             P.APPLICATION_ANSWER, P.DATES_WAIVE), "AGCIL"),
    ("GEST_DEPOT", "Dépôt pour le candidat", "Déposer ses pièces, répondre à ses formulaires, sans juger le dossier.",
     "file", (), (P.APPLICATION_DEPOSIT,), "AGCI"),
    ("GEST_JOURNAL", "Historique d'une candidature", "Lire ce qui s'est passé et les courriels envoyés.", "file",
     (P.DESK_JOURNAL,), (), "AGCIL"),
    ("GEST_POST_IT", "Bloc-notes", "Lire et écrire le bloc-notes.", "file", (), (P.DESK_NOTE,), "AGCI"),
    ("GEST_MESSAGE", "Messages", "Échanger des messages avec le candidat.", "file", (), (P.DESK_MESSAGE,), "AGC"),
    ("GEST_ATTRIBUTION", "Attribution", "Confier une candidature à quelqu'un.", "file", (), (P.DESK_ASSIGN,), "AGC"),
    ("GEST_PIECE_SUPPL", "Pièces supplémentaires", "Demander une pièce de plus à un candidat.", "file",
     (), (P.DESK_REQUEST,), "AGC"),
    ("EDIT_STATUT_DOSSIER", "Statut du dossier", "Changer le statut.", "file", (), (P.DESK_STATUS,), "AGC"),
    ("EDIT_TYPTRAIT", "Type de traitement", "Saisir le type de traitement.", "file", (), (P.DESK_TREATMENT,), "AGC"),
    ("VALID_TYPTRAIT", "Validation du traitement", "Valider le type de traitement.", "file",
     (), (P.DESK_TREATMENT_VALIDATE,), "AGC"),
    ("GEST_DAT_RETOUR", "Date limite de retour", "Donner une date à un candidat.", "file",
     (), (P.DESK_RETURN_DATE,), "AGC"),
    ("GEST_TAG", "Étiquettes", "Poser et retirer des étiquettes.", "file", (), (P.DESK_TAG,), "AGC"),
    ("GEST_REGIME", "Régime d'inscription", "Saisir le régime.", "file", (), (P.DESK_REGIME,), "AGC"),
    ("GEST_MONTANT", "Droits d'inscription", "Saisir la situation de droits et le montant.", "file",
     (), (P.DESK_FEES,), "AGC"),
    ("GEST_NUM_OPI", "Code OPI", "Changer le code OPI.", "file", (), (P.DESK_REGISTRATION,), "AGC"),
    ("EDIT_AVIS", "Décision", "Saisir une décision.", "decision", (), (P.DESK_DECIDE,), "AGC"),
    ("VALID_AVIS", "Validation d'une décision", "Valider une décision saisie.", "decision",
     (), (P.DESK_DECISION_VALIDATE,), "AGC"),
    ("GEST_PUBLICATION", "Publication", "Publier les décisions validées : les candidats les reçoivent.", "decision",
     (), (P.DESK_PUBLISH,), "AGC"),
    ("GEST_RANG", "Liste complémentaire", "Classer, appeler les suivants.", "decision", (), (P.DESK_RANK,), "AGC"),
    ("VISU_HISTO_AVIS", "Historique des décisions", "Lire les décisions passées.", "decision",
     (P.DESK_DECISION_HISTORY,), (), "AGC"),
    ("GEST_DAT_CONFIRM", "Date de confirmation", "Donner une date à un candidat.", "decision",
     (), (P.DESK_CONFIRM_DATE,), "AGC"),
    ("GEST_CANDIDAT", "Profil des candidats", "Lire : le profil et la liste des candidatures. Écrire : le modifier.",
     "candidate", (P.PROFILE_VIEW,), (P.PROFILE_EDIT,), "AIL"),
    ("GEST_CORRECTION", "Corrections d'identité", "Décider des corrections demandées, rattacher les libellés saisis.",
     "candidate", (), (P.PROFILE_CORRECT,), "AI"),
    ("GEST_COMPTE", "Comptes des candidats", "Rechercher, créer un compte, modifier la fiche, supprimer le compte.",
     "candidate", (), (P.CANDIDATE_CREATE, P.CANDIDATE_MANAGE), "AI"),
    ("GEST_EFFACEMENT", "Effacement", "Effacer un candidat et tout ce qu'il a déposé.", "candidate",
     (), (P.CANDIDATE_ERASE,), "AI"),
    ("VOIR_CANDIDAT", "Voir comme un candidat", "Ouvrir ses écrans tels qu'il les voit, sans rien pouvoir y changer.",
     "candidate", (P.CANDIDATE_WATCH,), (), "AIL"),
    ("GEST_ETAB", "Établissement", "Composantes, paramètres, pièces et textes communs.", "site",
     (), (P.ESTABLISHMENT_EDIT,), "A"),
    ("GEST_DROIT", "Droits", "Attribuer et retirer des profils, sans dépasser les siens.", "site",
     (), (P.RIGHTS_EDIT,), "AG"),
    ("PRENDRE_ROLE", "Prendre un rôle", "Agir avec les droits d'une autre personne ; inscrit à l'historique.", "site",
     (P.ROLE_TAKE,), (), "A"),
)  # fmt: skip
"""Code → functionality, in the order of the screen."""

Levels = tuple[tuple[str, str], ...]
"""What a profile reaches: (code of a functionality, level), sorted; a functionality left out is at none."""


@lru_cache(maxsize=1024)
def permissions_of(kind: ProfileKind, levels: Levels) -> frozenset[Permission]:
    """Everything that a profile gives; what its kind does not allow gives nothing, nor does a row that is no more."""
    found: set[Permission] = set()
    for code, level in levels:
        row = FUNCTIONALITIES.get(code)
        if row is not None and kind in row.kinds and Level(level) in row.levels(kind):
            found |= row.gives(Level(level))
    return frozenset(found)


def check_levels(kind: ProfileKind, levels: Mapping[str, str]) -> Levels:
    """The levels as they are kept; refuses ``profile_level`` for one that the kind does not allow."""
    kept = []
    for code, level in sorted(levels.items()):
        if not level:
            continue
        row = FUNCTIONALITIES.get(code)
        if row is None or kind not in row.kinds or level not in row.levels(kind):
            raise Refused("profile_level", field=code, label=row.label if row is not None else code)
        kept.append((code, str(level)))
    return tuple(kept)


def levels_of(kind: ProfileKind, held: frozenset[Permission]) -> Levels:
    """The widest levels that give nothing besides some permissions: how a profile of the product is copied."""
    found = []
    for row in FUNCTIONALITIES.values():
        if kind in row.kinds:
            level = max((level for level in row.levels(kind) if row.gives(level) <= held), key=list(Level).index)
            if level is not Level.NONE:
                found.append((row.code, level.value))
    return tuple(sorted(found))


@dataclass(frozen=True)
class Profile:
    """What somebody may be granted: a role of the product (``system``) or a profile of a site."""

    code: str
    label: str
    kind: ProfileKind
    permissions: frozenset[Permission]
    system: bool = False
    active: bool = True


SYSTEM_KINDS: dict[Role, ProfileKind] = {
    Role.ADMINISTRATOR: ProfileKind.ESTABLISHMENT,
    Role.CENTRAL: ProfileKind.ESTABLISHMENT,
    Role.COMPONENT_MANAGER: ProfileKind.COMPONENT,
    Role.COMMISSION_MEMBER: ProfileKind.COMMISSION,
    Role.CANDIDATE_MANAGER: ProfileKind.CANDIDATES,
    Role.CANDIDATE_READER: ProfileKind.CANDIDATES_READ,
}
"""The roles of the product that are granted, and their kinds: none can be changed, closed or deleted, so that each
kind always has a profile."""


@cache
def system(role: Role) -> Profile:
    """The profile of a role."""
    return Profile(role.value, role.label, SYSTEM_KINDS[role], MATRIX[role], system=True)
