"""Whatever knows the offer of a university is searched alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import ecandidat
from ecandidat.adapters.configure import build
from ecandidat.adapters.sis.offer import ExtractedOffer, NoOffer, OfferedFormation, StudentOffer
from ecandidat.settings import Settings, SettingsError, read

EMBEDDED = ExtractedOffer(Path(ecandidat.__file__).parent / "data" / "demo" / "offre")
APOGEE = (
    "COD_ETP;COD_VRS_VET;LIB_WEB_VET;COD_CGE;LIB_CGE\n"
    "M1DRT;261;M1 Études judiciaires;DRT;Droit\n"
    "M1DRT;261;En double;DRT;Droit\n"
    "L3SCI;262;L3 Sciences;SCI;Sciences\n"
    ";262;Sans code;SCI;Sciences\n"
    f"X;1;{'x' * 501};SCI;Sciences\n"
    "Y;1;Avec un \0;SCI;Sciences\n"
)


@pytest.fixture
def extract(tmp_path: Path) -> ExtractedOffer:
    (tmp_path / "poitiers.csv").write_bytes(APOGEE.encode("cp1252"))
    return ExtractedOffer(tmp_path)


@pytest.mark.parametrize("establishment", ["poitiers", "orleans", "lorraine", "perpignan", "utt"])
def test_each_university_of_the_demonstration_has_an_offer(establishment: str) -> None:
    """D15."""
    assert EMBEDDED.covers(establishment)
    found = EMBEDDED.formations(establishment, "")
    assert found
    for one in found:
        assert EMBEDDED.formation(establishment, one.code, one.version) == one
        assert EMBEDDED.formations(establishment, one.code, (one.cge,))
        assert EMBEDDED.formations(establishment, one.code, ("nulle part",)) == []


def test_an_extract_of_apogee_is_read_and_faulty_lines_are_left_out(extract: ExtractedOffer) -> None:
    """D15."""
    found = extract.formations("poitiers", "")
    assert found == [
        OfferedFormation("L3SCI", "262", "L3 Sciences", "SCI", "Sciences"),
        OfferedFormation("M1DRT", "261", "M1 Études judiciaires", "DRT", "Droit"),
    ]


def test_every_word_counts_whatever_its_case_and_accents(extract: ExtractedOffer) -> None:
    codes = [one.code for one in extract.formations("poitiers", "ETUDES m1")]
    assert codes == ["M1DRT"]
    assert extract.formations("poitiers", "etudes sciences") == []
    assert [one.code for one in extract.formations("poitiers", "l3sci")] == ["L3SCI"]
    assert len(extract.formations("poitiers", "", limit=1)) == 1


def test_nothing_is_found_outside_of_the_centres(extract: ExtractedOffer) -> None:
    """D33."""
    assert [one.code for one in extract.formations("poitiers", "", ("SCI",))] == ["L3SCI"]


def test_an_extract_is_read_again_when_it_has_changed(extract: ExtractedOffer, tmp_path: Path) -> None:
    assert extract.formation("poitiers", "NEW", "") is None
    path = tmp_path / "poitiers.csv"
    path.write_text("code;libelle\nNEW;Nouvelle\n", encoding="utf-8-sig")
    os.utime(path, ns=(1, 1))
    assert extract.formation("poitiers", "NEW", "") == OfferedFormation("NEW", "", "Nouvelle")
    assert extract.formation("poitiers", "M1DRT", "261") is None


def test_what_cannot_be_read_says_so(extract: ExtractedOffer, tmp_path: Path) -> None:
    (tmp_path / "orleans.csv").write_text("nom;prenom\n", encoding="utf-8")
    (tmp_path / "utt.csv").write_text("", encoding="utf-8")
    (tmp_path / "lorraine.csv").write_text(f"code;libelle\n1;{'x' * 200_000}\n", encoding="utf-8")
    for code in ("orleans", "utt", "lorraine", "ailleurs"):
        with pytest.raises(OSError, match=code):
            extract.formations(code, "abc")
    assert not extract.covers("ailleurs")


def test_an_instance_without_a_student_system_finds_nothing() -> None:
    none: StudentOffer = NoOffer()
    assert not none.covers("poitiers")
    assert none.formations("poitiers", "abc") == []
    assert none.formation("poitiers", "a", "") is None


def settings(**more: str) -> Settings:
    return read({"ecandidat.secret": "x" * 40, "ecandidat.var": ".", "ecandidat.development": "true",
                 **{f"ecandidat.{name}": value for name, value in more.items()}}, {})  # fmt: skip


def test_the_settings_choose(tmp_path: Path) -> None:
    (tmp_path / "lyon.csv").write_text("code;libelle\n1;Une\n", encoding="utf-8")
    assert build(settings()).offer.covers("poitiers") is False
    assert build(settings(student_offer="embedded")).offer.covers("poitiers")
    found = build(settings(student_offer="extract", student_offer_path=str(tmp_path))).offer
    assert found.covers("lyon")
    with pytest.raises(SettingsError, match="student_offer_path"):
        settings(student_offer="extract")
