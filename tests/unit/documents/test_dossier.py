"""The downloaded dossier: what it says, what it attaches, and that anyone can read it."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ecandidat.documents.dossier import (
    Activity,
    Bac,
    Dates,
    DossierData,
    Identity,
    PieceFile,
    PieceLine,
    Study,
    build,
)  # fmt: skip
from ecandidat.documents.words import CODES, DEFAULT_BODIES, DOSSIER, LETTER
from ecandidat.domain.codes import LANGUAGES

from . import samples
from .reading import outline, text

IDENTITY = Identity(
    civil_title="Mme", birth_name="NGUYỄN", first_name="Zoé", birth="03/04/2003", birth_place="Bourg-en-Bresse (Ain)",
    nationality="Française", ine="0123456789A", mail="zoe@exemple.fr",
)  # fmt: skip
DOSSIER_DATA = DossierData(
    language="fr", university="Université de Poitiers", component="UFR de droit", number="K7QX3ZPA",
    formation="M1 Administration économique et sociale", identity=IDENTITY, status="Réceptionné",
    decision="Favorable", edited="21/11/2026", dates=Dates(return_by="08/01/2027", jury="30/01/2027"),
    address=("12 rue de l'Épée", "86000 POITIERS"), baccalaureate=Bac(year="2021", series="Général"),
    internal_studies=(Study("2024", "Licence 3 AES", result="Admise"),),
    external_studies=(Study("2022", "Licence 1 Droit", "Université de Rennes", "Obtenu : oui"),),
    internships=(Activity("2025", "Assistante", "Cabinet Dupont", "8 semaines", "Rédaction"),),
    experiences=(Activity("2024", "Vendeuse", "Librairie", "2 mois"),),
    pieces=(PieceLine("Curriculum vitæ", "Validée", "Très clair", "mon cv.pdf", "0123456789abcdef" * 4),),
)  # fmt: skip


def piece(label: str, content: bytes, content_type: str = "application/pdf", filename: str = "f") -> PieceFile:
    return PieceFile(label, filename, content_type, lambda: BytesIO(content))


def made(data: DossierData = DOSSIER_DATA, *pieces: PieceFile) -> bytes:
    target = BytesIO()
    build(data, pieces, target)
    return target.getvalue()


def test_it_says_everything_that_is_known() -> None:
    """C090."""
    said = text(made())
    for expected in (
        "Université de Poitiers", "UFR de droit", "K7QX3ZPA", "M1 Administration économique et sociale", "Zoé NGUYỄN",
        "Réceptionné", "Favorable", "08/01/2027", "30/01/2027", "12 rue de l'Épée", "Général", "Licence 3 AES",
        "Licence 1 Droit", "Université de Rennes", "Cabinet Dupont", "8 semaines", "Librairie", "Curriculum vitæ",
        "Validée", "Très clair", "mon cv.pdf", "0123456789abcdef", "page 1/", "Édité le 21/11/2026",
    ):  # fmt: skip
        assert expected in said, expected


def test_a_digital_dossier_asks_for_no_printing() -> None:
    said = text(made())
    assert "Veuillez imprimer" not in said
    assert "Cadre réservé à la commission" not in said


def test_a_paper_dossier_carries_checklist_address_and_grid() -> None:
    """C089."""
    paper = replace(
        DOSSIER_DATA,
        paper=True,
        return_address=("Scolarité de droit", "86073 POITIERS CEDEX 9"),
        return_comment="Ne pas agrafer.",
        decisions=("Favorable", "Liste complémentaire"),
        pieces=tuple(PieceLine(f"Pièce demandée {i}", "En attente") for i in range(30)),
    )
    said = " ".join(text(made(paper)).split())
    sentence = "Veuillez imprimer ce dossier et le renvoyer avec les pièces listées à l'adresse de contact avant le"
    assert f"{sentence} 08/01/2027." in said
    assert "86073 POITIERS CEDEX 9" in said
    assert "Ne pas agrafer." in said
    assert "Cadre réservé à la commission" in said
    assert "Liste complémentaire" in said
    assert all(f"Pièce demandée {i}" in said for i in range(30))


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr"), ("en", "en"), ("es", "es"), ("de", "de"), ("xx", "fr")])
def test_it_is_accessible(language: str, tag: str) -> None:
    with pikepdf.open(BytesIO(made(replace(DOSSIER_DATA, language=language)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith(tag)
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "K7QX3ZPA" in metadata["dc:title"]


def test_with_foreign_pages_it_no_longer_claims_the_norm_but_keeps_its_tags() -> None:
    with pikepdf.open(BytesIO(made(DOSSIER_DATA, piece("CV", samples.pdf())))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert "pdfuaid:part" not in metadata


def test_headings_follow_the_language() -> None:
    said = text(made(replace(DOSSIER_DATA, language="en")))
    assert "Supporting documents" in said
    assert "Work experience" in said
    assert "Pièces justificatives" not in said


def test_nothing_known_still_makes_a_page() -> None:
    bare = DossierData("fr", "Université d'Orléans", "AAAA2222", "Licence", Identity())
    said = text(made(bare))
    assert "Aucune information saisie." in said
    assert "Aucune pièce n'est demandée." in said


HOSTILE = (
    "#panic()", "*gras* _souligné_", "$x^2$", "<script>alert(1)</script>", "[lien](x)", "@ref <label>", "// rien",
    '"; #read("/etc/passwd")', "\\u{41}", "= Titre", "`code`", "~ -- ---", "=cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_printed_as_typed(typed: str) -> None:
    data = replace(DOSSIER_DATA, answers=((typed, "-"),), experiences=(Activity("2024", typed, typed),))
    said = text(made(data)).replace("\u00a0", " ")
    assert said.count(typed) >= 3


@pytest.mark.parametrize(
    "typed",
    [
        "😀 🇫🇷",
        "שלום",
        "مرحبا",
        "中文",
        "a\x00b\x07c",
        "\ud83d",
        "\u202eabc",
        "\n\n",
        "e" * 50_000,
        "-a" * 9000,
        "\n" * 9000,
    ],
)
def test_any_character_is_survived(typed: str) -> None:
    identity = replace(IDENTITY, first_name=typed, birth_place=typed)
    pdf = made(replace(DOSSIER_DATA, university=typed, formation=typed, identity=identity, accent=typed))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert "/StructTreeRoot" in opened.Root


def test_a_long_address_can_be_copied_from_the_page() -> None:
    mail = "marie-francoise.de-la-rochefoucauld@etu.univ-poitiers.fr"
    assert mail in text(made(replace(DOSSIER_DATA, identity=replace(IDENTITY, mail=mail))))


def test_pieces_follow_with_bookmarks_that_lead_to_them() -> None:
    """C090."""
    result = made(
        DOSSIER_DATA,
        piece("Curriculum vitæ", samples.pdf(2)),
        piece("Photo d'identité", samples.picture("JPEG"), "image/jpeg"),
        piece("Diplôme", samples.pdf(3)),
    )
    with pikepdf.open(BytesIO(result)) as pdf:
        summary = len(pdf.pages) - 6
        assert outline(pdf) == [
            ("Récapitulatif", 0),
            ("Curriculum vitæ", summary),
            ("Photo d'identité", summary + 2),
            ("Diplôme", summary + 3),
        ]
    assert f"page 1/{summary}" in text(result)
    assert "Photo d'identité" in text(result, page=summary + 3)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (samples.picture("JPEG"), "image/jpeg"),
        (samples.picture("JPEG", mode="L"), "image/jpeg"),
        (samples.picture("PNG", mode="RGBA"), "image/png"),
        (samples.picture("PNG", (20, 3000)), "image/png"),
        (samples.picture("PNG", mode="L"), "image/png"),
    ],
)
def test_an_image_stands_inside_an_a4_page(content: bytes, content_type: str) -> None:
    with pikepdf.open(BytesIO(made(DOSSIER_DATA, piece("Photo", content, content_type)))) as pdf:
        page = pdf.pages[-1]
        width, height = (float(value) for value in page.mediabox[2:])
        assert (round(width), round(height)) == (595, 842)
        forms = [thing for thing in page.resources.XObject.values() if thing.get("/Subtype") == "/Form"]
        assert any("/XObject" in form.get("/Resources", {}) for form in forms)


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (samples.encrypted_pdf(), "application/pdf", "file_encrypted"),
        (samples.pdf()[:200], "application/pdf", "file_broken"),
        (b"", "application/pdf", "file_broken"),
        (samples.picture("JPEG")[:-200], "image/jpeg", "file_broken"),
        (samples.png_announcing(20_000, 20_000), "image/png", "file_image_too_big"),
        (samples.pdf(501), "application/pdf", "file_too_many_pages"),
        (b"PK", "application/zip", "file_type"),
    ],
)
def test_a_piece_that_cannot_be_printed_says_why(content: bytes, content_type: str, reason: str) -> None:
    """C090."""
    result = made(
        DOSSIER_DATA, piece("Relevé de notes", content, content_type, "relevé.pdf"), piece("CV", samples.pdf())
    )
    with pikepdf.open(BytesIO(result)) as pdf:
        last = len(pdf.pages)
        assert outline(pdf)[1:] == [("Relevé de notes", last - 2), ("CV", last - 1)]
    warning = text(result, page=last - 1)
    assert "Relevé de notes" in warning
    assert "relevé.pdf" in warning
    assert DOSSIER["fr"][reason] in warning


def test_a_file_that_has_gone_says_so() -> None:
    missing = PieceFile("CV", "cv.pdf", "application/pdf", partial(Path("/nonexistent/cv").open, "rb"))
    assert DOSSIER["fr"]["file_missing"] in text(made(DOSSIER_DATA, missing))


def test_files_are_closed_afterwards() -> None:
    streams: list[BytesIO] = []

    def open_one() -> BytesIO:
        streams.append(BytesIO(samples.pdf()))
        return streams[-1]

    made(DOSSIER_DATA, PieceFile("CV", "cv.pdf", "application/pdf", open_one))
    assert streams
    assert all(stream.closed for stream in streams)


def test_a_sent_page_runs_nothing() -> None:
    with pikepdf.open(BytesIO(samples.pdf())) as pdf:
        script: Any = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=script,
            AA=pikepdf.Dictionary(E=script),
        )
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        pdf.Root.OpenAction = script
        sent = BytesIO()
        pdf.save(sent)
    with pikepdf.open(BytesIO(made(DOSSIER_DATA, piece("CV", sent.getvalue())))) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert not any("JavaScript" in repr(thing) for thing in pdf.objects)


def test_it_is_written_to_a_file_and_the_same_twice(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    written = []
    for name in ("one", "two"):
        with (tmp_path / name).open("w+b") as target:
            build(DOSSIER_DATA, [], target, created=moment)
            assert target.tell() == (tmp_path / name).stat().st_size
        written.append(text((tmp_path / name).read_bytes()))
    assert written[0] == written[1]


def test_eight_pieces_take_less_than_a_second() -> None:
    pages = [piece(f"Pièce {i}", samples.pdf(4)) for i in range(5)]
    scan = samples.picture("JPEG", (2480, 3508))
    pages += [piece(f"Photo {i}", scan, "image/jpeg") for i in range(3)]
    made()
    started = time.process_time()
    made(DOSSIER_DATA, *pages)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("table", [DOSSIER, LETTER])
def test_every_language_has_the_same_words(table: dict[str, dict[str, str]]) -> None:
    assert set(table) == set(LANGUAGES)
    assert all(set(table["fr"]) == set(words) for words in table.values())


def test_codes_and_letters_are_said_in_every_language() -> None:
    """C091, C092."""
    assert set(CODES) == set(LANGUAGES) - {"fr"}
    assert all(set(CODES["en"]) == set(labels) for labels in CODES.values())
    assert set(DEFAULT_BODIES) == {(kind, lang) for kind in ("admission", "refusal") for lang in LANGUAGES}


def test_the_last_page_of_a_paper_file_says_whose_it_is_and_where_it_goes() -> None:
    """C089."""
    paper = replace(
        DOSSIER_DATA, language="de", paper=True, return_address=("Scolarité de droit", "86073 POITIERS CEDEX 9"),
        decisions=("Favorable", "Défavorable"),
    )  # fmt: skip
    pdf = made(paper)
    with pikepdf.open(BytesIO(pdf)) as opened:
        last = text(pdf, page=len(opened.pages))
    for expected in (
        "Übersichtsblatt", "K7QX3ZPA", "Zoé NGUYỄN", "86073 POITIERS CEDEX 9", "08/01/2027", "Curriculum vitæ",
        "Cadre réservé à la commission", "Défavorable", "Dossier reçu le",
    ):  # fmt: skip
        assert expected in last, expected


def test_every_printed_field_has_its_words() -> None:
    for shape in (Identity, Dates, Bac):
        names = {field.name for field in fields(shape)} - {"without"}
        assert names <= set(DOSSIER["fr"])
