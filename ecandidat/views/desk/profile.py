"""The candidate's profile as managers read it: frozen at submission, in the sections of the guides."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.documents.dossier import Activity, Bac, Identity, Study
from ecandidat.i18n import _
from ecandidat.resources import Application
from ecandidat.services import dossier


def profile_sections(request: Request, application: Application) -> list[dict[str, Any]]:
    """One dict per section: ``title``, ``items`` (label, value); an empty section has none."""
    t = request.localizer.translate
    data = dossier.data(request.work, application, owner=False, lang=request.language)
    sections = (
        (_("Informations perso."), _identity(t, data.identity)),
        (_("Adresse"), [{"label": t(_("Adresse")), "value": "\n".join(data.address)}] if data.address else []),
        (_("Baccalauréat"), _bac(t, data.baccalaureate)),
        (_("Cursus interne"), [_study(study) for study in data.internal_studies]),
        (_("Cursus externe"), [_study(study) for study in data.external_studies]),
        (_("Stages"), [_activity(stay) for stay in data.internships]),
        (_("Expériences pro."), [_activity(job) for job in data.experiences]),
    )
    return [{"title": t(title), "items": items} for title, items in sections]


def _rows(t: Any, rows: tuple[tuple[Any, str], ...]) -> list[dict[str, str]]:
    return [{"label": t(label), "value": value} for label, value in rows if value]


def _identity(t: Any, who: Identity) -> list[dict[str, str]]:
    return _rows(
        t,
        (
            (_("Civilité"), who.civil_title), (_("Nom patronymique"), who.birth_name), (_("Nom usuel"), who.usual_name),
            (_("Prénom"), who.first_name), (_("Autre prénom"), who.other_first_name), (_("Né(e) le"), who.birth),
            (_("Lieu de naissance"), who.birth_place), (_("Nationalité"), who.nationality), (_("INE"), who.ine),
            (_("Adresse mail"), who.mail), (_("Téléphone"), who.phone), (_("Téléphone portable"), who.mobile),
        ),
    )  # fmt: skip


def _bac(t: Any, bac: Bac | None) -> list[dict[str, str]]:
    if bac is None:
        return []
    if bac.without:
        return [{"label": t(_("Baccalauréat")), "value": t(_("Sans baccalauréat"))}]
    return _rows(
        t,
        (
            (_("Année"), bac.year), (_("Série"), bac.series), (_("Mention"), bac.honours),
            (_("Spécialités"), bac.specialities), (_("Options"), bac.options), (_("Établissement"), bac.school),
            (_("Lieu"), bac.place),
        ),
    )  # fmt: skip


def _study(study: Study) -> dict[str, str]:
    return {"label": study.year, "value": "\n".join(filter(None, (study.label, study.school, study.result)))}


def _activity(done: Activity) -> dict[str, str]:
    head = ", ".join(filter(None, (done.label, done.organisation, done.duration)))
    return {"label": done.year, "value": "\n".join(filter(None, (head, done.description)))}
