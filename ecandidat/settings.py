"""Settings: ini values under ``ecandidat.`` overridden by ``ECANDIDAT_*`` environment variables, read once.

All faults are reported at once, in clear sentences; nothing else in the project reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "ecandidat."


class SettingsError(ValueError):
    """One sentence per fault, joined by line ends."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Paths are absolute; ``base_url`` has no trailing slash, '' = that of the request."""

    secret: str
    var: Path
    development: bool = False
    demo: bool = False
    base_url: str = ""
    mail_transport: str = "smtp"
    mail_from: str = "ne-pas-repondre@localhost"
    worker: str = "external"
    queue: str = ""
    cas: str = "none"
    cas_url: str = ""
    student_records: str = "none"
    student_records_path: str = ""
    student_offer: str = "none"
    student_offer_path: str = ""
    survey: str = "none"
    survey_url: str = ""
    survey_user: str = ""
    survey_password: str = ""
    directory: str = "none"
    directory_url: str = ""
    directory_base: str = ""
    directory_user: str = ""
    directory_password: str = ""
    secure_cookies: bool = True
    session_hours: int = 8
    trust_request_start: bool = False


_CHOICES = {
    "mail_transport": ("smtp", "keep"),
    "worker": ("external", "embedded", "none"),
    "cas": ("none", "embedded", "cas"),
    "student_records": ("none", "embedded"),
    "student_offer": ("none", "embedded", "extract"),
    "survey": ("none", "embedded", "limesurvey"),
    "directory": ("none", "embedded", "ldap"),
}
_SCHEMES = {"base_url": ("http", "https"), "cas_url": ("http", "https"), "survey_url": ("http", "https")}
_QUEUES = ("sqlite", "postgresql")


def read(ini: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> Settings:
    """Build the settings; raise :class:`SettingsError` naming every fault."""
    faults: list[str] = []
    values: dict[str, object] = {}
    for field in fields(Settings):
        raw = environ.get(f"ECANDIDAT_{field.name.upper()}", ini.get(PREFIX + field.name))
        if raw is None or str(raw).strip() == "":
            if field.default is MISSING:
                faults.append(f"{PREFIX}{field.name} manque.")
            continue
        try:
            values[field.name] = _convert(str(raw).strip(), str(field.type))
        except ValueError as error:
            faults.append(f"{PREFIX}{field.name} : {error}.")
    known = {PREFIX + field.name for field in fields(Settings)}
    faults += [f"{key} n'existe pas." for key in ini if key.startswith(PREFIX) and key not in known]
    faults += _contradictions(values)
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values)  # type: ignore[arg-type]


def port(ini: str, environ: Mapping[str, str] = os.environ) -> int:
    """The port to listen on: that of the ini file unless ``ECANDIDAT_PORT`` says another."""
    raw = environ.get("ECANDIDAT_PORT", "") or ini
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise SettingsError(f"« {raw} » n'est pas un numéro de port.")
    return int(raw)


def storage(ini: Mapping[str, object], settings: Settings) -> str:
    """The URI of the database, ``{var}`` in it standing for the data folder."""
    uri = ini.get("zodbconn.uri")
    if not uri:
        raise SettingsError("zodbconn.uri manque : où la base est rangée.")
    return str(uri).replace("{var}", str(settings.var))


def _convert(raw: str, kind: str) -> object:
    if kind == "bool":
        if raw.lower() in ("true", "yes", "on", "1"):
            return True
        if raw.lower() in ("false", "no", "off", "0"):
            return False
        raise ValueError("attendu true ou false")
    if kind == "int":
        if not raw.isdigit() or int(raw) == 0:
            raise ValueError("attendu un nombre entier positif")
        return int(raw)
    return Path(raw).expanduser().resolve() if kind == "Path" else raw


def _contradictions(values: Mapping[str, object]) -> list[str]:
    faults: list[str] = []
    for name, choices in _CHOICES.items():
        if name in values and values[name] not in choices:
            faults.append(f"{PREFIX}{name} : attendu {' ou '.join(choices)}.")
    for name, schemes in _SCHEMES.items():
        if name in values and urlsplit(str(values[name])).scheme not in schemes:
            faults.append(f"{PREFIX}{name} : attendu une adresse http ou https.")
    queue = str(values.get("queue", ""))
    if queue and urlsplit(queue).scheme not in _QUEUES:
        faults.append(f"{PREFIX}queue : attendu {', '.join(_QUEUES)}.")
    if values.get("cas") == "cas" and not values.get("cas_url"):
        faults.append(f"{PREFIX}cas_url manque : l'adresse du serveur CAS.")
    if values.get("survey") == "limesurvey":
        told = {"survey_url": "l'adresse du serveur", "survey_user": "le compte", "survey_password": "son mot de passe"}
        faults += [f"{PREFIX}{name} manque : {what} LimeSurvey." for name, what in told.items() if not values.get(name)]
    if values.get("student_offer") == "extract" and not values.get("student_offer_path"):
        faults.append(f"{PREFIX}student_offer_path manque : le dossier des extractions de l'offre.")
    if values.get("directory") == "ldap":
        if urlsplit(str(values.get("directory_url", ""))).scheme not in ("ldap", "ldaps"):
            faults.append(f"{PREFIX}directory_url : attendu une adresse ldap ou ldaps.")
        if not values.get("directory_base"):
            faults.append(f"{PREFIX}directory_base manque : où sont les personnes dans l'annuaire.")
    if not values.get("development"):
        if "secret" in values and len(str(values["secret"])) < 32:
            faults.append(f"{PREFIX}secret : au moins 32 caractères tirés au hasard (ECANDIDAT_SECRET).")
        if not values.get("base_url"):
            faults.append(f"{PREFIX}base_url manque : l'adresse publique, pour les liens des courriels.")
        if values.get("cas") == "embedded":
            faults.append(f"{PREFIX}cas : « embedded » est réservé au développement.")
        if values.get("survey") == "embedded":
            faults.append(f"{PREFIX}survey : « embedded » est réservé au développement.")
        if values.get("directory") == "embedded":
            faults.append(f"{PREFIX}directory : « embedded » est réservé au développement.")
    return faults
