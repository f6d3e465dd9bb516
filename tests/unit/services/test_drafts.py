"""Drafts: whose they are, what of a form is kept, for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.services import drafts
from tests import seed

STEP = "profil/stages/ABCDEFGH"
OWNER, MANAGER = "c-CANDIDAT", "s-central"
TYPED = (("organisation", "EDF"),)


@pytest.fixture
def candidate(portal: Any) -> Any:
    """The candidate of the seed."""
    return portal.candidates["CANDIDAT"]


def test_nothing_is_made_before_the_first_draft(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    assert drafts.load(work, candidate, STEP) is None
    assert not drafts.forget(work, candidate, STEP)
    assert drafts.named(work, candidate, "profil/") == []
    assert candidate.drafts is None


def test_a_draft_is_kept_replaced_and_forgotten(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    drafts.save(work, candidate, STEP, TYPED, "v1")
    later = seed.work(portal, OWNER, now=work.now + timedelta(minutes=5))
    drafts.save(later, candidate, STEP, (("organisation", "EDF-GDF"),), "v1")
    found = drafts.load(later, candidate, STEP)
    assert found is not None
    assert (found.fields, found.begun_at, found.at) == ((("organisation", "EDF-GDF"),), work.now, later.now)
    assert drafts.forget(later, candidate, STEP)
    assert drafts.load(later, candidate, STEP) is None


def test_saying_the_same_again_writes_nothing(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    first = drafts.save(work, candidate, STEP, TYPED).at
    later = seed.work(portal, OWNER, now=work.now + timedelta(minutes=5))
    assert drafts.save(later, candidate, STEP, TYPED).at == first


def test_a_manager_has_a_draft_apart(portal: Any, candidate: Any) -> None:
    owner, manager = seed.work(portal, OWNER), seed.work(portal, MANAGER)
    drafts.save(owner, candidate, STEP, TYPED)
    assert drafts.load(manager, candidate, STEP) is None
    drafts.save(manager, candidate, STEP, (("organisation", "SNCF"),))
    assert [draft.fields for _name, draft in drafts.named(owner, candidate, "profil/")] == [TYPED]
    drafts.forget(manager, candidate, STEP)
    assert drafts.load(owner, candidate, STEP) is not None


def test_passwords_files_and_tokens_are_never_kept() -> None:
    posted = [("nom", "É"), ("mot_de_passe", "x"), ("new_password", "x"), ("csrf_token", "x"), ("fichier", object()),
              ("_charset_", "utf-8"), ("__start__", "ville:mapping"), ("__end__", "ville:mapping")]  # fmt: skip
    kept = (("nom", "É"), ("__start__", "ville:mapping"), ("__end__", "ville:mapping"))
    assert drafts.kept_fields(posted) == kept


def test_a_draft_has_a_largest_size(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    with pytest.raises(Refused) as refused:
        drafts.save(work, candidate, STEP, (("description", "x" * drafts.LARGEST),))
    assert refused.value.code == "draft_too_large"
    assert candidate.drafts is None


def test_the_oldest_drafts_make_room(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    drafts.save(seed.work(portal, MANAGER), candidate, STEP, TYPED)
    for number in range(drafts.MOST + 5):
        now = work.now + timedelta(seconds=number)
        drafts.save(seed.work(portal, OWNER, now=now), candidate, f"profil/stages/{number}", TYPED)
    names = [name for name, _draft in drafts.named(work, candidate, "")]
    assert len(names) == drafts.MOST
    assert "profil/stages/4" not in names
    assert names[0] == f"profil/stages/{drafts.MOST + 4}"
    assert drafts.load(seed.work(portal, MANAGER), candidate, STEP) is not None


def test_a_draft_nobody_touches_is_too_old_one_day(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    drafts.save(work, candidate, STEP, TYPED)
    later = seed.work(portal, OWNER, now=work.now + drafts.KEPT + timedelta(seconds=1))
    assert drafts.load(later, candidate, STEP) is None
    drafts.save(later, candidate, "profil/adresse/", TYPED)
    assert len(candidate.drafts) == 1


def test_a_prefix_finds_its_own_names_alone(portal: Any, candidate: Any) -> None:
    work = seed.work(portal, OWNER)
    for name in ("profil/stages/A", "profil/stages/B", "profil/adresse/", "profil/stagesx/"):
        drafts.save(work, candidate, name, TYPED)
    assert sorted(name for name, _draft in drafts.named(work, candidate, "profil/stages/")) == [
        "profil/stages/A", "profil/stages/B",
    ]  # fmt: skip
