"""The table of functionalities: those of the reference are there, a level gives what it says, a copy is faithful."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.profiles import (
    FUNCTIONALITIES,
    GROUPS,
    SYSTEM_KINDS,
    Level,
    ProfileKind,
    check_levels,
    levels_of,
    permissions_of,
    system,
)
from ecandidat.domain.roles import GRANTABLE, MATRIX, Role

REFERENCE = frozenset({
    "PARAMETRAGE", "STATISTIQUES", "GEST_COMMISSION", "GEST_PJ", "GEST_FORMULAIRE", "GEST_QUESTION",
    "GEST_FORMATION", "GEST_CANDIDATURE", "GEST_PARAM_CC", "GEST_FEN_CAND", "GEST_POST_IT", "EDIT_TYPTRAIT",
    "VALID_TYPTRAIT", "EDIT_STATUT_DOSSIER", "EDIT_AVIS", "VALID_AVIS", "VISU_HISTO_AVIS", "GEST_NUM_OPI",
    "GEST_TAG", "GEST_DAT_CONFIRM", "GEST_DAT_RETOUR", "GEST_REGIME", "GEST_MONTANT",
})  # fmt: skip
ELSEWHERE = {
    Role.ADMINISTRATOR: {P.PORTAL_EDIT},
    Role.COMPONENT_MANAGER: {P.PROFILE_VIEW, P.CANDIDATE_WATCH},
}
"""What a copy of a role lacks: the instance is nobody's profile, and parameters say who reads a candidate's screens."""


def test_the_functionalities_universities_know_are_all_there() -> None:
    """S03, X16."""
    assert len(REFERENCE) == 23
    assert set(FUNCTIONALITIES) >= REFERENCE


@pytest.mark.parametrize("code", FUNCTIONALITIES)
def test_every_line_gives_something_at_each_level_it_offers(code: str) -> None:
    """S03."""
    row = FUNCTIONALITIES[code]
    assert row.code == code
    assert row.group in GROUPS
    for kind in row.kinds:
        given = [row.gives(level) for level in row.levels(kind)]
        assert given[0] == frozenset()
        assert all(low < high for low, high in pairwise(given))
    assert P.PORTAL_EDIT not in row.read | row.write


@pytest.mark.parametrize("role", SYSTEM_KINDS)
def test_a_copy_of_a_role_gives_what_the_role_gives(role: Role) -> None:
    """S03."""
    kind = SYSTEM_KINDS[role]
    copied = permissions_of(kind, levels_of(kind, MATRIX[role]))
    assert MATRIX[role] - copied == ELSEWHERE.get(role, set())
    assert copied <= MATRIX[role]


def test_every_kind_always_has_a_profile() -> None:
    """S03."""
    assert {system(role).kind for role in SYSTEM_KINDS} == set(ProfileKind)
    assert all(system(role).active for role in SYSTEM_KINDS)
    assert set(SYSTEM_KINDS) == {role for roles in GRANTABLE.values() for role in roles}


def test_reading_never_writes() -> None:
    """X16."""
    everything = {code: "R" for code, row in FUNCTIONALITIES.items() if row.read and ProfileKind.COMPONENT in row.kinds}
    held = permissions_of(ProfileKind.COMPONENT, check_levels(ProfileKind.COMPONENT, everything))
    assert held == {
        P.DESK_LIST, P.APPLICATION_VIEW, P.DESK_JOURNAL, P.DESK_EXPORT, P.DESK_DECISION_HISTORY, P.STATISTICS_VIEW
    }


@pytest.mark.parametrize(
    ("kind", "code", "level"),
    [
        (ProfileKind.COMPONENT, "PRENDRE_ROLE", "R"), (ProfileKind.COMPONENT, "STATISTIQUES", "W"),
        (ProfileKind.CANDIDATES_READ, "GEST_FEN_CAND", "W"), (ProfileKind.COMMISSION, "GEST_DROIT", "W"),
        (ProfileKind.COMPONENT, "INCONNUE", "R"), (ProfileKind.COMPONENT, "GEST_TAG", "X"),
    ],
)  # fmt: skip
def test_a_kind_reaches_only_what_it_may(kind: ProfileKind, code: str, level: str) -> None:
    """X16."""
    with pytest.raises(Refused, match="profile_level"):
        check_levels(kind, {code: level})


def test_a_line_that_is_no_more_gives_nothing() -> None:
    assert permissions_of(ProfileKind.COMPONENT, (("ANCIENNE", "W"), ("GEST_TAG", "W"))) == {P.DESK_TAG}
    assert permissions_of(ProfileKind.COMPONENT, (("PRENDRE_ROLE", Level.READ.value),)) == frozenset()
