"""Official files beside the package's own nomenclatures: what is recognised, read, refused, compared."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from ecandidat.domain.errors import Refused
from ecandidat.models.nomenclature import LOCAL, TABLES, Entry, Nomenclatures
from ecandidat.services import official_files
from ecandidat.services.nomenclatures import load
from ecandidat.services.official_files import received, unpacked
from ecandidat.services.official_import import ABSENT, ADDED, CHANGED, CLOSED, REOPENED, Comparison, compare
from ecandidat.services.official_kinds import KINDS, TITLES, country_code

ANNUAIRE = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Code_postal;Code_commune;Nom_commune;"
    "Code_departement;etat;code_nature"
)
MESR = "uai - identifiant;Libellé;type d'établissement;Commune;Code commune;Département;Date de fermeture"


def read(nomenclatures: Nomenclatures, content: bytes | str, name: str = "liste.csv", kind: str = "") -> Comparison:
    sent = content if isinstance(content, bytes) else content.encode()
    with received(io.BytesIO(sent)) as kept, unpacked(kept) as text:
        return compare(nomenclatures, text, name, kind)


def counts(done: Comparison) -> dict[str, int]:
    acts = {act: done.count(act) for act in (ADDED, CHANGED, CLOSED, REOPENED)}
    return {act: count for act, count in acts.items() if count}


def write(nomenclatures: Nomenclatures, done: Comparison) -> None:
    for one in done.differences:
        nomenclatures.table(done.table).put(one.entry)


def refusal(nomenclatures: Nomenclatures, content: bytes | str, name: str = "liste.csv", kind: str = "") -> str:
    with pytest.raises(Refused) as caught:
        read(nomenclatures, content, name, kind)
    return caught.value.code


def test_every_table_has_a_name_and_every_kind_a_table() -> None:
    assert set(TITLES) == set(TABLES)
    assert {kind.table for kind in KINDS.values()} <= set(TABLES)


def test_schools_of_the_directory_are_compared_and_written_once(nomenclatures: Nomenclatures) -> None:
    """S20."""
    lines = "\n".join((
        "\ufeff" + ANNUAIRE,
        "0860035W;Lycée Camille Guérin;Lycée;86000;86194;Poitiers;086;OUVERT;306",
        "0860001J;École Machin;Ecole;86000;86194;Poitiers;086;OUVERT;151",
        "0869999B;Lycée neuf;Lycée;86000;86194;Poitiers;086;OUVERT;302",
        "0860037Y;Lycée Nelson Mandela;Lycée;86000;86194;Poitiers;086;FERME;306",
    ))  # fmt: skip
    done = read(nomenclatures, lines)
    assert (done.table, counts(done), done.ignored, done.faulty) == (
        "lycees", {ADDED: 1, CHANGED: 1, CLOSED: 1}, 1, 0
    )  # fmt: skip
    write(nomenclatures, done)
    schools = dict(nomenclatures.schools_of_town("86194"))
    assert schools["0860035W"] == "Lycée Camille Guérin"
    assert schools["0869999B"] == "Lycée neuf"
    assert "0860037Y" not in schools
    again = read(nomenclatures, lines)
    assert not again.differences
    assert again.unchanged == 3
    assert load(nomenclatures, force=True)["lycees"].changed == 0


@pytest.mark.parametrize(
    "header", [MESR, "uai;uo_lib;type_d_etablissement;com_nom;com_code;dep_nom;date_fermeture"]
)
def test_higher_education_is_read_from_either_header(nomenclatures: Nomenclatures, header: str) -> None:
    """S20."""
    done = read(nomenclatures, "\n".join((
        header,
        "0860856N;Université du Poitou;Université;Poitiers;86194;Vienne;",
        "0410001A;;Université;Blois;41018;Loir-et-Cher;",
        "7200664J;Université de Corse;Université;Corte;2B096;Haute-Corse;2026-01-01",
        "0860035W;Lycée Camille Guérin;Lycée;Poitiers;86194;Vienne;",
    )))  # fmt: skip
    assert (done.table, counts(done)) == ("etablissements_sup", {CHANGED: 1, CLOSED: 1})
    assert (done.ignored, done.faulty) == (1, 1)
    write(nomenclatures, done)
    assert nomenclatures.higher_schools("2B") == []
    assert nomenclatures.school_label("7200664J")


def test_faulty_lines_are_named_by_their_number_and_the_others_are_kept(nomenclatures: Nomenclatures) -> None:
    done = read(nomenclatures, "\n".join((
        MESR,
        "0860856A;Clé fausse;Université;Poitiers;86194;Vienne;",
        '0860856N;"Université',
        'de Poitiers";Université;Poitiers;86194;Vienne;',
        "trop;court",
        "086085;UAI court;Université;Poitiers;86194;Vienne;",
        "0450855K;Université d'Orléans;École;Orléans;45234;Loiret;",
        "0450855K;Université d'Orléans;École;Orléans;45234;Loiret;",
        f"0370800U;{'x' * 301};Université;Tours;37261;Indre-et-Loire;",
        f"0370800U;{'x' * 140_000};Université;Tours;37261;Indre-et-Loire;",
        f"0370800U;{'x;' * 600_000}",
        "0870669E;Université\0;Université;Limoges;87085;Haute-Vienne;",
        "0490970N;UniversitÃ© d'Angers;Université;Angers;49007;Maine-et-Loire;",
        "",
        "0490970N;Université d'Anjou;Université;Angers;49007;Maine-et-Loire;",
    )))  # fmt: skip
    assert [(fault.line, fault.refused.code) for fault in done.faults] == [
        (2, "uai_key"),
        (3, "nomenclature_name"),
        (5, "nomenclature_line"),
        (6, "uai_format"),
        (8, "nomenclature_twice"),
        (9, "nomenclature_name"),
        (10, "nomenclature_line"),
        (11, "nomenclature_line"),
        (12, "nomenclature_name"),
        (13, "nomenclature_accents"),
        (15, "nomenclature_twice"),
    ]
    assert done.faulty == 11
    assert not done.whole
    assert list(done.entries) == ["0450855K"]


def test_a_code_whose_line_is_faulty_is_not_missing(nomenclatures: Nomenclatures) -> None:
    done = read(nomenclatures, "code;libelle\n1;\n2;Formation continue\n", "regimes.csv")
    assert "1" not in {entry.code for entry in done.absent}
    assert "3" in {entry.code for entry in done.absent}


def test_what_an_administrator_typed_is_left_alone(nomenclatures: Nomenclatures) -> None:
    mine = Entry("0860856N", "Notre université", origin=LOCAL)
    nomenclatures.table("etablissements_sup").put(mine)
    done = read(nomenclatures, f"{MESR}\n0860856N;Autre;Université;Poitiers;86194;Vienne;\n")
    assert (done.kept, done.differences) == (1, [])
    other = read(nomenclatures, f"{MESR}\n0450855K;Autre;Université;Orléans;45234;Loiret;\n")
    assert "0860856N" not in {entry.code for entry in other.absent}


LISTS = "code;libelle\n1;Formation initiale\n2;Formation continuée\n9;Été\n"


def packed(content: bytes) -> bytes:
    """Compressed without the hour: names of tests are the same everywhere."""
    return gzip.compress(content, mtime=0)



@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (LISTS.encode(), "utf-8-sig", ";"),
        (b"\xef\xbb\xbf" + LISTS.encode(), "utf-8-sig", ";"),
        (LISTS.encode("latin-1"), "cp1252", ";"),
        (LISTS.replace("Été", "Été – \x9d").encode("latin-1", "replace"), "latin-1", ";"),
        (LISTS.encode("utf-16"), "utf-16", ";"),
        (LISTS.replace(";", ",").encode(), "utf-8-sig", ","),
        (LISTS.replace(";", "\t").replace("\n", "\r\n").encode("cp1252"), "cp1252", "\t"),
        ('"code","libelle"\n"1","Formation initiale"\n"2","Formation continuée"\n"9","Été"\n'.encode(),
         "utf-8-sig", ","),
        (packed(LISTS.encode("cp1252")), "cp1252", ";"),
    ],
)  # fmt: skip
def test_any_usual_encoding_separator_and_compression_is_read(
    nomenclatures: Nomenclatures, content: bytes, encoding: str, separator: str
) -> None:
    """S20."""
    done = read(nomenclatures, content, "apogee_regime.csv")
    assert (done.table, done.encoding, done.separator) == ("regimes", encoding, separator)
    assert done.entries["2"].fr == "Formation continuée"
    assert done.entries["1"] == nomenclatures.table("regimes").get("1")


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("liste.csv", LISTS)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n \n", "file_empty"),
        (b"a;b;c\n1;2;3\n", "nomenclature_unknown"),
        (b"une seule colonne\n", "nomenclature_columns"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "nomenclature_binary"),
        (b"\x00\x01\x02;\x03\n", "nomenclature_binary"),
        (b"\xff\xfe\x00", "nomenclature_binary"),
        (b"%PDF-1.7\n", "nomenclature_binary"),
        (b"\xef\xbb\xbf<!DOCTYPE html>;\n", "nomenclature_binary"),
        (b"\x1f\x8bnot really gzip", "nomenclature_unreadable"),
        (packed(LISTS.encode())[:-12], "nomenclature_unreadable"),
        (packed(packed(LISTS.encode())), "nomenclature_binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "nomenclature_book"),
        (b";".join(b"c%d" % number for number in range(400)) + b"\n", "nomenclature_columns"),
    ],
)
def test_what_is_no_table_is_refused(nomenclatures: Nomenclatures, content: bytes, code: str) -> None:
    assert refusal(nomenclatures, content) == code


def test_a_workbook_is_refused_with_what_to_do(nomenclatures: Nomenclatures) -> None:
    assert refusal(nomenclatures, zipped(), "liste.xlsx") == "nomenclature_book"


def test_a_bomb_is_refused_before_it_fills_anything(
    nomenclatures: Nomenclatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = gzip.compress(b"code;libelle\n" + b"1;x\n" * 1_000_000)
    monkeypatch.setattr(official_files, "LARGEST_TEXT", 100_000)
    assert refusal(nomenclatures, bomb) == "nomenclature_too_large"
    monkeypatch.setattr(official_files, "LARGEST", 1_000)
    assert refusal(nomenclatures, bomb) == "nomenclature_too_large"


def test_more_rows_than_any_nomenclature_are_refused(
    nomenclatures: Nomenclatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(official_files, "MOST_ROWS", 3)
    assert counts(read(nomenclatures, LISTS, "regimes.csv"))
    assert refusal(nomenclatures, LISTS + "10;Dix\n", "regimes.csv") == "nomenclature_rows"


@pytest.mark.parametrize(
    ("content", "name", "table"),
    [
        ("COD_BAC;LIB_BAC;DAA_DEB_VLD_BAC;DAA_FIN_VLD_BAC\nZZ;Un bac;1999;2003\n", "export.csv", "bac_series"),
        ("code;libelle_fr\n001;Baccalauréat\n", "apogee_dip_aut_cur.csv", "diplomes_externes"),
        ("code;libelle\nTB;Très bien\n", "MENTION_NIV_BAC.csv", "mentions_bac"),
        ("code;libelle\nTB;Très bien\n", "mention.csv", "mentions_diplome"),
        ("COD_PAY;LIB_PAY;LIB_NAT\n109;ALLEMAGNE;ALLEMANDE\n", "x.csv", "pays"),
        ("COG,ACTUAL,LIBCOG\n99109,1,Allemagne\n99246,3,Disparu\n", "v_pays.csv", "pays"),
        ("DEP,REG,CHEFLIEU,LIBELLE\n86,75,86194,Vienne\n", "v_departement.csv", "departements"),
        ("TYPECOM,COM,DEP,LIBELLE,COMPARENT\nCOM,86194,86,Poitiers,\n", "v_commune.csv", "communes"),
    ],
)
def test_a_list_is_recognised_by_its_columns_or_its_name(
    nomenclatures: Nomenclatures, content: str, name: str, table: str
) -> None:
    """S20."""
    assert read(nomenclatures, content, name).table == table


def test_a_list_that_nothing_tells_apart_is_chosen(nomenclatures: Nomenclatures) -> None:
    content = "code;libelle\nTB;Très bien\n"
    assert refusal(nomenclatures, content, "export.csv") == "nomenclature_unknown"
    assert read(nomenclatures, content, "export.csv", "mentions_bac").table == "mentions_bac"


def test_what_a_list_does_not_speak_of_stays(nomenclatures: Nomenclatures) -> None:
    """A label alone leaves years and English as they are; a number that is none is a faulty line."""
    done = read(nomenclatures, "code;libelle;debut\nS;Série S;\nES;Série ES;hier\nL;Série L;1996\n", "bac_series.csv")
    old, new = nomenclatures.table("bac_series").get("S"), done.entries["S"]
    assert old is not None
    assert (new.fr, new.en, new.extra, new.rank) == ("Série S", old.en, old.extra, old.rank)
    assert done.entries["L"].value("debut") == "1996"
    assert [(fault.line, fault.refused.code) for fault in done.faults] == [(3, "nomenclature_number")]


def test_a_list_may_put_a_code_out_of_service_and_back(nomenclatures: Nomenclatures) -> None:
    closing = read(nomenclatures, "code;libelle;en_service\n1;Formation initiale;N\n88;Rien;N\n", "regimes.csv")
    assert (counts(closing), closing.ignored) == ({CLOSED: 1}, 1)
    write(nomenclatures, closing)
    assert nomenclatures.table("regimes").label("1") == "Formation initiale"
    back = read(nomenclatures, "code;libelle;en_service\n1;Formation initiale;O\n", "regimes.csv")
    assert counts(back) == {REOPENED: 1}
    assert ABSENT not in counts(back)


def test_codes_of_the_insee_become_those_of_student_systems() -> None:
    assert [country_code(code) for code in ("99109", "109", "XXXXX", "99100")] == ["109", "109", "100", "100"]


def test_towns_keep_their_postcodes(nomenclatures: Nomenclatures) -> None:
    done = read(
        nomenclatures,
        "TYPECOM,COM,DEP,LIBELLE,COMPARENT\nCOM,86194,86,Poitiers-Ville,\nCOMD,86001,86,Ancienne,86194\n"
        "ARM,75105,75,Paris 5e,75056\n", "v_commune.csv",
    )  # fmt: skip
    assert done.ignored == 1
    write(nomenclatures, done)
    assert dict(nomenclatures.towns_by_postcode("86000"))["86194"] == "Poitiers-Ville"
