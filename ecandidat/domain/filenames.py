"""Names of the files that are downloaded in number: made from a template over a closed list of variables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ecandidat.domain.errors import Refused

VARIABLES: tuple[str, ...] = ("numero", "nom", "prenom", "formation", "code", "composante", "piece")
"""What a template may hold, written ``{name}``."""

LONGEST, LONGEST_TEMPLATE = 120, 100
DEFAULT, DEFAULT_PIECE = "{numero}-{nom}-{prenom}-{code}", "{numero}-{nom}-{prenom}-{piece}"

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_UNSAFE = re.compile(r"[^\w.,()' -]+")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def check(template: str) -> str:
    """The template, without spaces around; refuses an empty one, a too long one, an unknown variable, a stray brace."""
    text = template.strip()
    known = ", ".join(f"{{{name}}}" for name in VARIABLES)
    if not text:
        raise Refused("value_required", field="nom")
    if len(text) > LONGEST_TEMPLATE:
        raise Refused("text_too_long", field="nom", count=len(text), maximum=LONGEST_TEMPLATE)
    unknown = [found for found in _VARIABLE.findall(text) if found not in VARIABLES]
    if unknown or set(_VARIABLE.sub("", text)) & {"{", "}"}:
        wrong = unknown[0] if unknown else text
        raise Refused("filename_variable", field="nom", variable=wrong[:40], variables=known)
    return text


def named(template: str, values: Mapping[str, str]) -> str:
    """The name, without extension, that every system takes: no path, no sign of theirs, not too long, never empty."""
    text = _VARIABLE.sub(lambda found: values.get(found[1], ""), template)
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(" ._-")[:LONGEST].rstrip(" ._-")
    return f"_{plain}" if plain.split(".")[0].casefold() in _RESERVED else plain or "fichier"


class Names:
    """The names already given in one archive: equal ones, whatever their case, are numbered."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def free(self, name: str, extension: str) -> str:
        """``name.ext``, or ``name (2).ext`` when it was given before."""
        while True:
            key = f"{name}{extension}".casefold()
            count = self._given.get(key, 0) + 1
            self._given[key] = count
            if count == 1:
                return f"{name}{extension}"
            candidate = f"{name} ({count})"
            if f"{candidate}{extension}".casefold() not in self._given:
                self._given[f"{candidate}{extension}".casefold()] = 1
                return f"{candidate}{extension}"
