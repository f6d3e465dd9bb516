"""Publication by hand: what waits, a rehearsal that sends nothing, a batch that a second person may have to approve.

A batch is carried out by a task, one application by transaction: a letter that cannot be made changes nothing for its
application, and the report says where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree

from ecandidat.domain.codes import BatchState, MailState, Publication, TaskState
from ecandidat.domain.decisions import unpublished
from ecandidat.domain.errors import Refused
from ecandidat.domain.identifiers import new_key
from ecandidat.domain.permissions import Permission as P
from ecandidat.models.application import Application
from ecandidat.models.offer import Establishment, Formation
from ecandidat.models.publication import Batch
from ecandidat.models.task import Line, Selection, Task
from ecandidat.queries import Visible, seen
from ecandidat.register import ApplicationRow, formations_below, order_told
from ecandidat.resources import find, path_of
from ecandidat.services import promotion, publication, rights, tasks
from ecandidat.work import Actor, Work

REHEARSE, PUBLISH = "repetition-publication", "publication"
APPROVAL = "PUBLICATION_SECONDE_APPROBATION"
BATCH, ESTABLISHMENT, SCOPE = "lot", "etablissement", "niveau"
OPEN = (BatchState.PREPARED, BatchState.APPROVED, BatchState.LEAVING)
"""States of a publication that has not ended."""


@dataclass(frozen=True)
class Waiting:
    """A validated decision that its candidate was not told."""

    formation: Formation
    row: ApplicationRow


def waiting(context: Any, visible: Visible = None) -> list[Waiting]:
    """What waits for a publication by hand below a level and may be seen, from the rows alone."""
    return [
        Waiting(formation, row)
        for formation in formations_below(context)
        if formation.publishes is Publication.BY_HAND
        for row in sorted(seen(formation, visible), key=lambda row: (row.last_name, row.first_name, row.key))
        if row.unpublished and row.cancelled_on is None
    ]


def path(one: Waiting) -> str:
    """Where the application stands."""
    return f"{path_of(one.formation)}/{one.row.key}"


def beyond(formations: Iterable[Formation]) -> Iterator[tuple[Formation, promotion.Places]]:
    """Formations that admit more than their capacity, the decisions that wait counted in."""
    for formation in formations:
        state = promotion.state_of(formation)
        if state.free is not None and state.free < 0:
            yield formation, state


def rehearse(work: Work, kind: tasks.TaskKind, context: Any, visible: Visible = None) -> Task:
    """Queue the rehearsal of all that waits below a level and is seen; refuses ``nothing_to_publish``."""
    paths = _paths(context, visible)
    task = tasks.ask(work, kind, {SCOPE: path_of(context)}, back=f"{path_of(context)}/@@publication", total=len(paths))
    task.selection = Selection(paths)
    return task


def play(run: tasks.Run) -> None:
    """The work of a rehearsal: each publication is done and undone; its report says what would leave, what fails."""
    with run.reading() as (work, task):
        paths = task.selection.paths() if task.selection is not None else []
        owner, begun = task.owner, task.done
        beyond_lines = [
            tasks.refused_line(path_of(formation), formation.title, Refused(
                "more_than_places", admitted=state.admitted, capacity=state.capacity))
            for formation, state in beyond(formations_below(find(work.root, task.parameter(SCOPE))))
        ]  # fmt: skip
        for start in range(begun, len(paths), 20):
            lines = [_rehearsed(work, owner, path) for path in paths[start : start + 20]]
            run.step(tasks.advanced(start + len(lines), lines))
    run.step(lambda work, seen: tasks.progress(seen, seen.done, beyond_lines))
    run.step(lambda work, seen: tasks.finish(work, seen))


def _rehearsed(work: Work, owner: str, path: str) -> Line:
    application = _application(work, path)
    if application is None:
        return tasks.refused_line("", path, Refused("application_gone"))
    savepoint = work.root._p_jar.transaction_manager.savepoint()
    before = len(application.mails)
    try:
        _publish(work, owner, application)
        for mail in map(work.root.outbox.get, application.mails[before:]):
            if mail.state is not MailState.OFF:
                return Line(path, _named(application), detail=_said(mail))
        raise Refused("publication_silent")
    except Refused as refused:
        return tasks.refused_line(path, _named(application), refused)
    finally:
        savepoint.rollback()


def _said(mail: Any) -> str:
    """« Avis favorable → camille@exemple.fr, lettre-admission.pdf »."""
    return ", ".join([f"{mail.subject} → {mail.recipient}", *(one.filename for one in mail.attachments)])


def held(work: Work, paths: Iterable[str], home: Establishment) -> dict[str, Batch]:
    """Path → the publication that has not ended and will tell that decision; a decision is in one at the most."""
    found: dict[str, Batch] = {}
    wanted = set(paths)
    for one in home.publications.values() if home.publications is not None else ():
        if one.state not in OPEN:
            continue
        for path in wanted.intersection(one.selection.paths()):
            if not _validated_since(work, path, one.prepared_at):
                found[path] = one
    return found


def is_prepared(work: Work, application: Application) -> bool:
    """Whether a publication that has not ended will tell its decision: its hour and its second person stand, however
    the formation publishes since.
    """
    return bool(held(work, [path_of(application)], application.formation.establishment))


def let_go(work: Work, formation: Formation, values: Mapping[str, Any]) -> int:
    """How many decisions that wait would be told at the next round once a formation has these values."""
    if not publication.would_leave(work, formation, values):
        return 0
    rows = [row for row in formation.rows.values() if row.unpublished and row.cancelled_on is None]
    paths = [path(Waiting(formation, row)) for row in rows]
    return len(paths) - len(held(work, paths, formation.establishment))


def prepare(work: Work, context: Any, publish_at: datetime | None = None, visible: Visible = None) -> Batch:
    """« Préparer la publication » of what waits below a level, is seen and is in no other publication; where no second
    person is asked for, it is approved.

    Refuses ``nothing_to_publish``, ``publish_at_past`` and ``all_prepared``, which names the publications at fault.
    """
    if publish_at is not None and publish_at <= work.now:
        raise Refused("publish_at_past")
    paths = _paths(context, visible)
    home = establishment_of(context)
    if (same := _again(work, context, publish_at, paths)) is not None:
        return same
    elsewhere = held(work, paths, home)
    paths = [path for path in paths if path not in elsewhere]
    if not paths:
        raise Refused("all_prepared", batches=named(elsewhere.values()))
    # Two people who prepare at once meet here, and one begins again: a decision leaves once.
    home.publications_turn += 1
    batch = Batch(Selection(paths), len(paths))
    batch.key, batch.scope, batch.title = new_key(), path_of(context), _title(context)
    batch.prepared_at, batch.prepared_by, batch.prepared_name = work.now, work.actor.userid, work.actor.name
    batch.prepared_person, batch.publish_at = work.actor.person, publish_at
    if home.publications is None:
        home.publications = OOBTree()
    home.publications[batch.key] = batch
    if not asks_second(work, home, _formations(work, paths)):
        _approve(work, batch)
    return batch


def asks_second(work: Work, home: Establishment, formations: Iterable[Formation]) -> bool:
    """Whether somebody else has to approve: the establishment asks for it, or one of the formations does."""
    return bool(work.parameter(APPROVAL, home)) or any(one.second_approval for one in formations)


def _formations(work: Work, paths: Iterable[str]) -> list[Formation]:
    return [find(work.root, above) for above in dict.fromkeys(one.rpartition("/")[0] for one in paths)]


def _again(work: Work, context: Any, publish_at: datetime | None, paths: list[str]) -> Batch | None:
    """The one that the same form, sent twice, already prepared: giving one up would let the other leave."""
    for one in batches(context):
        asked = (one.prepared_by, one.scope, one.publish_at) == (work.actor.userid, path_of(context), publish_at)
        covers = one.state in OPEN and asked and set(paths) <= set(one.selection.paths())
        if covers and not any(_validated_since(work, path, one.prepared_at) for path in paths):
            return one
    return None


def named(found: Iterable[Batch]) -> str:
    """« M1 Droit privé » (préparée par Camille Martin) ; …, each once."""
    once = {one.key: f"« {one.title} » ({one.prepared_name})" for one in found}
    return " ; ".join(once.values())


def approve(work: Work, batch: Batch) -> None:
    """A second person agrees; refuses ``own_batch`` and ``batch_closed``."""
    if batch.state is not BatchState.PREPARED:
        raise Refused("batch_closed")
    if is_own(work, batch):
        raise Refused("own_batch")
    _approve(work, batch)


def is_own(work: Work, batch: Batch) -> bool:
    """Whether the actor prepared it, under any name: a role that is taken is nobody else."""
    return not {batch.prepared_by, batch.prepared_person}.isdisjoint({work.actor.userid, work.actor.person})


def _approve(work: Work, batch: Batch) -> None:
    batch.approved_at, batch.approved_by, batch.approved_name = work.now, work.actor.userid, work.actor.name
    batch.state = BatchState.APPROVED


def cancel(work: Work, batch: Batch) -> None:
    """« Abandonner », until it begins to leave; refuses ``batch_closed``."""
    if batch.state not in (BatchState.PREPARED, BatchState.APPROVED):
        raise Refused("batch_closed")
    batch.state, batch.finished_at = BatchState.CANCELLED, work.now


def is_due(work: Work, batch: Batch) -> bool:
    """Whether it is approved and its hour has come."""
    return batch.state is BatchState.APPROVED and (batch.publish_at is None or batch.publish_at <= work.now)


def launch(work: Work, kind: tasks.TaskKind, home: Establishment, batch: Batch) -> Task:
    """Queue the task that publishes, in the name of whoever approved; refuses ``batch_closed``."""
    if not is_due(work, batch):
        raise Refused("batch_closed")
    actor = Actor(batch.approved_by, batch.approved_name)
    parameters = {BATCH: batch.key, ESTABLISHMENT: home.__name__}
    task = tasks.ask(
        replace(work, actor=actor), kind, parameters, back=f"{batch.scope}/@@publication", total=batch.total
    )
    task.selection, batch.state, batch.task = batch.selection, BatchState.LEAVING, task.__name__
    return task


def carry_out(run: tasks.Run) -> None:
    """The work of the task: one application by transaction, and the report kept with the batch."""
    with run.reading() as (_work, task):
        paths = task.selection.paths() if task.selection is not None else []

    def one(work: Work, task: Task, path: str) -> Line:
        batch = _of(work, task)
        line = _published(work, task.owner, path, batch.prepared_at)
        if line.code:
            batch.fault(line)
        else:
            batch.done += 1
        return line

    run.each(one, paths, chunk=1)

    def end(work: Work, task: Task) -> None:
        batch = _of(work, task)
        batch.state, batch.finished_at = BatchState.DONE, work.now
        tasks.finish(work, task)

    run.step(end)


def _of(work: Work, task: Task) -> Batch:
    found: Batch = work.root[task.parameter(ESTABLISHMENT)].publications[task.parameter(BATCH)]
    return found


def _published(work: Work, owner: str, path: str, prepared_at: datetime | None) -> Line:
    application = _application(work, path)
    if application is None:
        return tasks.refused_line("", path, Refused("application_gone"))
    savepoint = work.root._p_jar.transaction_manager.savepoint()
    try:
        if _validated_since(work, path, prepared_at):
            raise Refused("decision_since")
        _publish(work, owner, application)
    except Refused as refused:
        savepoint.rollback()
        return tasks.refused_line(path, _named(application), refused)
    return Line(path, _named(application), detail=application.formation.title)


def _validated_since(work: Work, path: str, prepared_at: datetime | None) -> bool:
    """Whether the decision that waits is one that neither who prepared nor who approved a batch has seen."""
    application = _application(work, path)
    made = unpublished(application.decisions) if application is not None else None
    return bool(prepared_at and made is not None and made.validated_at and made.validated_at > prepared_at)


def _publish(work: Work, owner: str, application: Application) -> None:
    if P.DESK_PUBLISH not in rights.power(work, owner, application):
        raise Refused("not_allowed_now")
    publication.publish_decision(work, application)


def batches(context: Any) -> list[Batch]:
    """Those prepared on a level or below it, the newest first."""
    kept, base = establishment_of(context).publications, path_of(context)
    found = [one for one in (kept.values() if kept is not None else ()) if f"{one.scope}/".startswith(f"{base}/")]
    return sorted(found, key=lambda one: str(one.prepared_at), reverse=True)


def batch(context: Any, key: str) -> Batch:
    """The one of that key, prepared on a level or below it; refuses ``unknown_code``."""
    found = next((one for one in batches(context) if one.key == key), None)
    if found is None:
        raise Refused("unknown_code", code=key)
    return found


def due(work: Work) -> Iterator[tuple[Establishment, Batch]]:
    """Approved ones whose hour has come."""
    for home in work.root.values():
        for one in home.publications.values() if home.publications is not None else ():
            if is_due(work, one):
                yield home, one


def stopped(work: Work) -> Iterator[tuple[Establishment, Batch]]:
    """Those that began to leave and whose task was stopped, was given up or is gone."""
    for home in work.root.values():
        for one in home.publications.values() if home.publications is not None else ():
            if _is_stopped(work, one):
                yield home, one


def settle(work: Work, batch: Batch) -> None:
    """Close one that was stopped: what did not leave waits for another. Begun again, its task closes it again."""
    if _is_stopped(work, batch):
        batch.state, batch.finished_at = BatchState.DONE, work.now


def _is_stopped(work: Work, batch: Batch) -> bool:
    task = work.root.tasks.get(batch.task) if work.root.tasks is not None else None
    over = task is None or task.state in (TaskState.CANCELLED, TaskState.FAILED)
    return batch.state is BatchState.LEAVING and over


def by_decision(found: Iterable[Waiting], name: Callable[[ApplicationRow], str]) -> list[tuple[str, int]]:
    """(name of the decision, how many), the most frequent first."""
    return Counter(name(one.row) for one in found).most_common()


def establishment_of(context: Any) -> Establishment:
    """The university of a level."""
    while not isinstance(context, Establishment):
        context = context.__parent__
    return context


def _paths(context: Any, visible: Visible) -> list[str]:
    found = sorted(waiting(context, visible), key=lambda one: order_told(one.row))
    paths = [path(one) for one in found]
    if not paths:
        raise Refused("nothing_to_publish")
    return paths


def _title(context: Any) -> str:
    if isinstance(context, Establishment):
        return context.name_full
    title = context.title
    return str(title() if callable(title) else title)


def _application(work: Work, path: str) -> Application | None:
    try:
        found = find(work.root, path)
    except KeyError:
        return None
    return found if isinstance(found, Application) and unpublished(found.decisions) is not None else None


def _named(application: Application) -> str:
    row = application.formation.rows.get(application.key)
    return f"{row.last_name} {row.first_name} ({row.number})".strip() if row is not None else application.key
