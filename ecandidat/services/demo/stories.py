"""What happened to the applications of the demonstration: each story plays the real use cases at past moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from ecandidat.domain.codes import DecisionKind, Mode, PieceStatus, Publication, Status, Treatment
from ecandidat.domain.moments import PARIS
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Formation, PieceDemand
from ecandidat.services import application as acts
from ecandidat.services import desk, pieces
from ecandidat.services.demo import questionnaires
from ecandidat.services.demo.offer import DEMO
from ecandidat.services.situation import piece_views
from ecandidat.work import Actor, Work

REFUSED_PIECES = (
    "Le document est illisible : merci d'en déposer une copie plus nette.",
    "Il manque le verso.",
    "Ce document date de l'année dernière : déposez celui de cette année.",
    "Le document n'est pas à votre nom.",
)
NOTES = (
    "Bon dossier, à voir en commission.", "Relevés de première année à vérifier.",
    "A appelé le secrétariat pour connaître la date du jury.", "Stage en lien direct avec la formation.",
)  # fmt: skip
FILES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("identit", "passeport"), "piece-identite.jpg"),
    (("relev", "notes", "bulletin"), "releves-de-notes.pdf"),
    (("diplôme", "diplome", "attestation", "baccalaur"), "diplome.png"),
    (("recommandation",), "lettre-de-recommandation.pdf"),
    (("lettre", "motivation", "projet"), "lettre-de-motivation.pdf"),
)
"""Words of a piece's label → the sample paper that answers it; a curriculum vitae answers any other."""


@dataclass
class Stage:
    """Where stories play: a work of now, the generator, and who examines."""

    work: Work
    random: Random
    manager: Actor

    def story(self, formation: Formation, candidate: Candidate) -> Story:
        """The story of one application to come."""
        return Story(self, formation, candidate)


class Story:
    """One application, told act after act; each act happens after the one before and never in the future."""

    def __init__(self, stage: Stage, formation: Formation, candidate: Candidate) -> None:
        self.stage, self.formation, self.candidate = stage, formation, candidate
        self.person = Actor(candidate.userid, stage.work.root.accounts.people[candidate.userid].name)
        calendar = formation.calendar
        # Nobody remembers more than six weeks of clicks: a demonstration of recent days reads better.
        opens = max(calendar.opens or stage.work.today, stage.work.today - timedelta(days=45))
        closes = calendar.closes or stage.work.today
        start = _morning(min(opens, closes))
        self.moment = self._between(start, _evening(closes), 0.35)
        self.application = acts.apply(self._work(self.person, self.moment), formation, candidate)

    def by_candidate(self, until: date | None = None, share: float = 0.3) -> Work:
        """The candidate acts, at the latest on that day."""
        return self._next(self.person, until, share)

    def at_once(self) -> Work:
        """The candidate acts at the moment of the act before."""
        return self._work(self.person, self.moment)

    def by_manager(self, share: float = 0.3) -> Work:
        """A manager acts."""
        return self._next(self.stage.manager, None, share)

    def _next(self, actor: Actor, until: date | None, share: float) -> Work:
        end = _evening(until) if until is not None else self.stage.work.now
        self.moment = self._between(self.moment + timedelta(minutes=4), end, share)
        return self._work(actor, self.moment)

    def _between(self, start: datetime, end: datetime, share: float) -> datetime:
        """A moment of the day between two, rather early when ``share`` is small; ``start`` when they cross."""
        end = min(end, self.stage.work.now)
        if end <= start:
            return min(start, self.stage.work.now)
        found = start + (end - start) * (self.stage.random.random() * min(1, 2 * share))
        local = found.astimezone(PARIS)
        if not 7 <= local.hour < 23:
            local = local.replace(hour=self.stage.random.randint(8, 21))
        return min(max(local.astimezone(found.tzinfo), start), end)

    def _work(self, actor: Actor, moment: datetime) -> Work:
        return replace(self.stage.work, actor=actor, now=moment)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(7), PARIS).astimezone(UTC)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(22, 30), PARIS).astimezone(UTC)


