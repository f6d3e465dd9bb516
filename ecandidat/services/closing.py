"""A candidate deletes their own account: at once for whoever looks at it, for good once the days to come back are over.

What was submitted is an administrative act of the university: its snapshot stays for the retention term, then goes
too. All the rest goes: profile, library, drafts, files, mails of what was never sent. A number is never used again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ecandidat.dates import long_date
from ecandidat.domain.codes import Answer, DecisionKind
from ecandidat.domain.decisions import published
from ecandidat.domain.errors import Refused
from ecandidat.domain.moments import civil
from ecandidat.domain.workflow import answer as answer_table
from ecandidat.domain.workflow import dossier
from ecandidat.models.account import Account, Purpose, normal
from ecandidat.models.application import Application
from ecandidat.models.candidate import Candidate
from ecandidat.models.journal import Entry
from ecandidat.models.offer import Establishment
from ecandidat.services import accounts, credentials, effects, links, promotion
from ecandidat.services import application as service
from ecandidat.services.mailing import to_account
from ecandidat.services.situation import in_force, situation
from ecandidat.work import Work


class Fate(StrEnum):
    """What becomes of an application when its candidate leaves."""

    GONE = "gone"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"


def fate(work: Work, application: Application) -> Fate:
    """What leaving does to an application: GONE without a trace when it was never sent, else cancelled or withdrawn
    where that is possible, else kept as it stands.
    """
    if not lasting(application):
        return Fate.GONE
    if application.cancelled_at is not None or application.answer is Answer.WITHDRAWN:
        return Fate.KEPT
    now = situation(work, application)
    if answer_table.TRANSITIONS["desister"].refusal(application.answer, now) is None:
        return Fate.WITHDRAWN
    if dossier.TRANSITIONS["annuler-compte"].refusal(application.status, now) is None:
        return Fate.CANCELLED
    return Fate.KEPT


def lasting(application: Application) -> bool:
    """Whether the university keeps something of it: it was submitted or received, or a decision was told.

    The candidate reads it before leaving: a decision that was not told yet must not show.
    """
    return bool(application.snapshots or published(application.decisions))


def unanswerable(work: Work, candidate: Candidate) -> list[Application]:
    """Admissions that stay confirmed although their candidate leaves: the university has to be told."""
    found = (application for application in candidate.live_applications() if fate(work, application) is Fate.KEPT)
    return [
        application for application in found
        if (decision := in_force(application)) is not None and decision.kind is DecisionKind.FAVOURABLE
        and application.answer is not Answer.WITHDRAWN
    ]  # fmt: skip


def days_to_return(work: Work, account: Account) -> int:
    """Within how many days the deletion may be undone."""
    return int(work.parameter("CANDIDAT_NB_JOUR_RETOUR", university(work, account)))


def days_kept(work: Work, account: Account) -> int:
    """How many days the university keeps what was submitted."""
    return int(work.parameter("SCOL_NB_JOUR_ARCHIVAGE", university(work, account)))


def university(work: Work, account: Account) -> Establishment | None:
    """The university whose rules an account follows: where it was created, else the only one."""
    origin = work.root.get(account.origin)
    if isinstance(origin, Establishment):
        return origin
    every = work.root.establishments
    return every[0] if len(every) == 1 else None


def check(work: Work, candidate: Candidate, account: Account, typed: str, password: str | None) -> None:
    """Whether somebody signed in means it and is who they say; ``password`` is None when the ENT vouched just now.

    Refuses ``number_mistyped`` and, as every proof of a password, ``wrong_password`` and ``throttled``: commit those.
    """
    if "".join(typed.split()).upper() != candidate.number:
        raise Refused("number_mistyped", field="numero")
    if password is not None:
        credentials.prove(work, account, password, "mot_de_passe_actuel")


def ask(work: Work, candidate: Candidate, account: Account) -> datetime:
    """« Supprimer mon compte »; until when the mail's link undoes it. :func:`check` comes before."""
    until = accounts.end_of_day(work.now, days_to_return(work, account))
    for application in candidate.live_applications():
        _leave(work, application)
    for purpose in Purpose:
        links.withdraw(work, account, purpose)
    secret = links.issue(work, account, Purpose.RESTORE, until)
    address = f"{work.base_url}/compte/restaurer/{secret}"
    values = {"lienRestauration": address, "jourSuppression": long_date(civil(until), account.language)}
    to_account(work, account, "CPT_SUPPRESSION", values, university(work, account))
    _hide(work, candidate, account)
    candidate.leaves_at = until
    work.root.candidates.leave(candidate.number, until)
    candidate.journal.add(Entry(work.now, work.actor.name, "supprimer-compte"))
    return until


