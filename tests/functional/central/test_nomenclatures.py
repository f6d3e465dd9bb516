"""Stories of official files: seen before they are imported, imported behind the page, never a code lost."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import transaction
from webtest import TestApp

from ecandidat.adapters import Adapters
from ecandidat.adapters.sis import NoRecords
from ecandidat.domain.roles import Role
from ecandidat.jobs import leftovers
from ecandidat.jobs.tasks import Going, Runner
from ecandidat.models.nomenclature import LOCAL, Entry
from ecandidat.resources import ROOT
from ecandidat.services import official_import
from tests import seed
from tests.functional.doors import sign_in

LIST, PREVIEW = "/@@nomenclatures", "/@@nomenclature-apercu"
REGIMES = "code;libelle\n1;Formation initiale\n2;Formation continue (FC)\n9;Auditeur libre\nbad code;x\n"


def portal_of(database: Any) -> Any:
    return database.open(transaction.TransactionManager()).root()[ROOT]


def table(database: Any, name: str = "regimes") -> Any:
    return portal_of(database).nomenclatures.table(name)


def work_off(database: Any) -> None:
    settings = seed.settings()
    Runner(database, settings, Adapters(None, NoRecords())).sweep()


def send(browser: TestApp, content: bytes | str, name: str = "regimes.csv", kind: str = "", status: int = 303) -> Any:
    sent = content if isinstance(content, bytes) else content.encode()
    form = next(one for one in browser.get(LIST).forms.values() if "genre" in one.fields)
    form["genre"] = kind
    form["fichier"] = (name, sent)
    return form.submit(status=status)


def importing(page: Any) -> Any:
    return next(form for form in page.forms.values() if form.action == "/@@nomenclature-importer")


def said(page: Any) -> str:
    return " ".join(page.html.text.split())


def test_a_file_is_seen_before_it_is_imported_and_changes_nothing_twice(browser: TestApp, database: Any) -> None:
    """S20."""
    sign_in(browser, "admin")
    page = send(browser, gzip.compress(REGIMES.encode("latin-1")), "regimes.csv.gz").follow()
    text = said(page)
    assert "Formation continue → Formation continue (FC)" in text
    assert "Auditeur libre" in text
    assert "Lignes écartées" in text
    assert "contient des espaces" in text
    before = {entry.code: entry for entry in table(database).entries.values()}
    assert "9" not in before
    assert "attend votre décision" in browser.get(LIST)

    form = importing(page)
    form["absents"] = True
    asked = form.submit(status=303).follow()
    assert "Import d'une nomenclature" in asked
    work_off(database)
    found = table(database)
    assert found.get("2").fr == "Formation continue (FC)"
    assert found.get("2").en == before["2"].en
    assert found.get("9").active
    gone = [code for code in before if code not in ("1", "2")]
    assert gone
    assert not any(found.get(code).active for code in gone)
    assert found.label(gone[0]) == before[gone[0]].fr
    report = said(browser.get(asked.request.path))
    assert "9 – Auditeur libre Ajouté" in report
    assert "5 : bad code" in report
    assert "Code" in report
    admin = said(browser.get("/@@administration"))
    assert "Nomenclature importée" in admin
    assert "Régimes d'inscription – ajouté : 1, modifié : 1" in admin
    assert "regimes.csv.gz" in browser.get(LIST)
    assert not portal_of(database).nomenclatures.arrivals

    again = send(browser, REGIMES).follow()
    assert "Ce fichier ne change rien" in again
    assert "/@@nomenclature-importer" in {form.action for form in again.forms.values()}
    assert not [one for one in again.forms.values() if "absents" in one.fields]


def test_absent_codes_stay_in_service_when_that_is_not_asked(browser: TestApp, database: Any) -> None:
    sign_in(browser, "admin")
    form = importing(send(browser, "code;libelle\n1;Initiale\n").follow())
    assert form["absents"].checked is False
    form.submit()
    work_off(database)
    assert table(database).get("2").active
    assert table(database).label("1") == "Initiale"


def test_what_an_administrator_typed_stays(browser: TestApp, database: Any, connection: Any, portal: Any) -> None:
    portal.nomenclatures.table("regimes").put(Entry("7", "Le nôtre", origin=LOCAL))
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    sign_in(browser, "admin")
    form = importing(send(browser, REGIMES + "7;Autre\n").follow())
    form["absents"] = True
    form.submit()
    work_off(database)
    assert table(database).get("7") == Entry("7", "Le nôtre", origin=LOCAL)


def test_nothing_is_imported_when_it_is_refused_or_given_up(browser: TestApp, database: Any) -> None:
    sign_in(browser, "admin")
    page = send(browser, REGIMES).follow()
    other = next(form for form in page.forms.values() if form.action == "/@@nomenclature-importer")
    other.action = "/@@nomenclature-oublier"
    assert "Rien n'a été importé" in other.submit().follow()
    assert not portal_of(database).nomenclatures.arrivals
    other.action = "/@@nomenclature-importer"
    assert "envoyez-le à nouveau" in other.submit(status=409)
    assert portal_of(database).tasks is None


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("a;b\n1;2\n", "x.csv", "Choisissez la nomenclature"),
        (b"PK\x03\x04rest", "x.xlsx", "au format CSV"),
        ("", "x.csv", "Le fichier est vide"),
        (b"\0\0\0", "x.csv", "n'est pas un texte"),
        ("code;libelle\n;x\n", "regimes.csv", "Aucune ligne"),
        ("nom;prenom\n;x\n", "regimes.csv", "colonnes attendues"),
        ("<script>;=cmd\n", "=cmd\u202e<b>.csv", "n'est pas un texte"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(
    browser: TestApp, database: Any, content: bytes | str, name: str, words: str
) -> None:
    sign_in(browser, "admin")
    page = send(browser, content, name, status=409)
    assert words in said(page)
    assert not portal_of(database).nomenclatures.arrivals


def test_no_file_and_no_such_kind_get_a_sentence(browser: TestApp) -> None:
    sign_in(browser, "admin")
    form = next(one for one in browser.get(LIST).forms.values() if "genre" in one.fields)
    assert form.submit(status=409)
    form["genre"].force_value("inconnu")
    form["fichier"] = ("x.csv", b"code;libelle\n1;x\n")
    assert "choisissez-le dans la liste" in form.submit(status=409)


def test_the_file_of_another_administrator_is_theirs(
    browser: TestApp, database: Any, connection: Any, portal: Any
) -> None:
    sign_in(browser, "admin")
    send(browser, REGIMES)
    key = next(iter(portal_of(database).nomenclatures.arrivals))
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    found = connection.root()[ROOT].nomenclatures.arrivals
    found[key].owner = "s-autre"
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    assert "attend votre décision" not in browser.get(LIST)
    assert browser.get(PREVIEW, status=303).location.endswith(LIST)


def test_whoever_administrates_no_more_imports_nothing(
    browser: TestApp, database: Any, connection: Any, portal: Any
) -> None:
    sign_in(browser, "admin")
    page = importing(send(browser, REGIMES).follow()).submit().follow()
    connection.transaction_manager.abort()
    connection.transaction_manager.begin()
    portal.grants.revoke("s-admin", Role.ADMINISTRATOR)
    connection.transaction_manager.commit()
    connection.transaction_manager.begin()
    work_off(database)
    assert table(database).get("9") is None
    assert "Vous ne pouvez plus régler" in browser.get(page.request.path)


def test_a_file_that_nobody_confirms_goes(browser: TestApp, database: Any) -> None:
    sign_in(browser, "admin")
    send(browser, REGIMES)
    leftovers.purge(database, lambda: seed.NOW)
    assert portal_of(database).nomenclatures.arrivals
    leftovers.purge(database, lambda: seed.NOW + official_import.WAITS + timedelta(hours=1))
    assert not portal_of(database).nomenclatures.arrivals


def test_an_import_that_a_dead_worker_left_goes_on_to_its_end(browser: TestApp, database: Any) -> None:
    """What is closed before the worker dies does not shorten what the next one has to do."""
    sign_in(browser, "admin")
    lines = "".join(f"X{number};Libellé {number}\n" for number in range(700))
    form = importing(send(browser, "code;libelle\n" + lines).follow())
    form["absents"] = True
    form.submit()
    runner = Runner(database, seed.settings(), Adapters(None, NoRecords()))

    class Dying:
        """A run that dies after one chunk."""

        def __init__(self, going: Any) -> None:
            self.going = going

        def __getattr__(self, name: str) -> Any:
            return getattr(self.going, name)

        def each(self, act: Any, things: list[str], chunk: int = 100) -> None:
            self.going._chunk(act, things, chunk)
            raise ConnectionError

    key = next(iter(portal_of(database).tasks.queue))
    holder = "premier"
    assert runner._take(key, holder)
    with pytest.raises(ConnectionError):
        official_import.carry_out(Dying(Going(runner, key, holder, Path("."))))
    found = table(database)
    assert found.get("X499").active
    assert found.get("X600") is None
    official_import.carry_out(Going(runner, key, holder, Path(".")))
    found = table(database)
    assert found.get("X699").active
    assert not any(found.get(code).active for code in ("1", "2", "3"))
    assert not portal_of(database).nomenclatures.arrivals


def test_the_entries_of_a_table_are_found(browser: TestApp) -> None:
    sign_in(browser, "admin")
    page = browser.get("/@@nomenclature?table=communes&q=poitiers")
    assert "86194" in page
    assert browser.get("/@@nomenclature?table=communes&page=3&q=a").status_int == 200
    assert "0 code(s)" in said(browser.get("/@@nomenclature?table=regimes&etat=hors-service"))
    browser.get("/@@nomenclature?table=inconnue", status=404)
