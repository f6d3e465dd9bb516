"""What makes a desk look lived in, in each university: a profile of its own, a shared view, questions that wait for an
answer, a formation on trial, a place that was filled from the waiting list, a publication that waits for its hour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from ecandidat.domain.codes import Publication, Status, Treatment
from ecandidat.domain.moments import PARIS
from ecandidat.domain.profiles import ProfileKind
from ecandidat.models.candidate import Candidate
from ecandidat.models.offer import Component, Establishment, Formation
from ecandidat.register import formations_below
from ecandidat.resources import path_of
from ecandidat.services import application as acts
from ecandidat.services import formations, messages, publications, rights_profiles, saved_views, sheets, trials
from ecandidat.services.demo import stories
from ecandidat.work import Actor, Work

Teller = Callable[[Candidate, Formation, stories.Tale], None]

SECRETARIES = {
    "GEST_CANDIDATURE": "R", "GEST_FEN_CAND": "W", "GEST_JOURNAL": "R", "GEST_MESSAGE": "W", "GEST_POST_IT": "W",
    "GEST_PIECE_SUPPL": "W", "GEST_TAG": "W", "EDIT_STATUT_DOSSIER": "W",
}  # fmt: skip
"""Those who receive the files, check the pieces and answer, and decide nothing."""

VIEWS = (("À décider", f"statut={Status.COMPLETE.value}"), ("À relancer", f"statut={Status.INCOMPLETE.value}"))
QUESTIONS = (
    "Bonjour, mon relevé du second semestre ne sort qu'en juillet : puis-je vous l'envoyer après la date limite ?",
    "Bonjour, je suis en stage le jour de l'entretien. Est-il possible de le passer à distance ?",
    "Bonjour, faut-il aussi la traduction de mon diplôme ?",
)
ANSWER = "Bonjour, oui : déposez-le dès que vous l'avez, le dossier attend."
CALLED: tuple[stories.Tale, ...] = (stories.favourable, stories.ranked, stories.ranked, stories.ranked)
"""One is admitted and gives up, so that the first of those who wait is called."""

TO_PUBLISH: tuple[stories.Tale, ...] = (stories.favourable, stories.refused)
PER_UNIVERSITY = len(CALLED) + len(TO_PUBLISH)
"""Applications that :func:`boards` makes in a university, at the most."""


def profiles(work: Work, establishment: Establishment) -> str:
    """A profile that the university made for its secretaries; its code."""
    made = rights_profiles.create(
        work, establishment, "secretariat", "Secrétariat pédagogique", ProfileKind.COMPONENT, SECRETARIES
    )
    return made.__name__


def boards(work: Work, component: Component, people: list[Candidate], tell: Teller) -> int:
    """Two boards that have met: one whose waiting list has moved, one whose decisions wait for their hour; how many
    applications they made. ``people`` have applied nowhere yet.
    """
    met = [one for one in _open(work, component) if not len(one)]
    called = next((one for one in met if one.waiting_list), None)
    to_publish = next((one for one in reversed(met) if one is not called), None)
    made = 0
    if called is not None:
        called.capacity = 1
        for candidate, tale in zip(people, CALLED, strict=False):
            tell(candidate, called, tale)
        (admitted,) = people[0].applications.values()
        person = Actor(people[0].userid, work.root.accounts.people[people[0].userid].name)
        acts.withdraw(replace(work, actor=person), admitted)
        made += len(CALLED)
    if to_publish is not None:
        to_publish.publishes = Publication.BY_HAND
        for candidate, tale in zip(people[len(CALLED) :], TO_PUBLISH, strict=False):
            tell(candidate, to_publish, tale)
        made += len(TO_PUBLISH)
    for formation in formations_below(component):
        if formation.publishes is Publication.BY_HAND and len(formation):
            in_three_days = datetime.combine(work.today + timedelta(days=3), time(9), PARIS).astimezone(UTC)
            publications.prepare(_manager(work, component), formation, in_three_days)
    return made


def live(work: Work, component: Component, apart: frozenset[str]) -> None:
    """Views that the team shares, questions of candidates, and a formation that only its managers see yet.

    ``apart`` are the accounts of candidates whose files stay as they are.
    """
    manager = _manager(work, component)
    account = work.root.accounts.people[manager.actor.userid]
    for title, query in VIEWS:
        saved_views.save(manager, account, component, title, query, shared=True)
    _questions(manager, component, apart)
    _trial(manager, component)


def _questions(manager: Work, component: Component, apart: frozenset[str]) -> None:
    sent = [
        application
        for formation in formations_below(component)
        for application in sorted(formation.values(), key=lambda one: one.key)
        if application.snapshots and application.cancelled_at is None and application.candidate.userid not in apart
    ]
    for index, (application, text) in enumerate(zip(sent, QUESTIONS, strict=False)):
        candidate = application.candidate
        name = manager.root.accounts.people[candidate.userid].name
        last = max(entry.at for entry in application.journal)
        asked = replace(manager, actor=Actor(candidate.userid, name), now=last + (manager.now - last) / 2)
        messages.write(asked, application, text, staff=False)
        if not index:
            # The first has its answer; the others are what a morning begins with.
            answered = replace(manager, now=asked.now + (manager.now - asked.now) / 2)
            messages.write(answered, application, ANSWER, staff=True)


def _trial(manager: Work, component: Component) -> None:
    source = next(iter(_open(manager, component)), None)
    if source is None:
        return
    title = f"{source.title[:150]} – parcours international"
    parts = frozenset(formations.PARTS)
    made = formations.duplicate(manager, source, source.type, "parcours-international", title, parts)
    sheets.write(made, {"active": True})
    trials.begin(manager, made)


def _open(work: Work, component: Component) -> list[Formation]:
    """The formations of a component where candidates are chosen, open for some days already."""
    found = [
        one for one in formations_below(component)
        if one.treatment is not Treatment.DIRECT and one.active
        and one.calendar.opens is not None and one.calendar.opens < work.today - timedelta(days=5)
    ]  # fmt: skip
    return sorted(found, key=path_of)


def _manager(work: Work, component: Component) -> Work:
    code = component.establishment.__name__
    account = work.root.accounts.people[f"s-gestion-{code}"]
    return replace(work, actor=Actor(account.userid, account.name))
