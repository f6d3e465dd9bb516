"""The package's own files, loaded into a real database."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import transaction
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage

from ecandidat.domain.errors import Refused
from ecandidat.domain.ine import check_uai
from ecandidat.models.nomenclature import LOCAL, TABLES, Entry, Nomenclatures
from ecandidat.services import nomenclatures as service
from ecandidat.services.nomenclatures import FILES, Counts, import_official_schools, load, read_csv


@pytest.fixture(scope="module")
def database() -> Iterator[DB]:
    db = DB(MappingStorage())
    connection = db.open(transaction.TransactionManager())
    connection.root()["nomenclatures"] = Nomenclatures()
    load(connection.root()["nomenclatures"])
    connection.transaction_manager.commit()
    connection.close()
    yield db
    db.close()


@pytest.fixture
def nomenclatures(database: DB) -> Iterator[Nomenclatures]:
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    yield connection.root()["nomenclatures"]
    manager.abort()
    connection.close()


def written(nomenclatures: Nomenclatures) -> int:
    return len(nomenclatures._p_jar._registered_objects)


def csv_file(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join(lines).encode())


ANNUAIRE = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Code_postal;Code_commune;Nom_commune;"
    "Code_departement;etat;code_nature"
)
MESR = "uai - identifiant;Libellé;type d'établissement;Commune;Code commune;Département;Date de fermeture"


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


def test_one_postal_code_loads_few_objects(database: DB) -> None:
    connection = database.open(transaction.TransactionManager())
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


def test_schools_of_the_official_directory_are_imported_once(nomenclatures: Nomenclatures) -> None:
    lines = (
        "\ufeff" + ANNUAIRE,
        "0860035W;Lycée Camille Guérin;Lycée;86000;86194;Poitiers;086;OUVERT;306",
        "0860001J;École Machin;Ecole;86000;86194;Poitiers;086;OUVERT;151",
        "0869999B;Lycée neuf;Lycée;86000;86194;Poitiers;086;OUVERT;302",
        "0860037Y;Lycée Nelson Mandela;Lycée;86000;86194;Poitiers;086;FERME;306",
    )
    result = import_official_schools(nomenclatures, csv_file(*lines))
    assert result == ("lycees", Counts(added=1, changed=1, deactivated=1), 1, 0, ())
    schools = dict(nomenclatures.schools_of_town("86194"))
    assert schools["0860035W"] == "Lycée Camille Guérin"
    assert schools["0869999B"] == "Lycée neuf"
    assert "0860037Y" not in schools
    assert dict(nomenclatures.schools_of_department("86"))["0869999B"] == "Lycée neuf - Poitiers"
    nomenclatures._p_jar.transaction_manager.savepoint()
    assert import_official_schools(nomenclatures, csv_file(*lines)).counts == Counts(unchanged=3)
    assert written(nomenclatures) == 0
    assert load(nomenclatures, force=True)["lycees"].changed == 0


@pytest.mark.parametrize(
    "header",
    [
        MESR,
        "uai;uo_lib;type_d_etablissement;com_nom;com_code;dep_nom;date_fermeture",
    ],
)
def test_higher_education_is_imported_from_either_header(nomenclatures: Nomenclatures, header: str) -> None:
    file = csv_file(
        header,
        "0860856N;Université de Poitiers;Université;Poitiers;86194;Vienne;",
        "0410001A;;Université;Blois;41018;Loir-et-Cher;",
        "7200664J;Université de Corse;Université;Corte;2B096;Haute-Corse;2026-01-01",
        "0900424X;UTBM;École;Inconnue;99999;Territoire de Belfort;",
        "0860035W;Lycée Camille Guérin;Lycée;Poitiers;86194;Vienne;",
    )
    result = import_official_schools(nomenclatures, file)
    assert result.table == "etablissements_sup"
    assert result.counts == Counts(changed=2, deactivated=1)
    assert (result.ignored, result.faulty) == (1, 1)
    assert dict(nomenclatures.higher_schools("90")) == {"0900424X": "UTBM - Inconnue"}
    assert nomenclatures.higher_schools("2B") == []


def test_faulty_lines_are_named_by_their_number_and_the_others_are_kept(nomenclatures: Nomenclatures) -> None:
    file = csv_file(
        MESR,
        "0860856A;Clé fausse;Université;Poitiers;86194;Vienne;",
        '0860856N;"Université',
        'de Poitiers";Université;Poitiers;86194;Vienne;',
        "trop;court",
        "086085;UAI court;Université;Poitiers;86194;Vienne;",
        "0450855K;Université d'Orléans;Université;Orléans;45234;Loiret;",
        "0450855K;Université d'Orléans;Université;Orléans;45234;Loiret;",
        f"0370800U;{'x' * 301};Université;Tours;37261;Indre-et-Loire;",
        f"0370800U;{'x' * 140_000};Université;Tours;37261;Indre-et-Loire;",
        "0870669E;Université\0;Université;Limoges;87085;Haute-Vienne;",
        "",
        "0490970N;Université d'Angers;Université;Angers;49007;Maine-et-Loire;",
    )
    result = import_official_schools(nomenclatures, file)
    assert [(fault.line, fault.code) for fault in result.faults] == [
        (2, "uai_key"),
        (3, "schools_name"),
        (5, "schools_line"),
        (6, "uai_format"),
        (8, "schools_twice"),
        (9, "schools_name"),
        (10, "schools_line"),
        (11, "schools_name"),
    ]
    assert result.faulty == 8
    assert result.counts == Counts(changed=2)


def test_an_import_leaves_the_entry_of_an_administrator_alone(nomenclatures: Nomenclatures) -> None:
    mine = Entry("0860856N", "Notre université", origin=LOCAL)
    nomenclatures.table("etablissements_sup").put(mine)
    import_official_schools(nomenclatures, csv_file(MESR, "0860856N;Autre;Université;Poitiers;86194;Vienne;"))
    assert nomenclatures.table("etablissements_sup").get("0860856N") == mine


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "schools_columns"),
        (b"a;b;c\n1;2;3\n", "schools_columns"),
        (b"uai;nom\n0860856N;Universit\xe9\n", "schools_encoding"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "schools_encoding"),
        (b"PK\x03\x04\x00\x00", "schools_columns"),
    ],
)
def test_a_file_that_is_not_an_official_list_is_refused(
    nomenclatures: Nomenclatures, content: bytes, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        import_official_schools(nomenclatures, io.BytesIO(content))
    assert caught.value.code == code
