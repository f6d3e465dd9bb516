"""The forms of what managers and a candidate ask and tell each other about one application."""

from __future__ import annotations

import colander
import deform

from ecandidat.forms.desk import Choices
from ecandidat.forms.widgets import choice, french_date, line, paragraph, radios
from ecandidat.i18n import _
from ecandidat.services.messages import LONGEST
from ecandidat.services.requests import EXPLANATION, LABEL

BLOCKING, BESIDE = "bloquante", "a-cote"


def message(pieces: Choices) -> colander.Schema:
    """A message, perhaps about one piece."""
    nodes = [paragraph("message", _("Message"), LONGEST)]
    if pieces:
        about = choice("piece", _("À propos de"), pieces, required=False, empty=_("toute la candidature"))
        nodes.insert(0, about)
    return colander.Schema(colander.Mapping(), *nodes)


def message_buttons() -> tuple[deform.Button, ...]:
    """One button that sends."""
    return (deform.Button("envoyer", _("Envoyer le message")),)


def request(effects: Choices) -> colander.Schema:
    """« Demander une pièce »: which one, why, until when, and whether the file waits for it."""
    return colander.Schema(
        colander.Mapping(),
        line("piece", _("Pièce demandée"), LABEL, hint=_("Telle que le candidat la lira parmi ses pièces.")),
        paragraph("explication", _("Explication"), EXPLANATION, required=False,
                  hint=_("Ce qui est attendu, en clair ; lue par le candidat.")),
        french_date("avant", _("À déposer au plus tard le"), hint=_("jj/mm/aaaa, à partir de demain.")),
        radios("effet", _("En attendant la pièce"), effects),
    )  # fmt: skip


def assignee(people: Choices) -> colander.Schema:
    """Who takes care of an application."""
    who = choice("personne", _("Attribuée à"), people, required=False, empty=_("personne"))
    return colander.Schema(colander.Mapping(), who)
