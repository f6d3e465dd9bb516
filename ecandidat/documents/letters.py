"""Letters of admission and refusal, one page of A4 for a French window envelope.

What never enters: who deserves which letter. The caller gives labels, dates as read, and a body whose variables are
already filled.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image

from ecandidat.documents.limits import MAX_DECODED_PIXELS
from ecandidat.documents.typesetting import DEFAULT_ACCENT, colour, compile_pdf
from ecandidat.documents.uploads import JPEG, PNG, open_image, sniff
from ecandidat.documents.words import DEFAULT_BODIES, LETTER, words_for
from ecandidat.domain.errors import Refused

ADMISSION: Final = "admission"
REFUSAL: Final = "refusal"

VARIABLES: Final = (
    "numeroDossierCandidat", "civiliteCandidat", "nomPatCandidat", "nomUsuCandidat", "prenomCandidat", "dateNaissance",
    "adresseCandidat", "libelleCampagne", "libelleCommission", "adresseCommission", "libelleFormation",
    "codeFormation", "dateJuryFormation", "libelleSignature", "libelleAvis", "commentaireAvis", "dateValidationAvis",
    "motifRefus", "dateLimiteConfirm", "date", "dateHeure", "isAppel", "montantFraisIns", "complementExo",
)  # fmt: skip
"""The closed list of variables that the body of a letter may name."""

_SIGNATURE_BOX: Final = (900, 450)
_WIDE: Final = 60 / 22


@dataclass(frozen=True)
class LetterData:
    """One letter. ``kind`` is ``admission`` or ``refusal``; empty values are left out; ``accent`` is "#rrggbb".

    ``recipient`` begins with the name; ``body`` is one string per paragraph, salutation and closing included;
    ``signature`` is a JPEG or a PNG; ``subject`` defaults to a sentence made of the kind and the formation.
    """

    kind: str
    language: str
    university: str
    recipient: tuple[str, ...]
    body: tuple[str, ...]
    date: str
    place: str = ""
    accent: str = DEFAULT_ACCENT
    component: str = ""
    commission: str = ""
    sender_address: tuple[str, ...] = ()
    number: str = ""
    formation: str = ""
    subject: str = ""
    decision: str = ""
    reason: str = ""
    comment: str = ""
    confirm_by: str = ""
    signatory: str = ""
    signature: bytes | None = None


def build(letter: LetterData, target: BinaryIO, *, created: datetime | None = None) -> None:
    """Write the letter as a PDF to ``target``. Refused ``signature_broken`` if the signature is no whole image."""
    if letter.kind not in (ADMISSION, REFUSAL):
        raise ValueError(f"unknown kind of letter: {letter.kind!r}")
    words = words_for(LETTER, letter.language)
    signature, wide = _signature(letter.signature) if letter.signature else (b"", False)
    data = asdict(letter) | {
        "accent": colour(letter.accent),
        "words": words,
        "language": letter.language if letter.language in LETTER else "fr",
        "subject": letter.subject or " – ".join(part for part in (words[letter.kind], letter.formation) if part),
        "confirm_by": letter.confirm_by if letter.kind == ADMISSION else "",
        "signature": list(signature),
        "signature_wide": wide,
    }
    target.write(compile_pdf("letter", data, created=created))


def default_body(kind: str, language: str) -> str:
    """Text with ``${variable}`` (see ``VARIABLES``) that stands until an administrator writes another."""
    return DEFAULT_BODIES.get((kind, language)) or DEFAULT_BODIES[kind, "fr"]


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text where a blank line parts them."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())


@lru_cache(maxsize=32)
def _signature(content: bytes) -> tuple[bytes, bool]:
    """The signature as a small PNG, so that a hundred letters do not carry a photograph each; whether it is wide."""
    content_type = sniff(content)
    if content_type not in (JPEG, PNG):
        raise Refused("signature_broken")
    try:
        image = open_image(BytesIO(content), content_type)
        if image.width * image.height > MAX_DECODED_PIXELS:
            raise Refused("signature_broken")
        image.thumbnail(_SIGNATURE_BOX)
    except (OSError, SyntaxError, ValueError) as error:
        raise Refused("signature_broken") from error
    small = BytesIO()
    drawn: Image.Image = image if image.mode in ("1", "L", "LA", "RGB", "RGBA") else image.convert("RGBA")
    drawn.save(small, "PNG")
    return small.getvalue(), drawn.width > _WIDE * drawn.height
