"""National identifiers: the student's INE and the establishment's UAI, their shapes and their keys.

An INE has 11 characters. Three kinds matter:

* BEA: ten digits and one letter, given by secondary schools; the letter is the number modulo 23.
* NNE36: ten digits or letters and one digit, given by universities; the digit is a base-36 checksum.
* INES: nine digits and two letters, given by the national register; its key cannot be computed without asking the
  ministry, so only the shape is checked.

Apprentices (SIFA) carry a number whose key is not public either. What never enters: the uniqueness of a number, which
is a question for the storage, and any call to an outside service.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ecandidat.domain.errors import Refused

ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The 23 key letters: the alphabet without I, O and Q."""

LENGTH = 11

_KEY_LETTER = f"[{ALPHABET}]"
_BEA = re.compile(rf"[0-9]{{10}}{_KEY_LETTER}")
_NNE36 = re.compile(r"[0-9A-Z]{10}[0-9]")
_INES = re.compile(r"[0-9]{9}[A-Z]{2}")
_INES_KEY = re.compile(r"[A-HJK]{2}")
_SIFA = re.compile(rf"[0-9]{{4}}A[0-9]{{5}}{_KEY_LETTER}")
_UAI = re.compile(rf"[0-9]{{7}}{_KEY_LETTER}")
_CHARACTERS = re.compile(r"[0-9A-Z]+")


class IneKind(StrEnum):
    """Who gave the number."""

    BEA = "BEA"
    NNE36 = "NNE36"
    INES = "INES"
    SIFA = "SIFA"


@dataclass(frozen=True)
class IneReading:
    """An accepted INE. ``verified`` is True when its key was computed; ``warning`` is "" or a code for the reader."""

    kind: IneKind
    ine: str
    key: str
    verified: bool
    warning: str = ""


def bea_key(number: str) -> str:
    """The key letter of ten digits."""
    return ALPHABET[int(number) % 23]


def nne36_key(number: str) -> str:
    """The key digit of ten digits or capital letters."""
    values = [int(character, 36) for character in number]
    return str((6 * sum(values[:9]) + values[9]) % 10)


def uai_key(number: str) -> str:
    """The key letter of the seven digits of an establishment."""
    return ALPHABET[int(number) % 23]


def normalise(text: str) -> tuple[str, str]:
    """Split what was typed into number and key: 9 + 2 for an INES, 10 + 1 otherwise.

    Spaces of any kind are dropped and letters become capitals. Refuses ``ine_length`` (param ``length``) and
    ``ine_format`` when a character is neither a digit nor a plain letter.
    """
    compact = "".join(text.split())
    if not compact.isascii():
        raise Refused("ine_format")
    compact = compact.upper()
    if len(compact) != LENGTH:
        raise Refused("ine_length", length=len(compact))
    if not _CHARACTERS.fullmatch(compact):
        raise Refused("ine_format")
    cut = 9 if _INES.fullmatch(compact) else 10
    return compact[:cut], compact[cut:]


def read_ine(ine: str, key: str) -> IneReading:
    """Recognise an INE given as number and key, wherever the two were cut.

    Refuses ``ine_length``, ``ine_format`` (no known kind), ``ine_identical`` (ten times the same character or ten
    letters: a filler), ``ine_key`` (the key does not match) and ``ine_o_zero`` (the number would be right with a zero
    for a letter O, or the reverse). An INES whose letters leave A-H, J, K is accepted with the warning
    ``ine_unusual_letters``.
    """
    ine, key = normalise(ine + key)
    text = ine + key
    if len(key) == 1 and (len(set(ine)) == 1 or ine.isalpha()):
        raise Refused("ine_identical")
    reading = _recognise(ine, key)
    if reading is not None:
        return reading
    if looks_like_o_zero(ine, key):
        raise Refused("ine_o_zero")
    raise Refused("ine_key" if _BEA.fullmatch(text) or _NNE36.fullmatch(text) else "ine_format")


def looks_like_o_zero(ine: str, key: str) -> bool:
    """Whether swapping the letter O and the digit 0 makes an invalid number valid.

    Two slips are tried: every O meant zero, or one character alone was confused. Trying every combination would find
    a chance match for many numbers that are merely mistyped.
    """
    text = ine + key
    swapped = {
        text[:position] + ("0" if character == "O" else "O") + text[position + 1 :]
        for position, character in enumerate(text)
        if character in "O0"
    }
    if "O" in text:
        swapped.add(text.replace("O", "0"))
    readings = [reading for other in swapped if (reading := _recognise(*normalise(other)))]
    # Without a computed key a letter O in place of a zero proves nothing: nearly any number would take the shape.
    return any(reading.verified or "O" not in reading.ine + reading.key for reading in readings)


def check_uai(uai: str) -> None:
    """Refuse an establishment code that cannot exist: ``uai_format`` or ``uai_key``. Capitals, no spaces."""
    if not _UAI.fullmatch(uai):
        raise Refused("uai_format", uai=uai)
    if uai_key(uai[:7]) != uai[7]:
        raise Refused("uai_key", uai=uai)


def _recognise(ine: str, key: str) -> IneReading | None:
    text = ine + key
    if _INES.fullmatch(text):
        warning = "" if _INES_KEY.fullmatch(key) else "ine_unusual_letters"
        return IneReading(IneKind.INES, ine, key, verified=False, warning=warning)
    if _SIFA.fullmatch(text):
        return IneReading(IneKind.SIFA, ine, key, verified=False)
    if _BEA.fullmatch(text) and bea_key(ine) == key:
        return IneReading(IneKind.BEA, ine, key, verified=True)
    if _NNE36.fullmatch(text) and nne36_key(ine) == key:
        return IneReading(IneKind.NNE36, ine, key, verified=True)
    return None
