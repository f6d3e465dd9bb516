"""Names of things: random keys, slugs of the offer, names that the URL contract reserves."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from ecandidat.domain.errors import Refused

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Characters of keys and candidate numbers: no 0/O, 1/I/L, U (read as V), so that a number survives a phone call."""

RESERVED = frozenset(
    {"archives", "candidats", "candidatures", "commissions", "compte", "decisions", "documents", "formulaires",
     "journal", "offre", "pieces", "profil", "profils", "static", "taches"}
)  # fmt: skip
"""Path segments with a meaning of their own: no establishment, component, type or formation may take them."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def new_key(length: int = 8) -> str:
    """A random key: 30**8 possibilities, not guessable, not ordered."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_key(text: str, length: int = 8) -> bool:
    """Whether a text looks like what :func:`new_key` makes."""
    return len(text) == length and set(text) <= set(ALPHABET)


def new_secret() -> str:
    """A random secret for a link or a session: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a random secret: its SHA-256, which is enough because the secret is not guessable."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_slug(code: str, *, maximum: int = 50) -> str:
    """Return ``code`` if it may name an object of the offer; else refuse with the reason."""
    if not code or len(code) > maximum or not _SLUG.match(code):
        raise Refused("slug_invalid", code=code[:80], suggestion=slugify(code)[:maximum], maximum=maximum)
    if code in RESERVED:
        raise Refused("slug_reserved", code=code)
    return code


def slugify(text: str) -> str:
    """A slug for a title: « Économie & gestion » → ``economie-gestion``; may be empty."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
