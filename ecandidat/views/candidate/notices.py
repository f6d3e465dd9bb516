"""What a candidate must know first on the page of an application: notices, each with where it leads."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request

from ecandidat.dates import deadline
from ecandidat.domain.codes import Mode, PieceStatus, Status
from ecandidat.domain.errors import Refused
from ecandidat.domain.workflow import dossier
from ecandidat.domain.workflow.machine import Situation
from ecandidat.i18n import _
from ecandidat.models.application import Application, key_of
from ecandidat.resources import path_of
from ecandidat.services import messages, requests
from ecandidat.views.candidate import forms, parts


def of(request: Request, application: Application, now: Situation) -> list[dict[str, str]]:
    """What the candidate must know first, as alerts: ``kind``, ``text``."""
    dates = parts.limit_dates(application, request.language)
    found: list[tuple[str, Any]] = []
    if now.cancelled:
        found.append(("warning", _("Cette candidature est annulée.")))
        return _told(request, found)
    if parts.offered(request, application, now, "confirmer"):
        found.append(("success", _answer_notice(dates)))
    if application.status in (Status.PENDING, Status.INCOMPLETE) and now.decision is None:
        found += _deposit_notices(request, application, now, dates)
    elif application.status is Status.RECEIVED and now.submitted and not now.examined:
        found.append(("success", _(
            "Votre candidature est transmise. Vous serez averti par courriel de toute évolution de votre dossier."
        )))  # fmt: skip
    told = _told(request, found)
    if parts.offered(request, application, now, "reprendre"):
        told[-1] |= _take_back(request, application, dates, told[-1]["text"])
    if parts.offered(request, application, now, "confirmer"):
        told[0] |= {"url": "#actions", "link": request.localizer.translate(_("Répondre"))}
    return [*told, *forms.owed_notice(request, application, now), *_exchanges(request, application)]


def _exchanges(request: Request, application: Application) -> list[dict[str, str]]:
    """Messages that wait to be read, pieces asked besides."""
    t, found = request.localizer.translate, []
    if messages.unread(application, staff=False):
        text, url = t(_("Un message vous attend à propos de cette candidature.")), f"{path_of(application)}/@@messages"
        found.append({"kind": "info", "text": text, "url": url, "link": t(_("Lire le message"))})
    for demand in requests.waited(application):
        said = {"piece": demand.title(request.contents_language), "date": deadline(demand.limit, request.language)}
        text = _("Une pièce de plus vous est demandée : « ${piece} », à déposer au plus tard le ${date}.", mapping=said)
        if application.pieces.of(demand).status is PieceStatus.REFUSED:
            text = _("« ${piece} » est refusée : lisez pourquoi, puis déposez-la à nouveau au plus tard le ${date}.",
                     mapping=said)  # fmt: skip
        url = f"#piece-{key_of(demand.uid).replace('~', '-')}"
        found.append({"kind": "warning", "text": t(text), "url": url, "link": t(_("Aller à la pièce"))})
    return found


def _take_back(request: Request, application: Application, dates: dict[str, str], said: str) -> dict[str, str]:
    """What was sent may still be mended, and how."""
    t = request.localizer.translate
    more = t(_("Vous pouvez encore la reprendre pour la modifier, tant que personne ne l'a examinée."))
    if dates["return_by"]:
        more = t(_(
            "Vous pouvez encore la reprendre pour la modifier, tant que personne ne l'a examinée, jusqu'au ${date}.",
            mapping={"date": dates["return_by"]},
        ))  # fmt: skip
    url = f"{path_of(application)}/@@reprendre"
    return {"text": f"{said} {more}", "url": url, "link": t(_("La reprendre"))}


def _answer_notice(dates: dict[str, str]) -> Any:
    if dates["confirm_by"]:
        return _(
            "Votre candidature a reçu un avis favorable. Confirmez-la ou désistez-vous avant le ${date} : "
            "passé ce délai, votre place sera proposée à une autre personne.",
            mapping={"date": dates["confirm_by"]},
        )
    return _("Votre candidature a reçu un avis favorable. Confirmez-la ou désistez-vous.")


def _deposit_notices(
    request: Request, application: Application, now: Situation, dates: dict[str, str]
) -> list[tuple[str, Any]]:
    if application.formation.mode is Mode.PAPER or not now.digital:
        return [("info", _(
            "Veuillez télécharger votre dossier, l'imprimer et le renvoyer à l'adresse de contact avant le ${date}.",
            mapping={"date": dates["return_by"]},
        ))]  # fmt: skip
    if (late := dossier.return_date_not_passed(now)) is not None:
        return [("danger", parts.say(request, late))]
    found: list[tuple[str, Any]] = []
    if now.deposit_suspended:
        found.append(("warning", parts.say(request, Refused("deposit_suspended"))))
    if application.status is Status.INCOMPLETE:
        found.append(("warning", _(
            "Votre dossier est incomplet : remplacez les pièces refusées, puis transmettez à nouveau votre "
            "candidature avant le ${date}.", mapping={"date": dates["return_by"]},
        )))  # fmt: skip
        return found
    found.append(("info", _(
        "Procédure dématérialisée, veuillez déposer vos pièces via les commandes du tableau avant le ${date}. "
        "Une fois fait vous devrez transmettre votre candidature.", mapping={"date": dates["return_by"]},
    )))  # fmt: skip
    return found


def _told(request: Request, found: list[tuple[str, Any]]) -> list[dict[str, str]]:
    return [{"kind": kind, "text": request.localizer.translate(text)} for kind, text in found]


def refused(request: Request, errors: dict[str, str]) -> list[dict[str, str]]:
    """What was refused, at the top of the page, with the way to the piece."""
    link = request.localizer.translate(_("Aller à la pièce"))
    return [
        {"kind": "danger", "text": said, "url": f"#piece-{key.replace('~', '-')}", "link": link}
        for key, said in errors.items()
    ]