def restorable(work: Work, secret: str) -> tuple[Account, Candidate] | None:
    """Whose account a mailed link brings back; None when the link is unknown or too old."""
    found = links.read(work, secret, Purpose.RESTORE)
    if found is None or found[1].expires_at < work.now:
        return None
    candidate = work.root.candidates.get(found[0].number)
    return (found[0], candidate) if candidate is not None else None


def restore(work: Work, secret: str) -> Account:
    """Bring an account back as it was; what was cancelled stays cancelled.

    Refuses ``link_dead``, and ``account_replaced`` when the address or the INE serves another account by now.
    """
    found = restorable(work, secret)
    if found is None:
        raise Refused("link_dead")
    account, candidate = found
    known, candidates, personal = work.root.accounts, work.root.candidates, candidate.profile.personal
    ine = personal.ine + personal.ine_key if personal is not None and personal.ine else ""
    if known.find_mail(account.mail) is not None or (ine and candidates.by_ine.get(ine)):
        raise Refused("account_replaced", mail=account.mail)
    known.by_mail[normal(account.mail)] = account.userid
    if ine:
        candidates.by_ine[ine] = candidate.number
    if account.cas_login and not known.by_cas.insert(account.cas_login, account.userid):
        account.cas_login = ""
    links.withdraw(work, account, Purpose.RESTORE)
    account.active, candidate.leaves_at = True, None
    candidates.stay(candidate.number)
    candidate.journal.add(Entry(work.now, account.name, "restaurer-compte"))
    return account


def due(work: Work) -> list[str]:
    """Numbers of those whose time has come: to be erased, or whose submitted applications are to go."""
    leaving = work.root.candidates.leaving
    return [number for number, moment in leaving.items() if moment <= work.now] if leaving is not None else []


def complete(work: Work, number: str) -> str:
    """Erase whoever left and did not come back, or what was kept of them; what was done, or ''. Safe to repeat."""
    candidates = work.root.candidates
    candidate: Candidate | None = candidates.get(number)
    if candidate is None or candidates.leaving is None or candidates.leaving.get(number, work.now) > work.now:
        return ""
    account = work.root.accounts.get(candidate.userid)
    if account is None:
        for application in list(candidate.applications.values()):
            erase_application(work, application)
        candidates.stay(number)
        candidates.retire(number, work.now)
        del candidates[number]
        return "candidatures-effacees"
    to_account(work, account, "CPT_MIN_DELETE", {}, university(work, account))
    kept_for = timedelta(days=days_kept(work, account))
    stub = _emptied(work, candidate)
    _forget_account(work, account)
    _forget_candidate(work, number)
    if len(stub.applications):
        candidates[number] = stub
        candidates.leave(number, work.now + kept_for)
    return "comptes-supprimes"


def erase(work: Work, candidate: Candidate, *, tell: bool = True) -> None:
    """Everything of a candidate goes at once, what was submitted too; only the number stays, never to serve again.

    ``tell`` writes to them a last time.
    """
    account = work.root.accounts.get(candidate.userid)
    if account is not None:
        if tell:
            to_account(work, account, "CPT_MIN_DELETE", {}, university(work, account))
        _hide(work, candidate, account)
    for application in list(candidate.applications.values()):
        erase_application(work, application, calling=True)
    if account is not None:
        _forget_account(work, account)
    _forget_candidate(work, candidate.number)


