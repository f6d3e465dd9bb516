"""Roles down, permissions across: the one matrix of rights.

A role is granted to a person on an object of the tree and holds on everything below it. ``OWNER`` is never granted: it
is the candidate, on what is theirs.
"""

from __future__ import annotations

from ecandidat.domain.codes import Labelled
from ecandidat.domain.permissions import Permission as P


class Role(Labelled):
    """Who somebody is for a part of the tree."""

    OWNER = "owner", "Candidat"
    ADMINISTRATOR = "administrator", "Administrateur"
    CENTRAL = "central", "Scolarité centrale"
    COMPONENT_MANAGER = "component_manager", "Gestionnaire de composante"
    COMMISSION_MEMBER = "commission_member", "Membre de commission"
    CANDIDATE_MANAGER = "candidate_manager", "Gestionnaire de candidats"
    CANDIDATE_READER = "candidate_reader", "Gestionnaire de candidats (lecture)"


_READ = {P.DESK_LIST, P.APPLICATION_VIEW, P.DESK_JOURNAL}
_DESK = _READ | {
    P.DESK_VERDICT, P.DESK_STATUS, P.DESK_TREATMENT, P.DESK_TREATMENT_VALIDATE, P.DESK_DECIDE,
    P.DESK_DECISION_VALIDATE, P.DESK_NOTE, P.DATES_WAIVE, P.APPLICATION_DEPOSIT, P.APPLICATION_SUBMIT,
    P.APPLICATION_CANCEL, P.APPLICATION_ANSWER, P.PROFILE_VIEW, P.DESK_DECISION_HISTORY, P.DESK_PUBLISH, P.DESK_RANK,
    P.DESK_TAG, P.DESK_RETURN_DATE, P.DESK_CONFIRM_DATE, P.DESK_REGIME, P.DESK_FEES, P.DESK_REGISTRATION,
    P.DESK_ASSIGN, P.DESK_MESSAGE, P.DESK_REQUEST, P.DESK_EXPORT, P.STATISTICS_VIEW, P.CANDIDATE_WATCH, P.VIEW_SHARE,
}  # fmt: skip
_OFFER = {
    P.FORMATION_EDIT, P.COMMISSION_EDIT, P.COMPONENT_EDIT, P.PIECE_EDIT, P.QUESTIONNAIRE_EDIT, P.DECISION_TYPE_EDIT,
    P.TEXT_EDIT,
}  # fmt: skip

MATRIX: dict[Role, frozenset[P]] = {
    Role.OWNER: frozenset({
        P.PROFILE_VIEW, P.PROFILE_EDIT, P.ACCOUNT_EDIT, P.LIBRARY_KEEP, P.APPLICATION_VIEW, P.APPLICATION_DEPOSIT,
        P.APPLICATION_SUBMIT, P.APPLICATION_CANCEL, P.APPLICATION_ANSWER, P.TASK_VIEW,
    }),
    Role.ADMINISTRATOR: frozenset(set(P) - {P.APPLY, P.ACCOUNT_EDIT, P.LIBRARY_KEEP, P.TASK_VIEW}),
    Role.CENTRAL: frozenset(_DESK | _OFFER | {P.ESTABLISHMENT_EDIT, P.RIGHTS_EDIT, P.PROFILE_EDIT, P.PROFILE_CORRECT,
                                             P.CANDIDATE_CREATE, P.CANDIDATE_MANAGE}),
    Role.COMPONENT_MANAGER: frozenset(_DESK | _OFFER | {P.RIGHTS_EDIT}),
    Role.COMMISSION_MEMBER: frozenset(_READ | {P.DESK_NOTE, P.DESK_DECIDE, P.DESK_DECISION_HISTORY}),
    Role.CANDIDATE_MANAGER: frozenset(
        _READ | {P.PROFILE_VIEW, P.PROFILE_EDIT, P.PROFILE_CORRECT, P.CANDIDATE_CREATE, P.APPLICATION_DEPOSIT,
                 P.DESK_NOTE, P.CANDIDATE_MANAGE, P.CANDIDATE_WATCH}
    ),
    Role.CANDIDATE_READER: frozenset({P.DESK_LIST, P.APPLICATION_VIEW, P.PROFILE_VIEW}),
}  # fmt: skip
"""Role → what it may do on the object where it is granted and below."""

GRANTABLE: dict[str, tuple[Role, ...]] = {
    "portal": (Role.ADMINISTRATOR,),
    "establishment": (Role.ADMINISTRATOR, Role.CENTRAL, Role.CANDIDATE_MANAGER, Role.CANDIDATE_READER),
    "component": (Role.COMPONENT_MANAGER,),
    "commission": (Role.COMMISSION_MEMBER,),
}
"""Kind of object → roles that may be granted on it."""
