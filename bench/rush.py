"""The last evening: 64 candidates at once on one formation, two server processes on PostgreSQL.

Each deposits three pieces, says that the fourth does not concern them, and submits.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import commits, crowd, data
from bench.figures import Figure
from bench.postgresql import postgresql
from bench.servers import ECANDIDAT, serve_many
from ecandidat import main
from ecandidat.domain.codes import Status
from ecandidat.register import rebuild
from ecandidat.resources import path_of
from ecandidat.services import application as service
from ecandidat.services.situation import piece_views
from tests import seed
from tests.architecture.visitors import Visitor, open_session
from tests.architecture.world import blank_pdf
from tests.concurrency.crowd import gather
from tests.conftest import INI

CROWD, PROCESSES, THREADS, RETRIED, SHARE = 64, 2, 4, 0.05, 0.5


@dataclass(frozen=True)
class Outcome:
    """What a rush was answered, what the database kept of it, how many attempts were repeated, the floor if asked."""

    answered: dict[str, Any]
    kept: dict[str, Any]
    retries: int
    bare: float


def measure() -> list[Figure]:
    """Losses, errors, retries and commits per second of the rush."""
    with tempfile.TemporaryDirectory() as name:
        return figures(play(Path(name), CROWD, floor=60))


def play(folder: Path, size: int, floor: int = 0) -> Outcome:
    """Let ``size`` candidates rush; ``floor`` bare commits per thread are timed on the same storage before."""
    with postgresql(folder) as uri:
        with data.database(uri) as opened:
            people = data.build(opened, partial(prepare, size=size))
        bare = commits.rate(uri, PROCESSES, THREADS, floor) if floor else 0.0
        sign(people)
        with serve_many(ECANDIDAT.format(uri=uri, var=folder), folder, PROCESSES) as ports:
            answered = crowd.send({"ports": ports, "people": people, "file": blank_pdf().read().decode("latin-1")})
        with data.database(uri) as opened:
            kept = data.read(opened, count)
    logs = [(folder / f"worker{rank}.log").read_text() for rank in range(PROCESSES)]
    return Outcome(answered, kept, sum(log.count("[ecandidat.retry]") for log in logs), bare)


def whole(size: int) -> dict[str, int]:
    """What the database holds when nothing was lost."""
    return {"submitted": size, "whole": size, "mails": size, "alerts": size, "wrong rows": 0}


def prepare(portal: Any, size: int) -> list[dict[str, Any]]:
    """Candidates who applied and deposited nothing yet: their paths and those of their pieces."""
    people = []
    for userid in gather(portal, size):
        candidate = portal.candidates[userid.removeprefix("c-")]
        application = service.apply(seed.work(portal, userid), data.formation(portal), candidate)
        views = piece_views(application)
        people.append({
            "userid": userid,
            "path": path_of(application),
            "pieces": [view.file.__name__ for view in views if not view.demand.conditional],
            "apart": [view.file.__name__ for view in views if view.demand.conditional],
        })  # fmt: skip
        open_session(portal, userid)
    return people


def sign(people: list[dict[str, Any]]) -> None:
    """Give everybody the cookie and the token of their session."""
    app = main({}, **{**INI, "ecandidat.var": tempfile.gettempdir(), "ecandidat.secret": "benchmarks"})
    for person in people:
        visitor = Visitor(app, person["userid"])
        person["cookie"], person["token"] = visitor.cookie, visitor.token
    for opened in app.registry._zodb_databases.values():
        opened.close()


def count(portal: Any) -> dict[str, Any]:
    """What the database holds after the rush."""
    target = data.formation(portal)
    documents = Counter(
        len([document for *_, document in application.snapshot.pieces if document is not None])
        for application in target.values()
        if application.snapshot is not None
    )
    codes = Counter(mail.code for mail in portal.outbox.values())
    return {
        "submitted": sum(application.status is Status.RECEIVED for application in target.values()),
        "whole": documents.get(3, 0),
        "mails": codes["STATUT_RE"],
        "alerts": codes["COMMISSION_ALERT_TRANSMISSION"],
        "wrong rows": rebuild(target),
    }


def figures(outcome: Outcome) -> list[Figure]:
    """The promise of the rush, one line each."""
    answered, kept = outcome.answered, outcome.kept
    acts = sum(answered["statuses"].values())
    errors = sum(times for status, times in answered["statuses"].items() if int(status) >= 500)
    mine = acts / answered["seconds"]
    held = ", ".join(f"{name} {number}" for name, number in kept.items())
    return [
        Figure("rush: submitted and whole", f"{kept['submitted']} of {CROWD}", str(CROWD), "all",
               kept == whole(CROWD), held),
        Figure("rush: errors 5xx", str(errors), "0", "none", errors == 0 and set(answered["statuses"]) == {"303"},
               f"answers {answered['statuses']}, the slowest took {answered['worst']:.2f} s"),
        Figure("rush: commits retried", f"{outcome.retries} of {acts}", "0", f"≤ {RETRIED:.0%}",
               outcome.retries <= RETRIED * acts),
        Figure("rush: acts/s", f"{mine:.0f}", f"{outcome.bare:.0f} (bare commits)", f"ratio ≥ {SHARE}",
               mine >= SHARE * outcome.bare,
               f"ratio {mine / outcome.bare:.2f}; the crowd itself runs on the same cores"),
    ]  # fmt: skip