def deposit(story: Story, share: float = 1.0) -> None:
    """Answer the demanded pieces, or the first share of them; a paper file is posted instead."""
    application = story.application
    if story.formation.mode is Mode.PAPER:
        return
    views = [view for view in piece_views(application) if view.status is PieceStatus.PENDING]
    for view in views[: max(1, round(len(views) * share))] if views else []:
        work = story.by_candidate(_return(application), 0.05)
        if view.demand.conditional:
            pieces.set_not_concerned(work, application, view.demand, False)
        else:
            _deposit(work, application, view.demand)
    if share == 1.0:
        questionnaires.answer(story.at_once(), application)


def _deposit(work: Work, application: Application, demand: PieceDemand) -> None:
    label = demand.title().casefold()
    name = next((name for words, name in FILES if any(word in label for word in words)), "cv.pdf")
    personal = application.candidate.profile.personal
    stem, _, extension = name.rpartition(".")
    shown = f"{stem} {personal.name.title()}.{extension}" if personal else name
    with (DEMO / "files" / name).open("rb") as stream:
        pieces.deposit(work, application, demand, stream, shown)


def _return(application: Application) -> date | None:
    return application.formation.calendar.return_for(application.return_by)


# The stories, each from the application just made to the state that its name tells.


def draft_empty(story: Story) -> None:
    """Applied, nothing more."""


def draft(story: Story) -> None:
    """Some pieces are there."""
    deposit(story, 0.5)


def draft_ready(story: Story) -> None:
    """All pieces are there, « Transmettre » was forgotten."""
    deposit(story)


def submitted(story: Story) -> None:
    """Submitted, or received by post."""
    if story.formation.mode is Mode.PAPER:
        desk.set_status(story.by_manager(), story.application, Status.RECEIVED)
        return
    deposit(story)
    acts.submit(story.by_candidate(_return(story.application)), story.application)


def taken_back(story: Story) -> None:
    """Submitted, then taken back to change something."""
    submitted(story)
    if story.formation.mode is Mode.DIGITAL:
        acts.take_back(story.by_candidate(_return(story.application)), story.application)


def incomplete(story: Story) -> None:
    """One piece was refused."""
    submitted(story)
    application = story.application
    sent = [view.demand for view in piece_views(application) if view.status is PieceStatus.SENT]
    for index, demand in enumerate(sent):
        verdict = PieceStatus.REFUSED if index == 0 else PieceStatus.VALID
        comment = story.stage.random.choice(REFUSED_PIECES) if index == 0 else ""
        pieces.judge(story.by_manager(0.05), application, demand, verdict, comment)
    desk.set_status(story.by_manager(0.05), application, Status.INCOMPLETE)


def complete(story: Story) -> None:
    """Every piece is valid."""
    submitted(story)
    application = story.application
    for view in piece_views(application):
        if view.status is PieceStatus.SENT:
            pieces.judge(story.by_manager(0.05), application, view.demand, PieceStatus.VALID)
    desk.set_status(story.by_manager(0.05), application, Status.COMPLETE)
    if story.stage.random.random() < 0.3:
        desk.add_note(story.by_manager(0.05), application, story.stage.random.choice(NOTES))


def _decide(story: Story, kind: DecisionKind, validate: bool = True) -> None:
    complete(story)
    application, random = story.application, story.stage.random
    types = application.formation.establishment.decision_types
    code = next(decision.__name__ for decision in types.values() if decision.kind is kind)
    reasons = application.formation.establishment.motivations.values()
    # A complete file is not refused for being incomplete.
    motivations = [dict(m.label)["fr"] for m in reasons if m.__name__ != "dossier-incomplet"]
    formation = application.formation
    desk.decide(
        story.by_manager(), application, code,
        motivation=random.choice(motivations) if kind is DecisionKind.UNFAVOURABLE else "",
        rank=_next_rank(formation) if kind is DecisionKind.WAITING_RANKED else None,
        meeting_date=formation.preselection_date or formation.calendar.board,
        meeting_time=formation.preselection_time or "09:00",
        meeting_place=formation.preselection_place or "Amphithéâtre A",
        comment="Entretien de vingt minutes." if kind is DecisionKind.PRESELECTION else "",
    )  # fmt: skip
    if validate:
        desk.validate_decision(story.by_manager(0.1), application)


