"""What is said before a decision is entered or validated: what will leave and when, the places that it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from datetime import date

from pyramid.request import Request

from ecandidat.dates import long_date
from ecandidat.domain.codes import DecisionKind, Publication
from ecandidat.domain.decisions import Decision
from ecandidat.forms.desk import Notice
from ecandidat.i18n import _
from ecandidat.register import ApplicationRow
from ecandidat.resources import Application, Formation
from ecandidat.services import capacity
from ecandidat.services.announcements import Announcement
from ecandidat.services.capacity import Crowd
from ecandidat.services.decisions import free_rank
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
            "date": _day(request, application.formation, said.on)}),
        t(sent, mapping={"who": said.recipient, "mail": t(_(said.mail))}),
        *of_meeting(request, said.decision),
    ]  # fmt: skip


def _day(request: Request, formation: Formation, day: date | None) -> str:
    """« 3 juin 2027 », with the hour where there is one."""
    said = long_date(day, request.language)
    if not formation.publication_time:
        return said
    values = {"date": said, "hour": formation.publication_time}
    return str(request.localizer.translate(_("${date} à ${hour}", mapping=values)))


Chosen = Iterable[tuple[Formation, ApplicationRow]]
Looks = Callable[[Formation, Container[str]], Crowd | None]
"""What a formation would become, of :mod:`ecandidat.services.capacity`."""


def crowded(request: Request, chosen: Chosen, looks: Looks) -> list[str]:
    """« 32 admis pour 30 places… », for each formation where what is about to be done makes more people than places."""
    keys: dict[Formation, set[str]] = {}
    for formation, row in chosen:
        keys.setdefault(formation, set()).add(row.key)
    found = (looks(formation, here) for formation, here in keys.items())
    return [_crowd(request, one) for one in found if one is not None]


def _crowd(request: Request, found: Crowd) -> str:
    said = _("${formation} : ${admitted} admis pour ${capacity} places.")
    if found.coming:
        said = _("${formation} : ${admitted} admis pour ${capacity} places, dont ${coming} à valider.")
    values = {"formation": found.formation.title, "admitted": found.admitted, "capacity": found.capacity,
              "coming": found.coming}  # fmt: skip
    return str(request.localizer.translate(said, mapping=values))


def of_validation(request: Request, application: Application, looks: Looks = capacity.if_validated) -> list[str]:
    """What is added to the announcement of one validation."""
    formation = application.formation
    row = formation.rows.get(application.key)
    lines = crowded(request, [(formation, row)], looks) if row is not None else []
    said = _("Attention, plus d'admis que de places. ${line}")
    return [request.localizer.translate(said, mapping={"line": line}) for line in lines]


def of_meeting(request: Request, decision: Decision) -> list[str]:
    """What is missing for somebody who is preselected to come: their mail will say that it is to follow."""
    if decision.kind is not DecisionKind.PRESELECTION or (decision.meeting_date and decision.meeting_place):
        return []
    said = _("Attention, la date de convocation manque : le courriel dira « date à préciser ».")
    if decision.meeting_date:
        said = _("Attention, le lieu de convocation manque : le courriel dira « lieu à préciser ».")
    elif not decision.meeting_place:
        said = _("Attention, la date et le lieu de convocation manquent : le courriel dira qu'ils sont à préciser.")
    return [request.localizer.translate(said)]


def of_entry(request: Request, chosen: Chosen, kind: DecisionKind | None) -> list[Notice]:
    """What the form of a decision warns of: nothing but for a favourable one, or before one was chosen."""
    if kind not in (None, DecisionKind.FAVOURABLE):
        return []
    lines = crowded(request, chosen, capacity.if_favourable)
    if not lines:
        return []
    said = _("Avec cette décision, il y aurait plus d'admis que de places.")
    if kind is None:
        said = _("Une décision favorable ferait plus d'admis que de places.")
    return [Notice("warning", request.localizer.translate(said), tuple(lines))]


def of_ranks(request: Request, chosen: Chosen, *, sure: bool) -> Notice:
    """The ranks that each formation gives to those of a selection over several; ``sure`` when none will be refused."""
    count: Counter[Formation] = Counter(formation for formation, _row in chosen)
    t, lines = request.localizer.translate, []
    for formation, number in count.items():
        first = free_rank(formation)
        said = _("${formation} : rang ${first}.")
        if number > 1:
            said = _("${formation} : rangs ${first} à ${last}.")
        values = {"formation": formation.title, "first": first, "last": first + number - 1}
        lines.append(t(said, mapping=values))
    said = _("Chaque formation continue à son premier rang libre, dans l'ordre affiché.")
    if not sure:
        said = _("Chaque formation continue à son premier rang libre, dans l'ordre affiché ; une candidature refusée "
                 "n'en prend aucun.")  # fmt: skip
    return Notice("info", t(said), tuple(lines))
