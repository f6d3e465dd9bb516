"""THE TABLE of the acts on many applications, and the task that does one of them: an application, a transaction.

What was chosen in a list is kept with the task the moment it is asked. Each application is then acted on alone, in the
name of whoever asked: the right is checked again, what somebody changed since is left, a refusal becomes a line of the
report and undoes nothing of the others. The line, the act, its mails and how far the task is are committed together: a
worker that takes over from one that died goes on at the next application.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from transaction.interfaces import TransientError

from ecandidat.domain.codes import DecisionKind, Status, Treatment
from ecandidat.domain.decisions import current
from ecandidat.domain.errors import Refused
from ecandidat.domain.permissions import Permission as P
from ecandidat.domain.workflow import treatment
from ecandidat.models.application import Application
from ecandidat.models.task import Line, Selection, Task
from ecandidat.register import ApplicationRow, order_told, row_of
from ecandidat.resources import find
from ecandidat.services import assignment, correspondence, desk, enrolment, questionnaires, rights, tagging, tasks
from ecandidat.services.announcements import announcement
from ecandidat.services.answers import owed_lines
from ecandidat.services.decisions import decision_type, free_from, free_rank
from ecandidat.services.situation import situation
from ecandidat.work import Work

log = logging.getLogger(__name__)

PREFIX = "masse-"
"""What the code of each kind of task starts with, before that of its act."""

TOGETHER = 3
"""How many tasks of one act somebody may have waiting or running."""

FORM = "demande"
"""The parameter that names the form which asked."""

Values = Mapping[str, str]
"""What the form of an act holds, as text: days in ISO, numbers in digits, several codes a line each."""

Do = Callable[[Work, Application, Values, int], object]


@dataclass(frozen=True)
class Act:
    """One act. ``label`` is its button and the name of its task, ``permission`` the right that it asks on each
    application, ``do`` what it does; ``do`` is told how many applications were done before this one.

    ``foresee`` refuses beforehand what ``do`` would refuse whatever the form says. ``writes`` are the starts of the
    acts of the journal that change what this one overwrites, ``section`` how that is called: an application that has
    such a line since its manager looked is left. ``alone`` acts take one application, on its own page ``@@<alone>``.
    ``order`` sorts what was chosen before the act begins; without it the order of the list counts. ``parameter`` is
    that of the establishment without which the act is not offered.
    """

    code: str
    label: str
    permission: P
    do: Do
    foresee: Callable[[Work, Application], object] = lambda work, application: enrolment.check_open(application)
    writes: tuple[str, ...] = ()
    section: str = ""
    alone: str = ""
    order: Callable[[ApplicationRow], tuple[int, int]] | None = None
    parameter: str = ""


def _decide(work: Work, application: Application, values: Values, turn: int) -> None:
    """« Saisie des avis »: ranks follow each other, so that no two are equal.

    They begin at the one that was typed; where none was, over several formations, each goes on at its first free one.
    """
    check_may_be_decided(work, application)
    rank, typed = None, values.get("rang", "")
    if typed:
        rank = free_from(application, int(typed) + turn)
    elif decision_type(application, values["decision"]).kind is DecisionKind.WAITING_RANKED:
        rank = free_rank(application.formation)
    desk.decide(
        work, application, values["decision"], rank=rank,
        motivation=values.get("motif", ""), comment=values.get("commentaire", ""),
        meeting_date=_day(values, "date"), meeting_time=values.get("heure", ""), meeting_place=values.get("lieu", ""),
    )  # fmt: skip


def check_may_be_decided(work: Work, application: Application) -> None:
    """A decision in force is only replaced one application at a time, where the establishment says so."""
    enrolment.check_open(application)
    blocked = work.parameter("GEST_IS_UTILISE_BLOCAGE_MASSE", application.formation.establishment)
    if blocked and current(application.decisions) is not None:
        raise Refused("bulk_over_validated")


def _set_status(work: Work, application: Application, values: Values, turn: int) -> None:
    status = next(one for one in Status if one.value == values["statut"])
    desk.set_status(work, application, status, _day(values, "date"))


def _set_treatment(work: Work, application: Application, values: Values, turn: int) -> None:
    desk.set_treatment(work, application, next(one for one in Treatment if one.value == values["traitement"]))


def _check_treatment(name: str) -> Callable[[Work, Application], object]:
    row = treatment.TRANSITIONS[name]
    return lambda work, application: row.check(application.treatment, situation(work, application))


def _set_date(field: str) -> Do:
    return lambda work, application, values, turn: enrolment.set_date(work, application, field, _day(values, "date"))


def _set_fees(work: Work, application: Application, values: Values, turn: int) -> None:
    """What the form leaves empty stays as it is, unless it says to erase it."""
    erased = bool(values.get("effacer"))
    kept = ("", "", "") if erased else (application.exemption, application.fees_note, application.fees)
    typed = (values.get("exoneration", ""), values.get("complement", ""), values.get("montant", ""))
    exemption, note, amount = (new or old for new, old in zip(typed, kept, strict=True))
    enrolment.set_fees(work, application, exemption, note, amount)


def _tag(work: Work, application: Application, values: Values, turn: int) -> None:
    chosen = tuple(filter(None, values.get("etiquettes", "").split("\n")))
    if values["maniere"] == "remplacer":
        tagging.put(work, application, exactly=chosen)
    elif values["maniere"] == "retirer":
        tagging.put(work, application, remove=chosen)
    else:
        tagging.put(work, application, add=chosen)


def _check_reminded(work: Work, application: Application) -> None:
    enrolment.check_open(application)
    if not owed_lines(application):
        raise Refused("nothing_to_remind")


def _day(values: Values, name: str) -> date | None:
    return date.fromisoformat(values[name]) if values.get(name) else None


_DECISION = ("decider", "valider-decision", "publier-decision", "supprimer-decision", "valider-traitement", "appeler")

ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        Act("valider-decision", "Valider les décisions", P.DESK_DECISION_VALIDATE,
            lambda work, application, values, turn: desk.validate_decision(work, application),
            foresee=announcement, writes=_DECISION, section="Décision", order=order_told),
        Act("decision", "Saisir une décision", P.DESK_DECIDE, _decide,
            foresee=check_may_be_decided, writes=_DECISION, section="Décision"),
        Act("statut", "Changer le statut", P.DESK_STATUS, _set_status,
            writes=("statut-", "transmettre", "reprendre"), section="Statut du dossier"),
        Act("traitement", "Saisir le type de traitement", P.DESK_TREATMENT, _set_treatment,
            foresee=_check_treatment("traitement-ac"), writes=("traitement-", "valider-traitement"),
            section="Type de traitement"),
        Act("valider-traitement", "Valider les types de traitement", P.DESK_TREATMENT_VALIDATE,
            lambda work, application, values, turn: desk.validate_treatment(work, application),
            foresee=_check_treatment("valider-traitement"), writes=("traitement-", "valider-traitement"),
            section="Type de traitement"),
        Act("etiquettes", "Poser ou retirer des étiquettes", P.DESK_TAG, _tag),
        Act("attribuer", "Attribuer à quelqu'un", P.DESK_ASSIGN,
            lambda work, application, values, turn: assignment.assign(work, application, values.get("personne", ""))),
        Act("date-retour", "Donner une date limite de retour", P.DESK_RETURN_DATE, _set_date(enrolment.RETURN)),
        Act("date-confirmation", "Donner une date de confirmation", P.DESK_CONFIRM_DATE, _set_date(enrolment.CONFIRM)),
        Act("regime", "Saisir le régime d'inscription", P.DESK_REGIME,
            lambda work, application, values, turn: enrolment.set_regime(work, application, values.get("regime", "")),
            foresee=enrolment.check_regime, writes=("regime",), section="Régime d'inscription",
            parameter=enrolment.REGIME),
        Act("droits", "Saisir la situation de droits", P.DESK_FEES, _set_fees,
            writes=("droits",), section="Situation de droits"),
        Act("code-opi", "Changer le code OPI", P.DESK_REGISTRATION,
            lambda work, application, values, turn: None, alone="code-opi"),
        Act("courriel", "Écrire aux candidats", P.DESK_MESSAGE,
            lambda work, application, values, turn: correspondence.write(
                work, application, values["objet"], values["texte"])),
        Act("relancer-formulaires", "Relancer les formulaires sans réponse", P.DESK_STATUS,
            lambda work, application, values, turn: questionnaires.remind(work, application),
            foresee=_check_reminded),
    )
}  # fmt: skip
"""Code in the URL → act, in the order in which lists offer them."""


def ask(
    work: Work, act: Act, paths: Iterable[str], values: Values, *, shown_at: datetime, token: str, back: str = ""
) -> Task:
    """Queue an act on the applications at these paths. The same form sent again, by its token, asks for nothing more.

    ``shown_at`` is when the actor saw what they act on. Refuses ``task_running`` when several of this act go on.
    """
    if (already := asked(work, token)) is not None:
        return already
    selection = Selection(dict.fromkeys(paths))
    selection.shown_at = shown_at
    total = sum(len(part.paths) for part in selection.parts.values())
    task = tasks.ask(work, KINDS[act.code], {**values, FORM: token}, back=back, total=total)
    task.selection = selection
    return task


def asked(work: Work, token: str) -> Task | None:
    """The task that a form of the actor's already asked for."""
    mine = work.root.tasks.of(work.actor.userid) if work.root.tasks is not None else []
    return next((task for task in mine if token and task.parameter(FORM) == token), None)


