"""Passwords: how they are kept, and which are strong enough."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from ecandidat.domain.errors import Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB and two passes: about 20 ms, and four threads stay far below the memory of a worker."""

MINIMUM, MAXIMUM = 12, 128
"""Length of a password, in characters."""

STRENGTH = 3
"""The least score of zxcvbn, out of 4: « safely unguessable »."""

OWN = 8
"""How many characters of a password must not be the person's names or address: the estimate lets two names pass."""

_WORD = re.compile(r"[^\W\d_]{3,}")

_STUDIED = 72
"""How many characters the estimate reads: beyond, a password is strong whatever follows, and the estimate is slow."""


def kept(password: str) -> str:
    """The hash to store."""
    return HASHER.hash(_normal(password))


@cache
def _nobody() -> str:
    return HASHER.hash("the password of nobody")


def matches(stored: str, password: str) -> bool:
    """Whether a password is the one of a stored hash; '' (no account, no password) takes as long and never matches."""
    if len(password) > MAXIMUM:
        password = ""
    try:
        return HASHER.verify(stored or _nobody(), _normal(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def ages(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def check(password: str, about: Iterable[str] = (), *, field: str = "mot_de_passe") -> None:
    """Refuse a password that is too short, too long or easily guessed by who knows the words ``about`` the person."""
    length = len(_normal(password))
    if length < MINIMUM:
        raise Refused("password_short", field=field, minimum=MINIMUM)
    if length > MAXIMUM:
        raise Refused("password_long", field=field, maximum=MAXIMUM)
    words = [word for text in about for word in (_bare(text), *_WORD.findall(_bare(text))) if word]
    studied = _bare(password)[:_STUDIED]
    if len(_without(words, studied)) < OWN:
        raise Refused("password_weak", field=field)
    if zxcvbn(studied, user_inputs=[*words, "ecandidat", "candidature", "universite"])["score"] < STRENGTH:
        raise Refused("password_weak", field=field)


def _without(words: Iterable[str], password: str) -> str:
    """What is left of a password without the words that everybody knows of the person."""
    left = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word.casefold(), "")
    return left


def _bare(text: str) -> str:
    """Without accents: who guesses tries both spellings."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _normal(password: str) -> str:
    """One password typed on two keyboards is one password."""
    return unicodedata.normalize("NFKC", password)
