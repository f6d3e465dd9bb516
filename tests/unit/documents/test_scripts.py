"""What candidates type in their own script is printed, not boxed."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from ecandidat.documents.dossier import Activity

from .reading import text
from .test_dossier import DOSSIER_DATA, made

TYPED = {
    "latin": "Ștefănescu Łukasz Nguyễn Ệ ő ğ ẞ Ŋ",
    "greek": "Αθηνά Καζαντζάκη",
    "cyrillic": "Юлия Щербакова Їжак",
    "arabic": "محمد العربي",
    "hebrew": "שלום",
    "armenian": "Հայաստան",
    "georgian": "საქართველო",
    "chinese": "王小明",
    "japanese": "東京かなカナ",
    "korean": "한국어",
    "hindi": "नमस्ते",
    "thai": "สวัสดี",
    "amharic": "አማርኛ",
    "berber": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "emoji": "😀 🎓 ❤️ ✅ 👍🏽",
    "family": "👩\u200d🎓 🇫🇷 1️⃣",
}


@pytest.mark.parametrize("script", TYPED)
def test_every_script_is_printed_without_boxes(script: str) -> None:
    """C090."""
    typed = TYPED[script]
    pdf = made(replace(DOSSIER_DATA, experiences=(Activity("2024", typed, typed, "2 mois", typed),)))
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        # The norm forbids a character without glyph: a file that keeps its claim shows them all.
        assert metadata["pdfuaid:part"] == "1"
    if script not in ("arabic", "hebrew", "emoji", "family", "hindi", "thai"):
        assert typed.split()[0] in text(pdf)


def test_a_script_that_no_font_knows_is_survived() -> None:
    """C090."""
    pdf = made(replace(DOSSIER_DATA, experiences=(Activity("2024", "\U00013000\U00012000", "x"),)))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert "/StructTreeRoot" in opened.Root
