"""What a manager saw of an application when opening a form: a fingerprint per section, checked when saving.

There are no locks: two managers may open the same form, the second to save is told what the first changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from pyramid.request import Request

from ecandidat.dates import short_date
from ecandidat.domain.decisions import Decision
from ecandidat.domain.errors import Refused
from ecandidat.forms import Lifecycle
from ecandidat.i18n import _
from ecandidat.models.application import Application
from ecandidat.services import enrolment, tags
from ecandidat.views.candidate.parts import decision_names

Translate = Callable[[Any], str]


def _decisions(application: Application) -> tuple[tuple[str, bool], ...]:
    return tuple((decision.key, decision.validated_at is not None) for decision in application.decisions)


VALUES: dict[str, Callable[[Application], object]] = {
    "statut": lambda application: (application.status, application.status_on, application.cancelled_at),
    "traitement": lambda application: (application.treatment, application.treatment_validated),
    "decision": _decisions,
    "date-retour": lambda application: application.return_by,
    "date-confirmation": lambda application: application.confirm_by,
    "etiquettes": lambda application: application.tags,
    "regime": lambda application: application.regime,
    "droits": lambda application: (application.exemption, application.fees_note, application.fees),
    "code-opi": lambda application: application.registration_code,
}
"""Section → what a form of it shows."""

LABELS = {
    "statut": _("Statut du dossier"),
    "traitement": _("Type de traitement"),
    "decision": _("Décision"),
    "date-retour": _("Date limite de retour de cette candidature"),
    "date-confirmation": _("Date de confirmation de cette candidature"),
    "etiquettes": _("Étiquettes"),
    "regime": _("Régime d'inscription"),
    "droits": _("Situation de droits"),
    "code-opi": _("Code OPI"),
}


def version(application: Application, section: str) -> str:
    """The fingerprint of a section as it is now."""
    return _fingerprint(VALUES[section](application))


def _fingerprint(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def stale(request: Request, application: Application, section: str, seen: str) -> Refused | None:
    """The refusal that says what changed since ``seen``; None when nothing did."""
    if not seen or seen == version(application, section):
        return None
    t = request.localizer.translate
    now = words(request, application, section)
    return Refused("stale_section", section=t(LABELS[section]), now=now, who=last_actor(application))


def last_actor(application: Application) -> str:
    """Who last did something to the application."""
    newest = application.journal.newest_first()
    return newest[0].actor if newest else ""


def check(request: Request, application: Application, section: str, lifecycle: Lifecycle, seen: str) -> None:
    """Refuse a stale save; the form shown again then carries the present version and what was typed."""
    refused = stale(request, application, section, seen)
    if refused is not None:
        lifecycle.form["version"].cstruct = version(application, section)
        raise refused


def words(request: Request, application: Application, section: str) -> str:
    """A section as it is now, in words."""
    t = request.localizer.translate
    if section == "statut":
        return t(_("Annulée")) if application.cancelled_at else t(_(application.status.label))
    if section == "traitement":
        return treatment_words(t, application)
    if section in SET:
        return SET[section](request, application) or t(_("non renseigné"))
    if not application.decisions:
        return t(_("aucune"))
    return decision_words(t, application.decisions[-1], decision_names(application, request.language))


def tag_words(request: Request, application: Application) -> str:
    """The labels of the tags, in their order."""
    named = tags.named(application.formation)
    return ", ".join(named[uid].label for uid in application.tags if uid in named)


def regime_words(request: Request, application: Application) -> str:
    """The tuition regime, '' when there is none."""
    return str(request.portal.nomenclatures.table("regimes").label(application.regime, request.language))


SET: dict[str, Callable[[Request, Application], str]] = {
    "date-retour": lambda request, application: short_date(application.return_by, request.language),
    "date-confirmation": lambda request, application: short_date(application.confirm_by, request.language),
    "etiquettes": tag_words,
    "regime": regime_words,
    "droits": lambda request, application: enrolment.fees_words(request.work, application),
    "code-opi": lambda request, application: application.registration_code,
}
"""Section that managers set at will → how it stands, '' while nobody set it."""


def treatment_words(t: Translate, application: Application) -> str:
    """« Accès contrôlé (validé) »."""
    said = t(_("validé")) if application.treatment_validated else t(_("non validé"))
    return f"{t(_(application.treatment.label))} ({said})"


def decision_words(t: Translate, decision: Decision, names: Mapping[str, str]) -> str:
    """« Avis favorable (validée) »."""
    said = t(_("validée")) if decision.validated_at else t(_("non validée"))
    return f"{ranked(t, decision, names)} ({said})"


def ranked(t: Translate, decision: Decision, names: Mapping[str, str]) -> str:
    """« Liste complémentaire, rang 3 »."""
    name = names.get(decision.label, decision.label)
    if decision.rank is None:
        return name
    return t(_("${decision}, rang ${rank}", mapping={"decision": name, "rank": decision.rank}))
