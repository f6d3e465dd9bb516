"""The package's own files, loaded into a real database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import transaction
from ZODB.DB import DB

from ecandidat.domain.ine import check_uai
from ecandidat.models.nomenclature import LOCAL, TABLES, Entry, Nomenclatures
from ecandidat.services import nomenclatures as service
from ecandidat.services.nomenclatures import FILES, Counts, load, read_csv


def written(nomenclatures: Nomenclatures) -> int:
    return len(nomenclatures._p_jar._registered_objects)


def test_every_table_has_its_file_and_every_file_its_table(nomenclatures: Nomenclatures) -> None:
    assert set(FILES) == set(TABLES)
    shipped = {path.name for path in service.DATA.glob("*.csv*")}
    assert shipped == {file for files in FILES.values() for file in files}
    assert all(len(nomenclatures.table(name)) for name in TABLES)


def test_every_row_of_every_file_has_a_code_and_a_label(nomenclatures: Nomenclatures) -> None:
    for name in TABLES:
        for entry in nomenclatures.table(name).entries.values():
            assert entry.code.strip() == entry.code != ""
            assert entry.fr.strip() == entry.fr != ""
            assert entry.active


def test_every_code_of_a_file_is_loaded_once(nomenclatures: Nomenclatures) -> None:
    for name, files in FILES.items():
        codes = set()
        for file in files:
            for row in read_csv(service.DATA / file):
                codes.add(row.get("code") or row.get("insee") or row["uai"])
        assert codes == set(nomenclatures.table(name).entries.keys()), name


def test_a_second_load_writes_nothing(nomenclatures: Nomenclatures) -> None:
    assert set(load(nomenclatures).values()) == {Counts()}
    assert written(nomenclatures) == 0


def test_reading_everything_again_finds_everything_unchanged_and_writes_nothing(nomenclatures: Nomenclatures) -> None:
    counts = load(nomenclatures, force=True)
    assert {(c.added, c.changed, c.deactivated) for c in counts.values()} == {(0, 0, 0)}
    assert counts["communes"].unchanged == 37_006
    assert written(nomenclatures) == 0


def test_a_code_that_left_the_files_is_deactivated_and_comes_back(
    nomenclatures: Nomenclatures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in service.DATA.glob("*.csv*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    levels = (tmp_path / "niveaux.csv").read_text().splitlines(keepends=True)
    (tmp_path / "niveaux.csv").write_text("".join(line for line in levels if not line.startswith("BAC8")))
    original = service.DATA
    monkeypatch.setattr(service, "DATA", tmp_path)
    assert load(nomenclatures)["niveaux"] == Counts(unchanged=6, deactivated=1)
    assert nomenclatures.table("niveaux").label("BAC8") == "Bac+8"
    assert "BAC8" not in dict(nomenclatures.table("niveaux").choices())
    assert load(nomenclatures, force=True)["niveaux"] == Counts(unchanged=6)
    monkeypatch.setattr(service, "DATA", original)
    assert load(nomenclatures)["niveaux"] == Counts(unchanged=6, changed=1)
    assert "BAC8" in dict(nomenclatures.table("niveaux").choices())


def test_a_load_leaves_the_entries_of_an_administrator_alone(nomenclatures: Nomenclatures) -> None:
    series = nomenclatures.table("bac_series")
    mine = Entry("S", "Bac S", origin=LOCAL)
    added = Entry("SMA", "S maths", origin=LOCAL)
    series.put(mine)
    series.put(added)
    assert load(nomenclatures, force=True)["bac_series"] == Counts(unchanged=70)
    assert series.get("S") == mine
    assert series.get("SMA") == added


def test_one_postal_code_loads_few_objects(packaged: DB) -> None:
    connection = packaged.open(transaction.TransactionManager())
    try:
        nomenclatures = connection.root()["nomenclatures"]
        connection.getTransferCounts(clear=True)
        assert nomenclatures.towns_by_postcode("86000") == [("86194", "Poitiers")]
        loads, _ = connection.getTransferCounts()
    finally:
        connection.close()
    assert loads <= 12


def test_places_are_found(nomenclatures: Nomenclatures) -> None:
    assert [name for _, name in nomenclatures.towns_by_postcode("75005")] == ["Paris", "Paris 5e Arrondissement"]
    assert ("33009", "Arcachon") in nomenclatures.towns_by_postcode("33120")
    assert nomenclatures.towns_by_postcode("86073") == []
    corsica = dict(nomenclatures.towns_of_department("2A"))
    assert corsica["2A004"] == "Ajaccio"
    assert not any(code.startswith("2B") for code in corsica)
    assert nomenclatures.departments()[0] == ("01", "01 - Ain")
    assert "99" not in dict(nomenclatures.departments())
    assert nomenclatures.countries()[0] == ("100", "France")
    assert nomenclatures.nationalities()[:2] == [("100", "Française"), ("212", "Afghane")]
    assert dict(nomenclatures.countries("en"))["109"] == "Germany"


def test_schools_are_found(nomenclatures: Nomenclatures) -> None:
    assert dict(nomenclatures.schools_of_town("86194"))["0860035W"] == "LYCÉE CAMILLE GUÉRIN"
    assert "0750654D" in dict(nomenclatures.schools_of_town("75105"))
    assert "0750654D" in dict(nomenclatures.schools_of_town("75056"))
    assert "0010013J" in dict(nomenclatures.schools_of_department("01"))
    assert "1300023U" in dict(nomenclatures.schools_of_department("99"))
    assert nomenclatures.higher_schools("86") == [("0860856N", "Université de Poitiers - Poitiers")]
    assert len(nomenclatures.higher_schools()) == 110
    assert "0860856N" in dict(nomenclatures.establishments_of_town("86194"))
    assert nomenclatures.school_label("0450855K") == "Université d'Orléans"
    assert nomenclatures.school_label("0860035W") == "LYCÉE CAMILLE GUÉRIN"


@pytest.mark.parametrize("table", ["lycees", "etablissements_sup"])
def test_every_establishment_has_a_true_key_a_known_town_and_department(
    nomenclatures: Nomenclatures, table: str
) -> None:
    for entry in nomenclatures.table(table).entries.values():
        check_uai(entry.code)
        town, department = entry.value("commune_insee"), entry.value("departement")
        if town:
            place = nomenclatures.table("communes").get(town)
            assert place is not None
            assert place.value("departement") == department
        if department:
            assert nomenclatures.table("departements").get(department)
        assert not re.search("[nu]èon", entry.value("ville")), "a lost cedilla"


def test_subjects_belong_to_known_series(nomenclatures: Nomenclatures) -> None:
    known = set(nomenclatures.table("bac_series").entries.keys())
    for table in ("bac_specialites", "bac_options"):
        for entry in nomenclatures.table(table).entries.values():
            assert set(entry.value("series").split()) <= known
            assert entry.value("series")
    assert len(nomenclatures.specialities_for("NBGE", 2024)) == 32
    assert len(nomenclatures.specialities_for("STMG", 2024)) == 4
    assert nomenclatures.specialities_demanded("NBGE") == (2, True)
    assert "S" not in dict(nomenclatures.series_for_year(2021))
