"""The tables by themselves, with rows written here."""

from __future__ import annotations

import pytest

from ecandidat.models.nomenclature import TABLES, Entry, Nomenclature, Nomenclatures, french_order


@pytest.fixture
def nomenclatures() -> Nomenclatures:
    return Nomenclatures()


def put(nomenclatures: Nomenclatures, table: str, code: str, label: str, rank: int = 0, **extra: str) -> None:
    nomenclatures.table(table).put(Entry(code, label, extra=tuple(extra.items()), rank=rank))


def test_an_unknown_code_is_its_own_label() -> None:
    assert Nomenclature("niveaux").label("XYZ") == "XYZ"


def test_a_missing_translation_falls_back_on_french() -> None:
    table = Nomenclature("niveaux")
    table.put(Entry("A", "Été", "Summer"))
    table.put(Entry("B", "Hiver"))
    assert (table.label("A", "en"), table.label("A")) == ("Summer", "Été")
    assert table.label("B", "en") == "Hiver"


def test_choices_keep_the_order_of_the_list_then_of_the_alphabet() -> None:
    table = Nomenclature("mentions_bac")
    for code, label, rank in (("TB", "Très bien", 2), ("P", "Passable", 1), ("Z", "Zèbre", 2), ("E", "Évian", 2)):
        table.put(Entry(code, label, rank=rank))
    assert [code for code, _ in table.choices()] == ["P", "E", "TB", "Z"]


def test_a_deactivated_code_keeps_its_label_but_is_no_longer_offered() -> None:
    table = Nomenclature("lycees", ("departement",))
    entry = Entry("0860035W", "Lycée", extra=(("departement", "86"),))
    table.put(entry)
    table.put(entry._replace(active=False))
    assert table.choices() == []
    assert list(table.found("departement", "86")) == []
    assert list(table.starting_with("086")) == []
    assert table.label("0860035W") == "Lycée"
    assert table.choices(active=False) == [("0860035W", "Lycée")]


def test_lookups_follow_an_entry_that_changes() -> None:
    table = Nomenclature("communes", ("codes_postaux",))
    table.put(Entry("86194", "Poitiers", extra=(("codes_postaux", "86000 86280"),)))
    assert table.put(Entry("86194", "Poitiers", extra=(("codes_postaux", "86000 86001"),)))
    assert [[e.code for e in table.found("codes_postaux", key)] for key in ("86000", "86280", "86001", "8600")] == [
        ["86194"],
        [],
        ["86194"],
        [],
    ]


def test_writing_the_same_entry_twice_changes_nothing() -> None:
    table = Nomenclature("niveaux")
    assert table.put(Entry("A", "Bac"))
    assert not table.put(Entry("A", "Bac"))


def test_every_table_exists_from_the_start(nomenclatures: Nomenclatures) -> None:
    assert nomenclatures.__name__ == "nomenclatures"
    assert all(nomenclatures[name].name == name for name in TABLES)
    with pytest.raises(KeyError):
        nomenclatures.table("licornes")


def test_a_table_that_a_new_version_brings_is_made_on_demand(nomenclatures: Nomenclatures) -> None:
    del nomenclatures.tables["niveaux"]
    assert nomenclatures.ensure("niveaux") is nomenclatures.table("niveaux")


def test_france_comes_first_and_unknown_last(nomenclatures: Nomenclatures) -> None:
    for code, name, nationality in (
        ("990", "Autre ou inconnu", "Autre"),
        ("995", "Apatride", "Apatride"),
        ("501", "Australie", "Australienne"),
        ("103", "Écosse", "Écossaise"),
        ("100", "France", "Française"),
        ("444", "Curaçao", ""),
    ):
        put(nomenclatures, "pays", code, name, nationalite_fr=nationality, nationalite_en="x" if nationality else "")
    assert [code for code, _ in nomenclatures.countries()] == ["100", "501", "444", "103", "990"]
    assert [code for code, _ in nomenclatures.nationalities()] == ["100", "995", "501", "103", "990"]
    assert dict(nomenclatures.nationalities("en"))["100"] == "x"