def carry_out(run: tasks.Run) -> None:
    """The work of the task: one application, one transaction."""
    with run.reading() as (_work, task):
        act = ACTS[task.kind.removeprefix(PREFIX)]
        paths = task.selection.paths() if task.selection is not None else []

    def one(work: Work, task: Task, path: str) -> Line:
        if task.done % TIDY == 0:
            task._p_jar.cacheMinimize()
        return _one(work, task, act, path)

    run.each(one, paths, chunk=1)
    run.step(lambda work, task: tasks.finish(work, task))


TIDY = 200
"""After how many applications the memory of the database is emptied: it would keep what each of them read."""


def _one(work: Work, task: Task, act: Act, path: str) -> Line:
    application = _application(work, path)
    if application is None:
        return tasks.refused_line("", path, Refused("application_gone"))
    title, label = application.formation.title, _named(application)
    before = task._p_jar.transaction_manager.savepoint()
    try:
        _check(work, task, act, application)
        selection = task.selection
        turn = selection.succeeded if selection is not None else 0
        act.do(work, application, dict(task.parameters), turn)
        if selection is not None:
            selection.succeeded = turn + 1
    except Refused as refused:
        before.rollback()
        return tasks.refused_line(path, label, refused)._replace(detail=title)
    except TransientError:
        raise
    except Exception:
        log.exception("Acte en nombre %s sur %s interrompu.", act.code, path)
        before.rollback()
        return tasks.refused_line(path, label, Refused("row_failed"))._replace(detail=title)
    return Line(path, label, detail=title)