def dissolve(work: Work, candidate: Candidate) -> None:
    """An account goes and so does its candidate, whose applications are somebody else's by now; nobody is told."""
    account = work.root.accounts.get(candidate.userid)
    if account is not None:
        _hide(work, candidate, account)
        _forget_account(work, account)
    _forget_candidate(work, candidate.number)


def _forget_candidate(work: Work, number: str) -> None:
    """The candidate of a number and what is kept by it; the number never serves again."""
    candidates = work.root.candidates
    queue = work.root.unlisted.uses if work.root.unlisted is not None else None
    kept_by_number = (candidates.sending, candidates.arriving, candidates.composing, work.root.corrections, queue)
    for index in (candidates.rows, *kept_by_number):
        if index is not None:
            index.pop(number, None)
    candidates.stay(number)
    candidates.retire(number, work.now)
    del candidates[number]


def _leave(work: Work, application: Application) -> None:
    """Give an application up as far as the workflow lets its candidate do so."""
    decided = fate(work, application)
    if decided is Fate.WITHDRAWN:
        service.withdraw(work, application)
    elif decided is Fate.CANCELLED or decided is Fate.GONE:
        service.cancel_leaving(work, application)


def _hide(work: Work, candidate: Candidate, account: Account) -> None:
    """Nobody signs in any more, and address, INE and ENT login are free for somebody else."""
    known, candidates, personal = work.root.accounts, work.root.candidates, candidate.profile.personal
    account.active, account.pending_mail = False, ""
    account.sessions.clear()
    if known.by_mail.get(normal(account.mail)) == account.userid:
        del known.by_mail[normal(account.mail)]
    if account.cas_login and known.by_cas.get(account.cas_login) == account.userid:
        del known.by_cas[account.cas_login]
    ine = personal.ine + personal.ine_key if personal is not None and personal.ine else ""
    if ine and candidates.by_ine.get(ine) == candidate.number:
        del candidates.by_ine[ine]
    if work.root.tasks is not None:
        for task in work.root.tasks.of(account.userid):
            del work.root.tasks[task.__name__]


def _emptied(work: Work, candidate: Candidate) -> Candidate:
    """What stands for a candidate who left: a number, and the applications that the university keeps.

    A new object, so that whatever was personal to the former one is held by nothing any more.
    """
    library = candidate.documents
    stub = Candidate()
    stub.number, stub.userid, stub.language = candidate.number, candidate.userid, candidate.language
    stub.left_at = work.now
    for key, application in list(candidate.applications.items()):
        if not lasting(application):
            erase_application(work, application)
            continue
        if application.snapshot is None:
            effects.freeze(work, application)
        sent = {id(document) for snapshot in application.snapshots for _, _, _, document in snapshot.pieces}
        for file in application.pieces.stored():
            if file.document is not None and id(file.document) not in sent:
                file.document = None
        # The snapshots hold what was answered; what was typed since goes, as does who was reading.
        application.answers = application.presences = None
        application.candidate = stub
        stub.applications[key] = application
    # A document knows the library it came from, which knows its candidate: those that are kept must forget it.
    for name in list(library):
        del library[name]
    return stub


def erase_application(work: Work, application: Application, *, calling: bool = False) -> None:
    """An application, its row, its mails; ``calling`` gives the place that it held to the next one who waits."""
    formation, outbox = application.formation, work.root.outbox
    held = calling and promotion.holds(application)
    for key in application.mails:
        outbox.queue.pop(key, None)
        if key in outbox:
            del outbox[key]
    formation.rows.pop(application.key, None)
    application.candidate.applications.pop(application.key, None)
    del formation[application.key]
    if held:
        promotion.freed(work, formation)


def _forget_account(work: Work, account: Account) -> None:
    for purpose in Purpose:
        links.withdraw(work, account, purpose)
    del work.root.accounts.people[account.userid]