def test_schools_of_a_town_include_its_arrondissements_and_former_towns(nomenclatures: Nomenclatures) -> None:
    put(nomenclatures, "communes", "75056", "Paris", departement="75")
    put(nomenclatures, "communes", "75105", "Paris 5e", type="arm", commune_chef_lieu="75056")
    put(nomenclatures, "communes", "75106", "Paris 6e", type="arm", commune_chef_lieu="75056")
    put(nomenclatures, "lycees", "A", "Lycée A", commune_insee="75056")
    put(nomenclatures, "lycees", "B", "Lycée B", commune_insee="75105")
    put(nomenclatures, "lycees", "C", "Lycée C", commune_insee="75106")
    assert [code for code, _ in nomenclatures.schools_of_town("75056")] == ["A", "B", "C"]
    assert [code for code, _ in nomenclatures.schools_of_town("75105")] == ["A", "B"]
    assert nomenclatures.schools_of_town("86194") == []


def test_towns_of_a_department_leave_merged_towns_to_places_of_birth(nomenclatures: Nomenclatures) -> None:
    put(nomenclatures, "communes", "01015", "Arboys en Bugey")
    put(nomenclatures, "communes", "01340", "Saint-Bois", type="del", commune_chef_lieu="01015")
    put(nomenclatures, "communes", "02001", "Abbécourt")
    assert nomenclatures.towns_of_department("01") == [("01015", "Arboys en Bugey")]
    assert [code for code, _ in nomenclatures.towns_of_department("01", former=True)] == ["01015", "01340"]
    assert nomenclatures.towns_of_department("") == []


def test_series_and_subjects_are_those_of_the_session(nomenclatures: Nomenclatures) -> None:
    put(nomenclatures, "bac_series", "S", "S", 2, debut="1995", fin="2020", ine_obligatoire_depuis="1995")
    put(nomenclatures, "bac_series", "NBGE", "Général", 1, debut="2021", specialites="2", specialite_abandonnee="1")
    put(nomenclatures, "bac_series", "0000", "Sans", 3, voie="N")
    put(nomenclatures, "bac_specialites", "SVT", "SVT", 1, debut="2021", series="NBGE")
    put(nomenclatures, "bac_specialites", "EPPC", "EPPCS", 2, debut="2023", series="NBGE")
    put(nomenclatures, "bac_options", "LVC", "LVC", 1, series="NBGE STHR")
    assert nomenclatures.series_for_year(2020) == [("S", "S")]
    assert nomenclatures.series_for_year(2021) == [("NBGE", "Général")]
    assert [code for code, _ in nomenclatures.series_for_year(None)] == ["NBGE", "S"]
    assert nomenclatures.specialities_for("NBGE", 2022) == [("SVT", "SVT")]
    assert len(nomenclatures.specialities_for("NBGE", 2023)) == 2
    assert nomenclatures.specialities_for("S", 2020) == []
    assert nomenclatures.options_for("STHR", 2024) == [("LVC", "LVC")]
    assert nomenclatures.specialities_demanded("NBGE") == (2, True)
    assert nomenclatures.specialities_demanded("S") == (0, False)
    assert nomenclatures.specialities_demanded("unknown") == (0, False)
    assert nomenclatures.ine_demanded("S", 1995)
    assert not nomenclatures.ine_demanded("S", 1994)
    assert not nomenclatures.ine_demanded("S", None)
    assert not nomenclatures.ine_demanded("NBGE", 2024)


def test_the_french_alphabet_ignores_accents_capitals_and_hyphens() -> None:
    words = ["Zambie", "Œuf", "École", "Oman", "ecole", "Île-d'Yeu", "Ile de Ré", "Éthiopie", "Espagne"]
    assert sorted(words, key=french_order) == [
        "ecole",
        "École",
        "Espagne",
        "Éthiopie",
        "Île-d'Yeu",
        "Ile de Ré",
        "Œuf",
        "Oman",
        "Zambie",
    ]
