"""Tags on some applications of the demonstration, and alerts that colour those that have waited."""

from __future__ import annotations

from random import Random

from ecandidat.models.offer import Establishment
from ecandidat.register import formations_below
from ecandidat.services import tagging, tags
from ecandidat.work import Work

LABELS = (("Prioritaire", "#b03a2e"), ("Dossier à revoir", "#b9770e"), ("Alternance", "#1a5276"))
OF_COMPONENT = ("Vu en commission", "#1e8449")
ALERTS = ((15, "#d4ac0d"), (30, "#ca6f1e"), (45, "#b03a2e"))
SHARE = 0.3
"""Part of the live applications that bear a tag."""


def build(work: Work, establishment: Establishment) -> None:
    """The tags and alerts that a university offers."""
    for order, (label, colour) in enumerate(LABELS, start=1):
        tags.add_tag(work, establishment, {"label": label, "colour": colour, "order": order, "active": True})
    for component in establishment.components[:2]:
        label, colour = OF_COMPONENT
        tags.add_tag(work, component, {"label": label, "colour": colour, "order": 10, "active": True})
    for days, colour in ALERTS:
        tags.add_alert(work, establishment, {"days": days, "colour": colour, "active": True})
    establishment.parameters["SVA_ALERT_DAT"] = "TRA"


def put(work: Work, random: Random) -> None:
    """Some applications bear one or two of them."""
    for formation in formations_below(work.root):
        offered = [tags.uid(tag) for tag in tags.available(formation)]
        for application in sorted(formation.values(), key=lambda one: one.key):
            if offered and application.cancelled_at is None and random.random() < SHARE:
                tagging.put(work, application, add=random.sample(offered, random.choice((1, 1, 2))))
