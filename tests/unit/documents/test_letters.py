"""Letters: what they say, where the address stands, what they survive."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from ecandidat.documents.letters import VARIABLES, LetterData, build, default_body, paragraphs
from ecandidat.domain.errors import Refused

from . import samples
from .reading import text

LETTER = LetterData(
    kind="admission", language="fr", university="Université de Poitiers", component="UFR de droit",
    commission="Commission du M1 AES", sender_address=("2 rue Jean-Carbonnier", "86073 POITIERS CEDEX 9"),
    recipient=("Madame Zoé NGUYỄN", "12 rue de l'Épée", "17000 LA ROCHELLE"), place="Poitiers",
    date="5 février 2027", number="K7QX3ZPA", formation="M1 AES", decision="Favorable", confirm_by="15/02/2027",
    body=("Madame,", "J'ai le plaisir de vous annoncer : oui.", "Veuillez agréer mes salutations."),
    signatory="La présidente,\nAnne MARTIN",
)  # fmt: skip


def made(letter: LetterData = LETTER) -> bytes:
    target = BytesIO()
    build(letter, target)
    return target.getvalue()


def test_an_admission_says_all() -> None:
    """C091."""
    said = text(made()).replace("\u00a0", " ")
    for expected in (
        "Université de Poitiers", "UFR de droit", "Commission du M1 AES", "86073 POITIERS CEDEX 9",
        "Madame Zoé NGUYỄN", "Poitiers, le 5 février 2027", "Objet :", "Admission – M1 AES", "N° de dossier : K7QX3ZPA",
        "J'ai le plaisir de vous annoncer : oui.", "Favorable", "15/02/2027", "La présidente,\nAnne MARTIN",
    ):  # fmt: skip
        assert expected in said, expected


def test_a_refusal_gives_its_reason_and_no_deadline() -> None:
    """C092."""
    said = text(made(replace(LETTER, kind="refusal", decision="Défavorable", reason="Prérequis insuffisants")))
    assert "Réponse à votre candidature – M1 AES" in said
    assert "Prérequis insuffisants" in said
    assert "15/02/2027" not in said


def test_an_english_letter_reads_as_one() -> None:
    said = text(made(replace(LETTER, language="en", date="5 February 2027")))
    assert "Subject:" in said
    assert "Poitiers, 5 February 2027" in said
    assert "Objet" not in said


def test_only_the_recipient_shows_through_the_window() -> None:
    window = ["-x", "100", "-y", "45", "-W", "90", "-H", "40"]
    command = ["pdftotext", "-r", "25.4", *window, "-", "-"]
    seen = subprocess.run(command, input=made(), capture_output=True, check=True).stdout.decode()
    assert seen.split("\n")[:3] == ["Madame Zoé NGUYỄN", "12 rue de l'Épée", "17000 LA ROCHELLE"]
    assert "Poitiers, le" not in seen
    assert "K7QX3ZPA" not in seen


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr"), ("en", "en"), ("es", "es"), ("de", "de")])
def test_it_is_accessible(language: str, tag: str) -> None:
    with pikepdf.open(BytesIO(made(replace(LETTER, language=language, signature=samples.picture("PNG"))))) as pdf:
        assert str(pdf.Root.Lang).startswith(tag)
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == LETTER.subject or "M1 AES" in metadata["dc:title"]
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("signature", [samples.picture("PNG", mode="RGBA"), samples.picture("JPEG", (3000, 400))])
def test_the_signature_is_drawn_and_made_small(signature: bytes) -> None:
    letter = made(replace(LETTER, signature=signature))
    with pikepdf.open(BytesIO(letter)) as pdf:
        [image] = [image for image in pdf.pages[0].get_images().values() if image.get("/Subtype") == "/Image"]
        assert int(image.Width) <= 900


@pytest.mark.parametrize(
    "signature",
    [b"rien", samples.picture("PNG", (800, 800))[:200], samples.pdf(), samples.png_announcing(20_000, 20_000)],
)
def test_a_signature_that_is_no_image_is_refused(signature: bytes) -> None:
    with pytest.raises(Refused, match="signature_broken"):
        made(replace(LETTER, signature=signature))


def test_what_an_administrator_typed_is_not_interpreted() -> None:
    typed = '#panic() *gras* $x$ <b>oui</b> #read("/etc/passwd")'
    said = text(made(replace(LETTER, body=(typed,), subject=typed, signatory=typed)))
    assert "".join(said.split()).count("".join(typed.split())) == 3


def test_a_wrong_colour_stops_no_letter() -> None:
    assert "Zoé" in text(made(replace(LETTER, accent="bleu")))


def test_a_long_letter_numbers_its_pages() -> None:
    said = text(made(replace(LETTER, body=("Une longue explication. " * 40,) * 8)))
    assert "2/2" in said or "2/3" in said


def test_an_unknown_kind_is_a_fault() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        made(replace(LETTER, kind="maybe"))


@pytest.mark.parametrize("kind", ["admission", "refusal"])
@pytest.mark.parametrize("language", ["fr", "en", "es", "de"])
def test_default_bodies_use_known_variables_only(kind: str, language: str) -> None:
    """C091, C092."""
    body = default_body(kind, language)
    used = set(re.findall(r"\$\{(\w+)\}", body))
    assert {"libelleFormation", "libelleAvis"} <= used <= set(VARIABLES)
    assert body.count("$") == len(re.findall(r"\$\{\w+\}", body))
    assert ("dateLimiteConfirm" in used) == (kind == "admission")


def test_a_language_without_a_text_gets_the_french_one() -> None:
    assert default_body("refusal", "xx") == default_body("refusal", "fr")


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert paragraphs("Un\nsuite\r\n\r\nDeux\n\n\n\nTrois\n") == ("Un\nsuite", "Deux", "Trois")
