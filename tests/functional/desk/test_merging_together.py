"""Two files become one while their candidate writes in the one that ends: nothing is lost between the two."""

from __future__ import annotations

from typing import Any

import pytest
import transaction
from webtest import TestApp
from ZODB.POSException import ConflictError

from ecandidat.services import library, merging
from tests import seed
from tests.conftest import ROOT
from tests.functional.desk.files import applied, commit, form_of, pdf, refresh
from tests.functional.doors import sign_in

STAYS, GOES = "CANDIDAT", "SECONDAA"


@pytest.fixture
def bare(portal: Any, connection: Any) -> None:
    """The file that ends has no document yet: the tree that holds them is empty."""
    applied(portal)
    seed.candidate(portal, GOES, ine="1234567890", ine_key="V")
    commit(connection)


def merge_in(portal: Any) -> None:
    merging.merge(seed.work(portal, "s-admin", "Admin Test"), portal.candidates[STAYS], portal.candidates[GOES], {})


def test_a_first_file_deposited_before_the_merge_ends_makes_it_begin_again(
    database: Any, bare: None, portal: Any, connection: Any
) -> None:
    """G16."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    opened = database.open(manager)
    merge_in(opened.root()[ROOT])
    owner = portal.candidates[GOES]
    library.add(seed.work(portal, owner.userid), owner, pdf(333), "premier.pdf")
    commit(connection)
    with pytest.raises(ConflictError):
        manager.commit()
    manager.abort()
    manager.begin()
    merge_in(opened.root()[ROOT])
    manager.commit()
    opened.close()
    refresh(connection)
    assert GOES not in portal.candidates
    assert [one.filename for one in portal.candidates[STAYS].documents.values()] == ["premier.pdf"]


def test_a_file_that_arrives_while_the_account_ends_is_never_said_to_be_kept(
    browser: TestApp, database: Any, bare: None, portal: Any, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G16: the request begins again, and finds nobody signed in."""
    add, attempts = library.add, []

    def meanwhile(*given: Any) -> Any:
        document = add(*given)
        if not attempts:
            refresh(connection)
            merge_in(portal)
            commit(connection)
        attempts.append(document)
        return document

    sign_in(browser, GOES.lower())
    form = form_of(browser.get(f"/candidats/{GOES}/documents"), "fichier")
    monkeypatch.setattr(library, "add", meanwhile)
    answer = browser.post(
        form.action, {"csrf_token": form["csrf_token"].value},
        upload_files=[("fichier", "premier.pdf", pdf(333).read())], expect_errors=True,
    )  # fmt: skip
    assert len(attempts) == 1
    assert "/connexion" in answer.headers.get("Location", "") or answer.status_int in {403, 404}
    refresh(connection)
    assert GOES not in portal.candidates