def _next_rank(formation: Formation) -> int:
    return 1 + max((row.rank for row in formation.rows.values() if row.rank is not None), default=0)


def favourable_draft(story: Story) -> None:
    """The commission said yes, nobody has validated it."""
    _decide(story, DecisionKind.FAVOURABLE, validate=False)


def favourable(story: Story) -> None:
    """Admitted, the answer is awaited."""
    _decide(story, DecisionKind.FAVOURABLE)


def confirmed(story: Story) -> None:
    """Admitted and confirmed."""
    favourable(story)
    acts.confirm(story.by_candidate(), story.application)


def withdrawn(story: Story) -> None:
    """Admitted, then given up."""
    favourable(story)
    acts.withdraw(story.by_candidate(), story.application)


def refused(story: Story) -> None:
    """Refused, with the reason."""
    _decide(story, DecisionKind.UNFAVOURABLE)


def ranked(story: Story) -> None:
    """On the waiting list, with a rank."""
    _decide(story, DecisionKind.WAITING_RANKED)


def waiting(story: Story) -> None:
    """On the waiting list, without a rank."""
    _decide(story, DecisionKind.WAITING)


def preselected(story: Story) -> None:
    """Called to an interview."""
    _decide(story, DecisionKind.PRESELECTION)


def cancelled(story: Story) -> None:
    """Given up before anything was decided."""
    deposit(story, 0.3)
    acts.cancel(story.by_candidate(), story.application)


def direct(story: Story) -> None:
    """Direct access chosen, to be validated."""
    complete(story)
    desk.set_treatment(story.by_manager(), story.application, Treatment.DIRECT)


def direct_validated(story: Story) -> None:
    """Direct access validated: admitted."""
    direct(story)
    desk.validate_treatment(story.by_manager(), story.application)


def direct_confirmed(story: Story) -> None:
    """Admitted by direct access, and confirmed."""
    direct_validated(story)
    acts.confirm(story.by_candidate(), story.application)


Tale = Callable[[Story], None]

SELECTIVE: tuple[tuple[Tale, int], ...] = (
    (draft_empty, 4), (draft, 9), (draft_ready, 4), (submitted, 13), (taken_back, 2), (incomplete, 8), (complete, 9),
    (favourable_draft, 6), (favourable, 9), (confirmed, 8), (withdrawn, 4), (refused, 8), (ranked, 8), (waiting, 3),
    (preselected, 3), (cancelled, 4),
)  # fmt: skip
DIRECT: tuple[tuple[Tale, int], ...] = (
    (draft, 5), (submitted, 5), (incomplete, 2), (complete, 3), (direct, 3), (direct_validated, 4),
    (direct_confirmed, 4), (cancelled, 1),
)  # fmt: skip


def choose(random: Random, formation: Formation, today: date) -> Tale:
    """A story that can happen to a formation, the usual ones more often."""
    offered = DIRECT if formation.treatment is Treatment.DIRECT else SELECTIVE
    calendar = formation.calendar
    late = calendar.confirmation is not None and calendar.confirmation < today
    impossible = {ranked} if not formation.waiting_list else set()
    if any(row.ranks for row in formation.rows.values()):
        # The next ones would be called: those who wait are there to be seen waiting.
        impossible |= {withdrawn}
    if formation.publishes is Publication.BY_HAND:
        # Nobody answers a decision that they were not told.
        impossible |= {confirmed, withdrawn}
    if late:
        impossible |= {confirmed, withdrawn, direct_confirmed}
    possible = [(tale, weight) for tale, weight in offered if tale not in impossible]
    return random.choices([tale for tale, _ in possible], [weight for _, weight in possible])[0]