def _named(application: Application) -> str:
    """« MARTIN CAMILLE (K7PX2M9A) », as the list says it."""
    row = application.formation.rows.get(application.key)
    return f"{row.last_name} {row.first_name} ({row.number})".strip() if row is not None else application.key


def _application(work: Work, path: str) -> Application | None:
    try:
        found = find(work.root, path)
    except KeyError:
        return None
    return found if isinstance(found, Application) else None


def _check(work: Work, task: Task, act: Act, application: Application) -> None:
    """The actor may still act here, and nobody changed since what the act overwrites."""
    if not may(work, act, application):
        raise Refused("not_allowed_now")
    since = task.selection.shown_at if task.selection is not None else None
    if act.writes and since is not None:
        for entry in application.journal.since(since):
            if entry.act.startswith(act.writes):
                raise Refused("stale_since", label=act.section, who=entry.actor)


def may(work: Work, act: Act, application: Application) -> bool:
    """Whether the actor may do an act on an application now: by their rights, and by the statuses that they see."""
    account = work.root.accounts.get(work.actor.userid)
    if account is None or not account.active:
        return False
    if act.permission not in rights.power(work, account.userid, application):
        return False
    seen = rights.sees(work, account.userid, application.formation)
    return seen is None or seen(row_of(application))


KINDS: dict[str, tasks.TaskKind] = {
    act.code: tasks.TaskKind(f"{PREFIX}{act.code}", act.label, carry_out, together=TOGETHER) for act in ACTS.values()
}
"""Act → its kind of task."""
