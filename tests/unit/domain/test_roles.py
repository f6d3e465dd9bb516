"""The matrix of rights: what each role may do, and above all what it may not."""

from __future__ import annotations

import pytest

from ecandidat.domain.permissions import MEANING
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.roles import GRANTABLE, MATRIX, Role

DESK = frozenset(permission for permission in P if permission.value.startswith("desk:"))
CONFIGURATION = {
    P.FORMATION_EDIT, P.COMMISSION_EDIT, P.COMPONENT_EDIT, P.ESTABLISHMENT_EDIT, P.RIGHTS_EDIT, P.PORTAL_EDIT
}  # fmt: skip


def test_every_role_has_its_row() -> None:
    assert set(MATRIX) == set(Role)


def test_every_right_has_its_meaning() -> None:
    assert set(MEANING) == set(P)
    assert all(text.endswith(".") and text[0].isupper() for text in MEANING.values())


def test_the_candidate_holds_no_right_of_a_manager() -> None:
    assert not MATRIX[Role.OWNER] & (DESK | CONFIGURATION | {P.DATES_WAIVE})


def test_nobody_applies_or_changes_a_password_for_somebody_else() -> None:
    for role in set(Role) - {Role.OWNER}:
        assert P.APPLY not in MATRIX[role]
        assert P.ACCOUNT_EDIT not in MATRIX[role]


def test_only_the_administrator_rules_the_instance() -> None:
    assert {role for role in Role if P.PORTAL_EDIT in MATRIX[role]} == {Role.ADMINISTRATOR}
    assert {role for role in Role if P.ESTABLISHMENT_EDIT in MATRIX[role]} == {Role.ADMINISTRATOR, Role.CENTRAL}


def test_a_commission_member_proposes_and_validates_nothing() -> None:
    held = MATRIX[Role.COMMISSION_MEMBER]
    assert P.DESK_DECIDE in held
    assert not held & {P.DESK_DECISION_VALIDATE, P.DESK_TREATMENT_VALIDATE, P.DESK_STATUS, *CONFIGURATION}


def test_a_reader_changes_nothing() -> None:
    assert MATRIX[Role.CANDIDATE_READER] == {P.DESK_LIST, P.APPLICATION_VIEW, P.PROFILE_VIEW}


def test_a_candidate_manager_decides_nothing() -> None:
    held = MATRIX[Role.CANDIDATE_MANAGER]
    assert P.PROFILE_EDIT in held
    assert not held & ({P.DESK_DECIDE, P.DESK_DECISION_VALIDATE, P.DESK_STATUS, P.DATES_WAIVE} | CONFIGURATION)


def test_the_candidate_is_an_owner_and_never_granted() -> None:
    assert all(Role.OWNER not in roles for roles in GRANTABLE.values())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_every_other_role_is_granted_somewhere(role: Role) -> None:
    assert any(role in roles for roles in GRANTABLE.values())
