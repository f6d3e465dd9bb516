"""What is said before a decision is entered or validated: what will leave and when, the places that it takes."""

from __future__ import annotations

from pyramid.request import Request

from ecandidat.dates import long_date
from ecandidat.domain.codes import Publication
from ecandidat.i18n import _
from ecandidat.resources import Application
from ecandidat.services.announcements import Announcement
from ecandidat.views.candidate.parts import decision_names
from ecandidat.views.desk import versions


def announced(request: Request, application: Application, said: Announcement) -> list[str]:
    """What a validation will send, in sentences."""
    t = request.localizer.translate
    sent = _("${who} reçoit le courriel « ${mail} », avec la lettre en pièce jointe.")
    if not said.letter:
        sent = _("${who} reçoit le courriel « ${mail} », sans lettre.")
    shown = _("« ${decision} » devient visible du candidat.")
    if application.formation.publishes is Publication.BY_HAND:
        shown = _("« ${decision} » restera invisible du candidat jusqu'à sa publication à la main.")
        sent = _("À la publication, ${who} recevra le courriel « ${mail} », avec la lettre en pièce jointe.")
        if not said.letter:
            sent = _("À la publication, ${who} recevra le courriel « ${mail} », sans lettre.")
    elif said.on is not None:
        shown = _("« ${decision} » deviendra visible du candidat le ${date} ; jusque-là il n'en saura rien.")
        sent = _("Ce jour-là, ${who} recevra le courriel « ${mail} », avec la lettre en pièce jointe.")
        if not said.letter:
            sent = _("Ce jour-là, ${who} recevra le courriel « ${mail} », sans lettre.")
    return [
        t(shown, mapping={
            "decision": versions.ranked(t, said.decision, decision_names(application, request.language)),
            "date": long_date(said.on, request.language)}),
        t(sent, mapping={"who": said.recipient, "mail": t(_(said.mail))}),
    ]  # fmt: skip
