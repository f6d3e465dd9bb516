"""« Accusé de transmission »: who, what, when, the fingerprint of each file; accessible, always the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from ecandidat.documents import proof
from ecandidat.documents.proof import WORDS, ProofData, SentPiece
from tests.unit.documents.reading import text as text_of

AT = datetime(2026, 11, 21, 13, 5, 9, tzinfo=UTC)
SHA = "0123456789abcdef" * 4
DATA = ProofData(
    language="fr", university="Université d'Essai", number="K7M2XQ4P", name="Mme Élodie D'Almeida",
    formation="M1 Droit privé", key="7KQ2MX4P", at="samedi 21 novembre 2026 à 14:05:09 (heure de Paris, UTC+01:00)",
    seal="f" * 64, by="Élodie D'Almeida", rank=2, total=2,
    pieces=(
        SentPiece("Curriculum Vitae", "Mon CV (1).pdf", 1_234_567, SHA),
        SentPiece("Demande d'aménagement", not_concerned=True),
    ),
)  # fmt: skip


def made(data: ProofData) -> bytes:
    """The proof's bytes."""
    target = BytesIO()
    proof.build(data, target, created=AT)
    return target.getvalue()


def test_it_says_who_sent_what_and_when() -> None:
    text = text_of(made(DATA))
    for words in ("Accusé de transmission", "K7M2XQ4P", "Mme Élodie D'Almeida", "M1 Droit privé", "7KQ2MX4P", "2/2",
                  "samedi 21 novembre 2026 à 14:05:09 (heure de Paris, UTC+01:00)", "Mon CV (1).pdf", "1,2 Mo",
                  "Non concerné", "sha256sum"):  # fmt: skip
        assert words in text, words
    joined = "".join(text.split())
    assert SHA in joined
    assert "f" * 64 in joined


@pytest.mark.parametrize("language", list(WORDS))
def test_it_is_accessible_in_each_language(language: str) -> None:
    assert WORDS[language].keys() == WORDS["fr"].keys()
    with pikepdf.open(BytesIO(made(replace(DATA, language=language)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith(language)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert WORDS[language]["title"] in metadata["dc:title"]


def test_the_same_submission_gives_the_same_bytes() -> None:
    assert made(DATA) == made(DATA)


def test_a_hundred_pieces_run_over_several_pages() -> None:
    many = tuple(SentPiece(f"Pièce {index}", f"{'long-nom-' * 12}{index}.pdf", 10, SHA) for index in range(100))
    with pikepdf.open(BytesIO(made(replace(DATA, pieces=many)))) as pdf:
        assert len(pdf.pages) > 3


def test_names_of_files_are_never_interpreted() -> None:
    hostile = SentPiece("#panic()", "*$x$* _a_ #sys.inputs <b>.pdf", 1, SHA)
    text = text_of(made(replace(DATA, pieces=(hostile,))))
    assert "#panic()" in text
    assert "#sys.inputs <b>.pdf" in text
