"""Decisions of one application: which ones exist, enter one, take a draft back, show one to its candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import Decision, draft, publish
from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.promotion import next_free, ranks_held
from ecandidat.domain.workflow import decision as decision_table
from ecandidat.models.application import Application
from ecandidat.models.offer import DecisionType, Formation
from ecandidat.models.waiting import WaitingList
from ecandidat.services import effects, handover, letters
from ecandidat.services.decision_types import find
from ecandidat.services.situation import confirm_by, in_force, situation
from ecandidat.work import Work


def decision_type(application: Application, code: str) -> DecisionType:
    """The kind of decision of that code; refuses ``unknown_decision_type``."""
    return find(application.formation.component, code)


def new(work: Work, kind: DecisionType) -> Decision:
    """A decision of that kind, entered now by the actor."""
    return Decision(
        key=new_key(), kind=kind.kind, type_code=kind.__name__, label=dict(kind.label).get("fr", kind.__name__),
        created_at=work.now, created_by=work.actor.name, show_comment=kind.show_comment, final=kind.final,
    )  # fmt: skip


def admission(work: Work, application: Application) -> Decision:
    """The favourable decision of the formation, as direct access gives it; neither validated nor kept."""
    kind = decision_type(application, application.formation.favourable_type)
    return replace(new(work, kind), direct=True)


def validated(work: Work, decision: Decision) -> Decision:
    """The decision, validated now by the actor."""
    return replace(decision, validated_at=work.now, validated_by=work.actor.name)


def decide(
    work: Work, application: Application, type_code: str, *, motivation: str = "", rank: int | None = None,
    meeting_date: date | None = None, meeting_time: str = "", meeting_place: str = "", comment: str = "",
    appeal: bool = False,
) -> Decision:  # fmt: skip
    """Enter a decision as a draft. An earlier draft is replaced; a validated decision stays in force and visible.

    Refuses ``rank_taken`` when somebody else of the formation bears the rank.
    """
    decision_table.TRANSITIONS["decider"].check(application.status, situation(work, application))
    kind = decision_type(application, type_code)
    preselection = kind.kind is DecisionKind.PRESELECTION
    decision = replace(
        new(work, kind),
        motivation=motivation.strip(), rank=rank, comment=comment.strip(), appeal=appeal,
        meeting_date=meeting_date if preselection else None,
        meeting_time=meeting_time.strip() if preselection else "",
        meeting_place=meeting_place.strip() if preselection else "",
    )  # fmt: skip
    decision.check()
    if decision.rank is not None:
        check_rank(application, decision.rank)
    former = draft(application.decisions)
    kept = application.decisions[:-1] if former is not None else application.decisions
    application.decisions = (*kept, decision)
    application.examined_at = application.examined_at or work.now
    effects.apply(work, application, Fact("decider", former.label if former else "", decision.label, public=False))
    return decision


def check_rank(application: Application, rank: int) -> None:
    """Refuse a rank that somebody else bears; two who take one at once meet on the list, and one begins again."""
    if rank in ranks_held(application.decisions):
        return
    turn(application.formation)
    taken = {held for row in application.formation.rows.values() if row.key != application.key for held in row.ranks}
    if rank in taken:
        raise Refused("rank_taken", rank=rank, free=next_free(taken), field="rang")


def free_rank(formation: Formation) -> int:
    """The rank after the last one borne in a formation."""
    return next_free(held for row in formation.rows.values() for held in row.ranks)


def free_from(application: Application, rank: int) -> int:
    """That rank, or the first one after it that nobody else of the formation bears."""
    rows = application.formation.rows.values()
    taken = {held for row in rows if row.key != application.key for held in row.ranks}
    while rank in taken:
        rank += 1
    return rank


def turn(formation: Formation) -> WaitingList:
    """The list of a formation, written: acts that take or free a place, or a rank, follow one another."""
    if formation.waiting is None:
        formation.waiting = WaitingList()
    formation.waiting.turn += 1
    return formation.waiting


def remove_draft(work: Work, application: Application) -> None:
    """Remove the decision that was not validated."""
    decision_table.TRANSITIONS["supprimer-decision"].check(application.status, situation(work, application))
    removed, application.decisions = application.decisions[-1], application.decisions[:-1]
    effects.apply(work, application, Fact("supprimer-decision", removed.label, public=False))


def leave_time(work: Work, application: Application) -> None:
    """An admission told when the last day to answer is over leaves some days all the same: nobody is withdrawn before
    they know.
    """
    if application.confirm_by is not None and application.confirm_by < work.today:
        # It was given for a former decision.
        application.confirm_by = None
    decision, limit = in_force(application), confirm_by(application)
    if decision is None or decision.kind is not DecisionKind.FAVOURABLE or limit is None or limit >= work.today:
        return
    shortest = int(work.parameter("LC_NB_JOUR_REPONSE_MIN", application.formation.establishment))
    later = replace(decision, confirm_by=work.today + timedelta(days=shortest))
    application.decisions = tuple(later if one is decision else one for one in application.decisions)


DIRECT_MAIL = "TYPE_TRAIT_AD"
"""The mail that tells an admission by direct access, in place of that of its kind of decision."""


def reveal(work: Work, application: Application, act: str, *, after: str = "", alert: str = "") -> None:
    """Show the decision in force, mail it with its letter; the answer to a former one is reset.

    ``after`` is what the journal says instead of the decision.
    """
    application.decisions, decision = publish(application.decisions, work.now)
    application.answer, application.answered_at, application.answered_by = Answer.NONE, None, ""
    leave_time(work, application)
    commission = application.formation.commission
    attachment = letters.for_mail(work, application) if commission is not None and commission.mail_letters else None
    mail = DIRECT_MAIL if decision.direct else decision_type(application, decision.type_code).mail
    fact = Fact(act, after=after or decision.label, mail=mail, alert=alert)
    effects.apply(work, application, fact, *handover.follow(application), attachment=attachment)
