"""The use cases of the offer and of rights, called directly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ecandidat.domain.codes import DecisionKind
from ecandidat.domain.errors import Refused
from ecandidat.domain.roles import Role
from ecandidat.models.offer import DecisionType, DiplomaType, Formation
from ecandidat.services import offer, parameters, rights, sheets
from tests import seed


def formation(portal: Any) -> Any:
    return portal["test"]["droit"]["master"]["m1-droit"]


def test_an_edit_writes_and_journals_only_what_changed(portal: Any) -> None:
    node = formation(portal)
    work = seed.work(portal, "s-droit", "Test Droit")
    assert offer.edit(work, node, sheets.read(node)) == ()
    assert node.journal is None
    before = node.calendar
    assert offer.edit(work, node, {"title": " M1 Civil ", "keywords": node.keywords}) == ("title",)
    assert (node.title, node.calendar) == ("M1 Civil", before)
    assert [(entry.act, entry.before, entry.after) for entry in node.journal] == [
        ("modifier-title", "M1 Droit privé", "M1 Civil")
    ]


def test_a_stale_version_names_what_changed_unless_it_became_the_same(portal: Any) -> None:
    node, work = formation(portal), seed.work(portal, "s-droit")
    seen = sheets.version(sheets.read(node))
    offer.edit(work, node, {"title": "A", "capacity": 9})
    with pytest.raises(Refused) as caught:
        offer.edit(work, node, {"title": "B", "capacity": 9}, seen)
    assert (caught.value.code, caught.value.params["fields"]) == ("changed_meanwhile", ("title",))
    offer.edit(work, node, {"keywords": "neuf"}, seen)
    assert (node.title, node.keywords) == ("A", "neuf")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", "", "value_required"), ("title", "a\x00b", "text_control"), ("title", "a\nb", "text_control"),
        ("title", "x" * 201, "text_too_long"), ("url", "javascript:alert(1)", "url_invalid"),
        ("url", "https://", "url_invalid"), ("url", "http://[", "url_invalid"), ("capacity", -1, "number_range"),
        ("commission_code", "autre", "unknown_commission"), ("favourable_type", "defavorable", "unknown_decision_type"),
        ("preselection_time", "24:00", "time_invalid"), ("preselection_date", date(1999, 1, 1), "date_range"),
        ("closes", seed.TODAY - timedelta(90), "date_order"), ("treatment", None, "unknown_code"),
    ],
)  # fmt: skip
def test_a_value_that_no_formation_may_hold_is_refused_at_its_field(
    portal: Any, name: str, value: Any, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        offer.edit(seed.work(portal, "s-droit"), formation(portal), {name: value})
    assert (caught.value.code, caught.value.params["field"]) == (code, name)


def test_only_what_nothing_leans_on_is_deleted(portal: Any) -> None:
    work, component = seed.work(portal, "s-central"), portal["test"]["droit"]
    for node, code in (
        (component, "not_empty"), (component["master"], "not_empty"),
        (component.commissions["commission"], "commission_in_use")
    ):  # fmt: skip
        with pytest.raises(Refused, match=code):
            offer.delete(work, node)
    offer.delete(work, component["master"]["m2-ferme"])
    assert "m2-ferme" not in component["master"]
    offer.add(work, component, DiplomaType(), "", {"label_fr": "Doctorat"})
    offer.delete(work, component["doctorat"])


def test_a_popular_formation_is_spread_and_a_decision_follows_the_mail_of_its_kind(portal: Any) -> None:
    work, master = seed.work(portal, "s-central"), portal["test"]["droit"]["master"]
    dates = {name: getattr(seed.calendar(), name) for name in sheets.DATES}
    values = {"title": "M1 Prisé", "commission_code": "commission", **dates}
    made = offer.add(work, master, Formation(offer.MANY_SHARDS), "", values)
    assert (made.__name__, len(made.rows._shards)) == ("m1-prise", 64)
    with pytest.raises(Refused, match="code_taken"):
        offer.add(work, master, Formation(), "m1-prise", values)
    kind = DecisionType()
    offer.add(work, portal["test"].decision_types, kind, "", {"label_fr": "Refus", "kind": DecisionKind.UNFAVOURABLE})
    assert kind.mail == "AVIS_DEFAVORABLE"


def test_a_parameter_keeps_its_type_and_stays_inherited_until_it_changes(portal: Any) -> None:
    work, university = seed.work(portal, "s-central"), portal["test"]
    now = parameters.current(work, university)
    assert parameters.save(work, university, now) == ()
    assert list(university.parameters) == ["compte_existant_visible"]
    for code, value in (("TECH_FILE_MAX_SIZE", 11), ("TECH_FILE_MAX_SIZE", "5"), ("TECH_IS_BLOC_LETTRE", 1)):
        with pytest.raises(Refused) as caught:
            parameters.save(work, university, {code: value})
        assert caught.value.params["field"] == code


def test_power_bounds_what_one_grants(portal: Any) -> None:
    university = portal["test"]
    component, commission = university["droit"], university["droit"].commissions["commission"]
    member = portal.accounts.get("s-membre")
    rights.grant(seed.work(portal, "s-droit"), component, Role.COMPONENT_MANAGER, member)
    for userid, node, role, code in (
        ("s-central", university, Role.ADMINISTRATOR, "role_beyond_yours"),
        ("s-sciences", component, Role.COMPONENT_MANAGER, "role_beyond_yours"),
        ("s-admin", component, Role.CENTRAL, "role_not_here"),
        ("s-droit", commission, Role.COMMISSION_MEMBER, "role_already_held"),
    ):
        with pytest.raises(Refused) as caught:
            rights.grant(seed.work(portal, userid), node, role, member)
        assert caught.value.code == code, userid
    with pytest.raises(Refused, match="staff_only"):
        rights.grant(seed.work(portal, "s-droit"), component, Role.COMPONENT_MANAGER, portal.accounts.get("c-CANDIDAT"))


def test_the_last_administrator_who_can_sign_in_stays(portal: Any) -> None:
    work = seed.work(portal, "s-admin")
    other = rights.create_staff(work, "Autre", "Une", "Autre", "autre@univ.example")
    rights.grant(work, portal, Role.ADMINISTRATOR, other)
    rights.set_active(work, other, False)
    with pytest.raises(Refused, match="last_administrator"):
        rights.revoke(work, portal, Role.ADMINISTRATOR, "s-admin")
    rights.set_active(work, other, True)
    rights.revoke(work, portal, Role.ADMINISTRATOR, "s-admin")
    assert [held.userid for held in rights.held_here(work, portal)] == ["s-autre"]
