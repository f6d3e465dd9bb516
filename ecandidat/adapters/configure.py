"""Chooses the adapters that the settings name."""

from __future__ import annotations

from pathlib import Path

from pyramid.config import Configurator

from ecandidat.adapters import Adapters
from ecandidat.adapters.cas import SingleSignOn
from ecandidat.adapters.cas.embedded import EmbeddedSignOn
from ecandidat.adapters.cas.server import CasServer
from ecandidat.adapters.directory import Directory
from ecandidat.adapters.directory.embedded import EmbeddedDirectory
from ecandidat.adapters.directory.ldap import LdapDirectory
from ecandidat.adapters.sis import NoRecords, StudentRecords
from ecandidat.adapters.sis.embedded import JsonRecords
from ecandidat.adapters.sis.offer import ExtractedOffer, NoOffer, StudentOffer
from ecandidat.adapters.survey import NoSurveys, Surveys
from ecandidat.adapters.survey.embedded import EmbeddedSurveys
from ecandidat.adapters.survey.limesurvey import LimeSurvey
from ecandidat.settings import Settings


def build(settings: Settings) -> Adapters:
    """The adapters of an instance."""
    return Adapters(cas=_sign_on(settings), records=_records(settings), surveys=_surveys(settings),
                    directory=_directory(settings), offer=_offer(settings))  # fmt: skip


def _sign_on(settings: Settings) -> SingleSignOn | None:
    if settings.cas == "embedded":
        return EmbeddedSignOn(settings.secret)
    return CasServer(settings.cas_url) if settings.cas == "cas" else None


def _records(settings: Settings) -> StudentRecords:
    if settings.student_records == "embedded":
        default = Path(__file__).parent.parent / "data" / "demo" / "student_records.json"
        return JsonRecords(Path(settings.student_records_path or default))
    return NoRecords()


def _offer(settings: Settings) -> StudentOffer:
    if settings.student_offer == "embedded":
        return ExtractedOffer(Path(__file__).parent.parent / "data" / "demo" / "offre")
    if settings.student_offer == "extract":
        return ExtractedOffer(Path(settings.student_offer_path))
    return NoOffer()


def _surveys(settings: Settings) -> Surveys:
    if settings.survey == "embedded":
        return EmbeddedSurveys()
    if settings.survey == "limesurvey":
        return LimeSurvey(settings.survey_url, settings.survey_user, settings.survey_password)
    return NoSurveys()


def _directory(settings: Settings) -> Directory | None:
    if settings.directory == "embedded":
        return EmbeddedDirectory()
    if settings.directory == "ldap":
        return LdapDirectory(
            settings.directory_url, settings.directory_base, settings.directory_user, settings.directory_password
        )
    return None


def includeme(config: Configurator) -> None:
    """Put the adapters into the registry."""
    config.registry.outside = build(config.registry.ecandidat)
