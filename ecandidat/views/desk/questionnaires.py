"""Questionnaires as managers find them in a file: what was sent, what they answer for the candidate, « Relancer »."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.i18n import _
from ecandidat.resources import Application, path_of
from ecandidat.services import questionnaires
from ecandidat.services.answers import form_views, sent, sent_last
from ecandidat.views import ACT, door
from ecandidat.views.candidate.forms import form_row, sent_forms
from ecandidat.views.candidate.parts import say, waives_dates
from ecandidat.views.layout import flash


def listed(request: Request, application: Application) -> list[dict[str, Any]]:
    """What was sent, for the macro ``answers`` of forms.pt; whoever answers for the candidate also finds what was never
    sent, where each is answered (``url``, ``act``), and whether the answers changed since they were sent.
    """
    found = {form["uid"]: {**form, "url": "", "act": "", "changed": False}
             for form in sent_forms(request, application, owner=False)}  # fmt: skip
    if not request.has_permission(P.APPLICATION_DEPOSIT, application):
        return list(found.values())
    t, waive = request.localizer.translate, waives_dates(request, application)
    for view in form_views(application):
        row, uid = form_row(request, application, view), view.questionnaire.uid
        known = found.setdefault(uid, {
            "uid": uid, "title": row["title"], "lang": row["lang"], "status": row["status"], "by": "", "when": "",
            "answers": [],
        })  # fmt: skip
        frozen = next((one for one in sent_last(application) if one.uid == uid), None)
        may = questionnaires.refusal(request.work, application, view, "repondre", waive_dates=waive) is None
        answered = view.response.answered_at is not None
        label = (_("Modifier les réponses") if answered else _("Répondre pour le candidat")) if may else (
            _("Voir les réponses"))  # fmt: skip
        known |= {
            "url": row["url"], "act": t(label),
            "changed": frozen is not None and sent(view).answers != frozen.answers,
        }  # fmt: skip
    return list(found.values())


@door(Application, "relancer-formulaires", permission=P.DESK_STATUS, methods=ACT)
def remind(context: Application, request: Request) -> HTTPSeeOther:
    """Send the mail that names the questionnaires without answer."""
    try:
        questionnaires.remind(request.work, context)
    except Refused as refused:
        request.tm.doom()
        flash(request, say(request, refused), "danger")
    else:
        flash(request, _("Le rappel des formulaires part dans quelques instants."))
    return HTTPSeeOther(f"{path_of(context)}#formulaires")
