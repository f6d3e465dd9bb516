"""Letters of admission and refusal, one page of A4 for a French window envelope.

What never enters: who deserves which letter. The caller gives labels, dates as read, and a body whose variables are
already filled.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image

from ecandidat.documents.letter_variables import LETTER_VARIABLES
from ecandidat.documents.limits import MAX_DECODED_PIXELS
from ecandidat.documents.prose import Block, plain
from ecandidat.documents.typesetting import DEFAULT_ACCENT, colour, compile_pdf
from ecandidat.documents.uploads import JPEG, PNG, open_image, sniff
from ecandidat.documents.words import DEFAULT_BODIES, LETTER, words_for
from ecandidat.domain.errors import Refused

ADMISSION: Final = "admission"
REFUSAL: Final = "refusal"
OTHERS: Final = ("waiting", "ranked", "preselection")
"""Kinds of letters that only a university's own text makes."""

VARIABLES: Final = tuple(LETTER_VARIABLES)
"""The closed list of variables that a letter may name."""

_SIGNATURE_BOX: Final = (900, 450)
_LOGO_BOX: Final = (720, 240)
_WIDE: Final = 60 / 22


@dataclass(frozen=True)
class LetterData:
    """One letter. ``kind`` is ``admission``, ``refusal`` or one of :data:`OTHERS`; empty values are left out;
    ``accent`` is "#rrggbb".

    ``recipient`` begins with the name; ``body`` is one string per paragraph, salutation and closing included, or a
    block of :mod:`.prose`; ``signature`` and ``logo`` are a JPEG or a PNG; ``subject`` defaults to a sentence made of
    the kind and the formation. ``sender`` stands for component, commission and address when it is given; ``footer``
    for the university's name at the foot; ``facts`` frames decision, reason, comment and deadline.
    """

    kind: str
    language: str
    university: str
    recipient: tuple[str, ...]
    body: tuple[str | Block, ...]
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
    sender: tuple[str, ...] = ()
    footer: str = ""
    logo: bytes | None = None
    facts: bool = True


def build(letter: LetterData, target: BinaryIO, *, created: datetime | None = None) -> None:
    """Write the letter as a PDF to ``target``. Refused ``signature_broken`` if the signature is no whole image,
    ``logo_broken`` if the logo is none.
    """
    if letter.kind not in (ADMISSION, REFUSAL, *OTHERS):
        raise ValueError(f"unknown kind of letter: {letter.kind!r}")
    words = words_for(LETTER, letter.language)
    signature, wide = _drawn(letter.signature, _SIGNATURE_BOX, "signature_broken") if letter.signature else (b"", False)
    logo, logo_wide = _drawn(letter.logo, _LOGO_BOX, "logo_broken") if letter.logo else (b"", False)
    body = [asdict(block) if isinstance(block, Block) else asdict(plain(block)) for block in letter.body]
    data = asdict(replace(letter, body=())) | {
        "body": body,
        "logo": list(logo),
        "logo_wide": logo_wide,
        "accent": colour(letter.accent),
        "words": words,
        "language": letter.language if letter.language in LETTER else "fr",
        "subject": letter.subject or default_subject(letter.kind, letter.language, letter.formation),
        "confirm_by": letter.confirm_by if letter.kind == ADMISSION else "",
        "signature": list(signature),
        "signature_wide": wide,
    }
    target.write(compile_pdf("letter", data, created=created))


def default_subject(kind: str, language: str, formation: str) -> str:
    """What a letter is about, unless it says so itself."""
    said = words_for(LETTER, language).get(kind, "")
    return " – ".join(part for part in (said, formation) if part)


def default_body(kind: str, language: str) -> str:
    """Text with ``${variable}`` (see ``VARIABLES``) that stands until an administrator writes another."""
    return DEFAULT_BODIES.get((kind, language)) or DEFAULT_BODIES.get((kind, "fr"), "")


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text where a blank line parts them."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())


@lru_cache(maxsize=64)
def _drawn(content: bytes, box: tuple[int, int], refusal: str) -> tuple[bytes, bool]:
    """An image as a small PNG, so that a hundred letters do not carry a photograph each; whether it is wide."""
    content_type = sniff(content)
    if content_type not in (JPEG, PNG):
        raise Refused(refusal)
    try:
        image = open_image(BytesIO(content), content_type)
        if image.width * image.height > MAX_DECODED_PIXELS:
            raise Refused(refusal)
        image.thumbnail(box)
    except (OSError, SyntaxError, ValueError) as error:
        raise Refused(refusal) from error
    small = BytesIO()
    drawn: Image.Image = image if image.mode in ("1", "L", "LA", "RGB", "RGBA") else image.convert("RGBA")
    drawn.save(small, "PNG")
    return small.getvalue(), drawn.width > _WIDE * drawn.height
